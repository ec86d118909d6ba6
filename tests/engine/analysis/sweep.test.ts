import {expect, test} from "vitest";
import {columns} from "../../../src/engine/analysis/columns.ts";
import {measures} from "../../../src/engine/analysis/measures.ts";
import {plan, pointAt, rowAt, scenarioAt} from "../../../src/engine/analysis/sweep.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run, scenarioOf} from "../../../src/engine/run.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";

const zookeeper = system as unknown as System;
const coldStart = ({latencyMs, seed}: {latencyMs: number; seed: number}) => scenarioOf(zookeeper, "cold-start", {latencyMs}, seed);

test("a part of a sweep has as many runs of each point", () => {
  const p = plan({a: [1, 2], b: ["x", "y"]}, {runs: 2, seed: 7});
  expect(Array.from({length: p.count}, (_, i) => pointAt(p, i)).map(({a, b, seed}) => `${a}${b}${seed}`)).toEqual([
    "1x7",
    "1y7",
    "2x7",
    "2y7",
    "1x8",
    "1y8",
    "2x8",
    "2y8",
  ]);
});

test("a row is the run of its own seed, also where the scenario was made without it", () => {
  const made = {make: () => coldStart({latencyMs: 10, seed: 99}), plan: plan({}, {runs: 2})};
  expect(scenarioAt(made, 1).seed).toBe(2);
  expect(rowAt(zookeeper, made, 1)).toEqual({seed: 2, ...columns(run(zookeeper, coldStart({latencyMs: 10, seed: 2})))});
});

test("without `row` the measures are columns, the interregnum being the longest one after the fault", () => {
  const one = {make: () => scenarioOf(zookeeper, "leader-loss", {writes: 3}, 1), plan: plan({}, {runs: 1})};
  const row = rowAt(zookeeper, one, 0);
  const r = run(zookeeper, scenarioOf(zookeeper, "leader-loss", {writes: 3}, 1));
  const last = measures(r).interregna.at(-1);
  expect(row).toMatchObject({leader: "z1", lostWrites: 0, violations: 0, events: r.events, detectMs: last?.stages.detect ?? null});
  expect(row.interregnumMs).toBeCloseTo((last?.toMs ?? 0) - (last?.fromMs ?? 0), 6);
});

test.each([
  [{a: []}, {runs: 1}, "sweep: a: must be a list of values, as in {a: [1, 2]}"],
  [{seed: [1]}, {runs: 1}, "sweep: seed: is no parameter of a grid; `runs` says how many seeds each point has"],
  [{}, {runs: 0}, "sweep: runs is 0: must be a whole number, 1 or more"],
  [{}, {runs: 1, seed: -1}, "sweep: seed is -1: must be a whole number, 0 or more"],
  [{a: [1, 2]}, {runs: 600_000}, "sweep: 1200000 runs: at most 1000000 (2 points of 600000 runs)"],
])("refused: %j %j", (grid, options, says) => {
  expect(() => plan(grid, options)).toThrow(says);
});
