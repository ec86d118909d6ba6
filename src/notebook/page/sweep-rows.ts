import type {Plan, Row} from "../../engine/analysis/sweep.ts";
import type {Cell} from "../cells/cell.ts";
import {type Artefact, decode, type RowsKey} from "../cells/rows.ts";
import {type Progress, webWorkers, work} from "../workers/pool.ts";
import type {Slice} from "../workers/slice.ts";
import type {CellStatus} from "./status.ts";

/** What the rows of a cell need of its page. */
export interface SweptCell {
  readonly slice: Slice;
  readonly plan: Plan;
  /** Cells of the chapter, for the names of what changed. */
  readonly cells: readonly Cell[];
  /** The committed rows; null: there are none. */
  readonly kept: () => Promise<Artefact | null>;
  /** Aborted when the cell is evaluated again. */
  readonly signal: AbortSignal;
  /** Resolves when the reader asks for the runs, with what tells when they are to stop; null: the cell was evaluated again. */
  readonly asked: (signal: AbortSignal) => Promise<AbortSignal | null>;
  /** Whether that was asked for already. */
  readonly wanted: () => boolean;
  readonly tell: (status: CellStatus, progress: Progress<unknown> | null, error?: unknown) => void;
}

/**
 * The rows of a sweep in a page: the committed ones while the inputs have their author's values; otherwise none until the reader asks, and
 * then more and more as workers compute them. The previous rows stay visible meanwhile.
 */
export async function* sweepRows(cell: SweptCell): AsyncGenerator<readonly Row[]> {
  const {slice, plan, signal, tell} = cell;
  const kept = await cell.kept();
  if (signal.aborted) return;
  if (!cell.wanted()) {
    const changed = kept === null ? [] : changedInputs(cell, kept.key.inputs);
    if (kept !== null && changed.length === 0) {
      tell({kind: "live"}, null);
      yield decode(kept, plan);
    } else tell({kind: "stale", changed}, null);
  }
  for (let stop = await cell.asked(signal); stop !== null; stop = await cell.asked(signal)) {
    try {
      let last: Progress<Row> | null = null;
      for await (const progress of work<Row>({kind: "sweep", slice}, plan.count, AbortSignal.any([stop, signal]), webWorkers(plan.count))) {
        if (signal.aborted) return;
        last = progress;
        tell({kind: "running", done: progress.made.length, total: plan.count}, progress);
        if (progress.made.length > 0) yield progress.made;
      }
      const done = last?.made.length ?? 0;
      tell(done === plan.count ? {kind: "live"} : {kind: "stopped", done, total: plan.count}, last);
    } catch (error) {
      tell({kind: "error"}, null, error);
    }
  }
}

/** Names of the inputs whose values are not those of the committed rows. */
function changedInputs({slice, cells}: SweptCell, was: RowsKey["inputs"]): string[] {
  return Object.entries(slice.inputs).flatMap(([id, values], place) => {
    const outputs = cells.find((cell) => cell.id === id)?.outputs ?? [];
    const before = was[place] ?? [];
    const moved = values.flatMap((value, i) => (JSON.stringify(value) === JSON.stringify(before[i]) ? [] : [i]));
    // A cell may declare more than its inputs; then all its names are told.
    return moved.length === 0 ? [] : outputs.length === values.length ? moved.map((i) => outputs[i] ?? id) : outputs;
  });
}
