import type {NodeId, Ticks} from "../vocabulary.ts";

/** Something a process did that monitors, measures or readers may want to know: a role taken, an entry committed. */
export interface Note {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** By whom a note was made, and when. */
export interface Stamp {
  readonly node: NodeId;
  readonly at: Ticks;
}

/** A note as sinks see it. */
export type Noted<N extends Note = Note> = N & Stamp;

/** The notes of a system as one type, of what each kind tells: `NoteOf<{logged: {zxid: Zxid}}>`. */
export type NoteOf<T extends {readonly [kind in keyof T]: object}> = {
  readonly [K in keyof T & string]: {readonly kind: K} & {readonly [F in keyof T[K]]: T[K][F]};
}[keyof T & string];

/** The fields of every kind of note there is, by kind. */
export type NoteTable<N extends Note = Note> = {
  readonly [K in N["kind"]]: readonly Exclude<keyof Extract<N, {readonly kind: K}> & string, "kind">[];
};

/** Stages of an interregnum, in order; the same for all systems. */
export const STAGES = ["detect", "agree", "elect", "sync", "publish", "notice"] as const;

/** One of `STAGES`. */
export type Stage = (typeof STAGES)[number];
