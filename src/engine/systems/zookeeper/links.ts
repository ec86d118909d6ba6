// Election links as QuorumCnxManager keeps them: rules Q1–Q4.
import type {Ending} from "../../model/process.ts";
import type {ConnId, Json} from "../../vocabulary.ts";
import type {ZkMessage} from "./messages.ts";
import {nodeOf, type Server, type Zk} from "./state.ts";

/** Sends to a peer, or to oneself by loopback (E7). Without a link only the newest message waits (Q3), and a dial begins (Q2). */
export function toSend(s: Server, sid: number, message: ZkMessage, ctx: Zk): void {
  if (sid === s.sid) {
    ctx.loopback("loopback", message);
    return;
  }
  const conn = s.links.up.get(sid);
  if (conn !== undefined) {
    s.links.lastSent.set(sid, message);
    ctx.send(conn, message);
    return;
  }
  s.links.queue.set(sid, message);
  dial(s, sid, ctx);
}

/** Q2: no dial where a link stands or a dial is under way. */
export function dial(s: Server, sid: number, ctx: Zk): void {
  if (s.links.up.has(sid) || s.links.dialing.has(sid)) return;
  const conn = ctx.connect(nodeOf(ctx.config, sid), "election");
  s.links.dialing.set(sid, conn);
  ctx.setTimer(`dial ${sid}`, ctx.config.cnxTimeout, sid);
}

export function dialTimedOut(s: Server, arg: Json, ctx: Zk): void {
  const sid = arg as number;
  const conn = s.links.dialing.get(sid);
  s.links.dialing.delete(sid);
  if (conn !== undefined) ctx.close(conn);
}

const sidAt = (ctx: Zk, conn: ConnId): number => ctx.config.servers.find((x) => x.id === ctx.peer(conn))?.sid ?? -1;

/** Q1: the smaller id says who it is and hangs up; the larger keeps the link it has dialled. */
export function dialled(s: Server, conn: ConnId, ctx: Zk): void {
  const sid = sidAt(ctx, conn);
  s.links.dialing.delete(sid);
  ctx.cancelTimer(`dial ${sid}`);
  ctx.send(conn, {kind: "INIT", sid: s.sid});
  if (sid > s.sid) ctx.close(conn);
  else linkUp(s, sid, conn, ctx);
}

/** Q1: a call from a smaller id is closed and dialled back; one from a larger id replaces any older link. */
export function greeted(s: Server, conn: ConnId, sid: number, ctx: Zk): void {
  if (sid > s.sid) return linkUp(s, sid, conn, ctx);
  const old = s.links.up.get(sid);
  s.links.up.delete(sid);
  if (old !== undefined) ctx.close(old);
  ctx.close(conn);
  dial(s, sid, ctx);
}

/** Q1, Q3: an older link to that peer gives way; what waits goes out; if nothing does, the last message ever sent to that peer goes again. */
function linkUp(s: Server, sid: number, conn: ConnId, ctx: Zk): void {
  const {up, queue, lastSent} = s.links;
  const old = up.get(sid);
  up.set(sid, conn);
  if (old !== undefined && old !== conn) ctx.close(old);
  const message = queue.get(sid) ?? lastSent.get(sid);
  queue.delete(sid);
  if (!message) return;
  lastSent.set(sid, message);
  ctx.send(conn, message);
}

export function linkLost(s: Server, conn: ConnId, _why: Ending, ctx: Zk): void {
  for (const [sid, c] of s.links.dialing) {
    if (c !== conn) continue;
    s.links.dialing.delete(sid);
    ctx.cancelTimer(`dial ${sid}`);
  }
  for (const [sid, c] of s.links.up) if (c === conn) s.links.up.delete(sid);
}

/** Links that the scenario assumes: each starting server has one to everybody who is up. */
export function standUp(s: Server, ctx: Zk): void {
  ctx.listen("standing");
  for (const {sid, id} of ctx.config.servers) {
    const conn = sid === s.sid ? null : ctx.establish(id, "standing");
    if (conn !== null) s.links.up.set(sid, conn);
  }
}

/** The end that was up first. Messages queued for that peer are not sent (Q3 would send them): the scenario skips the making of links. */
export function standing(s: Server, conn: ConnId, ctx: Zk): void {
  const sid = sidAt(ctx, conn);
  s.links.up.set(sid, conn);
  // Otherwise it would be sent instead of the newest message once this link has broken and another stands.
  s.links.queue.delete(sid);
}

/** E9: something was delivered if the queue of any peer it has ever dealt with is empty. */
export function haveDelivered(s: Server): boolean {
  const {queue, lastSent, up} = s.links;
  for (const sid of lastSent.keys()) if (!queue.has(sid)) return true;
  for (const sid of up.keys()) if (!queue.has(sid)) return true;
  return false;
}

export function connectAll(s: Server, ctx: Zk): void {
  for (const sid of s.links.queue.keys()) dial(s, sid, ctx);
}
