import {describe, expect, test} from "vitest";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/eureka/index.ts";

const any = system as unknown as System;

const SCENE: Omit<Scenario, "clients" | "nodes"> = {
  system: "eureka",
  name: "scene",
  config: {},
  network: {latency: {constant: 0.5}},
  faults: [],
  untilMs: 300_000,
  settle: false,
  seed: 1,
};

/** What fell without those mechanisms, and with them. */
const pair = (scenario: Scenario, ...ablate: string[]) => {
  const fallen = (one: Scenario) => run(any, one).violations.map(({invariant}) => invariant);
  expect(fallen(scenario)).toEqual([]);
  return fallen({...scenario, ablate});
};

describe("each mechanism is needed", () => {
  test("P2: two hops come back to where they began", () => {
    const nodes = ["s1", "s2"].map((id) => ({id}));
    expect(pair({...SCENE, nodes, clients: [{id: "i1", args: {servers: ["s1"]}}]}, "multi-hop")).toEqual(["one-hop"]);
  });

  test("S4: a clock that was set back makes an older record take the place of a newer one", () => {
    const clients = [{id: "i1", startMs: 5000, args: {servers: ["s1"]}}];
    const faults = [
      {kind: "clock-jump", node: "i1", byMs: -10_000, at: 10_000},
      {kind: "crash", node: "i1", at: 11_000},
      {kind: "restart", node: "i1", at: 11_500},
    ] as const;
    const jumped = {...SCENE, nodes: [{id: "s1"}], clients, faults};
    expect(pair(jumped, "older-wins")).toEqual(["dirty-never-decreases"]);
  });

  test("S13: with protection off and no cap, one tick takes everybody", () => {
    const clients = [{id: "crowd", args: {count: 20, enrolled: true, tellsRenewals: false}}];
    const dead = {...SCENE, nodes: [{id: "s1"}], clients, faults: [{kind: "crash", node: "crowd", at: 1000}] as const};
    expect(pair(dead, "no-self-preservation", "no-eviction-cap")).toEqual(["eviction-guarded"]);
  });
});

test("S19: a server that started alone refuses reads for five minutes after it opened; Spring's counts a client and does not", () => {
  const reader = {id: "reader", args: {registers: false, fetches: true}};
  const start = (version: string) =>
    run(any, {...SCENE, version, nodes: [{id: "s1", args: {cold: true}}], clients: [reader], untilMs: 460_000}, {record: true});
  const answers = (version: string) =>
    (start(version).trace ?? []).flatMap((e) => (e.kind === "send" && e.message.kind === "REGISTRY" ? [e.at / 1_000_000] : []));
  expect(answers("2.0.6")[0]).toBeGreaterThan(420);
  expect(answers("spring-5.0.3")[0]).toBeLessThan(1);
});
