// QuorumState: from one role to another. Rules Q1, Q3, Q6, Q9.

import {ms, type NodeId, plus, type Ticks, ticks, times} from "../../../vocabulary.ts";
import type {Ctx} from "../state.ts";
import type {RaftReply} from "./messages.ts";
import {forgetRequests} from "./raft-links.ts";
import {leoOfLog, NEVER, persist, QUORUM, type Raft} from "./raft-state.ts";

/** Uniform from the election time-out to twice that (QuorumState.randomElectionTimeoutMs). */
export function drawElection({isVoter}: Raft, ctx: Ctx): Ticks {
  if (!isVoter) return NEVER;
  const {electionTimeout} = ctx.config.kraft;
  return plus(ctx.wall(), ticks(ctx.random(electionTimeout, 2 * electionTimeout - 1)));
}

function enter(r: Raft, role: Raft["role"], ctx: Ctx): void {
  r.role = role;
  forgetRequests(r);
  refuseParked(r);
  if (role !== "leader") r.batch = [];
  ctx.note({kind: "quorum-role", scope: QUORUM, role, epoch: r.epoch, leader: r.leader});
}

/** Whoever waits for more of the log here learns that this is no leader. */
function refuseParked(r: Raft): void {
  for (const {conn, request} of r.parked.values()) {
    const {epoch, leader} = r;
    const message: RaftReply = {
      kind: "RAFT_FETCH_REPLY",
      id: request.id,
      error: "NOT_LEADER_OR_FOLLOWER",
      epoch,
      leader,
      hwm: -1,
      records: [],
      diverging: null,
    };
    r.outbox.push({conn, message});
  }
  r.parked.clear();
}

/** Q3: of the election's time-out what is left of it, unless there was none. */
export function toUnattached(r: Raft, epoch: number, ctx: Ctx): void {
  if (r.role === "follower" || r.role === "leader") r.electionAt = drawElection(r, ctx);
  if (epoch !== r.epoch) Object.assign(r, {epoch, voted: null});
  r.leader = null;
  persist(r, ctx);
  enter(r, "unattached", ctx);
}

export function toFollower(r: Raft, epoch: number, leader: NodeId, ctx: Ctx): void {
  if (epoch !== r.epoch) r.voted = null;
  const changed = epoch !== r.epoch || leader !== r.leader;
  Object.assign(r, {epoch, leader, fetched: false, fetchAt: plus(ctx.wall(), ctx.config.kraft.fetchTimeout)});
  if (changed) persist(r, ctx);
  enter(r, "follower", ctx);
}

/** Q6: asks the others first whether they would vote for it. Without that it stands at once. */
export function toProspective(r: Raft, ctx: Ctx): void {
  if (!ctx.rules.asksBefore()) return toCandidate(r, ctx);
  r.electionAt = drawElection(r, ctx);
  r.votes = new Map([[r.id, true]]);
  enter(r, "prospective", ctx);
  if (r.voters.length === 1) toCandidate(r, ctx);
}

/** It votes for itself in the next epoch. */
export function toCandidate(r: Raft, ctx: Ctx): void {
  Object.assign(r, {epoch: r.epoch + 1, leader: null, voted: r.id, votes: new Map([[r.id, true]]), electionAt: drawElection(r, ctx)});
  persist(r, ctx);
  enter(r, "candidate", ctx);
  ctx.note({kind: "vote-granted", epoch: r.epoch, candidate: r.id, preVote: false});
  if (r.voters.length === 1) toLeader(r, ctx);
}

/** Q7: its reign begins with a record of its own, which is appended at once. */
export function toLeader(r: Raft, ctx: Ctx): void {
  const now = ctx.wall();
  const start = leoOfLog(ctx);
  const others = r.voters.filter((id) => id !== r.id);
  Object.assign(r, {leader: r.id, epochStart: start, offsets: new Map(others.map((id) => [id, -1])), heard: new Set()});
  Object.assign(r, {quorumAt: checkAt(r, ctx), beginAt: now, batch: [], drainAt: NEVER});
  persist(r, ctx);
  enter(r, "leader", ctx);
  r.batch = [{kind: "leader-change", leader: r.id}];
  r.drainAt = now;
}

