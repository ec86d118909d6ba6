// KafkaRaftClient: what comes to it, and what it does next. Rules Q2–Q9.

import {type ConnId, earlier, type NodeId, plus, type Ticks, times} from "../../../vocabulary.ts";
import type {Ctx} from "../state.ts";
import type {RaftReply, RaftRequest} from "./messages.ts";
import {answered, anyReady, gaveUp, isAsking, isResting, nextFree, peerAt, request, restPeer, settleRaft, until} from "./raft-links.ts";
import {drain, fetchedFrom, fetchOf, raftFetch} from "./raft-log.ts";
import {canWin, countVotes, drawElection, heardOf, loseRound, shortenFor, toProspective, toResigned, toUnattached} from "./raft-roles.ts";
import {endOf, NEVER, persist, type Raft} from "./raft-state.ts";

/** A request by a voter, or by an observer. */
export function raftAsked(r: Raft, conn: ConnId, m: RaftRequest, ctx: Ctx): void {
  if (m.kind === "RAFT_FETCH") raftFetch(r, conn, m, ctx);
  else {
    const message = {id: m.id, ...(m.epoch < r.epoch ? {error: "FENCED_LEADER_EPOCH"} : {error: ""})};
    const granted = message.error === "" && heard(r, m, ctx);
    const {epoch, leader} = r;
    if (m.kind === "VOTE") r.outbox.push({conn, message: {...message, kind: "VOTE_REPLY", epoch, leader, granted}});
    else r.outbox.push({conn, message: {...message, kind: `${m.kind}_REPLY`, epoch, leader}});
  }
}

/** Q3, Q9: of an epoch that is not older than its own. True: a vote is granted. */
function heard(r: Raft, m: Exclude<RaftRequest, {kind: "RAFT_FETCH"}>, ctx: Ctx): boolean {
  if (m.kind === "VOTE") return vote(r, m, ctx);
  heardOf(r, m.epoch, m.leader, ctx);
  if (m.kind === "END_QUORUM_EPOCH" && r.role === "follower" && r.leader === m.leader) shortenFor(r, m.preferred, ctx);
  return false;
}

/** Q3–Q5. A vote is written down, and with it the voter waits anew. */
function vote(r: Raft, {epoch, candidate, lastEpoch, lastOffset, preVote}: Extract<RaftRequest, {kind: "VOTE"}>, ctx: Ctx): boolean {
  if (epoch > r.epoch) toUnattached(r, epoch, ctx);
  const upToDate = ctx.rules.isUpToDate({epoch: lastEpoch, offset: lastOffset}, endOf(r, ctx));
  const granted = preVote ? ctx.rules.grantsPreVote(r, upToDate) : ctx.rules.grantsVote(r, candidate, upToDate);
  if (granted) ctx.note({kind: "vote-granted", epoch: r.epoch, candidate, preVote});
  if (granted && !preVote && r.voted !== candidate) {
    r.voted = candidate;
    r.electionAt = drawElection(r, ctx);
    r.votes = new Map([[r.id, true]]);
    persist(r, ctx);
  }
  return granted;
}

/** The answer to what it asked; whatever comes late is dropped. False: it cannot go on. */
export function raftReplied(r: Raft, conn: ConnId, m: RaftReply, ctx: Ctx): boolean {
  const from = peerAt(r, conn);
  if (from === null || !answered(r, from, m)) return true;
  // Of an older epoch, or of one that the other does not know yet.
  if (m.epoch < r.epoch || m.error === "UNKNOWN_LEADER_EPOCH") return true;
  const leads = m.error === "" ? m.leader : null;
  if (m.epoch > r.epoch || m.error !== "") {
    const before = r.epoch;
    heardOf(r, m.epoch, m.leader, ctx);
    // Who knows of no leader either is not asked again at once (an observer or an unattached voter would ask without a pause).
    if (r.epoch === before && r.leader === null) restPeer(r, from, ctx);
    return true;
  }
  if (leads !== null && r.leader === null) heardOf(r, m.epoch, leads, ctx);
  return useful(r, from, m, ctx);
}

