import {expect, test} from "vitest";
import {wilson} from "../../../src/engine/analysis/wilson.ts";

// Newcombe 1998, Statistics in Medicine 17, table I, method 3 (95 %).
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("%d of %d lie between %d and %d", (hits, n, low, high) => {
  const interval = wilson(hits, n);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
  expect(interval.share).toBe(hits / n);
});

test("the interval of the misses is that of the hits turned round", () => {
  const [hits, misses] = [wilson(3, 17), wilson(14, 17)];
  expect(misses.low).toBeCloseTo(1 - hits.high, 12);
  expect(misses.high).toBeCloseTo(1 - hits.low, 12);
});

test("none and all end exactly at 0 and 1; of no runs nothing is known", () => {
  expect([wilson(0, 7).low, wilson(7, 7).high]).toEqual([0, 1]);
  expect(wilson(0, 0)).toEqual({share: Number.NaN, low: 0, high: 1});
});

test("more hits than runs are refused", () => {
  expect(() => wilson(3, 2)).toThrow("wilson(3, 2): must be 0 ≤ hits ≤ n");
  expect(() => wilson(-1, 2)).toThrow("wilson(-1, 2)");
});
