import {nextSyn} from "./handshake.ts";
import {covers, type LinkFault, remember} from "./links.ts";
import {rememberContacts} from "./neighbours.ts";
import {lose, retransmitFrom} from "./network.ts";
import {type Event, Kind, pending} from "./queue.ts";
import type {Conn, Half, Kernel, Link, Packet} from "./state.ts";

/**
 * Links are cut; no end notices. What is in the air that way is lost; what has arrived, but whose acknowledgement is in the air, will be
 * resent. One pass over everything on its way, however many links are cut.
 */
export function cut(k: Kernel, fault: LinkFault): void {
  rememberContacts(k, fault);
  const fresh = new Set<Link>();
  for (const link of k.s.links.values()) if (!link.cut && covers(fault, link.from, link.to)) fresh.add(link);
  for (const link of fresh) link.cut = true;
  remember(k, fault);
  // A lost segment arms a retry: the queue must not move under the walk.
  for (const e of pending(k.s.queue)) loseInTheAir(k, e, fresh);
  for (const conn of k.s.conns.values()) {
    for (const end of [0, 1] as const) {
      const back = conn.links[end === 0 ? 1 : 0];
      const half = conn.halves[end];
      if (fresh.has(back) && isSending(conn, end) && isAcknowledgementOnTheWay(k, half, back)) retransmitFrom(k, conn, end, half.lastSent);
    }
  }
}

/** Links are healed; no end notices either. Everything waits for its next retransmission or SYN (T10). */
export function heal(k: Kernel, fault: LinkFault): void {
  for (const link of k.s.links.values()) if (covers(fault, link.from, link.to)) link.cut = false;
  remember(k, fault);
}

/** From now on packets over these links take this many times as long. */
export function slow(k: Kernel, fault: LinkFault & {readonly factor: number}): void {
  for (const link of k.s.links.values()) if (covers(fault, link.from, link.to)) link.factor = fault.factor;
  remember(k, fault);
}

/** Whether the kernel at this end still has to deliver what it has sent. */
const isSending = (conn: Conn, end: 0 | 1): boolean => conn.end[end] === "open" || conn.end[end] === "closed";

function isAcknowledgementOnTheWay(k: Kernel, half: Half, back: Link): boolean {
  return !half.retransmitting && half.lastSent >= 0 && half.floor + back.latency.median * back.factor > k.s.now;
}

function loseInTheAir(k: Kernel, e: Event, fresh: ReadonlySet<Link>): void {
  const conn = k.s.conns.get(e.conn);
  if (!conn) return;
  if (e.kind === Kind.ARRIVE) {
    const end = e.n as 0 | 1;
    if (!fresh.has(conn.links[end])) return;
    lose(k, conn, end, e.data as Packet);
  } else if (isOfHandshake(e, conn)) {
    if (!fresh.has(conn.links[e.kind === Kind.SYN_ARRIVED ? 0 : 1])) return;
    nextSyn(k, conn);
  } else return;
  e.kind = Kind.LOST;
  e.data = null;
}

const isOfHandshake = (e: Event, conn: Conn): boolean =>
  (e.kind === Kind.SYN_ARRIVED || e.kind === Kind.CONNECTED) && conn.phase === "syn" && conn.end[0] === "open";