/** Q9: one and a half fetch time-outs from now; a single voter hears itself. */
export const checkAt = ({voters}: Raft, ctx: Ctx): Ticks =>
  voters.length === 1 || !ctx.rules.checksQuorum() ? NEVER : plus(ctx.wall(), times(ctx.config.kraft.fetchTimeout, 1.5));

/** Q9: it leads no more, and tells the others, with whoever has most of the log first. */
export function toResigned(r: Raft, ctx: Ctx): void {
  r.preferred = [...r.offsets].sort(([, a], [, b]) => b - a).map(([id]) => id);
  r.unacked = new Set(r.offsets.keys());
  r.electionAt = drawElection(r, ctx);
  enter(r, "resigned", ctx);
}

/** Q6: a round that is over: back to the leader it knew, or to none. Only who was refused waits anew; whose time was up asks again at once. */
export function loseRound(r: Raft, refused: boolean, ctx: Ctx): void {
  if (r.leader !== null) return toFollower(r, r.epoch, r.leader, ctx);
  if (refused) r.electionAt = drawElection(r, ctx);
  toUnattached(r, r.epoch, ctx);
}

/** Q6: a majority of votes leads on; with a majority against it there is nothing to wait for, except for a candidate, who waits its time out. */
export function countVotes(r: Raft, ctx: Ctx): void {
  const majority = ctx.rules.majorityOf(r.voters.length);
  const cast = [...r.votes.values()];
  const granted = cast.filter((vote) => vote).length;
  const lost = r.voters.length - (cast.length - granted) < majority;
  if (granted >= majority) return r.role === "prospective" ? toCandidate(r, ctx) : toLeader(r, ctx);
  if (lost && r.role === "prospective") loseRound(r, true, ctx);
}

/** Whether it can still win. */
export const canWin = (r: Raft, ctx: Ctx): boolean =>
  r.voters.length - [...r.votes.values()].filter((vote) => !vote).length >= ctx.rules.majorityOf(r.voters.length);

/** Q3, Q6: another epoch, or a leader of this one, is heard of. */
export function heardOf(r: Raft, epoch: number, leader: NodeId | null, ctx: Ctx): void {
  if (epoch > r.epoch) {
    if (leader === null || leader === r.id) toUnattached(r, epoch, ctx);
    else toFollower(r, epoch, leader, ctx);
  } else if (epoch === r.epoch && leader !== null && r.leader === null && leader !== r.id) toFollower(r, epoch, leader, ctx);
}

/** Q1: the start of a process, in the role that its disk gives it. */
export function beginRaft(r: Raft, ctx: Ctx): void {
  const now = ctx.wall();
  r.electionAt = drawElection(r, ctx);
  r.fetchAt = plus(now, ctx.config.kraft.fetchTimeout);
  if (r.role === "candidate") r.votes = new Map([[r.id, true]]);
  if (r.role === "resigned") r.unacked = new Set(r.peers.keys());
  ctx.note({kind: "quorum-role", scope: QUORUM, role: r.role, epoch: r.epoch, leader: r.leader});
  if (r.epoch !== 0) persist(r, ctx);
  if (r.voters.length === 1 && r.isVoter && r.role !== "candidate") toProspective(r, ctx);
  else if (r.voters.length === 1 && r.role === "candidate") toLeader(r, ctx);
}

/** Q9: a leader resigns, and its followers' timers are as short as their turn in its list. */
export function shortenFor(r: Raft, preferred: readonly NodeId[], ctx: Ctx): void {
  const position = preferred.indexOf(r.id);
  const wait = ctx.rules.successionWait(position < 0 ? preferred.length : position, preferred.length, ctx.config.kraft.electionBackoffMs);
  r.fetchAt = plus(ctx.wall(), ms(wait));
}
