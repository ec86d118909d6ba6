import type {Told} from "../../words/message.ts";
import type {
  Belief,
  ConnId,
  FinalRead,
  Json,
  Machine,
  Message,
  NodeId,
  NodeSpec,
  Note,
  Noted,
  Operation,
  Scenario,
  Scope,
  Ticks,
} from "../vocabulary.ts";
import type {ConfigFiles} from "./config-file.ts";
import type {Log} from "./disk.ts";
import type {BeliefSpan, EffectiveSpan} from "./sinks.ts";
import type {KernelOptions, Status} from "./state.ts";

/** Why a connection ended, as the process at this end learns it. */
export type Ending = "refused" | "unreachable" | "timed-out" | "eof" | "reset";

/** A process's own message to itself comes over no wire. */
export const LOOPBACK: ConnId = -1;

/** All a handler can do. Effects leave at the instant the handler ends its service. Times in ticks, by the process's own clock. */
export interface Context<M extends Message = Message, R = object, C = object> {
  readonly self: NodeId;
  readonly config: C;
  readonly rules: R;
  /** Never steps; the only clock for time-outs. */
  monotonic(): Ticks;
  /** What the host believes the time of day to be: it can jump. */
  wall(): Ticks;
  /** A whole number from low to high, both included. */
  random(low: number, high: number): number;
  connect(to: NodeId, port: string): ConnId;
  /** A connection that the scenario takes for granted: open at once, if the other listens. It is told by `accepted`. Null: it does not. */
  stand(to: NodeId, port: string): ConnId | null;
  /** False: the connection is closed at this end, nothing was sent. */
  send(conn: ConnId, message: M): boolean;
  close(conn: ConnId): void;
  /** A datagram to another process: no connection, no order; it arrives, or it does not and nobody learns of it (transport T32). */
  post(to: NodeId, message: M): void;
  listen(port: string): void;
  unlisten(port: string): void;
  /** Hands a message to this process itself, on the thread of that port, behind what waits there. */
  loopback(port: string, message: M): void;
  /** From now on the kernel probes this connection whenever it is idle for so long (transport T16). */
  keepalive(conn: ConnId, every: {readonly idle: Ticks; readonly interval: Ticks; readonly probes: number}): void;
  /** Who is at the other end; "" of a connection that is over at both. */
  peer(conn: ConnId): NodeId;
  /** Replaces a timer of the same name. It belongs to the thread that sets it. */
  setTimer(name: string, delay: Ticks, arg?: Json): void;
  cancelTimer(name: string): void;
  append(file: string, entry: unknown): void;
  truncate(file: string, length: number): void;
  put(file: string, value: unknown): void;
  log(file: string): Log;
  get(file: string): unknown;
  /** fsync of what these files hold now; `done(token)` follows. With `blocks` this thread does nothing after this handler until then. */
  sync(files: readonly string[], token: Json, blocks?: boolean): void;
  /** After this handler this thread works for as long as the machine profile says for that name; `done(token)` follows. */
  work(name: string, token: Json): void;
  /** Hands work to another thread of this process: `done(token)` runs there, behind what waits. */
  hand(thread: string, token: Json): void;
  note(note: Note): void;
  /** A client's operation begins; ends by `complete`. */
  invoke(f: string, key: string, value: Json, server?: NodeId): number;
  complete(operation: number, type: "ok" | "fail" | "info", result?: Json, server?: NodeId): void;
  /** The run is being settled: workloads stop. */
  stopping(): boolean;
  /** This process ends itself. */
  exit(): void;
}

