// ControllerServer: a controller's process. Rules Q1, Q9.

import type {Ending, Process} from "../../../model/process.ts";
import type {NodeSpec} from "../../../model/scenario.ts";
import {fields, maybe, nullOr, time} from "../../../outside/forms.ts";
import {type ConnId, type Json, minus, ms} from "../../../vocabulary.ts";
import type {Config} from "../config.ts";
import type {KafkaMessage} from "../messages.ts";
import type {KafkaNote} from "../notes.ts";
import type {Rules} from "../rules.ts";
import {PORT} from "../serving.ts";
import type {Ctx} from "../state.ts";
import {claim, controllerAsked, keepPromises, periodic, renounce} from "./active.ts";
import {isRaftReply, isRaftRequest} from "./messages.ts";
import {pollRaft, raftAsked, raftReplied} from "./raft.ts";
import {peerAt, peerConnected, peerFailed, synced} from "./raft-links.ts";
import {parkedTooLong} from "./raft-log.ts";
import {beginRaft, toResigned} from "./raft-roles.ts";
import {loadRaft, metaLog} from "./raft-state.ts";
import {emptyImage, type MetaEntry, type Registered, replay} from "./records.ts";
import {noPulses, turnVoter, type Voter} from "./voter.ts";

/** What `args` of a controller may say. Times in ms. */
export interface ControllerArgs {
  /** It is told to stop (SIGTERM) then, in its first life. */
  readonly stopAtMs: number | null;
}

function init(spec: NodeSpec, disk: Parameters<Process["init"]>[1], {kraft}: Config): Voter {
  const {stopAtMs = null} = (spec.args ?? {}) as Partial<ControllerArgs>;
  const v: Voter = {
    kind: "voter",
    id: spec.id,
    stopAt: stopAtMs === null ? null : ms(stopAtMs),
    raft: loadRaft(spec.id, kraft.voters, disk),
    committed: emptyImage(),
    applied: 0,
    active: false,
    ce: 0,
    image: emptyImage(),
    pulses: noPulses(),
    promised: [],
    replicas: new Map(),
    beliefs: [],
  };
  turnVoter(v);
  return v;
}

/** After whatever has come: what is committed is applied, who leads acts, and the quorum's own work goes on. */
function goOn(v: Voter, ctx: Ctx): void {
  pollRaft(v.raft, ctx);
  apply(v, ctx);
  const {raft} = v;
  if (!v.active && raft.role === "leader" && raft.hwm > raft.epochStart) {
    claim(v, ctx);
    pollRaft(raft, ctx);
  }
  // A leader that has resigned does not tell its controller: that learns of it by its next write (Q10).
  if (v.active && raft.role !== "resigned" && (raft.role !== "leader" || raft.epoch !== v.ce)) renounce(v, ctx);
  turnVoter(v);
}

function apply(v: Voter, ctx: Ctx): void {
  const {hwm, role} = v.raft;
  const log = metaLog(ctx);
  const told: KafkaNote[] = [];
  for (; v.applied < hwm; v.applied++) {
    const {record} = log.entries[v.applied] as MetaEntry;
    replay(v.committed, record, v.applied);
    if (record.kind === "partition" || record.kind === "partition-change") told.push(...written(v, record));
  }
  // Who leads is the first to know that it is committed. After a restart that is all there is in the log.
  if (role === "leader") for (const note of told) ctx.note(note);
  if (v.active) keepPromises(v, ctx);
}

function written({committed}: Voter, record: Extract<MetaEntry["record"], {p: string}>): KafkaNote[] {
  const scope = record.p;
  const {leader, e, pe, isr, elr, lastKnown} = committed.partitions.get(scope) as Registered;
  const state: KafkaNote = {kind: "state-written", scope, leader, e, pe, isr, how: record.kind === "partition" ? "new" : record.why};
  const changed = record.kind === "partition-change" && (record.elr !== null || record.lastKnown !== null);
  return changed ? [{kind: "eligible", scope, elr, lastKnown}, state] : [state];
}

function start(v: Voter, ctx: Ctx): void {
  beginRaft(v.raft, ctx);
  ctx.listen(PORT);
  goOn(v, ctx);
  if (v.stopAt !== null && ctx.endings() === 0) ctx.setTimer("stop", minus(v.stopAt, ctx.monotonic()));
}

function receive(v: Voter, conn: ConnId, m: KafkaMessage, ctx: Ctx): void {
  if (isRaftRequest(m)) raftAsked(v.raft, conn, m, ctx);
  else if (isRaftReply(m)) {
    if (!raftReplied(v.raft, conn, m, ctx)) return ctx.exit();
  } else if (m.kind === "BROKER_REGISTRATION" || m.kind === "BROKER_HEARTBEAT" || m.kind === "ALTER_PARTITION" || m.kind === "CREATE_TOPIC")
    controllerAsked(v, conn, m, ctx);
  goOn(v, ctx);
}

function disconnected(v: Voter, conn: ConnId, _why: Ending, ctx: Ctx): void {
  const peer = peerAt(v.raft, conn);
  if (peer !== null) peerFailed(v.raft, peer, ctx);
  goOn(v, ctx);
}

/** Q9: told to stop it resigns, and goes when another leads or after the time it is given. */
function stop(v: Voter, ctx: Ctx): void {
  if (v.raft.role !== "leader") return ctx.exit();
  toResigned(v.raft, ctx);
  ctx.setTimer("gone", ctx.config.kraft.requestTimeout);
}

function timer(v: Voter, name: string, arg: Json, ctx: Ctx): void {
  if (name === "stop") stop(v, ctx);
  else if (name === "gone") return ctx.exit();
  else if (name.startsWith("parked ")) parkedTooLong(v.raft, arg as number);
  else if (name !== "raft") periodic(v, name, ctx);
  goOn(v, ctx);
}

export const controller: Process<Voter, KafkaMessage, Rules, Config, KafkaNote> = {
  threads: ["main"],
  ports: {kafka: "main"},
  resume: "input-first",
  member: true,
  args: fields({stopAtMs: maybe(nullOr(time))}),
  init,
  start,
  receive,
  connected(v, conn, ctx) {
    const peer = peerAt(v.raft, conn);
    if (peer === null) ctx.close(conn);
    else peerConnected(v.raft, peer);
    goOn(v, ctx);
  },
  disconnected,
  timer,
  done(v, token, ctx) {
    if (token === "raft") synced(v.raft, ctx);
    goOn(v, ctx);
  },
};
