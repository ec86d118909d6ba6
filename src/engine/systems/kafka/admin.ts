// AdminClient: makes a topic, asking for the controller until it is made.

import type {Context, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, listOf, maybe, nodeName, nodesOfScenario, nullOr, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, minus, ms, type NodeId} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {Assignment, KafkaMessage} from "./messages.ts";
import {closed, connection, givenUp, learn, type Network, network, opened, peerOf, refresh, want} from "./network-client.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<KafkaMessage, Rules, Config, KafkaNote>;

/** What `args` of an administrator say: the topic, and its partitions with their replicas in order. */
export interface AdminArgs {
  readonly topic: string;
  readonly assignment: readonly Assignment[];
  readonly startMs: number;
  /** Later it moves a partition to these brokers; null: it does not. */
  readonly moves: {readonly atMs: number; readonly p: string; readonly replicas: readonly NodeId[]} | null;
}

const args = fields({
  topic: maybe(text),
  assignment: listOf(fields({replicas: listOf(nodeName), count: whole(1)})),
  startMs: maybe(time),
  moves: maybe(nullOr(fields({atMs: time, p: text, replicas: nodesOfScenario}))),
});

export interface Admin {
  readonly args: AdminArgs;
  readonly net: Network;
  waits: NodeId | null;
  /** What it asks for now, and null: nothing any more, or not yet. */
  asks: "topic" | "move" | null;
}

function next(s: Admin, ctx: Ctx): void {
  const {controller} = s.net;
  if (s.asks === null || s.waits !== null) return;
  if (controller === null) return want(s.net, ctx);
  const conn = connection(s.net, controller, ctx);
  if (conn === null) return;
  s.waits = controller;
  const {topic, assignment, moves} = s.args;
  if (s.asks === "move" && moves) ctx.send(conn, {kind: "REASSIGN", id: 0, p: moves.p, replicas: moves.replicas});
  else ctx.send(conn, {kind: "CREATE_TOPIC", id: 0, topic, assignment});
  ctx.setTimer("request", ms(30_000));
}

function receive(s: Admin, _conn: ConnId, m: KafkaMessage, ctx: Ctx): void {
  if (m.kind === "METADATA_REPLY") {
    learn(s.net, m, ctx);
    if (m.controller === null) want(s.net, ctx);
  }
  if (m.kind === "CREATE_TOPIC_REPLY" || m.kind === "REASSIGN_REPLY") {
    s.waits = null;
    s.net.controller = null;
    ctx.cancelTimer("request");
    if (m.error === "" || m.error === "TOPIC_ALREADY_EXISTS") done(s, ctx);
  }
  next(s, ctx);
}

function done(s: Admin, ctx: Ctx): void {
  const {moves} = s.args;
  const later = s.asks === "topic" && moves !== null;
  s.asks = null;
  if (later) ctx.setTimer("move", minus(ms(moves.atMs), ctx.monotonic()));
}

function lost(s: Admin, id: NodeId, ctx: Ctx): void {
  closed(s.net, id, ctx);
  if (s.waits === id) s.waits = null;
  s.net.controller = null;
  want(s.net, ctx);
}

function timer(s: Admin, name: string, arg: Json, ctx: Ctx): void {
  if (name === "move") s.asks = "move";
  if (s.asks === null) return;
  const id = givenUp(s.net, name, arg, s.waits, ctx);
  if (id !== null) lost(s, id, ctx);
  refresh(s.net, ctx);
  next(s, ctx);
}

export const admin: Process<Admin, KafkaMessage, Rules, Config, KafkaNote> = {
  threads: ["client"],
  ports: {kafka: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: (s) => s.asks !== null,
  init: (spec: NodeSpec, _disk, {brokers}: Config) => ({
    args: {topic: "t", startMs: 0, moves: null, ...(spec.args as unknown as Pick<AdminArgs, "assignment">)},
    net: network(brokers),
    waits: null,
    asks: "topic",
  }),
  start: (s, ctx) => ctx.setTimer("refresh", ms(s.args.startMs)),
  receive,
  connected(s, conn, ctx) {
    if (opened(s.net, conn, ctx) === null) return;
    refresh(s.net, ctx);
    next(s, ctx);
  },
  disconnected(s, conn, _why, ctx) {
    const id = peerOf(s.net, conn);
    if (id === null) return;
    lost(s, id, ctx);
    refresh(s.net, ctx);
  },
  timer,
};
