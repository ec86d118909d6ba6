import {type Message, NO_TIME, plus, type Ticks} from "../vocabulary.ts";
import {linkOf} from "./links.ts";
import {losesMessage} from "./network.ts";
import {type Event, Kind, push} from "./queue.ts";
import {calledIn, type Kernel, type Packet, type Proc, procAt, Segment} from "./state.ts";
import {next32} from "./streams.ts";
import {hashMessage} from "./trace-hash.ts";
import {intercept, tripped} from "./triggers.ts";
import {hostOf, passes, wire} from "./wire.ts";

/**
 * How many datagrams a socket holds for a process that does not read: as many small ones as fit Linux' default receive buffer of 212,992
 * bytes (net.core.rmem_default), overhead included. Later ones are lost.
 */
const SOCKET_HOLDS = 277;

/** Sends a datagram from inside a handler: the process may be dead or paused before or after, as with a message of a connection. */
export function sendDatagram(k: Kernel, p: Proc, to: number, message: Message): void {
  let seen = false;
  if (k.watches && p.status !== "paused") {
    if (tripped(k, "send", calledAt(k, to, message), p, procAt(k, to).id, "before")) return;
    seen = true;
  }
  // A trigger may have paused it just now.
  if ((p.status as string) === "paused") p.outbox.push({conn: null, to, message, seen});
  else transmitDatagram(k, p, to, message);
}

/** Puts a datagram on the wire, with what faults do to it. */
export function transmitDatagram(k: Kernel, p: Proc, to: number, message: Message): void {
  const peer = procAt(k, to).id;
  const armed = k.s.armed.length > 0 ? intercept(k, p.id, peer, calledAt(k, to, message)) : null;
  const dropped = armed?.dropped === true || (k.lossy && losesMessage(k, procAt(k, to).home, p.index, to, message));
  // The place of a connection in the hash: a number that none has.
  hashMessage(k, procAt(k, to).home, -2 - to, message);
  launch(k, p, to, message, {extra: armed?.extra ?? NO_TIME, dropped});
  if (armed?.twice) launch(k, p, to, message, {extra: NO_TIME, dropped: false});
  if (k.watches) tripped(k, "send", calledAt(k, to, message), p, peer, "after");
}

/** A datagram belongs to the system of its receiver. */
const calledAt = (k: Kernel, to: number, message: Message): string => calledIn(k, procAt(k, to).home, "messages", message.kind);

function launch(k: Kernel, p: Proc, to: number, message: Message, {extra, dropped}: {extra: Ticks; dropped: boolean}): void {
  const {now} = k.s;
  const packet: Packet = {what: Segment.DATA, message, sentAt: now, at: now, id: k.s.nextPacket++, dropped, conn: null};
  if (k.sinks?.trace) k.sinks.sent(p.id, procAt(k, to).id, "", procAt(k, to).home, message, packet.id);
  const [from, there] = [p.host, hostOf(k, to)];
  if (dropped || !passes(k, from, there) || isLost(k, from, there)) return k.sinks?.lost(packet.id);
  const at = plus(plus(now, wire(k, from, there)), extra);
  push(k.s.queue, at, {kind: Kind.ARRIVE_DATAGRAM, proc: to, incarnation: 0, conn: 0, thread: 0, n: p.index, data: packet});
}

/** `network.loss`: what TCP would send again is gone here. */
const isLost = (k: Kernel, from: number, to: number): boolean => k.loss > 0 && from !== to && next32(linkOf(k, from, to).stream) < k.loss;

/** A datagram reaches its host: the kernel keeps it for the process if there is room. False: it is lost. */
export function datagramArrived(k: Kernel, e: Event): boolean {
  const p = procAt(k, e.proc);
  const packet = e.data as Packet;
  const isThere = p.status === "up" || (p.status === "paused" && p.held.length < SOCKET_HOLDS);
  if (!isThere || !passes(k, hostOf(k, e.n), p.host)) {
    k.sinks?.lost(packet.id);
    return false;
  }
  e.kind = Kind.RECEIVE_DATAGRAM;
  e.incarnation = p.incarnation;
  packet.at = k.s.now;
  return true;
}
