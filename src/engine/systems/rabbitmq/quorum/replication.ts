// A leader's log on its way to the others, what of it is committed, and what follows when it is applied (Q6–Q8, Q11).

import type {NodeId} from "../../../vocabulary.ts";
import {nodeOf, type Pid} from "../messages.ts";
import {type Broker, isUp, post, type Rabbit} from "../state.ts";
import {enter, saveApplied, say, updateTerm} from "./effects.ts";
import {apply, type Effects, type Held} from "./fifo.ts";
import {cutAfter, entryAt, lastIndex, lastTerm, take, termAt, write} from "./log.ts";
import type {Command, Delivery, Entry, RaftMessage, ReplyTo} from "./messages.ts";
import type {Member, Peer} from "./state.ts";

/** Entries in a message, and how far ahead of its answers a leader sends. */
const BATCH = 128;
const PIPELINE = 4096;

type Append = Extract<RaftMessage, {kind: "append_entries_rpc"}>;
type Answer = Extract<RaftMessage, {kind: "append_entries_reply"}>;

const others = (m: Member, self: NodeId): readonly NodeId[] => m.members.filter((id) => id !== self);

function sendEntries(s: Broker, m: Member, to: NodeId, peer: Peer, ctx: Rabbit): void {
  const prevIndex = peer.next - 1;
  const entries = take(m, peer.next, BATCH);
  peer.next += entries.length;
  const prevTerm = termAt(m, prevIndex) ?? 0;
  say(s, m, to, {kind: "append_entries_rpc", queue: m.queue, term: m.term, prevIndex, prevTerm, commit: m.commit, entries}, ctx);
}

/** Tells every other member what it has not been told: entries, or how far they are committed. */
export function pipeline(s: Broker, m: Member, ctx: Rabbit): void {
  for (const [id, peer] of m.peers) {
    while ((peer.next <= lastIndex(m) || peer.commitSent < m.commit) && peer.next - peer.match < PIPELINE) {
      sendEntries(s, m, id, peer, ctx);
      peer.commitSent = m.commit;
    }
  }
}

/** To all, with entries or without: a new leader's first word, and its answer to whoever would be leader. */
export function tellAll(s: Broker, m: Member, ctx: Rabbit): void {
  for (const [id, peer] of m.peers) sendEntries(s, m, id, peer, ctx);
}

/** To those who have not answered, or do not know what is committed: every tick. */
export function tellStale(s: Broker, m: Member, ctx: Rabbit): void {
  for (const [id, peer] of m.peers) if (peer.match < peer.next - 1 || peer.commitSent < m.commit) sendEntries(s, m, id, peer, ctx);
}

export function newPeers(m: Member, self: NodeId): void {
  m.peers = new Map(others(m, self).map((id) => [id, {next: lastIndex(m) + 1, match: 0, commitSent: 0}]));
}

/** A leader appends a command to its log, and sends it on. */
export function appendCommand(s: Broker, m: Member, command: Command, reply: ReplyTo, ctx: Rabbit): void {
  const entry: Entry = Object.freeze({queue: m.queue, index: lastIndex(m) + 1, term: m.term, command, reply});
  write(s, m, [entry], ctx);
  pipeline(s, m, ctx);
}

export const answerOf = (m: Member, success: boolean, ctx: Rabbit): Answer => {
  const index = ctx.rules.matchIndex(m.written, lastIndex(m));
  const term = termAt(m, index) ?? 0;
  return {
    kind: "append_entries_reply",
    queue: m.queue,
    term: m.term,
    success,
    nextIndex: lastIndex(m) + 1,
    lastIndex: index,
    lastTerm: term,
  };
};

/** What a follower may say of its log before its leader has vouched for all of it. */
function answerUpTo(m: Member, reached: number, ctx: Rabbit): Answer {
  const known = Math.max(m.applied, reached);
  const index = Math.min(known, ctx.rules.matchIndex(m.written, lastIndex(m)));
  return {...answerOf(m, true, ctx), nextIndex: known + 1, lastIndex: index, lastTerm: termAt(m, index) ?? 0};
}

/** More of a follower's log is on disk. It may be what it had appended when it led itself, or followed another. */
export function writtenBy(m: Member, ctx: Rabbit): Answer {
  const reached = Math.max(m.applied, m.vouched.term === m.term ? m.vouched.index : 0);
  return ctx.rules.isValidated(lastIndex(m), reached) ? answerOf(m, true, ctx) : answerUpTo(m, reached, ctx);
}

