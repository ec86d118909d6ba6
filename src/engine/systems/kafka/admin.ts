// AdminClient: makes a topic, asking for the controller until it is made.

import type {Context, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, listOf, maybe, nodeName, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, ms, type NodeId} from "../../vocabulary.ts";
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
}

const args = fields({
  topic: maybe(text),
  assignment: listOf(fields({replicas: listOf(nodeName), count: whole(1)})),
  startMs: maybe(time),
});

export interface Admin {
  readonly args: AdminArgs;
  readonly net: Network;
  waits: NodeId | null;
  done: boolean;
}

function next(s: Admin, ctx: Ctx): void {
  const {controller} = s.net;
  if (s.done || s.waits !== null) return;
  if (controller === null) return want(s.net, ctx);
  const conn = connection(s.net, controller, ctx);
  if (conn === null) return;
  s.waits = controller;
  ctx.send(conn, {kind: "CREATE_TOPIC", id: 0, topic: s.args.topic, assignment: s.args.assignment});
  ctx.setTimer("request", ms(30_000));
}

function receive(s: Admin, _conn: ConnId, m: KafkaMessage, ctx: Ctx): void {
  if (m.kind === "METADATA_REPLY") {
    learn(s.net, m, ctx);
    if (m.controller === null) want(s.net, ctx);
  }
  if (m.kind === "CREATE_TOPIC_REPLY") {
    s.waits = null;
    s.net.controller = null;
    ctx.cancelTimer("request");
    s.done = m.error === "" || m.error === "TOPIC_ALREADY_EXISTS";
  }
  next(s, ctx);
}

function lost(s: Admin, id: NodeId, ctx: Ctx): void {
  closed(s.net, id, ctx);
  if (s.waits === id) s.waits = null;
  s.net.controller = null;
  want(s.net, ctx);
}

function timer(s: Admin, name: string, arg: Json, ctx: Ctx): void {
  if (s.done) return;
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
  asks: (s) => !s.done,
  init: (spec: NodeSpec, _disk, {brokers}: Config) => ({
    args: {topic: "t", startMs: 0, ...(spec.args as unknown as Pick<AdminArgs, "assignment">)},
    net: network(brokers),
    waits: null,
    done: false,
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
