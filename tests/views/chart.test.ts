import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {wilson} from "../../src/engine/analysis/wilson.ts";
import {medians, type SpreadOptions, shares} from "../../src/views/chart.ts";
import {beside, type Comparison} from "../../src/views/recording-beside-model.ts";
import {english} from "../english.ts";

const {document} = new JSDOM("<!doctype html><body></body>").window;
const options: SpreadOptions = {
  document,
  words: english,
  title: "More is slower",
  caption: "A toy, 21 runs.",
  x: "n",
  y: "ms",
  across: "servers",
  up: "time, ms",
};
const rows = [3, 5].flatMap((n) => Array.from({length: 21}, (_, i) => ({n, ms: n * 100 + i, late: i < 5})));
/** Straight lines of the groups that match: as themselves, or as parts of one path. */
const lines = (figure: HTMLElement, of: string) =>
  [...figure.querySelectorAll(`g:is([aria-label="rule"], ${of}) > :is(line, path)`)].flatMap(
    (one) => one.getAttribute("d")?.match(/M[^M]+/g) ?? [one.outerHTML],
  );

test("a figure of many runs has its title, its caption, and a dot and a bar a point", () => {
  const figure = medians(rows, options);
  expect(figure.querySelector(".figure-title")?.textContent).toBe("More is slower");
  expect(figure.querySelector("figcaption")?.textContent).toMatch(/^A toy, 21 runs\. Dot: median\./);
  expect([figure.querySelectorAll("circle").length, lines(figure, '[stroke-width="6"]').length]).toEqual([2, 2 + 1]);
  expect(figure.querySelector("svg")?.getAttribute("aria-label")).toBe("More is slower");
});

const halves = rows.map((row, i) => ({...row, half: i % 2 === 0 ? "even" : "odd", seed: i}));

test("panels are plots of a phone's width each, with the axes they have together, and each is named", () => {
  const figure = medians(
    halves.map((row) => (row.half === "odd" ? {...row, ms: row.ms * 10} : row)),
    {...options, fx: "half"},
  );
  const panels = [...figure.querySelectorAll(".panels > svg")];
  const ticks = (panel: Element, axis: string) =>
    [...panel.querySelectorAll(`[aria-label="${axis}-axis tick label"] text`)].map(({textContent}) => textContent);
  expect(panels.map((panel) => panel.getAttribute("aria-label"))).toEqual(["More is slower: even", "More is slower: odd"]);
  for (const panel of panels) {
    expect(Number(panel.getAttribute("viewBox")?.split(" ")[2])).toBeLessThan(345);
    expect(ticks(panel, "y").length).toBeGreaterThan(1);
    expect(ticks(panel, "y")).toEqual(ticks(panels[0] as Element, "y"));
    expect(ticks(panel, "x")).toEqual(["3", "5"]);
    expect(panel.querySelectorAll("circle").length).toBe(2);
  }
  expect(panels.map((panel) => ticks(panel, "fx"))).toEqual([["even"], ["odd"]]);
});

test("a dot says its value where a pointer rests on it, and the caption that it can be pressed", () => {
  const figure = medians(halves, options);
  expect([...figure.querySelectorAll("circle > title")].map(({textContent}) => textContent)).toEqual([
    "3: median 310, of 21 runs",
    "5: median 510, of 21 runs",
  ]);
  expect(figure.querySelector("figcaption")?.textContent).toMatch(/A dot that is pressed opens its runs\.$/);
  const late = shares(halves, {...options, y: "late"});
  expect(late.querySelector("circle > title")?.textContent).toBe("3: 23.8 %, of 21 runs");
  // Rows without a seed are no runs to be opened.
  expect(medians(rows, options).querySelector("figcaption")?.textContent).not.toContain("pressed");
});

test("where nothing was run nothing is numbered", () => {
  expect(medians([], options).querySelectorAll('[aria-label="y-axis tick label"] text').length).toBe(0);
  expect(medians(rows, options).querySelectorAll('[aria-label="y-axis tick label"] text').length).toBeGreaterThan(1);
});

test("positions are whole pixels", () => {
  expect(medians(rows, options).outerHTML).not.toMatch(/(?:[cxy]|x1|y1|y2)="\d+\.\d{3}/);
});

test("a share stands between the ends of its interval, in per cent", () => {
  const figure = shares(rows, {...options, y: "late", up: "late, %"});
  const [bar] = figure.querySelectorAll('[stroke-width="6"] path');
  const [, from, to] = /^M[\d.]+,([\d.]+)V([\d.]+)/.exec(bar?.getAttribute("d") ?? "") ?? [];
  const [dot] = figure.querySelectorAll("circle");
  const [low, at, high] = [from, dot?.getAttribute("cy"), to].map(Number);
  const {low: least, share, high: most} = wilson(5, 21);
  expect(least < share && share < most).toBe(true);
  expect(Number(low) > Number(at) && Number(at) > Number(high)).toBe(true);
  expect(figure.querySelector("figcaption")?.textContent).toMatch(/95 % interval \(Wilson\)/);
});

test("a guide is one dashed line, at a height or at one for each x", () => {
  for (const guide of [350, (n: number) => n * 100])
    expect(medians(rows, {...options, guide}).querySelectorAll("[stroke-dasharray]").length).toBe(1);
});

const comparison = (agrees: boolean): Comparison => ({
  recording: "z9-toy",
  metrics: [
    {metric: "looks_ms", role: "time", agrees, real: [10, 20, null], model: [12, 15, 18]},
    {metric: "elected", role: "outcome", agrees: true, real: ["z1"], model: ["z1"]},
    {metric: "start_ms", role: "host", agrees: null, real: [5], model: [5]},
  ],
});

test("a recording's times have a line each, and what does not agree a cross", () => {
  const words = (figure: HTMLElement) => [...figure.querySelectorAll('[aria-label="y-axis tick label"] text')].map((t) => t.textContent);
  expect(words(beside([comparison(true)], {document, words: english, title: "Toys"}))).toEqual(["z9-toy:", "looks"]);
  expect(beside([comparison(false)], {document, words: english, title: "Toys"}).querySelector(".figure-title")?.textContent).toBe(
    "Toys: 0 of 1 times agree",
  );
  expect(words(beside([comparison(false)], {document, words: english, title: "Toys"}))).toEqual(["z9-toy:", "✕ looks"]);
});

test("the axis of times has ticks only where there are times, and two at least", () => {
  const figure = beside([comparison(true)], {document, words: english, title: "Toys"});
  expect([...figure.querySelectorAll('[aria-label="x-axis tick label"] text')].map((t) => t.textContent)).toEqual(["10", "20"]);
});
