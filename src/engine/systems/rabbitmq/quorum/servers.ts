// The quorum queues of a node: which members it begins with, and to whom each thing goes that happens to it.

import type {Reader} from "../../../model/process.ts";
import {type Json, ms, type NodeId, ticks} from "../../../vocabulary.ts";
import type {Pid} from "../messages.ts";
import {type Broker, believe, post, type Rabbit} from "../state.ts";
import {beat, heardFrom, poll, steady} from "./detector.ts";
import {awaitElection, saveApplied} from "./effects.ts";
import {apply} from "./fifo.ts";
import {entryAt, flush, type Metas, recoverLog} from "./log.ts";
import {newMember, occur, saved} from "./member.ts";
import type {QuorumMessage} from "./messages.ts";
import {newPeers} from "./replication.ts";
import type {Member, Quorum, QuorumRecord, RaEvent} from "./state.ts";

export const RECORDS = "rabbit_durable_queue";

export function quorumOn(disk: Reader): Quorum {
  const records = (disk.get(RECORDS) ?? []) as readonly QuorumRecord[];
  return {
    begun: false,
    records: new Map(records.map((record) => [record.queue, record])),
    members: new Map(),
    wal: {syncing: false, batch: new Map()},
    heard: new Map(),
    seems: new Map(),
  };
}

/** A node runs: it starts its members, and aten. Where a run begins with queues that stand, so do their leaders. */
export function startMembers(s: Broker, ctx: Rabbit): void {
  for (const record of s.quorum.records.values()) if (record.members.includes(ctx.self)) startMember(s, record, ctx);
  if (s.quorum.records.size > 0 && !s.quorum.begun) startAten(s, ctx);
  s.quorum.begun = true;
  believe(s);
}

function startAten(s: Broker, ctx: Rabbit): void {
  if (s.life === 0) {
    for (const id of ctx.config.nodes) {
      if (id === ctx.self) continue;
      s.quorum.heard.set(id, steady(ctx.monotonic()));
      s.quorum.seems.set(id, true);
    }
  }
  // Beats and polls of different nodes are not in step.
  ctx.setTimer("beat", ms(ctx.random(1, 100)));
  ctx.setTimer("poll", ticks(ctx.random(1, ctx.config.poll)));
}

function startMember(s: Broker, {queue, members, leader, term}: QuorumRecord, ctx: Rabbit): void {
  const m = newMember(queue, members);
  s.quorum.members.set(queue, m);
  const meta = ((ctx.get("ra_meta") ?? {}) as Metas)[queue];
  recoverLog(m, {log: (file) => ctx.log(file), get: (file) => ctx.get(file)});
  m.term = meta?.term ?? 0;
  m.votedFor = ctx.rules.voteFound(meta?.votedFor ?? null);
  // What it had applied it applies again, and nobody hears of it.
  m.commit = Math.min(meta?.applied ?? 0, m.log.length);
  while (m.applied < m.commit) apply(m.fifo, entryAt(m, ++m.applied), ctx);
  if (s.life === 0 && !s.quorum.begun && leader !== null && m.term === term) return stand(m, leader, ctx);
  // One that has nothing in its log waits to be told.
  if (m.log.length > 0) awaitElection(m, "short", ctx);
  ctx.note({kind: "ra-state", scope: queue, state: "follower", term: m.term});
}

/** A part of a scenario's beginning: it leads, or follows. */
function stand(m: Member, leader: NodeId, ctx: Rabbit): void {
  m.leader = leader;
  m.commit = m.log.length;
  while (m.applied < m.commit) apply(m.fifo, entryAt(m, ++m.applied), ctx);
  saveApplied(m, ctx);
  if (leader !== ctx.self) {
    m.watches = true;
    return ctx.note({kind: "ra-state", scope: m.queue, state: "follower", term: m.term});
  }
  newPeers(m, ctx.self);
  for (const peer of m.peers.values()) Object.assign(peer, {match: m.log.length, commitSent: m.commit});
  m.state = "leader";
  m.commits = true;
  ctx.setTimer(`ratick ${m.queue}`, ctx.config.raTick);
  ctx.note({kind: "ra-state", scope: m.queue, state: "leader", term: m.term});
  ctx.note({kind: "ra-leader", scope: m.queue, term: m.term, last: m.log.length});
}

