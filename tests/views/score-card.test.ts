import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import type {CardRow} from "../../src/engine/analysis/card.ts";
import {summaryOf} from "../../src/engine/analysis/card-summary.ts";
import type {Row} from "../../src/engine/analysis/sweep.ts";
import {type CardPlace, scoreCard} from "../../src/views/score-card.ts";
import {english} from "../english.ts";

const {window} = new JSDOM("");
const {document} = window;

const row = (setup: string, fault: string, seed: number, more: Partial<CardRow> = {}): Row & CardRow => ({
  ...{system: "zookeeper", setup, fault, seed, verdict: "ok", lost: 0, duplicates: 0, stale: 0},
  ...{besideMs: 30_000, elsewhereMs: 1500, fallen: 0, ...more},
});
const rows = [
  row("defaults", "leader-cut", 1),
  row("defaults", "leader-cut", 2, {verdict: "illegal", stale: 3}),
  row("defaults", "bridge", 1, {duplicates: 2}),
  row("no-fsync", "leader-cut", 1, {lost: 12, verdict: "illegal", stale: 1}),
  row("no-fsync", "bridge", 1, {lost: null, besideMs: null}),
  row("no-fsync", "clock-jump", 1, {verdict: "unknown"}),
  row("no-fsync", "power-loss", 1, {verdict: "illegal"}),
];
const cells = summaryOf(rows, [{name: "no-fsync", copies: 3}]);
const setups = [{system: "zookeeper", name: "defaults", says: "The usual settings"}];
const card = scoreCard(cells, {document, words: english, setups, title: "What was kept", caption: "A test."});

const texts = (parent: Element) => [...parent.children].map((child) => [...child.querySelectorAll("b, i, span")].map((e) => e.textContent));

test("a cell says the worst of its runs in words, the gravest first, and the silence on both sides in seconds", () => {
  const [, defaults, fast] = [...card.querySelectorAll("tbody tr")];
  expect(texts(defaults as Element)).toEqual([[], ["3 stale", "30 | 1.5"], ["right", "2 twice", "30 | 1.5"], [], []]);
  expect(texts(fast as Element)).toEqual([
    [],
    ["12 lost", "1 stale", "30 | 1.5"],
    ["right", "not read back", "– | 1.5"],
    ["undecided", "30 | 1.5"],
    ["not right", "30 | 1.5"],
  ]);
});

test("no grade is told by its colour alone: cells of two grades never begin with the same word", () => {
  const words = new Map<string, Set<string>>();
  for (const button of card.querySelectorAll("button")) {
    const word = (button.querySelector("b")?.textContent ?? "").replace(/\d+ /, "");
    words.set(word, (words.get(word) ?? new Set()).add(button.className));
  }
  expect([...words.values()].map((grades) => grades.size)).toEqual([...words].map(() => 1));
});

test("its rows and columns are told in full below, and what its clean cells leave possible stands in the caption", () => {
  const told = [...card.querySelectorAll("dt, dd")].map(({textContent}) => textContent);
  expect(told.slice(0, 2)).toEqual(["leader cut", "The leader's host is cut off for 30 s"]);
  expect(told.slice(-2)).toEqual(["zookeeper, defaults", "The usual settings"]);
  expect(card.querySelector("figcaption")?.textContent).toMatch(/^A test\. .* Where 1 runs? lost nothing and were right, .* 79.3 % /);
});

test("a part of the card that stands below it says neither how it is read nor what its names stand for", () => {
  const part = scoreCard(cells, {document, words: english, setups, caption: "A part.", brief: true});
  expect([part.querySelector("figcaption")?.textContent, part.querySelectorAll("details, dt").length]).toEqual(["A part.", 0]);
});

test("a cell that is pressed asks for its runs, by what is worst in them", () => {
  const chosen: CardPlace[] = [];
  card.addEventListener("card-cell", (event) => chosen.push((event as CustomEvent<CardPlace>).detail));
  for (const button of card.querySelectorAll("button")) button.click();
  expect(chosen.map(({setup, fault, column}) => [setup, fault, column])).toEqual([
    ["defaults", "leader-cut", "stale"],
    ["defaults", "bridge", "elsewhereMs"],
    ["no-fsync", "leader-cut", "lost"],
    ["no-fsync", "bridge", "elsewhereMs"],
    ["no-fsync", "clock-jump", "elsewhereMs"],
    ["no-fsync", "power-loss", "stale"],
  ]);
});

test("whoever can be focused has a key of its own", () => {
  const keys = [...card.querySelectorAll("button, summary, [tabindex]")].map((element) => element.getAttribute("data-key"));
  expect(keys).not.toContain(null);
  expect(new Set(keys).size).toBe(keys.length);
});
