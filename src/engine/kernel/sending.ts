import {type ConnId, type Message, NO_TIME} from "../vocabulary.ts";
import {transmitDatagram} from "./datagram.ts";
import {close, endOf, losesMessage, writable, write} from "./network.ts";
import {type Conn, calledIn, type Kernel, type Outgoing, type Proc, procAt} from "./state.ts";
import {hashMessage} from "./trace-hash.ts";
import {intercept, tripped} from "./triggers.ts";

/** Sends one message, subject to faults and ablations. False: nothing was sent. */
export function sendMessage(k: Kernel, p: Proc, id: ConnId, message: Message): boolean {
  const conn = k.s.conns.get(id);
  if (!conn) return false;
  const end = endOf(conn, p.index);
  if (!writable(conn, end)) return false;
  if (k.watches || k.s.armed.length > 0 || k.lossy) return sendAmidFaults(k, p, conn, end, message);
  hashMessage(k, conn.home, id, message);
  write(k, conn, end, message, NO_TIME, "sent");
  return true;
}

/**
 * A fault may kill or pause the process before or after; if it was paused in the middle of its handler, the message leaves when it is
 * resumed.
 */
function sendAmidFaults(k: Kernel, p: Proc, conn: Conn, end: 0 | 1, message: Message): boolean {
  let seen = false;
  if (p.status !== "paused") {
    if (tripped(k, "send", calledOn(k, conn, message), p, peerOf(k, conn, end), "before")) return false;
    seen = true;
  }
  if (p.status !== "paused") transmit(k, p, conn, end, message);
  else p.outbox.push({conn: conn.id, to: -1, message, seen});
  return true;
}

const calledOn = (k: Kernel, conn: Conn, message: Message): string => calledIn(k, conn.home, "messages", message.kind);

const peerOf = (k: Kernel, conn: Conn, end: 0 | 1): string => procAt(k, conn.ends[end === 0 ? 1 : 0]).id;

function transmit(k: Kernel, p: Proc, conn: Conn, end: 0 | 1, message: Message): void {
  const peer = peerOf(k, conn, end);
  const called = calledOn(k, conn, message);
  const {extra, dropped, twice} = intercept(k, p.id, peer, called);
  const gone = losesMessage(k, conn.home, p.index, conn.ends[end === 0 ? 1 : 0], message);
  hashMessage(k, conn.home, conn.id, message);
  write(k, conn, end, message, extra, gone ? "gone" : dropped ? "sent again" : "sent");
  if (twice) write(k, conn, end, message, NO_TIME, "sent");
  tripped(k, "send", called, p, peer, "after");
}

/** A process that was paused in the middle of a handler continues it. */
export function sendKept(k: Kernel, p: Proc, kept: Outgoing): void {
  if (kept.conn === null) return transmitDatagram(k, p, kept.to, kept.message as Message);
  if (kept.message === null) return close(k, kept.conn, p.index, false, NO_TIME);
  const conn = k.s.conns.get(kept.conn);
  if (!conn) return;
  const end = endOf(conn, p.index);
  if (!kept.seen) sendMessage(k, p, kept.conn, kept.message);
  else if (writable(conn, end)) transmit(k, p, conn, end, kept.message);
}
