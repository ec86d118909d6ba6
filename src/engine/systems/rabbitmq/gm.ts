// Guaranteed multicast (gm): members form a ring, each hands on to its right what comes from its left. What a member has sent and what has not
// yet come back to it is known to all that it has passed; when it is back everybody has it, and a round of acks lets them forget it.

import {
  alive,
  type Circulation,
  nodeOf,
  type Payload,
  type Pid,
  type Pub,
  type QueueRecord,
  type RingMessage,
  type View,
} from "./messages.ts";
import {type Broker, isUp, post, type Rabbit, type Replica, type Ring} from "./state.ts";
import {submit} from "./table.ts";

/** Whom the ring tells of what it brings. */
export interface Ear {
  delivered(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void;
  deaths(s: Broker, r: Replica, deaths: readonly Pid[], ctx: Rabbit): void;
  /** This one is no member any more (G2). */
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
  dying: null,
});

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

type Act = Extract<RingMessage, {kind: "ACTIVITY"}>["acts"][number];

function hand(s: Broker, r: Replica, acts: readonly Act[], ctx: Rabbit): void {
  const {ring} = r;
  const right = ring.right;
  if (right === ring.self || acts.length === 0) return;
  post(s, nodeOf(right), {kind: "ACTIVITY", queue: r.queue, from: ring.self, to: right, view: ring.view, acts}, ctx);
}

