import {said} from "../../words/en/cells.ts";
import type {Told} from "../../words/message.ts";
import type {Cell} from "../cells/cell.ts";
import {type CellText, cellFromText} from "../cells/cell-text.ts";
import {downstream, upstream} from "../cells/graph.ts";
import {cellName} from "../cells/told-by.ts";
import {type Transpiled, transpile} from "../cells/transpile.ts";
import {guarded} from "./guard.ts";

/** What is wrong with an edited cell: at which of its lines, from 1, or null where no line is to blame. */
export interface Problem {
  readonly line: number | null;
  readonly says: Told;
}

/** The surroundings of an edited cell. */
export interface Surroundings {
  readonly cells: readonly Cell[];
  /** Names that are given: those of the library and of the chapter's systems. */
  readonly names: readonly string[];
}

/** Names that every JavaScript engine has; those of `window` are left out, because half of all words mean something there. */
const javascript: ReadonlySet<string> = new Set(
  `AbortController AbortSignal Array ArrayBuffer BigInt Boolean DataView Date Error Float32Array Float64Array Infinity Int16Array Int32Array
   Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError Reflect RegExp Set String Symbol TextDecoder TextEncoder
   TypeError URL Uint16Array Uint32Array Uint8Array WeakMap WeakSet console decodeURIComponent document encodeURIComponent globalThis isFinite
   isNaN parseFloat parseInt performance queueMicrotask structuredClone undefined`.split(/\s+/),
);

/** The cell as the build would make it from what a reader typed, or what is wrong with it. Nothing is run. */
export function editedCell(id: string, source: string, {cells, names}: Surroundings): CellText | Problem {
  let made: Transpiled;
  let text: string;
  try {
    made = transpile(source);
    text = guarded(made.body);
  } catch (error) {
    return syntaxProblem(error);
  }
  const others = cells.filter((cell) => cell.id !== id);
  const declared = others.flatMap(({outputs}) => outputs);
  for (const name of made.inputs) {
    if (!declared.includes(name) && !names.includes(name) && !javascript.has(name))
      return {line: made.lines.get(name) ?? null, says: said("cells.undeclared", {name, known: names})};
  }
  const twice = made.outputs.find((name) => declared.includes(name));
  if (twice !== undefined) return {line: made.lines.get(twice) ?? null, says: said("cells.declared-twice", {name: twice})};
  const cell = {id, inputs: made.inputs, outputs: made.outputs, autodisplay: made.autodisplay, text};
  return (
    circle(
      cellFromText(cell, () => {}),
      others,
    ) ?? cell
  );
}

function syntaxProblem(error: unknown): Problem {
  const {message} = error as Error;
  const [first = ""] = message.split("\n");
  const [, line] = /\((\d+):\d+\)/.exec(first) ?? [];
  const says = first.replace(/\s*\(\d+:\d+\)/, "").replace(/^Error transforming [^:]*: /, "");
  return {line: line === undefined ? null : Number(line), says};
}

/** Cells that wait for each other would never be evaluated. */
function circle(cell: Cell, others: readonly Cell[]): Problem | null {
  const all = [...others, cell];
  if (!downstream(all, cell.id).includes(cell.id)) return null;
  const round = upstream(all, cell.id).filter(({id}) => id !== cell.id && downstream(all, id).includes(id));
  const cells = round.map(({id}) => cellName(id));
  return {line: null, says: cells.length === 0 ? said("cells.waits-for-itself") : said("cells.wait-for-each-other", {cells})};
}
