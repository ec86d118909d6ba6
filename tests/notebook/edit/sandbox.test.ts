import {join} from "node:path";
import {Worker} from "node:worker_threads";
import {expect, test} from "vitest";
import {type CellText, cellFromText} from "../../../src/notebook/cells/cell-text.ts";
import {editedCell} from "../../../src/notebook/edit/edited-cell.ts";
import {type Bench, tryOut, type Verdict} from "../../../src/notebook/edit/sandbox.ts";
import {libraryNames} from "../../../src/notebook/library/library.ts";

function thread(): Bench {
  const worker = new Worker(join(import.meta.dirname, "trial-thread.ts"));
  return {
    send: (trial) => worker.postMessage(trial),
    heard: (told) => {
      worker.on("message", (verdict: Verdict) => told(verdict));
      worker.on("error", (error) => told({kind: "failed", cell: "", problem: {line: null, says: String(error)}}));
    },
    end: () => void worker.terminate(),
  };
}

const names = [...libraryNames, "zookeeper"];
const chapter: CellText[] = [];
for (const source of [
  'const n = view(Inputs.range([0, 9], {label: "N", step: 1, value: 4}))',
  "const rule = (a, b) => a.leader > b.leader",
  "const run = simulate(zookeeper.scenarios.coldStart({latencyMs: n + 1}), {rules: {supersedes: rule}})",
  "display(spaceTime(run))",
])
  chapter.push(textOf(`cell-${chapter.length + 1}`, source));

function textOf(id: string, source: string): CellText {
  const cells = chapter.map((cell) => cellFromText(cell, () => {}));
  const cell = editedCell(id, source, {cells, names});
  if ("says" in cell) throw new Error(cell.says);
  return cell;
}

async function edit(cell: string, source: string) {
  const start = performance.now();
  const edited = [textOf(cell, source)];
  const found = await tryOut({chapter: JSON.stringify(chapter), edited, cell, inputs: {"cell-1": [4]}}, thread());
  return {found, tookMs: performance.now() - start};
}

const stopped = expect.stringContaining("stopped after 2 s: a loop that does not end");

test.each<[claim: string, cell: string, source: string, cellAtFault: string, says: unknown]>([
  ["an endless loop", "cell-2", "const rule = (a, b) => true\nwhile (true) {}", "cell-2", stopped],
  ["unbounded recursion", "cell-2", "const f = (a) => f(a) + 1\nconst rule = f(1)", "cell-2", "Maximum call stack size exceeded"],
  ["a callback that never ends", "cell-4", "display(Plot.dot([1, 2], {x: (d) => { for (;;) {} }}))", "cell-4", stopped],
  ["a callback that never ends on the data it is given", "cell-4", "Plot.dot([1, 2], {x: (d) => { while (d > 1) {} }})", "cell-4", stopped],
  ["a callback that waits for a click", "cell-4", 'Inputs.button("Go", {reduce: () => { while (true) {} }})', "cell-4", stopped],
  ["a rule that never answers", "cell-2", "const rule = () => { while (true) {} }", "cell-2", stopped],
  ["a promise that is never kept", "cell-2", "const rule = await new Promise(() => {})", "cell-2", stopped],
  [
    "a model that never ends",
    "cell-3",
    "const s = zookeeper.scenarios.coldStart()\nconst run = simulate({...s, settle: false, untilMs: 1e12})",
    "cell-3",
    expect.stringMatching(/^stopped/),
  ],
])("stopped with a message within 3 s: %s", async (_, cell, source, cellAtFault, says) => {
  const {found, tookMs} = await edit(cell, source);
  expect(found).toEqual({cell: cellAtFault, problem: expect.objectContaining({says})});
  // A thread of Node takes the engine in from its sources, which a page has in one file.
  expect(tookMs).toBeLessThan(4500);
});

test("what ends may run: the cell, what it hangs on, and what hangs on it", async () => {
  for (const [cell, source] of [
    ["cell-1", 'const n = view(Inputs.range([0, 9], {value: 6, format: (x) => x + " ms"}))'],
    ["cell-2", "const rule = (a: {leader: number}, b: {leader: number}): boolean => a.leader < b.leader"],
    ["cell-4", "display(Plot.plot({marks: [Plot.dot(run.beliefs, {x: (d) => d.from, y: () => undefined.x})]}))"],
    [
      "cell-4",
      "const rows = sweep(({latencyMs}) => zookeeper.scenarios.coldStart({latencyMs}), {latencyMs: [1, 2]}, {runs: 500})\nrows.map((r) => r.term)",
    ],
  ] as const)
    expect((await edit(cell, source)).found).toBe(null);
});

test("an error is said with the cell and the line at fault, also where another cell comes to it", async () => {
  const own = await edit("cell-4", "const a = 1\nconst b = null\nb.c");
  expect(own.found).toEqual({cell: "cell-4", problem: {line: 3, says: "Cannot read properties of null (reading 'c')"}});
  const other = await edit("cell-2", 'const rule = "none"');
  expect(other.found).toEqual({
    cell: "cell-3",
    problem: expect.objectContaining({says: expect.stringContaining("must be a function, is none")}),
  });
});
