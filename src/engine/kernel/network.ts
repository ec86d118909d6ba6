import type {Ending} from "../model/process.ts";
import type {ConnId, Message, NodeId, Ticks} from "../vocabulary.ts";
import {assert, earlier, minus, ms, NO_TIME, plus, ticks, times} from "../vocabulary.ts";
import {crowded, MOST_WAITING} from "./limits.ts";
import {linkOf} from "./links.ts";
import {neighbourUsable} from "./neighbours.ts";
import {Kind, push} from "./queue.ts";
import {type Conn, calledIn, type Half, type Kernel, type Packet, type Proc, Segment} from "./state.ts";
import {next32} from "./streams.ts";
import {hostOf, isUp, passes, schedule, travel} from "./wire.ts";

// Connections as the state machine of transport §7. A message costs one event: its arrival. Acknowledgements are not events; whether one
// was lost is found out when a link is cut, which is rare.

/** Retransmission time-out of a request/response connection above its round trip (T8). */
export const RTO_BASE = ms(208);
const RTO_MAX = ms(120_000);
/** T14: a tail-loss probe waits this long, and two round trips, for a delayed acknowledgement. */
const PROBE_ALONE = ms(200);
/** T15: since the first retransmission. */
const GIVES_UP = ms(924_600);
/** T19: the same of an orphan, whose process is gone. */
const ORPHAN_GIVES_UP = ms(102_200);

/** No instant yet. */
const NEVER = ticks(-1);

export const newHalf = (): Half => ({
  floor: NO_TIME,
  lastSent: NEVER,
  retransmitting: false,
  s: NO_TIME,
  mode: "A",
  due: NO_TIME,
  gap: NO_TIME,
  firstRetry: NEVER,
  generation: 0,
  sent: [],
  unsent: [],
  taken: false,
});

export const endOf = (conn: Conn, proc: number): 0 | 1 => (conn.ends[0] === proc ? 0 : 1);

const otherEnd = (end: 0 | 1): 0 | 1 => (end === 0 ? 1 : 0);

/** Whether the process at that end may write: it holds the connection and knows that it is open. */
export const writable = (conn: Conn, end: 0 | 1): boolean => conn.end[end] === "open" && (end === 1 || conn.phase === "open");

/** What becomes of a segment that is written now: a fault takes it once, an ablation for ever. */
export type Fate = "sent" | "sent again" | "gone";

/** Writes one message, to an end that is writable. `extra` and `fate` come from a fault. */
export function write(k: Kernel, conn: Conn, end: 0 | 1, message: Message, extra: Ticks, fate: Fate): void {
  transmit(k, conn, end, Segment.DATA, message, extra, fate);
}

/** Sends data or a FIN down one half, by the rows "write" of transport §7. */
function transmit(k: Kernel, conn: Conn, end: 0 | 1, what: number, message: Message | null, extra: Ticks, fate: Fate): void {
  const half = conn.halves[end];
  const {now} = k.s;
  assertSending(conn, end, what, half);
  const packet: Packet = {what, message, sentAt: now, at: now, id: k.s.nextPacket++, dropped: fate === "gone", conn};
  if (message !== null && k.sinks?.trace)
    k.sinks.sent(nameAt(k, conn, end), nameAt(k, conn, otherEnd(end)), conn.port, conn.home, message, packet.id);
  if (fate === "sent again") return takeOnce(k, conn, end, packet);
  if (half.retransmitting) return hold(k, conn, end, packet, extra);
  if (k.s.blocked === 0) return launch(k, conn, end, packet, extra);
  const from = conn.hosts[end];
  const to = conn.hosts[otherEnd(end)];
  if (passes(k, from, to)) {
    launch(k, conn, end, packet, extra);
    if (!passes(k, to, from)) retransmitFrom(k, conn, end, now);
  } else {
    holdBack(k, conn, end, half.sent, packet);
    retransmitFrom(k, conn, end, plus(now, extra));
  }
}

/**
 * A fault takes this segment: it is sent again after a time-out, and what follows waits for it (T9), as after a cut of no length. Where its
 * sender dies before that, it is never sent again.
 */