function each(s: Broker, e: RaEvent, ctx: Rabbit): void {
  for (const m of s.quorum.members.values()) occur(s, m, e, ctx);
}

/** A message for a member; null: it is for a channel. */
export function forMember(s: Broker, from: NodeId, message: QuorumMessage, ctx: Rabbit): void {
  switch (message.kind) {
    case "hb":
      return heardFrom(s, from, ctx);
    case "monitor":
      if (!s.channels.has(message.pid)) post(s, from, {kind: "pid_down", queue: message.queue, pid: message.pid}, ctx);
      return;
    case "become_leader": {
      const record = s.quorum.records.get(message.queue);
      if (!record || record.term >= message.term) return;
      s.quorum.records.set(record.queue, {...record, leader: message.leader, term: message.term});
      return saveRecords(s, ctx);
    }
    case "pid_down": {
      const m = s.quorum.members.get(message.queue);
      if (m) occur(s, m, {is: "pid_down", pid: message.pid, info: "noproc"}, ctx);
      return;
    }
    default: {
      const m = s.quorum.members.get(message.queue);
      if (m) occur(s, m, {is: "message", from, message}, ctx);
    }
  }
}

function saveRecords(s: Broker, ctx: Rabbit): void {
  ctx.put(RECORDS, [...s.quorum.records.values()]);
  ctx.sync([RECORDS], {do: "saved"});
}

/** A timer of a member, or of aten. Returns whether it was one. */
export function quorumTimer(s: Broker, what: string, of: string, more: string, ctx: Rabbit): boolean {
  const m = s.quorum.members.get(of);
  switch (what) {
    case "election":
      if (m) occur(s, m, {is: "election_timeout"}, ctx);
      return true;
    case "ratick":
      if (m) occur(s, m, {is: "tick"}, ctx);
      return true;
    case "condition":
      if (m) occur(s, m, {is: "condition_timeout"}, ctx);
      return true;
    case "keeps":
      if (m) occur(s, m, {is: "kept", pid: more}, ctx);
      return true;
    case "beat":
      beat(s, ctx);
      return true;
    case "poll":
      for (const {node, down} of poll(s, ctx)) each(s, {is: down ? "seems_down" : "seems_up", node}, ctx);
      return true;
    default:
      return false;
  }
}

/** A batch of the log is on disk, or a vote. Returns whether it was that. */
export function quorumSynced(s: Broker, token: {readonly [key: string]: Json}, ctx: Rabbit): boolean {
  if (token.do === "wal") {
    s.quorum.wal.syncing = false;
    flush(s, ctx);
    for (const [queue, to, term] of token.batch as unknown as readonly (readonly [string, number, number])[]) {
      const m = s.quorum.members.get(queue);
      if (m) occur(s, m, {is: "written", to, term}, ctx);
    }
    return true;
  }
  if (token.do !== "meta") return false;
  const m = s.quorum.members.get(token.queue as string);
  if (m) saved(s, m, ctx);
  return true;
}

export function quorumNode(s: Broker, node: NodeId, up: boolean, ctx: Rabbit): void {
  if (!up) s.quorum.heard.delete(node);
  each(s, {is: up ? "nodeup" : "nodedown", node}, ctx);
}

/** A channel has ended, of whatever node. */
export function quorumPidDown(s: Broker, pid: Pid, ctx: Rabbit): void {
  each(s, {is: "pid_down", pid, info: "noproc"}, ctx);
}

/** RabbitMQ stops on a node that lives: its members end. */
export function stopMembers(s: Broker, ctx: Rabbit): void {
  for (const m of s.quorum.members.values())
    for (const timer of ["election", "ratick", "condition"]) ctx.cancelTimer(`${timer} ${m.queue}`);
  s.quorum.members.clear();
  believe(s);
}

/** And another node has: the process of a leader there has ended. */
export function quorumStopped(s: Broker, node: NodeId, ctx: Rabbit): void {
  each(s, {is: "stopped", node}, ctx);
}
