import {join} from "node:path";
import {Worker} from "node:worker_threads";
import {expect, test} from "vitest";
import {type CellText, cellFromText} from "../../../src/notebook/cells/cell-text.ts";
import {editedCell} from "../../../src/notebook/edit/edited-cell.ts";
import {type Bench, type CellTrialAnswer, tryOut} from "../../../src/notebook/edit/sandbox.ts";
import {libraryNames} from "../../../src/notebook/library/library.ts";
import {inEnglish} from "../../../src/words/said.ts";

function thread(): Bench {
  const worker = new Worker(join(import.meta.dirname, "trial-thread.ts"));
  return {
    send: (trial) => worker.postMessage(trial),
    heard: (told) => {
      worker.on("message", (verdict: CellTrialAnswer) => told(verdict));
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
  if ("says" in cell) throw new Error(inEnglish(cell.says));
  return cell;
}

/** Far more than what ends of itself takes on the busiest machine, and less than anybody wants to wait for what does not. */
const [LONG_MS, SHORT_MS] = [30_000, 200];

async function edit(cell: string, source: string, limitMs = LONG_MS) {
  const trial = {chapter: JSON.stringify(chapter), edited: [textOf(cell, source)], cell, inputs: {"cell-1": [4]}};
  const found = await tryOut(trial, thread(), limitMs);
  return found && {...found, problem: {...found.problem, says: inEnglish(found.problem.says)}};
}

const stopped = expect.stringContaining("stopped after 0.2 s: a loop that does not end");

test.each<[claim: string, cell: string, source: string, cellAtFault: string, says: unknown]>([
  ["an endless loop", "cell-2", "const rule = (a, b) => true\nwhile (true) {}", "cell-2", stopped],
  ["a callback that never ends", "cell-4", "display(Plot.dot([1, 2], {x: (d) => { for (;;) {} }}))", "cell-4", stopped],
  ["a callback that never ends on the data it is given", "cell-4", "Plot.dot([1, 2], {x: (d) => { while (d > 1) {} }})", "cell-4", stopped],
  ["a callback that waits for a click", "cell-4", 'Inputs.button("Go", {reduce: () => { while (true) {} }})', "cell-4", stopped],
  ["a rule that never answers", "cell-2", "const rule = () => { while (true) {} }", "cell-2", stopped],
  ["a promise that is never kept", "cell-2", "const rule = await new Promise(() => {})", "cell-2", stopped],
  [
    "a model that never ends",
    "cell-3",
    "const run = simulate({...zookeeper.scenarios.coldStart(), settle: false, untilMs: 1e12})",
    "cell-3",
    stopped,
  ],
])("stopped at the limit, with a message: %s", async (_, cell, source, cellAtFault, says) => {
  expect(await edit(cell, source, SHORT_MS)).toEqual({cell: cellAtFault, problem: expect.objectContaining({says})});
});

test("unbounded recursion ends of itself, and is said with its line", async () => {
  const found = await edit("cell-2", "const f = (a) => f(a) + 1\nconst rule = f(1)");
  expect(found).toEqual({cell: "cell-2", problem: {line: 1, says: "Maximum call stack size exceeded"}});
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
    expect(await edit(cell, source)).toBe(null);
});

test("an error is said with the cell and the line at fault, also where another cell comes to it", async () => {
  const own = await edit("cell-4", "const a = 1\nconst b = null\nb.c");
  expect(own).toEqual({cell: "cell-4", problem: {line: 3, says: "Cannot read properties of null (reading 'c')"}});
  const other = await edit("cell-2", 'const rule = "none"');
  expect(other).toEqual({
    cell: "cell-3",
    problem: expect.objectContaining({says: expect.stringContaining("must be a function, is none")}),
  });
});
