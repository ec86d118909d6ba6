import {type Ticks, times} from "../../vocabulary.ts";
// The decisions of ZooKeeper as small pure functions: what the prose quotes, a table tests and a cell can override. Sources: apache/zookeeper
// at 293c895 (3.9.5), package org.apache.zookeeper.server.quorum unless said.
import {type Ensemble, weightOf} from "./ensemble.ts";
import type {Ballot} from "./state.ts";
import type {Txn} from "./tree.ts";
import {compareZxid, sameZxid, type Zxid, zxid} from "./zxid.ts";

export interface Vote {
  readonly leader: number;
  readonly zxid: Zxid;
  readonly peerEpoch: number;
  readonly round: number;
}

/**
 * Whether vote `a` beats vote `b`: larger epoch of the proposed leader, then larger zxid, then larger id. Equal does not. A server without
 * weight can never be proposed.
 * @rule E5
 * @source apache/zookeeper@293c895 FastLeaderElection.totalOrderPredicate
 */
export function supersedes(a: Vote, b: Vote, ensemble: Ensemble): boolean {
  if (weightOf(ensemble, a.leader) === 0) return false;
  if (a.peerEpoch !== b.peerEpoch) return a.peerEpoch > b.peerEpoch;
  const order = compareZxid(a.zxid, b.zxid);
  return order !== 0 ? order > 0 : a.leader > b.leader;
}

/**
 * How a LOOKING sender's round stands to mine: only a vote of my own round is weighed, a later round makes me start over, an earlier one is
 * ignored.
 * @rule E4
 * @source apache/zookeeper@293c895 FastLeaderElection.lookForLeader
 */
export function roundOrder(theirs: number, mine: number): "later" | "same" | "earlier" {
  return theirs > mine ? "later" : theirs < mine ? "earlier" : "same";
}

/**
 * Whether two votes count as the same choice. Where either server is LOOKING everything must be equal; votes of two that have decided are
 * matched by leader and epoch alone, and by the leader alone where only one of them came with a version: an older server tells another epoch.
 * @rule E6
 * @source apache/zookeeper@293c895 Vote.equals
 */
export function sameVote(a: Ballot, b: Ballot): boolean {
  if (a.vote.leader !== b.vote.leader) return false;
  const epochs = a.vote.peerEpoch === b.vote.peerEpoch;
  if (a.state === "LOOKING" || b.state === "LOOKING") return epochs && a.vote.round === b.vote.round && sameZxid(a.vote.zxid, b.vote.zxid);
  return epochs || a.version > 0 !== b.version > 0;
}

/**
 * Whether a set of servers may decide: more than half of the voters, or more than half of the weight in more than half of the groups that
 * have any. Observers are no voters.
 * @rule E15
 * @source apache/zookeeper@293c895 flexible/QuorumMaj.containsQuorum, flexible/QuorumHierarchical.containsQuorum
 */
export function isQuorum(sids: readonly number[], ensemble: Ensemble): boolean {
  if (ensemble.groups.length === 0) {
    let votes = 0;
    for (const sid of ensemble.voters) if (sids.includes(sid)) votes++;
    return votes > ensemble.voters.length >> 1;
  }
  const weigh = (group: readonly number[]) => group.reduce((sum, sid) => sum + weightOf(ensemble, sid), 0);
  const live = ensemble.groups.filter((group) => weigh(group) > 0);
  const won = live.filter((group) => weigh(group.filter((sid) => sids.includes(sid))) > weigh(group) >> 1);
  return won.length > live.length >> 1;
}

/**
 * Whether a server's acks count. An observer's never do.
 * @rule B3
 * @source apache/zookeeper@293c895 SyncedLearnerTracker.addAck, Leader.isParticipant
 */
export const mayVote = (sid: number, ensemble: Ensemble): boolean => ensemble.voters.includes(sid);

/**
 * Before a LOOKING server follows votes of servers that have decided: the leader itself must be among those who told it, as LEADING.
 * @rule E11
 * @source apache/zookeeper@293c895 FastLeaderElection.checkLeader
 */
export function leaderAnswers(leader: number, self: number, round: number, mine: number, leaderSaysLeading: boolean): boolean {
  return leader === self ? round === mine : leaderSaysLeading;
}

/**
 * Wait for a better vote after a quorum agrees, ms.
 * @rule E8
 * @source apache/zookeeper@293c895 FastLeaderElection.finalizeWait
 */
export const finalizeWaitMs = (): number => 200;

/**
 * The next wait for a notification, ms: doubled, up to the limit.
 * @rule E9
 * @source apache/zookeeper@293c895 FastLeaderElection.lookForLeader (minNotificationInterval, maxNotificationInterval)
 */
export const nextNotificationTimeoutMs = (ms: number, limitMs: number): number => Math.min(ms * 2, limitMs);

/**
 * Whether an unanswered election is announced again.
 * @rule E9
 * @source apache/zookeeper@293c895 FastLeaderElection.lookForLeader
 */
