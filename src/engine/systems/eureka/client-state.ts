import type {NodeId, Ticks} from "../../vocabulary.ts";
import type {Http} from "./http.ts";
import type {InstanceInfo, Status} from "./messages.ts";

/** Arguments of a client's process, times in ms. One process stands for `count` instances on one host, each with a library of its own. */
export interface ClientArgs {
  readonly app: string;
  readonly count: number;
  /** What it is called in the registry; null: as its process is. */
  readonly instance: string | null;
  readonly servers: readonly NodeId[];
  /** Until they read the list of servers again they ask in the order given, instead of in one of their own. */
  readonly ordered: boolean;
  /**
   * No library of Netflix's: they keep to one server, go on to the next of the list when it fails, renew at fixed
   * times, and fetch everything each time.
   */
  readonly inTurn: boolean;
  /** Whether they can read the body of an error: Netflix's client on Jersey 3 cannot read Spring's, and takes a 404 for no answer (C3). */
  readonly readsErrors: boolean;
  readonly registers: boolean;
  readonly fetches: boolean;
  /** They keep nothing but the latest delta. */
  readonly onlyDeltas: boolean;
  /** They register as soon as they start; else by their first heartbeat, which is answered 404 (C2). */
  readonly onDemand: boolean;
  /** The servers know them already, and their next heartbeat comes at a moment of the next interval. */
  readonly enrolled: boolean;
  /** They start, or renew, at moments within so long. */
  readonly spreadMs: number;
  /** Changes of status, counted from the start, of which the server is told at once; the same status again makes the record a newer one. */
  readonly changes: readonly {readonly atMs: number; readonly status: Status}[];
  /** They cancel then; null: never. */
  readonly stopMs: number | null;
  /** From one heartbeat to the next, how long a lease lasts, from the end of one fetch to the next, limits of a request; null: as configured. */
  readonly renewalMs: number | null;
  readonly durationMs: number | null;
  readonly fetchEveryMs: number | null;
  readonly connectMs: number | null;
  readonly readMs: number | null;
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
  status: Status;
  /** When it last changed what is told of it, by its host's time of day. */
  dirty: Ticks;
  isDirty: boolean;
  list: readonly NodeId[];
  listedAt: Ticks;
  /** The place in its list, of one that takes servers in turn. */
  turn: number;
  readonly registration: Session;
  readonly query: Session;
  /** Null: not fetched yet. */
  copy: ReadonlyMap<string, InstanceInfo> | null;
  /** When its heartbeat was due, of one that renews at fixed times. */
  renewalDue: Ticks;
  renewDelay: Ticks;
  fetchDelay: Ticks;
  /** Its first fetch is over, with or without an answer. */
  fetchedOnce: boolean;
  stopped: boolean;
}

export interface Client {
  readonly process: "client";
  readonly args: ClientArgs;
  readonly lease: Pick<InstanceInfo, "duration" | "renewal">;
  readonly fetchEvery: Ticks;
  readonly http: Http<Request>;
  readonly seats: readonly Seat[];
}
