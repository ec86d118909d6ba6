import {type Module, Runtime} from "@observablehq/runtime";
import {downstream, upstream} from "./graph.ts";
import type {InputValues} from "./rows.ts";

/** A cell as the build compiled it. */
export interface Cell {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The cell is one expression, whose value is shown. */
  readonly autodisplay: boolean;
  /** The name it gives the rows of its sweep, if it has one. */
  readonly rows?: string;
  readonly body: (...inputs: never[]) => unknown;
}

/** What a cell ran, for the line under its output. `wallMs` is for live pages: a saved one would differ at each build. */
export type Made =
  | {readonly kind: "run"; readonly seed: number; readonly events: number; readonly wallMs?: number}
  | {readonly kind: "sweep"; readonly points: number; readonly runs: number; readonly seed: number};

/** What a cell does, as the page or the build learns it. */
export interface CellObserver {
  /** What the cell shows now, in order; told after every evaluation, also when it shows nothing. */
  readonly shown: (nodes: readonly Node[], made: readonly Made[]) => void;
  readonly rejected: (error: unknown) => void;
}

/** One evaluation of a cell. */
export interface Turn {
  readonly cell: Cell;
  readonly made: (run: Made) => void;
  /** The values of the inputs that the cell hangs on, as they are now. */
  readonly inputs: () => InputValues;
  /** Aborted when the cell is evaluated again. */
  readonly signal: AbortSignal;
}

export interface NotebookOptions {
  readonly document: Document;
  /** Names that cells may use beside their own. Called when first needed; the answer may be a promise. */
  readonly library: {readonly [name: string]: () => unknown};
  /** Names that are made anew for each evaluation of a cell: `simulate`, which tells of its runs, and `sweep`. */
  readonly own: {readonly [name: string]: (turn: Turn) => unknown};
  readonly observe: (cell: Cell) => CellObserver;
  /** Resolves when a cell may be evaluated; null: at once. */
  readonly patience?: (cell: Cell) => Promise<void> | null;
}

export interface Notebook {
  /** Has a cell evaluated, with what it depends on, from now on. */
  readonly watch: (id: string) => void;
  /** Cells that hang on a cell, near and far. */
  readonly dependents: (id: string) => readonly string[];
  /** Tells the value of a name, now and whenever it changes. The cell that declares it is evaluated for it. */
  readonly value: (name: string, told: (value: unknown) => void) => void;
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
  const shown: Shown = new Map();
  const inputsOf = (id: string): InputValues =>
    Object.fromEntries(
      upstream(cells, id).flatMap((cell) => {
        const values = (shown.get(cell.id) ?? []).map(({value}) => value);
        return values.length === 0 ? [] : [[cell.id, values] as const];
      }),
    );
  const observers = new Map(cells.map((cell) => [cell.id, options.observe(cell)]));
  for (const cell of cells) {
    const observer = observers.get(cell.id) as CellObserver;
    main.define(...variableOf(cell, {...options, observer, failures, shown, inputs: () => inputsOf(cell.id)}));
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
  return {
    watch,
    dependents: (id) => downstream(cells, id),
    value: (name, told) => void main.variable({fulfilled: told}).define(null, [name], (value: unknown) => value),
    dispose: () => runtime.dispose(),
  };
}

/** Who observes a cell makes it be evaluated. */
function watcher(main: Module, id: string, rejected: (error: unknown) => void): void {
  main.variable({rejected}).define(null, [id], () => null);
}

/** The inputs that each cell shows. */
type Shown = Map<string, (Element & {value: unknown})[]>;

interface CellOptions extends NotebookOptions {
  readonly observer: CellObserver;
  readonly failures: Map<string, unknown>;
  readonly shown: Shown;
  readonly inputs: () => InputValues;
}

/**
 * A cell as a variable whose value is what it declares.
 * A slow evaluation must not show over a newer one: each carries the number of its turn.
 */
function variableOf(
  cell: Cell,
  {document, own, observer, failures, shown, inputs, patience}: CellOptions,
): [string, readonly string[], (...values: unknown[]) => Promise<unknown>] {
  const outside = cell.inputs.filter((name) => name !== "display" && name !== "view" && !(name in own));
  let turn = 0;
  let abort = new AbortController();
  const evaluate = async (...values: unknown[]): Promise<unknown> => {
    const mine = ++turn;
    const nodes: Node[] = [];
    const made: Made[] = [];
    const controls: (Element & {value: unknown})[] = [];
    abort.abort();
    abort = new AbortController();
    const display = <T>(value: T): T => {
      if (mine !== turn) throw new Error("stale display");
      nodes.push(nodeOf(value, document));
      return value;
    };
    const provided = new Map<string, unknown>(outside.map((name, i) => [name, values[i]]));
    provided.set("display", display);
    provided.set("view", (element: Element & {value: unknown}) => {
      controls.push(display(element));
      shown.set(cell.id, controls);
      return inputValues(element);
    });
    const now: Turn = {cell, made: (run) => void made.push(run), inputs, signal: abort.signal};
    for (const name of cell.inputs) if (own[name] !== undefined) provided.set(name, own[name](now));
    failures.delete(cell.id);
    const wait = patience?.(cell) ?? null;
    if (wait !== null) await wait;
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
