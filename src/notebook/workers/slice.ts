import {type Sweep, sweepOf} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import type {Cell, InputValues} from "../cells/cell.ts";
import {type CellText, cellFromText, withCell} from "../cells/cell-text.ts";
import {systemsOf} from "../cells/chapter-systems.ts";
import {unseen} from "../cells/evaluate.ts";
import {upstream} from "../cells/graph.ts";
import {cellName} from "../cells/told-by.ts";
import {simulator, unseenLibrary} from "../library/computing.ts";
import {standIn} from "../library/stand-in.ts";

/** What a worker is sent instead of a function: where the cell is, and the values of the inputs it depends on. */
export interface Slice {
  readonly chapter: string;
  readonly cell: string;
  readonly inputs: InputValues;
  /** Those of the cells it depends on, and the cell itself, that a reader has edited. */
  readonly edited: readonly CellText[];
}

/** A chapter's cells as a slice has them. */
export const slicedCells = (cells: readonly Cell[], edited: readonly CellText[]): readonly Cell[] =>
  // In a worker, which can be ended, nothing needs a guard.
  edited.reduce<readonly Cell[]>(
    (all, cell) =>
      withCell(
        all,
        cellFromText(cell, () => {}),
      ),
    cells,
  );

/** A sweep as its cell asks for it, and the systems that its scenarios may be of. */
export interface Captured {
  readonly sweep: Sweep;
  readonly systems: readonly System[];
}

const notHere = () => Promise.reject(new Refusal(said("cells.not-here")));

/**
 * Evaluates a cell and what it depends on, out of sight, up to its `sweep`, and returns what that was called with. Code after the sweep
 * waits for rows that never come here.
 */
export function captureSweep(authors: readonly Cell[], named: readonly System[], {cell: id, inputs, edited}: Slice): Promise<Captured> {
  const {all: systems, define} = systemsOf(named);
  const nothing = standIn();
  return new Promise((found, refused) => {
    const evaluated = unseen({
      library: unseenLibrary({systems, recorded: notHere}, () => nothing),
      inputs,
      own: (cell) => ({
        simulate: simulator(systems, null)(() => {}),
        defineSystem: define,
        sweep: (...asked: Parameters<typeof sweepOf>) => {
          if (cell.id !== id) throw new Refusal(said("cells.sweep-of-sweep", {cell: cellName(id), sweep: cellName(cell.id)}));
          found({sweep: sweepOf(...asked), systems});
          return new Promise(() => {});
        },
      }),
    });
    const all = async () => {
      for (const cell of upstream(slicedCells(authors, edited), id)) await evaluated(cell);
      throw new Refusal(said("cells.no-sweep", {cell: cellName(id)}));
    };
    // Errors after the sweep was found change nothing.
    all().catch(refused);
  });
}
