import type {ConnId, Message, Ticks} from "../vocabulary.ts";
import {ms} from "../vocabulary.ts";
import {draw} from "./latency.ts";
import {Kind, push} from "./queue.ts";
import type {Conn, Flight, Half, Kernel, Pair, Proc} from "./state.ts";
import {between, next32} from "./streams.ts";
import type {Ending} from "./system.ts";

// Connections as the state machine of transport §7. A message costs one event: its arrival. Acknowledgements are not events; whether one
// was lost is found out when a pair is cut, which is rare.

/** Retransmission time-out of a request/response connection above its round trip (T8). */
const RTO_BASE = ms(208);
/** SYN attempts after the first, and the end, from the call (T2, Linux ≥ 6.5). */
const SYN_GRID = [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67].map((s) => ms(s * 1000));
const SYN_GIVE_UP = ms(131_000);
const NEIGHBOUR_FAILS = ms(3_050);
const NEIGHBOUR_LASTS = [ms(15_000), ms(45_000)] as const;
const RTO_MAX = ms(120_000);
/** T15: give up this long after the first retransmission. */
const GIVE_UP = ms(924_600);
/** T19: an orphan is dropped at the attempt after 54 s. */
const ORPHAN_GIVES_UP = ms(100_000);
/** T4: Java's ServerSocket without argument, plus one. */
const ACCEPT_QUEUE = 51;
const FLOOR_GAP = 1;

export const pairOf = (k: Kernel, from: number, to: number): Pair => k.s.pairs[from * k.s.hosts.length + to] as Pair;

const hostOf = (k: Kernel, proc: number): number => (k.s.procs[proc] as Proc).host;

function passes(k: Kernel, from: number, to: number): boolean {
  if (from === to) return true;
  return !pairOf(k, from, to).cut && (k.s.hosts[from]?.up ?? false) && (k.s.hosts[to]?.up ?? false);
}

/** Packets pass both ways between two hosts. */
export const linked = (k: Kernel, a: number, b: number): boolean => passes(k, a, b) && passes(k, b, a);

function wire(k: Kernel, from: number, to: number): Ticks {
  if (from === to) return 0;
  const pair = pairOf(k, from, to);
  const value = draw(pair.latency, pair.stream);
  return pair.factor === 1 ? value : Math.round(value * pair.factor);
}

const newHalf = (): Half => ({
  floor: 0,
  lastSent: -1,
  count: 0,
  epoch: 0,
  stuck: false,
  s: 0,
  mode: "A",
  k: 0,
  firstRetry: 0,
  retryGeneration: 0,
  sent: [],
  unsent: [],
});

export const endOf = (conn: Conn, proc: number): 0 | 1 => (conn.ends[0] === proc ? 0 : 1);

function schedule(k: Kernel, at: Ticks, kind: number, proc: number, conn: ConnId, n: number, data: unknown): void {
  const incarnation = proc < 0 ? 0 : (k.s.procs[proc] as Proc).incarnation;
  push(k.s.queue, at, {kind, proc, incarnation, conn, thread: 0, n, data});
}

/** Begins to connect; `connected` or `disconnected` follows (T1, T2). */
export function connect(k: Kernel, from: number, to: number, port: string): ConnId {
  const id = k.s.nextConn++;
  const a = hostOf(k, from);
  const b = hostOf(k, to);
  const rto = RTO_BASE + (a === b ? 0 : 2 * pairOf(k, a, b).latency.median);
  const conn: Conn = {
    id,
    ends: [from, to],
    port,
    phase: "syn",
    synAt: k.s.now,
    end: ["open", "open"],
    accepted: false,
    halves: [newHalf(), newHalf()],
    rto,
  };
  k.s.conns.set(id, conn);
  (k.s.procs[from] as Proc).conns.add(id);
  schedule(k, k.s.now, Kind.SYN, -1, id, 0, null);
  return id;
}

