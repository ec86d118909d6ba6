// Learner, Follower and Observer: rules D1, D4, S5, S6, S8, B4, B9.
import type {Ending} from "../../model/process.ts";
import {type ConnId, type Json, minus, NO_TIME, plus} from "../../vocabulary.ts";
import {openForClients} from "./connections.ts";
import {reload} from "./database.ts";
import {leave} from "./leaving.ts";
import {flushLog} from "./logging.ts";
import type {QuorumMessage} from "./messages.ts";
import {applyAndAnswer, revalidated, synced} from "./serving.ts";
import {type Learner, nodeOf, type Server, type Zk} from "./state.ts";
import {copyTree, remember, type Snapshot, type Txn} from "./tree.ts";
import {compareZxid, sameZxid, type Zxid, zxid} from "./zxid.ts";

const ATTEMPTS = 5;

/** D1: begins to dial the leader's quorum port. */
export function follow(s: Server, ctx: Zk): void {
  s.learner = {
    leader: s.currentVote.leader,
    conn: 0,
    attempts: 0,
    startedAt: ctx.monotonic(),
    connected: false,
    lastHeard: NO_TIME,
    readLimit: ctx.config.initTime,
    newEpoch: -1,
    mode: null,
    acked: false,
    serving: false,
    lastQueued: null,
    notLogged: [],
    committed: [],
    pending: [],
  };
  // Each stint has a session tracker of its own (K5).
  s.touched.clear();
  ctx.note({kind: "phase", phase: "DISCOVERY"});
  dialLeader(s, ctx);
}

export function dialLeader(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner || s.stopping) return;
  const left = minus(plus(learner.startedAt, ctx.config.connectTime), ctx.monotonic());
  if (left <= 0) return leave(s, "could not reach the leader", ctx);
  learner.attempts++;
  learner.conn = ctx.connect(nodeOf(ctx.config, learner.leader), "quorum");
  ctx.setTimer("dial leader", left, learner.conn);
}

export function dialLeaderTimedOut(s: Server, arg: Json, ctx: Zk): void {
  const {learner} = s;
  if (!learner || learner.connected || learner.conn !== arg) return;
  ctx.close(learner.conn);
  notReached(s, learner, ctx);
}

function notReached(s: Server, learner: Learner, ctx: Zk): void {
  const left = minus(plus(learner.startedAt, ctx.config.connectTime), ctx.monotonic());
  if (learner.attempts >= ATTEMPTS || left <= ctx.config.connectRetry) return leave(s, "could not reach the leader", ctx);
  ctx.setTimer("redial leader", ctx.config.connectRetry);
}

/** The first packet says who one is and which epoch one has promised. */
export function reachedLeader(s: Server, conn: ConnId, ctx: Zk): void {
  const {learner} = s;
  if (!learner || learner.conn !== conn || s.stopping) return ctx.close(conn);
  ctx.cancelTimer("dial leader");
  learner.connected = true;
  learner.lastHeard = ctx.monotonic();
  ctx.setTimer("read", learner.readLimit, s.stint);
  ctx.work("register", {do: "register", stint: s.stint});
}

export function register(s: Server, ctx: Zk): void {
  if (!s.learner) return;
  ctx.send(s.learner.conn, {kind: s.voter ? "FOLLOWERINFO" : "OBSERVERINFO", sid: s.sid, acceptedEpoch: s.acceptedEpoch});
}

export function leaderLost(s: Server, conn: ConnId, why: Ending, ctx: Zk): void {
  const {learner} = s;
  if (!learner || learner.conn !== conn || s.stopping) return;
  if (learner.connected) return leave(s, `lost the connection to the leader (${why})`, ctx);
  ctx.cancelTimer("dial leader");
  notReached(s, learner, ctx);
}

/** B9: silence for longer than the read limit. */
export function readTimedOut(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner?.connected || s.stopping) return;
  const left = minus(plus(learner.lastHeard, learner.readLimit), ctx.monotonic());
  if (left <= 0) leave(s, "heard nothing from the leader", ctx);
  else ctx.setTimer("read", left, s.stint);
}

