import {expect, test} from "vitest";
import {plan, type Row} from "../../../src/engine/analysis/sweep.ts";
import {type Artefact, decode, encode, print, type RowsKey} from "../../../src/notebook/cells/rows.ts";

const key: RowsKey = {inputs: [], points: 2, runs: 100, seed: 1, scenarios: "", behaviour: {}, rules: {}, measures: "", grid: null};
const hundred = plan({a: [1, 2]}, {runs: 100});
const rowsOf = (value: (i: number) => Row[string]): Row[] =>
  Array.from({length: hundred.count}, (_, i) => ({a: 1 + (i % 2), seed: 1 + Math.floor(i / 2), value: value(i)}));

test.each<[what: string, value: (i: number) => Row[string]]>([
  ["whole numbers", (i) => i * 17 - 900],
  ["times in ms, whole thousandths", (i) => (i * 7919 + 3) / 1000],
  ["times with gaps", (i) => (i % 3 === 0 ? null : (i * 7919) / 1000)],
  ["numbers of no grid", (i) => i / 7],
  ["words", (i) => `z${i % 3}`],
  ["truths", (i) => i % 2 === 0],
  ["one value", () => 4],
  ["no value", () => null],
  ["more than sixty-four words", (i) => `word ${i}`],
])("%s come back as they were written", (_what, value) => {
  const rows = rowsOf(value);
  const file = JSON.parse(print(encode(key, hundred, rows))) as Artefact;
  expect(decode(file, hundred)).toEqual(rows);
  expect(file.key).toEqual(key);
});

test("a time takes a few bytes a run, a constant none", () => {
  const bytes = (value: (i: number) => Row[string]) => print(encode(key, hundred, rowsOf(value))).length;
  const none = bytes(() => 0);
  expect(bytes(() => 999)).toBeLessThan(none + 10);
  expect((bytes((i) => (200_000 + ((i * 7919) % 100_000)) / 1000) - none) / hundred.count).toBeLessThan(4);
});

test.each([
  [(i: number) => i / 0, "sweep: column value holds a number that is not finite: null says that there is no value"],
  [() => ({}) as unknown as null, "sweep: column value holds [object Object]: must be a number, a text, true, false or null"],
])("what a file cannot hold is refused", (value, says) => {
  expect(() => encode(key, hundred, rowsOf(value))).toThrow(says);
});

test("a column that some rows lack is refused", () => {
  const rows = rowsOf(() => 1).map((row, i) => (i === 7 ? {a: 1, seed: 1} : row)) as Row[];
  expect(() => encode(key, hundred, rows)).toThrow(
    "sweep: column value is in some rows and not in others: null says that there is no value",
  );
});
