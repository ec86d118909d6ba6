import type {ChapterModule} from "./chapter-cells.ts";
import {errorLine} from "./evaluated.ts";
import type {ReadRecorded} from "./library.ts";
import {rehearse} from "./rehearsal.ts";
import type {Trial, Verdict} from "./sandbox.ts";
import {slicedCells} from "./slice.ts";

/** The chapter, and what its cells may read. */
export interface Room extends ChapterModule {
  readonly recorded: ReadRecorded;
}

/** What a worker does with a trial: it puts the edited cells in their places, says that it can begin, and rehearses. */
export async function hear(trial: Trial, {cells: authors, systems, recorded}: Room, tell: (verdict: Verdict) => void): Promise<void> {
  const cells = slicedCells(authors, trial.edited);
  tell({kind: "ready"});
  const failure = await rehearse({cells, systems, recorded, cell: trial.cell, inputs: trial.inputs});
  if (failure === null) return tell({kind: "ended"});
  const {cell, error} = failure;
  const says = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  tell({kind: "failed", cell, problem: {line: errorLine(error, cell), says}});
}
