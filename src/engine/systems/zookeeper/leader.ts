// Leader: rules D1–D5, S1–S4, S7, S8, B3, B7, B8.
import {type ConnId, minus, ms, NO_TIME, plus, ticks} from "../../vocabulary.ts";
import {openForClients} from "./connections.ts";
import {answerSync, dropLearner, sendProposal, tellEpoch, upToDate} from "./learner-handler.ts";
import {leave} from "./leaving.ts";
import type {QuorumMessage} from "./messages.ts";
import {prepare, scheduleExpiry, touchSession} from "./requests.ts";
import {applyAndAnswer} from "./serving.ts";
import type {Handler, Leader, Proposal, Server, Zk} from "./state.ts";
import {copyTree, type Snapshot, type Txn} from "./tree.ts";
import {compareZxid, sameZxid, ZERO, type Zxid, zxid} from "./zxid.ts";

/** The Leader object exists and listens (D1); it joins discovery itself. */
export function lead(s: Server, ctx: Zk): void {
  const leader: Leader = {
    epoch: -1,
    waitingForEpoch: true,
    epochDurable: false,
    accepted: [],
    connecting: [],
    electing: [],
    elected: false,
    newLeaderAcks: [],
    acknowledged: false,
    serving: false,
    handlers: new Map(),
    summary: {epoch: s.currentEpoch, zxid: s.tree.zxid},
    startedAt: ctx.monotonic(),
    tick: 0,
    halfTick: true,
    nextCheck: NO_TIME,
    lastProposed: s.tree.zxid,
    lastCommitted: s.tree.zxid,
    outstanding: [],
    pending: new Map(),
    sessions: new Map(),
  };
  s.leader = leader;
  s.snapshotSize = s.tree.nodes.size;
  ctx.listen("quorum");
  ctx.setTimer("init", ctx.config.initTime, s.stint);
  ctx.note({kind: "phase", phase: "DISCOVERY"});
  joinDiscovery(s, leader, s.sid, s.voter, s.acceptedEpoch, ctx);
}

/** A packet from a learner. */
export function fromLearner(s: Server, conn: ConnId, m: QuorumMessage, ctx: Zk): void {
  const {leader} = s;
  const handler = leader?.handlers.get(conn);
  if (!leader || !handler) return;
  handler.lastHeard = ctx.monotonic();
  if (handler.phase === "live") handler.deadline = leader.tick + ctx.config.syncLimit;
  switch (m.kind) {
    case "FOLLOWERINFO":
    case "OBSERVERINFO":
      if (handler.phase !== "hello") return;
      handler.sid = m.sid;
      handler.voter = ctx.rules.mayVote(m.sid, ctx.config.ensemble);
      handler.accepted = m.acceptedEpoch;
      handler.phase = "info";
      return joinDiscovery(s, leader, m.sid, handler.voter, m.acceptedEpoch, ctx, handler);
    case "ACKEPOCH":
      if (handler.phase === "info") joinElection(s, leader, handler, m, ctx);
      return;
    case "ACK":
      return acknowledged(s, leader, handler, m.zxid, ctx);
    case "PING":
      for (let i = 0; i + 1 < m.touched.length; i += 2) touchSession(leader, m.touched[i] as number, ctx);
      return;
    case "REQUEST":
      if (leader.serving) prepare(s, leader, {origin: handler.sid, session: m.session, cxid: m.cxid, request: m.request}, ctx);
      return;
    case "REVALIDATE": {
      const session = leader.sessions.get(m.session);
      const valid = session !== undefined && !session.closing;
      if (valid) {
        session.owner = handler.sid;
        touchSession(leader, m.session, ctx);
      }
      ctx.send(conn, {kind: "REVALIDATE", session: m.session, timeout: m.timeout, valid});
      return;
    }
    default:
      return dropLearner(s, conn, ctx);
  }
}