function takeOnce(k: Kernel, conn: Conn, end: 0 | 1, packet: Packet): void {
  const half = conn.halves[end];
  half.taken = true;
  holdBack(k, conn, end, half.retransmitting && k.s.now >= half.s + conn.rto ? half.unsent : half.sent, packet);
  if (!half.retransmitting) retransmitFrom(k, conn, end, k.s.now);
}

/** Whether a segment that a fault has taken still waits to be sent again by this process. */
export function wasTaken(k: Kernel, id: ConnId, proc: number): boolean {
  const conn = k.s.conns.get(id);
  return conn?.halves[endOf(conn, proc)].taken ?? false;
}

/** Only an open end sends data, and only a half marked so has segments waiting to be resent. */
function assertSending(conn: Conn, end: 0 | 1, what: number, half: Half): void {
  if (conn.end[end] !== (what === Segment.FIN ? "closed" : "open")) assert(false, `a segment leaves an end that is ${conn.end[end]}`);
  if (!half.retransmitting && half.sent.length + half.unsent.length > 0) assert(false, "what was lost is never sent again");
}

const nameAt = (k: Kernel, conn: Conn, end: 0 | 1): NodeId => (k.s.procs[conn.ends[end]] as Proc).id;

/** A write while earlier data are unacknowledged: within the first time-out it is sent all the same, later it is held back (T9, T28). */
function hold(k: Kernel, conn: Conn, end: 0 | 1, packet: Packet, extra: Ticks): void {
  const half = conn.halves[end];
  if (k.s.now >= half.s + conn.rto) return holdBack(k, conn, end, half.unsent, packet);
  half.mode = "B";
  if (half.firstRetry < 0) half.gap = firstGap(conn, half);
  const from = conn.hosts[end];
  const to = conn.hosts[otherEnd(end)];
  if (half.sent.length > 0 || !passes(k, from, to)) return holdBack(k, conn, end, half.sent, packet);
  launch(k, conn, end, packet, extra);
  if (passes(k, to, from)) half.retransmitting = false;
}

function holdBack(k: Kernel, conn: Conn, end: 0 | 1, packets: Packet[], packet: Packet): void {
  if (packets.push(packet) > MOST_WAITING) crowded(k, "answer", nameAt(k, conn, otherEnd(end)));
  lost(k, packet);
}

/** Puts a segment on the wire, behind those already on it. */
function launch(k: Kernel, conn: Conn, end: 0 | 1, packet: Packet, extra: Ticks): void {
  const half = conn.halves[end];
  const other = otherEnd(end);
  let arrival = plus(plus(k.s.now, travel(conn.links[end])), extra);
  if (k.loss > 0) arrival = plus(arrival, repair(k, conn, end));
  if (arrival > half.floor) half.floor = arrival;
  if (half.floor < k.s.now) assert(false, `a segment arrives ${k.s.now - half.floor} µs before it is sent`);
  half.lastSent = k.s.now;
  push(k.s.queue, half.floor, {kind: Kind.ARRIVE, proc: conn.ends[other], incarnation: 0, conn: conn.id, thread: 0, n: end, data: packet});
}

/** T14: a segment lost at random is resent, at most a time-out later; those behind it wait for it. No message is ever missing. */
function repair(k: Kernel, conn: Conn, end: 0 | 1): Ticks {
  const link = conn.links[end];
  if (link.from === link.to || next32(link.stream) >= k.loss) return NO_TIME;
  return earlier(conn.rto, plus(times(minus(conn.rto, RTO_BASE), 2), PROBE_ALONE));
}

/** From now on this half has a segment to resend, first lost at `s`. */
export function retransmitFrom(k: Kernel, conn: Conn, end: 0 | 1, s: Ticks): void {
  const half = conn.halves[end];
  assert(conn.end[end] === "open" || conn.end[end] === "closed", `an end that is ${conn.end[end]} has nothing to send again`);
  half.retransmitting = true;
  half.s = s;
  half.mode = "A";
  half.due = plus(s, conn.rto);
  half.gap = firstGap(conn, half);
  half.firstRetry = NEVER;
  arm(k, conn, end);
}