/** A packet from the leader. */
export function fromLeader(s: Server, conn: ConnId, m: QuorumMessage, ctx: Zk): void {
  const {learner} = s;
  if (!learner || learner.conn !== conn || s.stopping) return;
  learner.lastHeard = ctx.monotonic();
  switch (m.kind) {
    case "LEADERINFO":
      return promise(s, learner, m.epoch, ctx);
    case "DIFF":
    case "TRUNC":
    case "SNAP":
      return beginSync(s, learner, m, ctx);
    case "PROPOSAL":
      return proposal(s, learner, m.txn, ctx);
    case "COMMIT":
      return commit(s, learner, m.zxid, ctx);
    case "INFORM":
      if (learner.serving) {
        flushLog(s, m.txn, ctx);
        applyAndAnswer(s, m.txn, ctx);
      } else if (!continuesSync(s, learner, m.txn, ctx)) return;
      else if (!learner.acked && learner.mode !== "DIFF") applyInMemory(s, m.txn, ctx);
      else {
        learner.notLogged.push(m.txn);
        learner.committed.push(m.zxid);
      }
      return;
    case "NEWLEADER":
      return newLeader(s, learner, ctx);
    case "UPTODATE":
      if (learner.acked && !learner.serving) ctx.work("startLearner", {do: "up-to-date", stint: s.stint});
      return;
    case "PING": {
      // A learner that is synchronising reads pings and ignores them (Learner.syncWithLeader).
      if (!learner.serving) return;
      const touched: number[] = [];
      for (const [session, timeout] of s.touched) touched.push(session, timeout);
      s.touched.clear();
      ctx.send(conn, {kind: "PING", zxid: m.zxid, touched});
      return;
    }
    case "SYNC":
      return synced(s, m.session, m.cxid, ctx);
    case "REVALIDATE":
      return revalidated(s, m.session, m.valid === true, ctx);
    default:
      return leave(s, `got a ${m.kind} from the leader`, ctx);
  }
}

/** D4: an epoch is promised once; only the first answer counts. */
function promise(s: Server, learner: Learner, epoch: number, ctx: Zk): void {
  learner.newEpoch = epoch;
  if (epoch < s.acceptedEpoch) return leave(s, "was offered an epoch below one it has promised", ctx);
  if (epoch === s.acceptedEpoch) {
    s.phase = "SYNCHRONIZATION";
    ctx.send(learner.conn, {kind: "ACKEPOCH", currentEpoch: -1, zxid: s.tree.zxid});
    ctx.note({kind: "ackepoch", epoch, counts: false});
    return;
  }
  s.acceptedEpoch = epoch;
  ctx.put("acceptedEpoch", epoch);
  ctx.sync(["acceptedEpoch"], {do: "promised", stint: s.stint}, true);
}

export function promised(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner) return;
  s.phase = "SYNCHRONIZATION";
  learner.lastHeard = ctx.monotonic();
  ctx.note({kind: "accepted-epoch", epoch: s.acceptedEpoch});
  ctx.send(learner.conn, {kind: "ACKEPOCH", currentEpoch: s.currentEpoch, zxid: s.tree.zxid});
  ctx.note({kind: "ackepoch", epoch: s.acceptedEpoch, counts: true});
}

function beginSync(s: Server, learner: Learner, m: Extract<QuorumMessage, {kind: "DIFF" | "TRUNC" | "SNAP"}>, ctx: Zk): void {
  learner.mode = m.kind;
  if (m.kind === "SNAP") {
    s.tree = copyTree(m.tree);
    s.committedLog = [];
    ctx.note({kind: "memory", zxid: m.zxid, how: "SNAP"});
  }
  if (m.kind === "TRUNC") truncate(s, m.zxid, ctx);
}

/**
 * Truncates the log and loads it again. A snapshot beyond the cut cannot be cut: the process ends, as the real one does when it notices
 * that it could not truncate (the real one may also load that snapshot unnoticed: ZOOKEEPER-1549, left out).
 */
function truncate(s: Server, to: Zxid, ctx: Zk): void {
  const snapshots = ctx.log("snapshots");
  const newest = snapshots.entries[snapshots.length - 1] as Snapshot | undefined;
  if (newest && compareZxid(newest.zxid, to) > 0) return ctx.exit();
  const log = ctx.log("log");
  let keep = log.length;
  while (keep > 0 && compareZxid((log.entries[keep - 1] as Txn).zxid, to) > 0) keep--;
  ctx.truncate("log", keep);
  ctx.note({kind: "truncated", to});
  reload(s, ctx);
}

/** S5, B4 */
function proposal(s: Server, learner: Learner, t: Txn, ctx: Zk): void {
  if (learner.serving) {
    learner.pending.push(t);
    return flushLog(s, t, ctx);
  }
  if (continuesSync(s, learner, t, ctx)) learner.notLogged.push(t);
}

/** S5: the first of a sync may be any; after it a gap within an epoch ends the sync. */
function continuesSync(s: Server, learner: Learner, t: Txn, ctx: Zk): boolean {
  const {lastQueued} = learner;
  if (ctx.config.version === "3.9.5" && lastQueued && !ctx.rules.continues(lastQueued, t.zxid)) {
    leave(s, "was sent a proposal that does not continue the one before", ctx);
    return false;
  }
  learner.lastQueued = t.zxid;
  return true;
}

function commit(s: Server, learner: Learner, at: Zxid, ctx: Zk): void {
  if (learner.serving) return commitServing(s, learner, at, ctx);
  const next = learner.notLogged[0];
  if (!learner.acked && learner.mode !== "DIFF" && next && sameZxid(next.zxid, at)) {
    learner.notLogged.shift();
    return applyInMemory(s, next, ctx);
  }
  learner.committed.push(at);
}

