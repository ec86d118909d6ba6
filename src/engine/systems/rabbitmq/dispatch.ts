// To whom of a node's processes each message goes.

import type {Json, NodeId} from "../../vocabulary.ts";
import {sync} from "./backing.ts";
import {boot, sees} from "./booting.ts";
import {callOver, fromQueue, fromQuorum, replicasDown} from "./channel.ts";
import {policyOf} from "./config.ts";
import {adopt, broadcast, type Ear, neighbourDown, recorded, ringMessage} from "./gm.ts";
import {join, recover} from "./joining.ts";
import {greeted} from "./links.ts";
import {channelGone, heardAtMaster, published, settle, stored, subscribe} from "./master.ts";
import {alive, type Exit, nodeOf, type Operation, type Payload, type Pid, type QueueRecord, type RabbitMessage} from "./messages.ts";
import {copied, heardAtMirror, promote, senderGone, storedAtMirror} from "./mirror.ts";
import {healTold, loserStopped, lostNode, maybeHeal, partitionTold} from "./partitions.ts";
import {callNodeDown, handedBy} from "./quorum/client.ts";
import {isForChannel, isQuorumMessage, type QuorumMessage} from "./quorum/messages.ts";
import {forMember, quorumNode, quorumPidDown, quorumStopped} from "./quorum/servers.ts";
import {type Broker, post, type Rabbit, type Replica, type Waiting} from "./state.ts";
import {endReplica, goOnStopping, left, tellEnd} from "./stopping.ts";
import {asked, completed, credited, lostAmid, answered as syncAnswered, syncIfAsked, taken} from "./syncing.ts";
import {isAsked, isNewer, resubmit, submit, take} from "./table.ts";

const ear: Ear = {
  delivered: heard,
  deaths,
  lost(s, r, ctx) {
    endReplica(s, r, "shutdown", ctx);
    if (s.stopping === null) ctx.setTimer(`join ${r.queue}`, ctx.rules.deathPause());
  },
};

function heard(s: Broker, r: Replica, payload: Payload, ctx: Rabbit): void {
  if (r.ended) return;
  if (payload.do === "delete_and_terminate") return endReplica(s, r, "shutdown", ctx);
  if (r.sync) r.sync.waiting.push({is: "heard", payload});
  else if (payload.do === "sync_start") {
    const master = s.records.get(r.queue)?.master;
    if (payload.mirrors.includes(r.pid) && master !== undefined) asked(s, r, master, payload.round, ctx);
  } else if (r.role === "master") heardAtMaster(s, r, payload, ctx);
  else heardAtMirror(s, r, payload, ctx);
}

/** E1, E2: both a mirror and the master's coordinator ask who is master now. */
function deaths(s: Broker, r: Replica, dead: readonly Pid[], ctx: Rabbit): void {
  if (r.ended) return;
  if (r.sync && r.role === "mirror") r.sync.waiting.push({is: "deaths", deaths: dead});
  else submit(s, {do: "remove", queue: r.queue, by: r.pid, deaths: dead, draw: ctx.random(0, 999)}, ctx);
}

/** A synchronisation is over: what waited for it is looked at, until another begins. */
function afterSync(s: Broker, r: Replica, ctx: Rabbit): void {
  const waiting = r.sync?.waiting ?? [];
  r.sync = null;
  ctx.cancelTimer(`sync ${r.queue}`);
  for (const [i, item] of waiting.entries()) {
    if (s.replicas.get(r.queue) !== r) return;
    // The cast is for the compiler, which has seen it set to null.
    const again = (r as Replica).sync;
    if (again) {
      again.waiting.push(...waiting.slice(i));
      return;
    }
    look(s, r, item, ctx);
  }
}

function look(s: Broker, r: Replica, item: Waiting, ctx: Rabbit): void {
  switch (item.is) {
    case "message":
      return handle(s, item.from, item.message, ctx);
    case "heard":
      return heard(s, r, item.payload, ctx);
    case "deaths":
      return deaths(s, r, item.deaths, ctx);
    case "gone":
      return senderOrConsumerGone(s, r, item.channel, ctx);
    case "stored":
      return storedAt(s, r, item.id, ctx);
    case "sync":
      return syncIfAsked(s, r, ctx);
    default:
      item satisfies never;
  }
}

