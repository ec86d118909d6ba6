import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {wilson} from "../../../src/engine/analysis/wilson.ts";
import {isBare, printed, printInto} from "../../../src/notebook/page/printed-value.ts";
import {runLine} from "../../../src/notebook/page/run-line.ts";
import {badge} from "../../../src/notebook/page/status.ts";
import {english} from "../../english.ts";

test.each([
  [1234.5, {format: ",.0f", unit: "ms"}, "1,235\u00a0ms"],
  [0.0421, {format: ".1%"}, "4.2%"],
  [1234, {}, "1,234"],
  ["z3", {}, "z3"],
  [null, {unit: "ms"}, "–"],
  [Number.NaN, {format: ".0f"}, "–"],
  [wilson(114, 200), {format: ".0%"}, "57%"],
  [wilson(0, 200), {format: ".0%"}, "0% (none of the runs; with 95 %, at most 1.9%)"],
  [wilson(200, 200), {format: ".0%"}, "100% (all of the runs; with 95 %, at least 98.1%)"],
])("%j stands in a sentence as %j says: %j", (value, format, text) => {
  expect(printed(value, format, english)).toBe(text);
});

test("a value that is one of several options stands in the prose by its words, and beside them as what grades an answer", () => {
  const {document} = new JSDOM().window;
  const place = document.createElement("span");
  place.dataset.options = JSON.stringify({lost: "es kann verloren gehen", safe: "es ist sicher"});
  printInto(place, "lost", english);
  expect([place.textContent, place.dataset.value]).toEqual(["es kann verloren gehen", "lost"]);
  const plain = document.createElement("span");
  printInto(plain, 1234, english);
  expect([plain.textContent, plain.dataset.value]).toEqual(["1,234", undefined]);
});

test.each([
  [0, "0%", true],
  [1, "100.0%", true],
  [0.004, "0%", true],
  [0.5, "50%", false],
  [0, "0", false],
  [wilson(0, 200), "0%", false],
])("%j printed as %j: whether it lacks what it is worth is %j", (value, text, bare) => {
  expect(isBare(value, text)).toBe(bare);
});

test.each([
  [{kind: "live"}, "live"],
  [{kind: "stale", changed: ["seed", "runs"]}, "stale: seed, runs changed"],
  [{kind: "running", done: 172, total: 500}, "running 34\u00a0%"],
  [{kind: "stopped", done: 210, total: 1500}, "stopped at 210 of 1,500"],
] as const)("a badge says how current its cell is: %j", (status, text) => {
  expect(badge(status, english)).toBe(text);
});

test.each([
  [[], ""],
  [[{kind: "run", seed: 42, events: 1118, wallMs: 3.14}], "seed 42 · 1,118 events · 3.1 ms"],
  [[{kind: "run", seed: 42, events: 1118}], "seed 42 · 1,118 events"],
  [
    [
      {kind: "run", seed: 1, events: 10},
      {kind: "run", seed: 2, events: 20},
    ],
    "2 runs · 30 events",
  ],
  [[{kind: "sweep", points: 3, runs: 400, seed: 1}], "1,200 runs · 3 points · seeds 1 to 400"],
  [[{kind: "sweep", points: 1, runs: 200, seed: 5}], "200 runs · seeds 5 to 204"],
] as const)("the line under a cell says what was run: %j", (made, text) => {
  expect(runLine(made, english)).toBe(text);
});
