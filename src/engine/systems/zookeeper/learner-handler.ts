// LearnerHandler: what a leader keeps of each learner, and sends it. Rules D1, D3, S7, B7, B8, K7.
import {type ConnId, type Json, minus, plus} from "../../vocabulary.ts";
import type {Handler, Leader, Server, Zk} from "./state.ts";
import type {Txn} from "./tree.ts";
import {zxid} from "./zxid.ts";

/** A learner has dialled the quorum port. */
export function learnerCame(s: Server, conn: ConnId, ctx: Zk): void {
  const {leader} = s;
  if (!leader || s.stopping) return ctx.close(conn);
  const {config} = ctx;
  leader.handlers.set(conn, {
    conn,
    sid: 0,
    voter: false,
    phase: "hello",
    accepted: 0,
    peer: zxid(0, 0),
    forwarding: false,
    lastHeard: ctx.monotonic(),
    readLimit: config.initTime,
    deadline: leader.tick + config.initLimit + config.syncLimit,
    awaited: null,
    latest: null,
    plan: null,
  });
  ctx.setTimer(`learner ${conn}`, config.initTime, conn);
}

/** A handler ends: its learner is no longer served; its earlier acks stay counted. */
export function dropLearner(s: Server, conn: ConnId, ctx: Zk): void {
  const handler = s.leader?.handlers.get(conn);
  if (!handler) return;
  s.leader?.handlers.delete(conn);
  ctx.cancelTimer(`learner ${conn}`);
  ctx.close(conn);
  ctx.note({kind: "learner-lost", learner: handler.sid});
}

/** The read time-out of a handler's socket: silence since the last packet. */
export function learnerSilent(s: Server, arg: Json, ctx: Zk): void {
  const conn = arg as ConnId;
  const handler = s.leader?.handlers.get(conn);
  if (!handler) return;
  const left = minus(plus(handler.lastHeard, handler.readLimit), ctx.monotonic());
  if (left <= 0) dropLearner(s, conn, ctx);
  else ctx.setTimer(`learner ${conn}`, left, conn);
}

/** A handler that has waited for the epoch reads on from here: its time-out begins anew. */
export function tellEpoch(leader: Leader, h: Handler, ctx: Zk): void {
  h.lastHeard = ctx.monotonic();
  ctx.send(h.conn, {kind: "LEADERINFO", epoch: leader.epoch});
}

export function sendProposal(h: Handler, t: Txn, ctx: Zk): void {
  ctx.send(h.conn, {kind: "PROPOSAL", zxid: t.zxid, txn: t});
  const sent = {zxid: t.zxid, at: ctx.monotonic()};
  if (h.phase === "live" || h.phase === "acked") h.awaited ??= sent;
  h.latest = sent;
}

/** Until here the handler has waited for a quorum, up to initLimit; from now on it reads, and syncLimit holds (S7, B8). */
export function upToDate(h: Handler, ctx: Zk): void {
  h.phase = "live";
  h.readLimit = ctx.config.syncTime;
  h.lastHeard = ctx.monotonic();
  ctx.setTimer(`learner ${h.conn}`, h.readLimit, h.conn);
  ctx.send(h.conn, {kind: "UPTODATE"});
}

/** K7: passes a sync's answer to the learner it came from. */
export function answerSync(leader: Leader, sync: {sid: number; session: number; cxid: number}, ctx: Zk): void {
  for (const h of leader.handlers.values()) {
    if (h.sid === sync.sid) ctx.send(h.conn, {kind: "SYNC", session: sync.session, cxid: sync.cxid});
  }
}