export const announcesAgain = (): boolean => true;

/**
 * Whether a server's own vote counts before its loopback copy has arrived. It does not.
 * @rule E7
 * @source apache/zookeeper@293c895 QuorumCnxManager.toSend, FastLeaderElection.sendNotifications
 */
export const countsSelfAtOnce = (): boolean => false;

/**
 * The epoch a leader proposes: above every epoch that any of those who came has accepted, its own among them.
 * @rule D2
 * @source apache/zookeeper@293c895 Leader.getEpochToPropose
 */
export const epochToPropose = (accepted: readonly number[]): number => 1 + Math.max(...accepted);

/**
 * Whether a follower knows more than its would-be leader: then the leader will not have it. Epoch before zxid.
 * @rule D5
 * @source apache/zookeeper@293c895 Leader.waitForEpochAck, StateSummary.isMoreRecentThan
 */
export function isMoreRecent(follower: {epoch: number; zxid: Zxid}, leader: {epoch: number; zxid: Zxid}): boolean {
  return follower.epoch > leader.epoch || (follower.epoch === leader.epoch && compareZxid(follower.zxid, leader.zxid) > 0);
}

/**
 * Whether the leader waits for a quorum of NEWLEADER acks before it serves.
 * @rule S7
 * @source apache/zookeeper@293c895 Leader.waitForNewLeaderAck
 */
export const newLeaderAcked = (sids: readonly number[], ensemble: Ensemble): boolean => isQuorum(sids, ensemble);

/**
 * In which order a learner makes its sync durable at NEWLEADER: history before currentEpoch before the ack.
 * @rule S6
 * @source apache/zookeeper@293c895 Learner.syncWithLeader
 */
export const epochAfterHistory = (): boolean => true;

/**
 * Whether a logged proposal is acknowledged only when its fsync has returned.
 * @rule B4
 * @source apache/zookeeper@293c895 server/SyncRequestProcessor.flush, SendAckRequestProcessor
 */
export const ackAfterFsync = (): boolean => true;

/**
 * Whether a leader steps down for want of supporters at its check, once a tick.
 * @rule B8
 * @source apache/zookeeper@293c895 Leader.lead
 */
export const givesUp = (supporters: readonly number[], ensemble: Ensemble): boolean => !isQuorum(supporters, ensemble);

/**
 * Whether a proposal of that age without an ack ends the connection to its learner: at the limit it does. Ages and limit in ticks of the clock.
 * @rule B7
 * @source apache/zookeeper@293c895 LearnerHandler.SyncLimitCheck.check
 */
export const ackTooOld = (age: Ticks, limit: Ticks): boolean => age >= limit;

/**
 * Whether a server lets a client in that has seen `lastSeen` elsewhere: not if it is itself behind that.
 * @rule K3
 * @source apache/zookeeper@293c895 server/ZooKeeperServer.processConnectRequest
 */
export const admits = (lastSeen: Zxid, lastProcessed: Zxid): boolean => compareZxid(lastSeen, lastProcessed) <= 0;

/**
 * When a session expires: its time-out from the last sign of life, rounded up to the next tick.
 * @rule K4
 * @source apache/zookeeper@293c895 server/ExpiryQueue.roundToNextInterval
 */
export const expiresAt = (heard: Ticks, timeout: Ticks, tick: Ticks): Ticks => times(tick, Math.floor((heard + timeout) / tick) + 1);

/**
 * From when a new leader counts a session it has found in the replicated table: from its own start, whatever was left of it before.
 * @rule K5
 * @source apache/zookeeper@293c895 server/SessionTrackerImpl constructor
 */
export const sessionHeardAt = (start: Ticks, _heardByOldLeader: Ticks): Ticks => start;

/**
 * Whether a write, or the check of a multi, finds the node at the version that it wants; −1: whichever. What a session knew when it was still
 * the one that leads is refused by this once another has written (K11 is ours: the sheet of those who need it names no id).
 * @rule K11
 * @source apache/zookeeper@293c895 server/PrepRequestProcessor.checkAndIncVersion
 */
export const versionFits = (wanted: number, version: number): boolean => wanted === -1 || wanted === version;

/**
 * Whether a server with these epochs and this last zxid starts. Where an epoch's file is missing the epoch of the zxid is taken, and written.
 * @rule D4
 * @source apache/zookeeper@293c895 QuorumPeer.loadDataBase
 */
export const epochsFit = (current: number, accepted: number, last: Zxid): boolean => last.epoch <= current && accepted >= current;

/** Decision of the leader how to bring a learner up to date: what to send first, which entries follow, where live traffic goes on. */
export interface SyncPlan {
  readonly first: "DIFF" | "TRUNC" | "SNAP";
  readonly zxid: Zxid;
  /** Committed entries sent as PROPOSAL and COMMIT. */
  readonly entries: readonly Txn[];
  /** The last zxid the learner has after all that. */
  readonly last: Zxid;
}

