import {expect, test} from "vitest";
import {rowAt} from "../../../src/engine/analysis/sweep.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {chapterOf} from "../../../src/notebook/build/chapters.ts";
import {compile} from "../../../src/notebook/build/compile.ts";
import type {Cell} from "../../../src/notebook/cells/cell.ts";
import {downstream, upstream} from "../../../src/notebook/cells/graph.ts";
import {captureSweep} from "../../../src/notebook/workers/slice.ts";

const zookeeper = system as unknown as System;

/** The cells of a chapter, compiled as the build does, without the import of its systems. */
async function cellsOf(...sources: string[]): Promise<readonly Cell[]> {
  const text = sources.map((source) => `\`\`\`ts cell\n${source}\n\`\`\`\n`).join("\n");
  const {code} = compile(chapterOf("src/content/docs/trial.mdx", text));
  const module = code.replace(/^[\s\S]*?export const cells=/, "export const cells=");
  return ((await import(`data:text/javascript,${encodeURIComponent(module)}`)) as {cells: Cell[]}).cells;
}

const capture = (cells: readonly Cell[], cell: string, inputs = {}) =>
  captureSweep(cells, [zookeeper], {chapter: "trial", cell, inputs, edited: []});

test("a sweep is come to by its cell and what that hangs on, with the inputs' values, without a page", async () => {
  const cells = await cellsOf(
    "const latencyMs = view(Inputs.range([1, 60], {value: 10}))\nconst [a, b] = [view(seedInput()), view(seedInput())]",
    "const writes = [latencyMs / 10]",
    "display(Plot.plot({marks: [Plot.dot(writes)]}))\nconst rows = sweep(zookeeper.scenarios.leaderLoss, {writes, latencyMs: [latencyMs, b]}, {runs: 5, row: () => ({a})})\nconst never = rows.length",
    "throw new Error('nobody needs this cell')",
  );
  const {sweep} = await capture(cells, "cell-3", {"cell-1": [30, 4, 20]});
  expect(sweep.plan).toMatchObject({
    runs: 5,
    points: [
      {writes: 3, latencyMs: 30},
      {writes: 3, latencyMs: 20},
    ],
  });
  expect(rowAt(zookeeper, sweep, 1)).toEqual({writes: 3, latencyMs: 20, seed: 1, a: 4});
});

test("a sweep may be of a system that a cell above it defines", async () => {
  const cells = await cellsOf(
    `const own = defineSystem({
  name: "own",
  processes: {node: {init: () => ({})}},
  messages: {},
  believe: () => [],
  scenarios: [{name: "calm", title: "", parameters: [], make: () => ({config: {}, nodes: [{id: "a"}], network: {latency: {constant: 1}}, faults: [], untilMs: 9})}],
})`,
    "const rows = sweep(own.scenarios.calm, {}, {runs: 2, row: ({ids}) => ({ids: ids.join()})})",
  );
  const {sweep, systems} = await capture(cells, "cell-2");
  expect(systems.map(({name}) => name)).toEqual(["zookeeper", "own"]);
  expect(rowAt(systems[1] as System, sweep, 1)).toEqual({seed: 2, ids: "a"});
});

test("a cell cannot take the name of a system of the course", async () => {
  const cells = await cellsOf(
    'const own = defineSystem({name: "zookeeper", processes: {node: {init: () => ({})}}, messages: {}, believe: () => []})',
    "const rows = sweep(() => own.scenarios.calm(), {}, {runs: 1})",
  );
  await expect(capture(cells, "cell-2")).rejects.toThrow("defineSystem: zookeeper is a system of the course: give yours another name");
});

test("a sweep that hangs on another one is refused", async () => {
  const cells = await cellsOf(
    "const rows = sweep(zookeeper.scenarios.coldStart, {}, {runs: 1})",
    "const more = sweep(() => rows[0], {}, {runs: 1})",
  );
  await expect(capture(cells, "cell-2")).rejects.toThrow("a sweep cannot depend on another one: cell 2 uses the rows of cell 1");
});

test("a cell that calls no sweep is refused", async () => {
  await expect(capture(await cellsOf("const a = 1"), "cell-1")).rejects.toThrow("cell 1 calls no sweep");
});

test("what a cell hangs on stands before it, and what hangs on it is found near and far", async () => {
  const cells = await cellsOf("const c = b + 1", "const b = a + 1", "const a = 1", "c", "const d = 1");
  expect(upstream(cells, "cell-1").map(({id}) => id)).toEqual(["cell-3", "cell-2", "cell-1"]);
  expect(downstream(cells, "cell-3")).toEqual(["cell-2", "cell-1", "cell-4"]);
});
