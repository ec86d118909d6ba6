import {type Timeline, timelineOf} from "../../engine/checking/consistency/timeline.ts";
import {checkFile, type FileModel, modelOf} from "../../engine/checking/histories/check-file.ts";
import type {Json} from "../../engine/vocabulary.ts";

/** A file to be checked, as plain data: it goes to a worker. */
export interface AskedHistory {
  readonly file: string;
  readonly text: string;
  readonly model: FileModel;
  readonly initial?: Json | undefined;
}

/** What is shown of it. */
export interface HistoryReport {
  readonly file: string;
  readonly timeline: Timeline;
  readonly counts: {readonly operations: number; readonly steps: number};
}

/** Reads and checks a file. Refuses what cannot be read, with the line at fault. */
export function historyReport({text, file, model, initial}: AskedHistory): HistoryReport {
  const {operations, verdict} = checkFile(text, {file, model, ...(initial === undefined ? {} : {initial})});
  return {
    file,
    timeline: timelineOf(operations, verdict, {model: modelOf(model, initial)}),
    counts: {operations: verdict.operations, steps: verdict.steps},
  };
}
