// credit_flow: a channel may send each replica so many messages before that one grants more; one that has used up its credit with any of them grants
// its reader none, which then stops reading the client's socket (P8).

import type {ClientMessage, Pid} from "./messages.ts";
import {nodeOf} from "./messages.ts";
import {type Broker, type Channel, post, type Rabbit, type Replica} from "./state.ts";

const isBlocked = ({credit}: Channel): boolean => {
  for (const left of credit.values()) if (left <= 0) return true;
  return false;
};

/** A message goes to a replica. */
export function pay(c: Channel, to: Pid, isMirror: boolean, ctx: Rabbit): void {
  const was = isBlocked(c);
  c.credit.set(to, (c.credit.get(to) ?? ctx.rules.initialCredit()) - ctx.rules.creditFor(isMirror));
  if (!was && isBlocked(c)) ctx.note({kind: "flow-blocked", channel: c.pid, by: to});
}

/** A quorum queue is slow (Q10); `over`: it is not any more. */
export function slow(c: Channel, queue: string, over: boolean, ctx: Rabbit): void {
  const by = `quorum queue ${queue}`;
  if (over) return granted(c, by, "gone", ctx);
  const was = isBlocked(c);
  c.credit.set(by, 0);
  if (!was) ctx.note({kind: "flow-blocked", channel: c.pid, by});
}

/** A replica has taken a message, from the channel or, as a mirror, from the ring. */
export function took(s: Broker, r: Replica, channel: Pid, ctx: Rabbit): void {
  const taken = (r.taken.get(channel) ?? 0) + 1;
  const more = ctx.rules.moreCreditAfter();
  r.taken.set(channel, taken % more);
  if (taken === more) post(s, nodeOf(channel), {kind: "CREDIT", channel, from: r.pid, more}, ctx);
}

/** What the reader takes next out of its client's socket; null: nothing is there, or it has no credit with the channel. */
export function next(c: Channel): ClientMessage | null {
  if (c.reader.credit <= 0) return null;
  const m = c.unread.shift();
  if (m) c.reader.credit--;
  return m ?? null;
}

/** A client's message has come; while the reader has no credit it stays in the socket's buffers. */
export function arrived(c: Channel, m: ClientMessage, ctx: Rabbit): void {
  if (c.unread.length === 0 && c.reader.credit <= 0) ctx.note({kind: "reader-stopped", channel: c.pid});
  c.unread.push(m);
}

/** The channel has done with a client's message; it grants its reader more unless it is blocked. */
export function done(c: Channel, ctx: Rabbit): void {
  c.reader.done++;
  if (c.reader.done < ctx.rules.moreCreditAfter()) return;
  c.reader.done = 0;
  if (isBlocked(c)) c.reader.deferred++;
  else c.reader.credit += ctx.rules.moreCreditAfter();
}

/** A replica grants more, or is gone. */
export function granted(c: Channel, from: Pid, more: number | "gone", ctx: Rabbit): void {
  const left = c.credit.get(from);
  if (left === undefined) return;
  const was = isBlocked(c);
  if (more === "gone") c.credit.delete(from);
  else c.credit.set(from, left + more);
  if (!was || isBlocked(c)) return;
  ctx.note({kind: "flow-unblocked", channel: c.pid});
  c.reader.credit += c.reader.deferred * ctx.rules.moreCreditAfter();
  c.reader.deferred = 0;
}