/** One SYN of the grid. */
export function syn(k: Kernel, id: ConnId, attempt: number): void {
  const conn = k.s.conns.get(id);
  if (conn?.phase !== "syn" || conn.end[0] !== "open") return;
  const [from, to] = conn.ends;
  const a = hostOf(k, from);
  const b = hostOf(k, to);
  const target = k.s.procs[to] as Proc;
  if (linked(k, a, b)) {
    proveNeighbour(k, a, b);
    const there = wire(k, a, b);
    const back = wire(k, b, a);
    if (!target.listening.has(conn.port)) return tell(k, conn, 0, "refused", k.s.now + there + back);
    if (!(target.status === "paused" && target.backlog >= ACCEPT_QUEUE)) {
      if (target.status === "paused") target.backlog++;
      conn.phase = "open";
      conn.halves[0].floor = k.s.now + there;
      conn.halves[1].floor = k.s.now + there + back;
      target.conns.add(id);
      schedule(k, k.s.now + there, Kind.ACCEPTED, to, id, 0, null);
      schedule(k, k.s.now + there + back, Kind.CONNECTED, from, id, 0, null);
      return;
    }
  } else if (k.scenario.network.neighbourDiscovery && pairOf(k, a, b).neighbourUntil < conn.synAt) {
    return tell(k, conn, 0, "unreachable", conn.synAt + NEIGHBOUR_FAILS);
  }
  const next = SYN_GRID[attempt + 1];
  if (next === undefined) return tell(k, conn, 0, "timed-out", conn.synAt + SYN_GIVE_UP);
  schedule(k, conn.synAt + next, Kind.SYN, -1, id, attempt + 1, null);
}

function proveNeighbour(k: Kernel, a: number, b: number): void {
  if (!k.scenario.network.neighbourDiscovery || a === b) return;
  const pair = pairOf(k, a, b);
  pair.neighbourUntil = k.s.now + between(pair.stream, NEIGHBOUR_LASTS[0], NEIGHBOUR_LASTS[1]);
}

/** The process at that end learns that the connection is over. */
function tell(k: Kernel, conn: Conn, end: 0 | 1, why: Ending, at: Ticks): void {
  if (conn.end[end] !== "open") return;
  schedule(k, at, Kind.DISCONNECTED, conn.ends[end], conn.id, 0, why);
}

/** Writes one message. False: this end is closed (EPIPE). */
export function write(k: Kernel, id: ConnId, proc: number, message: Message, extra: Ticks, dropped: boolean): boolean {
  const conn = k.s.conns.get(id);
  if (conn?.phase !== "open") return false;
  const end = endOf(conn, proc);
  if (conn.end[end] !== "open") return false;
  transmit(k, conn, end, message, false, extra, dropped);
  return true;
}

/** Sends data or a FIN down one half, by the rows "write" of transport §7. */
function transmit(k: Kernel, conn: Conn, end: 0 | 1, message: Message | null, fin: boolean, extra: Ticks, dropped: boolean): void {
  const half = conn.halves[end];
  const from = hostOf(k, conn.ends[end]);
  const to = hostOf(k, conn.ends[1 - end] as number);
  const now = k.s.now;
  const flight: Flight = {message, fin, n: half.count++, sentAt: now, id: k.s.nextFlight++, epoch: half.epoch, dropped};
  if (message) k.sinks?.sent(flight.id, conn, end, message);
  const forward = passes(k, from, to);
  const back = passes(k, to, from);
  if (half.stuck) {
    if (now >= half.s + conn.rto) half.unsent.push(flight);
    else {
      half.mode = "B";
      if (forward && !back && half.sent.length === 0) launch(k, conn, end, flight, from, to, extra);
      else half.sent.push(flight);
      if (half.k === 0) armRetry(k, conn, end);
    }
  } else if (forward) {
    launch(k, conn, end, flight, from, to, extra);
    if (!back) stick(k, conn, end, now);
  } else {
    half.sent.push(flight);
    stick(k, conn, end, now);
  }
  half.lastSent = now;
}

function launch(k: Kernel, conn: Conn, end: 0 | 1, flight: Flight, from: number, to: number, extra: Ticks): void {
  const half = conn.halves[end];
  let arrival = k.s.now + wire(k, from, to) + extra;
  if (arrival < half.floor) arrival = half.floor + FLOOR_GAP;
  half.floor = arrival;
  const proc = conn.ends[1 - end] as number;
  push(k.s.queue, arrival, {kind: Kind.ARRIVE, proc, incarnation: 0, conn: conn.id, thread: 0, n: end, data: flight});
}

