import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import type {Cell} from "../../../src/notebook/cells/cell.ts";
import {type Notebook, notebook} from "../../../src/notebook/cells/runtime.ts";

const {window} = new JSDOM("<!doctype html>");
const {document} = window;

const cell = (id: string, inputs: string[], outputs: string[], body: (...inputs: never[]) => unknown, autodisplay = false): Cell => ({
  id,
  inputs,
  outputs,
  body,
  autodisplay,
});

interface Seen {
  readonly book: Notebook;
  /** What cells said, in order: `id: text` or `id! error`. */
  readonly said: string[];
  /** Resolves when that has been said so often in all. */
  readonly until: (what: string, times?: number) => Promise<void>;
}

function open(cells: readonly Cell[]): Seen {
  const said: string[] = [];
  const waiting: {what: string; times: number; done: () => void}[] = [];
  const say = (what: string) => {
    said.push(what);
    for (const wait of waiting) if (said.filter((s) => s === wait.what).length >= wait.times) wait.done();
  };
  const book = notebook(cells, {
    document,
    library: {ten: () => 10},
    own: {
      simulate:
        ({made}) =>
        (seed: number) =>
          made({kind: "run", seed, events: 1, wallMs: 0}),
    },
    observe: ({id}) => ({
      shown: (nodes, made) => say(`${id}: ${[...nodes.map((n) => n.textContent), ...made.map(({seed}) => `seed ${seed}`)].join(" ")}`),
      rejected: (error) => say(`${id}! ${(error as Error).message}`),
    }),
  });
  const until = (what: string, times = 1) => new Promise<void>((done) => waiting.push({what, times, done}));
  return {book, said, until};
}

function input(value: number): HTMLInputElement {
  const element = document.createElement("input");
  element.value = String(value);
  return element;
}

test("a watched cell is evaluated with what it depends on, and no other is", async () => {
  const {book, said, until} = open([
    cell("c1", [], ["a"], () => ({a: 1})),
    cell("c2", ["a", "ten"], [], ((a: number, ten: number) => a + ten) as never, true),
    cell("c3", ["a"], [], ((a: number) => a) as never, true),
  ]);
  const shown = until("c2: 11");
  book.watch("c2");
  await shown;
  expect(said).toEqual(["c1: ", "c2: 11"]);
});

test("when an input changes, exactly the cells that use it run again", async () => {
  const control = input(3);
  const {book, said, until} = open([
    cell("c1", ["view"], ["n"], ((view: (e: Element) => unknown) => ({n: view(control)})) as never),
    cell("c2", ["n"], ["m"], ((n: string) => ({m: Number(n) * 2})) as never),
    cell("c3", ["m"], [], ((m: number) => m) as never, true),
    cell("c4", ["ten"], [], ((ten: number) => ten) as never, true),
  ]);
  const first = Promise.all([until("c3: 6"), until("c4: 10")]);
  for (const id of ["c1", "c2", "c3", "c4"]) book.watch(id);
  await first;
  const second = until("c3: 10");
  control.value = "5";
  control.dispatchEvent(new window.Event("input"));
  await second;
  expect(said.filter((what) => what.startsWith("c1"))).toEqual(["c1: "]);
  expect(said.filter((what) => what.startsWith("c4"))).toEqual(["c4: 10"]);
  expect(book.dependents("c1")).toEqual(["c2", "c3"]);
});

test("a cell that throws says so, those that hang on it too, and the others stand", async () => {
  const {book, said, until} = open([
    cell("c1", [], ["a"], () => {
      throw new Error("broken");
    }),
    cell("c2", ["a"], [], (() => 1) as never, true),
    cell("c3", [], [], () => 3, true),
  ]);
  const all = Promise.all([until("c1! broken"), until("c2! broken"), until("c3: 3")]);
  for (const id of ["c1", "c2", "c3"]) book.watch(id);
  await all;
  expect(said.length).toBe(3);
});

test("a cell shows what it displays in order, and tells of its runs", async () => {
  const {book, until} = open([
    cell("c1", ["display", "simulate"], [], ((display: (v: unknown) => void, simulate: (seed: number) => void) => {
      display("one");
      simulate(7);
      display({two: 2});
    }) as never),
  ]);
  const shown = until('c1: one {"two":2} seed 7');
  book.watch("c1");
  await shown;
});