/** The pause after a batch is over. */
export function syncPaused(s: Broker, queue: string, ctx: Rabbit): void {
  const r = s.replicas.get(queue);
  if (r && credited(s, r, r.pid, ctx)) afterSync(s, r, ctx);
}

/** A transaction of this node is done. */
function answered(s: Broker, o: Operation, ctx: Rabbit): void {
  const record = s.records.get(o.queue) as QueueRecord;
  const r = s.replicas.get(o.queue);
  if (o.do === "recover") return recover(s, record, o.by, ctx);
  if (r?.pid !== o.by) return;
  switch (o.do) {
    case "mark-dead":
    case "erase":
      return recorded(s, r, record, ear, ctx);
    case "join-ring":
      return void adopt(s, r, record.view, ear, ctx);
    case "add-mirror":
      if (!record.slaves.includes(r.pid) && record.master !== r.pid) return submit(s, o, ctx);
      return broadcast(s, r, {do: "request_depth"}, ctx);
    case "remove":
      return afterRemoval(s, r, record, o.deaths, ctx);
    case "stop":
      return endReplica(s, r, "shutdown", ctx);
    case "synced":
    case "unsynced":
      return;
    default:
      o satisfies never;
  }
}

/** E3, E4: who heads the list and is not its master by now may not be: it throws away what it has and ends. Its member of the ring goes on. */
function afterRemoval(s: Broker, r: Replica, record: QueueRecord, dead: readonly Pid[], ctx: Rabbit): void {
  if (r.role === "master") return;
  if (record.master === r.pid) {
    promote(s, r, ctx);
    return syncIfAsked(s, r, ctx);
  }
  const lives = (pid: Pid) => record.gms.includes(pid) && !dead.includes(pid);
  if (lives(record.master)) return;
  const policy = policyOf(record, ctx.config).promoteOnFailure;
  if (record.slaves.find(lives) === r.pid && !ctx.rules.mayPromote(policy, record.synced, r.pid)) {
    ctx.note({kind: "not-promoted", scope: r.queue});
    r.ended = true;
    return tellEnd(s, r, "normal", ctx);
  }
  broadcast(s, r, {do: "process_death"}, ctx);
}

/** N1: a node is gone, with all its processes. */
export function nodeDown(s: Broker, id: NodeId, why: string, ctx: Rabbit): void {
  const link = s.links.get(id);
  s.links.delete(id);
  if (!link?.up) return;
  const {life} = link;
  s.lost.set(id, life);
  ctx.note({kind: "node-down", of: id, why});
  sees(s, ctx);
  resubmit(s, ctx);
  gone(s, (pid) => nodeOf(pid) === id, "noconnection", ctx);
  quorumNode(s, id, false, ctx);
  callsLost(s, id, ctx);
  lostNode(s, id, life, ctx);
}

/** Calls to members of quorum queues on a node that is gone, or stopped. */
function callsLost(s: Broker, id: NodeId, ctx: Rabbit): void {
  for (const c of [...s.channels.values()]) {
    callNodeDown(s, c, id, ctx);
    callOver(s, c, ctx);
  }
}

/** An intentional disconnect (H2). */
function drop(s: Broker, id: NodeId, ctx: Rabbit): void {
  ctx.close(s.links.get(id)?.conn ?? 0);
  nodeDown(s, id, "disconnect", ctx);
}

/** Processes are dead: monitors fire. That a queue's process ended `normal`, or is not there, says nothing of its member of the ring (E4). */
function gone(s: Broker, isDead: (pid: Pid) => boolean, why: Exit, ctx: Rabbit): void {
  for (const c of [...s.channels.values()]) replicasDown(s, c, isDead, why, ctx);
  for (const r of [...s.replicas.values()]) {
    if (why !== "normal" && why !== "noproc") for (const pid of alive(r.ring.view)) if (isDead(pid)) neighbourDown(r, pid, ctx);
    if (r.ended) continue;
    if (lostAmid(s, r, isDead, ctx)) afterSync(s, r, ctx);
    left(s, r, isDead, ctx);
    const channels = r.role === "master" ? [...r.publishers, ...r.consumers.map((c) => c.channel)] : [...r.senders.keys()];
    for (const channel of new Set(channels)) {
      if (!isDead(channel)) continue;
      if (r.sync) r.sync.waiting.push({is: "gone", channel});
      else senderOrConsumerGone(s, r, channel, ctx);
    }
  }
}

