import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import type {CardRow} from "../../src/engine/analysis/card.ts";
import type {Row} from "../../src/engine/analysis/sweep.ts";
import type {ChosenRuns} from "../../src/views/dots.ts";
import {scoreCard} from "../../src/views/score-card.ts";
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
  row("no-fsync", "leader-cut", 1, {lost: 12, verdict: "illegal"}),
  row("no-fsync", "bridge", 1, {lost: null, besideMs: null}),
];
const card = scoreCard(rows, {document, words: english, title: "What was kept", caption: "A test."});

test("a cell says the worst of its runs in a word, and the silence of both sides in seconds", () => {
  const lines = [...card.querySelectorAll("tbody tr")].map((line) => [...line.children].map(({textContent}) => textContent));
  expect(lines).toEqual([["zookeeper"], ["defaults", "stale30 | 1.5", ""], ["no-fsync", "12 lost30 | 1.5", "open– | 1.5"]]);
});

test("a column is named by its fault, and says it in full", () => {
  const head = [...card.querySelectorAll("thead th")].map((th) => [th.textContent, th.getAttribute("title")]);
  expect(head).toEqual([
    ["leader cut", "The leader's host is cut off for 30 s"],
    ["bridge", "For 30 s a single host reaches both halves"],
  ]);
});

test("a cell opens its runs, by what is worst in them", () => {
  const chosen: ChosenRuns[] = [];
  card.addEventListener("runs", (event) => chosen.push((event as CustomEvent<ChosenRuns>).detail));
  for (const button of card.querySelectorAll("button")) button.click();
  expect(chosen.map(({column, rows: own}) => [column, own.map(({seed}) => seed)])).toEqual([
    ["stale", [1, 2]],
    ["lost", [1]],
    ["elsewhereMs", [1]],
  ]);
});
