import {nextSyn} from "./handshake.ts";
import {rememberContact} from "./neighbours.ts";
import {lose, retransmitFrom} from "./network.ts";
import {type Event, Kind, pending} from "./queue.ts";
import type {Conn, Half, Kernel, Link, Packet} from "./state.ts";
import {linkOf} from "./wire.ts";

/**
 * A link is cut: no event at any end. What is in the air that way is lost; what has arrived, but whose acknowledgement is in the
 * air that way, will be sent again.
 */
export function cut(k: Kernel, from: number, to: number): void {
  const link = linkOf(k, from, to);
  if (link.cut || from === to) return;
  if (!linkOf(k, to, from).cut) rememberContact(k, from, to);
  link.cut = true;
  k.s.blocked++;
  // A lost segment arms a retry: the queue must not move under the walk.
  for (const e of pending(k.s.queue)) loseInTheAir(k, e, from, to);
  for (const conn of k.s.conns.values()) {
    for (const end of [0, 1] as const) {
      const half = conn.halves[end];
      if (goes(conn, end, to, from) && isAcknowledgementOnTheWay(k, half, link)) retransmitFrom(k, conn, end, half.lastSent);
    }
  }
}

/** A link is healed: no event either. Everything waits for its next retransmission or SYN (T10). */
export function heal(k: Kernel, from: number, to: number): void {
  const link = linkOf(k, from, to);
  if (!link.cut) return;
  link.cut = false;
  k.s.blocked--;
}

/** Whether what this end sends goes from the one host to the other. */
const goes = (conn: Conn, end: 0 | 1, from: number, to: number): boolean =>
  conn.hosts[end] === from && conn.hosts[end === 0 ? 1 : 0] === to;

function isAcknowledgementOnTheWay(k: Kernel, half: Half, back: Link): boolean {
  return !half.retransmitting && half.lastSent >= 0 && half.floor + back.latency.median * back.factor > k.s.now;
}

function loseInTheAir(k: Kernel, e: Event, from: number, to: number): void {
  const conn = k.s.conns.get(e.conn);
  if (!conn) return;
  if (e.kind === Kind.ARRIVE) {
    const end = e.n as 0 | 1;
    if (!goes(conn, end, from, to)) return;
    lose(k, conn, end, e.data as Packet);
  } else if (e.kind === Kind.SYN_ARRIVED || e.kind === Kind.CONNECTED) {
    if (conn.phase !== "syn" || conn.end[0] !== "open" || !goes(conn, e.kind === Kind.SYN_ARRIVED ? 0 : 1, from, to)) return;
    nextSyn(k, conn);
  } else return;
  e.kind = Kind.LOST;
  e.data = null;
}
