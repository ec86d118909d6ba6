// A publisher: at its pace, with confirms or without; after a lost connection it ends, or goes to the next node and publishes again what is in
// doubt (K1, K2).

import type {Context, Form, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, listOf, maybe, nodesOfScenario, nullOr, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, minus, ms, NO_TIME, type NodeId, plus, type Ticks} from "../../vocabulary.ts";
import {numbered} from "../numbered.ts";
import type {Config} from "./config.ts";
import type {RabbitMessage} from "./messages.ts";
import type {RabbitNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<RabbitMessage, Rules, Config, RabbitNote>;

/** A publisher's arguments; times in ms. */
export interface PublisherArgs {
  readonly servers: readonly NodeId[];
  /** To each of them in turn. */
  readonly queues: readonly string[];
  readonly startMs: number;
  readonly stopMs: number | null;
  readonly intervalMs: number;
  /** So many, then no more. */
  readonly messages: number | null;
  readonly confirms: boolean;
  /** Stops while so many are unconfirmed. */
  readonly outstanding: number | null;
  readonly persistent: boolean;
  /** Goes to the next node, and publishes again what is unconfirmed. */
  readonly republish: boolean;
  /** From a lost connection to the next. */
  readonly retryMs: number;
  /** It gives up what is unconfirmed when no confirm has come for so long; null: never. */
  readonly confirmTimeoutMs: number | null;
}

const args: Form = fields({
  servers: maybe(nodesOfScenario),
  queues: maybe(listOf(text)),
  startMs: maybe(time),
  stopMs: maybe(nullOr(time)),
  intervalMs: maybe(time),
  messages: maybe(nullOr(whole(0))),
  confirms: maybe(flag),
  outstanding: maybe(nullOr(whole(1))),
  persistent: maybe(flag),
  republish: maybe(flag),
  retryMs: maybe(time),
  confirmTimeoutMs: maybe(nullOr(time)),
} satisfies {readonly [K in keyof PublisherArgs]: Form});

interface Message {
  readonly queue: string;
  readonly value: string;
  readonly operation: number;
}

export interface Publisher {
  readonly args: PublisherArgs;
  phase: "waiting" | "dialling" | "open" | "ended";
  conn: ConnId;
  cursor: number;
  sent: number;
  /** The confirm sequence of this channel. */
  seq: number;
  due: Ticks;
  /** By its number on this channel. */
  unconfirmed: Map<number, Message>;
  /** In doubt, to be published again. */
  again: Message[];
  /** Refused: published again an interval later, for a refusal comes at once where no replica is left. */
  refused: Message[];
}

function init(spec: NodeSpec, _disk: unknown, config: Config): Publisher {
  const a = (spec.args ?? {}) as Partial<PublisherArgs>;
  return {
    args: {
      servers: a.servers ?? config.nodes,
      queues: a.queues ?? ["q"],
      startMs: a.startMs ?? 0,
      stopMs: a.stopMs ?? null,
      intervalMs: a.intervalMs ?? 10,
      messages: a.messages ?? null,
      confirms: a.confirms ?? true,
      outstanding: a.outstanding === undefined ? 200 : a.outstanding,
      persistent: a.persistent ?? true,
      republish: a.republish ?? false,
      retryMs: a.retryMs ?? 20,
      confirmTimeoutMs: a.confirmTimeoutMs ?? null,
    },
    phase: "waiting",
    conn: 0,
    cursor: 0,
    sent: 0,
    seq: 0,
    due: NO_TIME,
    unconfirmed: new Map(),
    again: [],
    refused: [],
  };
}

function dial(p: Publisher, ctx: Ctx): void {
  p.phase = "dialling";
  p.conn = ctx.connect(p.args.servers[p.cursor % p.args.servers.length] as NodeId, "amqp");
}

const isOver = ({args, sent}: Publisher, ctx: Ctx): boolean =>
  ctx.stopping() || (args.stopMs !== null && ctx.monotonic() >= ms(args.stopMs)) || (args.messages !== null && sent >= args.messages);

const isFull = ({args, unconfirmed}: Publisher): boolean =>
  args.confirms && args.outstanding !== null && unconfirmed.size >= args.outstanding;

/** Keeps its pace; it is behind by 50 ms at the most. */
function turn(p: Publisher, ctx: Ctx): void {
  if (p.phase !== "open" || isFull(p)) return;
  const again = p.again.shift();
  if (again) {
    publish(p, again, ctx);
    return turn(p, ctx);
  }
  if (isOver(p, ctx)) return;
  const now = ctx.monotonic();
  if (p.due <= now) {
    const {queues} = p.args;
    const queue = queues[p.sent % queues.length] as string;
    const value = `${ctx.self}:${numbered(++p.sent, ctx)}`;
    publish(p, {queue, value, operation: ctx.invoke("write", queue, value, p.args.servers[p.cursor % p.args.servers.length])}, ctx);
    p.due = plus(p.due, ms(p.args.intervalMs));
    if (minus(now, p.due) > ms(50)) p.due = minus(now, ms(50));
  }
  ctx.setTimer("next", p.due > now ? minus(p.due, now) : NO_TIME);
}

function publish(p: Publisher, message: Message, ctx: Ctx): void {
  ctx.send(p.conn, {kind: "PUBLISH", queue: message.queue, value: message.value, persistent: p.args.persistent});
  if (p.args.confirms) {
    p.unconfirmed.set(++p.seq, message);
    if (p.unconfirmed.size === 1) waitOn(p, ctx);
  } else ctx.complete(message.operation, "info");
}

/** Counted anew from each confirm on. */
function waitOn({args, unconfirmed}: Publisher, ctx: Ctx): void {
  if (args.confirmTimeoutMs === null) return;
  if (unconfirmed.size === 0) ctx.cancelTimer("give up");
  else ctx.setTimer("give up", ms(args.confirmTimeoutMs));
}

/** K2: whether these are in the queue it will never know. */
function giveUp(p: Publisher, ctx: Ctx): void {
  for (const {operation} of p.unconfirmed.values()) ctx.complete(operation, "info");
  p.unconfirmed.clear();
}

function receive(p: Publisher, conn: ConnId, m: RabbitMessage, ctx: Ctx): void {
  if (conn !== p.conn || (m.kind !== "CONFIRM" && m.kind !== "NACK")) return;
  const message = p.unconfirmed.get(m.seq);
  if (!message) return;
  const full = isFull(p);
  p.unconfirmed.delete(m.seq);
  waitOn(p, ctx);
  if (m.kind === "CONFIRM") ctx.complete(message.operation, "ok");
  else if (p.args.republish) {
    p.refused.push(message);
    ctx.setTimer("again", ms(Math.max(1, p.args.intervalMs)));
  }
  // K2: it may be in the queue all the same.
  else ctx.complete(message.operation, "info", "nack");
  if (full) turn(p, ctx);
}

function disconnected(p: Publisher, conn: ConnId, ctx: Ctx): void {
  if (conn !== p.conn || p.phase === "ended") return;
  ctx.cancelTimer("give up");
  if (p.phase === "open") ctx.note({kind: "connection-lost"});
  if (!p.args.republish || ctx.stopping()) {
    p.phase = "ended";
    for (const {operation} of [...p.unconfirmed.values(), ...p.again, ...p.refused]) ctx.complete(operation, "info");
    return;
  }
  p.again = [...p.unconfirmed.values(), ...p.again, ...p.refused];
  p.refused = [];
  p.unconfirmed = new Map();
  p.seq = 0;
  p.cursor++;
  p.phase = "waiting";
  ctx.setTimer("dial", ms(p.args.retryMs));
}

export const publisher: Process<Publisher, RabbitMessage, Rules, Config, RabbitNote> = {
  threads: ["client"],
  ports: {amqp: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: (p) => p.phase !== "waiting" && p.phase !== "ended",
  init,
  start: (p, ctx) => ctx.setTimer("dial", ms(p.args.startMs)),
  receive,
  connected(p, conn, ctx) {
    if (conn !== p.conn) return ctx.close(conn);
    p.phase = "open";
    if (p.args.confirms) ctx.send(conn, {kind: "SELECT"});
    p.due = p.sent === 0 || p.due < ctx.monotonic() ? ctx.monotonic() : p.due;
    turn(p, ctx);
  },
  disconnected: (p, conn, _why, ctx) => disconnected(p, conn, ctx),
  timer(p, name, _arg: Json, ctx) {
    if (name === "dial") {
      if (!ctx.stopping()) dial(p, ctx);
      return;
    }
    if (name === "give up") giveUp(p, ctx);
    if (name === "again") p.again.push(...p.refused.splice(0));
    turn(p, ctx);
  },
};
