import type {Told} from "../words/message.ts";
import {inEnglish} from "../words/said.ts";

/** Microseconds of virtual time, whole. Milliseconds exist only at the surface: scenarios, configuration keys, what is printed. */
export type Ticks = number;
/** Name of a process of the cluster or of a client: `z1`, `writer`. Never digits alone (object keys would be reordered). */
export type NodeId = string;
/** What can be led: an ensemble, a controller, a partition, a queue, a master's name. */
export type Scope = string;
/** A connection, as the processes at its two ends name it. */
export type ConnId = number;
/** What JSON can hold: the form of all that travels to workers, links and files. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/** What one process sends another: plain data, told apart by its kind. */
export interface Message {
  readonly kind: string;
}

/** Something a process did that others may want to know: a role taken, an entry committed. */
export interface Note {
  readonly kind: string;
  readonly [field: string]: unknown;
}
/** A note as sinks see it: by whom and when. */
export type Noted = Note & {readonly node: NodeId; readonly at: Ticks};

/** What one process thinks about one scope. `term` is the system's own number of the reign: epoch, config epoch, term. */
export interface Belief {
  readonly scope: Scope;
  readonly role: string;
  readonly term: number;
  readonly leads: boolean;
}

/** One-way latency or duration: a named table, a constant or a range in ms, or a table of [cumulative probability, µs]. */
export type LatencySpec =
  | string
  | {readonly constant: number}
  | {readonly uniform: readonly [number, number]}
  | {readonly table: readonly (readonly [number, number])[]};

/** A process of the cluster: its name, its host, and how it starts. */
export interface NodeSpec {
  readonly id: NodeId;
  /** Which process of the system it runs; the system's main one unless said. */
  readonly process?: string;
  /** The host it lives on; one of its own unless said. A cut takes all processes of a host. */
  readonly host?: string;
  /** When it is started, ms; 0 unless said, null: not at all (a restart fault may do it later). */
  readonly startMs?: number | null;
  /** Whatever the system's process reads when it starts. */
  readonly args?: {readonly [key: string]: Json};
}

/** A process that is no part of the cluster: its operations are the history. */
export interface ClientSpec extends NodeSpec {
  /** Which side of a cut it is on, for measures: free text. */
  readonly side?: string;
}

/** When a fault fires: at a time, or at the nth occurrence of an event. */
export type Trigger =
  | {readonly at: number}
  | {
      readonly when: {
        /** `send KIND`, `receive KIND`, `note kind`, `write file`, `sync file`. */
        readonly event: string;
        readonly node?: NodeId;
        readonly peer?: NodeId;
        /** The first is 1. */
        readonly nth?: number;
        readonly side?: "before" | "after";
        /** Extra wait before the fault, ms. */
        readonly plusMs?: number;
        /** Occurrences before this time, ms, are not counted. */
        readonly fromMs?: number;
      };
    };

/**
 * Something that goes wrong, or is mended. A node is an id, `@leader` (who believes to lead the main scope, highest term), `@follower`
 * (the first other member that is up), or a name given by `as` in an earlier fault. Times in ms.
 */
export type FaultAct =
  | {readonly kind: "crash"; readonly node: NodeId; readonly as?: string}
  | {readonly kind: "power-loss"; readonly node: NodeId; readonly as?: string}
  | {readonly kind: "restart"; readonly node: NodeId}
  | {readonly kind: "pause"; readonly node: NodeId; readonly forMs?: number; readonly as?: string}
  | {readonly kind: "resume"; readonly node: NodeId}
  /** Packets from hosts of `nodes` to hosts of `from` vanish (everyone else, unless said), and back, unless `oneWay`. */
  | {
      readonly kind: "cut";
      readonly nodes: readonly NodeId[];
      readonly from?: readonly NodeId[];
      readonly oneWay?: boolean;
      readonly as?: string;
    }
  | {readonly kind: "heal"; readonly nodes?: readonly NodeId[]; readonly from?: readonly NodeId[]}
  | {readonly kind: "slow-link"; readonly nodes: readonly NodeId[]; readonly from?: readonly NodeId[]; readonly factor: number}
  /** `factor` multiplies each fsync; null: no fsync returns until `heal-disk`. */
  | {readonly kind: "slow-disk"; readonly node: NodeId; readonly factor: number | null; readonly as?: string}
  | {readonly kind: "heal-disk"; readonly node: NodeId}
  | {readonly kind: "clock-jump"; readonly node: NodeId; readonly byMs: number}
  | {readonly kind: "clock-drift"; readonly node: NodeId; readonly ppm: number}
  /** Every open connection between the two (on that port, if said) is reset at both ends. */
  | {readonly kind: "reset-connection"; readonly node: NodeId; readonly peer: NodeId; readonly port?: string}
  /** The next message of that kind from node (to peer). Only with `at`; with `when: {event: "send …"}` it is that very message. */
  | {readonly kind: "drop"; readonly message: string; readonly node: NodeId; readonly peer?: NodeId}
  | {readonly kind: "delay"; readonly message: string; readonly node: NodeId; readonly peer?: NodeId; readonly byMs: number}
  | {readonly kind: "duplicate"; readonly message: string; readonly node: NodeId; readonly peer?: NodeId};