/** Has all members told (G3), behind all that this one has still to hear. */
export function broadcast(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void {
  if (r.ring.deaf || r.ring.inbox.length > 0) r.ring.inbox.push({say: payload});
  else say(s, r, payload, ctx);
}

/** One that is alone tells nobody. */
function say(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void {
  const {ring} = r;
  if (!ring.caughtUp || ring.right === ring.self) return;
  const n = ++ring.published;
  const own = circulation(ring, ring.self);
  own.lastPub = n;
  ctx.note({kind: "ring-delivered", queue: r.queue, of: ring.self, n, member: ring.self});
  own.pending.push({n, payload});
  hand(s, r, [{of: ring.self, pubs: [{n, payload}], acked: 0}], ctx);
}

/** A message of the ring; while the member is deaf it waits. */
export function ringMessage(s: Broker, r: Replica, m: RingMessage, ear: Ear, ctx: Rabbit): void {
  const {ring} = r;
  if (m.to !== ring.self || m.kind === "ADDONRIGHT") return;
  if (ring.deaf) {
    ring.inbox.push({heard: m});
    return;
  }
  if (m.view.version > ring.view.version && !adopt(s, r, m.view, ear, ctx)) return;
  if (m.from !== ring.left) return;
  if (m.kind === "ACTIVITY") {
    if (ring.caughtUp) activity(s, r, m.acts, ear, ctx);
  } else if (ring.caughtUp) activity(s, r, missed(ring, m.table), ear, ctx);
  else begin(s, r, m, ctx);
}

/** What its left neighbour told: first it is handed on, then the member is told of it; at last the dead may be done with (G3, G5). */
function activity(s: Broker, r: Replica, acts: readonly Act[], ear: Ear, ctx: Rabbit): void {
  const on: Act[] = [];
  for (const act of acts) {
    const told = taken(r.ring, act);
    if (told) on.push(told);
  }
  hand(s, r, on, ctx);
  for (const {of, pubs} of on) {
    for (const {n, payload} of pubs) {
      ctx.note({kind: "ring-delivered", queue: r.queue, of, n, member: r.ring.self});
      ear.delivered(s, r, payload, ctx);
    }
  }
  erase(s, r, ctx);
}

/** What has come back to whom stands for its publisher has gone round: it goes round as an ack now, which all but it obey. */
function taken(ring: Ring, act: Act): Act | null {
  const {of, pubs, acked} = act;
  const c = circulation(ring, of);
  if (standsFor(ring, of)) {
    const round = common(pubs, c.pending).at(-1)?.n ?? 0;
    forget(c, round);
    if (acked > 0) c.lastAck = acked;
    return round > 0 ? {of, pubs: [], acked: round} : null;
  }
  c.pending.push(...pubs);
  c.lastPub = pubs.at(-1)?.n ?? c.lastPub;
  if (acked > 0) {
    forget(c, acked);
    c.lastAck = acked;
  }
  return pubs.length > 0 || acked > 0 ? act : null;
}

const common = (a: readonly Pub[], b: readonly Pub[]): readonly Pub[] => a.filter(({n}) => b.some((other) => other.n === n));

function forget(c: {pending: Pub[]}, upTo: number): void {
  let known = 0;
  while (known < c.pending.length && (c.pending[known] as Pub).n <= upTo) known++;
  c.pending.splice(0, known);
}

/** A new member's first state is its left neighbour's. It is told nothing of what circulates already: that is older than its membership. */
function begin(s: Broker, r: Replica, {table, view}: Extract<RingMessage, {kind: "CATCHUP"}>, ctx: Rabbit): void {
  const {ring} = r;
  for (const {of, lastPub, lastAck, pending} of table) ring.circulating.set(of, {pending: [...pending], lastPub, lastAck});
  ring.caughtUp = true;
  if (ring.right === ring.self) return;
  post(s, nodeOf(ring.right), {kind: "CATCHUP", queue: r.queue, from: ring.self, to: ring.right, view, table}, ctx);
}

/** What a new left neighbour's state has, or has forgotten, that never came here: it was lost with whoever stood between the two (G5). */
function missed(ring: Ring, table: readonly Circulation[]): readonly Act[] {
  const theirs = new Map(table.map((entry) => [entry.of, entry]));
  return [...new Set([...ring.circulating.keys(), ...theirs.keys()])].flatMap((of): Act[] => {
    const c = circulation(ring, of);
    const left = theirs.get(of) ?? {pending: [], lastAck: 0};
    if (standsFor(ring, of)) {
      c.lastAck = left.lastAck;
      return [{of, pubs: common(left.pending, c.pending), acked: 0}];
    }
    const last = c.pending.at(-1)?.n ?? 0;
    const [oldest] = left.pending;
    const acked = oldest ? Math.min(last, oldest.n - 1) : last;
    return [{of, pubs: left.pending.filter(({n}) => n > last), acked: acked >= (c.pending[0]?.n ?? 1) ? acked : 0}];
  });
}

/** Dead members for which this one stands, and all of whose messages everybody has and knows to be everybody's, are struck out (G5). */
function erase(s: Broker, r: Replica, ctx: Rabbit): void {
  const {ring} = r;
  if (!ring.view.members.some(({dead}) => dead)) return;
  const done = ring.view.members.flatMap(({pid, dead}) => {
    const c = ring.circulating.get(pid);
    return dead && standsFor(ring, pid) && c?.lastPub === c?.lastAck ? [pid] : [];
  });
  if (done.length === 0) return;
  for (const pid of done) ring.circulating.delete(pid);
  ring.deaf = true;
  submit(s, {do: "erase", queue: r.queue, by: ring.self, dead: done}, ctx);
}

/**
 * A newer view (G2): whoever has a new right neighbour tells it all. The member is told of a death only when the dead one is struck out: by then it
 * has been told all that the dead one said (E1). False: it is no member any more.
 */
export function adopt(s: Broker, r: Replica, view: View, ear: Ear, ctx: Rabbit): boolean {
  const {ring} = r;
  const right = ring.right;
  const known = view.members.map(({pid}) => pid);
  const deaths = ring.view.members.flatMap(({pid}) => (known.includes(pid) ? [] : [pid]));
  Object.assign(ring, {view, ...neighbours(view, ring.self)});
  if (!alive(view).includes(ring.self)) {
    ear.lost(s, r, ctx);
    return false;
  }
  for (const of of [...ring.circulating.keys()]) if (!known.includes(of)) ring.circulating.delete(of);
  if (deaths.length > 0) {
    ctx.note({kind: "saw-deaths", scope: r.queue, deaths});
    ear.deaths(s, r, deaths, ctx);
  }
  const next = ring.right;
  if (next === ring.self) {
    ring.circulating.clear();
    erase(s, r, ctx);
  } else if (next !== right && ring.caughtUp && ctx.rules.catchesUp()) {
    const table = [...ring.circulating].map(([of, c]) => ({of, pending: [...c.pending], lastPub: c.lastPub, lastAck: c.lastAck}));
    post(s, nodeOf(next), {kind: "CATCHUP", queue: r.queue, from: ring.self, to: next, view, table}, ctx);
  }
  watch(s, r, ctx);
  return true;
}

/** A member monitors its two neighbours (G2): one whose node is down is known to be dead at once. */
function watch(s: Broker, r: Replica, ctx: Rabbit): void {
  for (const pid of [r.ring.left, r.ring.right]) if (!isUp(s, ctx, nodeOf(pid))) neighbourDown(r, pid, ctx);
}

/**
 * A neighbour died: after a pause, in which this member hears nothing, the death is recorded (N4). What a left neighbour said last is heard before
 * that; that the right one is dead, before all else.
 */
export function neighbourDown(r: Replica, pid: Pid, ctx: Rabbit): void {
  const {ring} = r;
  if (pid === ring.self || (pid !== ring.left && pid !== ring.right)) return;
  if (pid === ring.dying || ring.inbox.some((item) => "down" in item && item.down === pid)) return;
  if (!ring.deaf) {
    ring.deaf = true;
    ring.dying = pid;
    ctx.setTimer(`ring ${r.queue}`, ctx.rules.deathPause());
  } else if (pid === ring.left) ring.inbox.push({down: pid});
  else ring.inbox.unshift({down: pid});
}

/** Its transaction is done: it hears again what came meanwhile. */
export function recorded(s: Broker, r: Replica, record: QueueRecord, ear: Ear, ctx: Rabbit): void {
  const {ring} = r;
  ring.deaf = false;
  ring.dying = null;
  if (record.view.version > ring.view.version && !adopt(s, r, record.view, ear, ctx)) return;
  while (!ring.deaf) {
    const next = ring.inbox.shift();
    if (!next) return;
    if ("down" in next) neighbourDown(r, next.down, ctx);
    else if ("say" in next) say(s, r, next.say, ctx);
    else ringMessage(s, r, next.heard, ear, ctx);
  }
}
