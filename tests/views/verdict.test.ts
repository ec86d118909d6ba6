import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import type {Row} from "../../src/engine/analysis/sweep.ts";
import type {ChosenRuns} from "../../src/views/dots.ts";
import {type VerdictOptions, verdict} from "../../src/views/verdict.ts";
import {english} from "../english.ts";

const {window} = new JSDOM("");
const {document} = window;

const options: VerdictOptions = {document, words: english, file: "zoo.cfg", nouns: {leads: "leader", follows: "follower"}};
type Measures = {readonly [measure: string]: readonly (number | null)[]};

/** Rows of one trial: the values by seed, with the usual settings and with the file. */
const rowsOf = (trial: string, usual: Measures, file: Measures): Row[] =>
  Object.entries({usual, file}).flatMap(([variant, measures]) => {
    const [first = []] = Object.values(measures);
    return first.map((_, i) => ({
      ...{trial, variant, seed: i + 1},
      ...Object.fromEntries(Object.entries(measures).map(([measure, values]) => [measure, values[i] ?? null])),
    }));
  });

const crash = rowsOf("leader-crash", {interregnumMs: [300, 310, 320]}, {interregnumMs: [300, 310, 320]});
const cut = rowsOf("leader-cut", {interregnumMs: [10_000, 10_100, 10_200]}, {interregnumMs: [1200, 1210, 1220]});
const loses = rowsOf("power-loss", {lostWrites: [0, 0, 0]}, {lostWrites: [12, 0, 40]});

const draw = (rows: readonly Row[], more: Partial<VerdictOptions> = {}) => verdict(rows, {...options, ...more});
const title = (element: Element) => element.querySelector(".figure-title")?.textContent;
const texts = (element: Element, selector: string) => [...element.querySelectorAll(selector)].map((one) => one.textContent);

test("only what a file changes is drawn, the rest is named, and the title says the largest change", () => {
  const figure = draw([...crash, ...cut]);
  expect(title(figure)).toBe("The leader's host is cut off for 30 s: nobody would accept a write for 1,210 ms instead of 10,100");
  expect(texts(figure, "text.fault")).toEqual(["The leader's host is cut off for 30 s"]);
  expect(texts(figure, "text.says")).toEqual(["10,100 → 1,210 ms"]);
  expect(texts(figure, ".unchanged")).toEqual(["No change: The leader's process dies."]);
  expect(figure.querySelector("details .verdict-table")).not.toBeNull();
});

test("both sides stand on one axis with two ticks at least, each with its interval", () => {
  const figure = draw(cut);
  expect(texts(figure, ".ground text")).toEqual(["0 ms", "5,000", "10,000"]);
  const place = (of: string) =>
    [...figure.querySelectorAll(`${of} :is(circle, line:first-child)`)].map((one) => one.outerHTML.match(/\d+(\.\d+)?(?=%)/g));
  const [[from, to] = [], [dot] = []] = place(".usual") as string[][];
  expect(Number(from) < Number(dot) && Number(dot) < Number(to)).toBe(true);
  expect(Number(place(".file")[1]?.[0])).toBeLessThan(Number(dot) / 7);
});

test("a write that is lost comes before all times, and each run that loses is a dot", () => {
  const figure = draw([...cut, ...loses]);
  expect(title(figure)).toBe(
    "All lose power for a second: acknowledged writes are lost in 2 of 3 runs, at most 40 in one; with the usual settings in 0",
  );
  expect([...figure.querySelectorAll(".each.file circle")].map((dot) => dot.classList.contains("lost"))).toEqual([true, false, true]);
  expect(texts(figure, "text.says")).toEqual(["10,100 → 1,210 ms", "0 → 2 of 3 runs; most in one: 0 → 40"]);
});

test("more runs that lose a little are not told as worse than few that lose much: the most of one run stands beside their number", () => {
  const figure = draw(rowsOf("leader-cut", {lostWrites: [541, 0, 0]}, {lostWrites: [35, 30, 28]}));
  expect(title(figure)).toBe(
    "The leader's host is cut off for 30 s: acknowledged writes are lost in 3 of 3 runs, at most 35 in one; with the usual settings in 1, at most 541",
  );
  expect(texts(figure, "text.says")).toEqual(["1 → 3 of 3 runs; most in one: 541 → 35"]);
});

test("what nobody can say, and a broken model, stand in the title", () => {
  expect(title(draw(rowsOf("power-loss", {lostWrites: [0]}, {lostWrites: [null]})))).toBe(
    "All lose power for a second: no run came to rest, so nobody can say what was lost",
  );
  const broken = rowsOf("leader-crash", {violations: [0], interregnumMs: [1]}, {violations: [1], interregnumMs: [1]});
  expect(title(draw(broken))).toBe(
    "The leader's process dies: the model broke one of its own invariants, so do not trust what stands below",
  );
});

test("a file that changes nothing says so over what the usual settings do", () => {
  const figure = draw(crash);
  expect(title(figure)).toBe("zoo.cfg changes nothing that the standard faults show");
  expect(texts(figure, "text.says")).toEqual(["310 ms"]);
  expect(figure.querySelector(".unchanged")).toBeNull();
});

test("keys that the runs went without are named in the title and warned of", () => {
  const figure = draw(crash, {without: ["a", "b", "c", "d"]});
  expect(title(figure)).toBe("zoo.cfg changes nothing that the standard faults show; not tried: a, b, c and 1 more");
  expect(texts(figure, "[role=note]")).toEqual(["The runs went without a, b, c and d, which could change this verdict."]);
});

test("without runs it says so, and a file that starts nobody has no verdict", () => {
  expect(draw([]).textContent).toBe("No runs yet.");
  expect(draw([], {stops: true, without: ["a"]}).textContent).toMatch(/^No verdict: zoo.cfg makes no cluster that could be judged/);
});

test("a dot opens the runs behind it, by the measure of its line", () => {
  const figure = draw([...cut, ...loses]);
  const picture = figure.querySelector<HTMLElement>(".picture");
  document.body.append(figure);
  const chosen: ChosenRuns[] = [];
  figure.addEventListener("runs", (event) => chosen.push((event as CustomEvent<ChosenRuns>).detail));
  const press = (key: string) => document.activeElement?.dispatchEvent(new window.KeyboardEvent("keydown", {key, bubbles: true}));
  picture?.focus();
  press("ArrowRight");
  press("Enter");
  for (let i = 0; i < 5; i++) press("ArrowRight");
  press("Enter");
  expect(chosen.map(({column, rows}) => [column, rows.map(({variant, seed}) => `${variant} ${seed}`)])).toEqual([
    ["interregnumMs", ["usual 1", "usual 2", "usual 3"]],
    ["lostWrites", ["file 1"]],
  ]);
});
