import {expect, test} from "vitest";
import type {Cell} from "../../../src/notebook/cells/cell.ts";
import {type CellText, cellFromText, errorLine, withCell} from "../../../src/notebook/cells/cell-text.ts";
import {editedCell, type Problem} from "../../../src/notebook/edit/edited-cell.ts";
import {guarded, guardOf} from "../../../src/notebook/edit/guard.ts";
import {libraryNames} from "../../../src/notebook/library/library.ts";
import {inEnglish} from "../../../src/words/said.ts";

const guard = () => {};
const names = [...libraryNames, "zookeeper"];
const cellOf = (id: string, source: string, cells: readonly Cell[] = []): Cell => {
  const cell = editedCell(id, source, {cells, names});
  if ("says" in cell) throw new Error(inEnglish(cell.says));
  return cellFromText(cell, guard);
};
const chapter = [cellOf("cell-1", "const n = 4")];
chapter.push(cellOf("cell-2", "const m = n + 1", chapter));
const problem = (id: string, source: string): Problem | null => {
  const cell = editedCell(id, source, {cells: chapter, names});
  return "says" in cell ? {line: cell.line, says: inEnglish(cell.says)} : null;
};

test("an edited cell is the cell that the build makes: what it needs, what it declares, and its value", () => {
  const cell = cellOf("cell-2", "const m: number = n * 2\nconst k = m", chapter);
  expect([cell.inputs, cell.outputs, cell.autodisplay]).toEqual([["n"], ["m", "k"], false]);
  expect(cell.body(...([4] as never[]))).toEqual({m: 8, k: 8});
  const shown = cellOf("cell-2", "n as number + 1", chapter);
  expect([shown.autodisplay, shown.body(...([4] as never[]))]).toEqual([true, 5]);
  expect(withCell(chapter, shown)[1]).toBe(shown);
});

test.each<[claim: string, id: string, source: string, line: number | null, says: RegExp]>([
  ["a syntax error, at its line", "cell-2", "const m = 1\nconst = 2", 2, /nexpected token/],
  ["what only the parser of JavaScript sees", "cell-2", "const m = 1\n\nconst m = 2", 3, /already been declared/],
  [
    "a name that nobody declares, where it stands",
    "cell-2",
    "const m = n\nm + misspelt",
    2,
    /^no cell declares misspelt, and it is none of .*spaceTime/,
  ],
  ["a name of the window", "cell-2", "const m = status", 1, /^no cell declares status/],
  ["a name that another cell declares", "cell-2", "const n = 1", 1, /^n is declared by another cell too: choose another name$/],
  ["cells that wait for each other", "cell-1", "const n = m + 1", null, /^this cell and cell 2 wait for each other$/],
])("refused: %s", (_, id, source, line, says) => {
  expect(problem(id, source)).toEqual({line, says: expect.stringMatching(says)});
});

test("an error of a run says the line of the cell", () => {
  for (const [source, line] of [
    ["const a = 1\nconst b = null\nb.c", 3],
    ["n +\n  null.c", 2],
    ["\n\nnull.c", 3],
  ] as const) {
    const {body} = cellOf("cell-2", source, chapter);
    let thrown: unknown = null;
    try {
      body(...([1] as never[]));
    } catch (error) {
      thrown = error;
    }
    expect(errorLine(thrown, "cell-2")).toBe(line);
  }
});

test("nothing that was typed runs before it is asked for", () => {
  cellOf("cell-2", "globalThis.typedRan = true", chapter);
  expect("typedRan" in globalThis).toBe(false);
});

test("guarded code does what it did, on the same lines", async () => {
  const code = `async (n) => {
    const f = (a) => ({a, b: (() => a)()});
    let s = 0;
    for (let i = 0; i < n; i++) s += i;
    for (const x of [1, 2]) for (const y in {p: 1}) if (x) s += x; else continue;
    do s++; while (s < 3)
    while (s < 20) { s *= 2 }
    function* g() { "use strict"; while (true) yield s; }
    class C { m() { return () => s } }
    return [s, f(1), g().next().value, new C().m()(), await (async () => 7)()];
  }`;
  const made = guarded(code);
  expect(made.split("\n").length).toBe(code.split("\n").length);
  const run = async (text: string) => (await Function("__guard", `return ${text}`)(guard))(4);
  expect(await run(made)).toEqual(await run(code));
});

const stopping = () => {
  let now = 0;
  let turned = () => {};
  const told: string[] = [];
  const own = guardOf({
    limitMs: 2000,
    clock: () => now++,
    later: (callback) => {
      turned = callback;
    },
    told: (why) => told.push(inEnglish(why)),
  });
  return {own, turn: () => turned(), told, now: () => now};
};

test.each([
  "while (true) {}",
  "for (;;);",
  "do ; while (true)",
  "for (const x of (function* () { while (true) yield 1 })()) ;",
  "Array.from({length: 1e9}, () => 0)",
])("in the page a guard stops what never lets it have its turn: %s", (source) => {
  const {own} = stopping();
  const cell = editedCell("cell-1", `const f = () => { ${source} }`, {cells: [], names}) as CellText;
  const {f} = cellFromText(cell, own).body() as unknown as {f: () => void};
  expect(f).toThrow(/^stopped after 2 s without a pause/);
});

test("code that lets the page have its turn may run as long as it likes", () => {
  const {own, turn} = stopping();
  for (let i = 0; i < 100; i++) {
    for (let k = 0; k < 1000; k++) own();
    turn();
  }
});

test("a callback that comes back and never ends holds the page for ever shorter times, and each is told", () => {
  const {own, turn, told, now} = stopping();
  const endless = () => {
    const start = now();
    expect(() => {
      for (;;) own();
    }).toThrow(/^stopped/);
    turn();
    return now() - start;
  };
  const held = [endless(), endless(), endless()];
  expect(held[1]).toBeLessThan((held[0] as number) / 5);
  expect(held[2]).toBeLessThan((held[1] as number) / 5);
  expect(told.map((why) => why.split(" s ")[0])).toEqual(["stopped after 2", "stopped after 0.2", "stopped after 0.02"]);
});
