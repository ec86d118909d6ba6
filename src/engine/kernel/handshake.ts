import type {Ending, Process} from "../model/process.ts";
import type {ConnId, Ticks} from "../vocabulary.ts";
import {later, ms, plus} from "../vocabulary.ts";
import {linksOf, roundTrip} from "./links.ts";
import {neighbourUsable, proveNeighbours} from "./neighbours.ts";
import {newHalf, RTO_BASE} from "./network.ts";
import {Kind} from "./queue.ts";
import type {Conn, Kernel, Proc} from "./state.ts";
import {threadOfPort} from "./threads.ts";
import {hostOf, isUp, linked, passes, schedule, travel} from "./wire.ts";

// A connect costs three events: the SYN leaves, arrives at the other host, and is answered.

/** SYN attempts after the call, and the end (T2, Linux ≥ 6.5). */
const SYN_GRID = [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67].map((s) => ms(s * 1000));
const SYN_GIVES_UP = ms(131_000);
/** T3: an unknown neighbour is asked for three times, then given up. */
const ARP_EVERY = ms(1_000);
const ARP_TIMES = 3;
const ARP_GIVES_UP = ms(1_050);
/** T4: Java's ServerSocket without argument. */
const BACKLOG = 50;
const REFUSED = 1;

/** Begins to connect; `connected` or `disconnected` follows (T1, T2). */
export function connect(k: Kernel, from: number, to: number, port: string): ConnId {
  const id = k.s.nextConn++;
  const a = hostOf(k, from);
  const b = hostOf(k, to);
  const conn: Conn = {
    id,
    ends: [from, to],
    port,
    home: (k.s.procs[to] as Proc).home,
    hosts: [a, b],
    links: linksOf(k, a, b),
    threads: [threadOfPort(k, from, port, to, true), threadOfPort(k, to, port, from, false)],
    phase: "syn",
    synAt: k.s.now,
    attempt: 0,
    asked: 0,
    end: ["open", "gone"],
    accepted: false,
    halves: [newHalf(), newHalf()],
    keep: [null, null],
    rto: plus(RTO_BASE, roundTrip(k, a, b)),
  };
  k.s.conns.set(id, conn);
  (k.s.procs[from] as Proc).conns.add(id);
  schedule(k, k.s.now, Kind.SYN, -1, id, 0, null);
  return id;
}

/** A connection that is open already when the scenario begins; `accepted` tells the other end. Null: nobody listens there. */
export function establish(k: Kernel, from: number, to: number, port: string): ConnId | null {
  const target = k.s.procs[to] as Proc;
  if (target.status !== "up" || !target.listening.has(port) || !linked(k, hostOf(k, from), target.host)) return null;
  const id = connect(k, from, to, port);
  const conn = k.s.conns.get(id) as Conn;
  conn.phase = "open";
  conn.accepted = true;
  conn.end[1] = "open";
  target.conns.add(id);
  schedule(k, k.s.now, Kind.ACCEPTED, to, id, 0, null);
  return id;
}

/** One SYN at its time, or before it one more question for the neighbour's address. */
export function sendSyn(k: Kernel, conn: Conn, attempt: number): void {
  if (conn.phase !== "syn" || conn.end[0] !== "open") return;
  const [a, b] = conn.hosts;
  conn.attempt = attempt;
  if (linked(k, a, b)) proveNeighbours(k, a, b, k.s.now);
  else if (!neighbourUsable(k, a, b)) return ask(k, conn);
  conn.asked = 0;
  // If only the answer is cut off, the SYN does arrive, but opens nothing (T28): that is left out.
  if (linked(k, a, b)) schedule(k, plus(k.s.now, travel(conn.links[0])), Kind.SYN_ARRIVED, conn.ends[1], conn.id, 0, null);
  else nextSyn(k, conn);
}

function ask(k: Kernel, conn: Conn): void {
  if (++conn.asked === ARP_TIMES) return giveUp(k, conn, "unreachable", plus(k.s.now, ARP_GIVES_UP));
  schedule(k, plus(k.s.now, ARP_EVERY), Kind.SYN, -1, conn.id, conn.attempt, null);
}

/** The latest SYN, or its answer, was lost or ignored. */
export function nextSyn(k: Kernel, conn: Conn): void {
  const next = SYN_GRID[conn.attempt + 1];
  if (next === undefined) return giveUp(k, conn, "timed-out", plus(conn.synAt, SYN_GIVES_UP));
  schedule(k, later(k.s.now, plus(conn.synAt, next)), Kind.SYN, -1, conn.id, conn.attempt + 1, null);
}

function giveUp(k: Kernel, conn: Conn, why: Ending, at: Ticks): void {
  schedule(k, at, Kind.DISCONNECTED, conn.ends[0], conn.id, 0, why);
}

/**
 * A SYN reaches a host: its kernel answers, whatever the process does (T1, T4).
 * @returns true when the process there has a new connection to be told of.
 */
export function synArrived(k: Kernel, conn: Conn): boolean {
  const [, to] = conn.ends;
  const target = k.s.procs[to] as Proc;
  if (!isUp(k, target.host)) {
    nextSyn(k, conn);
    return false;
  }
  const back = travel(conn.links[1]);
  if (conn.accepted) {
    answer(k, conn, back, 0);
    return false;
  }
  const waiting = target.listening.get(conn.port);
  if (waiting === undefined) {
    answer(k, conn, back, REFUSED);
    return false;
  }
  if (target.status === "paused") {
    if (waiting > ((k.defs[to] as Process).backlog ?? BACKLOG)) {
      nextSyn(k, conn);
      return false;
    }
    target.listening.set(conn.port, waiting + 1);
  }
  conn.accepted = true;
  conn.end[1] = "open";
  target.conns.add(conn.id);
  answer(k, conn, back, 0);
  return true;
}

function answer(k: Kernel, conn: Conn, after: Ticks, how: number): void {
  const [a, b] = conn.hosts;
  if (!passes(k, b, a)) return nextSyn(k, conn);
  conn.halves[1].floor = plus(k.s.now, after);
  schedule(k, plus(k.s.now, after), Kind.CONNECTED, conn.ends[0], conn.id, how, null);
}

/** The answer to a SYN arrives. Null: the process is now told `connected`. */
export function synAnswered(k: Kernel, conn: Conn, how: number): Ending | "stale" | null {
  if (conn.phase !== "syn" || conn.end[0] !== "open") return "stale";
  if (!isUp(k, conn.hosts[0])) return "stale";
  if (how === REFUSED) return "refused";
  conn.phase = "open";
  return null;
}
