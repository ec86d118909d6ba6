import {expect} from "vitest";

/** As many values as expected, each within 3 % (and 5 ms) of its own. */
export function near(got: readonly (number | undefined)[], expected: readonly number[]): void {
  expect(got.length, `got ${JSON.stringify(got)}, expected about ${JSON.stringify(expected)}`).toBe(expected.length);
  expected.forEach((value, i) => {
    const off = Math.abs((got[i] ?? Number.NaN) - value);
    expect(off <= Math.max(5, value * 0.03), `got ${got[i]}, expected about ${value}`).toBe(true);
  });
}
