// FastLeaderElection: rules E1–E14.
import {ms} from "../../vocabulary.ts";
import {connectAll, haveDelivered, toSend} from "./links.ts";
import {type Notification, voteOf} from "./messages.ts";
import type {Vote} from "./rules.ts";
import {type Ballot, isVoter, type Server, type Zk} from "./state.ts";
import {zxid} from "./zxid.ts";

/** An observer's proposal, smaller than any vote, so that nobody adopts it (E1, E14). */
const WORTHLESS = {leader: -1, zxid: zxid(-1, 0), peerEpoch: -1};

/** What is noted when LOOKING is over. */
const TURNS = {LEADING: "leading", FOLLOWING: "following", OBSERVING: "observing"} as const;

/** The receive queue of the election. */
const INBOX = 100;

/** The version of a vote whose message's is not kept (the constructors of Vote that take none). */
const UNKEPT = 0;

/** E1: a new round, a vote for oneself, told to every voter. */
export function lookForLeader(s: Server, ctx: Zk): void {
  s.role = "LOOKING";
  s.phase = "ELECTION";
  s.round++;
  s.recvset.clear();
  s.outofelection.clear();
  s.finalizing = false;
  const own = {leader: s.sid, zxid: s.tree.zxid, peerEpoch: s.currentEpoch, round: s.round};
  s.electing = true;
  s.initial = s.voter ? own : {...WORTHLESS, round: s.round};
  s.proposed = s.initial;
  s.notificationMs = ctx.config.minNotificationMs;
  ctx.note({kind: "looking", round: s.round});
  sendNotifications(s, ctx);
  armPoll(s, ctx);
  for (const n of s.inbox.splice(0)) if (s.electing) consider(s, n, ctx);
}

function sendNotifications(s: Server, ctx: Zk): void {
  const {leader, zxid: at, peerEpoch} = s.proposed;
  if (ctx.rules.countsSelfAtOnce()) s.recvset.set(s.sid, {vote: {...s.proposed, round: s.round}, state: "LOOKING", version: UNKEPT});
  for (const sid of ctx.config.ensemble.voters) {
    const told = {sid: s.sid, state: "LOOKING", leader, zxid: at, peerEpoch, round: s.round, version: s.messageVersion} as const;
    toSend(s, sid, {kind: "NOTIFICATION", ...told}, ctx);
  }
}

const armPoll = (s: Server, ctx: Zk): void => ctx.setTimer("poll", ms(s.notificationMs));

/** The receiver thread, in any state: E2, E3, E13. */
export function received(s: Server, n: Notification, ctx: Zk): void {
  if (!isVoter(ctx.config, n.sid)) return reply(s, n.sid, s.currentVote, s.round, ctx);
  if (s.role !== "LOOKING") {
    if (n.state === "LOOKING") reply(s, n.sid, s.currentVote, s.currentVote.round, ctx);
    return;
  }
  ctx.submit("main", {do: "vote", stint: s.stint, vote: n as never});
  if (n.state === "LOOKING" && n.round < s.round) reply(s, n.sid, s.proposed, s.round, ctx);
}

/** A vote comes to the election loop, which may not have begun: then it waits, and the oldest gives way (Q3). */
export function voted(s: Server, n: Notification, ctx: Zk): void {
  if (s.role !== "LOOKING") return;
  if (s.electing) consider(s, n, ctx);
  else if (s.inbox.push(n) > INBOX) s.inbox.shift();
}

function reply(s: Server, to: number, vote: Vote, round: number, ctx: Zk): void {
  const {leader, zxid: at, peerEpoch} = vote;
  const told = {sid: s.sid, state: s.role, leader, zxid: at, peerEpoch, round, version: s.messageVersion};
  toSend(s, to, {kind: "NOTIFICATION", ...told}, ctx);
}

/** One turn of the election loop. */
function consider(s: Server, n: Notification, ctx: Zk): void {
  if (!isVoter(ctx.config, n.leader)) return;
  const vote = voteOf(n);
  if (s.finalizing) {
    // E8: a vote that is not better is dropped without being recorded, and the wait starts again.
    if (!ctx.rules.supersedes(vote, s.proposed, ctx.config.ensemble)) return armFinalize(ctx);
    s.finalizing = false;
    ctx.cancelTimer("finalize");
  }
  armPoll(s, ctx);
  if (n.state === "LOOKING") lookingVote(s, n.sid, vote, ctx);
  else if (n.state === "FOLLOWING" || n.state === "LEADING") decidedVote(s, n.sid, {vote, state: n.state, version: n.version}, ctx);
}

