import {type Module, Runtime, type Variable} from "@observablehq/runtime";
import type {Cell, CellRun, Control, Controls, InputValues} from "./cell.ts";
import {type Declared, evaluate, type Names} from "./evaluate.ts";
import {downstream, upstream} from "./graph.ts";

/** What the page or the build is told about a cell. */
export interface CellObserver {
  /**
   * What the cell shows now, in order; called after every evaluation, even if it shows nothing. Its controls' values have not been read
   * yet.
   */
  readonly shown: (nodes: readonly Node[], made: readonly CellRun[], controls: Controls) => void;
  readonly rejected: (error: unknown) => void;
}

/** One evaluation of a cell. */
export interface Evaluation {
  readonly cell: Cell;
  readonly made: (run: CellRun) => void;
  /** The values of the inputs that the cell depends on, as they are now. */
  readonly inputs: () => InputValues;
  /** Aborted when the cell is evaluated again. */
  readonly signal: AbortSignal;
}

export interface NotebookOptions {
  readonly document: Document;
  /** Names that cells may use beside their own. Called when first needed; the answer may be a promise. */
  readonly library: Names;
  /** Names that are made anew for each evaluation of a cell: `simulate`, which reports its runs, and `sweep`. */
  readonly own: {readonly [name: string]: (turn: Evaluation) => unknown};
  readonly observe: (cell: Cell) => CellObserver;
  /** Resolves when a cell may be evaluated; null: at once. */
  readonly patience?: (cell: Cell) => Promise<void> | null;
}

export interface Notebook {
  /** Keeps a cell evaluated, with what it depends on, from now on. */
  readonly watch: (id: string) => void;
  /** Cells that depend on a cell, near and far. */
  readonly dependents: (id: string) => readonly string[];
  /** Reports the value of a name, now and whenever it changes. The cell that declares it is evaluated for it. */
  readonly value: (name: string, told: (value: unknown) => void) => void;
  /** The cells as they are now. */
  readonly cells: () => readonly Cell[];
  /** Replaces the cell of that id. What depends on it and is watched is evaluated again. */
  readonly replace: (cell: Cell) => void;
  /** The values of the inputs that a cell depends on, as they are now. */
  readonly inputsOf: (id: string) => InputValues;
  readonly dispose: () => void;
}

/**
 * The dataflow of one chapter. Nothing is evaluated before `watch` asks for it:
 * a cell that nobody touches keeps the output that the build saved.
 */
export function notebook(authors: readonly Cell[], options: NotebookOptions): Notebook {
  const runtime = new Runtime(options.library);
  const main = runtime.module();
  const places = new Map(authors.map((cell) => [cell.id, placeIn(main)]));
  let cells = authors;
  const inputsOf = (id: string): InputValues =>
    Object.fromEntries(
      upstream(cells, id).flatMap((cell) => {
        const values = (places.get(cell.id)?.controls ?? []).map(({value}) => value);
        return values.length === 0 ? [] : [[cell.id, values] as const];
      }),
    );
  const settle = (cell: Cell) => {
    const place = places.get(cell.id);
    if (place === undefined) throw new Error(`Interregnum is wrong: no cell has the id ${cell.id}`);
    place.observer = options.observe(cell);
    define(main, place, cell, variableOf(cell, place, {...options, inputs: () => inputsOf(cell.id)}));
  };
  for (const cell of cells) settle(cell);
  const watched = new Set<string>();
  const watch = (id: string): void => {
    if (watched.has(id)) return;
    watched.add(id);
    // If a cell's own body threw it has been reported; this reports a cell that could not even start.
    const rejected = (error: unknown) => {
      const place = places.get(id);
      if (place?.failed === false) place.observer?.rejected(error);
    };
    watcher(main, id, rejected);
  };
  return {
    watch,
    dependents: (id) => downstream(cells, id),
    value: (name, told) => void main.variable({fulfilled: told}).define(null, [name], (value: unknown) => value),
    cells: () => cells,
    replace: (cell) => {
      cells = cells.map((one) => (one.id === cell.id ? cell : one));
      settle(cell);
    },
    inputsOf,
    dispose: () => runtime.dispose(),
  };
}