/** How one kind of process behaves. Handlers change their own state in place and act through `ctx`. */
export interface Process<S = unknown, M extends Message = Message, R = object, C = object> {
  readonly threads: readonly string[];
  /** Thread that serves each port's connections. */
  readonly ports: {readonly [port: string]: string};
  /** On resume from a pause, which goes first of what is overdue; with its source. */
  readonly resume: "input-first" | "timers-first";
  /** Connections that wait at a port while it is paused, less one; 50, as Java's ServerSocket, unless said (transport T4). */
  readonly backlog?: number;
  /** Part of the cluster (has beliefs), not a client. */
  readonly member: boolean;
  init(spec: NodeSpec, disk: Reader, config: C, scenario: Scenario): S;
  start(state: S, ctx: Context<M, R, C>): void;
  /** A message of a connection, or of `loopback`. */
  receive?(state: S, conn: ConnId, message: M, ctx: Context<M, R, C>): void;
  /** A datagram. */
  heard?(state: S, from: NodeId, message: M, ctx: Context<M, R, C>): void;
  connected?(state: S, conn: ConnId, ctx: Context<M, R, C>): void;
  accepted?(state: S, conn: ConnId, port: string, ctx: Context<M, R, C>): void;
  disconnected?(state: S, conn: ConnId, why: Ending, ctx: Context<M, R, C>): void;
  timer?(state: S, name: string, arg: Json, ctx: Context<M, R, C>): void;
  done?(state: S, token: Json, ctx: Context<M, R, C>): void;
}

/** What a process finds on its disk when it starts. */
export interface Reader {
  log(file: string): Log;
  get(file: string): unknown;
}

/** The world seen from outside all of them, for `effective`, monitors and views. */
export interface World<S = unknown> {
  readonly now: Ticks;
  /** Members of the cluster, in the scenario's order. */
  readonly ids: readonly NodeId[];
  status(id: NodeId): Status;
  /** Null while down. */
  state(id: NodeId): S | null;
  disk(id: NodeId): Reader;
  /** What of a log survives a power loss. */
  safeLength(id: NodeId, file: string): number;
  safe(id: NodeId, file: string): unknown;
  /** Packets pass both ways between the hosts of the two. */
  linked(a: NodeId, b: NodeId): boolean;
  /** No fsync of this node returns. */
  diskStuck(id: NodeId): boolean;
  /** The other end of this connection is held by a process, too. */
  connected(id: NodeId, conn: ConnId): boolean;
  /** Timers that run, each with the instant at which it is due, if nothing changes its clock. */
  timers(id: NodeId): readonly {readonly name: string; readonly due: Ticks}[];
}

/** An invariant that fell, for the first time in a run, and how, in one sentence of English; `told` is for a page in another language. */
export interface Violation {
  readonly invariant: string;
  readonly at: Ticks;
  readonly detail: string;
  readonly told: Told;
}

/** An invariant as a monitor: plain-data state, O(1) amortised work an event. A handler answers with what is wrong, or null. */
export interface Invariant<S = unknown, T = unknown> {
  readonly name: string;
  readonly says: string;
  init(scenario: Scenario): T;
  /** By kind of note. */
  readonly on?: {readonly [note: string]: {told(memory: T, note: Noted, world: World<S>): Told | null}["told"]};
  /** The answer of `effective` changed. */
  effective?(memory: T, who: readonly NodeId[], world: World<S>): Told | null;
  /** An operation of a client ended. */
  completed?(memory: T, operation: Operation, world: World<S>): Told | null;
  /** The process was started, crashed or lost power. */
  lifecycle?(memory: T, id: NodeId, status: Status, world: World<S>): Told | null;
  /** The run is over; `read` is the final read of a settled run, else null. */
  end?(memory: T, world: World<S>, history: readonly Operation[], read: FinalRead | null): Told | null;
}

/** One safety mechanism switched off. */
export interface Ablation<R = object> {
  readonly name: string;
  readonly says: string;
  /** Invariants that fall; empty: it costs time, liveness or freshness only. */
  readonly breaks: readonly string[];
  readonly rules?: Partial<R>;
  readonly config?: {readonly [key: string]: number | string | boolean};
  readonly kernel?: KernelOptions;
}

/** Something that can be set: a configuration key of the real system, or a parameter of a scenario. */
export interface Parameter {
  readonly key: string;
  readonly default: number | string | boolean;
  /** `ms`, `ticks`, `servers`; "" without one. */
  readonly unit: string;
  /** [least, greatest] of a number, the choices of a word, null: any. */
  readonly range: readonly (number | string)[] | null;
  readonly means: string;
}

/** A scenario of the catalogue, before it has its parameters and its seed. */
export interface ScenarioEntry {
  readonly name: string;
  readonly title: string;
  /** Those of its own; the system's configuration keys come in addition. */
  readonly parameters: readonly Parameter[];
  make(parameters: {readonly [key: string]: number | string | boolean}): Omit<Scenario, "system" | "seed" | "name">;
}

