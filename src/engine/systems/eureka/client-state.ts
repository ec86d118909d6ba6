import type {NodeId, Ticks} from "../../vocabulary.ts";
import type {Http} from "./http.ts";
import type {InstanceInfo} from "./messages.ts";

/** Arguments of a client's process, times in ms. One process stands for `count` instances on one host, each with a library of its own. */
export interface ClientArgs {
  readonly app: string;
  readonly count: number;
  readonly servers: readonly NodeId[];
  /** Until they read the list of servers again they ask in the order given, instead of in one of their own. */
  readonly ordered: boolean;
  readonly registers: boolean;
  readonly fetches: boolean;
  /** They register as soon as they start; else by their first heartbeat, which is answered 404 (C2). */
  readonly onDemand: boolean;
  /** The servers know them already, and their next heartbeat comes at a moment of the next interval. */
  readonly enrolled: boolean;
  /** They start, or renew, at moments within so long. */
  readonly spreadMs: number;
  /** They cancel then; null: never. */
  readonly stopMs: number | null;
  /** From the end of one fetch to the next; null: as configured. */
  readonly fetchEveryMs: number | null;
  /** Instances that are looked up in the client's copy, again and again. */
  readonly watches: readonly string[];
  readonly lookupMs: number;
  /** Whether renewals stand in the history. */
  readonly tellsRenewals: boolean;
}

export type Side = "registration" | "query";
export type What = "register" | "renew" | "cancel" | "full" | "delta";

/** A client's hold on one server (C10, C13). */
export interface Session {
  pinned: NodeId | null;
  quarantine: NodeId[];
  endsAt: Ticks;
}

/** A request with all its tries. */
export interface Request {
  readonly seat: number;
  readonly what: What;
  readonly server: NodeId;
  /** Not the pinned one: it is quarantined if it fails. */
  readonly listed: boolean;
  readonly candidates: readonly NodeId[] | null;
  readonly next: number;
  readonly tries: number;
  readonly until: Ticks | null;
  readonly operation: number | null;
}

/** One instance with its library. */
export interface Seat {
  readonly id: string;
  status: InstanceInfo["status"];
  /** When it last changed what is told of it, by its host's time of day. */
  dirty: Ticks;
  isDirty: boolean;
  list: readonly NodeId[];
  listedAt: Ticks;
  readonly registration: Session;
  readonly query: Session;
  /** Null: not fetched yet. */
  copy: ReadonlyMap<string, InstanceInfo> | null;
  renewDelay: Ticks;
  fetchDelay: Ticks;
  /** Its first fetch is over, with or without an answer. */
  fetchedOnce: boolean;
  stopped: boolean;
}

export interface Client {
  readonly process: "client";
  readonly args: ClientArgs;
  readonly http: Http<Request>;
  readonly seats: readonly Seat[];
}