/** Half of the time between the first and the second attempt: alone in flight s + r·2ᵏ, else s + r·(2ᵏ − 1) (T9). */
const firstGap = (conn: Conn, half: Half): Ticks => (half.mode === "A" ? ticks(conn.rto / 2) : conn.rto);

function arm(k: Kernel, conn: Conn, end: 0 | 1): void {
  const half = conn.halves[end];
  half.generation++;
  if (half.due < k.s.now) half.due = k.s.now;
  schedule(k, half.due, Kind.RETRY, -1, conn.id, half.generation * 2 + end, null);
}

/** One retransmission time-out. */
export function retry(k: Kernel, conn: Conn, n: number): void {
  const end = (n & 1) as 0 | 1;
  const half = conn.halves[end];
  if (!half.retransmitting || half.generation !== n >> 1) return;
  if (half.firstRetry < 0) half.firstRetry = k.s.now;
  const tried = minus(k.s.now, half.firstRetry);
  if (conn.end[end] === "closed" && tried >= ORPHAN_GIVES_UP) return vanishEnd(k, conn, end);
  if (tried >= GIVES_UP) return fail(k, conn, end, "timed-out");
  const from = conn.hosts[end];
  const to = conn.hosts[otherEnd(end)];
  let doubles = true;
  if (!passes(k, from, to)) doubles = neighbourUsable(k, from, to);
  else if (conn.end[otherEnd(end)] !== "open") sendReset(k, conn, otherEnd(end), travel(conn.links[end]));
  else if (flush(k, conn, end, passes(k, to, from))) return;
  half.gap = earlier(doubles ? plus(half.gap, half.gap) : half.gap, RTO_MAX);
  half.due = plus(k.s.now, half.gap);
  arm(k, conn, end);
}

/**
 * After a heal the lost segment arrives at once, and what was held back a round trip later, in one burst (T11), if acknowledgements pass.
 * @returns true when nothing is left to resend.
 */
function flush(k: Kernel, conn: Conn, end: 0 | 1, acknowledged: boolean): boolean {
  const half = conn.halves[end];
  const {sent, unsent} = half;
  half.sent = [];
  sent.sort((x, y) => x.id - y.id);
  for (const packet of sent) relaunch(k, conn, end, packet, NO_TIME);
  if (!acknowledged) return false;
  half.unsent = [];
  half.retransmitting = false;
  half.taken = false;
  for (const packet of unsent) relaunch(k, conn, end, packet, minus(conn.rto, RTO_BASE));
  return true;
}

function relaunch(k: Kernel, conn: Conn, end: 0 | 1, packet: Packet, extra: Ticks): void {
  packet.at = k.s.now;
  launch(k, conn, end, packet, extra);
}

/** A message does not arrive, at least not this time. */
function lost(k: Kernel, packet: Packet): void {
  if (packet.message !== null) k.sinks?.lost(packet.id);
}

/** A segment on its way is lost, in a cut or at a host that is off: it will be resent, unless it was an RST. */
export function lose(k: Kernel, conn: Conn, end: 0 | 1, packet: Packet): void {
  lost(k, packet);
  if (packet.what === Segment.RST || conn.end[end] === "gone" || conn.end[end] === "broken") return;
  const half = conn.halves[end];
  half.sent.push(packet);
  if (!half.retransmitting) return retransmitFrom(k, conn, end, packet.at);
  if (half.firstRetry >= 0 || packet.at === half.s) return;
  retransmitFrom(k, conn, end, earlier(half.s, packet.at));
  half.mode = "B";
  half.gap = firstGap(conn, half);
}

/** What a segment does at the kernel it has reached: `deliver` hands its message to the process. */
export function arrive(k: Kernel, conn: Conn, end: 0 | 1, packet: Packet): "deliver" | Ending | null {
  const other = otherEnd(end);
  if (!isUp(k, conn.hosts[other])) {
    lose(k, conn, end, packet);
    return null;
  }
  if (packet.what === Segment.RST) return "reset";
  if (conn.end[other] !== "open" || packet.dropped) {
    lost(k, packet);
    if (packet.what === Segment.DATA && conn.end[end] === "open" && !packet.dropped) sendReset(k, conn, other, NO_TIME);
    return null;
  }
  return packet.what === Segment.FIN ? "eof" : "deliver";
}

