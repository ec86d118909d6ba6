// rabbit_fifo_client: how a channel uses a quorum queue. Its commands are numbered and kept until they are applied, and go to the new leader again
// when there is one (Q9, Q10); what it is handed it takes in order (Q12).

import {ms, type NodeId, type Ticks} from "../../../vocabulary.ts";
import {settleConfirm} from "../confirms.ts";
import {slow} from "../credit.ts";
import type {ClientMessage} from "../messages.ts";
import {type Broker, type Channel, isUp, post, type Rabbit} from "../state.ts";
import type {ChannelMessage, Command, Delivery} from "./messages.ts";
import type {FifoClient, FifoClients, RaCall} from "./state.ts";

const RESEND: Ticks = ms(10_000);
/** A prefetch of 0 is a limit all the same. */
const MOST = 2000;
export const isQuorum = (s: Broker, queue: string): boolean => s.quorum.records.has(queue);

/** What a channel has under way with a queue: the leader of its record first. */
function clientOf(s: Broker, c: Channel, queue: string): FifoClient | null {
  const known = c.quorum.clients.get(queue);
  if (known) return known;
  const record = s.quorum.records.get(queue);
  if (!record) return null;
  const first = record.leader;
  const servers = first === null ? record.members : [first, ...record.members.filter((id) => id !== first)];
  const made: FifoClient = {
    queue,
    servers,
    leader: null,
    handedBy: null,
    registered: false,
    seq: 0,
    enqueued: 0,
    slow: false,
    pending: new Map(),
    unsent: new Map(),
    consumers: new Map(),
  };
  c.quorum.clients.set(queue, made);
  return made;
}

const serverOf = (f: FifoClient): NodeId => f.leader ?? (f.servers[0] as NodeId);

function send(s: Broker, c: Channel, f: FifoClient, command: Command, confirm: number, ctx: Rabbit): void {
  const seq = ++f.seq;
  f.pending.set(seq, {command, confirm});
  post(s, serverOf(f), {kind: "command", queue: f.queue, pid: c.pid, seq, command}, ctx);
}

/** A publish: the first one waits until the queue knows the channel. */
export function publishTo(s: Broker, c: Channel, m: Extract<ClientMessage, {kind: "PUBLISH"}>, ctx: Rabbit): void {
  const f = clientOf(s, c, m.queue);
  if (!f) return;
  if (!f.registered) {
    c.waiting.unshift(m);
    return beginCall(s, c, f, {do: "register_enqueuer", pid: c.pid}, null, ctx);
  }
  const seq = c.confirms ? ++c.seq : 0;
  const enqueued = ++f.enqueued;
  const id = `${c.pid}:${enqueued}`;
  if (c.confirms) c.unconfirmed.set(seq, {pending: new Set([f.queue]), confirmed: 0, queue: f.queue, value: m.value, id});
  const isSlow = ctx.rules.isSlow(f.pending.size);
  send(s, c, f, {do: "enqueue", pid: c.pid, seq: enqueued, id, value: m.value}, seq, ctx);
  if (isSlow && !f.slow) {
    slow(c, f.queue, false, ctx);
    ctx.setTimer(`fifo ${c.pid} ${f.queue}`, RESEND);
  }
  f.slow = isSlow;
}

/** What a consumer has done with a message: settled or given back. */
export function settleAt(s: Broker, c: Channel, queue: string, ctag: string, msg: number, give: boolean, ctx: Rabbit): void {
  const f = clientOf(s, c, queue);
  if (!f) return;
  if (f.slow) {
    const unsent = f.unsent.get(ctag) ?? {settle: [], give: []};
    f.unsent.set(ctag, unsent);
    (give ? unsent.give : unsent.settle).push(msg);
    return;
  }
  const isSlow = ctx.rules.isSlow(f.pending.size);
  send(s, c, f, {do: give ? "return" : "settle", pid: c.pid, ctag, ids: [msg]}, 0, ctx);
  f.slow = isSlow;
}

export function consumeFrom(s: Broker, c: Channel, m: Extract<ClientMessage, {kind: "CONSUME"}>, ctx: Rabbit): void {
  const f = clientOf(s, c, m.queue);
  if (!f) return;
  const prefetch = m.prefetch === 0 ? MOST : m.prefetch;
  f.consumers.set(m.ctag, {last: -1, auto: m.noAck, asking: null});
  beginCall(s, c, f, {do: "checkout", pid: c.pid, ctag: m.ctag, prefetch}, m.ctag, ctx);
}

/** A call to whoever leads, by way of one member after the other. */
function beginCall(s: Broker, c: Channel, f: FifoClient, command: Command, ctag: string | null, ctx: Rabbit): void {
  const first = serverOf(f);
  const rest = [first, ...f.servers.filter((id) => id !== first)];
  c.quorum.call = {number: ++c.calls, queue: f.queue, ctag, command, rest, asked: ctx.self};
  next(s, c, c.quorum.call, ctx);
}

