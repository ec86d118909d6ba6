import {expect, test} from "vitest";
import {fuzz} from "../../../src/engine/checking/fuzz.ts";
import {defineSystem} from "../../../src/engine/define.ts";
import type {Invariant} from "../../../src/engine/kernel/system.ts";

const neverDown: Invariant = {
  name: "never-down",
  says: "Nobody ever dies.",
  init: () => null,
  lifecycle: (_m, id, status) => (status === "down" ? `${id} died` : null),
};

const scenario = {
  name: "one-cut",
  title: "One is cut off",
  parameters: [],
  make: () => ({
    config: {},
    nodes: [{id: "a"}, {id: "b"}],
    network: {latency: {constant: 1}},
    faults: [{kind: "cut", nodes: ["a"], at: 1} as const],
    untilMs: 9000,
  }),
};

const mortal = (scenarios: readonly (typeof scenario)[]) =>
  defineSystem({
    name: "mortal",
    processes: {node: {init: () => ({})}},
    messages: {},
    believe: () => [],
    converged: () => true,
    invariants: [neverDown],
    scenarios,
  }).system as never;

const options = {runs: 50, seed: 1, ablate: []};

test("a system that names no clusters to break is tried on those of its scenarios, without their faults", () => {
  const {violations, smallest} = fuzz(mortal([scenario]), options);
  expect(violations[0]?.detail).toMatch(/^[ab] died$/);
  expect(smallest).toMatchObject({name: "one-cut", nodes: [{id: "a"}, {id: "b"}]});
  expect(smallest?.faults.map(({kind}) => kind)).not.toContain("cut");
});

test("one that has neither is refused in a line", () => {
  expect(() => fuzz(mortal([]), options)).toThrow("mortal has no cluster to break: it needs a scenario, or shapes in its fuzz table");
});
