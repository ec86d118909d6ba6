// rabbit_mirror_queue_master and rabbit_amqqueue_process: takes messages, hands them to consumers, and tells the ring of both.

import {acknowledge, depthOf, enqueue, fetch, requeue} from "./backing.ts";
import {took} from "./credit.ts";
import {broadcast} from "./gm.ts";
import {type Body, nodeOf, type Payload, type Pid, type Subscription} from "./messages.ts";
import type {Broker, Consumer, Entry, Rabbit, Replica} from "./state.ts";
import {post} from "./state.ts";

export const confirm = (s: Broker, r: Replica, channel: Pid, seq: number, ctx: Rabbit): void =>
  post(s, nodeOf(channel), {kind: "CONFIRMED", channel, seq, from: r.pid}, ctx);

/** P2: a channel's copy. */
export function published(s: Broker, r: Replica, body: Body, ctx: Rabbit): void {
  const {id, channel, seq} = body;
  r.publishers.add(channel);
  took(s, r, channel, ctx);
  const seen = r.seen.get(id);
  if (seen !== undefined) {
    r.seen.delete(id);
    ctx.note({kind: "dropped-duplicate", queue: r.queue, id});
    if (seen === "published") r.owed.set(id, {channel, seq});
    else confirm(s, r, channel, seq, ctx);
    return;
  }
  const taker = r.store.ready.length === 0 ? nextConsumer(r, ctx) : null;
  if (taker?.noAck) {
    broadcast(s, r, {do: "discard", body}, ctx);
    confirm(s, r, channel, seq, ctx);
    push(s, r, taker, {num: r.store.next++, body, delivered: false}, ctx);
    return;
  }
  if (body.persistent) r.owed.set(id, {channel, seq});
  broadcast(s, r, {do: taker ? "publish_delivered" : "publish", body}, ctx);
  const entry = enqueue(s, r, body, {delivered: false, pending: taker !== null}, ctx);
  if (!body.persistent) confirm(s, r, channel, seq, ctx);
  if (taker) push(s, r, taker, {...entry, delivered: false}, ctx);
}

/** E6: a copy that the dead master had not told of. Every message that was in a mirror bears the flag (C4). */
export function enqueueCopy(s: Broker, r: Replica, body: Body, ctx: Rabbit): void {
  r.publishers.add(body.channel);
  broadcast(s, r, {do: "publish", body}, ctx);
  if (body.persistent) r.owed.set(body.id, {channel: body.channel, seq: body.seq});
  enqueue(s, r, body, {delivered: true, pending: false}, ctx);
  if (!body.persistent) confirm(s, r, body.channel, body.seq, ctx);
}

/** P4: on disk: it owes its confirm no longer. */
export function stored(s: Broker, r: Replica, id: string, ctx: Rabbit): void {
  const owed = r.owed.get(id);
  if (r.seen.get(id) === "published") r.seen.set(id, "confirmed");
  if (!owed) return;
  r.owed.delete(id);
  confirm(s, r, owed.channel, owed.seq, ctx);
}

/** C3: round robin among those that have credit. */
function nextConsumer(r: Replica, ctx: Rabbit): Consumer | null {
  const at = r.consumers.findIndex((c) => ctx.rules.hasCredit(c.noAck, c.prefetch, c.held.length));
  const found = r.consumers[at];
  if (!found) return null;
  r.consumers = [...r.consumers.filter((c) => c !== found), found];
  return found;
}

function push(s: Broker, r: Replica, c: Consumer, entry: Entry, ctx: Rabbit): void {
  if (!c.noAck) c.held.push(entry.num);
  const {channel, ctag, prefetch, noAck} = c;
  const unacked = noAck ? 0 : c.held.length;
  ctx.note({
    kind: "pushed",
    queue: r.queue,
    channel,
    ctag,
    id: entry.body.id,
    redelivered: entry.delivered,
    unacked,
    prefetch,
    auto: noAck,
  });
  post(s, nodeOf(channel), {kind: "PUSH", channel, ctag, num: entry.num, redelivered: entry.delivered, body: entry.body}, ctx);
}

/** Hands out what is ready while somebody has credit (C3, C7). */
export function handOut(s: Broker, r: Replica, ctx: Rabbit): void {
  while (r.store.ready.length > 0) {
    const taker = nextConsumer(r, ctx);
    if (!taker) return;
    const entry = fetch(s, r, !taker.noAck, ctx) as Entry;
    broadcast(s, r, {do: "drop", length: r.store.ready.length, dropped: 1, ackRequired: !taker.noAck}, ctx);
    push(s, r, taker, {...entry}, ctx);
    entry.delivered = true;
  }
}

/** C1. A channel that subscribes the same consumer again has lost the first. */
export function subscribe(s: Broker, r: Replica, consumer: Subscription, call: number, ctx: Rabbit): void {
  r.consumers = r.consumers.filter((c) => c.channel !== consumer.channel || c.ctag !== consumer.ctag);
  r.consumers.push({...consumer, held: []});
  post(s, nodeOf(consumer.channel), {kind: "SUBSCRIBED", channel: consumer.channel, call, from: r.pid}, ctx);
  handOut(s, r, ctx);
}

/** C5: numbers that this channel does not hold are ignored: they may be another master's (E9). */
export function settle(s: Broker, r: Replica, channel: Pid, nums: readonly number[], back: boolean, ctx: Rabbit): void {
  const own = r.consumers.filter((c) => c.channel === channel);
  const held = nums.filter((num) => own.some((c) => c.held.includes(num)));
  for (const c of own) c.held.splice(0, c.held.length, ...c.held.filter((num) => !held.includes(num)));
  const ids = [...r.store.pending.values()].filter((e) => held.includes(e.num)).map((e) => e.body.id);
  if (ids.length > 0) {
    if (back) requeue(r, ids);
    else acknowledge(s, r, ids, ctx);
    broadcast(s, r, {do: back ? "requeue" : "ack", ids}, ctx);
  }
  handOut(s, r, ctx);
}

/** C8, P10: a channel is gone: what its consumers held goes back, and mirrors may forget it. */
export function channelGone(s: Broker, r: Replica, channel: Pid, ctx: Rabbit): void {
  const held = r.consumers.flatMap((c) => (c.channel === channel ? c.held : []));
  const ids = [...r.store.pending.values()].filter((e) => held.includes(e.num)).map((e) => e.body.id);
  r.consumers = r.consumers.filter((c) => c.channel !== channel);
  r.taken.delete(channel);
  if (ids.length > 0) {
    requeue(r, ids);
    broadcast(s, r, {do: "requeue", ids}, ctx);
  }
  if (r.publishers.delete(channel)) broadcast(s, r, {do: "sender_death", channel}, ctx);
  handOut(s, r, ctx);
}

/** Payload that a master reacts to: a mirror that wants to know how far behind it is (M2). */
export function heardAtMaster(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void {
  if (payload.do === "request_depth") broadcast(s, r, {do: "depth", depth: depthOf(r.store)}, ctx);
}
