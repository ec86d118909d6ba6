// rabbit_mirror_queue_slave: does what the ring says, and confirms what it has from the channel too.

import {acknowledge, depthOf, emptyBacking, enqueue, fetch, requeue} from "./backing.ts";
import {took} from "./credit.ts";
import {broadcast} from "./gm.ts";
import {confirm, enqueueCopy, handOut} from "./master.ts";
import type {Body, Payload, Pid} from "./messages.ts";
import {type Broker, believe, type Rabbit, type Replica, type Sender, type Status} from "./state.ts";
import {isAsked, submit} from "./table.ts";

const senderOf = (r: Replica, channel: Pid): Sender => {
  let found = r.senders.get(channel);
  if (!found) {
    found = {copies: [], expected: new Set(), down: "no"};
    r.senders.set(channel, found);
  }
  return found;
};

/** P3, P5: a channel's copy; it does nothing by itself. */
export function copied(s: Broker, r: Replica, body: Body, ctx: Rabbit): void {
  took(s, r, body.channel, ctx);
  const sender = senderOf(r, body.channel);
  if (!sender.expected.delete(body.id)) {
    sender.copies.push(body);
    return;
  }
  const status = r.statuses.get(body.id);
  if (status?.is === "published") r.statuses.set(body.id, {is: "owed", channel: body.channel, seq: body.seq});
  else {
    r.statuses.delete(body.id);
    confirm(s, r, body.channel, body.seq, ctx);
  }
}

/** P5: the ring's instruction for a message. A head that differs: it is older than this mirror's membership, and no copy will come. */
function told(s: Broker, r: Replica, body: Body, as: "publish" | "publish_delivered" | "discard", ctx: Rabbit): void {
  took(s, r, body.channel, ctx);
  const sender = senderOf(r, body.channel);
  const [head] = sender.copies;
  let status: Status | null = null;
  if (head?.id === body.id) {
    sender.copies.shift();
    if (as === "discard" || !body.persistent) confirm(s, r, body.channel, body.seq, ctx);
    else status = {is: "owed", channel: body.channel, seq: body.seq};
  } else if (!head) {
    sender.expected.add(body.id);
    status = {is: as === "discard" ? "discarded" : body.persistent ? "published" : "confirmed"};
  }
  if (status) r.statuses.set(body.id, status);
  if (as === "discard") r.store.next++;
  else enqueue(s, r, body, {delivered: true, pending: as === "publish_delivered"}, ctx);
}

/** P5, P7: a message is on this mirror's disk. */
export function storedAtMirror(s: Broker, r: Replica, id: string, ctx: Rabbit): void {
  const status = r.statuses.get(id);
  if (status?.is === "owed") {
    r.statuses.delete(id);
    confirm(s, r, status.channel, status.seq, ctx);
  } else if (status?.is === "published") r.statuses.set(id, {is: "confirmed"});
}

export function heardAtMirror(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void {
  switch (payload.do) {
    case "publish":
    case "publish_delivered":
    case "discard":
      return told(s, r, payload.body, payload.do, ctx);
    case "drop": {
      let own = 0;
      while (r.store.ready.length > payload.length && fetch(s, r, payload.ackRequired, ctx)) own++;
      if (!payload.ackRequired) shift(s, r, own - payload.dropped, ctx);
      return;
    }
    case "ack":
      return shift(s, r, acknowledge(s, r, payload.ids, ctx) - payload.ids.length, ctx);
    case "requeue":
      return requeue(r, payload.ids);
    case "depth":
      r.delta = Math.max(0, ctx.rules.depthDelta(payload.depth, depthOf(r.store)));
      return shift(s, r, 0, ctx);
    case "sender_death":
      return senderGone(r, payload.channel, "ring");
    // The process is asked to synchronise, and ended, elsewhere.
    case "sync_start":
    case "delete_and_terminate":
    case "request_depth":
    case "process_death":
      return;
    default:
      payload satisfies never;
  }
}

/** M4: how far it is behind; at 0 it is synchronised. */
function shift(s: Broker, r: Replica, by: number, ctx: Rabbit): void {
  if (r.delta === null) return;
  r.delta = Math.max(0, r.delta + by);
  ctx.note({kind: "depth-delta", scope: r.queue, delta: r.delta});
  if (r.delta > 0 || s.records.get(r.queue)?.synced.includes(r.pid) || isAsked(s, r.queue, "synced")) return;
  ctx.note({kind: "synchronised", scope: r.queue});
  submit(s, {do: "synced", queue: r.queue, by: r.pid}, ctx);
}

/** P10: forgotten when both have said so: its own end, and the ring. */
export function senderGone(r: Replica, channel: Pid, by: "channel" | "ring"): void {
  const sender = r.senders.get(channel);
  if (!sender) return;
  if (by === "channel") r.taken.delete(channel);
  if (sender.down !== "no" && sender.down !== by) r.senders.delete(channel);
  else sender.down = by;
}

/** E5, E6, E7: the mirror is master from here on. */
export function promote(s: Broker, r: Replica, ctx: Rabbit): void {
  const {rules} = ctx;
  const unacked = [...r.store.pending.keys()];
  const copies = rules.enqueuesCopies() ? [...r.senders.values()].flatMap((sender) => sender.copies) : [];
  ctx.note({kind: "promoting-mirror", scope: r.queue, requeued: unacked.length, copies: copies.length});
  r.role = "master";
  if (rules.requeues()) requeue(r, unacked);
  for (const [id, status] of r.statuses) {
    if (status.is === "owed") r.owed.set(id, {channel: status.channel, seq: status.seq});
    else if (rules.remembersSeen()) r.seen.set(id, status.is);
  }
  for (const channel of r.senders.keys()) r.publishers.add(channel);
  r.statuses = new Map();
  r.senders = new Map();
  r.delta = 0;
  broadcast(s, r, {do: "depth", depth: depthOf(r.store)}, ctx);
  for (const body of copies) enqueueCopy(s, r, body, ctx);
  ctx.note({kind: "master", scope: r.queue, reign: s.records.get(r.queue)?.reign ?? 0, messages: r.store.ready.length});
  believe(s);
  handOut(s, r, ctx);
}

export const emptyReplica = (queue: string, pid: Pid, role: Replica["role"], ring: Replica["ring"]): Replica => ({
  queue,
  pid,
  role,
  ring,
  store: emptyBacking(),
  consumers: [],
  owed: new Map(),
  seen: new Map(),
  publishers: new Set(),
  taken: new Map(),
  senders: new Map(),
  statuses: new Map(),
  delta: null,
  ended: false,
  sync: null,
  leaving: null,
});
