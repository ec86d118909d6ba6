import type {NoteOf, NoteTable} from "../../model/note.ts";
import type {NodeId} from "../../vocabulary.ts";
import {QUORUM_DURABLE, QUORUM_NOTES, type QuorumNotes} from "./quorum/notes.ts";

/** A message in one queue. */
interface OfMessage {
  readonly queue: string;
  readonly id: string;
}

interface InScope {
  readonly scope: string;
}

/** What this system's processes note, by kind. */
interface Notes extends QuorumNotes {
  readonly "node-up": {readonly of: NodeId};
  readonly "node-down": {readonly of: NodeId; readonly why: string};
  readonly running: object;
  readonly partitioned: {readonly of: NodeId};
  readonly stopping: object;
  /** Its application has stopped, with all its queues. */
  readonly stopped: object;
  /** It stops until that is so. */
  readonly pausing: {readonly until: string};
  readonly "partial-partition": {readonly of: NodeId; readonly proxy: NodeId};
  readonly "autoheal-decision": {readonly winner: NodeId; readonly losers: readonly NodeId[]};
  readonly "autoheal-winner": {readonly losers: readonly NodeId[]};
  readonly "autoheal-loser": {readonly winner: NodeId};
  readonly "stops-mirrors": InScope;
  readonly "queue-crashed": InScope;
  readonly syncing: InScope & {readonly messages: number};
  readonly "sync-over": InScope & {readonly mirrors: number};
  readonly "sync-failed": InScope;
  readonly "saw-deaths": InScope & {readonly deaths: readonly string[]};
  /** A ring's publish was delivered to a member. */
  readonly "ring-delivered": {readonly queue: string; readonly of: string; readonly n: number; readonly member: string};
  readonly "promoting-mirror": InScope & {readonly requeued: number; readonly copies: number};
  readonly master: InScope & {readonly reign: number; readonly messages: number};
  readonly mirror: InScope;
  readonly "not-promoted": InScope;
  readonly synchronised: InScope;
  readonly "depth-delta": InScope & {readonly delta: number};
  /** A replica holds a message; `twice`: it did already. */
  readonly enqueued: OfMessage & {readonly twice: boolean};
  readonly "dropped-duplicate": OfMessage;
  readonly settled: {readonly channel: string; readonly seq: number; readonly as: "ack" | "nack"};
  /** A channel has acknowledged a message to its publisher. */
  readonly confirmed: {readonly channel: string; readonly queue: string; readonly value: string; readonly id: string};
  readonly acked: OfMessage;
  readonly pushed: {
    readonly queue: string;
    readonly channel: string;
    readonly ctag: string;
    readonly id: string;
    readonly redelivered: boolean;
    readonly unacked: number;
    readonly prefetch: number;
    readonly auto: boolean;
  };
  /** A channel has no credit left with a replica, and has all again. */
  readonly "flow-blocked": {readonly channel: string; readonly by: string};
  readonly "flow-unblocked": {readonly channel: string};
  /** Nothing more is read of its client's socket. */
  readonly "reader-stopped": {readonly channel: string};
  readonly resubscribed: InScope & {readonly ctag: string};
  readonly cancelled: InScope & {readonly ctag: string};
  /** Of clients. */
  readonly received: {readonly value: string; readonly redelivered: boolean};
  readonly acknowledges: {readonly value: string};
  readonly "consume-ok": object;
  /** What a passive declare was answered; null: nothing in time. */
  readonly declared: {readonly queue: string; readonly messages: number | null};
  readonly "cancel-heard": object;
  readonly "connection-lost": object;
}

export type RabbitNote = NoteOf<Notes>;

export const NOTES: NoteTable<RabbitNote> = {
  "node-up": ["of"],
  "node-down": ["of", "why"],
  running: [],
  partitioned: ["of"],
  stopping: [],
  stopped: [],
  pausing: ["until"],
  "partial-partition": ["of", "proxy"],
  "autoheal-decision": ["winner", "losers"],
  "autoheal-winner": ["losers"],
  "autoheal-loser": ["winner"],
  "stops-mirrors": ["scope"],
  "queue-crashed": ["scope"],
  syncing: ["scope", "messages"],
  "sync-over": ["scope", "mirrors"],
  "sync-failed": ["scope"],
  "saw-deaths": ["scope", "deaths"],
  "ring-delivered": ["queue", "of", "n", "member"],
  "promoting-mirror": ["scope", "requeued", "copies"],
  master: ["scope", "reign", "messages"],
  mirror: ["scope"],
  "not-promoted": ["scope"],
  synchronised: ["scope"],
  "depth-delta": ["scope", "delta"],
  enqueued: ["queue", "id", "twice"],
  "dropped-duplicate": ["queue", "id"],
  settled: ["channel", "seq", "as"],
  confirmed: ["channel", "queue", "value", "id"],
  acked: ["queue", "id"],
  pushed: ["queue", "channel", "ctag", "id", "redelivered", "unacked", "prefetch", "auto"],
  "flow-blocked": ["channel", "by"],
  "flow-unblocked": ["channel"],
  "reader-stopped": ["channel"],
  resubscribed: ["scope", "ctag"],
  cancelled: ["scope", "ctag"],
  received: ["value", "redelivered"],
  acknowledges: ["value"],
  "consume-ok": [],
  declared: ["queue", "messages"],
  "cancel-heard": [],
  "connection-lost": [],
  ...QUORUM_NOTES,
};

/** Files on a node's disk: Mnesia's tables, and the message store of all its queues. */
export const DURABLE: readonly string[] = ["mnesia", "queues", ...QUORUM_DURABLE];
