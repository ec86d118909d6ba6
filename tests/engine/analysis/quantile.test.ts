import {expect, test} from "vitest";
import {median, quantile} from "../../../src/engine/analysis/quantile.ts";
import {Refusal} from "../../../src/engine/vocabulary.ts";

test.each([
  [[1, 2, 3, 4, 5], 0.5, 3],
  [[5, 1, 4, 2, 3], 0.25, 2],
  [[1, 2, 3, 4], 0.5, 2.5],
  [[1, 2, 3, 4], 0.1, 1.3],
  [[10, 9, 100], 1, 100],
  [[10, 9, 100], 0, 9],
  [[7], 0.9, 7],
  [[-1, -20, 3], 0.5, -1],
] as const)("of %j the quantile %d is %d, as R's type 7 has it", (values, p, expected) => {
  expect(quantile(values, p)).toBeCloseTo(expected, 12);
});

test("numbers are ordered as numbers, and the values given stay as they are", () => {
  const values = [10, 9, 2, 100];
  expect(median(values)).toBe(9.5);
  expect(values).toEqual([10, 9, 2, 100]);
});

test("of nothing it is no number; outside 0 to 1 it is refused", () => {
  expect(quantile([], 0.5)).toBeNaN();
  expect(() => quantile([1], 95)).toThrow("quantile(…, 95): must be from 0 to 1");
  expect(() => quantile([1], Number.NaN)).toThrow(Refusal);
});
