import type {NodeId, Ticks} from "../../vocabulary.ts";
import type {Client} from "./client-state.ts";
import type {Http} from "./http.ts";
import type {InstanceInfo, Status, Told} from "./messages.ts";

/** Times by the server's time of day. A change in the delta queue holds the lease itself, so a delta tells of its record as it is now (S23). */
export interface Lease {
  info: InstanceInfo;
  lastUpdate: Ticks;
  readonly duration: Ticks;
}

/** An answer as it was made at some instant: it never changes. */
export interface Payload {
  readonly records: readonly InstanceInfo[];
  readonly hash: string;
  readonly loadedAt: Ticks;
}

export type CacheKey = "full" | "delta";

/** One operation for one peer. Times by the monotonic clock, but the expiry, which is by the time of day. */
export interface Task extends Told {
  readonly submitted: Ticks;
  readonly life: Ticks;
}

export interface Peer {
  readonly id: NodeId;
  /** By action and instance; a newer task takes the place of the older one (P3). */
  pending: Map<string, Task>;
  /** Batches under way. */
  workers: number;
  /** No batch goes before that: a pause after a failure. */
  notBefore: Ticks;
  /** Whether its timer runs. */
  armed: boolean;
}

/** A batch that waits for its answer. */
export interface Batch {
  readonly peer: NodeId;
  readonly tasks: readonly Task[];
}

/** What self-preservation goes by. */
export interface Renewals {
  expected: number;
  threshold: number;
  thisMinute: number;
  lastMinute: number;
}

export interface Server {
  readonly process: "server";
  readonly registry: Map<string, Lease>;
  /** What operators have put in place of statuses, and when it was last asked for, by the monotonic clock. */
  readonly overrides: Map<string, {readonly status: Status; asked: Ticks}>;
  readonly renewals: Renewals;
  changes: {readonly at: Ticks; readonly lease: Lease}[];
  readonly readWrite: {[key in CacheKey]: Payload | null};
  readonly readOnly: {[key in CacheKey]: Payload | null};
  readonly peers: readonly Peer[];
  readonly http: Http<Batch>;
  /** The client inside it, which reads from peers (S15, S17); null: it has none. */
  readonly embedded: Client | null;
  /** When it opened for traffic, by the time of day; null: not yet. */
  openedAt: Ticks | null;
  foundNone: boolean;
  syncTries: number;
  /** What a server knows that has been open for long when the scenario begins; null: it starts like any other. */
  warm: {readonly known: readonly InstanceInfo[]; readonly expected: number | null} | null;
  /** The tick before, by the monotonic clock. */
  lastTick: Ticks | null;
}

/** What runs in the world of this system as a member. */
export type Member = Server;