/** The next member; none is left: the call has failed. */
function next(s: Broker, c: Channel, call: RaCall, ctx: Rabbit): void {
  const to = call.rest.shift();
  if (to === undefined) return failed(c, ctx);
  ask(s, c, call, to, ctx);
}

function ask(s: Broker, c: Channel, call: RaCall, to: NodeId, ctx: Rabbit): void {
  call.asked = to;
  // Of a node that has not begun yet the call learns that there is no such process.
  if (to === ctx.self ? !s.running : !s.links.get(to)?.running || !isUp(s, ctx, to)) return next(s, c, call, ctx);
  ctx.setTimer(`racall ${c.pid}`, ctx.config.raCall);
  post(s, to, {kind: "process_command", queue: call.queue, pid: c.pid, call: call.number, command: call.command}, ctx);
}

/** Q9: a publish that never left is refused; a consumer that cannot be had closes the connection. */
function failed(c: Channel, ctx: Rabbit): void {
  const {call} = c.quorum;
  c.quorum.call = null;
  ctx.cancelTimer(`racall ${c.pid}`);
  if (!call) return;
  if (call.ctag !== null) {
    ctx.send(c.conn, {kind: "CLOSE", code: 541});
    ctx.close(c.conn);
    return;
  }
  const refused = c.waiting.shift();
  if (refused?.kind !== "PUBLISH" || !c.confirms) return;
  const seq = ++c.seq;
  ctx.note({kind: "settled", channel: c.pid, seq, as: "nack"});
  ctx.send(c.conn, {kind: "NACK", seq});
}

/** The time for a call is over: a member that was asked has not answered. */
export function callTimedOut(s: Broker, c: Channel, ctx: Rabbit): void {
  const {call} = c.quorum;
  if (!call) return;
  if (call.ctag === null) return failed(c, ctx);
  next(s, c, call, ctx);
}

/** A node is gone on which a call waits. */
export function callNodeDown(s: Broker, c: Channel, node: NodeId, ctx: Rabbit): void {
  const {call} = c.quorum;
  if (call?.asked === node) next(s, c, call, ctx);
}

function answered(c: Channel, m: Extract<ChannelMessage, {kind: "reply"}>, ctx: Rabbit): void {
  const {call} = c.quorum;
  if (call?.number !== m.call) return;
  c.quorum.call = null;
  ctx.cancelTimer(`racall ${c.pid}`);
  const f = c.quorum.clients.get(call.queue);
  if (!f) return;
  f.leader = m.leader;
  if (call.ctag === null) f.registered = true;
  else ctx.send(c.conn, {kind: "CONSUMEOK", ctag: call.ctag});
}

/** What a member says to a channel. */
export function fromMember(s: Broker, c: Channel, m: ChannelMessage, ctx: Rabbit): void {
  const f = c.quorum.clients.get(m.queue);
  if (!f) return;
  const {call} = c.quorum;
  switch (m.kind) {
    case "applied":
      return applied(s, c, f, m, ctx);
    case "rejected":
      if (m.leader === f.leader) return;
      f.leader = m.leader;
      resend(s, c, f, ctx);
      return ctx.cancelTimer(`fifo ${c.pid} ${f.queue}`);
    case "leader_change":
      f.leader = m.leader;
      return resend(s, c, f, ctx);
    case "reply":
      return m.call === 0 ? found(s, c, f, m.leader, ctx) : answered(c, m, ctx);
    case "redirect":
      if (call?.number === m.call) ask(s, c, call, m.leader, ctx);
      else if (m.call === 0) post(s, m.leader, {kind: "members", queue: f.queue, pid: c.pid, call: 0}, ctx);
      return;
    case "delivery":
      return handed(s, c, f, m.ctag, m.messages, ctx);
    case "query_result":
      return missed(s, c, f, m.ctag, m.messages, ctx);
    default:
      m satisfies never;
  }
}

/** Q10: everything that is not applied yet, in its order, under new numbers; the queue knows each by its own. */
function resend(s: Broker, c: Channel, f: FifoClient, ctx: Rabbit): void {
  const old = [...f.pending.values()];
  f.pending.clear();
  for (const {command, confirm} of old) send(s, c, f, command, confirm, ctx);
}

