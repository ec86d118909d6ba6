import {expect, test} from "vitest";
import {DISKS, draw, latency, PROFILES} from "../../../src/engine/kernel/latency.ts";
import {stream} from "../../../src/engine/kernel/streams.ts";
import type {LatencySpec} from "../../../src/engine/model/scenario.ts";
import {ms} from "../../../src/engine/vocabulary.ts";

function sorted(spec: LatencySpec, n = 20_000): number[] {
  const [l, s] = [latency(spec), stream(1, "test")];
  return Array.from({length: n}, () => draw(l, s)).sort((a, b) => a - b);
}

test.each(Object.entries({...PROFILES, ...DISKS}))("§9, D7: draws of %s have its quantiles and stay within its bounds", (name, row) => {
  const values = sorted(name);
  const [least = 0, median = 0, p90 = 0, , , most = 0] = row;
  expect(values[0]).toBeGreaterThanOrEqual(least);
  expect(values.at(-1)).toBeLessThanOrEqual(most);
  expect(Math.abs((values[10_000] ?? 0) - median)).toBeLessThanOrEqual(median * 0.02);
  expect(Math.abs((values[18_000] ?? 0) - p90)).toBeLessThanOrEqual(p90 * 0.03);
  expect(values.every(Number.isSafeInteger)).toBe(true);
  expect(latency(name).median).toBe(median);
});

test("a constant is drawn without chance, a range evenly over its whole width, a table in µs", () => {
  expect(new Set(sorted({constant: 1.5}, 10))).toEqual(new Set([1500]));
  const range = sorted({uniform: [2, 4]});
  expect([range[0], range[10_000], range.at(-1)].map((v) => Math.round((v ?? 0) / 100))).toEqual([20, 30, 40]);
  expect(
    new Set(
      sorted(
        {
          table: [
            [0, 5],
            [0.5, 5],
            [1, 5],
          ],
        },
        10,
      ),
    ),
  ).toEqual(new Set([5]));
});

test("no draw is longer than two seconds' worth of exact arithmetic allows", () => {
  // (u − q)·Δx must stay below 2⁵³: Δx < 2²¹ µs for the full range of u.
  for (const row of Object.values({...PROFILES, ...DISKS})) {
    for (let i = 1; i < row.length; i++) expect(ms(2000)).toBeGreaterThan((row[i] ?? 0) - (row[i - 1] ?? 0));
  }
});
