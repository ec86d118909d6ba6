import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {sweepOf} from "../../../src/engine/analysis/sweep.ts";
import {run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {rememberedRows, rememberRun, rememberSweep, scenarioOfRow} from "../../../src/notebook/cells/provenance.ts";
import {takeAway} from "../../../src/notebook/export/menu.ts";
import {reigns} from "../../../src/views/reigns.ts";
import {site} from "../../../src/words/en/site.ts";
import {wordsOf} from "../../../src/words/words.ts";
import {english} from "../../english.ts";

const zookeeper = system as unknown as System;
const {window} = new JSDOM("<!doctype html><body><button>before</button></body>");
const {document} = window;
// jsdom has no modal dialogs; what one does to the rest of a page is the browser tests' to see.
window.HTMLDialogElement.prototype.showModal = () => {};
Object.assign(globalThis, {HTMLElement: window.HTMLElement});

const scenario = scenarioOf(zookeeper, "leader-loss", {writes: 3});

function opened(rules: object = {}): HTMLElement {
  const made = run(zookeeper, scenario, {record: true, rules});
  const of = document.createElement("div");
  of.append(rememberRun(reigns(made, {document, words: english}), made));
  document.body.append(of);
  takeAway({of, systems: [zookeeper], words: english, slice: () => [{id: "cell-3", source: "const a = 1"}]});
  return [...document.querySelectorAll<HTMLElement>("dialog")].at(-1) as HTMLElement;
}

test("a run of the catalogue's can be taken in every form, and comes with its command", () => {
  const dialog = opened();
  expect([...dialog.querySelectorAll(".ways button")].map((one) => one.textContent)).toEqual([
    "SVG",
    "PNG",
    "CSV",
    "JSON trace",
    "ShiViz log",
  ]);
  expect(dialog.querySelector(".command")?.textContent).toMatch(/^npm run -s sim -- /);
});

test("a run with edited rules says why there is no command, and shows the cells that make it", () => {
  const dialog = opened({finalizeWaitMs: () => 10});
  expect(dialog.querySelector(".command")).toBeNull();
  expect(dialog.textContent).toContain("The rule finalizeWaitMs is code of this page's own");
  expect(dialog.querySelector(".slice")?.textContent).toBe("// cell 3\nconst a = 1");
});

test("a row finds its scenario by the parameters and the seed that it keeps, whatever else was added to it", () => {
  const make = ({servers, seed}: {servers?: unknown; seed: number}) =>
    scenarioOf(zookeeper, "cold-start", {servers: Number(servers)}, seed);
  rememberSweep("cell-9", sweepOf(make as never, {servers: [3, 5]}, {runs: 10}));
  expect(scenarioOfRow({servers: 5, seed: 4, more: "said"})).toEqual(scenarioOf(zookeeper, "cold-start", {servers: 5}, 4));
  expect(scenarioOfRow({servers: 5, seed: 11})).toBeNull();
  expect(scenarioOfRow({seed: 4})).toBeNull();
});

test("a row of two sweeps that it would fit belongs to the one that made it", async () => {
  const of = (name: string) => sweepOf((({seed}: {seed: number}) => scenarioOf(zookeeper, name, {}, seed)) as never, {}, {runs: 3});
  const row = {seed: 2};
  rememberSweep("cell-20", of("cold-start"));
  rememberSweep("cell-21", of("leader-loss"));
  for await (const _ of rememberedRows(
    of("leader-loss"),
    (async function* () {
      yield [row];
    })(),
  ));
  expect([scenarioOfRow(row)?.name, scenarioOfRow({seed: 2})?.name]).toEqual(["leader-loss", "cold-start"]);
});

test("its words are those of the page's language, and no others", () => {
  const theirs = wordsOf("de", Object.fromEntries(Object.keys(site).map((key) => [key, `<${key}>`])));
  const of = document.createElement("div");
  document.body.append(of);
  takeAway({of, systems: [], words: theirs, slice: () => []});
  expect([...document.querySelectorAll("dialog")].at(-1)?.textContent).toBe("<notebook.take.nothing><notebook.take.close>");
});