function senderOrConsumerGone(s: Broker, r: Replica, channel: Pid, ctx: Rabbit): void {
  if (r.role === "master") channelGone(s, r, channel, ctx);
  else senderGone(r, channel, "channel");
}

/** A message for one of this node's processes. */
export function handle(s: Broker, from: NodeId, m: RabbitMessage, ctx: Rabbit): void {
  switch (m.kind) {
    case "ACTIVITY":
    case "CATCHUP": {
      const r = s.replicas.get(m.queue);
      if (!r) return;
      ringMessage(s, r, m, ear, ctx);
      if (!s.records.get(m.queue)?.slaves.includes(r.pid) && r.role === "mirror" && r.ring.caughtUp && !isAsked(s, m.queue, "add-mirror"))
        submit(s, {do: "add-mirror", queue: m.queue, by: r.pid}, ctx);
      return;
    }
    case "ADDONRIGHT":
      if (s.replicas.get(m.queue)?.pid === m.to && s.replicas.get(m.queue)?.ring.caughtUp)
        submit(s, {do: "join-ring", queue: m.queue, by: m.to, joiner: m.from}, ctx);
      return;
    case "COPY":
    case "SUBSCRIBE":
    case "STAT":
    case "SETTLE":
      return toReplica(s, from, m, ctx);
    case "SYNCREADY":
    case "SYNCMSGS":
    case "SYNCCREDIT":
    case "SYNCCOMPLETE":
      return amidSync(s, m, ctx);
    case "CONFIRMED":
    case "CREDIT":
    case "SUBSCRIBED":
    case "STATED":
    case "PUSH": {
      const c = s.channels.get(m.channel);
      if (c) fromQueue(s, c, m, ctx);
      return;
    }
    case "DOWN":
      gone(s, (pid) => pid === m.pid, m.why, ctx);
      return m.queue === "" ? quorumPidDown(s, m.pid, ctx) : undefined;
    default:
      return isQuorumMessage(m) ? toQuorum(s, from, m, ctx) : betweenNodes(s, from, m, ctx);
  }
}

function toQuorum(s: Broker, from: NodeId, m: QuorumMessage, ctx: Rabbit): void {
  if (!isForChannel(m)) return forMember(s, from, m, ctx);
  const c = s.channels.get(m.pid);
  if (!c) return;
  if (m.kind === "delivery") handedBy(s, c, m.queue, from);
  fromQuorum(s, c, m, ctx);
}

/** What a queue's process is asked by a channel; it waits while the process synchronises. */
function toReplica(
  s: Broker,
  from: NodeId,
  m: Extract<RabbitMessage, {kind: "COPY" | "SUBSCRIBE" | "STAT" | "SETTLE"}>,
  ctx: Rabbit,
): void {
  const r = s.replicas.get(m.queue);
  if (r?.pid !== m.to || r.ended || (m.kind !== "COPY" && r.role !== "master")) {
    // Who monitors a process that is not there is told at once (N1).
    if (m.kind !== "SETTLE") post(s, from, {kind: "DOWN", pid: m.to, queue: m.queue, why: "noproc"}, ctx);
    return;
  }
  if (r.sync) r.sync.waiting.push({is: "message", from, message: m});
  else if (m.kind === "COPY") (r.role === "master" ? published : copied)(s, r, m.body, ctx);
  else if (m.kind === "SUBSCRIBE") subscribe(s, r, m.consumer, m.call, ctx);
  else if (m.kind === "SETTLE") settle(s, r, m.channel, m.nums, m.requeue, ctx);
  else post(s, nodeOf(m.channel), {kind: "STATED", channel: m.channel, call: m.call, messages: r.store.ready.length}, ctx);
}

function amidSync(
  s: Broker,
  m: Extract<RabbitMessage, {kind: "SYNCREADY" | "SYNCMSGS" | "SYNCCREDIT" | "SYNCCOMPLETE"}>,
  ctx: Rabbit,
): void {
  const r = s.replicas.get(m.queue);
  if (r?.pid !== m.to) return;
  if (m.kind === "SYNCMSGS") return taken(s, r, m, ctx);
  const isOver =
    m.kind === "SYNCREADY"
      ? syncAnswered(s, r, m, ctx)
      : m.kind === "SYNCCOMPLETE"
        ? completed(s, r, m, ctx)
        : r.sync?.round === m.round && credited(s, r, m.from, ctx);
  if (isOver) afterSync(s, r, ctx);
}