/** An RST is sent once: lost, it is lost for ever (T19). */
function sendReset(k: Kernel, conn: Conn, end: 0 | 1, extra: Ticks): void {
  if (!passes(k, conn.hosts[end], conn.hosts[otherEnd(end)])) return;
  launch(k, conn, end, {what: Segment.RST, message: null, sentAt: k.s.now, at: k.s.now, id: k.s.nextPacket++, dropped: false, conn}, extra);
}

function discard(half: Half): void {
  half.retransmitting = false;
  half.generation++;
  half.sent = [];
  half.unsent = [];
  half.taken = false;
}

/** The kernel at this end gives up the connection; `disconnected` follows. */
export function fail(k: Kernel, conn: Conn, end: 0 | 1, why: Ending): void {
  schedule(k, k.s.now, Kind.DISCONNECTED, conn.ends[end], conn.id, 0, why);
}

/** The kernel at this end finds the connection dead: it sends nothing more, and a process that holds it will be told. */
export function breakEnd(conn: Conn, end: 0 | 1): void {
  if (conn.end[end] !== "open") return;
  discard(conn.halves[end]);
  conn.end[end] = "broken";
}

function vanishEnd(k: Kernel, conn: Conn, end: 0 | 1): void {
  discard(conn.halves[end]);
  conn.end[end] = "gone";
  forget(k, conn);
}

/** Closes this end. Unread input makes it a reset, otherwise a FIN follows what has been sent (T17, T19). The caller releases it. */
export function letGo(k: Kernel, conn: Conn, proc: number, unread: boolean, teardown: Ticks): void {
  const end = endOf(conn, proc);
  const other = otherEnd(end);
  (k.s.procs[proc] as Proc).conns.delete(conn.id);
  if (conn.end[end] === "broken") conn.end[end] = "gone";
  if (conn.end[end] !== "open") return;
  const opening = end === 0 && conn.phase === "syn";
  if (opening || unread) {
    discard(conn.halves[end]);
    conn.end[end] = "gone";
    if (conn.end[other] === "open") sendReset(k, conn, end, teardown);
    return;
  }
  conn.end[end] = "closed";
  if (conn.end[other] === "open") transmit(k, conn, end, Segment.FIN, null, teardown, "sent");
}

/** Neither process holds the connection: forget it. */
export function forget(k: Kernel, conn: Conn): void {
  if (!isOver(conn.end[0]) || !isOver(conn.end[1])) return;
  for (const proc of conn.ends) assert(!(k.s.procs[proc] as Proc).conns.has(conn.id), "a process holds a connection that is over");
  k.s.conns.delete(conn.id);
}

const isOver = (end: Conn["end"][0]): boolean => end === "closed" || end === "gone";

export function close(k: Kernel, id: ConnId, proc: number, unread: boolean, teardown: Ticks): void {
  const conn = k.s.conns.get(id);
  if (!conn) return;
  letGo(k, conn, proc, unread, teardown);
  forget(k, conn);
}

/** The host and its kernel are gone: no packet leaves, not even from its orphans (T17). */
export function vanish(k: Kernel, host: number): void {
  for (const proc of k.tenants[host] as readonly number[]) (k.s.procs[proc] as Proc).conns.clear();
  for (const conn of [...k.s.conns.values()]) {
    for (const end of [0, 1] as const) if (conn.hosts[end] === host) vanishEnd(k, conn, end);
  }
}

/** Resets a connection at both ends, as a middlebox would. */
export function reset(k: Kernel, conn: Conn): void {
  fail(k, conn, 0, "reset");
  fail(k, conn, 1, "reset");
}

/** Whether the lossy-channel ablation takes this message. */
export function losesMessage(k: Kernel, home: number, from: number, to: number, message: Message): boolean {
  const lossy = k.options.lossy;
  if (lossy?.kind !== calledIn(k, home, "messages", message.kind)) return false;
  return next32(linkOf(k, hostOf(k, from), hostOf(k, to)).stream) % 1_000_000 < lossy.perMillion;
}
