import type {Row as Agreement} from "../../engine/analysis/agreement.ts";
import type {Value} from "../../engine/analysis/sweep.ts";
import type {Words} from "../../words/words.ts";
import {type Behaviour, type Column, readColumn} from "./rows.ts";

/** One metric of a recording: what every real run had, what the model's runs have, and whether they agree. */
export interface RecordedMetric extends Pick<Agreement, "metric" | "role" | "ratio" | "agrees" | "by" | "shape"> {
  /** Of the real cluster, a value a run; null: it did not happen. */
  readonly real: readonly Value[];
  /** Of the model. */
  readonly model: readonly Value[];
  /** What the model lacks where they differ, if that is known. */
  readonly lacks: string | null;
  /** What it lacks where the shapes differ, whatever the medians say, if that is known. */
  readonly lacksShape: string | null;
}

/** A recording of a real cluster beside the model. */
export interface Recorded {
  readonly recording: string;
  readonly version: string;
  readonly metrics: readonly RecordedMetric[];
}

/** The same as a file. */
export interface RecordedFile extends Omit<Recorded, "metrics"> {
  /** What it depends on: a digest of the recording, what its system does, and how many rows of the model there are at least. */
  readonly key: {readonly recording: string; readonly runs: number; readonly behaviour: Behaviour};
  readonly metrics: readonly (Omit<RecordedMetric, "model"> & {
    /** Of an outcome with more than one value, before it is corrected for how many there are; 0 where no run of the model has what a real one had. Null of all else. */
    readonly p: number | null;
    readonly model: Column & {readonly length: number};
  })[];
}

export const recordedFrom = ({recording, version, metrics}: RecordedFile, words: Pick<Words, "of">): Recorded => ({
  recording,
  version,
  metrics: metrics.map(({p: _, ...one}) => ({
    ...one,
    model: readColumn(one.model, one.model.length),
    lacks: one.lacks === null ? null : words.of(`lack.${recording}.${one.metric}`, one.lacks),
    lacksShape: one.lacksShape === null ? null : words.of(`lack.${recording}.${one.metric}.shape`, one.lacksShape),
  })),
});