function applied(s: Broker, c: Channel, f: FifoClient, m: Extract<ChannelMessage, {kind: "applied"}>, ctx: Rabbit): void {
  f.leader = m.from;
  for (const seq of m.seqs) {
    const done = f.pending.get(seq);
    if (!done) continue;
    f.pending.delete(seq);
    const open = c.unconfirmed.get(done.confirm);
    if (!open) continue;
    open.pending.delete(f.queue);
    open.confirmed++;
    settleConfirm(s, c, done.confirm, ctx);
  }
  if (!f.slow || ctx.rules.isSlow(f.pending.size)) return;
  f.slow = false;
  ctx.cancelTimer(`fifo ${c.pid} ${f.queue}`);
  const {unsent} = f;
  f.unsent = new Map();
  for (const [ctag, {settle, give}] of unsent) {
    if (give.length > 0) send(s, c, f, {do: "return", pid: c.pid, ctag, ids: give}, 0, ctx);
    if (settle.length > 0) send(s, c, f, {do: "settle", pid: c.pid, ctag, ids: settle}, 0, ctx);
  }
  slow(c, f.queue, true, ctx);
}

/** A delivery names the leader: the node that it comes from, or the one that the member on the channel's own node follows. */
export function handedBy(s: Broker, c: Channel, queue: string, from: NodeId): void {
  const f = c.quorum.clients.get(queue);
  if (f) f.handedBy = s.quorum.members.get(queue)?.leader ?? from;
}

/** Q12: the next message, or one that it has had, or one too early: then those between are asked for first. */
function handed(s: Broker, c: Channel, f: FifoClient, ctag: string, messages: readonly Delivery[], ctx: Rabbit): void {
  const consumer = f.consumers.get(ctag);
  const [first] = messages;
  if (!consumer || !first) return;
  if (consumer.asking) {
    consumer.asking.push(...messages);
    return;
  }
  if (first.msg > consumer.last + 1 && ctx.rules.asksForGap(first.msg, consumer.last)) {
    consumer.asking = [...messages];
    const ends = {from: consumer.last + 1, to: first.msg - 1};
    return post(s, f.handedBy ?? serverOf(f), {kind: "local_query", queue: f.queue, pid: c.pid, ctag, ...ends}, ctx);
  }
  for (const one of messages) {
    if (one.msg <= consumer.last) continue;
    consumer.last = one.msg;
    deliver(s, c, f, ctag, consumer.auto, one, ctx);
  }
}

/** What lay between; messages that are nobody's any more are not in it. */
function missed(s: Broker, c: Channel, f: FifoClient, ctag: string, messages: readonly Delivery[], ctx: Rabbit): void {
  const consumer = f.consumers.get(ctag);
  if (!consumer?.asking) return;
  const all = [...messages, ...consumer.asking];
  consumer.asking = null;
  for (const one of all) {
    if (one.msg <= consumer.last) continue;
    consumer.last = one.msg;
    deliver(s, c, f, ctag, consumer.auto, one, ctx);
  }
}

function deliver(s: Broker, c: Channel, f: FifoClient, ctag: string, auto: boolean, one: Delivery, ctx: Rabbit): void {
  const tag = ++c.tag;
  if (auto) settleAt(s, c, f.queue, ctag, one.msg, false, ctx);
  else c.unacked.set(tag, {queue: f.queue, num: one.msg, ctag});
  ctx.send(c.conn, {kind: "DELIVER", ctag, tag, redelivered: one.redelivered, value: one.value});
}

/** The timer of a slow channel: it looks for the leader, member by member. */
export function seekLeader(s: Broker, c: Channel, queue: string, ctx: Rabbit): void {
  const f = c.quorum.clients.get(queue);
  if (!f) return;
  const tried = c.quorum.seeks.get(queue) ?? 0;
  const to = f.servers[tried];
  if (to === undefined) {
    c.quorum.seeks.delete(queue);
    return ctx.setTimer(`fifo ${c.pid} ${queue}`, RESEND);
  }
  c.quorum.seeks.set(queue, tried + 1);
  ctx.setTimer(`fifo ${c.pid} ${queue}`, isUp(s, ctx, to) ? SEEK : NONE);
  post(s, to, {kind: "members", queue, pid: c.pid, call: 0}, ctx);
}

function found(s: Broker, c: Channel, f: FifoClient, leader: NodeId, ctx: Rabbit): void {
  if (!c.quorum.seeks.delete(f.queue)) return;
  f.leader = leader;
  ctx.cancelTimer(`fifo ${c.pid} ${f.queue}`);
  resend(s, c, f, ctx);
}

const SEEK: Ticks = ms(500);
const NONE: Ticks = ms(0);

export const newClients = (): FifoClients => ({
  clients: new Map(),
  call: null,
  seeks: new Map(),
});

/** A channel ends: nothing is to come of its timers. */
export function cancelTimers(c: Channel, ctx: Rabbit): void {
  ctx.cancelTimer(`racall ${c.pid}`);
  for (const queue of c.quorum.clients.keys()) ctx.cancelTimer(`fifo ${c.pid} ${queue}`);
}
