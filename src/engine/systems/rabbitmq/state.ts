// What a node of RabbitMQ knows: one Erlang machine with its channels, the replicas of its queues, and its copy of Mnesia's tables.

import type {Context} from "../../model/process.ts";
import type {Belief, ConnId, NodeId, Ticks} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {
  Body,
  ClientMessage,
  Operation,
  Payload,
  Pid,
  Pub,
  QueueRecord,
  RabbitMessage,
  RingMessage,
  Subscription,
  View,
} from "./messages.ts";
import type {NodeArgs} from "./node.ts";
import type {RabbitNote} from "./notes.ts";
import type {FifoClients, Quorum} from "./quorum/state.ts";
import type {Rules} from "./rules.ts";

export type Rabbit = Context<RabbitMessage, Rules, Config, RabbitNote>;

/** A message in a replica: `num` is its place, by which consumers acknowledge it. */
export interface Entry {
  readonly num: number;
  readonly body: Body;
  delivered: boolean;
}

/** rabbit_variable_queue: what is ready, in order of `num`, and what waits to be acknowledged, by id. */
export interface Backing {
  ready: Entry[];
  pending: Map<string, Entry>;
  /** Of all of these. */
  readonly ids: Set<string>;
  next: number;
}

export interface Ring {
  readonly self: Pid;
  view: View;
  left: Pid;
  right: Pid;
  /** False: it has joined, but nothing was said yet of what circulates. */
  caughtUp: boolean;
  published: number;
  circulating: Map<Pid, {pending: Pub[]; lastPub: number; lastAck: number}>;
  /** It sleeps, or waits for a transaction: what comes waits. */
  deaf: boolean;
  inbox: ({readonly heard: RingMessage} | {readonly say: Payload} | {readonly down: Pid})[];
  /** The neighbour whose death it records. */
  dying: Pid | null;
}

export interface Consumer extends Subscription {
  readonly held: number[];
}

/** At a mirror: what became of a message that the ring, or the channel too, has brought (P5). */
export type Status =
  | {readonly is: "published" | "confirmed" | "discarded"}
  | {readonly is: "owed"; readonly channel: Pid; readonly seq: number};

/** At a mirror: what it knows of a publishing channel. */
export interface Sender {
  /** Copies that the ring has not told of. */
  copies: Body[];
  /** What the ring has told of and the channel has not sent yet. */
  readonly expected: Set<string>;
  down: "no" | "channel" | "ring";
}

export interface Replica {
  readonly queue: string;
  readonly pid: Pid;
  role: "master" | "mirror";
  ring: Ring;
  store: Backing;
  /** Of a master. */
  consumers: Consumer[];
  owed: Map<string, {readonly channel: Pid; readonly seq: number}>;
  seen: Map<string, "published" | "confirmed" | "discarded">;
  readonly publishers: Set<Pid>;
  /** Messages taken of each channel since it was last granted credit (P8). */
  readonly taken: Map<Pid, number>;
  /** Of a mirror. */
  senders: Map<Pid, Sender>;
  statuses: Map<string, Status>;
  delta: number | null;
  /** It has ended, and its member of the ring has not (E4). */
  ended: boolean;
  sync: Sync | null;
  /** Mirrors that a master which stops waits for (E8); null: it does not stop. */
  leaving: Set<Pid> | null;
}

/**
 * A synchronisation (M7), at the master or at a mirror. Meanwhile all else that is meant for the process waits. `awaited`: mirrors that have not
 * answered; `mirrors`: those that are sent the queue; `at`: how much of it was sent.
 */
export interface Sync {
  readonly round: number;
  readonly awaited: Set<Pid>;
  readonly mirrors: Set<Pid>;
  at: number;
  /** The process at the other end, which a mirror monitors. */
  readonly master: Pid;
  readonly waiting: Waiting[];
}

/** What a process that synchronises has not looked at yet. */
export type Waiting =
  | {readonly is: "message"; readonly from: NodeId; readonly message: RabbitMessage}
  | {readonly is: "heard"; readonly payload: Payload}
  | {readonly is: "deaths"; readonly deaths: readonly Pid[]}
  | {readonly is: "gone"; readonly channel: Pid}
  | {readonly is: "stored"; readonly id: string}
  | {readonly is: "sync"};

export interface Channel {
  readonly pid: Pid;
  readonly conn: ConnId;
  confirms: boolean;
  seq: number;
  made: number;
  unconfirmed: Map<
    number,
    {readonly pending: Set<Pid>; confirmed: number; readonly queue: string; readonly value: string; readonly id: string}
  >;
  /** Sent to the client last. */
  tag: number;
  /** `ctag`: of a quorum queue. */
  unacked: Map<number, {readonly queue: string; readonly num: number; readonly ctag?: string}>;
  consumers: Map<string, ChannelConsumer>;
  /** The call that it waits in, deaf to all else (C2). */
  call: {readonly number: number; readonly ctag: string; tries: number; readonly silent: boolean; asked: Pid | null} | null;
  calls: number;
  /** Consumers to be subscribed again, and what clients and queues sent meanwhile. */
  again: string[];
  waiting: RabbitMessage[];
  /** With each replica (P8). */
  credit: Map<Pid, number>;
  /** The reader's credit with the channel, what the channel has done since it last granted some, and grants that wait. */
  readonly reader: {credit: number; done: number; deferred: number};
  /** What the reader leaves in the socket. */
  unread: ClientMessage[];
  readonly quorum: FifoClients;
}