function useful(r: Raft, from: NodeId, m: RaftReply, ctx: Ctx): boolean {
  switch (m.kind) {
    case "VOTE_REPLY":
      if (r.role !== "prospective" && r.role !== "candidate") return true;
      r.votes.set(from, m.granted);
      countVotes(r, ctx);
      return true;
    case "RAFT_FETCH_REPLY":
      return r.role !== "follower" || fetchedFrom(r, m, ctx);
    case "END_QUORUM_EPOCH_REPLY":
      r.unacked.delete(from);
      return true;
    case "BEGIN_QUORUM_EPOCH_REPLY":
      return true;
    default:
      return m satisfies never;
  }
}

/** What there is to be done in its role now; then when there is something again (KafkaRaftClient.poll). */
export function pollRaft(r: Raft, ctx: Ctx): void {
  const now = ctx.wall();
  if (r.stopping || r.syncing) return settleRaft(r, ctx);
  step(r, now, ctx);
  const next = POLL[r.role](r, ctx);
  if (next === NEVER) ctx.cancelTimer("raft");
  else ctx.setTimer("raft", until(next, ctx));
  settleRaft(r, ctx);
}

/** Roles that end with a timer. */
function step(r: Raft, now: Ticks, ctx: Ctx): void {
  if (r.role === "leader" && r.quorumAt <= now) toResigned(r, ctx);
  if (r.role === "resigned" && r.electionAt <= now) toUnattached(r, r.epoch + 1, ctx);
  if (r.role === "candidate" && r.electionAt <= now) toProspective(r, ctx);
  else if (r.role === "prospective" && r.electionAt <= now) loseRound(r, false, ctx);
  else if (r.isVoter && r.role === "follower" && r.fetchAt <= now) toProspective(r, ctx);
  if (r.role === "unattached" && r.electionAt <= now) toProspective(r, ctx);
}

const POLL: {readonly [K in Raft["role"]]: (r: Raft, ctx: Ctx) => Ticks} = {
  leader: pollLeader,
  candidate: pollNominee,
  prospective: pollNominee,
  follower: pollFollower,
  unattached: (r, ctx) => earlier(r.electionAt, fetchAnywhere(r, ctx)),
  resigned: pollResigned,
};

function pollLeader(r: Raft, ctx: Ctx): Ticks {
  const now = ctx.wall();
  if (r.drainAt <= now) drain(r, ctx);
  if (r.beginAt <= now) {
    for (const id of r.peers.keys()) request(r, id, {kind: "BEGIN_QUORUM_EPOCH", leader: r.id, epoch: r.epoch}, ctx);
    r.beginAt = plus(now, times(ctx.config.kraft.fetchTimeout, 0.5));
  }
  return [r.drainAt, r.beginAt, r.quorumAt].reduce(earlier);
}

/** Q6: whoever has not answered is asked, as long as it can win. */
function pollNominee(r: Raft, ctx: Ctx): Ticks {
  let next = r.electionAt;
  if (!canWin(r, ctx)) return next;
  const {epoch, offset} = endOf(r, ctx);
  const vote = {kind: "VOTE", epoch: r.epoch, candidate: r.id, lastEpoch: epoch, lastOffset: offset} as const;
  for (const id of r.peers.keys())
    if (!r.votes.has(id)) next = earlier(next, request(r, id, {...vote, preVote: r.role === "prospective"}, ctx));
  return next;
}

/** Q2: from the leader; while it does not answer, from anybody, to learn of another. An observer asks for ever. */
function pollFollower(r: Raft, ctx: Ctx): Ticks {
  const {leader} = r;
  const end = r.isVoter ? r.fetchAt : NEVER;
  if (leader === null || (!r.isVoter && r.fetchAt <= ctx.wall())) return earlier(end, fetchAnywhere(r, ctx));
  if (gaveUp(r, leader, ctx) || isResting(r, leader, ctx)) return earlier(end, fetchAnywhere(r, ctx));
  if (isAsking(r, ctx)) return earlier(end, nextFree(r, ctx));
  return earlier(end, request(r, leader, fetchOf(r, ctx), ctx));
}

function fetchAnywhere(r: Raft, ctx: Ctx): Ticks {
  const to = anyReady(r, ctx);
  return to === null ? nextFree(r, ctx) : request(r, to, fetchOf(r, ctx), ctx);
}

/** Q9: whoever has not heard of it is told again. */
function pollResigned(r: Raft, ctx: Ctx): Ticks {
  let next = r.electionAt;
  const end = {kind: "END_QUORUM_EPOCH", leader: r.id, epoch: r.epoch, preferred: r.preferred} as const;
  for (const id of r.unacked) next = earlier(next, request(r, id, end, ctx));
  return next;
}
