import type {Run} from "../../engine/model/run.ts";
import type {System} from "../../engine/model/system.ts";
import {run} from "../../engine/run.ts";
import type {Words} from "../../words/words.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {scenarioOfRow} from "../cells/provenance.ts";

/** What is needed to make the run of a row again. */
export interface RunsOptions {
  readonly systems: readonly System[];
  readonly words: Words;
}

/** The very run of a row, with its trace. Refuses, in the reader's words, a row of a sweep that the page has not seen. */
export function runOfRow(row: {readonly [column: string]: unknown}, {systems, words}: RunsOptions): Run {
  const scenario = scenarioOfRow(row);
  if (scenario === null) throw new Error(words.say("notebook.runs.unknown"));
  return run(systemNamed(systems, scenario.system), scenario, {record: true});
}
