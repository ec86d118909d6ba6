import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {type TrialVerdict, trialsOf} from "../../src/engine/analysis/verdict.ts";
import {verdictTable} from "../../src/views/verdict-table.ts";
import {english} from "../english.ts";

const {document} = new JSDOM("").window;
const trials = trialsOf({nouns: {leads: "leader", follows: "follower"}});
const one: TrialVerdict = {
  trial: "leader-cut",
  measure: "interregnumMs",
  runs: 20,
  usual: {median: 10284.9, low: 10174.6, high: 10290.7},
  file: {median: 1191.6, low: 1191.6, high: 1191.6},
  difference: {median: -9093.3, low: -9099.1, high: -8983},
  changes: [
    {name: "tickTime", difference: {median: -7502.3, low: -7503.1, high: -7498.9}},
    {name: "servers", difference: {median: -91, low: -98, high: 13.6}},
    {name: "initLimit", difference: {median: 0, low: 0, high: 0}},
  ],
};

test("a verdict is a row: as usual, with the file, and each change alone with its interval", () => {
  const element = verdictTable([one], {document, words: english, file: "zoo.cfg", trials});
  expect([...element.querySelectorAll("thead th")].map((th) => th.textContent)).toEqual([
    "usual",
    "zoo.cfg",
    "tickTime alone",
    "servers alone",
    "initLimit alone",
  ]);
  expect([...element.querySelectorAll("tbody td")].map((td) => td.textContent)).toEqual([
    "10,285 (10,175 to 10,291)",
    "1,192",
    "−7,502 (−7,503 to −7,499)",
    "none seen (−98 to +14)",
    "none",
  ]);
  expect(element.querySelector("caption")?.textContent).toMatch(/^zoo.cfg under 5 standard faults, 20 runs each\. Medians with 95 %/);
});

test("a loss that the median hides is told, as are runs that cannot say and runs of a broken model", () => {
  const zero = {median: 0, low: 0, high: 0};
  const loss = {...one, measure: "lostWrites", usual: {...zero, worst: {runs: 1, most: 140}}, file: {...zero, unsaid: 3}, changes: []};
  const unknown = {...loss, trial: "power-loss", usual: zero, file: {median: Number.NaN, low: Number.NaN, high: Number.NaN, unsaid: 20}};
  const fallen = {...loss, trial: "leader-crash", measure: "fallen", usual: zero, file: {median: 2, low: 2, high: 2}};
  const element = verdictTable([fallen, loss, unknown], {document, words: english, file: "redis.conf", trials});
  expect([...element.querySelectorAll("tbody td")].map((td) => td.textContent)).toEqual([
    ...["0", "2"],
    ...["0; up to 140, any at all in 1 run", "0; 3 runs cannot say"],
    ...["0", "unknown: no run came to rest"],
  ]);
  expect(element.querySelector("tbody [scope=row]")?.textContent).toBe(
    "broke an invariant of the model: do not trust the rows below, runs",
  );
});

test("it has a name, row and column heads, and can be scrolled by the keyboard", () => {
  const element = verdictTable([one], {document, words: english, file: "zoo.cfg", trials});
  expect([element.getAttribute("aria-label"), element.getAttribute("tabindex")]).toEqual(["zoo.cfg under standard faults", "0"]);
  expect([...element.querySelectorAll("tbody th")].map((th) => [th.getAttribute("scope"), th.textContent])).toEqual([
    ["rowgroup", "The leader's host is cut off for 30 s"],
    ["row", "longest time without anybody who would accept a write, ms"],
  ]);
});

test("faults are named in the words of the system", () => {
  const other = {...one, trial: "follower-crash"};
  const element = verdictTable([one, other], {
    document,
    words: english,
    file: "redis.conf",
    trials: trialsOf({nouns: {leads: "master", follows: "replica"}}),
  });
  expect([...element.querySelectorAll("[scope=rowgroup]")].map((th) => th.textContent)).toEqual([
    "The master's host is cut off for 30 s",
    "A replica's process dies",
  ]);
});

test("the title owes what the runs went without", () => {
  const title = (without: readonly string[]) =>
    verdictTable([one], {document, words: english, file: "zoo.cfg", trials, without}).querySelector("caption")?.textContent;
  expect(title(["leaderServes"])).toMatch(/^zoo.cfg without leaderServes, which could change it, under 5 standard faults, 20 runs each/);
  expect(title(["a", "b", "c", "d", "e", "f"])).toMatch(/^zoo.cfg without a, b, c, d and 2 more, which could change it, under/);
});
