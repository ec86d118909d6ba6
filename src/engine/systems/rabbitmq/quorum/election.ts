// How a member becomes a leader: pre-votes, votes, and what a new leader does first (Q3–Q6, Q11).

import type {NodeId} from "../../../vocabulary.ts";
import {nodeOf} from "../messages.ts";
import {type Broker, believe, isUp, post, type Rabbit} from "../state.ts";
import {awaitElection, enter, saveVote, say, updateTerm} from "./effects.ts";
import {lastIndex, lastTerm} from "./log.ts";
import type {RaftMessage} from "./messages.ts";
import {appendCommand, logEnd, newPeers, tellAll, watch, watchNode} from "./replication.ts";
import type {Member} from "./state.ts";

type PreVote = Extract<RaftMessage, {kind: "pre_vote_rpc"}>;
type RequestVote = Extract<RaftMessage, {kind: "request_vote_rpc"}>;

const isMajority = (m: Member, ctx: Rabbit): boolean => m.votes === ctx.rules.majorityOf(m.members.length);

/** Its timer has run out. A candidate stands again, in the next term; anybody else asks first. */
export function timedOut(s: Broker, m: Member, ctx: Rabbit): void {
  m.waits = false;
  if (m.state === "candidate" || !ctx.rules.preVotes()) return stand(s, m, ctx);
  m.leader = null;
  m.votes = 1;
  // Ra writes a vote for itself, in the term that it is in; only from 3.1.3 on it does not.
  saveVote(m, m.term, ctx.self, ctx);
  m.token = ctx.random(1, 1_000_000);
  if (m.state === "pre_vote") awaitElection(m, "long", ctx);
  else enter(s, m, "pre_vote", ctx);
  if (isMajority(m, ctx)) return stand(s, m, ctx);
  ask(s, m, {kind: "pre_vote_rpc", queue: m.queue, term: m.term, token: m.token, ...logEnd(m)}, ctx);
}

function stand(s: Broker, m: Member, ctx: Rabbit): void {
  m.leader = null;
  m.votes = 1;
  saveVote(m, m.term + 1, ctx.self, ctx);
  noteVote(m, ctx.self, ctx);
  if (m.state === "candidate") {
    m.unasked.clear();
    awaitElection(m, "medium", ctx);
    believe(s);
    ctx.note({kind: "ra-state", scope: m.queue, state: "candidate", term: m.term});
  } else enter(s, m, "candidate", ctx);
  if (isMajority(m, ctx)) return lead(s, m, ctx);
  ask(s, m, {kind: "request_vote_rpc", queue: m.queue, term: m.term, ...logEnd(m)}, ctx);
}

const noteVote = (m: Member, to: NodeId, ctx: Rabbit): void => ctx.note({kind: "ra-voted", scope: m.queue, term: m.term, to});

/** A request is a call: it waits for a connection, as long as its candidate stands. */
function ask(s: Broker, m: Member, request: PreVote | RequestVote, ctx: Rabbit): void {
  for (const id of m.members) {
    if (id === ctx.self) continue;
    if (isUp(s, ctx, id)) say(s, m, id, request, ctx);
    else m.unasked.add(id);
  }
}

/** A node that could not be asked is there. */
export function askLate(s: Broker, m: Member, id: NodeId, ctx: Rabbit): void {
  if (!m.unasked.delete(id)) return;
  if (m.state === "pre_vote") say(s, m, id, {kind: "pre_vote_rpc", queue: m.queue, term: m.term, token: m.token, ...logEnd(m)}, ctx);
  else if (m.state === "candidate") say(s, m, id, {kind: "request_vote_rpc", queue: m.queue, term: m.term, ...logEnd(m)}, ctx);
}

