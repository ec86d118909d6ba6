// A recording of a real cluster as a system replays it: the fields of the schema `interregnum-recording/2` that are read here, checked
// when the file is read (checking/recording.ts). Times in ms after t0.

import {type Json, ms, type NodeId, type Ticks, ticks, toMs} from "../vocabulary.ts";
import type {Note, Noted} from "./note.ts";
import type {FinalRead, Operation} from "./operation.ts";
import type {Scenario} from "./scenario.ts";

/** ms after t0; drawn anew for each run; or after an event. Null: not controlled. */
export type PlannedTime =
  | null
  | number
  | {readonly uniform: readonly [number, number]}
  | {readonly after: string; readonly plusMs: number | {readonly uniform: readonly [number, number]}};

export type Figure = null | boolean | number | string;
export type Figures = {readonly [metric: string]: Figure};

/** What a metric is: inputs and what the host sets are not compared. */
export const ROLES = ["outcome", "time", "count", "input", "host"] as const;

export interface Metric {
  readonly role: (typeof ROLES)[number];
  /** A metric of the same run, subtracted before comparing. */
  readonly relativeTo?: string;
}

export interface PlannedClient {
  readonly name: string;
  readonly kind: string;
  readonly count: number;
  readonly operation: string;
  readonly runsOn: string;
  readonly attachedTo: string;
  readonly servers: readonly string[] | null;
  readonly startMs: PlannedTime;
  readonly intervalMs: number | null;
  readonly connectTimeoutMs: number | null;
  readonly readTimeoutMs: number | null;
  readonly sessionTimeoutMs: number | null;
  readonly heartbeatMs: number | null;
  readonly pauseAfterErrorMs: number | null;
  readonly policy: string;
}

export interface Plan {
  readonly cluster: {readonly lifetime: string; readonly waitAfterReadyMs: PlannedTime};
  readonly start: readonly {readonly node: NodeId; readonly atMs: PlannedTime}[];
  readonly initial: {readonly steps: readonly {readonly do: string; readonly args: {readonly [key: string]: Json}}[]};
  readonly faults: readonly {readonly kind: string; readonly target: string; readonly atMs: PlannedTime}[];
  readonly clients: readonly PlannedClient[];
  readonly observe: {readonly untilMs: PlannedTime; readonly pollMs: number | null; readonly readBack?: string | null};
}

/** What a server's log said, and when. */
export type Recorded = readonly [atMs: number, who: NodeId, event: string, detail: string];

export interface RecordedRun {
  readonly metrics: Figures;
  readonly events: readonly Recorded[];
  /** All other fields of the run. */
  readonly fields: {readonly [name: string]: Json};
}

export interface Recording {
  readonly system: string;
  /** In the recorder's words. */
  readonly version: string;
  readonly scenario: string;
  readonly config: {readonly [key: string]: Json};
  readonly plan: Plan;
  readonly metrics: {readonly [name: string]: Metric};
  /** One or more. */
  readonly runs: readonly RecordedRun[];
}

/** What a replayed run left: the notes that its kind asked for, and what the clients did. */
export interface Replayed<N extends Note = Note> {
  readonly notes: readonly Noted<N>[];
  readonly history: readonly Operation[];
  /** What stood everywhere once all was mended; null: the replay did not ask, or it never came to rest. */
  readonly read: FinalRead | null;
  /** Where the scenario ended; later events belong to the mending. */
  readonly end: Ticks;
}

/** One run of the model in place of one or several real ones. */
export interface Replay<N extends Note = Note> {
  readonly scenario: Scenario;
  /**
   * Figures by the names in the file, each computed as its `means`, `from` and `to` say, one set for each real run that this run stands
   * for.
   */
  figures(told: Replayed<N>): readonly Figures[];
}

/** Draws a whole number from low to high, both included, where a plan leaves something open. */
export type Chance = (low: number, high: number) => number;

/** What a plan leaves open, drawn for one run of the model. Times in ms. */
export interface Draws {
  /** From low to high, both included, in whole µs. */
  uniform(low: number, high: number): number;
  /** An instant, or `otherwise` if it is not controlled or hangs on an event. Whatever shares a range shares its draw: clients start together. */
  instant(at: PlannedTime, otherwise: number): number;
  /** How long after its event an instant is, drawn anew each time; `otherwise` if it hangs on none. */
  lag(at: PlannedTime, otherwise: number): number;
}

export function drawsOf(chance: Chance): Draws {
  const drawn = new Map<string, number>();
  const uniform = (low: number, high: number) => toMs(ticks(chance(ms(low), ms(high))));
  return {
    uniform,
    instant(at, otherwise) {
      if (at === null || typeof at === "number") return at ?? otherwise;
      if (!("uniform" in at)) return otherwise;
      const name = at.uniform.join(" ");
      const value = drawn.get(name) ?? uniform(...at.uniform);
      drawn.set(name, value);
      return value;
    },
    lag(at, otherwise) {
      if (at === null || typeof at === "number" || !("after" in at)) return otherwise;
      return typeof at.plusMs === "number" ? at.plusMs : uniform(...at.plusMs.uniform);
    },
  };
}

/** How a system replays one kind of recording. */
export interface RecordingKind<N extends Note = Note> {
  /** The file's scenario begins with it. */
  readonly name: string;
  readonly says: string;
  /** Kinds of notes that its figures are made of. */
  readonly notes: readonly N["kind"][];
  /** Refuses a file that it cannot replay; else makes the model's run of that index, with the inputs of the real runs taken in turn. */
  prepare(recording: Recording): (index: number, chance: Chance) => Replay<N>;
}

/** A figure on which model and recording differ, and what the model lacks. */
export interface Lack {
  /** The files' scenarios begin with it. */
  readonly recording: string;
  readonly metrics: readonly string[];
  readonly why: string;
  /** Whether medians or outcomes differ, or only the shape; the former unless given. */
  readonly of?: "agreement" | "shape";
}
