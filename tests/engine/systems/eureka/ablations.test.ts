import {describe, expect, test} from "vitest";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/eureka/index.ts";
import {plus} from "../../../../src/engine/vocabulary.ts";
import {seeds} from "../story.ts";
import {story} from "./story.ts";

const any = system as unknown as System;

const SCENE: Omit<Scenario, "clients" | "nodes"> = {
  system: "eureka",
  name: "scene",
  config: {},
  network: {latency: {constant: 0.5}},
  faults: [],
  untilMs: 600_000,
  settle: false,
  seed: 1,
};

const two = ["s1", "s2"].map((id) => ({id}));

/** What fell without a mechanism, once it is known that nothing falls with it. */
const fallen = (scene: Scenario, ...ablate: string[]): readonly string[] => {
  expect(run(any, scene).violations).toEqual([]);
  return run(any, {...scene, ablate}).violations.map(({invariant}) => invariant);
};

/** Notes of one kind of a scene. */
const notes = (scene: Scenario, kind: string) =>
  (run(any, scene, {notes: [kind]}).notes ?? []) as unknown as readonly {readonly [field: string]: unknown}[];

test("no-self-preservation: the living of the other side go, who stayed before", () => {
  expect(story("even-zone-partition").notes("evicting")).toEqual([]);
  const gone = story("even-zone-partition", {}, {ablate: ["no-self-preservation"]}).notes("evicting", "s1");
  expect(gone.map(({taken}) => taken?.length)).toEqual([3, 3, 3, 1]);
});

test("no-read-only-cache: the reader sees a registration at its next fetch, and not one copy of the cache later", () => {
  expect(story("cold-start").seen("appeared", "i1")).toBeGreaterThan(30_000);
  expect(story("cold-start", {}, {ablate: ["no-read-only-cache"]}).seen("appeared", "i1")).toBeLessThan(11_000);
});

test("no-replication: the other server never hears of the instance", () => {
  const config = {"eureka.enableSelfPreservation": false};
  const scene = {...SCENE, config, nodes: two, clients: [{id: "i1", args: {servers: ["s1"]}}]};
  expect(fallen(scene, "no-replication")).toEqual(["convergence"]);
});

test("no-dirty-compare: a registration that was lost in a cut is not made good by heartbeats", () => {
  const changes = [{atMs: 70_000, status: "UP"}];
  const clients = [{id: "i1", args: {servers: ["s1"], enrolled: true, changes}}];
  const faults = [
    {kind: "cut", nodes: ["s1"], from: ["s2"], at: 60_000},
    {kind: "heal", at: 180_000},
  ] as const;
  expect(fallen({...SCENE, nodes: two, clients, faults, untilMs: 900_000}, "no-dirty-compare")).toEqual(["convergence"]);
});

test("short-lease: the dead of a mass death go before the minute is over that notices it", () => {
  const evicted = (ablate: readonly string[]) =>
    seeds(100).flatMap((seed) => story("small-mass-death", {crowd: 10, dying: 10, backAfterMs: 120_000}, {seed, ablate}).notes("evicting"));
  expect(evicted([])).toEqual([]);
  expect(evicted(["short-lease"]).length).toBeGreaterThan(0);
});

test("lease-bug-fixed: a dead instance is gone after one lease, not two", () => {
  const evicted = (ablate: readonly string[]) => story("single-crash-in-a-crowd", {}, {ablate}).evicted("mortal") ?? 0;
  expect(evicted([])).toBeGreaterThan(480_000);
  expect(evicted(["lease-bug-fixed"])).toBeLessThan(451_000);
});

test("full-fetch-only: there is no blind spot", () => {
  expect(story("hash-blind-spot").seen("vanished", "leaver")).toBe(null);
  expect(story("hash-blind-spot", {}, {ablate: ["full-fetch-only"]}).seen("vanished", "leaver")).toBeGreaterThan(600_000);
});