export interface ChannelConsumer {
  readonly queue: string;
  readonly noAck: boolean;
  readonly prefetch: number;
  readonly cancelOnFailover: boolean;
  readonly capable: boolean;
  readonly passive: boolean;
  master: Pid | null;
}

export interface Link {
  conn: ConnId;
  /** By this node's clock. */
  readonly since: Ticks;
  open: boolean;
  /** Greeted, so that it counts as up. */
  up: boolean;
  life: number;
  running: boolean;
  lastRunning: readonly NodeId[];
  records: readonly QueueRecord[];
  /** Both have gone on without the other: Mnesia does not merge them. */
  apart: boolean;
  heard: boolean;
  sent: boolean;
  heardAt: number;
}

export interface Broker {
  readonly process: "node";
  readonly config: Config;
  readonly args: NodeArgs;
  /** How often the node has begun: its machine, and by thousands its application since then. */
  life: number;
  running: boolean;
  /** What follows when all its queues have ended; null: it does not stop. */
  stopping: "exit" | "pause" | null;
  /** What its application waits for before it starts again. */
  waits: "majority" | "preferred" | "all" | "winner" | null;
  healing: Healing;
  /** Nodes that it does not call until then (H2). */
  avoided: Map<NodeId, number>;
  /** Nodes that it has called since it began, and that answered, or did not in time: before that it does not begin alone. */
  readonly called: Set<NodeId>;
  /** It has begun once: what a scenario begins with is no more. */
  begun: boolean;
  /** Nodes that ran when this one last looked; with it. */
  lastRunning: NodeId[];
  links: Map<NodeId, Link>;
  /** In which life it was last seen down. */
  lost: Map<NodeId, number>;
  tick: number;
  mailbox: {readonly from: NodeId; readonly message: RabbitMessage}[];
  busy: boolean;
  records: Map<string, QueueRecord>;
  operations: Map<string, Operation>;
  made: number;
  replicas: Map<string, Replica>;
  channels: Map<Pid, Channel>;
  byConn: Map<ConnId, Pid>;
  disk: {length: number; syncing: boolean; waiting: {readonly queue: string; readonly id: string; readonly at: number}[]};
  beliefs: readonly Belief[];
  quorum: Quorum;
}

/** Where rabbit_autoheal is: nowhere; at the leader, waiting for what the nodes say; at the winner, waiting for losers to stop. */
export type Healing =
  | {readonly is: "no"}
  | {readonly is: "asking"; readonly told: Map<NodeId, {readonly apart: readonly NodeId[]; readonly connections: number}>}
  | {readonly is: "winning"; readonly losers: readonly NodeId[]; readonly awaited: Set<NodeId>};

/** What a node's message store has of a queue, an entry an act. */
export type Stored =
  | {readonly do: "reset"; readonly queue: string}
  | {readonly do: "publish"; readonly queue: string; readonly num: number; readonly body: Body; readonly delivered: boolean}
  | {readonly do: "deliver" | "ack"; readonly queue: string; readonly id: string};

/** Mnesia's part that survives. */
export interface Tables {
  readonly lastRunning: readonly NodeId[];
  readonly records: readonly QueueRecord[];
}

/** What it leads and follows, anew. */
export function believe(s: Broker): void {
  const mirrored = [...s.replicas.values()].map((r) => ({
    scope: r.queue,
    role: r.role,
    term: s.records.get(r.queue)?.reign ?? 0,
    leads: r.role === "master",
  }));
  const quorum = [...s.quorum.members.values()].map((m) => ({scope: m.queue, role: m.state, term: m.term, leads: m.state === "leader"}));
  s.beliefs = [...mirrored, ...quorum];
}

/** Whether a node can be reached; itself always. */
export const isUp = (s: Broker, ctx: Rabbit, node: NodeId): boolean => node === ctx.self || (s.links.get(node)?.up ?? false);

/** Sends to a node's processes; to its own it comes behind all that waits. What is meant for a node that is down is lost. */
export function post(s: Broker, to: NodeId, message: RabbitMessage, ctx: Rabbit): void {
  if (to === ctx.self) {
    s.mailbox.push({from: ctx.self, message});
    return;
  }
  const link = s.links.get(to);
  if (!link?.up) return;
  link.sent = true;
  ctx.send(link.conn, message);
}