/** Q4: whoever has at least its log gets a pre-vote, even where a leader is followed. */
export function preVoteAsked(s: Broker, m: Member, from: NodeId, rpc: PreVote, ctx: Rabbit): void {
  const {queue, token} = rpc;
  if (rpc.term < m.term) return say(s, m, from, {kind: "pre_vote_result", queue, term: m.term, token, granted: false}, ctx);
  updateTerm(s, m, rpc.term, ctx);
  const granted = ctx.rules.isUpToDate(rpc.lastIndex, rpc.lastTerm, lastIndex(m), lastTerm(m));
  if (granted) m.votedFor = from;
  // A follower that knows more says nothing, and will stand itself.
  else if (m.state === "follower") return awaitElection(m, "long", ctx);
  say(s, m, from, {kind: "pre_vote_result", queue, term: rpc.term, token, granted}, ctx);
}

/** Of a member that asked. */
export function preVoteGiven(s: Broker, m: Member, r: Extract<RaftMessage, {kind: "pre_vote_result"}>, ctx: Rabbit): void {
  if (r.term > m.term) {
    updateTerm(s, m, r.term, ctx);
    return enter(s, m, "follower", ctx);
  }
  if (!r.granted || r.term !== m.term || r.token !== m.token) return;
  m.votes++;
  if (isMajority(m, ctx)) stand(s, m, ctx);
}

/** Q5: at a follower. */
export function voteAsked(s: Broker, m: Member, from: NodeId, rpc: RequestVote, ctx: Rabbit): void {
  const {queue} = rpc;
  const refuse = () => say(s, m, from, {kind: "request_vote_result", queue, term: m.term, granted: false}, ctx);
  if (rpc.term < m.term || (rpc.term === m.term && !ctx.rules.mayVoteFor(from, m.votedFor))) return refuse();
  updateTerm(s, m, rpc.term, ctx);
  if (!ctx.rules.isUpToDate(rpc.lastIndex, rpc.lastTerm, lastIndex(m), lastTerm(m))) return refuse();
  saveVote(m, rpc.term, from, ctx);
  noteVote(m, from, ctx);
  say(s, m, from, {kind: "request_vote_result", queue, term: rpc.term, granted: true}, ctx);
}

export function voteGiven(s: Broker, m: Member, r: Extract<RaftMessage, {kind: "request_vote_result"}>, ctx: Rabbit): void {
  if (r.term > m.term) {
    updateTerm(s, m, r.term, ctx);
    return enter(s, m, "follower", ctx);
  }
  if (!r.granted || r.term !== m.term) return;
  m.votes++;
  if (isMajority(m, ctx)) lead(s, m, ctx);
}

/** A new leader: it says so to members and to all channels that it knows of, and begins its term with an entry of its own. */
function lead(s: Broker, m: Member, ctx: Rabbit): void {
  newPeers(m, ctx.self);
  m.leader = ctx.self;
  m.untold.clear();
  m.commits = false;
  tellAll(s, m, ctx);
  enter(s, m, "leader", ctx);
  ctx.note({kind: "ra-leader", scope: m.queue, term: m.term, last: lastIndex(m)});
  const pids = [...new Set([...m.fifo.enqueuers.keys(), ...[...m.fifo.consumers.values()].map((c) => c.pid)])].sort();
  for (const pid of pids) {
    watch(s, m, pid, ctx);
    post(s, nodeOf(pid), {kind: "leader_change", queue: m.queue, pid, leader: ctx.self}, ctx);
  }
  for (const node of new Set(pids.map(nodeOf))) watchNode(s, m, node, ctx);
  const record = {queue: m.queue, leader: ctx.self, term: m.term};
  for (const id of [ctx.self, ...ctx.config.nodes.filter((other) => other !== ctx.self)])
    post(s, id, {kind: "become_leader", ...record}, ctx);
  appendCommand(s, m, {do: "noop"}, null, ctx);
  const {calls} = m;
  m.calls = [];
  for (const {pid, call, command} of calls) {
    if (command) appendCommand(s, m, command, {pid, call}, ctx);
    else post(s, nodeOf(pid), {kind: "reply", queue: m.queue, pid, call, leader: ctx.self}, ctx);
  }
}
