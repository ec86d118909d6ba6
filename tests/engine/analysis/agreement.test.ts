import {describe, expect, test} from "vitest";
import {agreement, corrected, type Judged} from "../../../src/engine/analysis/agreement.ts";
import type {Figure, Metric, Recording} from "../../../src/engine/model/recorded.ts";

/** One metric, as it was and as the model has it. */
function compare(role: Metric["role"], real: readonly Figure[], model: readonly Figure[]): Judged {
  const metrics = {m: {role}};
  const runs = real.map((m) => ({metrics: {m}, events: [], fields: {}}));
  const recording = {scenario: "made-up", metrics, runs} as unknown as Recording;
  return agreement(
    recording,
    model.map((m) => ({m})),
  )[0] as Judged;
}

const times = (n: number, x: Figure): Figure[] => new Array(n).fill(x);

describe("a time or a count", () => {
  test.each([
    ["the ratio of the medians is 0.8", [100, 100, 100], [80], true, "ratio"],
    ["the ratio of the medians is 1.25", [100, 100, 100], [125], true, "ratio"],
    ["the ratio is above", [100, 100, 100], [126], false, null],
    ["the model's median lies in the interval of a wide recording", [50, 100, 200, 400], [300], true, "bootstrap"],
    ["both are zero", [0, 0], [0, 0, 0], true, "ratio"],
    ["only the recording is zero", [0, 0], [1], false, null],
    ["neither ever happened", [null, null], [null], true, "null"],
    ["it never happened in reality, and did in the model", [null, null], [null, null, 7], false, "null"],
    ["it happened in reality, and never did in the model", [7, 7], [null], false, "null"],
    ["it happened at times only: medians are of those", [7, null, 7], [7, null, null, null], true, "ratio"],
  ] as const)("%s", (_, real, model, agrees, by) => {
    expect(compare("time", real, model)).toMatchObject({agrees, by});
  });

  test("zero against zero has the ratio 1, something against zero none", () => {
    expect([compare("count", [0], [0]).ratio, compare("count", [0], [3]).ratio]).toEqual([1, null]);
  });

  test("both sides are summed up alike", () => {
    const row = compare("time", [3, 1, 2, null], [5]);
    expect([row.real, row.model]).toEqual([
      {n: 3, min: 1, median: 2, max: 3},
      {n: 1, min: 5, median: 5, max: 5},
    ]);
  });
});

describe("an outcome", () => {
  test.each([
    ["always the same", times(12, "z3"), times(1000, "z3"), true],
    ["a real one that never occurs in the model", ["z1", "z3"], times(1000, "z3"), false],
    ["counts that are likely under the model", [...times(4, "z2"), ...times(4, "z3")], [...times(450, "z2"), ...times(550, "z3")], true],
    ["counts that are not", times(12, true), [...times(600, true), ...times(400, false)], false],
    ["nothing, in both", [null, null], times(100, null), true],
  ])("%s", (_, real, model, agrees) => {
    expect(compare("outcome", real, model)).toMatchObject({agrees, by: "multinomial", ratio: null});
  });
});

test.each(["input", "host"] as const)("a metric of role %s is shown and not compared", (role) => {
  expect(compare(role, [1], [5])).toMatchObject({agrees: null, by: null, ratio: null, model: {median: 5}});
});

describe("beside the medians", () => {
  test("a time and a count have the shape of both, an outcome and what is not compared have none", () => {
    expect(compare("time", [1, 2, 3], [1, 2, 3, 4]).shape).toEqual({p: expect.any(Number), power: expect.any(Number)});
    expect(compare("count", times(24, 211), [...times(500, 211), ...times(500, 212)])).toMatchObject({
      agrees: true,
      shape: {power: expect.any(Number)},
    });
    for (const role of ["outcome", "input", "host"] as const) expect(compare(role, [1, 1], [1, 1]).shape).toBe(null);
    expect(compare("time", [null], [null]).shape).toBe(null);
  });

  test("two humps are seen, to which the median is blind", () => {
    const row = compare("time", times(24, 300), [...times(480, 200), ...times(40, 300), ...times(480, 400)]);
    expect([row.agrees, row.ratio]).toEqual([true, 1]);
    expect(row.shape?.p).toBeLessThan(0.01);
  });
});

describe("many outcomes of one folder", () => {
  const one = (real: readonly Figure[]): Judged => compare("outcome", real, [...times(500, "a"), ...times(500, "b")]);
  /** p is 2 to the power of one less than how many there are. */
  const odd = (n: number): Judged => one(times(n, "a"));

  test("an odd one alone does not agree, among many it does: one of them must look odd", () => {
    expect([odd(8).agrees, odd(7).agrees]).toEqual([false, true]);
    const many = times(19, null).map(() => one([...times(4, "a"), ...times(4, "b")]));
    expect(corrected([odd(8)]).map(({agrees}) => agrees)).toEqual([false]);
    expect(corrected([odd(8), ...many]).map(({agrees}) => agrees)).toEqual(times(20, true));
    expect(corrected([odd(30), ...many])[0]?.agrees).toBe(false);
  });

  test("those with one value do not count among them, nor does a time", () => {
    const sure = times(30, null).map(() => compare("outcome", times(9, "a"), times(1000, "a")));
    const [first, ...rest] = corrected([odd(8), ...sure, compare("time", [5], [5])]);
    expect([first?.agrees, rest.every(({agrees}) => agrees)]).toEqual([false, true]);
    expect(first).not.toHaveProperty("p");
  });

  test("a real outcome that never occurs in the model does not agree, however many there are", () => {
    const never = compare("outcome", ["a", "c"], [...times(500, "a"), ...times(500, "b")]);
    expect(corrected([never, ...times(50, null).map(() => odd(2))])[0]?.agrees).toBe(false);
  });
});

test("a figure that the model does not have does not agree", () => {
  const metrics = {m: {role: "time"}};
  const recording = {scenario: "made-up", metrics, runs: [{metrics: {m: 5}, events: [], fields: {}}]} as unknown as Recording;
  expect(agreement(recording, [{other: 5}])).toMatchObject([{model: null, agrees: false, by: null}]);
});

test("a metric relative to another is compared after it was subtracted", () => {
  const metrics = {after: {role: "count", relativeTo: "before"}, before: {role: "input"}};
  const recording = {
    scenario: "made-up",
    metrics,
    runs: [{metrics: {after: 12, before: 11}, events: [], fields: {}}],
  } as unknown as Recording;
  expect(agreement(recording, [{after: 3, before: 2}])[0]).toMatchObject({real: {median: 1}, model: {median: 1}, ratio: 1});
});