/** Q6: a leader's entries, at a follower that has what comes before them. */
export function appended(s: Broker, m: Member, from: NodeId, rpc: Append, ctx: Rabbit): void {
  const reached = rpc.prevIndex + rpc.entries.length;
  m.vouched = {term: m.term, index: m.vouched.term === m.term ? Math.max(m.vouched.index, reached) : reached};
  const fresh = rpc.entries.findIndex((e) => termAt(m, e.index) !== e.term);
  if (fresh >= 0) {
    write(s, m, rpc.entries.slice(fresh), ctx);
    return applyCommitted(s, m, ctx);
  }
  // A leader that sends no entry has none behind the one it names.
  if (rpc.entries.length === 0 && lastIndex(m) > rpc.prevIndex) cutAfter(m, rpc.prevIndex);
  else if (!ctx.rules.isValidated(lastIndex(m), reached)) {
    return say(s, m, from, answerUpTo(m, reached, ctx), ctx);
  }
  applyCommitted(s, m, ctx);
  say(s, m, from, answerOf(m, true, ctx), ctx);
}

/** What comes before a leader's entries is missing here, or is another's: the answer says from where on it is needed. */
export function refusalOf(m: Member, why: "missing" | "term_mismatch", ctx: Rabbit): Answer {
  if (why === "missing") return answerOf(m, false, ctx);
  const index = m.applied;
  return {
    kind: "append_entries_reply",
    queue: m.queue,
    term: m.term,
    success: false,
    nextIndex: index + 1,
    lastIndex: index,
    lastTerm: termAt(m, index) ?? 0,
  };
}

/** A leader hears how far another member is. */
export function answered(s: Broker, m: Member, from: NodeId, a: Answer, ctx: Rabbit): void {
  if (a.term > m.term) {
    updateTerm(s, m, a.term, ctx);
    m.leader = null;
    return enter(s, m, "follower", ctx);
  }
  const peer = m.peers.get(from);
  if (!peer) return;
  if (a.success) {
    if (a.term !== m.term) return;
    const before = peer.match;
    peer.match = Math.max(before, a.lastIndex);
    peer.next = Math.max(peer.next, a.nextIndex);
    // Most answers tell nothing new: they are to news of what is committed.
    if (peer.match > before) evaluate(s, m, ctx);
  } else rewind(m, peer, a);
  pipeline(s, m, ctx);
}

function rewind(m: Member, peer: Peer, {lastIndex: index, lastTerm: term, nextIndex}: Answer): void {
  const own = termAt(m, index);
  if (own === null || (own === term && index >= peer.match)) {
    peer.match = index;
    peer.next = nextIndex;
  } else if (index < peer.match) {
    peer.match = index;
    peer.next = index + 1;
  } else peer.next = Math.max(Math.min(peer.next - 1, index), peer.match);
  // Ra asks for nothing before the first entry either.
  peer.next = Math.max(1, peer.next);
}

/** Q7: how far a majority has the log on disk. */
export function evaluate(s: Broker, m: Member, ctx: Rabbit): void {
  const matches = [ctx.rules.matchIndex(m.written, lastIndex(m)), ...[...m.peers.values()].map(({match}) => match)];
  const agreed = ctx.rules.agreedIndex(matches, ctx.rules.majorityOf(m.members.length));
  const term = termAt(m, agreed);
  if (term === null || agreed <= m.commit || !ctx.rules.mayCommit(term, m.term)) return;
  m.commit = agreed;
  if (!m.commits) {
    m.commits = true;
    ctx.note({kind: "ra-commits", scope: m.queue, term: m.term, index: agreed});
  }
  applyCommitted(s, m, ctx);
}

/** Q8: applies what is committed, as far as it has it: even what is not on its own disk yet. */
export function applyCommitted(s: Broker, m: Member, ctx: Rabbit): void {
  const upTo = Math.min(m.commit, lastIndex(m));
  if (upTo <= m.applied) return;
  const from = m.applied + 1;
  const told = new Map<Pid, number[]>();
  const leads = m.state === "leader";
  for (let index = from; index <= upTo; index++) {
    const entry = entryAt(m, index);
    m.applied = index;
    const effects = apply(m.fifo, entry, ctx);
    report(m, entry, effects, ctx);
    if (leads) lead(s, m, entry, effects, told, ctx);
    handOver(s, m, effects, ctx);
  }
  ctx.note({kind: "ra-applied", scope: m.queue, from, to: upTo, term: termAt(m, upTo) as number});
  saveApplied(m, ctx);
  if (leads) notify(s, m, told, ctx);
}

