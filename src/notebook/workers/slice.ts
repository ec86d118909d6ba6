import {type Grid, plan, type Sweep, type SweepOptions} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {type CellText, cellFromText, withCell} from "../cells/cell-text.ts";
import {systemsOf} from "../cells/chapter-systems.ts";
import {upstream} from "../cells/graph.ts";
import type {InputValues} from "../cells/rows.ts";
import type {Cell, CellRun} from "../cells/runtime.ts";
import {library, simulator} from "../library/library.ts";

/** What a worker is sent instead of a function: where the cell is, and the values of the inputs it hangs on. */
export interface Slice {
  readonly chapter: string;
  readonly cell: string;
  readonly inputs: InputValues;
  /** Those of the cells it hangs on, and the cell itself, that a reader has edited. */
  readonly edited: readonly CellText[];
}

/** A chapter's cells as a slice has them. */
export const slicedCells = (cells: readonly Cell[], edited: readonly CellText[]): readonly Cell[] =>
  // In a worker that can be ended nothing needs to be guarded.
  edited.reduce<readonly Cell[]>(
    (all, cell) =>
      withCell(
        all,
        cellFromText(cell, () => {}),
      ),
    cells,
  );

/** What `sweep` in a cell is called with, as one value. */
export function sweepOf(make: Sweep["make"], grid: Grid, options: SweepOptions): Sweep {
  return {make, plan: plan(grid, options), ...(options?.row === undefined ? {} : {row: options.row})};
}

/** What the line under the cell says of it. */
export const madeOf = ({plan: {points, runs, seed}}: Sweep): CellRun => ({kind: "sweep", points: points.length, runs, seed});

const notHere = () => Promise.reject(new Refusal("recorded: a sweep cannot hang on a recording"));

/** The cell was only evaluated as far as its sweep. */
const enough = Symbol("enough");

/** A sweep as its cell asks for it, and the systems that its scenarios may be of. */
export interface Captured {
  readonly sweep: Sweep;
  readonly systems: readonly System[];
}

/**
 * Evaluates a cell and what it hangs on without a page, where inputs have the values given and what draws does nothing,
 * as far as its `sweep`: hands back what that was asked for.
 */
export async function captureSweep(
  authors: readonly Cell[],
  named: readonly System[],
  {cell: id, inputs, edited}: Slice,
): Promise<Captured> {
  const {all: systems, define} = systemsOf(named);
  const cells = slicedCells(authors, edited);
  const names = library({document: null, systems, recorded: notHere});
  const exports = new Map<string, unknown>();
  let found: Sweep | null = null;
  for (const cell of upstream(cells, id)) {
    const values = [...(inputs[cell.id] ?? [])];
    const own: {readonly [name: string]: unknown} = {
      display: <T>(value: T): T => value,
      view: () => values.shift(),
      simulate: simulator(systems, null)(() => {}),
      defineSystem: define,
      sweep: (make: Sweep["make"], grid: Grid, options: SweepOptions) => {
        if (cell.id !== id)
          throw new Refusal(`a sweep cannot hang on another one: ${id.replace("-", " ")} uses the rows of ${cell.id.replace("-", " ")}`);
        found = sweepOf(make, grid, options);
        throw enough;
      },
    };
    const given = cell.inputs.map(async (name) =>
      name in own ? own[name] : exports.has(name) ? exports.get(name) : name in names ? names[name]?.() : Reflect.get(globalThis, name),
    );
    try {
      const result = (await cell.body(...((await Promise.all(given)) as never[]))) as {[name: string]: unknown} | undefined;
      for (const name of cell.outputs) exports.set(name, result?.[name]);
    } catch (error) {
      if (error !== enough) throw error;
    }
  }
  if (found === null) throw new Refusal(`${id.replace("-", " ")} calls no sweep`);
  return {sweep: found, systems};
}
