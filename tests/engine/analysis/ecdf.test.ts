import {expect, test} from "vitest";
import {ecdf} from "../../../src/engine/analysis/ecdf.ts";

test("a step a distinct value, each with the share of the values up to it", () => {
  expect(ecdf([30, 10, 10, 100])).toEqual([
    {value: 10, share: 0.5},
    {value: 30, share: 0.75},
    {value: 100, share: 1},
  ]);
});

test("of one value there is one step, of none there is none", () => {
  expect(ecdf([4])).toEqual([{value: 4, share: 1}]);
  expect(ecdf([])).toEqual([]);
});
