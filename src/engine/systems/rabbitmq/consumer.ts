// A consumer: it takes one message after the other out of its buffer, works, and acknowledges (K4). What it took counts as processed.

import type {Context, Form, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, maybe, nodesOfScenario, nullOr, oneOf, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, ms, type NodeId} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {RabbitMessage} from "./messages.ts";
import type {RabbitNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<RabbitMessage, Rules, Config, RabbitNote>;

/** A consumer's arguments; times in ms. */
export interface ConsumerArgs {
  readonly servers: readonly NodeId[];
  readonly queue: string;
  readonly startMs: number;
  /** It resets its connection then, and is gone. */
  readonly crashMs: number | null;
  readonly ack: "manual" | "auto" | "none";
  readonly prefetch: number;
  readonly workMs: number;
  /** From the end of its work to the ack. */
  readonly ackDelayMs: number;
  /** x-cancel-on-ha-failover. */
  readonly cancelOnFailover: boolean;
  /** The client's library understands basic.cancel, and said so as it connected. */
  readonly capable: boolean;
  /** Goes to the next node after a lost connection. */
  readonly reconnect: boolean;
  /** Gives every so many-th message back; null: none. */
  readonly requeueEach: number | null;
  /** A message that it cannot work on, and what it does with that: it crashes and comes back, or gives it back. */
  readonly poison: string | null;
  readonly onPoison: "crash" | "nack";
}

const args: Form = fields({
  servers: maybe(nodesOfScenario),
  queue: maybe(text),
  startMs: maybe(time),
  crashMs: maybe(nullOr(time)),
  ack: maybe(oneOf(["manual", "auto", "none"])),
  prefetch: maybe(whole(0, 65_535)),
  workMs: maybe(time),
  ackDelayMs: maybe(time),
  cancelOnFailover: maybe(flag),
  capable: maybe(flag),
  reconnect: maybe(flag),
  requeueEach: maybe(nullOr(whole(2))),
  poison: maybe(nullOr(text)),
  onPoison: maybe(oneOf(["crash", "nack"])),
} satisfies {readonly [K in keyof ConsumerArgs]: Form});

interface Delivery {
  readonly tag: number;
  readonly value: string;
}

export interface Consumer {
  readonly args: ConsumerArgs;
  phase: "waiting" | "dialling" | "open" | "ended";
  conn: ConnId;
  cursor: number;
  buffer: Delivery[];
  working: Delivery | null;
  /** How often each was processed. */
  processed: Map<string, number>;
  taken: number;
}

function init(spec: NodeSpec, _disk: unknown, config: Config): Consumer {
  const a = (spec.args ?? {}) as Partial<ConsumerArgs>;
  return {
    args: {
      servers: a.servers ?? config.nodes,
      queue: a.queue ?? "q",
      startMs: a.startMs ?? 0,
      crashMs: a.crashMs ?? null,
      ack: a.ack ?? "manual",
      prefetch: a.prefetch ?? 20,
      workMs: a.workMs ?? 0,
      ackDelayMs: a.ackDelayMs ?? 0,
      cancelOnFailover: a.cancelOnFailover ?? false,
      capable: a.capable ?? true,
      reconnect: a.reconnect ?? false,
      requeueEach: a.requeueEach ?? null,
      poison: a.poison ?? null,
      onPoison: a.onPoison ?? "crash",
    },
    phase: "waiting",
    conn: 0,
    cursor: 0,
    buffer: [],
    working: null,
    processed: new Map(),
    taken: 0,
  };
}

function consume(c: Consumer, ctx: Ctx): void {
  const {queue, ack, prefetch, cancelOnFailover, capable} = c.args;
  ctx.send(c.conn, {kind: "CONSUME", queue, ctag: ctx.self, noAck: ack === "auto", prefetch, cancelOnFailover, capable});
}

/** Takes the next out of the buffer. */
function next(c: Consumer, ctx: Ctx): void {
  if (c.working || c.phase !== "open") return;
  const delivery = c.buffer.shift();
  if (!delivery) return;
  c.working = delivery;
  c.taken++;
  c.processed.set(delivery.value, (c.processed.get(delivery.value) ?? 0) + 1);
  ctx.complete(ctx.invoke("deliver", c.args.queue, null), "ok", delivery.value);
  if (c.args.workMs === 0) worked(c, ctx);
  else ctx.setTimer("worked", ms(c.args.workMs));
}

function worked(c: Consumer, ctx: Ctx): void {
  const {working, args} = c;
  c.working = null;
  const poisoned = working !== null && working.value === args.poison;
  if (poisoned && args.onPoison === "crash") {
    ctx.close(c.conn);
    return lost(c, ctx);
  }
  if (working && args.ack === "manual") {
    const back = poisoned || (args.requeueEach !== null && c.taken % args.requeueEach === 0);
    if (!back) acknowledge(c, working, ctx);
    else ctx.send(c.conn, {kind: "REQUEUE", tag: working.tag});
  }
  next(c, ctx);
}

function acknowledge(c: Consumer, delivery: Delivery, ctx: Ctx): void {
  if (c.args.ackDelayMs > 0) {
    ctx.setTimer(`ack ${delivery.tag}`, ms(c.args.ackDelayMs), delivery.value);
    return;
  }
  sendAck(c, delivery.tag, delivery.value, ctx);
}

/** Nobody answers an ack: whether it counted cannot be known. */
function sendAck(c: Consumer, tag: number, value: string, ctx: Ctx): void {
  if (!ctx.send(c.conn, {kind: "ACK", tag})) return;
  ctx.note({kind: "acknowledges", value});
  ctx.complete(ctx.invoke("ack", c.args.queue, value), "info");
}

function receive(c: Consumer, conn: ConnId, m: RabbitMessage, ctx: Ctx): void {
  if (conn !== c.conn || c.phase !== "open") return;
  if (m.kind === "DELIVER") {
    ctx.note({kind: "received", value: m.value, redelivered: m.redelivered});
    c.buffer.push({tag: m.tag, value: m.value});
    next(c, ctx);
  } else if (m.kind === "CONSUMEOK") ctx.note({kind: "consume-ok"});
  else if (m.kind === "CANCEL") {
    ctx.note({kind: "cancel-heard"});
    consume(c, ctx);
  }
}

function lost(c: Consumer, ctx: Ctx): void {
  c.buffer = [];
  c.working = null;
  ctx.cancelTimer("worked");
  ctx.note({kind: "connection-lost"});
  c.phase = c.args.reconnect ? "waiting" : "ended";
  c.cursor++;
  if (c.args.reconnect) ctx.setTimer("dial", ms(20));
}

export const consumer: Process<Consumer, RabbitMessage, Rules, Config, RabbitNote> = {
  threads: ["client"],
  ports: {amqp: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: () => false,
  init,
  start(c, ctx) {
    ctx.setTimer("dial", ms(c.args.startMs));
    if (c.args.crashMs !== null) ctx.setTimer("crash", ms(c.args.crashMs));
  },
  receive,
  connected(c, conn, ctx) {
    if (conn !== c.conn) return ctx.close(conn);
    c.phase = "open";
    consume(c, ctx);
  },
  disconnected(c, conn, _why, ctx) {
    if (conn === c.conn && c.phase !== "ended") lost(c, ctx);
  },
  timer(c, name, arg: Json, ctx) {
    if (name === "dial") {
      c.phase = "dialling";
      c.conn = ctx.connect(c.args.servers[c.cursor % c.args.servers.length] as NodeId, "amqp");
    } else if (name === "worked") worked(c, ctx);
    else if (name === "crash") {
      c.phase = "ended";
      ctx.close(c.conn);
    } else if (c.phase === "open") sendAck(c, Number(name.slice(4)), arg as string, ctx);
  },
};
