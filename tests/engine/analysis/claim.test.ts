import {expect, test} from "vitest";
import {evidence, verdict} from "../../../src/engine/analysis/claim.ts";
import type {Claim, System} from "../../../src/engine/kernel/system.ts";
import {scenarioOf} from "../../../src/engine/run.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";

const zookeeper = system as unknown as System;
const scenario = (seed: number) => scenarioOf(zookeeper, "cold-start", {}, seed);
const each: Claim = {id: "zookeeper/a", says: "A.", seeds: 3, scenario, holds: (run) => run.scenario.seed !== 2};
const estimated = (within: readonly [number, number]): Claim => ({
  id: "zookeeper/b",
  says: "B.",
  seeds: 4,
  scenario,
  unit: "ms",
  row: (run) => run.scenario.seed,
  estimate: (rows) => ({value: rows.reduce((sum, x) => sum + x, 0) / rows.length, low: rows.length - 3, high: 3, within}),
});

test("a claim about each run fails with the seeds in which it does not hold", () => {
  const found = [1, 2, 3].map((seed) => evidence(zookeeper, each, seed));
  expect(verdict(each, found)).toEqual({kind: "each", holds: false, seeds: 3, failing: [2]});
  expect(verdict(each, [true, true])).toMatchObject({holds: true, failing: []});
});

test("an estimate holds when its whole interval lies in the range, and with fewer seeds when its value does", () => {
  const found = [1, 2, 3, 4].map((seed) => evidence(zookeeper, estimated([0, 9]), seed));
  expect(found).toEqual([1, 2, 3, 4]);
  expect(verdict(estimated([1, 3]), found).holds).toBe(true);
  expect(verdict(estimated([1.5, 3]), found).holds).toBe(false);
  expect(verdict(estimated([1.5, 3]), found.slice(0, 3)).holds).toBe(true);
  expect(verdict(estimated([2.2, 3]), found.slice(0, 3)).holds).toBe(false);
});