/** What goes wrong, and when: `{kind: "crash", node: "z2", at: 5000}`. */
export type Fault = FaultAct & Trigger;

/** What the host adds to the protocol. Service: per thread; work: by the name a process asks for. Documented where it is defined. */
export interface Machine {
  readonly name: string;
  readonly processStart: LatencySpec;
  readonly teardown: LatencySpec;
  readonly fsync: LatencySpec;
  readonly service: {readonly [thread: string]: LatencySpec};
  readonly work: {readonly [name: string]: LatencySpec};
  /** Cores that all processes share: while more work is done than there are, all of it takes longer. Unless said, there is one for each. */
  readonly cores?: number;
}

/** A run to be, as plain data: the same scenario and seed give the same trace, bit for bit. Times in ms. */
export interface Scenario {
  readonly system: string;
  readonly name: string;
  readonly version?: string;
  /** The real configuration keys under their real names. */
  readonly config: {readonly [key: string]: number | string | boolean};
  readonly nodes: readonly NodeSpec[];
  /** Durable state of each node before its first start, in the system's own terms. */
  readonly initial?: {readonly [node: NodeId]: Json};
  readonly network: {
    readonly latency: LatencySpec;
    readonly links?: readonly {readonly from: NodeId; readonly to: NodeId; readonly latency: LatencySpec}[];
    /** Hosts share a layer-2 segment: a connect to an absent one fails after 3 s (transport T3). */
    readonly neighbourDiscovery?: boolean;
    /** Share of the segments that are lost at random: each comes some 200 ms late, and with it all behind it (transport T14). 0 unless said. */
    readonly loss?: number;
  };
  readonly machine?: string | Machine;
  readonly clients?: readonly ClientSpec[];
  readonly faults: readonly Fault[];
  readonly untilMs: number;
  /** Heal, restart, let converge and read back after `untilMs`; on unless false. */
  readonly settle?: boolean;
  readonly ablate?: readonly string[];
  readonly seed: number;
}

/** An operation of a client, times in ticks. `info` is: nobody can say whether it happened. */
export interface Operation {
  readonly id: number;
  readonly process: NodeId;
  readonly side: string;
  readonly f: string;
  readonly key: string;
  readonly value: Json;
  readonly invokedAt: Ticks;
  readonly completedAt: Ticks | null;
  readonly type: "invoke" | "ok" | "fail" | "info";
  /** What a read returned, what a write was given. */
  readonly result: Json;
  /** The server asked. */
  readonly server: NodeId | null;
}

/** What a checker client found everywhere after settling: whether a written value is there. */
export interface FinalRead {
  /** Times that `value` stands under `key` on the system as a whole; 0: lost. */
  count(key: string, value: Json): number;
}

/** A write that was acknowledged and is absent from the final read. */
export const isLost = (read: FinalRead, o: Operation): boolean => o.f === "write" && o.type === "ok" && read.count(o.key, o.value) === 0;

/**
 * An error a reader sees: one line that says what was wrong, where, and what would be right. Its `message` is that line in English; a page
 * says `told` in its own language.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly told: Told;
  constructor(told: Told) {
    super(inEnglish(told));
    this.told = told;
  }
}

/** Stops at what can never be, with its stack: our own bug, not the reader's. In a hot path ask first: the reason is put together each time. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(`Interregnum is wrong: ${why}`);
}

/** Ends a `switch` over a union: adding a member makes the type checker name every such place. */
export function unreachable(x: never): never {
  throw new Error(`Interregnum is wrong: unexpected ${JSON.stringify(x)}`);
}

export const ms = (milliseconds: number): Ticks => Math.round(milliseconds * 1000);
export const toMs = (ticks: Ticks): number => ticks / 1000;