/** What stays when a cell is replaced by an edited one: what the reader sees of it, and the state of its evaluation. */
interface Place {
  readonly variable: Variable;
  readonly outputs: Map<string, Variable>;
  observer: CellObserver | null;
  /** A slow evaluation must not overwrite a newer one: each has a number. */
  turn: number;
  abort: AbortController;
  /** Its own body threw last time. */
  failed: boolean;
  /** The inputs that it shows. */
  controls: Control[];
}

const placeIn = (main: Module): Place => ({
  variable: main.variable(),
  outputs: new Map(),
  observer: null,
  turn: 0,
  abort: new AbortController(),
  failed: false,
  controls: [],
});

/** The variable of a cell, and one for each name that it declares. Names that it no longer declares are removed. */
function define(main: Module, place: Place, cell: Cell, definition: Definition): void {
  place.turn++;
  place.abort.abort();
  place.failed = false;
  place.controls = [];
  for (const [name, variable] of place.outputs) {
    if (cell.outputs.includes(name)) continue;
    variable.delete();
    place.outputs.delete(name);
  }
  place.variable.define(...definition);
  for (const name of cell.outputs) {
    if (place.outputs.has(name)) continue;
    place.outputs.set(
      name,
      main.define(name, [cell.id], (exports: {[name: string]: unknown}) => exports[name]),
    );
  }
}

/** A cell is evaluated because somebody observes it. */
function watcher(main: Module, id: string, rejected: (error: unknown) => void): void {
  main.variable({rejected}).define(null, [id], () => null);
}

type Definition = [string, readonly string[], (...values: unknown[]) => Promise<unknown>];

interface CellOptions extends NotebookOptions {
  readonly inputs: () => InputValues;
}

/** A cell as a variable whose value is what it declares. */
function variableOf(cell: Cell, place: Place, {document, own, inputs, patience}: CellOptions): Definition {
  const outside = cell.inputs.filter((name) => name !== "display" && name !== "view" && !(name in own));
  const observer = place.observer as CellObserver;
  const turn = async (...values: unknown[]): Promise<unknown> => {
    const mine = ++place.turn;
    const nodes: Node[] = [];
    const made: CellRun[] = [];
    const controls: Control[] = [];
    const told = new Map<unknown, Control>();
    place.abort.abort();
    place.abort = new AbortController();
    const display = <T>(value: T): T => {
      if (mine !== place.turn) throw new Error("stale display");
      nodes.push(nodeOf(value, document));
      return value;
    };
    const provided = new Map<string, unknown>(outside.map((name, i) => [name, values[i]]));
    provided.set("display", display);
    provided.set("view", (element: Control) => {
      controls.push(display(element));
      place.controls = controls;
      const value = inputValues(element);
      told.set(value, element);
      return value;
    });
    const now: Evaluation = {cell, made: (run) => void made.push(run), inputs, signal: place.abort.signal};
    for (const name of cell.inputs) if (own[name] !== undefined) provided.set(name, own[name](now));
    place.failed = false;
    const wait = patience?.(cell) ?? null;
    if (wait !== null) await wait;
    try {
      const result = await evaluate(cell, (name) => provided.get(name));
      if (mine !== place.turn) return result;
      if (cell.autodisplay && result !== undefined) display(result);
      observer.shown(nodes, made, named(cell, result, told));
      return result;
    } catch (error) {
      if (mine === place.turn) {
        place.failed = true;
        observer.rejected(error);
      }
      throw error;
    }
  };
  return [cell.id, outside, turn];
}

/** Which name of a cell holds the values of which input. */
function named({outputs}: Cell, result: Declared, told: ReadonlyMap<unknown, Control>): Controls {
  const found = new Map<string, Control>();
  for (const name of told.size === 0 ? [] : outputs) {
    const control = told.get(result?.[name]);
    if (control !== undefined) found.set(name, control);
  }
  return found;
}

/** What is shown of a value that is more than what is seen of it. */
interface Displayed {
  readonly displayed: () => Node;
}

const isDisplayed = (value: unknown): value is Displayed => typeof value === "object" && value !== null && "displayed" in value;

function nodeOf(value: unknown, document: Document): Node {
  const {Node} = document.defaultView ?? globalThis;
  if (isDisplayed(value)) return value.displayed();
  if (value instanceof Node) return value;
  const element = document.createElement("pre");
  element.className = "value";
  element.textContent = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return element;
}

/** The values of an input, now and whenever it fires `input`; values that come faster than cells run are skipped. */
function* inputValues(element: EventTarget & {value: unknown}): Generator<unknown> {
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
