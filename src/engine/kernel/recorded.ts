import type {Json, NodeId, Noted, Operation, Scenario} from "../vocabulary.ts";
import type {World} from "./system.ts";

// A recording of a real cluster as a system replays it: the fields of the schema `interregnum-recording/2` that are read here, checked
// when the file is read (checking/recording.ts). Times in ms after t0.

/** ms after t0; drawn anew for each run; or after an event. Null: not controlled. */
export type Instant =
  | null
  | number
  | {readonly uniform: readonly [number, number]}
  | {readonly after: string; readonly plusMs: number | {readonly uniform: readonly [number, number]}};

export type Figure = null | boolean | number | string;
export type Figures = {readonly [metric: string]: Figure};

export interface Metric {
  /** Inputs and what the host sets are not compared. */
  readonly role: "outcome" | "time" | "count" | "input" | "host";
  /** A metric of the same run, subtracted before comparing. */
  readonly relativeTo?: string;
}

export interface PlannedClient {
  readonly name: string;
  readonly kind: string;
  readonly count: number;
  readonly runsOn: string;
  readonly attachedTo: string;
  readonly servers: readonly string[] | null;
  readonly startMs: Instant;
  readonly intervalMs: number | null;
  readonly connectTimeoutMs: number | null;
  readonly readTimeoutMs: number | null;
  readonly sessionTimeoutMs: number | null;
  readonly heartbeatMs: number | null;
  readonly pauseAfterErrorMs: number | null;
  readonly policy: string;
  readonly args: {readonly [key: string]: Json};
}

export interface Plan {
  readonly cluster: {readonly lifetime: string; readonly waitAfterReadyMs: Instant; readonly perRun: {readonly [input: string]: string}};
  readonly start: readonly {readonly node: NodeId; readonly process: string; readonly atMs: Instant}[];
  readonly initial: readonly {readonly do: string; readonly args: {readonly [key: string]: Json}}[];
  readonly faults: readonly {readonly kind: string; readonly target: string; readonly atMs: Instant}[];
  readonly clients: readonly PlannedClient[];
  readonly observe: {readonly untilMs: Instant; readonly pollMs: number | null; readonly giveUpMs: number};
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
  readonly scenario: string;
  readonly config: {readonly [key: string]: Json};
  readonly plan: Plan;
  readonly metrics: {readonly [name: string]: Metric};
  /** One or more. */
  readonly runs: readonly RecordedRun[];
}

/** What a replayed run left: the notes that its kind asked for, what the clients did, the world as it then was. */
export interface Told<S = unknown> {
  readonly notes: readonly (Noted & {readonly [field: string]: unknown})[];
  readonly history: readonly Operation[];
  readonly world: World<S>;
}

/** One run of the model in place of one or several real ones. */
export interface Replay<S = unknown> {
  readonly scenario: Scenario;
  /** Indices of the recorded runs whose inputs it took, a row of figures each. */
  readonly of: readonly number[];
  /** The figures of the file, each as its `means`, `from` and `to` say. One that is not there counts as unknown to the model. */
  figures(told: Told<S>): readonly Figures[];
}

/** How a system replays one kind of recording. */
export interface RecordingKind<S = unknown> {
  /** The file's scenario begins with it. */
  readonly name: string;
  readonly says: string;
  /** Kinds of notes that its figures are made of. */
  readonly notes: readonly string[];
  /** Refuses a file that it cannot replay; then makes the model's run of that index. */
  prepare(recording: Recording): (index: number) => Replay<S>;
}
