// A Ra server: what it does with each thing that it is told, by the state that it is in (ra_server, ra_server_proc).

import type {NodeId} from "../../../vocabulary.ts";
import {nodeOf, type Pid} from "../messages.ts";
import {type Broker, isUp, post, type Rabbit} from "../state.ts";
import {awaitElection, cancelElection, enter, say, updateTerm} from "./effects.ts";
import {askLate, preVoteAsked, preVoteGiven, timedOut, voteAsked, voteGiven} from "./election.ts";
import {emptyFifo, keyOf} from "./fifo.ts";
import {entryAt, onDisk, termAt} from "./log.ts";
import type {Command, MemberMessage, QuorumMessage, RaftMessage} from "./messages.ts";
import {
  answered,
  answerOf,
  appendCommand,
  appended,
  deliveryOf,
  evaluate,
  notify,
  pipeline,
  refusalOf,
  tellAll,
  tellStale,
  valueIn,
  writtenBy,
} from "./replication.ts";
import type {Member, RaEvent} from "./state.ts";

type Append = Extract<RaftMessage, {kind: "append_entries_rpc"}>;

export function newMember(queue: string, members: readonly NodeId[]): Member {
  return {
    queue,
    members,
    state: "follower",
    term: 0,
    votedFor: null,
    leader: null,
    watches: false,
    log: {entries: [], length: 0, isLog: true},
    written: 0,
    commit: 0,
    applied: 0,
    votes: 0,
    token: 0,
    waits: false,
    peers: new Map(),
    watched: new Set(),
    nodes: new Set(),
    untold: new Map(),
    unasked: new Set(),
    vouched: {term: 0, index: 0},
    fifo: emptyFifo(),
    condition: null,
    calls: [],
    saving: 0,
    inbox: [],
    due: [],
    outbox: [],
    commits: false,
  };
}

/** One thing after the other; while a vote is on its way to the disk it waits. */
export function occur(s: Broker, m: Member, e: RaEvent, ctx: Rabbit): void {
  m.inbox.push(e);
  goOn(s, m, ctx);
}

function goOn(s: Broker, m: Member, ctx: Rabbit): void {
  while (m.saving === 0 && m.inbox.length > 0) {
    deal(s, m, m.inbox.shift() as RaEvent, ctx);
    if (m.due.length === 0) continue;
    m.inbox.push(...m.due);
    m.due = [];
  }
}

/** The vote is on disk: what was said leaves, what came is dealt with. */
export function saved(s: Broker, m: Member, ctx: Rabbit): void {
  // The vote may be that of a member that has ended since.
  if (m.saving === 0 || --m.saving > 0) return;
  const {outbox} = m;
  m.outbox = [];
  for (const {to, message} of outbox) post(s, to, message, ctx);
  goOn(s, m, ctx);
}

function deal(s: Broker, m: Member, e: RaEvent, ctx: Rabbit): void {
  switch (e.is) {
    case "message":
      return told(s, m, e.from, e.message, ctx);
    case "election_timeout":
      return timedOut(s, m, ctx);
    case "stopped":
      if (m.leader === e.node && m.watches) leaderDown(s, m, "noproc", ctx);
      return;
    case "node_status":
      if (m.state === "leader") appendCommand(s, m, {do: e.up ? "nodeup" : "nodedown", node: e.node}, null, ctx);
      return;
    case "tick":
      if (m.state !== "leader") return;
      ctx.setTimer(`ratick ${m.queue}`, ctx.config.raTick);
      tellStale(s, m, ctx);
      return notify(s, m, new Map(), ctx);
    case "condition_timeout":
      return conditionOver(s, m, ctx);
    case "written":
      return written(s, m, e.to, e.term, ctx);
    case "nodedown":
    case "nodeup":
      return nodeStatus(s, m, e.node, e.is, ctx);
    case "seems_down":
    case "seems_up":
      return suspected(m, e.node, e.is === "seems_down", s, ctx);
    case "kept":
      if (m.state === "leader") appendCommand(s, m, {do: "timeout", pid: e.pid}, null, ctx);
      return;
    case "pid_down":
      return pidDown(s, m, e.pid, e.info, ctx);
    default:
      e satisfies never;
  }
}

function conditionOver(s: Broker, m: Member, ctx: Rabbit): void {
  const {condition} = m;
  enter(s, m, "follower", ctx);
  if (condition) say(s, m, condition.to, condition.reply, ctx);
}

