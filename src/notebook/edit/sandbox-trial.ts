import {errorLine} from "../cells/cell-text.ts";
import type {ChapterModule} from "../cells/chapter-module.ts";
import {toldBy} from "../cells/told-by.ts";
import type {ReadRecorded} from "../library/computing.ts";
import {slicedCells} from "../workers/slice.ts";
import {dryRun} from "./dry-run.ts";
import type {CellTrial, CellTrialAnswer} from "./sandbox.ts";

/** The chapter, and what its cells may read. */
export interface TrialChapter extends ChapterModule {
  readonly recorded: ReadRecorded;
}

/** What a worker does with a trial: it replaces the edited cells, reports that it is ready, and evaluates them. */
export async function runTrial(
  trial: CellTrial,
  {cells: authors, systems, recorded}: TrialChapter,
  tell: (verdict: CellTrialAnswer) => void,
): Promise<void> {
  const cells = slicedCells(authors, trial.edited);
  tell({kind: "ready"});
  const failure = await dryRun({cells, systems, recorded, cell: trial.cell, inputs: trial.inputs});
  if (failure === null) return tell({kind: "ended"});
  const {cell, error} = failure;
  const told = toldBy(error);
  const says = typeof told === "string" ? (told.split("\n")[0] ?? "") : told;
  tell({kind: "failed", cell, problem: {line: errorLine(error, cell), says}});
}
