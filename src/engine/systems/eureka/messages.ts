import type {Ticks} from "../../vocabulary.ts";

export const STATUSES = ["UP", "DOWN", "STARTING", "OUT_OF_SERVICE", "UNKNOWN"] as const;
export type Status = (typeof STATUSES)[number];

/** What a registry says of one instance. `dirty`: when the instance last changed it, by its own host's time of day. */
export interface InstanceInfo {
  readonly id: string;
  readonly app: string;
  readonly status: Status;
  /** What an operator has put in place of its status; UNKNOWN: nothing. */
  readonly overridden: Status;
  readonly dirty: Ticks;
  /** How long its lease shall last, and how often it says that it will renew. */
  readonly duration: Ticks;
  readonly renewal: Ticks;
  readonly action: "ADDED" | "MODIFIED" | "DELETED";
}

/** One operation as a server tells it to a peer. `hops`: servers that have passed it on. */
export interface Told {
  readonly action: "Register" | "Heartbeat" | "Cancel" | "StatusUpdate" | "DeleteStatusOverride";
  readonly id: string;
  readonly dirty: Ticks;
  /** As the teller's record has them. */
  readonly status: Status;
  readonly overridden: Status;
  /** Of Register alone. */
  readonly info: InstanceInfo | null;
  readonly hops: number;
}

/** A request and its answer have one number. */
interface Called {
  readonly call: number;
}

export type Asked =
  | {readonly kind: "REGISTER"; readonly info: InstanceInfo}
  | {readonly kind: "RENEW"; readonly id: string; readonly dirty: Ticks}
  | {readonly kind: "CANCEL"; readonly id: string}
  /** An operator puts a status in place of the instance's own; null: takes it back. */
  | {readonly kind: "OVERRIDE"; readonly id: string; readonly value: Status | null}
  | {readonly kind: "READ"; readonly id: string}
  | {readonly kind: "FETCH"}
  | {readonly kind: "DELTA"}
  | {readonly kind: "BATCH"; readonly tasks: readonly Told[]};

export type Answer =
  | {readonly kind: "ANSWER"; readonly status: number}
  | {readonly kind: "RECORD"; readonly info: InstanceInfo}
  | {readonly kind: "REGISTRY"; readonly records: readonly InstanceInfo[]; readonly hash: string}
  | {readonly kind: "CHANGES"; readonly records: readonly InstanceInfo[]; readonly hash: string}
  /** One for each task; a record where the peer's is the newer (409). */
  | {readonly kind: "BATCHED"; readonly items: readonly {readonly status: number; readonly info: InstanceInfo | null}[]};

export type Request = Asked & Called;
export type Reply = Answer & Called;
export type EurekaMessage = Request | Reply;

export const FIELDS: {readonly [K in EurekaMessage["kind"]]: readonly string[]} = {
  REGISTER: ["call", "info"],
  RENEW: ["call", "id", "dirty"],
  CANCEL: ["call", "id"],
  OVERRIDE: ["call", "id", "value"],
  READ: ["call", "id"],
  FETCH: ["call"],
  DELTA: ["call"],
  BATCH: ["call", "tasks"],
  ANSWER: ["call", "status"],
  RECORD: ["call", "info"],
  REGISTRY: ["call", "records", "hash"],
  CHANGES: ["call", "records", "hash"],
  BATCHED: ["call", "items"],
};

export const isReply = (m: EurekaMessage): m is Reply =>
  m.kind === "ANSWER" || m.kind === "RECORD" || m.kind === "REGISTRY" || m.kind === "CHANGES" || m.kind === "BATCHED";
