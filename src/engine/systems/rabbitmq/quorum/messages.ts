// What members of a quorum queue, and the channels that use one, say to each other, under the names it has in Ra and in rabbit_fifo (5.4).

import type {NodeId} from "../../../vocabulary.ts";
import type {Pid} from "../messages.ts";

/** A command of a queue's log (rabbit_fifo), or one that the leader makes itself. */
export type Command =
  | {readonly do: "noop"}
  | {readonly do: "register_enqueuer"; readonly pid: Pid}
  | {readonly do: "enqueue"; readonly pid: Pid; readonly seq: number; readonly id: string; readonly value: string}
  | {readonly do: "checkout"; readonly pid: Pid; readonly ctag: string; readonly prefetch: number}
  | {readonly do: "settle" | "return"; readonly pid: Pid; readonly ctag: string; readonly ids: readonly number[]}
  /** A message given back while there is no delivery limit: it is appended anew. */
  | {readonly do: "requeue"; readonly pid: Pid; readonly ctag: string; readonly msg: number; readonly id: string; readonly value: string}
  | {readonly do: "down"; readonly pid: Pid; readonly info: "noconnection" | "noproc"}
  | {readonly do: "nodeup" | "nodedown"; readonly node: NodeId}
  | {readonly do: "timeout"; readonly pid: Pid};

/** Who is told once a command is applied: a channel by a cast, or one that waits in a call. */
export type ReplyTo = {readonly pid: Pid; readonly seq: number} | {readonly pid: Pid; readonly call: number} | null;

export interface Entry {
  readonly queue: string;
  readonly index: number;
  readonly term: number;
  readonly command: Command;
  readonly reply: ReplyTo;
}

/** A message as a consumer is handed it: its number there, and how often it was handed out before. */
export interface Delivery {
  readonly msg: number;
  readonly id: string;
  readonly value: string;
  readonly count: number;
  readonly redelivered: boolean;
}

/** Where a log ends. */
interface LogEnd {
  readonly lastIndex: number;
  readonly lastTerm: number;
}

/** Between members of a queue. */
export type RaftMessage = {readonly queue: string; readonly term: number} & (
  | ({readonly kind: "pre_vote_rpc"; readonly token: number} & LogEnd)
  | {readonly kind: "pre_vote_result"; readonly token: number; readonly granted: boolean}
  | ({readonly kind: "request_vote_rpc"} & LogEnd)
  | {readonly kind: "request_vote_result"; readonly granted: boolean}
  | {
      readonly kind: "append_entries_rpc";
      readonly prevIndex: number;
      readonly prevTerm: number;
      readonly commit: number;
      readonly entries: readonly Entry[];
    }
  /** Its `lastIndex` is what is on disk. */
  | ({readonly kind: "append_entries_reply"; readonly success: boolean; readonly nextIndex: number} & LogEnd)
);

/** From a channel to a member. */
export type MemberMessage = {readonly queue: string; readonly pid: Pid} & (
  | {readonly kind: "command"; readonly seq: number; readonly command: Command}
  | {readonly kind: "process_command"; readonly call: number; readonly command: Command}
  | {readonly kind: "members"; readonly call: number}
  | {readonly kind: "local_query"; readonly ctag: string; readonly from: number; readonly to: number}
);

/** From a member to a channel. */
export type ChannelMessage = {readonly queue: string; readonly pid: Pid} & (
  | {readonly kind: "applied"; readonly from: NodeId; readonly seqs: readonly number[]}
  | {readonly kind: "rejected"; readonly leader: NodeId; readonly seq: number}
  | {readonly kind: "delivery"; readonly ctag: string; readonly messages: readonly Delivery[]}
  | {readonly kind: "leader_change"; readonly leader: NodeId}
  | {readonly kind: "reply"; readonly call: number; readonly leader: NodeId}
  | {readonly kind: "redirect"; readonly call: number; readonly leader: NodeId}
  | {readonly kind: "query_result"; readonly ctag: string; readonly messages: readonly Delivery[]}
);

/** Between nodes. */
export type QuorumNodeMessage =
  /** aten's beat. */
  | {readonly kind: "hb"}
  /** Whether a channel that a leader watches is alive. */
  | {readonly kind: "monitor"; readonly queue: string; readonly pid: Pid}
  | {readonly kind: "pid_down"; readonly queue: string; readonly pid: Pid}
  /** A new leader writes itself into the queue's record. */
  | {readonly kind: "become_leader"; readonly queue: string; readonly leader: NodeId; readonly term: number};

export type QuorumMessage = RaftMessage | MemberMessage | ChannelMessage | QuorumNodeMessage;

const END = ["lastIndex", "lastTerm"];

/** Field names by kind, in the order in which they are hashed and shown. */
export const QUORUM_FIELDS: {readonly [K in QuorumMessage["kind"]]: readonly string[]} = {
  pre_vote_rpc: ["queue", "term", "token", ...END],
  pre_vote_result: ["queue", "term", "token", "granted"],
  request_vote_rpc: ["queue", "term", ...END],
  request_vote_result: ["queue", "term", "granted"],
  append_entries_rpc: ["queue", "term", "prevIndex", "prevTerm", "commit", "entries"],
  append_entries_reply: ["queue", "term", "success", "nextIndex", ...END],
  command: ["queue", "pid", "seq", "command"],
  process_command: ["queue", "pid", "call", "command"],
  members: ["queue", "pid", "call"],
  local_query: ["queue", "pid", "ctag", "from", "to"],
  applied: ["queue", "pid", "from", "seqs"],
  rejected: ["queue", "pid", "leader", "seq"],
  delivery: ["queue", "pid", "ctag", "messages"],
  leader_change: ["queue", "pid", "leader"],
  reply: ["queue", "pid", "call", "leader"],
  redirect: ["queue", "pid", "call", "leader"],
  query_result: ["queue", "pid", "ctag", "messages"],
  hb: [],
  monitor: ["queue", "pid"],
  pid_down: ["queue", "pid"],
  become_leader: ["queue", "leader", "term"],
};

export const isQuorumMessage = (m: {readonly kind: string}): m is QuorumMessage => m.kind in QUORUM_FIELDS;

/** For a channel, from a member. */
export const isForChannel = (m: QuorumMessage): m is ChannelMessage => CHANNEL.has(m.kind);

const CHANNEL: ReadonlySet<string> = new Set<ChannelMessage["kind"]>([
  "applied",
  "rejected",
  "delivery",
  "leader_change",
  "reply",
  "redirect",
  "query_result",
]);
