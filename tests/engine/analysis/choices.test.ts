import {expect, test} from "vitest";
import type {CardRow} from "../../../src/engine/analysis/card.ts";
import {summaryOf} from "../../../src/engine/analysis/card-summary.ts";
import {choices, meets, type Needs} from "../../../src/engine/analysis/choices.ts";
import type {Row} from "../../../src/engine/analysis/sweep.ts";

const row = (setup: string, fault: string, seed: number, more: Partial<CardRow> = {}): Row & CardRow => ({
  ...{system: "s", setup, fault, seed, verdict: "ok", lost: 0, duplicates: 0, stale: 0},
  ...{besideMs: 1000, elsewhereMs: 1000, fallen: 0, ...more},
});

/** One bad run of a hundred, each under a fault of its own. */
const rows = [
  ...Array.from({length: 100}, (_, i) => row("a", "losing", i + 1, i === 40 ? {lost: 1} : {})),
  ...Array.from({length: 100}, (_, i) => row("a", "stale", i + 1, i === 41 ? {stale: 1} : {})),
  ...Array.from({length: 100}, (_, i) => row("a", "wrong", i + 1, i === 42 ? {verdict: "illegal"} : {})),
  ...Array.from({length: 100}, (_, i) => row("a", "undecided", i + 1, i === 43 ? {verdict: "unknown"} : {})),
  ...Array.from({length: 100}, (_, i) => row("a", "beside", i + 1, i === 44 ? {besideMs: 2001} : {})),
  ...Array.from({length: 100}, (_, i) => row("a", "elsewhere", i + 1, i === 45 ? {elsewhereMs: 2001} : {})),
  ...Array.from({length: 100}, (_, i) => row("a", "unread", i + 1, i === 46 ? {lost: null} : {})),
  row("b", "losing", 1, {besideMs: null}),
];
const cells = summaryOf(rows, [
  {name: "a", copies: 3},
  {name: "b", copies: 1},
]);
const any: Needs = {noLoss: false, noStale: false, besideMs: null, elsewhereMs: null};

test.for<[says: string, needs: Needs, failing: readonly string[]]>([
  ["nothing is needed", any, []],
  [
    "one run of a hundred that lost something, or could not say, is a failure where nothing may be lost",
    {...any, noLoss: true},
    ["losing", "unread"],
  ],
  [
    "one stale read, one history that is not right or not decided fails where no read may be stale",
    {...any, noStale: true},
    ["stale", "wrong", "undecided"],
  ],
  ["the longest silence of all runs counts, beside what was struck", {...any, besideMs: 2000}, ["beside"]],
  ["and elsewhere", {...any, elsewhereMs: 2000}, ["elsewhere"]],
  ["a limit that the longest just keeps is kept", {...any, besideMs: 2001, elsewhereMs: 2001}, []],
])("%s", ([, needs, failing]) => {
  expect(choices(cells, needs)[0]).toEqual({system: "s", setup: "a", failing, copies: null});
});

test("a setup that makes too few copies does not do, whatever its runs say; nobody beside what was struck is no silence", () => {
  const found = choices(cells, {...any, besideMs: 1, copies: 2})[1];
  expect(found).toEqual({system: "s", setup: "b", failing: [], copies: 1});
  expect(found && meets(found)).toBe(false);
});