test("replicate-evictions: a server that no heartbeat reaches empties the one that they reach", () => {
  // Nobody tells s2 anything, but it tells s1.
  const nodes = [
    {id: "s1", args: {peers: ["s3"]}},
    {id: "s2", args: {peers: ["s1"]}},
    {id: "s3", args: {peers: ["s1"]}},
  ];
  const config = {"eureka.enableSelfPreservation": false};
  const clients = [{id: "crowd", args: {count: 10, enrolled: true, servers: ["s1"], spreadMs: 30_000}}];
  const scene = {...SCENE, config, nodes, clients};
  const lost = (ablate: readonly string[]) => notes({...scene, ablate}, "cancelled").filter(({node}) => node === "s1");
  expect(lost([])).toEqual([]);
  expect(lost(["replicate-evictions"]).length).toBeGreaterThan(0);
});

test("no-read-gate: all servers restart, and the reader loses its list", () => {
  const lost = (ablate: readonly string[]) =>
    story("everything-restarts", {}, {ablate})
      .notes("vanished")
      .filter(({by}) => by === "reader");
  expect(lost([])).toEqual([]);
  expect(lost(["no-read-gate"]).length).toBeGreaterThan(0);
});

test("shared-pin: a client reads where it is registered, also after its sessions", () => {
  const clients = [{id: "i1", args: {fetches: true}}];
  const apart = (ablate: readonly string[]) =>
    seeds(100).filter((seed) => {
      const told = run(any, {...SCENE, nodes: two, clients, seed, ablate, untilMs: 7_200_000}, {notes: ["fetched"]});
      const fetched = (told.notes ?? []) as unknown as readonly {readonly by: string; readonly from: string; readonly at: number}[];
      const renewed = told.history.filter(({f, type}) => f === "renew" && type === "ok");
      const last = fetched.filter(({by}) => by === "i1").at(-1);
      return renewed.at(-1)?.server !== last?.from;
    }).length;
  expect(apart([])).toBeGreaterThan(0);
  expect(apart(["shared-pin"])).toBe(0);
});

describe("sorted-eviction", () => {
  const apps = ["A", "B", "C", "D", "E"];
  const scene: Scenario = {
    ...SCENE,
    config: {"eureka.enableSelfPreservation": false},
    nodes: [{id: "s1"}],
    clients: apps.map((app) => ({id: app, args: {app, count: 20, enrolled: true}})),
    faults: apps.map((node) => ({kind: "crash", node, at: 1000})),
    untilMs: 300_000,
  };
  const first = (ablate: readonly string[]) => {
    const [{taken = []} = {}] = notes({...scene, ablate}, "evicting") as readonly {readonly taken?: readonly string[]}[];
    return [...new Set(taken.map((id) => id[0]))].sort();
  };

  test("one application is hit first, where chance hits all", () => {
    expect(first([]).length).toBeGreaterThan(2);
    expect(first(["sorted-eviction"])).toEqual(["A"]);
  });
});

test("I7: a lease of three times its duration is longer than a reader may show the dead", () => {
  const scene: Scenario = {
    ...SCENE,
    nodes: [{id: "s1"}],
    clients: [
      {id: "crowd", args: {count: 19, enrolled: true, spreadMs: 30_000, tellsRenewals: false}},
      {id: "mortal", args: {enrolled: true}},
      {id: "reader", args: {registers: false, fetches: true}},
    ],
    faults: [{kind: "crash", node: "mortal", at: 100_000}],
    untilMs: 900_000,
  };
  expect(run(any, scene).violations).toEqual([]);
  const longer = run(any, scene, {
    rules: {renewedUntil: (now: number, lease: number) => plus(now as never, (4 * lease) as never)},
  } as never);
  expect(longer.violations.map(({invariant}) => invariant)).toEqual(["bounded-staleness"]);
});

describe("time until every reader knows of a crash", () => {
  test("over a thousand seeds none is outside the sum of the timers, with a tick more", () => {
    const times = seeds(1000).map((seed) => {
      const crashMs = 300_000 + ((seed * 7919) % 60_000);
      const s = story("single-crash-in-a-crowd", {crashMs}, {seed});
      return (s.seen("vanished", "mortal") ?? Number.POSITIVE_INFINITY) - crashMs;
    });
    expect(Math.min(...times)).toBeGreaterThan(150_000);
    expect(Math.max(...times)).toBeLessThan(360_100);
  });
});
