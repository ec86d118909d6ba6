// rabbit_channel: a client's messages go through it to the queue, and what the queue says comes back. It gathers confirms, and subscribes its
// consumers again when their master is gone.

import {settleConfirm as settle} from "./confirms.ts";
import {arrived, done, granted, next, pay} from "./credit.ts";
import type {ClientMessage, Exit, Pid, QueueMessage, RabbitMessage} from "./messages.ts";
import {nodeOf} from "./messages.ts";
import {cancelTimers, consumeFrom, fromMember, isQuorum, newClients, publishTo, settleAt} from "./quorum/client.ts";
import {type ChannelMessage, isQuorumMessage} from "./quorum/messages.ts";
import {type Broker, type Channel, isUp, post, type Rabbit} from "./state.ts";

export function openChannel(s: Broker, conn: number, ctx: Rabbit): void {
  const pid = `${ctx.self}/${s.life}.${++s.made}`;
  s.byConn.set(conn, pid);
  s.channels.set(pid, {
    pid,
    conn,
    confirms: false,
    seq: 0,
    made: 0,
    unconfirmed: new Map(),
    tag: 0,
    unacked: new Map(),
    consumers: new Map(),
    call: null,
    calls: 0,
    again: [],
    waiting: [],
    credit: new Map(),
    reader: {credit: ctx.rules.initialCredit(), done: 0, deferred: 0},
    unread: [],
    quorum: newClients(),
  });
}

/** A client's message. */
export function fromSocket(s: Broker, c: Channel, m: ClientMessage, ctx: Rabbit): void {
  arrived(c, m, ctx);
  readOn(s, c, ctx);
}

/** As long as the reader has credit (P8). */
function readOn(s: Broker, c: Channel, ctx: Rabbit): void {
  for (let m = next(c); m; m = next(c)) fromClient(s, c, m, ctx);
}

/** While the channel waits in a call all that its client says waits, too (C2). */
function fromClient(s: Broker, c: Channel, m: ClientMessage, ctx: Rabbit): void {
  if (isDeaf(c)) {
    c.waiting.push(m);
    return;
  }
  done(c, ctx);
  switch (m.kind) {
    case "SELECT":
      c.confirms = true;
      return;
    case "PUBLISH":
      return isQuorum(s, m.queue) ? publishTo(s, c, m, ctx) : publish(s, c, m, ctx);
    case "CONSUME":
      if (isQuorum(s, m.queue)) return consumeFrom(s, c, m, ctx);
      c.consumers.set(m.ctag, {
        queue: m.queue,
        noAck: m.noAck,
        prefetch: m.prefetch,
        cancelOnFailover: m.cancelOnFailover,
        capable: m.capable,
        passive: false,
        master: null,
      });
      return call(s, c, m.ctag, false, ctx);
    case "DECLARE":
      c.consumers.set(PASSIVE, {
        queue: m.queue,
        noAck: true,
        prefetch: 0,
        cancelOnFailover: false,
        capable: false,
        passive: true,
        master: null,
      });
      return call(s, c, PASSIVE, false, ctx);
    case "ACK":
    case "REQUEUE": {
      const held = c.unacked.get(m.tag);
      c.unacked.delete(m.tag);
      if (held?.ctag !== undefined) return settleAt(s, c, held.queue, held.ctag, held.num, m.kind === "REQUEUE", ctx);
      const record = s.records.get(held?.queue ?? "");
      if (!held || !record) return;
      const {queue, num} = held;
      const to = record.master;
      return post(s, nodeOf(to), {kind: "SETTLE", queue, to, channel: c.pid, nums: [num], requeue: m.kind === "REQUEUE"}, ctx);
    }
    default:
      return;
  }
}

/** The name under which a channel keeps a passive declare: no consumer's. */
const PASSIVE = "";

/** It waits in a call. */
const isDeaf = (c: Channel): boolean => c.call !== null || c.quorum.call !== null;

/** A member of a quorum queue speaks. Answers to a call end it; all else waits for its end. */
export function fromQuorum(s: Broker, c: Channel, m: ChannelMessage, ctx: Rabbit): void {
  if (isDeaf(c) && m.kind !== "reply" && m.kind !== "redirect") {
    c.waiting.push(m);
    return;
  }
  fromMember(s, c, m, ctx);
  callOver(s, c, ctx);
}

