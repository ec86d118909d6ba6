import type {NodeId, Ticks} from "../vocabulary.ts";

/** Something a process did that monitors, measures or readers may want to know: a role taken, an entry committed. */
export interface Note {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A note as sinks see it: by whom and when. */
export type Noted = Note & {readonly node: NodeId; readonly at: Ticks};

/** Stages of an interregnum, in order; the same for all systems. */
export const STAGES = ["detect", "agree", "elect", "sync", "publish", "notice"] as const;

/** One of `STAGES`. */
export type Stage = (typeof STAGES)[number];