function report(m: Member, {index, command}: Entry, effects: Effects, ctx: Rabbit): void {
  if (command.do === "enqueue" && effects.as === "next")
    ctx.note({kind: "fifo-enqueued", scope: m.queue, id: command.id, pid: command.pid, seq: command.seq, index});
  if (m.state !== "leader") return;
  for (const held of effects.returned) ctx.note({kind: "fifo-returned", scope: m.queue, value: valueIn(m, held), count: held.count});
  for (const held of effects.poison) ctx.note({kind: "fifo-dropped", scope: m.queue, value: valueIn(m, held), count: held.count});
}

const bodyOf = (m: Member, {index}: Held) => entryAt(m, index).command as Extract<Command, {readonly value: string}>;
export const valueIn = (m: Member, held: Held): string => bodyOf(m, held).value;

export const deliveryOf = (m: Member, msg: number, held: Held): Delivery => {
  const {id, value} = bodyOf(m, held);
  return {msg, id, value, count: held.count, redelivered: held.back > 0};
};

/** What only a leader does: answers, and watches those whom it has dealings with. */
function lead(s: Broker, m: Member, {reply}: Entry, effects: Effects, told: Map<Pid, number[]>, ctx: Rabbit): void {
  for (const pid of effects.watch) watch(s, m, pid, ctx);
  for (const node of effects.watchNodes) watchNode(s, m, node, ctx);
  for (const pid of effects.keep) ctx.setTimer(`keeps ${m.queue} ${pid}`, ctx.rules.keepsFor(ctx.config.version));
  if (reply === null || effects.as === "out-of-sequence") return;
  if ("call" in reply) post(s, nodeOf(reply.pid), {kind: "reply", queue: m.queue, pid: reply.pid, call: reply.call, leader: ctx.self}, ctx);
  else {
    const seqs = told.get(reply.pid);
    if (seqs) seqs.push(reply.seq);
    else told.set(reply.pid, [reply.seq]);
  }
}

/** N1: a process of a node that cannot be reached, or that is gone, is down at once. */
export function watch(s: Broker, m: Member, pid: Pid, ctx: Rabbit): void {
  if (m.watched.has(pid)) return;
  m.watched.add(pid);
  const node = nodeOf(pid);
  if (!isUp(s, ctx, node)) m.due.push({is: "pid_down", pid, info: "noconnection"});
  else post(s, node, {kind: "monitor", queue: m.queue, pid}, ctx);
}

/** Whoever begins to watch a node is told at once how it is. */
export function watchNode(s: Broker, m: Member, node: NodeId, ctx: Rabbit): void {
  if (m.nodes.has(node)) return;
  m.nodes.add(node);
  m.due.push({is: "node_status", node, up: isUp(s, ctx, node)});
}

/** Q11: a member on the consumer's node hands the message over; the leader, where there is none. */
function handOver(s: Broker, m: Member, {handed}: Effects, ctx: Rabbit): void {
  for (const [key, messages] of handed) {
    const c = m.fifo.consumers.get(key);
    if (!c) continue;
    const node = nodeOf(c.pid);
    const own = node === ctx.self ? m.state === "leader" || m.state === "follower" : m.state === "leader" && !m.members.includes(node);
    if (!own) continue;
    const {pid, ctag} = c;
    post(s, node, {kind: "delivery", queue: m.queue, pid, ctag, messages: messages.map(({msg, held}) => deliveryOf(m, msg, held))}, ctx);
  }
}

/** Channels are told what of theirs is applied; those that cannot be reached with the next, or at the next tick. */
export function notify(s: Broker, m: Member, told: ReadonlyMap<Pid, readonly number[]>, ctx: Rabbit): void {
  for (const [pid, seqs] of told) {
    const before = m.untold.get(pid);
    if (before) before.push(...seqs);
    else m.untold.set(pid, [...seqs]);
  }
  for (const [pid, seqs] of m.untold) {
    if (!isUp(s, ctx, nodeOf(pid))) continue;
    m.untold.delete(pid);
    post(s, nodeOf(pid), {kind: "applied", queue: m.queue, pid, from: ctx.self, seqs}, ctx);
  }
}

/** For what a follower tells its leader once its log is on disk. */
export const logEnd = (m: Member) => ({lastIndex: lastIndex(m), lastTerm: lastTerm(m)});
