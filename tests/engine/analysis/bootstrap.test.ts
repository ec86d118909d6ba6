import {expect, test} from "vitest";
import {bootstrap} from "../../../src/engine/analysis/bootstrap.ts";
import {median} from "../../../src/engine/analysis/quantile.ts";
import {between, stream} from "../../../src/engine/kernel/streams.ts";

const values = [12, 15, 9, 22, 17, 14, 11, 30, 16, 13];
const mean = (sample: readonly number[]) => sample.reduce((a, b) => a + b, 0) / sample.length;

test("the same seed gives the same interval, another seed another", () => {
  expect(bootstrap(values, mean, {seed: 1})).toEqual(bootstrap(values, mean, {seed: 1}));
  expect(bootstrap(values, mean, {seed: 1})).not.toEqual(bootstrap(values, mean, {seed: 2}));
});

test("the interval of a mean is about what its standard error says", () => {
  const m = mean(values);
  const error = Math.sqrt(mean(values.map((v) => (v - m) ** 2)) / values.length);
  const {low, high} = bootstrap(values, mean, {seed: 1, resamples: 5000});
  expect(low).toBeGreaterThan(m - 2.3 * error);
  expect(low).toBeLessThan(m - 1.5 * error);
  expect(high).toBeLessThan(m + 2.6 * error);
  expect(high).toBeGreaterThan(m + 1.5 * error);
});

test("a higher level is a wider interval", () => {
  const [narrow, wide] = [0.5, 0.99].map((level) => bootstrap(values, median, {seed: 1, level}));
  expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan((narrow?.high ?? 0) - (narrow?.low ?? 0));
});

test("of 95 % intervals for a known median about 95 % hold it", () => {
  const s = stream(1, "test");
  let held = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const sample = Array.from({length: 41}, () => between(s, 0, 1000));
    const {low, high} = bootstrap(sample, median, {seed, resamples: 300});
    if (low <= 500 && 500 <= high) held++;
  }
  expect(held / 400).toBeGreaterThan(0.9);
  expect(held / 400).toBeLessThan(0.99);
});

test("of one value it is that value, of none no number", () => {
  expect(bootstrap([4], median, {seed: 1})).toEqual({low: 4, high: 4});
  expect(bootstrap([], median, {seed: 1})).toEqual({low: Number.NaN, high: Number.NaN});
});

test("the values given stay as they are", () => {
  const given = [...values];
  bootstrap(given, median, {seed: 1});
  expect(given).toEqual(values);
});