/** E4, E5, E7 */
function lookingVote(s: Server, from: number, vote: Vote, ctx: Zk): void {
  const {supersedes, roundOrder} = ctx.rules;
  const {ensemble} = ctx.config;
  const order = roundOrder(vote.round, s.round);
  if (order === "earlier") return;
  if (order === "later") {
    s.round = vote.round;
    s.recvset.clear();
    s.proposed = {...(supersedes(vote, s.initial, ensemble) ? vote : s.initial), round: s.round};
    sendNotifications(s, ctx);
  } else if (supersedes(vote, s.proposed, ensemble)) {
    s.proposed = {...vote, round: s.round};
    sendNotifications(s, ctx);
  }
  s.recvset.set(from, {vote: {...vote, round: s.round}, state: "LOOKING", version: UNKEPT});
  if (!agree(s, s.recvset, {vote: {...s.proposed, round: s.round}, state: "LOOKING", version: UNKEPT}, ctx)) return;
  if (ctx.rules.finalizeWaitMs() === 0) return decide(s, s.proposed, "E8", ctx);
  s.finalizing = true;
  ctx.cancelTimer("poll");
  armFinalize(ctx);
}

const armFinalize = (ctx: Zk): void => ctx.setTimer("finalize", ms(ctx.rules.finalizeWaitMs()));

/** E10, E11, E12: votes of servers that are no longer LOOKING. */
function decidedVote(s: Server, from: number, ballot: Ballot, ctx: Zk): void {
  const {vote} = ballot;
  if (vote.round === s.round) {
    // Those of the own round lose their version, so that a vote that came with one is held against them by its leader alone (E6).
    s.recvset.set(from, {...ballot, version: UNKEPT});
    if (agree(s, s.recvset, ballot, ctx) && leaderAnswers(s, s.recvset, vote, ctx)) return decide(s, vote, "E10", ctx);
  }
  s.outofelection.set(from, ballot);
  if (agree(s, s.outofelection, ballot, ctx) && leaderAnswers(s, s.outofelection, vote, ctx)) {
    s.round = vote.round;
    decide(s, vote, "E12", ctx);
  }
}

function leaderAnswers(s: Server, ballots: ReadonlyMap<number, Ballot>, vote: Vote, ctx: Zk): boolean {
  return ctx.rules.leaderAnswers(vote.leader, s.sid, s.round, vote.round, ballots.get(vote.leader)?.state === "LEADING");
}

/** E6, E7: whether those who voted the same are a quorum. */
function agree(s: Server, ballots: ReadonlyMap<number, Ballot>, mine: Ballot, ctx: Zk): boolean {
  const sids: number[] = [];
  for (const [sid, b] of ballots) {
    if (ctx.rules.sameVote(b, mine)) sids.push(sid);
  }
  s.electors = sids;
  return ctx.rules.isQuorum(sids, ctx.config.ensemble);
}

/** E9: nothing came in time. */
export function pollTimedOut(s: Server, ctx: Zk): void {
  if (s.role !== "LOOKING") return;
  if (ctx.rules.announcesAgain()) {
    if (haveDelivered(s)) sendNotifications(s, ctx);
    else connectAll(s, ctx);
  }
  s.notificationMs = ctx.rules.nextNotificationTimeoutMs(s.notificationMs, ctx.config.maxNotificationMs);
  armPoll(s, ctx);
}

/** E8: 200 ms without a better vote. */
export function finalized(s: Server, ctx: Zk): void {
  if (s.role === "LOOKING" && s.finalizing) decide(s, s.proposed, "E8", ctx);
}

function decide(s: Server, vote: Vote, by: "E8" | "E10" | "E12", ctx: Zk): void {
  ctx.cancelTimer("poll");
  ctx.cancelTimer("finalize");
  s.finalizing = false;
  s.electing = false;
  s.stint++;
  s.currentVote = {...vote, round: s.round};
  const role = vote.leader === s.sid ? "LEADING" : s.voter ? "FOLLOWING" : "OBSERVING";
  s.role = role;
  s.phase = "DISCOVERY";
  ctx.note({kind: "decided", by, leader: vote.leader, round: s.round});
  ctx.note({kind: TURNS[role], round: s.round});
  ctx.submit("main", {do: s.role === "LEADING" ? "lead" : "follow", stint: s.stint});
}
