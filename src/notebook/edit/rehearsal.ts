import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import {chapterCells} from "../cells/chapter-module.ts";
import {recordedFrom} from "../cells/recorded.ts";
import type {CellTrial, CellTrialAnswer} from "./sandbox.ts";
import {runTrial} from "./sandbox-trial.ts";

async function recorded(name: string) {
  const {committedRecording} = await import("../cells/committed-recordings.ts");
  const file = await committedRecording(name);
  if (file === null) throw new Refusal(said("cells.no-recording", {name}));
  // Nobody reads what is shown here.
  return recordedFrom(file, {of: (_id, english) => english});
}

/** Tries an edited cell in a worker, with the chapter's cells and what they may read fetched by it. */
export async function rehearse(trial: CellTrial, tell: (answer: CellTrialAnswer) => void): Promise<void> {
  await runTrial(trial, {...(await chapterCells(trial.chapter)), recorded}, tell);
}
