import {expect, test} from "vitest";
import {holm} from "../../../src/engine/analysis/holm.ts";

test.each<[claim: string, values: number[], corrected: number[]]>([
  ["one test is what it is", [0.02], [0.02]],
  ["the smallest counts as often as there are tests, the next once less", [0.01, 0.04, 0.03], [0.03, 0.06, 0.06]],
  ["none counts for more than certain", [0.9, 0.8], [1, 1]],
  ["a larger one never counts for less than a smaller", [0.001, 0.0011, 0.5], [0.003, 0.003, 0.5]],
  ["nothing", [], []],
])("Holm's correction: %s", (_claim, values, corrected) => {
  const found = holm(values);
  expect(found.length).toBe(corrected.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(corrected[i] as number, 12);
  });
});