/** Stages of an interregnum, in order; the same for all systems. */
export const STAGES = ["detect", "agree", "elect", "sync", "publish", "notice"] as const;
/** One of `STAGES`. */
export type Stage = (typeof STAGES)[number];

/** One real system in its own words. */
export interface System<S = unknown, M extends Message = Message, R extends object = object, C extends object = object> {
  readonly name: string;
  readonly versions: readonly string[];
  readonly config: readonly (Parameter & {readonly source: string})[];
  readonly processes: {readonly [name: string]: Process<unknown, M, R, C>};
  /** The process a node runs unless it says another, and that of a client. */
  readonly main: {readonly node: string; readonly client: string};
  /** Field names by kind of message, in the order in which they are hashed, shown and printed. */
  readonly messages: {readonly [kind: string]: readonly string[]};
  readonly rules: R;
  readonly machines: {readonly [name: string]: Machine};
  readonly scenarios: readonly ScenarioEntry[];
  readonly invariants: readonly Invariant<S>[];
  readonly ablations: readonly Ablation<R>[];
  /** Configuration files of the real one, for a reader who has one. */
  readonly files?: ConfigFiles;
  /** What random schedules are made of: small ensembles to break, and the events a fault may wait for. */
  readonly fuzz: {readonly shapes: readonly Shape[]; readonly events: readonly string[]; readonly port: string};
  /** Reads configuration as a scenario has it (real keys, ms) into what handlers use (ticks). Refuses bad values. */
  configure(config: Scenario["config"], scenario: Scenario): C;
  /** Writes `scenario.initial[node]` to a disk before the first start. */
  restore(disk: Writer, initial: Json, spec: NodeSpec): void;
  /** The scope that a scenario is about; null for a leaderless system. */
  mainScope(scenario: Scenario): Scope | null;
  believe(state: S, clock: Ticks, id: NodeId): readonly Belief[];
  /** By the rules of the run: with another quorum, others can acknowledge a write. */
  effective(world: World<S>, scope: Scope, scenario: Scenario, rules: R): readonly NodeId[];
  /** Notes after which the answer of `effective` may be another. */
  readonly turning: ReadonlySet<string>;
  /** Notes that end a stage. */
  readonly stages: {readonly [note: string]: Stage};
  /** Nothing is left to do in a healed world. */
  converged(world: World<S>, scenario: Scenario): boolean;
  /** How the system itself would print a value of a message or note; null: as JSON. */
  print?(value: unknown): string | null;
  /** What a picture writes beside a process besides its role and term: how far it has come. */
  tells?(state: S): string;
  /** What stood everywhere after settling; null: nothing is read back. */
  read(world: World<S>, scenario: Scenario): FinalRead | null;
}

/** A small cluster under load, without faults: what random schedules start from. */
export type Shape = Omit<Scenario, "system" | "seed" | "faults">;

/** What the check of a claim sees of a run: all that every run keeps. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly end: Ticks;
  readonly converged: boolean | null;
  readonly beliefs: readonly BeliefSpan[];
  readonly effective: readonly EffectiveSpan[];
  readonly history: readonly Operation[];
  readonly violations: readonly Violation[];
  readonly read: FinalRead | null;
  readonly ids: readonly NodeId[];
}

/**
 * A sentence of the prose about a model, and its check over the runs of the seeds 1 to `seeds`: it holds in each of them, the share in which
 * it holds lies in a range, or the median of what `row` reads off each does.
 */
export type Claim = {
  /** The system's name, a slash, and a name of its own. */
  readonly id: string;
  /** The fact as it is checked; the author's sentence may be warmer, not wider. */
  readonly says: string;
  readonly seeds: number;
  scenario(seed: number): Scenario;
} & (
  | {holds(run: Outcome): boolean}
  | {holds(run: Outcome): boolean; readonly share: Range}
  | {row(run: Outcome): number; readonly unit: string; readonly median: Range}
);

/** From, to. */
export type Range = readonly [number, number];

/** What `restore` writes a disk with before the first start. */
export interface Writer {
  append(file: string, entry: unknown): void;
  put(file: string, value: unknown): void;
}