/** D2, D3 */
function joinDiscovery(s: Server, leader: Leader, sid: number, voter: boolean, accepted: number, ctx: Zk, handler?: Handler): void {
  if (!leader.waitingForEpoch) {
    if (handler && leader.epochDurable) tellEpoch(leader, handler, ctx);
    return;
  }
  leader.accepted.push(accepted);
  if (voter && !leader.connecting.includes(sid)) leader.connecting.push(sid);
  if (!leader.connecting.includes(s.sid) || !ctx.rules.isQuorum(leader.connecting, ctx.config.ensemble)) return;
  leader.waitingForEpoch = false;
  // The lock that the disk's write is made under keeps the one who waits from looking at the clock.
  ctx.cancelTimer("init");
  leader.epoch = ctx.rules.epochToPropose(leader.accepted);
  ctx.note({kind: "quorum", of: "D3", sids: [...leader.connecting]});
  s.acceptedEpoch = leader.epoch;
  ctx.put("acceptedEpoch", leader.epoch);
  ctx.sync(["acceptedEpoch"], {do: "epoch-accepted", stint: s.stint}, true);
}

/** The new epoch is on the leader's disk: now it may be announced (D3). */
export function epochAccepted(s: Server, ctx: Zk): void {
  const {leader} = s;
  if (!leader) return;
  leader.epochDurable = true;
  ctx.note({kind: "accepted-epoch", epoch: leader.epoch});
  for (const h of leader.handlers.values()) if (h.phase === "info") tellEpoch(leader, h, ctx);
  ctx.setTimer("init", ctx.config.initTime, s.stint);
  addElector(s, leader, s.sid, ctx);
}

/** D5 */
function joinElection(s: Server, leader: Leader, handler: Handler, m: {currentEpoch: number; zxid: Zxid}, ctx: Zk): void {
  handler.peer = m.zxid;
  handler.phase = "epoch";
  if (leader.elected) return synchronise(s, leader, handler, ctx);
  if (m.currentEpoch === -1) return;
  if (ctx.rules.isMoreRecent({epoch: m.currentEpoch, zxid: m.zxid}, leader.summary)) return dropLearner(s, handler.conn, ctx);
  if (handler.voter) addElector(s, leader, handler.sid, ctx);
}

function addElector(s: Server, leader: Leader, sid: number, ctx: Zk): void {
  if (!leader.electing.includes(sid)) leader.electing.push(sid);
  if (leader.elected || !leader.electing.includes(s.sid) || !ctx.rules.isQuorum(leader.electing, ctx.config.ensemble)) return;
  leader.elected = true;
  leader.lastProposed = zxid(leader.epoch, 0);
  ctx.note({kind: "quorum", of: "D5", sids: [...leader.electing]});
  ctx.note({kind: "established", epoch: leader.epoch, history: s.tree.zxid});
  // The handlers continue at once; the leader itself counts for S7 when its own epoch is on its disk.
  for (const h of [...leader.handlers.values()]) if (h.phase === "epoch") synchronise(s, leader, h, ctx);
  ctx.cancelTimer("init");
  s.currentEpoch = leader.epoch;
  ctx.put("currentEpoch", leader.epoch);
  ctx.sync(["currentEpoch"], {do: "epoch-established", stint: s.stint}, true);
}

/** currentEpoch is on the leader's disk: phase SYNCHRONIZATION begins. */
export function epochEstablished(s: Server, ctx: Zk): void {
  const {leader} = s;
  if (!leader) return;
  s.phase = "SYNCHRONIZATION";
  ctx.note({kind: "current-epoch", epoch: leader.epoch});
  ctx.setTimer("init", ctx.config.initTime, s.stint);
  newLeaderAck(s, leader, s.sid, ctx);
}

