import {editedCell, errorLine, withCell} from "./edited.ts";
import type {ChapterModule} from "./element.ts";
import {libraryNames} from "./library.ts";
import {rehearse} from "./rehearsal.ts";
import type {Trial, Verdict} from "./sandbox.ts";

/** What a worker does with a trial: it makes the edited cells, says that it can begin, and rehearses. */
export async function hear(trial: Trial, {cells: authors, systems}: ChapterModule, tell: (verdict: Verdict) => void): Promise<void> {
  const names = [...libraryNames, ...systems.map(({name}) => name)];
  let cells = authors;
  for (const [id, source] of Object.entries(trial.edited)) {
    // In a worker that can be ended nothing needs to be guarded.
    const cell = editedCell(id, source, {cells, names, guard: () => {}});
    if ("says" in cell) return tell({kind: "failed", cell: id, problem: cell});
    cells = withCell(cells, cell);
  }
  tell({kind: "ready"});
  const failure = await rehearse({cells, systems, cell: trial.cell, inputs: trial.inputs});
  if (failure === null) return tell({kind: "ended"});
  const {cell, error} = failure;
  const says = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  tell({kind: "failed", cell, problem: {line: errorLine(error, cell), says}});
}
