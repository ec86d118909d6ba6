// SocketServer and KafkaApis: what comes over a connection, one request at a time.

import {LOOPBACK} from "../../model/process.ts";
import type {ConnId, NodeId} from "../../vocabulary.ts";
import type {KafkaMessage, KafkaReply, KafkaRequest} from "./messages.ts";
import type {Broker, Ctx, Incoming} from "./state.ts";

export const PORT = "kafka";

/** What of a broker answers a request; given by the broker itself, which knows them all. */
type Handle = (b: Broker, conn: ConnId, m: KafkaRequest, ctx: Ctx) => void;

export function incoming(b: Broker, conn: ConnId): Incoming {
  const known = b.conns.get(conn);
  if (known) return known;
  const made: Incoming = {muted: false, waiting: []};
  b.conns.set(conn, made);
  return made;
}

/** A request comes. While another of this connection is not answered it waits: the channel is muted. */
export function asked(b: Broker, conn: ConnId, m: KafkaRequest, handle: Handle, ctx: Ctx): void {
  const channel = incoming(b, conn);
  channel.waiting.push(m);
  serve(b, conn, channel, handle, ctx);
}

export function serve(b: Broker, conn: ConnId, channel: Incoming, handle: Handle, ctx: Ctx): void {
  while (!channel.muted) {
    const next = channel.waiting.shift();
    if (!next) return;
    // To itself it speaks on several connections, one for each purpose.
    channel.muted = conn !== LOOPBACK;
    handle(b, conn, next, ctx);
  }
}

/** The answer to the request that its connection is muted for; null: there is none to be sent. */
export function answer(b: Broker, conn: ConnId, m: KafkaReply | null, ctx: Ctx): void {
  if (m !== null) tell(conn, m, ctx);
  const channel = b.conns.get(conn);
  if (!channel) return;
  channel.muted = false;
  if (channel.waiting.length > 0) ctx.submit("main", {serve: conn});
}

/** A message to another process, or to itself. */
export function tell(conn: ConnId, m: KafkaMessage, ctx: Ctx): void {
  if (conn === LOOPBACK) ctx.loopback(PORT, m);
  else ctx.send(conn, m);
}

/** A connection to a broker; to itself it needs none. */
export const connectTo = (to: NodeId, ctx: Ctx): ConnId => (to === ctx.self ? LOOPBACK : ctx.connect(to, PORT));
