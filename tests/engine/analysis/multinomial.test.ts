import {expect, test} from "vitest";
import {multinomial} from "../../../src/engine/analysis/multinomial.ts";
import {Refusal} from "../../../src/engine/vocabulary.ts";

/** The same by brute force: every sequence of outcomes, counted. */
function bySequences(observed: readonly number[], shares: readonly number[]): number {
  const n = observed.reduce((a, b) => a + b, 0);
  const byCounts = new Map<string, number>();
  const walk = (counts: number[], probability: number, left: number): void => {
    if (left === 0) {
      byCounts.set(counts.join(), (byCounts.get(counts.join()) ?? 0) + probability);
      return;
    }
    shares.forEach((share, i) => {
      walk(
        counts.map((c, j) => (j === i ? c + 1 : c)),
        probability * share,
        left - 1,
      );
    });
  };
  walk(
    shares.map(() => 0),
    1,
    n,
  );
  const limit = (byCounts.get(observed.join()) ?? 0) * (1 + 1e-9);
  return [...byCounts.values()].filter((p) => p <= limit).reduce((a, b) => a + b, 0);
}

test.each([
  [
    [5, 0],
    [0.7, 0.3],
  ],
  [
    [3, 2, 1],
    [0.5, 0.3, 0.2],
  ],
  [
    [0, 0, 6],
    [0.5, 0.3, 0.2],
  ],
  [
    [2, 2, 2],
    [0.4, 0.35, 0.25],
  ],
  [
    [4, 4],
    [0.5, 0.5],
  ],
  [
    [1, 0, 0, 4],
    [0.25, 0.25, 0.25, 0.25],
  ],
])("of counts %j against %j it is the sum over every sequence of outcomes", (observed, shares) => {
  expect(multinomial(observed, shares)).toBeCloseTo(bySequences(observed, shares), 12);
});

test("of two outcomes it is the exact binomial test", () => {
  // Ten of ten heads, or ten of ten tails.
  expect(multinomial([10, 0], [0.5, 0.5])).toBeCloseTo(2 / 1024, 15);
  expect(multinomial([5, 5], [0.5, 0.5])).toBeCloseTo(1, 12);
});

test("the most probable counts have p = 1, impossible ones p = 0", () => {
  expect(multinomial([20, 12, 8], [0.5, 0.3, 0.2])).toBeCloseTo(1, 9);
  expect(multinomial([1, 4], [0, 1])).toBe(0);
  expect(multinomial([0, 5], [0, 1])).toBe(1);
  expect(multinomial([5], [1])).toBe(1);
  expect(multinomial([0, 0], [0.5, 0.5])).toBe(1);
});

test("frequencies need not add up to 1: counts of model runs will do", () => {
  expect(multinomial([3, 2], [700, 300])).toBeCloseTo(multinomial([3, 2], [0.7, 0.3]), 12);
});

test("forty observations of five outcomes are exact", () => {
  const p = multinomial([20, 10, 5, 3, 2], [0.5, 0.25, 0.125, 0.075, 0.05]);
  expect(p).toBeCloseTo(1, 9);
  expect(multinomial([2, 3, 5, 10, 20], [0.5, 0.25, 0.125, 0.075, 0.05])).toBeLessThan(1e-12);
});

test("a thousand observations are as good as forty", () => {
  expect(multinomial([500, 500], [0.5, 0.5])).toBeCloseTo(1, 9);
  // Two tails of a binomial: 2 × P(X ≥ 532) for n = 1000 and p = 1/2, from tables.
  expect(multinomial([532, 468], [0.5, 0.5])).toBeCloseTo(0.0463, 3);
  expect(multinomial([700, 300], [0.5, 0.5])).toBeLessThan(1e-30);
});

test.each([
  [[1, 2], [1], "must be as many counts as probabilities, 1 or more"],
  [[], [], "must be as many counts as probabilities, 1 or more"],
  [[1001], [1], "counts must be whole, and at most 1000 together"],
  [[1.5], [1], "counts must be whole, and at most 1000 together"],
  [[1, 1], [0, 0], "probabilities must be 0 or more, and one above 0"],
  [[1, 1], [-1, 2], "probabilities must be 0 or more, and one above 0"],
  [[40, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1], "62891499 outcomes are too many, at most 20000000"],
] as const)("%j against %j is refused", (observed, probabilities, says) => {
  expect(() => multinomial(observed, probabilities)).toThrow(says);
  expect(() => multinomial(observed, probabilities)).toThrow(Refusal);
});
