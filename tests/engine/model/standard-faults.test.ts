import {expect, test} from "vitest";
import {FAULT_TITLES} from "../../../src/engine/analysis/verdict.ts";
import type {NodeSpec, Shape} from "../../../src/engine/model/scenario.ts";
import {STANDARD_FAULTS, type StandardFault} from "../../../src/engine/model/standard-faults.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {system as redisSystem} from "../../../src/engine/systems/redis/index.ts";
import {system as zookeeperSystem} from "../../../src/engine/systems/zookeeper/index.ts";
import {system as bullySystem} from "../../views/bully.ts";

const zookeeper = zookeeperSystem as unknown as System;
const redis = redisSystem as unknown as System;
const bully = bullySystem as unknown as System;

const ensemble = (ids: readonly string[], observers: readonly string[] = []): NodeSpec[] =>
  [...ids, ...observers].map((id) => ({id, args: {linksUp: true, ...(observers.includes(id) ? {observer: true} : {})}}));

/** Whom each fault of a standard fault hits, in a cluster that has just formed. */
function struck(system: System, shape: Pick<Shape, "nodes"> & Partial<Shape>, name: StandardFault, at = 6000): string[] {
  const faults = STANDARD_FAULTS[name]({at, members: shape.nodes.map(({id}) => id), guests: []});
  const around = {name, config: {}, network: {latency: {uniform: [0.2, 0.8]}}, untilMs: at + 45_000} as const;
  const outcome = run(system, {...around, ...shape, system: system.name, faults, seed: 1, settle: false}, {record: true});
  return (outcome.trace ?? []).flatMap((event) => (event.kind === "fault" ? [`${event.fault.kind} ${event.nodes.join(" ")}`.trim()] : []));
}

const five = {nodes: ensemble(["z1", "z2", "z3", "z4", "z5"])};

test.each<[StandardFault, readonly string[]]>([
  ["leader-crash", ["crash z5"]],
  ["leader-vanishes", ["power-loss z5"]],
  ["leader-pause", ["pause z5", "resume z5"]],
  ["leader-cut", ["cut z5", "heal"]],
  ["minority-cut", ["cut z5 z1", "heal"]],
  ["majority-cut", ["cut z5 z1 z2", "heal"]],
  ["one-way-cut", ["cut z5", "heal"]],
  ["bridge", ["cut z5 z1", "heal z5 z1", "heal"]],
  ["follower-crash", ["crash z1"]],
  ["rolling-restart", ["z1", "z2", "z3", "z4", "z5"].flatMap((id) => [`crash ${id}`, `restart ${id}`])],
  [
    "power-loss",
    [...["z1", "z2", "z3", "z4", "z5"].map((id) => `power-loss ${id}`), ...["z1", "z2", "z3", "z4", "z5"].map((id) => `restart ${id}`)],
  ],
  ["clock-jump", ["clock-jump z5"]],
])("%s strikes those whom it names in an ensemble of five", (name, whom) => {
  expect(struck(zookeeper, five, name)).toEqual(whom);
});

test("an observer has no vote, and an even number has halves that are no majority", () => {
  const observed = {nodes: ensemble(["z1", "z2", "z3"], ["z4", "z5"])};
  expect(struck(zookeeper, observed, "minority-cut")[0]).toBe("cut z3");
  expect(struck(zookeeper, observed, "majority-cut")[0]).toBe("cut z3 z1");
  const four = {nodes: ensemble(["z1", "z2", "z3", "z4"])};
  expect(struck(zookeeper, four, "minority-cut")[0]).toBe("cut z4");
  expect(struck(zookeeper, four, "majority-cut")[0]).toBe("cut z4 z1 z2");
});

test("of Redis the sentinels vote: the one beside the master stands on its side first", () => {
  const {files} = redis;
  if (files === undefined) throw new Error("Redis has files");
  const shape = files.base({config: {}, nodes: null});
  const at = files.formedMs;
  expect(struck(redis, shape, "minority-cut", at)[0]).toBe("cut n1 s1");
  expect(struck(redis, shape, "majority-cut", at)[0]).toBe("cut n1 s1 s2");
});

test("a system that says nothing of votes counts all who believe something", () => {
  const three = {nodes: ["n1", "n2", "n3"].map((id) => ({id}))};
  expect(struck(bully, three, "minority-cut")[0]).toBe("cut n3");
  expect(struck(bully, three, "majority-cut")[0]).toBe("cut n3 n1");
});

test("each is told in the system's own words", () => {
  const told = Object.values(FAULT_TITLES).map((title) => title({leads: "master", follows: "replica"}));
  expect(new Set(told.map(({key}) => key)).size).toBe(Object.keys(STANDARD_FAULTS).length);
});
