import {readFileSync} from "node:fs";
import {join} from "node:path";
import type {Row} from "../../../src/engine/analysis/agreement.ts";
import type {RecordedFile} from "../../../src/notebook/cells/recorded.ts";
import {DEPTH} from "../../depth.ts";

/** What is asked of a metric of a recording. */
export interface Compared extends Pick<Row, "recording" | "metric" | "role" | "agrees"> {
  /** The model has this metric, if only to say that it did not happen. */
  readonly modelled: boolean;
}

/** Runs of the model for each recording, at any depth. */
const RUNS = 1000;

/** The committed comparison of a recording, by its file's name. */
export const committedFile = (name: string): RecordedFile =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../data/recordings", name), "utf8"));

/**
 * A recording beside a thousand runs of the model. A deep run makes them; any other reads those that are committed, of which
 * tests/notebook/build/committed-comparisons.test.ts makes the first ones again and asks whether the system still behaves as it did.
 */
export function compared(name: string, make: (name: string, runs: number) => readonly Row[]): Compared[] {
  if (DEPTH >= 1) return make(name, RUNS).map((row) => ({...row, modelled: row.model !== null}));
  const {recording, metrics} = committedFile(name);
  return metrics.map(({metric, role, agrees, by, model}) => ({recording, metric, role, agrees, modelled: by !== null || model.length > 0}));
}