function stick(k: Kernel, conn: Conn, end: 0 | 1, s: Ticks): void {
  const half = conn.halves[end];
  half.stuck = true;
  half.s = s;
  half.mode = "A";
  half.k = 0;
  half.firstRetry = 0;
  armRetry(k, conn, end);
}

/** When attempt k of a half is due (T9): alone in flight s + r·2ᵏ, else s + r·(2ᵏ⁺¹ − 1); at most 120 s apart. */
function attemptAt(conn: Conn, half: Half): Ticks {
  let at = half.s + conn.rto;
  let gap = half.mode === "A" ? conn.rto : conn.rto * 2;
  for (let i = 0; i < half.k; i++) {
    at += Math.min(gap, RTO_MAX);
    gap *= 2;
  }
  return at;
}

function armRetry(k: Kernel, conn: Conn, end: 0 | 1): void {
  const half = conn.halves[end];
  half.retryGeneration++;
  let at = attemptAt(conn, half);
  while (at <= k.s.now) {
    half.k++;
    at = attemptAt(conn, half);
  }
  schedule(k, at, Kind.RETRY, -1, conn.id, half.retryGeneration * 2 + end, null);
}

/** One retransmission. */
export function retry(k: Kernel, id: ConnId, n: number): void {
  const conn = k.s.conns.get(id);
  if (!conn) return;
  const end = (n & 1) as 0 | 1;
  const half = conn.halves[end];
  if (half.retryGeneration !== n >> 1 || !half.stuck || conn.end[end] === "gone") return;
  const from = hostOf(k, conn.ends[end]);
  const to = hostOf(k, conn.ends[1 - end] as number);
  if (half.firstRetry === 0) half.firstRetry = k.s.now;
  if (passes(k, from, to)) {
    const back = passes(k, to, from);
    if (conn.end[1 - end] !== "open" && (k.s.hosts[to]?.up ?? false)) {
      if (back) tell(k, conn, end, "reset", k.s.now + wire(k, from, to) + wire(k, to, from));
      half.stuck = !back;
      if (back) return release(k, conn);
    }
    flush(k, conn, end, from, to, back);
    if (back) return;
  }
  const elapsed = k.s.now - half.firstRetry;
  if (conn.end[end] === "closed" && k.s.now - half.s >= ORPHAN_GIVES_UP) {
    conn.end[end] = "gone";
    return release(k, conn);
  }
  if (elapsed >= GIVE_UP) return tell(k, conn, end, "timed-out", k.s.now);
  half.k++;
  armRetry(k, conn, end);
}

/** What was lost arrives at once; what was held back a round trip later, in one burst (T11). */
function flush(k: Kernel, conn: Conn, end: 0 | 1, from: number, to: number, back: boolean): void {
  const half = conn.halves[end];
  half.sent.sort((x, y) => x.n - y.n);
  for (const flight of half.sent) launch(k, conn, end, {...flight, epoch: half.epoch}, from, to, 0);
  half.sent = [];
  if (!back) return;
  const roundTrip = conn.rto - RTO_BASE;
  for (const flight of half.unsent) launch(k, conn, end, {...flight, epoch: half.epoch}, from, to, roundTrip);
  half.unsent = [];
  half.stuck = false;
}

/**
 * A flight reaches the other host's kernel. Answers with the message if the process there is to have it.
 * @returns null when it was lost, discarded, or was a FIN (which is passed on as `disconnected`).
 */
export function arrive(k: Kernel, conn: Conn, end: 0 | 1, flight: Flight): Message | null {
  const half = conn.halves[end];
  if (flight.epoch !== half.epoch && half.stuck) {
    half.sent.push(flight);
    k.sinks?.lost(flight.id);
    return null;
  }
  const other = (1 - end) as 0 | 1;
  const to = conn.ends[other];
  const host = hostOf(k, to);
  if (!(k.s.hosts[host]?.up ?? false)) {
    half.sent.push(flight);
    k.sinks?.lost(flight.id);
    if (!half.stuck) stick(k, conn, end, flight.sentAt);
    return null;
  }
  if (flight.dropped) {
    k.sinks?.lost(flight.id);
    return null;
  }
  if (conn.end[other] !== "open") {
    k.sinks?.lost(flight.id);
    const from = hostOf(k, conn.ends[end]);
    if (!flight.fin && passes(k, host, from)) tell(k, conn, end, "reset", k.s.now + wire(k, host, from));
    return null;
  }
  if (flight.fin) {
    schedule(k, k.s.now, Kind.DISCONNECTED, to, conn.id, 0, "eof" satisfies Ending);
    return null;
  }
  return flight.message;
}

