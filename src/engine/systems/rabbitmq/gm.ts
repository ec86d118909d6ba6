// Guaranteed multicast (gm): members form a ring, each hands on to its right what comes from its left. What a member has sent and what has not
// yet come back to it is known to all that it has passed; when it is back everybody has it, and a round of acks lets them forget it.

import type {Payload, Pid, Pub, QueueRecord, RingMessage, View} from "./messages.ts";
import {nodeOf} from "./messages.ts";
import {type Broker, isUp, post, type Rabbit, type Replica, type Ring} from "./state.ts";

/** Whom the ring tells of what it brings. */
export interface Ear {
  delivered(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void;
  deaths(s: Broker, r: Replica, deaths: readonly Pid[], ctx: Rabbit): void;
  /** It is no member any more (G2). */
  lost(s: Broker, r: Replica, ctx: Rabbit): void;
}

export const newRing = (self: Pid, view: View, caughtUp: boolean): Ring => ({
  self,
  view,
  ...neighbours(view, self),
  caughtUp,
  published: 0,
  circulating: new Map(),
  deaf: false,
  inbox: [],
  downs: [],
});

export const alive = ({members}: View): readonly Pid[] => members.flatMap((m) => (m.dead ? [] : [m.pid]));

/** Its two neighbours in the ring of those that are alive, looked up once a view. */
function neighbours(view: View, self: Pid): {readonly left: Pid; readonly right: Pid} {
  const ring = alive(view);
  const at = ring.indexOf(self);
  return {left: ring[(at - 1 + ring.length) % ring.length] ?? self, right: ring[(at + 1) % ring.length] ?? self};
}

/** Whether this member stands for a publisher: itself, or one whose place it has, the dead one next at its left (G5). */
function standsFor({view, self}: Ring, of: Pid): boolean {
  if (of === self) return true;
  const {members} = view;
  const at = members.findIndex((m) => m.pid === of);
  if (at < 0 || !members[at]?.dead) return false;
  for (let i = 1; i <= members.length; i++) {
    const next = members[(at + i) % members.length];
    if (next && !next.dead) return next.pid === self;
  }
  return false;
}

function circulation(ring: Ring, of: Pid) {
  let found = ring.circulating.get(of);
  if (!found) {
    found = {pending: [], lastPub: 0, lastAck: 0};
    ring.circulating.set(of, found);
  }
  return found;
}

function hand(
  s: Broker,
  r: Replica,
  message: Omit<Extract<RingMessage, {kind: "ACTIVITY"}>, "queue" | "from" | "to" | "kind" | "view">,
  ctx: Rabbit,
): void {
  const {ring} = r;
  const right = ring.right;
  if (right === ring.self || message.acts.length === 0) return;
  post(s, nodeOf(right), {kind: "ACTIVITY", queue: r.queue, from: ring.self, to: right, view: ring.view, ...message}, ctx);
}

/** Tells all members (G3). One that is alone need not. */
export function broadcast(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void {
  const {ring} = r;
  const n = ++ring.published;
  const own = circulation(ring, ring.self);
  own.lastPub = n;
  ctx.note({kind: "ring-delivered", queue: r.queue, of: ring.self, n, member: ring.self});
  if (ring.right === ring.self) {
    own.lastAck = n;
    return;
  }
  own.pending.push({n, payload});
  hand(s, r, {acts: [{of: ring.self, pubs: [{n, payload}], acked: 0}]}, ctx);
}

/** A message of the ring; while the member is deaf it waits. */
export function ringMessage(s: Broker, r: Replica, m: RingMessage, ear: Ear, ctx: Rabbit): void {
  const {ring} = r;
  if (m.to !== ring.self || m.kind === "ADDONRIGHT") return;
  if (ring.deaf) {
    ring.inbox.push(m);
    return;
  }
  if (m.view.version > ring.view.version && !adopt(s, r, m.view, ear, ctx)) return;
  if (m.from !== ring.left) return;
  if (m.kind === "CATCHUP") return caughtUp(s, r, m, ear, ctx);
  if (!ring.caughtUp) return;
  const acts = m.acts.map(({of, pubs, acked}) => taken(r, of, pubs, acked, ctx));
  hand(s, r, {acts: acts.flatMap(({on}) => on)}, ctx);
  for (const {fresh} of acts) for (const {payload} of fresh) ear.delivered(s, r, payload, ctx);
}

interface Taken {
  readonly on: {of: Pid; pubs: readonly Pub[]; acked: number}[];
  readonly fresh: readonly Pub[];
}

/** What is new of one publisher; what has gone round is acked by whom stands for it. */
function taken({ring, queue}: Replica, of: Pid, pubs: readonly Pub[], acked: number, ctx: Rabbit): Taken {
  const c = circulation(ring, of);
  const fresh = pubs.filter(({n}) => n > c.lastPub);
  for (const pub of fresh) {
    c.lastPub = pub.n;
    c.pending.push(pub);
    ctx.note({kind: "ring-delivered", queue, of, n: pub.n, member: ring.self});
  }
  if (standsFor(ring, of)) {
    const round = pubs.at(-1)?.n ?? 0;
    if (round <= c.lastAck) return {on: [], fresh};
    forget(c, round);
    return {on: [{of, pubs: [], acked: round}], fresh};
  }
  const newAck = acked > c.lastAck;
  if (newAck) forget(c, acked);
  return {on: fresh.length > 0 || newAck ? [{of, pubs: fresh, acked: newAck ? acked : 0}] : [], fresh};
}

function forget(c: {pending: Pub[]; lastAck: number}, upTo: number): void {
  let known = 0;
  while (known < c.pending.length && (c.pending[known] as Pub).n <= upTo) known++;
  c.pending.splice(0, known);
  c.lastAck = upTo;
}

/** The left neighbour's whole state: what it has and this member has not was lost with whoever stood between them (G5). */
function caughtUp(s: Broker, r: Replica, m: Extract<RingMessage, {kind: "CATCHUP"}>, ear: Ear, ctx: Rabbit): void {
  const {ring} = r;
  if (!ring.caughtUp) {
    for (const {of, lastPub, lastAck, pending} of m.table) ring.circulating.set(of, {pending: [...pending], lastPub, lastAck});
    ring.caughtUp = true;
    const all = m.table.flatMap(({of, pending}) => (pending.length > 0 ? [{of, pubs: pending, acked: 0}] : []));
    hand(s, r, {acts: all}, ctx);
    for (const {pubs} of all) for (const {payload} of pubs) ear.delivered(s, r, payload, ctx);
    return;
  }
  const acts = m.table.map(({of, pending, lastAck}) => taken(r, of, pending, lastAck, ctx));
  hand(s, r, {acts: acts.flatMap(({on}) => on)}, ctx);
  for (const {fresh} of acts) for (const {payload} of fresh) ear.delivered(s, r, payload, ctx);
}

/** A newer view (G2): whoever has a new right neighbour tells it all. False: it is no member any more. */
export function adopt(s: Broker, r: Replica, view: View, ear: Ear, ctx: Rabbit): boolean {
  const {ring} = r;
  const before = alive(ring.view);
  const right = ring.right;
  Object.assign(ring, {view, ...neighbours(view, ring.self)});
  const now = alive(view);
  if (!now.includes(ring.self)) {
    ear.lost(s, r, ctx);
    return false;
  }
  ring.downs = ring.downs.filter((pid) => now.includes(pid));
  const next = ring.right;
  if (next === ring.self) for (const c of ring.circulating.values()) forget(c, c.lastPub);
  else if (next !== right && ctx.rules.catchesUp()) {
    const table = [...ring.circulating].map(([of, c]) => ({of, pending: [...c.pending], lastPub: c.lastPub, lastAck: c.lastAck}));
    post(s, nodeOf(next), {kind: "CATCHUP", queue: r.queue, from: ring.self, to: next, view, table}, ctx);
  }
  const deaths = before.filter((pid) => !now.includes(pid));
  if (deaths.length > 0) {
    ctx.note({kind: "saw-deaths", scope: r.queue, deaths});
    ear.deaths(s, r, deaths, ctx);
  }
  watch(s, r, ctx);
  return true;
}

/** A member monitors its two neighbours (G2): one whose node is down is known to be dead at once. */
function watch(s: Broker, r: Replica, ctx: Rabbit): void {
  for (const pid of [r.ring.left, r.ring.right]) if (!isUp(s, ctx, nodeOf(pid))) neighbourDown(r, pid, ctx);
}

/** A neighbour died: after a pause, in which this member hears nothing, the death is recorded (N4). */
export function neighbourDown(r: Replica, pid: Pid, ctx: Rabbit): void {
  const {ring} = r;
  if (pid === ring.self || (pid !== ring.left && pid !== ring.right) || ring.downs.includes(pid)) return;
  ring.downs.push(pid);
  if (ring.deaf) return;
  ring.deaf = true;
  ctx.setTimer(`ring ${r.queue}`, ctx.rules.deathPause());
}

/** Its transaction is done: it hears again what came meanwhile. */
export function recorded(s: Broker, r: Replica, record: QueueRecord, ear: Ear, ctx: Rabbit): void {
  const {ring} = r;
  ring.deaf = false;
  if (record.view.version > ring.view.version && !adopt(s, r, record.view, ear, ctx)) return;
  if (!ring.deaf && ring.downs.length > 0) {
    ring.deaf = true;
    ctx.setTimer(`ring ${r.queue}`, ctx.rules.deathPause());
  }
  if (ring.deaf) return;
  const {inbox} = ring;
  ring.inbox = [];
  for (const m of inbox) ringMessage(s, r, m, ear, ctx);
}
