import {type Module, Runtime} from "@observablehq/runtime";

/** A cell as the build compiled it. */
export interface Cell {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The cell is one expression, whose value is shown. */
  readonly autodisplay: boolean;
  readonly body: (...inputs: never[]) => unknown;
}

/** A run that a cell made, for the line under its output. `wallMs` is for live pages: a saved one would differ at each build. */
export interface Made {
  readonly seed: number;
  readonly events: number;
  readonly wallMs: number;
}

/** What a cell does, as the page or the build learns it. */
export interface CellObserver {
  /** What the cell shows now, in order; told after every evaluation, also when it shows nothing. */
  readonly shown: (nodes: readonly Node[], made: readonly Made[]) => void;
  readonly rejected: (error: unknown) => void;
}

export interface NotebookOptions {
  readonly document: Document;
  /** Names that cells may use beside their own. Called when first needed; the answer may be a promise. */
  readonly library: {readonly [name: string]: () => unknown};
  /** Makes `simulate` for one evaluation of a cell, and tells of each run. */
  readonly simulator: (made: (run: Made) => void) => unknown;
  readonly observe: (cell: Cell) => CellObserver;
}

export interface Notebook {
  /** Has a cell evaluated, with what it depends on, from now on. */
  readonly watch: (id: string) => void;
  /** Cells that hang on a cell, near and far. */
  readonly dependents: (id: string) => readonly string[];
  readonly dispose: () => void;
}

/**
 * The dataflow of one chapter. Nothing is evaluated before `watch` asks for it:
 * a cell that nobody touches keeps the output that the build saved.
 */
export function notebook(cells: readonly Cell[], options: NotebookOptions): Notebook {
  const runtime = new Runtime(options.library);
  const main = runtime.module();
  const failures = new Map<string, unknown>();
  const observers = new Map(cells.map((cell) => [cell.id, options.observe(cell)]));
  for (const cell of cells) {
    main.define(...variableOf(cell, options, observers.get(cell.id) as CellObserver, failures));
    for (const name of cell.outputs) main.define(name, [cell.id], (exports: {[name: string]: unknown}) => exports[name]);
  }
  const watched = new Set<string>();
  const watch = (id: string): void => {
    if (watched.has(id)) return;
    watched.add(id);
    // A cell whose own body threw has said so; here speaks one that could not even begin.
    const rejected = (error: unknown) => failures.has(id) || observers.get(id)?.rejected(error);
    watcher(main, id, rejected);
  };
  return {watch, dependents: (id) => [...dependents(cells, id, new Set())], dispose: () => runtime.dispose()};
}

/** Who observes a cell makes it be evaluated. */
function watcher(main: Module, id: string, rejected: (error: unknown) => void): void {
  main.variable({rejected}).define(null, [id], () => null);
}

function dependents(cells: readonly Cell[], id: string, seen: Set<string>): Set<string> {
  const outputs = cells.find((cell) => cell.id === id)?.outputs ?? [];
  for (const user of cells) {
    if (seen.has(user.id) || !user.inputs.some((name) => outputs.includes(name))) continue;
    dependents(cells, user.id, seen.add(user.id));
  }
  return seen;
}

/** Names that each cell has for itself. */
const own = ["display", "view", "simulate"];

/**
 * A cell as a variable whose value is what it declares.
 * A slow evaluation must not show over a newer one: each carries the number of its turn.
 */
function variableOf(
  cell: Cell,
  {document, simulator}: NotebookOptions,
  observer: CellObserver,
  failures: Map<string, unknown>,
): [string, readonly string[], (...values: unknown[]) => Promise<unknown>] {
  const outside = cell.inputs.filter((name) => !own.includes(name));
  let turn = 0;
  const evaluate = async (...values: unknown[]): Promise<unknown> => {
    const mine = ++turn;
    const nodes: Node[] = [];
    const made: Made[] = [];
    const display = <T>(value: T): T => {
      if (mine !== turn) throw new Error("stale display");
      nodes.push(nodeOf(value, document));
      return value;
    };
    const provided = new Map<string, unknown>(outside.map((name, i) => [name, values[i]]));
    provided.set("display", display);
    provided.set("view", (element: Element & {value: unknown}) => inputValues(display(element)));
    provided.set(
      "simulate",
      simulator((run) => void made.push(run)),
    );
    failures.delete(cell.id);
    try {
      const result = await cell.body(...(cell.inputs.map((name) => provided.get(name)) as never[]));
      if (mine !== turn) return result;
      if (cell.autodisplay && result !== undefined) display(result);
      observer.shown(nodes, made);
      return result;
    } catch (error) {
      failures.set(cell.id, error);
      if (mine === turn) observer.rejected(error);
      throw error;
    }
  };
  return [cell.id, outside, evaluate];
}

function nodeOf(value: unknown, document: Document): Node {
  const {Node} = document.defaultView ?? globalThis;
  if (value instanceof Node) return value;
  const element = document.createElement("pre");
  element.className = "value";
  element.textContent = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return element;
}

/** The values of an input, now and whenever it says `input`; those that the reader passes over faster than cells run are left out. */
export function* inputValues(element: EventTarget & {value: unknown}): Generator<unknown> {
  let fresh = element.value !== undefined;
  let tell: (() => void) | null = null;
  const settle = (): unknown => {
    fresh = false;
    tell = null;
    return element.value;
  };
  const heard = () => {
    fresh = true;
    tell?.();
  };
  element.addEventListener("input", heard);
  try {
    while (true) {
      if (fresh) yield settle();
      else
        yield new Promise((done) => {
          tell = () => done(settle());
        });
    }
  } finally {
    element.removeEventListener("input", heard);
  }
}