/** S1–S4: everything the learner lacks, live traffic from there on, then NEWLEADER. */
function synchronise(s: Server, leader: Leader, h: Handler, ctx: Zk): void {
  h.phase = "sync";
  h.lastHeard = ctx.monotonic();
  const log = ctx.log("log");
  const snapshots = ctx.log("snapshots");
  const newest = snapshots.entries[snapshots.length - 1] as Snapshot | undefined;
  const base = newest === undefined || newest.ofLog ? ZERO : newest.zxid;
  // Below a snapshot that came from a leader a log may hold the tail of an epoch that it replaced: it is not offered.
  const whole = (log.entries.slice(0, log.length) as Txn[]).filter((t) => compareZxid(t.zxid, base) > 0);
  const factor = ctx.config.snapshotSizeFactor;
  const missing = whole.filter((t) => compareZxid(t.zxid, h.peer) > 0).length;
  const applied = whole.filter((t) => compareZxid(t.zxid, s.tree.zxid) <= 0);
  const plan = ctx.rules.syncPlan(h.peer, {
    lastProcessed: s.tree.zxid,
    committedLog: s.committedLog,
    log: factor >= 0 && missing <= factor * s.snapshotSize ? applied : null,
  });
  h.plan = plan.first;
  ctx.note({kind: "synchronise", learner: h.sid, how: plan.first, entries: plan.entries.length});
  if (plan.first === "SNAP") ctx.send(h.conn, {kind: "SNAP", zxid: plan.zxid, tree: copyTree(s.tree)});
  else ctx.send(h.conn, {kind: plan.first, zxid: plan.zxid});
  // An observer is synchronised like any learner; only new transactions come to it as INFORM (S2).
  for (const t of plan.entries) {
    sendProposal(h, t, ctx);
    ctx.send(h.conn, {kind: "COMMIT", zxid: t.zxid});
  }
  if (h.voter) for (const p of leader.outstanding) if (compareZxid(p.txn.zxid, plan.last) > 0) sendProposal(h, p.txn, ctx);
  h.forwarding = true;
  ctx.send(h.conn, {kind: "NEWLEADER", zxid: zxid(leader.epoch, 0)});
  ctx.note({kind: "forwarding", learner: h.sid});
}

function acknowledged(s: Server, leader: Leader, h: Handler, at: Zxid, ctx: Zk): void {
  if (h.phase === "sync") {
    h.phase = "acked";
    h.awaited = null;
    if (h.voter && sameZxid(at, zxid(leader.epoch, 0))) newLeaderAck(s, leader, h.sid, ctx);
    if (leader.serving) upToDate(h, ctx);
    return;
  }
  // B7: an ack of the proposal waited for, and no other, moves the clock to the latest one sent.
  if (h.awaited && sameZxid(at, h.awaited.zxid)) h.awaited = h.latest && compareZxid(h.latest.zxid, at) > 0 ? h.latest : null;
  if (h.voter) ack(s, leader, h.sid, at, ctx);
}

/** S7 */
function newLeaderAck(s: Server, leader: Leader, sid: number, ctx: Zk): void {
  if (!leader.newLeaderAcks.includes(sid)) leader.newLeaderAcks.push(sid);
  if (leader.acknowledged || !leader.newLeaderAcks.includes(s.sid)) return;
  if (!ctx.rules.newLeaderAcked(leader.newLeaderAcks, ctx.config.ensemble)) return;
  ctx.note({kind: "quorum", of: "S7", sids: [...leader.newLeaderAcks]});
  ctx.note({kind: "quorum-acked-newleader", epoch: leader.epoch, history: s.tree.zxid});
  leader.acknowledged = true;
  // The leading thread has waited for this: it starts the server, and from then on it counts supporters.
  ctx.submit("main", {do: "start-server", stint: s.stint});
}

/** S8: the leader starts its server and tells those that have acknowledged. */
export function serve(s: Server, ctx: Zk): void {
  const {leader} = s;
  if (!leader) return;
  s.phase = "BROADCAST";
  leader.serving = true;
  const start = zxid(leader.epoch, 0);
  leader.lastCommitted = start;
  // Those of epoch 1 that the scenario does not spell out count as applied: who comes from here on gets them in a snapshot.
  leader.lastProposed = leader.epoch === 1 ? zxid(1, s.startCounter) : start;
  s.tree.zxid = leader.lastProposed;
  s.currentVote = {...s.currentVote, peerEpoch: leader.epoch};
  const now = ctx.monotonic();
  for (const [id, timeout] of s.tree.sessions) {
    const heard = ctx.rules.sessionHeardAt(now, s.heard.get(id) ?? NO_TIME);
    leader.sessions.set(id, {timeout, expires: ctx.rules.expiresAt(heard, ms(timeout), ctx.config.tickTime), owner: 0, closing: false});
  }
  ctx.cancelTimer("init");
  ctx.note({kind: "serving", epoch: leader.epoch});
  for (const h of leader.handlers.values()) if (h.phase === "acked") upToDate(h, ctx);
  sleepHalfTick(s, leader, ctx);
  scheduleExpiry(ctx);
  openForClients(s, ctx);
}

