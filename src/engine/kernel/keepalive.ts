import {type ConnId, earlier, later, plus, type Ticks} from "../vocabulary.ts";
import {fail} from "./network.ts";
import {Kind} from "./queue.ts";
import type {Conn, Kernel} from "./state.ts";
import {linked, schedule} from "./wire.ts";

/** Probes an idle connection from now on (T16). Another call replaces the first. */
export function keepAlive(k: Kernel, id: ConnId, end: 0 | 1, every: {idle: Ticks; interval: Ticks; probes: number}): void {
  const conn = k.s.conns.get(id);
  if (!conn) return;
  const isNew = conn.keep[end] === null;
  const {idle, interval, probes} = every;
  conn.keep[end] = {idle, interval, probes, heard: k.s.now, missed: 0};
  if (isNew) schedule(k, plus(k.s.now, idle), Kind.KEEPALIVE, -1, id, end, null);
}

/** The keepalive timer of one end fires. While data are unacknowledged, only retransmission counts (T15). */
export function probe(k: Kernel, conn: Conn, end: 0 | 1): void {
  const keep = conn.keep[end];
  if (!keep || conn.end[end] !== "open") return;
  const other = end === 0 ? 1 : 0;
  const heard = later(keep.heard, later(conn.halves[end].lastSent, earlier(conn.halves[other].floor, k.s.now)));
  const again = (at: Ticks) => schedule(k, at, Kind.KEEPALIVE, -1, conn.id, end, null);
  if (conn.halves[end].retransmitting || k.s.now < heard + keep.idle) {
    keep.missed = 0;
    return again(plus(conn.halves[end].retransmitting ? k.s.now : heard, keep.idle));
  }
  if (linked(k, conn.hosts[end], conn.hosts[other])) {
    if (conn.end[other] === "gone") return fail(k, conn, end, "reset");
    keep.heard = k.s.now;
    keep.missed = 0;
    return again(plus(k.s.now, keep.idle));
  }
  if (keep.missed === keep.probes) return fail(k, conn, end, "timed-out");
  keep.missed++;
  again(plus(k.s.now, keep.interval));
}
