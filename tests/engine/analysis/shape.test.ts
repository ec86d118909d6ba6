import {describe, expect, test} from "vitest";
import {shape} from "../../../src/engine/analysis/shape.ts";

/** So many of one and so many of another. */
const humps = (low: number, high: number): number[] => [...new Array(low).fill(211), ...new Array(high).fill(421)];
const range = (n: number, from = 0): number[] => Array.from({length: n}, (_, i) => from + i);
const p = (few: readonly number[], many: readonly number[]): number => shape(few, many, {seed: 1})?.p ?? Number.NaN;

describe("the shape of two samples", () => {
  test("is one where they are drawn from one", () => {
    expect(
      p(
        range(20),
        range(1000).map((x) => x / 50),
      ),
    ).toBeGreaterThan(0.9);
    expect(p(humps(10, 10), humps(500, 500))).toBe(1);
  });

  test("differs where one has a hump that the other has not, though the medians are one", () => {
    // Half of either lies below 421, so that both medians are in the same place.
    const wide = [...range(10), ...range(10, 1000)];
    expect(
      p(
        wide,
        range(1000, 10).map((x) => (x < 505 ? 5 : 1005)),
      ),
    ).toBeGreaterThan(0.01);
    expect(
      p(
        wide,
        range(1000).map(() => 505),
      ),
    ).toBeLessThan(0.01);
    expect(p(humps(24, 0), humps(500, 500))).toBeLessThan(0.01);
  });

  test("is that of ties where nothing varies: zero against zero", () => {
    expect(shape([0, 0, 0], new Array(1000).fill(0), {seed: 1})).toMatchObject({p: 1});
  });

  test.each([
    [6, 0.05, 0.5],
    [24, 0.8, 1],
    [60, 0.99, 1],
  ])("with %i values a hump of half of them is noticed in %d to %d of the cases", (n, least, most) => {
    const {power} = shape(
      range(n),
      range(1000).map((x) => (x * n) / 1000),
      {seed: 1},
    ) ?? {power: Number.NaN};
    expect(power).toBeGreaterThanOrEqual(least);
    expect(power).toBeLessThanOrEqual(most);
  });

  test("is the same with the same seed, and there is none of nothing", () => {
    expect(shape(range(9), range(100), {seed: 4})).toEqual(shape(range(9), range(100), {seed: 4}));
    expect([shape([], [1], {seed: 1}), shape([1], [], {seed: 1})]).toEqual([null, null]);
  });

  test("a p is as often small as it says: of samples from one distribution one in a hundred lies below 0.01", () => {
    const many = range(500);
    // Every sample is a stride through the many, from another place: as even as chance would hardly be, so that few are odd.
    const odd = range(40).filter(
      (i) =>
        p(
          range(12).map((j) => ((i * 7 + j * 41) * 13) % 500),
          many,
        ) < 0.01,
    );
    expect(odd.length).toBeLessThan(3);
  });
});
