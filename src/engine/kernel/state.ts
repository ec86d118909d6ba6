import type {Fault, MessageFault} from "../model/fault.ts";
import type {Home, Table} from "../model/home.ts";
import type {Operation} from "../model/operation.ts";
import type {Context, Process} from "../model/process.ts";
import type {NodeSpec, Scenario} from "../model/scenario.ts";
import type {KernelOptions, System} from "../model/system.ts";
import type {Status, World} from "../model/world.ts";
import type {ConnId, Json, Message, NodeId, Ticks} from "../vocabulary.ts";
import type {Disk, Flush} from "./disk.ts";
import type {Hash} from "./hash.ts";
import type {Latency} from "./latency.ts";
import type {LinkFault, Wiring} from "./links.ts";
import type {Event, Queue} from "./queue.ts";
import type {Sinks} from "./sinks.ts";
import type {Stream} from "./streams.ts";
import type {HashedKind, HashedNote} from "./trace-hash.ts";

/** What a thread does once its handler has ended, in this order: work for so long, or wait for that fsync. */
export type Step = {readonly token: Json; readonly delay: Ticks} | FsyncRequest;

/** One single-server queue: what arrives while it is busy waits. */
export interface Thread {
  busy: boolean;
  /** The event in service, whose effects are due at the end of it. */
  current: Event | null;
  queue: Event[];
  steps: Step[];
  /** How long each event takes; null: no time. */
  readonly service: Latency | null;
}

/** An fsync on its way to the device. What it covers is fixed when it is asked for. */
export interface FsyncRequest {
  readonly proc: number;
  readonly incarnation: number;
  readonly thread: number;
  readonly token: Json;
  readonly blocks: boolean;
  readonly files: readonly string[];
  readonly flush: Flush;
}

export const EXPIRED = 0;

export interface Timer {
  name: string;
  arg: Json;
  /** By the process's own monotonic clock. */
  deadline: Ticks;
  /** The event in the queue at which it ends; EXPIRED while its handler runs. */
  generation: number;
  thread: number;
  /** The library that has set it, by index into the kernel's homes; the timer's name begins with that system's. 0: the process itself. */
  readonly library: number;
}

/**
 * What a paused process has sent: it leaves when the process is resumed. A null message: the connection is closed. `seen`: triggers have
 * already counted it.
 */
export interface Outgoing {
  /** Null: a datagram. */
  readonly conn: ConnId | null;
  /** To which process, of a datagram. */
  readonly to: number;
  readonly message: Message | null;
  readonly seen: boolean;
}

export interface Proc {
  readonly id: NodeId;
  readonly index: number;
  readonly host: number;
  /** The system whose process it is, by index into the kernel's homes. */
  readonly home: number;
  readonly spec: NodeSpec;
  status: Status;
  incarnation: number;
  /** The process's own state; null while down. */
  state: unknown;
  disk: Disk;
  timers: Map<string, Timer>;
  threads: Thread[];
  /** What arrived while it was paused, in order. */
  held: Event[];
  /** Paused in the middle of a handler: what that handler sends or closes from then on. */
  outbox: Outgoing[];
  /** Open ports, each with how many connections wait there for a paused process to accept them. */
  listening: Map<string, number>;
  conns: Set<ConnId>;
  stream: Stream;
}

export interface Host {
  readonly name: string;
  up: boolean;
  /** Power losses so far: an fsync begun before one makes nothing safe. */
  lives: number;
  /** mono = monoBase + (now − since)·(1 + ppm·10⁻⁶) */
  monoBase: Ticks;
  since: Ticks;
  ppm: number;
  wallOffset: Ticks;
  diskFree: Ticks;
  diskFactor: number;
  /** No fsync returns while it is stuck: the requests wait. */
  diskStuck: boolean;
  diskWaiting: FsyncRequest[];
  diskStream: Stream;
}

/** The link from one host to another. */
export interface Link {
  /** Hosts, by index. */
  readonly from: number;
  readonly to: number;
  cut: boolean;
  factor: number;
  readonly latency: Latency;
  readonly stream: Stream;
  /** Until when the neighbour entry is usable without a new proof; −1: none (transport T3). */
  neighbourUntil: Ticks;
  /** When the expired entry was first used; −1: not yet. */
  neighbourDoubted: Ticks;
}

/** What a segment carries. RST is sent once; the others are sent until acknowledged. */
export const Segment = {DATA: 0, FIN: 1, RST: 2} as const;

/** One segment on its way. */
export interface Packet {
  readonly what: number;
  /** Null but for DATA. */
  readonly message: Message | null;
  readonly sentAt: Ticks;
  /** When it was last put on the wire; once it is there, when it arrived. */
  at: Ticks;
  readonly id: number;
  /** Set by an ablation: it vanishes, though the connection stands. */
  readonly dropped: boolean;
  /** Null: from a process to itself, or a datagram. */
  readonly conn: Conn | null;
}

/** One direction of a connection (transport §7). */
export interface Half {
  /** Latest arrival so far: no segment overtakes it. */
  floor: Ticks;
  lastSent: Ticks;
  /** Something is unacknowledged and will be resent until it is acknowledged. */
  retransmitting: boolean;
  /** When the oldest lost segment was sent; A: no other was in flight, B: a second one followed within the time-out (T9). */
  s: Ticks;
  mode: "A" | "B";
  /** The next attempt, and the time from it to the one after. */
  due: Ticks;
  gap: Ticks;
  /** −1: none yet. */
  firstRetry: Ticks;
  generation: number;
  /** Lost on the way; held back until an acknowledgement. */
  sent: Packet[];
  unsent: Packet[];
  /** A fault has taken one of these: nothing of it all is sent again once the process is dead. */
  taken: boolean;
}