/** In a sync by snapshot or truncation commits go straight to memory; the snapshot taken at NEWLEADER makes them durable. */
function applyInMemory(s: Server, t: Txn, ctx: Zk): void {
  remember(s, t, ctx.config.commitLogCount);
  ctx.note({kind: "memory", zxid: t.zxid, how: "sync"});
}

/** B4: a commit must be that of the oldest pending proposal. */
function commitServing(s: Server, learner: Learner, at: Zxid, ctx: Zk): void {
  const head = learner.pending[0];
  if (!head) return;
  if (!sameZxid(head.zxid, at)) return ctx.exit();
  learner.pending.shift();
  applyAndAnswer(s, head, ctx);
}

/**
 * S6: the history first, then currentEpoch, then the ack; each on disk before the next. The real one syncs the snapshot after SNAP only; the
 * one after TRUNC, and the cut itself, it leaves to the kernel. Left out: here all is synced. A cut is a change of a file's length, which ext4
 * and XFS bring to the disk with the next fsync of any file, so it is there before currentEpoch is.
 */
function newLeader(s: Server, learner: Learner, ctx: Zk): void {
  if (learner.mode !== "DIFF") {
    ctx.append("snapshots", {zxid: s.tree.zxid, tree: copyTree(s.tree), ofLog: false} satisfies Snapshot);
    ctx.note({kind: "snapshot", zxid: s.tree.zxid});
    s.snapshotSize = s.tree.nodes.size;
    ctx.sync(["log", "snapshots"], {do: "sync-snapshot", stint: s.stint}, true);
    return;
  }
  persistHistory(s, ctx);
}

export function persistHistory(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner) return;
  // An observer keeps what it received until UPTODATE: its ack counts for nothing.
  if (!s.voter || !ctx.rules.epochAfterHistory() || ctx.config.version === "3.8.0") return persistEpoch(s, ctx);
  if (logCommitted(s, learner, ctx) > 0 && ctx.config.forceSync) ctx.sync(["log"], {do: "sync-history", stint: s.stint}, true);
  else persistEpoch(s, ctx);
}

/** Appends and applies those buffered proposals whose commit has come; the others wait for UPTODATE. */
function logCommitted(s: Server, learner: Learner, ctx: Zk): number {
  let logged = 0;
  while (learner.notLogged.length > 0 && learner.committed.length > 0) {
    const t = learner.notLogged[0] as Txn;
    if (!sameZxid(t.zxid, learner.committed[0] as Zxid)) break;
    learner.notLogged.shift();
    learner.committed.shift();
    ctx.append("log", t);
    ctx.note({kind: "logged", zxid: t.zxid});
    applyInMemory(s, t, ctx);
    logged++;
  }
  return logged;
}

export function persistEpoch(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner) return;
  s.currentEpoch = learner.newEpoch;
  ctx.put("currentEpoch", learner.newEpoch);
  ctx.sync(["currentEpoch"], {do: "sync-epoch", stint: s.stint}, true);
}

export function epochPersisted(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner) return;
  ctx.note({kind: "current-epoch", epoch: s.currentEpoch});
  if (s.voter && ctx.config.version === "3.8.0") {
    // 3.8.0 hands everything buffered to the log thread; its acks go out as the fsyncs return, the history unproven at the ack below.
    for (const t of learner.notLogged) {
      learner.pending.push(t);
      flushLog(s, t, ctx);
    }
    learner.notLogged = [];
  } else if (s.voter && !ctx.rules.epochAfterHistory() && logCommitted(s, learner, ctx) > 0 && ctx.config.forceSync) {
    ctx.sync(["log"], {do: "sync-late", stint: s.stint}, true);
    return;
  }
  acknowledgeNewLeader(s, ctx);
}

export function acknowledgeNewLeader(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner) return;
  learner.readLimit = ctx.config.syncTime;
  learner.acked = true;
  learner.lastHeard = ctx.monotonic();
  ctx.setTimer("read", learner.readLimit, s.stint);
  ctx.send(learner.conn, {kind: "ACK", zxid: zxid(learner.newEpoch, 0)});
  ctx.note({kind: "learner-acked-newleader", epoch: learner.newEpoch});
}

/** S8: the learner serves; what was buffered is logged and acknowledged, what was committed is applied. */
export function upToDate(s: Server, ctx: Zk): void {
  const {learner} = s;
  if (!learner) return;
  ctx.send(learner.conn, {kind: "ACK", zxid: zxid(learner.newEpoch, 0)});
  learner.serving = true;
  learner.lastHeard = ctx.monotonic();
  s.phase = "BROADCAST";
  s.currentVote = {...s.currentVote, peerEpoch: learner.newEpoch};
  ctx.note({kind: "active", epoch: learner.newEpoch});
  const buffered = learner.notLogged;
  const committed = learner.committed;
  learner.notLogged = [];
  learner.committed = [];
  for (const t of buffered) {
    learner.pending.push(t);
    flushLog(s, t, ctx);
  }
  for (const at of committed) commitServing(s, learner, at, ctx);
  openForClients(s, ctx);
}
