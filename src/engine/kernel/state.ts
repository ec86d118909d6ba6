import type {ConnId, Fault, Json, Machine, Message, NodeId, NodeSpec, Noted, Operation, Scenario, Ticks} from "../vocabulary.ts";
import type {Disk} from "./disk.ts";
import type {Hash} from "./hash.ts";
import type {Latency} from "./latency.ts";
import type {Event, Queue} from "./queue.ts";
import type {Sinks} from "./sinks.ts";
import type {Stream} from "./streams.ts";
import type {Process, System} from "./system.ts";

/** Down: no process. Starting: the operating system is at it. */
export type Status = "down" | "starting" | "up" | "paused";

/** One single-server queue: what arrives while it is busy waits. */
export interface Thread {
  busy: boolean;
  /** The event in service, whose effects are due at the end of it. */
  current: Event | null;
  queue: Event[];
  /** Continuation that must run on this thread before anything else. */
  next: {token: Json; delay: Ticks} | null;
}

export interface Timer {
  name: string;
  arg: Json;
  /** By the process's own monotonic clock. */
  deadline: Ticks;
  generation: number;
  thread: number;
}

export interface Proc {
  readonly id: NodeId;
  readonly index: number;
  readonly host: number;
  readonly spec: NodeSpec;
  status: Status;
  incarnation: number;
  /** The process's own state; null while down. */
  state: unknown;
  disk: Disk;
  timers: Map<string, Timer>;
  threads: Thread[];
  /** What came while it was paused, in order of arrival. */
  held: Event[];
  listening: Set<string>;
  conns: Set<ConnId>;
  stream: Stream;
  /** Accepted connections that a paused process has not seen yet. */
  backlog: number;
}

export interface Host {
  readonly name: string;
  up: boolean;
  /** mono = monoBase + (now − since)·(1 + ppm·10⁻⁶) */
  monoBase: Ticks;
  since: Ticks;
  ppm: number;
  wallOffset: Ticks;
  diskFree: Ticks;
  diskFactor: number;
  /** No fsync returns; those that wait. */
  diskStuck: boolean;
  diskWaiting: {proc: number; incarnation: number; thread: number; token: Json; blocks: boolean; files: readonly string[]}[];
  diskStream: Stream;
}

/** State of one directed pair of hosts. */
export interface Pair {
  cut: boolean;
  cutAt: Ticks;
  factor: number;
  latency: Latency;
  stream: Stream;
  /** Until when the neighbour entry is usable without a new proof (transport T3). */
  neighbourUntil: Ticks;
}

/** One message on its way. */
export interface Flight {
  readonly message: Message | null;
  /** FIN instead of a message. */
  readonly fin: boolean;
  readonly n: number;
  readonly sentAt: Ticks;
  readonly id: number;
  /** The half's epoch when sent: a cut raises it, so what was in the air is lost. */
  readonly epoch: number;
  /** Set by a drop fault: it vanishes, though the connection stands. */
  readonly dropped: boolean;
}

/** One direction of a connection (transport §7). */
export interface Half {
  floor: Ticks;
  lastSent: Ticks;
  count: number;
  epoch: number;
  stuck: boolean;
  s: Ticks;
  mode: "A" | "B";
  k: number;
  firstRetry: Ticks;
  retryGeneration: number;
  sent: Flight[];
  unsent: Flight[];
}

/** open: the process holds it; closed: it let go (an orphan may still be sending); gone: vanished with its host. */
export type End = "open" | "closed" | "gone";

export interface Conn {
  readonly id: ConnId;
  /** Process indices: who dialled, who was dialled. */
  readonly ends: readonly [number, number];
  readonly port: string;
  phase: "syn" | "open";
  synAt: Ticks;
  end: [End, End];
  /** b has been told of it. */
  accepted: boolean;
  halves: readonly [Half, Half];
  rto: Ticks;
}

/** Everything that changes in a run: plain data, cloned for a checkpoint. */
export interface KernelState {
  now: Ticks;
  /** Events so far: the index of `at(run, index)`. */
  count: number;
  queue: Queue;
  procs: Proc[];
  hosts: Host[];
  pairs: Pair[];
  conns: Map<ConnId, Conn>;
  nextConn: number;
  nextFlight: number;
  nextOperation: number;
  generation: number;
  hash: Hash;
  /** Names given by faults with `as`. */
  named: Record<string, NodeId[]>;
  /** Faults that wait for an event: occurrences still to come, by index into `scenario.faults`. */
  waiting: {fault: number; left: number}[];
  /** Message faults armed for the next matching send. */
  armed: Fault[];
  /** Workloads have been told to stop. */
  settling: boolean;
  open: Map<number, Operation>;
}

export interface Kernel {
  readonly system: System;
  readonly scenario: Scenario;
  readonly rules: object;
  readonly config: object;
  readonly machine: Compiled;
  readonly defs: Process[];
  readonly index: Map<NodeId, number>;
  readonly options: KernelOptions;
  readonly triggered: ReadonlySet<string>;
  readonly sinks: Sinks | null;
  s: KernelState;
  /** The thread whose handler runs, and by whom. */
  running: {proc: number; thread: number};
}

export interface Compiled {
  readonly profile: Machine;
  readonly processStart: Latency;
  readonly teardown: Latency;
  readonly fsync: Latency;
  readonly service: readonly (readonly (Latency | null)[])[];
  readonly work: {readonly [name: string]: Latency};
}

/** What an ablation may do to the machine itself. */
export interface KernelOptions {
  /** Files that do not survive a restart. */
  readonly volatileFiles?: readonly string[];
  /** Each message of this kind is lost with this chance in a million, though its connection stands. */
  readonly lossy?: {readonly kind: string; readonly perMillion: number};
}

export type {Noted};