/** Opt-in probes of an idle connection (T16). */
export interface Keepalive {
  readonly idle: Ticks;
  readonly interval: Ticks;
  readonly probes: number;
  /** When a probe last showed that the peer's kernel is there. */
  heard: Ticks;
  missed: number;
}

/**
 * open: the process holds it; broken: the process holds it, the kernel knows it is dead and will tell; closed: the process has closed it
 * (an orphan may still be sending); gone: no such socket.
 */
export type End = "open" | "broken" | "closed" | "gone";

export interface Conn {
  readonly id: ConnId;
  /** Process indices: who dialled, who was dialled. */
  readonly ends: readonly [number, number];
  readonly port: string;
  /** The system whose messages it carries, by index into the kernel's homes: that of the process that was dialled. */
  readonly home: number;
  /** By end: the host, and the thread that serves it there. */
  readonly hosts: readonly [number, number];
  /** Over which each end sends. */
  readonly links: readonly [Link, Link];
  readonly threads: readonly [number, number];
  /** As the dialler's kernel knows it. */
  phase: "syn" | "open";
  synAt: Ticks;
  /** Index of the latest SYN on its grid. */
  attempt: number;
  /** ARP requests in vain. */
  asked: number;
  end: [End, End];
  /** The other host's kernel has accepted it. */
  accepted: boolean;
  halves: readonly [Half, Half];
  keep: [Keepalive | null, Keepalive | null];
  rto: Ticks;
}

/** What an invariant remembers, and whether it has fallen. */
export interface MonitorState {
  readonly memory: unknown;
  violated: boolean;
}

/** Everything that changes in a run: plain data, cloned for a checkpoint. */
export interface KernelState {
  now: Ticks;
  /** Events so far: the index of `at(run, index)`. */
  count: number;
  queue: Queue;
  procs: Proc[];
  hosts: Host[];
  /** The links used so far, by the number of `keyOf`. */
  links: Map<number, Link>;
  /** What faults have done to links, the latest last: it applies to links not yet made, too. */
  linkFaults: LinkFault[];
  conns: Map<ConnId, Conn>;
  /** Cuts in force and hosts that are off: while there are none all packets pass. */
  blocked: number;
  /** When each piece of work ends that may still be sharing the machine's cores. */
  working: Ticks[];
  nextConn: number;
  nextPacket: number;
  nextOperation: number;
  generation: number;
  hash: Hash;
  /** Names given by faults with `as`. */
  named: Record<string, NodeId[]>;
  /** Faults that wait for an event: occurrences still to come, by index into `scenario.faults`. */
  waiting: {fault: number; left: number}[];
  /** Message faults armed for the next matching send. */
  armed: MessageFault[];
  /** Workloads have been told to stop. */
  settling: boolean;
  /** By index into the system's invariants; empty if no monitors run. */
  monitors: MonitorState[];
  open: Map<number, Operation>;
}

/** One of the systems of the world, with all that its processes and monitors see. */
export interface KernelHome extends Home {
  /** A lower system of which the scenario has no node is not there: nothing is configured, asked or watched of it. */
  readonly present: boolean;
  readonly scenario: Scenario;
  readonly rules: object;
  readonly config: object;
  readonly world: World;
  /** Its kinds of messages and notes met so far. */
  readonly hashed: {readonly messages: Map<string, HashedKind>; readonly notes: Map<string, HashedNote>};
}

export interface Kernel {
  readonly system: System;
  readonly scenario: Scenario;
  /** The system itself first, then those that it stands on. */
  readonly homes: readonly KernelHome[];
  readonly machine: Compiled;
  readonly wiring: Wiring;
  /** Processes of each host, by index. */
  readonly tenants: readonly (readonly number[])[];
  readonly defs: Process[];
  readonly index: Map<NodeId, number>;
  readonly options: KernelOptions;
  /** Names of the events that faults wait for, by verb, and whether there are any. */
  readonly triggered: {readonly [verb: string]: ReadonlySet<string>};
  readonly watches: boolean;
  /** An ablation loses messages. */
  readonly lossy: boolean;
  /** The chance, of 2³², that a segment is lost and resent (T14). */
  readonly loss: number;
  readonly sinks: Sinks | null;
  /** Makes a fault happen now. `self`: whose act set it off. */
  readonly strike: (fault: Fault, self?: NodeId) => void;
  s: KernelState;
  /** The thread whose handler is running, and its process. */
  readonly running: {proc: number; thread: number};
  /** One a process. */
  readonly contexts: Context[];
}

export const procAt = (k: Kernel, index: number): Proc => k.s.procs[index] as Proc;

export const homeAt = (k: Kernel, index: number): KernelHome => k.homes[index] as KernelHome;

/** What the world calls a name of one of its systems. */
export const calledIn = (k: Kernel, home: number, table: Table, name: string): string =>
  home === 0 ? name : homeAt(k, home).called(table, name);

export interface Compiled {
  readonly processStart: Latency;
  readonly teardown: Latency;
  readonly fsync: Latency;
  readonly work: {readonly [name: string]: Latency};
  readonly cores: number;
}
