import {expect, test} from "vitest";
import {fuzz} from "../../../src/engine/checking/fuzz.ts";
import {defineSystem} from "../../../src/engine/define.ts";
import type {Invariant} from "../../../src/engine/model/monitor.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import {run} from "../../../src/engine/run.ts";

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

test("the first violation's schedule is made smaller: one death is left of it, as early as can be, and it still shows the same", () => {
  const system = mortal([scenario]);
  const {violations, smallest} = fuzz(system, options);
  expect(smallest?.faults).toEqual([{kind: expect.stringMatching("^(crash|power-loss)$"), node: "a", as: expect.anything(), at: 0}]);
  expect(run(system, smallest as Scenario).violations[0]?.invariant).toBe(violations[0]?.invariant);
});

test("the budget ends that; without one the schedule stands as it was drawn, and the findings are the same", () => {
  const system = mortal([scenario]);
  const found = [0, 5, 400].map((budget) => fuzz(system, {...options, budget}));
  const faults = found.map(({smallest}) => smallest?.faults.length ?? 0);
  expect(faults[0]).toBeGreaterThan(faults[2] ?? 0);
  expect(faults).toEqual([...faults].sort((a, b) => b - a));
  expect(found.map(({violations}) => violations)).toEqual(found.map(() => found[0]?.violations));
  expect(found[0]?.violations[0]?.seed).toBe(found[0]?.smallest?.seed);
});