function betweenNodes(s: Broker, from: NodeId, m: RabbitMessage, ctx: Rabbit): void {
  switch (m.kind) {
    case "NODE":
      greeted(s, from, m, ctx);
      if (s.running) sees(s, ctx);
      quorumNode(s, from, true, ctx);
      maybeHeal(s, ctx);
      return boot(s, ctx);
    case "RUNNING": {
      const link = s.links.get(from);
      // It may have begun with another's records: those that it greeted with are its disk's.
      if (link) Object.assign(link, {running: true, life: m.life, records: m.records});
      if (!s.running) return;
      // What changed since this node greeted it.
      for (const record of s.records.values()) post(s, from, {kind: "RECORD", id: "", record}, ctx);
      return sees(s, ctx);
    }
    case "STOPPED": {
      const link = s.links.get(from);
      if (link) Object.assign(link, {running: false, apart: false});
      quorumStopped(s, from, ctx);
      callsLost(s, from, ctx);
      if (!s.running) return;
      sees(s, ctx);
      resubmit(s, ctx);
      // What it will begin with.
      post(s, from, {kind: "RUNNING", life: s.life, records: [...s.records.values()]}, ctx);
      return loserStopped(s, from, ctx);
    }
    case "PARTITION":
      return partitionTold(s, from, m, ctx, (id) => drop(s, id, ctx));
    case "AUTOHEAL":
      return healTold(s, from, m, ctx);
    case "TRANSACTION":
      return ctx.submit("mnesia", {do: "transaction", from, id: m.id, operation: m.operation as unknown as Json});
    case "RECORD":
      return recordTold(s, from, m, ctx);
    default:
      return;
  }
}

function recordTold(s: Broker, from: NodeId, m: Extract<RabbitMessage, {kind: "RECORD"}>, ctx: Rabbit): void {
  const link = s.links.get(from);
  if (link?.apart) return;
  const {queue} = m.record;
  if (link) link.records = [...link.records.filter((record) => record.queue !== queue), m.record];
  const known = s.records.get(queue)?.slaves ?? [];
  const operation = take(s, m.id, m.record, ctx);
  // Two nodes may have carried out transactions while a third came up: who is behind is told, or it would go on from what it has.
  const newer = s.records.get(queue);
  if (newer && from !== ctx.self && isNewer(newer, m.record)) post(s, from, {kind: "RECORD", id: "", record: newer}, ctx);
  if (operation) answered(s, operation, ctx);
  if (!s.running || s.stopping !== null) return;
  const r = s.replicas.get(queue);
  const record = s.records.get(queue);
  if (!r) join(s, queue, ctx);
  else if (r.role === "master" && record?.slaves.some((pid) => !known.includes(pid))) syncIfAsked(s, r, ctx);
  // The old master is back, with a ring of its own.
  else if (r.ended && record && !alive(record.view).includes(r.pid)) ear.lost(s, r, ctx);
}

/** All that processes of this node have sent each other meanwhile. */
export function drain(s: Broker, ctx: Rabbit): void {
  if (s.busy) return;
  s.busy = true;
  for (let next = s.mailbox.shift(); next; next = s.mailbox.shift()) handle(s, next.from, next.message, ctx);
  s.busy = false;
  goOnStopping(s, ctx);
}

/** An fsync has ended, or the index does not wait for one: what it covered is confirmed (P4, P5, P7). */
export function onDisk(s: Broker, upTo: number, ctx: Rabbit): void {
  const done = s.disk.waiting.filter(({at}) => at <= upTo);
  s.disk.waiting = s.disk.waiting.filter(({at}) => at > upTo);
  for (const {queue, id} of done) {
    const r = s.replicas.get(queue);
    if (!r || r.ended) continue;
    if (r.sync) r.sync.waiting.push({is: "stored", id});
    else storedAt(s, r, id, ctx);
  }
}

function storedAt(s: Broker, r: Replica, id: string, ctx: Rabbit): void {
  (r.role === "master" ? stored : storedAtMirror)(s, r, id, ctx);
}

/** An fsync has ended; the next may begin. */
export function synced(s: Broker, upTo: number, ctx: Rabbit): void {
  s.disk.syncing = false;
  onDisk(s, upTo, ctx);
  sync(s, ctx);
}