/** Q6, Q7: more of its log is on disk. */
function written(s: Broker, m: Member, to: number, term: number, ctx: Rabbit): void {
  onDisk(m, to, term);
  if (m.state === "leader") {
    evaluate(s, m, ctx);
    pipeline(s, m, ctx);
  } else if (m.state === "follower" && m.leader !== null) say(s, m, m.leader, writtenBy(m, ctx), ctx);
}

/** Q3: the process of its leader is down. Of a node that cannot be reached it may live yet. */
function leaderDown(s: Broker, m: Member, info: "noconnection" | "noproc", ctx: Rabbit): void {
  m.watches = false;
  if (m.state === "await_condition") return enter(s, m, "follower", ctx);
  if (m.state !== "follower") return;
  if (info === "noproc") m.leader = null;
  ctx.note({kind: "ra-leader-down", scope: m.queue, info});
  awaitElection(m, info === "noproc" ? "really_short" : "short", ctx);
}

function nodeStatus(s: Broker, m: Member, node: NodeId, status: "nodedown" | "nodeup", ctx: Rabbit): void {
  if (status === "nodeup") askLate(s, m, node, ctx);
  else if (m.leader === node && m.watches) leaderDown(s, m, "noconnection", ctx);
  if (m.state !== "leader") return;
  if (status === "nodedown") {
    for (const pid of [...m.watched]) if (nodeOf(pid) === node) pidDown(s, m, pid, "noconnection", ctx);
  }
  if (m.nodes.has(node)) appendCommand(s, m, {do: status, node}, null, ctx);
}

/** Q3: aten takes the leader's node to be down, or up again. */
function suspected(m: Member, node: NodeId, down: boolean, s: Broker, ctx: Rabbit): void {
  if (m.leader !== node) return;
  if (m.state === "await_condition" && down) return enter(s, m, "follower", ctx);
  if (m.state !== "follower") return;
  ctx.note({kind: "ra-suspects", scope: m.queue, node, down});
  if (down) awaitElection(m, "long", ctx);
  else cancelElection(m, ctx);
}

/** Q14: a channel that a leader watches is down. */
function pidDown(s: Broker, m: Member, pid: Pid, info: "noconnection" | "noproc", ctx: Rabbit): void {
  if (m.state !== "leader" || !m.watched.delete(pid)) return;
  m.untold.delete(pid);
  appendCommand(s, m, {do: "down", pid, info}, null, ctx);
}

function told(s: Broker, m: Member, from: NodeId, message: QuorumMessage, ctx: Rabbit): void {
  switch (message.kind) {
    case "append_entries_rpc":
      return append(s, m, from, message, ctx);
    case "append_entries_reply":
      if (m.state === "leader") answered(s, m, from, message, ctx);
      else if (message.term > m.term && m.state !== "pre_vote" && m.state !== "await_condition") {
        updateTerm(s, m, message.term, ctx);
        if (m.state === "candidate") enter(s, m, "follower", ctx);
      }
      return;
    case "pre_vote_rpc":
    case "request_vote_rpc":
      return asked(s, m, from, message, ctx);
    case "pre_vote_result":
      if (m.state === "pre_vote") preVoteGiven(s, m, message, ctx);
      return;
    case "request_vote_result":
      if (m.state === "candidate") voteGiven(s, m, message, ctx);
      return;
    case "command":
    case "process_command":
    case "members":
    case "local_query":
      return commanded(s, m, message, ctx);
    default:
      return;
  }
}

function asked(
  s: Broker,
  m: Member,
  from: NodeId,
  rpc: Extract<RaftMessage, {kind: "pre_vote_rpc" | "request_vote_rpc"}>,
  ctx: Rabbit,
): void {
  const pre = rpc.kind === "pre_vote_rpc";
  if (m.state === "leader" || m.state === "candidate" || (m.state === "pre_vote" && !pre)) {
    if (rpc.term > m.term) {
      updateTerm(s, m, rpc.term, ctx);
      if (m.state === "leader") m.leader = null;
      enter(s, m, "follower", ctx);
    } else if (pre) {
      // Q4: a leader shows that it is one; a candidate says nothing.
      if (m.state === "leader") tellAll(s, m, ctx);
      return;
    } else if (m.state === "pre_vote") return;
    else return say(s, m, from, {kind: "request_vote_result", queue: m.queue, term: m.term, granted: false}, ctx);
  }
  if (rpc.kind === "pre_vote_rpc") return preVoteAsked(s, m, from, rpc, ctx);
  if (m.state === "await_condition") enter(s, m, "follower", ctx);
  voteAsked(s, m, from, rpc, ctx);
}