/** What a leader has to offer: committedLog in memory, and the whole log if it reaches back and is not too large to send. */
export interface History {
  readonly lastProcessed: Zxid;
  readonly committedLog: readonly Txn[];
  /** Null: syncing from the log is off, or would cost more than a snapshot. */
  readonly log: readonly Txn[] | null;
}

/**
 * How to synchronise a learner whose last zxid is `peer`: a DIFF or TRUNC where the leader's history shows where the two part, else a SNAP.
 * From a log on disk it takes what lies before the committed log in memory; where the two leave a gap, what it had queued is thrown away.
 * @rule S1
 * @source apache/zookeeper@293c895 LearnerHandler.syncFollower, server/ZKDatabase.getProposalsFromTxnLog
 */
export function syncPlan(peer: Zxid, h: History): SyncPlan {
  const min = h.committedLog[0]?.zxid ?? h.lastProcessed;
  const max = h.committedLog[h.committedLog.length - 1]?.zxid ?? h.lastProcessed;
  const snapshot: SyncPlan = {first: "SNAP", zxid: h.lastProcessed, entries: [], last: h.lastProcessed};
  if (sameZxid(peer, h.lastProcessed)) return {first: "DIFF", zxid: peer, entries: [], last: peer};
  if (compareZxid(peer, max) > 0 && peer.counter !== 0) return {first: "TRUNC", zxid: max, entries: [], last: max};
  const begun = {opening: null, entries: [], last: peer};
  if (compareZxid(min, peer) <= 0 && compareZxid(peer, max) <= 0) return planOf(walk(h.committedLog, begun, {max})) ?? snapshot;
  const oldest = h.log?.[0];
  if (compareZxid(peer, min) >= 0 || !h.log || !oldest || compareZxid(oldest.zxid, peer) > 0) return snapshot;
  const older = walk(h.log, begun, {max, upTo: min});
  if (compareZxid(older.last, min) < 0) return snapshot;
  return planOf(walk(h.committedLog, older, {max})) ?? snapshot;
}

/** What has been queued for a learner so far: how it begins (null: nobody could say yet), what follows, and up to where. */
export interface Queued {
  readonly opening: {readonly first: "DIFF" | "TRUNC"; readonly zxid: Zxid} | null;
  readonly entries: readonly Txn[];
  readonly last: Zxid;
}

const planOf = ({opening, entries, last}: Queued): SyncPlan | null => opening && {...opening, entries, last};

/**
 * Walks the leader's entries from the learner's last one on, up to `upTo`, and queues each once. The first that is not older tells how to
 * begin: the learner's own, a DIFF; a later one, and the learner holds something unknown that is cut off, but not across epochs. A learner that
 * ends where an epoch begins has nothing there to cut.
 * @rule S2
 * @source apache/zookeeper@293c895 LearnerHandler.queueCommittedProposals
 */
export function walk(entries: readonly Txn[], queued: Queued, {max, upTo}: {readonly max: Zxid; readonly upTo?: Zxid}): Queued {
  const peer = queued.last;
  let {opening, last} = queued;
  let before = zxid(-1, -1);
  const added: Txn[] = [];
  for (const t of entries) {
    if (upTo && compareZxid(t.zxid, upTo) > 0) break;
    const order = compareZxid(t.zxid, peer);
    if (order < 0) {
      before = t.zxid;
      continue;
    }
    if (!opening) {
      if (order > 0 && peer.counter !== 0 && t.zxid.epoch !== peer.epoch) return queued;
      opening = order === 0 || peer.counter === 0 ? {first: "DIFF", zxid: max} : {first: "TRUNC", zxid: before};
    }
    // A log may hold an entry twice.
    if (compareZxid(t.zxid, last) <= 0) continue;
    added.push(t);
    last = t.zxid;
  }
  if (!opening && peer.counter === 0) opening = {first: "DIFF", zxid: max};
  return {opening, entries: [...queued.entries, ...added], last};
}

/**
 * Whether a proposal, or what an observer is informed of, may follow another in a sync: its successor, or one of a later epoch (3.9.4 and
 * later look).
 * @rule S5
 * @source apache/zookeeper@293c895 Learner.enforceContinuousProposal
 */
export function continues(previous: Zxid, next: Zxid): boolean {
  return next.epoch > previous.epoch || (next.epoch === previous.epoch && next.counter === previous.counter + 1);
}

export const rules = {
  supersedes,
  roundOrder,
  sameVote,
  isQuorum,
  mayVote,
  leaderAnswers,
  finalizeWaitMs,
  nextNotificationTimeoutMs,
  announcesAgain,
  countsSelfAtOnce,
  epochToPropose,
  isMoreRecent,
  newLeaderAcked,
  epochAfterHistory,
  ackAfterFsync,
  givesUp,
  ackTooOld,
  admits,
  expiresAt,
  sessionHeardAt,
  versionFits,
  epochsFit,
  syncPlan,
  continues,
};
export type Rules = typeof rules;