/** What has waited for a call, or for credit, if there is nothing to wait for any more. */
export function callOver(s: Broker, c: Channel, ctx: Rabbit): void {
  if (!isDeaf(c) && c.waiting.length > 0) goOn(s, c, ctx);
  readOn(s, c, ctx);
}

/** P1: a copy to each replica, under a fresh id. */
function publish(s: Broker, c: Channel, m: Extract<ClientMessage, {kind: "PUBLISH"}>, ctx: Rabbit): void {
  const record = s.records.get(m.queue);
  if (!record) return;
  const seq = c.confirms ? ++c.seq : 0;
  const id = `${c.pid}:${++c.made}`;
  const body = {id, channel: c.pid, seq, value: m.value, persistent: m.persistent};
  if (c.confirms) {
    const pending = new Set(ctx.rules.confirmsAwaited(record).filter((pid) => isUp(s, ctx, nodeOf(pid))));
    c.unconfirmed.set(seq, {pending, confirmed: 0, queue: m.queue, value: m.value, id});
    settle(s, c, seq, ctx);
  }
  for (const to of ctx.rules.copiesTo(record)) {
    if (!isUp(s, ctx, nodeOf(to))) continue;
    pay(c, to, to !== record.master, ctx);
    post(s, nodeOf(to), {kind: "COPY", queue: m.queue, to, body}, ctx);
  }
}

export function fromQueue(s: Broker, c: Channel, m: QueueMessage, ctx: Rabbit): void {
  if (m.kind === "CREDIT") {
    granted(c, m.from, m.more, ctx);
    return readOn(s, c, ctx);
  }
  if (m.kind === "CONFIRMED") {
    const open = c.unconfirmed.get(m.seq);
    if (!open?.pending.delete(m.from)) return;
    open.confirmed++;
    return settle(s, c, m.seq, ctx);
  }
  if (m.kind === "SUBSCRIBED") return subscribed(s, c, m, ctx);
  if (m.kind === "STATED") return stated(s, c, m, ctx);
  if (m.kind !== "PUSH") return;
  if (isDeaf(c)) {
    c.waiting.push(m);
    return;
  }
  const consumer = c.consumers.get(m.ctag);
  if (!consumer) return;
  const tag = ++c.tag;
  if (!consumer.noAck) c.unacked.set(tag, {queue: consumer.queue, num: m.num});
  ctx.send(c.conn, {kind: "DELIVER", ctag: m.ctag, tag, redelivered: m.redelivered, value: m.body.value});
}

/** C1, C2: asks the master; the channel does nothing else until it has answered. */
function call(s: Broker, c: Channel, ctag: string, silent: boolean, ctx: Rabbit): void {
  c.call = {number: ++c.calls, ctag, tries: 0, silent, asked: null};
  ask(s, c, ctx);
}

function ask(s: Broker, c: Channel, ctx: Rabbit): void {
  const {call} = c;
  const consumer = c.consumers.get(call?.ctag ?? "");
  const to = s.records.get(consumer?.queue ?? "")?.master;
  if (!call || !consumer) return;
  if (to === undefined || !isUp(s, ctx, nodeOf(to))) return later(c, ctx);
  call.asked = to;
  const {noAck, prefetch, queue, passive} = consumer;
  if (passive) return post(s, nodeOf(to), {kind: "STAT", queue, to, call: call.number, channel: c.pid}, ctx);
  post(s, nodeOf(to), {kind: "SUBSCRIBE", queue, to, call: call.number, consumer: {channel: c.pid, ctag: call.ctag, noAck, prefetch}}, ctx);
}

function later(c: Channel, ctx: Rabbit): void {
  if (!c.call) return;
  c.call.asked = null;
  const wait = ctx.rules.retryAfter(c.call.tries++);
  if (wait !== null) return ctx.setTimer(`retry ${c.pid}`, wait);
  ctx.send(c.conn, {kind: "CLOSE", code: 404});
  ctx.close(c.conn);
}

