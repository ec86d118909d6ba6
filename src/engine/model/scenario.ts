import type {Json, NodeId} from "../vocabulary.ts";
import type {Fault} from "./fault.ts";

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

/** One-way latency or duration: a named table, a constant or a range in ms, or a table of [cumulative probability, µs]. */
export type LatencySpec =
  | string
  | {readonly constant: number}
  | {readonly uniform: readonly [number, number]}
  | {readonly table: readonly (readonly [number, number])[]};

/**
 * The time that the host adds to the protocol. Service: per thread; work: by the name that a process asks for. Each profile is documented
 * where it is defined.
 */
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

/** A scenario of the catalogue, before it has its parameters and its seed. */
export interface ScenarioEntry {
  readonly name: string;
  readonly title: string;
  /** Its own parameters; the system's configuration keys come in addition. */
  readonly parameters: readonly Parameter[];
  make(parameters: {readonly [key: string]: number | string | boolean}): Omit<Scenario, "system" | "seed" | "name">;
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

/** A small cluster under load, without faults: what random schedules start from. */
export type Shape = Omit<Scenario, "system" | "seed" | "faults">;