/** Lets go of this end. Unread input makes it a reset, else everything sent is followed by a FIN (T17, T19). */
export function close(k: Kernel, id: ConnId, proc: number, unread: boolean, teardown: Ticks): void {
  const conn = k.s.conns.get(id);
  if (!conn) return;
  const end = endOf(conn, proc);
  (k.s.procs[proc] as Proc).conns.delete(id);
  if (conn.end[end] !== "open") return;
  conn.end[end] = "closed";
  const other = (1 - end) as 0 | 1;
  if (conn.phase === "syn" || conn.end[other] !== "open") return release(k, conn);
  if (unread) {
    const half = conn.halves[end];
    half.sent = [];
    half.unsent = [];
    half.epoch++;
    const from = hostOf(k, proc);
    const to = hostOf(k, conn.ends[other]);
    if (passes(k, from, to)) tell(k, conn, other, "reset", k.s.now + teardown + wire(k, from, to));
    return;
  }
  transmit(k, conn, end, null, true, teardown, false);
}

/** Both ends have let go and nothing is under way: forget the connection. */
function release(k: Kernel, conn: Conn): void {
  if (conn.end[0] !== "open" && conn.end[1] !== "open") k.s.conns.delete(conn.id);
}

/** The host is gone: no packet leaves (T17). */
export function vanish(k: Kernel, proc: Proc): void {
  for (const id of proc.conns) {
    const conn = k.s.conns.get(id);
    if (!conn) continue;
    const end = endOf(conn, proc.index);
    conn.end[end] = "gone";
    const half = conn.halves[end];
    half.epoch++;
    half.stuck = false;
    half.retryGeneration++;
    release(k, conn);
  }
  proc.conns.clear();
}

/** Resets a connection at both ends, as a middle box would. */
export function reset(k: Kernel, conn: Conn): void {
  for (const end of [0, 1] as const) {
    const half = conn.halves[end];
    half.epoch++;
    half.sent = [];
    half.unsent = [];
    half.stuck = false;
    half.retryGeneration++;
    tell(k, conn, end, "reset", k.s.now);
  }
}

/**
 * A directed pair is cut: no event at any end. What is in the air that way is lost; what has arrived, but whose acknowledgement is in the
 * air, will be sent again.
 */
export function cut(k: Kernel, from: number, to: number): void {
  const pair = pairOf(k, from, to);
  if (pair.cut || from === to) return;
  const now = k.s.now;
  for (const conn of k.s.conns.values()) {
    if (conn.phase !== "open") continue;
    for (const end of [0, 1] as const) {
      const half = conn.halves[end];
      if (half.lastSent < 0 || half.stuck) continue;
      const a = hostOf(k, conn.ends[end]);
      const b = hostOf(k, conn.ends[1 - end] as number);
      const roundTrip = conn.rto - RTO_BASE;
      if (a === from && b === to && half.floor > now) {
        half.epoch++;
        stick(k, conn, end, half.lastSent);
      } else if (a === to && b === from && half.floor + roundTrip / 2 > now) stick(k, conn, end, half.lastSent);
    }
  }
  pair.cut = true;
  pair.cutAt = now;
}

/** A pair is healed: no event either. Everything waits for its next retransmission or SYN. */
export function heal(k: Kernel, from: number, to: number): void {
  const pair = pairOf(k, from, to);
  pair.cut = false;
  if (from !== to) proveNeighbour(k, from, to);
}

/** Whether the lossy-channel ablation takes this message. */
export function losesMessage(k: Kernel, from: number, to: number, message: Message): boolean {
  const lossy = k.options.lossy;
  if (lossy?.kind !== message.kind) return false;
  return next32(pairOf(k, hostOf(k, from), hostOf(k, to)).stream) % 1_000_000 < lossy.perMillion;
}
