import {expect, test} from "vitest";
import {english} from "../../src/words/english.ts";
import {type Filling, fill, parse, type Said} from "../../src/words/message.ts";
import {inEnglish, speaker} from "../../src/words/said.ts";

const say = (pattern: string, values: {readonly [place: string]: Filling}) => fill(pattern, values, english, inEnglish);
const RUNS = "{n, plural, =0 {no run} one {# run of {all, number}} other {# runs}}";
const cause: Said = {key: "x.cause", english: "{file} is gone", values: {file: "zoo.cfg"}};

test.each<[pattern: string, values: {readonly [place: string]: Filling}, line: string]>([
  ["Nothing to fill in", {}, "Nothing to fill in"],
  ["{who} leads", {who: "z1"}, "z1 leads"],
  ["seed {seed}", {seed: 12345}, "seed 12345"],
  ["{n, number} events", {n: 1234567}, "1,234,567 events"],
  [RUNS, {n: 0, all: 2000}, "no run"],
  [RUNS, {n: 1, all: 2000}, "1 run of 2,000"],
  [RUNS, {n: 2000, all: 2000}, "2,000 runs"],
  ["one of {known, list}", {known: ["a", "b", "c"]}, "one of a, b, c"],
  ["{who, list, and} accept writes", {who: ["z1", "z2", "z3"]}, "z1, z2 and z3 accept writes"],
  ["the {nth, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} time", {nth: 22}, "the 22nd time"],
  ["{who, list, or} leads", {who: ["z1", "z2"]}, "z1 or z2 leads"],
  ["{who, list, and} alone", {who: ["z1"]}, "z1 alone"],
  ["cannot read: {cause}", {cause}, "cannot read: zoo.cfg is gone"],
  ["pass '{record: true}' as it isn't {kept}", {kept: "kept"}, "pass {record: true} as it isn't kept"],
])("%s", (pattern, values, line) => {
  expect(say(pattern, values)).toBe(line);
});

test.each([
  ["{n", "must be {place}"],
  ["a } b", "closes nothing"],
  ["{n, plural, one {a run}}", "without other"],
  ["{n, plural, one {a run} rest {runs}}", "must be a plural's branch"],
  ["{n, plural, other {runs", "a branch that does not end"],
  ["{n, date}", "must be {place}"],
])("%s is refused with what is wrong", (pattern, why) => {
  expect(() => parse(pattern)).toThrow(why);
});

test("English without Intl writes numbers as Intl does", () => {
  const intl = new Intl.NumberFormat("en-GB");
  const numbers = [0, 1, 9.5, 12.3456, 1.0005, 999, 1000, 1_000_000.25, 123_456_789, -1, -1234.5678, 0.0004, 0.001, 1e-9, 2 ** 53];
  expect(numbers.map((n) => english.number(n))).toEqual(numbers.map((n) => intl.format(n).replace("-", "−")));
  expect([0, 1, 1.5, 2, 21].map(english.plural)).toEqual([0, 1, 1.5, 2, 21].map((n) => new Intl.PluralRules("en-GB").select(n)));
  const ordinals = Array.from({length: 125}, (_, n) => n);
  const rules = new Intl.PluralRules("en-GB", {type: "ordinal"});
  expect(ordinals.map(english.ordinal)).toEqual(ordinals.map((n) => rules.select(n)));
  const list = new Intl.ListFormat("en-GB");
  expect(english.list(["a", "b", "c"], "and")).toBe(list.format(["a", "b", "c"]));
});

test("a key or a value that is missing, or of another kind, is a type error", () => {
  const said = speaker({"toy.none": "Nothing", "toy.runs": "{n, plural, one {# run} other {# runs}} of {who}, one of {all, list}"});
  const values = {n: 2, who: "z1", all: ["z1"]};
  expect(inEnglish(said("toy.runs", values))).toBe("2 runs of z1, one of z1");
  expect(inEnglish(said("toy.none"))).toBe("Nothing");
  // @ts-expect-error: no such message
  said("toy.gone");
  // @ts-expect-error: it has three values
  said("toy.runs");
  // @ts-expect-error: who is missing
  said("toy.runs", {n: 2, all: []});
  // @ts-expect-error: a plural is of a number
  said("toy.runs", {...values, n: "2"});
  // @ts-expect-error: a list is one
  said("toy.runs", {...values, all: "z1"});
});