export const retry = (s: Broker, c: Channel, ctx: Rabbit): void => ask(s, c, ctx);

function subscribed(s: Broker, c: Channel, m: Extract<QueueMessage, {kind: "SUBSCRIBED"}>, ctx: Rabbit): void {
  if (c.call?.number !== m.call) return;
  const {ctag, silent} = c.call;
  const consumer = c.consumers.get(ctag);
  c.call = null;
  if (consumer) {
    consumer.master = m.from;
    if (silent) ctx.note({kind: "resubscribed", scope: consumer.queue, ctag});
    else ctx.send(c.conn, {kind: "CONSUMEOK", ctag});
  }
  goOn(s, c, ctx);
}

function stated(s: Broker, c: Channel, m: Extract<QueueMessage, {kind: "STATED"}>, ctx: Rabbit): void {
  if (c.call?.number !== m.call) return;
  c.consumers.delete(c.call.ctag);
  c.call = null;
  ctx.send(c.conn, {kind: "DECLAREOK", messages: m.messages});
  goOn(s, c, ctx);
}

/** What waited for the call, in its order; another call makes the rest wait again. */
function goOn(s: Broker, c: Channel, ctx: Rabbit): void {
  const again = c.again.shift();
  if (again !== undefined) return c.consumers.has(again) ? call(s, c, again, true, ctx) : goOn(s, c, ctx);
  const {waiting} = c;
  c.waiting = [];
  for (const m of waiting) fromAnyone(s, c, m, ctx);
  readOn(s, c, ctx);
}

function fromAnyone(s: Broker, c: Channel, m: RabbitMessage, ctx: Rabbit): void {
  if (m.kind === "PUSH") fromQueue(s, c, m, ctx);
  else if (isQuorumMessage(m)) fromQuorum(s, c, m as ChannelMessage, ctx);
  else fromClient(s, c, m as ClientMessage, ctx);
}

/** P6, C6: replicas are dead. Their confirms are no longer awaited; consumers of a master among them are told, or subscribed again. */
export function replicasDown(s: Broker, c: Channel, isDead: (pid: Pid) => boolean, why: Exit, ctx: Rabbit): void {
  for (const [seq, open] of [...c.unconfirmed]) {
    const dead = [...open.pending].filter(isDead);
    for (const pid of dead) open.pending.delete(pid);
    if (dead.length > 0 && ctx.rules.refusesAtOnce(why)) {
      open.pending.clear();
      open.confirmed = 0;
    }
    settle(s, c, seq, ctx);
  }
  for (const pid of [...c.credit.keys()]) if (isDead(pid)) granted(c, pid, "gone", ctx);
  if (c.call?.asked && isDead(c.call.asked)) later(c, ctx);
  for (const [ctag, consumer] of [...c.consumers]) {
    if (consumer.master === null || !isDead(consumer.master)) continue;
    consumer.master = null;
    if (consumer.cancelOnFailover) {
      c.consumers.delete(ctag);
      ctx.note({kind: "cancelled", scope: consumer.queue, ctag});
      if (consumer.capable) ctx.send(c.conn, {kind: "CANCEL", ctag});
    } else if (ctx.rules.resubscribes(consumer.cancelOnFailover)) c.again.push(ctag);
  }
  if (!c.call && c.again.length > 0) {
    const ctag = c.again.shift() as string;
    call(s, c, ctag, true, ctx);
  }
  readOn(s, c, ctx);
}

/** Nobody else is to hear of it before the nodes do: monitors fire at once (N1). */
export function channelClosed(s: Broker, conn: number, ctx: Rabbit): Pid | null {
  const pid = s.byConn.get(conn);
  if (pid === undefined) return null;
  s.byConn.delete(conn);
  const c = s.channels.get(pid);
  if (c) cancelTimers(c, ctx);
  s.channels.delete(pid);
  ctx.cancelTimer(`retry ${pid}`);
  for (const [node] of s.links) post(s, node, {kind: "DOWN", pid, queue: "", why: "normal"}, ctx);
  post(s, ctx.self, {kind: "DOWN", pid, queue: "", why: "normal"}, ctx);
  return pid;
}
