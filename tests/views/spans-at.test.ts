import {expect, test} from "vitest";
import {spansAt} from "../../src/views/spans-at.ts";

interface Span {
  readonly from: number;
  readonly to: number;
}

const holding = (spans: readonly Span[]) => spansAt(spans, {from: ({from}) => from, to: ({to}) => to});

/** Many that begin at the same place, short ones, long ones, and some that never end. */
const many: readonly Span[] = Array.from({length: 500}, (_, i) => {
  const from = Math.floor((i * i) / 900);
  const length = i % 53 === 0 ? Number.POSITIVE_INFINITY : i % 11 === 0 ? 200 : i % 7;
  return {from, to: from + length};
});

test("at each place are those that have begun and not ended, in the order of their beginning", () => {
  const at = holding(many);
  for (let place = -1; place < 500; place++) expect(at(place)).toEqual(many.filter(({from, to}) => from <= place && to > place));
});

test("a span holds where it begins, and no more where it ends", () => {
  const at = holding([{from: 2, to: 4}]);
  expect([1, 2, 3, 4].map((place) => at(place).length)).toEqual([0, 1, 1, 0]);
});

test("of nothing nothing holds", () => {
  expect(holding([])(3)).toEqual([]);
});