function append(s: Broker, m: Member, from: NodeId, rpc: Append, ctx: Rabbit): void {
  if (m.state === "await_condition") {
    if (!endsWait(m, rpc)) return;
    enter(s, m, "follower", ctx);
  }
  if (rpc.term < m.term || (m.state === "leader" && rpc.term === m.term)) {
    if (m.state !== "pre_vote") say(s, m, from, answerOf(m, false, ctx), ctx);
    return;
  }
  updateTerm(s, m, rpc.term, ctx);
  if (m.state !== "follower") enter(s, m, "follower", ctx);
  const known = m.leader === from && m.watches;
  m.leader = from;
  m.commit = rpc.commit;
  cancelElection(m, ctx);
  const before = termAt(m, rpc.prevIndex);
  if (before === rpc.prevTerm) appended(s, m, from, rpc, ctx);
  else {
    const why = before === null ? "missing" : "term_mismatch";
    const reply = refusalOf(m, why, ctx);
    say(s, m, from, reply, ctx);
    enter(s, m, "await_condition", ctx);
    m.condition = {to: from, reply, why};
  }
  if (!known) followed(s, m, from, ctx);
}

/** Whether a member that waits for what it lacks goes on with this. */
function endsWait(m: Member, rpc: Append): boolean {
  if (rpc.term < m.term) return false;
  const before = termAt(m, rpc.prevIndex);
  return before === rpc.prevTerm || (before !== null && m.condition?.why === "missing");
}

/** Q1: it watches its leader from now on, and is told at once how that is. */
function followed(s: Broker, m: Member, leader: NodeId, ctx: Rabbit): void {
  m.watches = true;
  const {calls} = m;
  m.calls = [];
  for (const {pid, call} of calls) post(s, nodeOf(pid), {kind: "redirect", queue: m.queue, pid, call, leader}, ctx);
  if (!isUp(s, ctx, leader)) leaderDown(s, m, "noconnection", ctx);
  if (!s.quorum.seems.get(leader)) suspected(m, leader, true, s, ctx);
}

/** A command for the leader, or a question. */
function commanded(s: Broker, m: Member, message: MemberMessage, ctx: Rabbit): void {
  const {queue, pid} = message;
  switch (message.kind) {
    case "local_query": {
      const held = m.fifo.consumers.get(keyOf(pid, message.ctag))?.held;
      const missed = [...(held ?? [])].filter(([msg]) => msg >= message.from && msg <= message.to);
      const messages = missed.map(([msg, one]) => deliveryOf(m, msg, one));
      return post(s, nodeOf(pid), {kind: "query_result", queue, pid, ctag: message.ctag, messages}, ctx);
    }
    case "command":
      if (m.state === "leader") return obey(s, m, pid, message.seq, message.command, ctx);
      if (m.leader !== null && m.leader !== ctx.self && m.state !== "await_condition")
        post(s, nodeOf(pid), {kind: "rejected", queue, pid, leader: m.leader, seq: message.seq}, ctx);
      return;
    default: {
      const {call} = message;
      const command = message.kind === "members" ? null : message.command;
      if (m.state === "leader") {
        if (command) return appendCommand(s, m, command, {pid, call}, ctx);
        return post(s, nodeOf(pid), {kind: "reply", queue, pid, call, leader: ctx.self}, ctx);
      }
      const knows = m.leader !== null && m.watches && (m.state === "follower" || m.state === "await_condition");
      if (knows) return post(s, nodeOf(pid), {kind: "redirect", queue, pid, call, leader: m.leader as NodeId}, ctx);
      m.calls.push({pid, call, command});
    }
  }
}

/** Q13: what is given back without a delivery limit is appended again, message by message. */
function obey(s: Broker, m: Member, pid: Pid, seq: number, command: Command, ctx: Rabbit): void {
  if (command.do !== "return" || ctx.config.deliveryLimit >= 0) return appendCommand(s, m, command, {pid, seq}, ctx);
  const held = m.fifo.consumers.get(keyOf(pid, command.ctag))?.held;
  const back = [...command.ids]
    .sort((a, b) => a - b)
    .flatMap((msg) => {
      const one = held?.get(msg);
      return one ? [{msg, one}] : [];
    });
  for (const [i, {msg, one}] of back.entries()) {
    const {id} = entryAt(m, one.index).command as Extract<Command, {readonly value: string}>;
    const again: Command = {do: "requeue", pid, ctag: command.ctag, msg, id, value: valueIn(m, one)};
    appendCommand(s, m, again, i === back.length - 1 ? {pid, seq} : null, ctx);
  }
}
