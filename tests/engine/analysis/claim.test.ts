import {expect, test} from "vitest";
import {evidence, verdict} from "../../../src/engine/analysis/claim.ts";
import type {Claim, Range} from "../../../src/engine/model/claim.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {scenarioOf} from "../../../src/engine/run.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";

const zookeeper = system as unknown as System;
const scenario = (seed: number) => scenarioOf(zookeeper, "cold-start", {}, seed);
const each: Claim = {id: "zookeeper/a", says: "A.", seeds: 3, scenario, holds: (run) => run.scenario.seed !== 2};
const shared = (share: Range): Claim => ({...each, seeds: 4, share});
const middle = (median: Range): Claim => ({
  id: "zookeeper/b",
  says: "B.",
  seeds: 9,
  scenario,
  unit: "ms",
  row: (run) => run.scenario.seed,
  median,
});

test("a claim about each run fails with the seeds in which it does not hold", () => {
  const found = [1, 2, 3].map((seed) => evidence(zookeeper, each, seed));
  expect(verdict(each, found)).toEqual({kind: "each", holds: false, seeds: 3, failing: [2]});
  expect(verdict(each, [true, true])).toMatchObject({holds: true, failing: []});
});

test("a share of the runs holds when all of Wilson's interval lies in the range, and with fewer seeds when the share does", () => {
  const found = [1, 2, 3, 4].map((seed) => evidence(zookeeper, shared([0, 1]), seed));
  expect(found).toEqual([true, false, true, true]);
  expect(verdict(shared([0.3, 0.96]), found)).toMatchObject({kind: "estimate", holds: true, value: 0.75, unit: ""});
  expect(verdict(shared([0.31, 0.96]), found).holds).toBe(false);
  expect(verdict(shared([0.3, 0.95]), found).holds).toBe(false);
  expect(verdict(shared([0.66, 0.67]), found.slice(0, 3)).holds).toBe(true);
  expect(verdict(shared([0.67, 1]), found.slice(0, 3)).holds).toBe(false);
});

test("a median holds when all of its bootstrap interval lies in the range, and with fewer seeds when the median does", () => {
  const found = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seed) => evidence(zookeeper, middle([0, 9]), seed));
  expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(verdict(middle([2, 8]), found)).toMatchObject({kind: "estimate", holds: true, value: 5, low: 2, high: 8, unit: "ms"});
  expect(verdict(middle([2.1, 8]), found).holds).toBe(false);
  expect(verdict(middle([2, 7.9]), found).holds).toBe(false);
  expect(verdict(middle([2, 2]), found.slice(0, 3)).holds).toBe(true);
  expect(verdict(middle([2.1, 9]), found.slice(0, 3)).holds).toBe(false);
});