/** B7, B8: twice a tick; the supporters are counted once a tick. */
export function halfTick(s: Server, ctx: Zk): void {
  const {leader} = s;
  if (!leader?.serving || s.stopping) return;
  const {config} = ctx;
  leader.halfTick = !leader.halfTick;
  if (leader.halfTick) {
    leader.tick++;
    const supporters = [s.sid];
    for (const h of leader.handlers.values()) {
      if (h.voter && h.phase !== "hello" && leader.tick <= h.deadline) supporters.push(h.sid);
    }
    if (ctx.rules.givesUp(supporters, config.ensemble)) return leave(s, "lost its quorum", ctx);
  }
  const now = ctx.monotonic();
  for (const h of [...leader.handlers.values()]) {
    if (h.phase !== "acked" && h.phase !== "live" && h.phase !== "sync") continue;
    if (h.awaited && ctx.rules.ackTooOld(minus(now, h.awaited.at), config.syncTime)) dropLearner(s, h.conn, ctx);
    else ctx.send(h.conn, {kind: "PING", zxid: leader.lastProposed, touched: []});
  }
  sleepHalfTick(s, leader, ctx);
}

function sleepHalfTick(s: Server, leader: Leader, ctx: Zk): void {
  const half = ticks(ctx.config.tickTime / 2);
  leader.nextCheck = plus(ctx.monotonic(), half);
  ctx.setTimer("tick", half, s.stint);
}

/** D3, D5, S7: the quorum that should have formed within initLimit ticks has not. */
export function initTimedOut(s: Server, ctx: Zk): void {
  if (s.leader && !s.leader.serving) leave(s, "found no quorum in time", ctx);
}

/** D4, optional: one of those who voted for this leader is LOOKING again, and it has waited long enough. */
export function voterLooksAgain(s: Server, sid: number, ctx: Zk): void {
  const limit = ctx.config.maxTimeToWaitForEpoch;
  if (limit === null || !s.leader?.waitingForEpoch) return;
  if (!s.electors.includes(sid)) return;
  if (ctx.monotonic() - s.leader.startedAt > limit) leave(s, "waited too long for an epoch", ctx);
}

/** B3: counted if a voter's, new, and for a proposal; commits in order. */
export function ack(s: Server, leader: Leader, sid: number, at: Zxid, ctx: Zk): void {
  if (at.counter === 0 || compareZxid(at, leader.lastCommitted) <= 0) return;
  const proposal = proposalOf(leader, at);
  if (!proposal) return;
  if (!proposal.acks.includes(sid)) proposal.acks.push(sid);
  while (leader.outstanding.length > 0) {
    const first = leader.outstanding[0] as Proposal;
    if (!ctx.rules.isQuorum(first.acks, ctx.config.ensemble)) return;
    commit(s, leader, first, ctx);
    if (s.leader !== leader) return;
  }
}

function proposalOf({outstanding}: Leader, at: Zxid): Proposal | null {
  for (const p of outstanding) if (sameZxid(p.txn.zxid, at)) return p;
  return null;
}

function commit(s: Server, leader: Leader, p: Proposal, ctx: Zk): void {
  leader.outstanding.shift();
  leader.lastCommitted = p.txn.zxid;
  ctx.note({kind: "committed", zxid: p.txn.zxid, sids: [...p.acks]});
  for (const h of leader.handlers.values()) {
    if (!h.forwarding) continue;
    if (h.voter) ctx.send(h.conn, {kind: "COMMIT", zxid: p.txn.zxid});
    else ctx.send(h.conn, {kind: "INFORM", zxid: p.txn.zxid, txn: p.txn});
  }
  applyAndAnswer(s, p.txn, ctx);
  for (const sync of p.syncs) answerSync(leader, sync, ctx);
}
