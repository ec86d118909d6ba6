// What a node knows of quorum queues: its members of them (Ra servers), the log that they share, aten, and for each channel what it has under way.

import type {Log} from "../../../model/log.ts";
import type {NodeId} from "../../../vocabulary.ts";
import type {Pid} from "../messages.ts";
import type {Fifo} from "./fifo.ts";
import type {Command, Delivery, Entry, QuorumMessage} from "./messages.ts";

export type RaState = "follower" | "pre_vote" | "candidate" | "leader" | "await_condition";

/** What a leader knows of another member. */
export interface Peer {
  next: number;
  match: number;
  commitSent: number;
}

/** What a member has yet to deal with. */
export type RaEvent =
  | {readonly is: "message"; readonly from: NodeId; readonly message: QuorumMessage}
  | {readonly is: "election_timeout" | "tick" | "condition_timeout"}
  | {readonly is: "written"; readonly to: number; readonly term: number}
  | {readonly is: "nodedown" | "nodeup" | "seems_down" | "seems_up"; readonly node: NodeId}
  | {readonly is: "kept"; readonly pid: Pid}
  | {readonly is: "pid_down"; readonly pid: Pid; readonly info: "noconnection" | "noproc"}
  | {readonly is: "stopped"; readonly node: NodeId}
  | {readonly is: "node_status"; readonly node: NodeId; readonly up: boolean};

/** Somebody who waits in a call, until the leader is known. */
export interface Call {
  readonly pid: Pid;
  readonly call: number;
  readonly command: Command | null;
}

/** A Ra server. */
export interface Member {
  readonly queue: string;
  readonly members: readonly NodeId[];
  state: RaState;
  term: number;
  votedFor: NodeId | null;
  leader: NodeId | null;
  /** It will be told of the end of its leader's process. */
  watches: boolean;
  readonly log: Log<Entry>;
  /** So far the log is on disk. */
  written: number;
  commit: number;
  applied: number;
  votes: number;
  token: number;
  /** Its election timer runs. */
  waits: boolean;
  peers: Map<NodeId, Peer>;
  /** Of a leader: channels that it watches, and nodes. */
  watched: Set<Pid>;
  nodes: Set<NodeId>;
  /** Applied commands of channels that could not be told. */
  untold: Map<Pid, number[]>;
  /** Of a candidate: to whom its request could not be sent yet. */
  unasked: Set<NodeId>;
  /** How far the leader of that term has vouched for this member's log. */
  vouched: {readonly term: number; readonly index: number};
  fifo: Fifo;
  /** In await_condition: the answer that it repeats, and to whom; and why it waits. */
  condition: {readonly to: NodeId; readonly reply: QuorumMessage; readonly why: "missing" | "term_mismatch"} | null;
  calls: Call[];
  /** Term and vote are on their way to the disk: it does nothing else, and what it said leaves after that. */
  saving: number;
  inbox: RaEvent[];
  /** What it has told itself meanwhile. */
  due: RaEvent[];
  outbox: {readonly to: NodeId; readonly message: QuorumMessage}[];
  /** It has committed in its reign. */
  commits: boolean;
}

/** What a node's aten has heard of another: pauses between beats, µs, and when the last one came. */
export interface Heard {
  at: number;
  readonly gaps: number[];
  next: number;
}

/** A channel's command that is not applied yet; `confirm` is the publisher's number, 0: none. */
export interface Pending {
  readonly command: Command;
  readonly confirm: number;
}

/** rabbit_fifo_client: what a channel has under way with one queue. */
export interface FifoClient {
  readonly queue: string;
  readonly servers: readonly NodeId[];
  leader: NodeId | null;
  /** Who leads, by the last delivery. */
  handedBy: NodeId | null;
  registered: boolean;
  seq: number;
  enqueued: number;
  slow: boolean;
  pending: Map<number, Pending>;
  /** What was settled and given back while it was slow, by consumer. */
  unsent: Map<string, {settle: number[]; give: number[]}>;
  consumers: Map<string, {last: number; readonly auto: boolean; asking: Delivery[] | null}>;
}

/** A call that a channel waits in, deaf to its client: to register, to subscribe, to find the leader, or for what it missed. */
export interface RaCall {
  readonly number: number;
  readonly queue: string;
  readonly ctag: string | null;
  readonly command: Command;
  /** Members that it has not tried yet. */
  rest: NodeId[];
  asked: NodeId;
}

/** What a channel has to do with quorum queues. */
export interface FifoClients {
  readonly clients: Map<string, FifoClient>;
  call: RaCall | null;
  /** How many members were asked for the leader of a queue. */
  readonly seeks: Map<string, number>;
}

/** A queue's record, as Mnesia has it. */
export interface QuorumRecord {
  readonly queue: string;
  readonly members: readonly NodeId[];
  readonly leader: NodeId | null;
  readonly term: number;
}

export interface Quorum {
  /** Members have been started before: a scenario's beginning is over. */
  begun: boolean;
  records: Map<string, QuorumRecord>;
  members: Map<string, Member>;
  /** The log on disk that all members of a node share: it is written in batches. */
  wal: {syncing: boolean; batch: Map<string, {to: number; term: number}>};
  heard: Map<NodeId, Heard>;
  /** What aten said last; null: nothing yet. */
  seems: Map<NodeId, boolean>;
}
