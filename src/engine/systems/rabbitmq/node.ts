// A node: what starts and ends it, and to whom of its processes each message goes.

import type {Process, Reader} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {type ConnId, type Json, type NodeId, ticks} from "../../vocabulary.ts";
import {sync} from "./backing.ts";
import {channelClosed, fromClient, fromQueue, openChannel, replicasDown, retry} from "./channel.ts";
import type {Config} from "./config.ts";
import {adopt, broadcast, type Ear, neighbourDown, newRing, recorded, ringMessage} from "./gm.ts";
import {join, joinAgain, recover} from "./joining.ts";
import {accepted, assume, callAbsent, connected, greeted, linkOf, tick} from "./links.ts";
import {channelGone, heardAtMaster, published, settle, stored, subscribe} from "./master.ts";
import {alive, type ClientMessage, nodeOf, type Operation, type Pid, type QueueRecord, type RabbitMessage} from "./messages.ts";
import {copied, emptyReplica, heardAtMirror, promote, senderGone, storedAtMirror} from "./mirror.ts";
import type {RabbitNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import {type Broker, believe, post, type Rabbit, type Replica, type Tables} from "./state.ts";
import {carryOut, isAsked, resubmit, save, submit, take} from "./table.ts";

function init(spec: NodeSpec, disk: Reader, config: Config): Broker {
  const tables = (disk.get("mnesia") ?? {lastRunning: [], records: []}) as Tables;
  return {
    process: "node",
    config,
    phase: typeof spec.args?.phaseMs === "number" ? ticks(spec.args.phaseMs * 1000) : -1,
    life: 0,
    running: false,
    lastRunning: [...tables.lastRunning],
    links: new Map(),
    lost: new Map(),
    tick: 0,
    mailbox: [],
    busy: false,
    records: new Map(tables.records.map((record) => [record.queue, record])),
    operations: new Map(),
    made: 0,
    replicas: new Map(),
    channels: new Map(),
    byConn: new Map(),
    disk: {length: disk.log("queues").length, syncing: false, waiting: []},
    beliefs: [],
  };
}

const ear: Ear = {
  delivered: (s, r, payload, ctx) => (r.role === "master" ? heardAtMaster : heardAtMirror)(s, r, payload, ctx),
  // E1, E2: both a mirror and the master's coordinator ask who is master now.
  deaths: (s, r, deaths, ctx) => submit(s, {do: "remove", queue: r.queue, by: r.pid, deaths, draw: ctx.random(0, 999)}, ctx),
  lost(s, r, ctx) {
    stopReplica(s, r, ctx);
    ctx.setTimer(`join ${r.queue}`, ctx.rules.deathPause());
  },
};

/** A replica's process ends; whoever monitors it learns of it at once (N1). */
function stopReplica(s: Broker, r: Replica, ctx: Rabbit): void {
  s.replicas.delete(r.queue);
  ctx.cancelTimer(`ring ${r.queue}`);
  believe(s);
  for (const to of [...s.links.keys(), ctx.self]) post(s, to, {kind: "DOWN", pid: r.pid, queue: r.queue}, ctx);
}

function start(s: Broker, ctx: Rabbit): void {
  s.life = ctx.endings();
  for (const port of ["distribution", "amqp"]) ctx.listen(port);
  ctx.setTimer("tick", s.phase >= 0 ? ticks(Math.max(1, s.phase)) : ticks(ctx.random(1, ctx.config.tick)));
  if (s.life === 0 && s.records.size > 0) {
    s.running = true;
    assume(s, ctx);
    ctx.setTimer("ping", ticks(1_000_000));
    return run(s, [...s.records.values()], ctx);
  }
  callAbsent(s, ctx);
  boot(s, ctx);
  drain(s, ctx);
}

/** S1: with those that run, if any; else when all that ran with it to the end are back, too. */
function boot(s: Broker, ctx: Rabbit): void {
  if (s.running) return;
  const up = [...s.links.values()].filter((link) => link.up);
  const running = up.find((link) => link.running);
  if (running) return run(s, running.records, ctx);
  if (!s.lastRunning.every((id) => id === ctx.self || s.links.get(id)?.up)) return;
  const newest = new Map<string, QueueRecord>();
  for (const record of [...s.records.values(), ...up.flatMap((link) => link.records)]) {
    if ((newest.get(record.queue)?.version ?? -1) < record.version) newest.set(record.queue, record);
  }
  run(s, [...newest.values()], ctx);
}

function run(s: Broker, records: readonly QueueRecord[], ctx: Rabbit): void {
  s.running = true;
  s.records = new Map(records.map((record) => [record.queue, record]));
  sees(s, ctx);
  ctx.note({kind: "running"});
  for (const [id, link] of s.links) if (link.up) post(s, id, {kind: "RUNNING", records: [...s.records.values()]}, ctx);
  for (const record of records) begin(s, record, ctx);
  believe(s);
}

/** Which nodes run, as Mnesia keeps it on disk. Where a run begins with a cluster that stands, all do, greeted yet or not. */
function sees(s: Broker, ctx: Rabbit): void {
  const runs = (id: NodeId) => {
    const link = s.links.get(id);
    return id === ctx.self || (link?.up ? link.running : s.life === 0 && !s.lost.has(id));
  };
  s.lastRunning = ctx.config.nodes.filter(runs).sort();
  save(s, ctx);
}

/** What this node has of a queue as it begins: a part of a scenario's beginning, its old master's contents (S2), or an empty mirror (M2). */
function begin(s: Broker, record: QueueRecord, ctx: Rabbit): void {
  const own = `${ctx.self}#${s.life}`;
  const {queue} = record;
  const isMaster = record.master === own;
  if (s.life === 0 && (isMaster || record.slaves.includes(own))) {
    const r = emptyReplica(queue, own, isMaster ? "master" : "mirror", newRing(own, record.view, true));
    r.delta = record.synced.includes(own) ? 0 : null;
    s.replicas.set(queue, r);
    ctx.note(isMaster ? {kind: "master", scope: queue, reign: record.reign, messages: 0} : {kind: "mirror", scope: queue});
    return;
  }
  join(s, queue, ctx);
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
    case "synced":
      return;
    default:
      o satisfies never;
  }
}

/**
 * E3, E4: who heads the list and is not its master by now may not be. Its member of the ring ends with it. By the source the real one's gm does not,
 * for it is linked to a process that ends normally; younger mirrors then never hear of a death, and wait where those here end in their turn.
 */
function afterRemoval(s: Broker, r: Replica, record: QueueRecord, deaths: readonly Pid[], ctx: Rabbit): void {
  if (r.role === "master") return;
  if (record.master === r.pid) return promote(s, r, ctx);
  const lives = (pid: Pid) => record.gms.includes(pid) && !deaths.includes(pid);
  if (lives(record.master)) return;
  if (record.slaves.find(lives) === r.pid && !ctx.rules.mayPromote(ctx.config.promoteOnFailure, record.synced, r.pid)) {
    ctx.note({kind: "not-promoted", scope: r.queue});
    return stopReplica(s, r, ctx);
  }
  broadcast(s, r, {do: "process_death"}, ctx);
}

/** N1: a node is gone, with all its processes. */
function nodeDown(s: Broker, id: NodeId, why: string, ctx: Rabbit): void {
  const link = s.links.get(id);
  s.links.delete(id);
  if (!link?.up) return;
  s.lost.set(id, link.life);
  ctx.note({kind: "node-down", of: id, why});
  sees(s, ctx);
  resubmit(s, ctx);
  gone(s, (pid) => nodeOf(pid) === id, ctx);
}

/** Processes are dead: monitors fire. */
function gone(s: Broker, isDead: (pid: Pid) => boolean, ctx: Rabbit): void {
  for (const c of [...s.channels.values()]) replicasDown(s, c, isDead, ctx);
  for (const r of [...s.replicas.values()]) {
    for (const pid of alive(r.ring.view)) if (isDead(pid)) neighbourDown(r, pid, ctx);
    if (r.role === "master") {
      const channels = new Set([...r.publishers, ...r.consumers.map((c) => c.channel)]);
      for (const channel of channels) if (isDead(channel)) channelGone(s, r, channel, ctx);
    } else for (const channel of [...r.senders.keys()]) if (isDead(channel)) senderGone(r, channel, "channel");
  }
}

/** A message for one of this node's processes. */
function handle(s: Broker, from: NodeId, m: RabbitMessage, ctx: Rabbit): void {
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
    case "COPY": {
      const r = s.replicas.get(m.queue);
      if (r?.pid === m.to) return (r.role === "master" ? published : copied)(s, r, m.body, ctx);
      return noProcess(s, from, m.to, m.queue, ctx);
    }
    case "SUBSCRIBE": {
      const r = s.replicas.get(m.queue);
      if (r?.pid === m.to && r.role === "master") return subscribe(s, r, m.consumer, m.call, ctx);
      return noProcess(s, from, m.to, m.queue, ctx);
    }
    case "SETTLE": {
      const r = s.replicas.get(m.queue);
      if (r?.pid === m.to && r.role === "master") settle(s, r, m.channel, m.nums, m.requeue, ctx);
      return;
    }
    case "CONFIRMED":
    case "SUBSCRIBED":
    case "PUSH": {
      const c = s.channels.get(m.channel);
      if (c) fromQueue(s, c, m, ctx);
      return;
    }
    case "DOWN":
      return gone(s, (pid) => pid === m.pid, ctx);
    default:
      return betweenNodes(s, from, m, ctx);
  }
}

/** Who monitors a process that is not there is told at once (N1). */
const noProcess = (s: Broker, to: NodeId, pid: Pid, queue: string, ctx: Rabbit): void => post(s, to, {kind: "DOWN", pid, queue}, ctx);

function betweenNodes(s: Broker, from: NodeId, m: RabbitMessage, ctx: Rabbit): void {
  switch (m.kind) {
    case "NODE":
      greeted(s, from, m, ctx);
      if (s.running) sees(s, ctx);
      return boot(s, ctx);
    case "RUNNING": {
      const link = s.links.get(from);
      // It may have begun with another's records: those that it greeted with are its disk's.
      if (link) Object.assign(link, {running: true, records: m.records});
      if (!s.running) return;
      // What changed since this node greeted it.
      for (const record of s.records.values()) post(s, from, {kind: "RECORD", id: "", record}, ctx);
      return sees(s, ctx);
    }
    case "TRANSACTION":
      return ctx.submit("mnesia", {do: "transaction", from, id: m.id, operation: m.operation as unknown as Json});
    case "RECORD": {
      const link = s.links.get(from);
      if (link?.apart) return;
      if (link) link.records = [...link.records.filter(({queue}) => queue !== m.record.queue), m.record];
      const operation = take(s, m.id, m.record, ctx);
      if (operation) answered(s, operation, ctx);
      if (s.running && !s.replicas.has(m.record.queue)) join(s, m.record.queue, ctx);
      return;
    }
    default:
      return;
  }
}

/** All that processes of this node have sent each other meanwhile. */
function drain(s: Broker, ctx: Rabbit): void {
  if (s.busy) return;
  s.busy = true;
  for (let next = s.mailbox.shift(); next; next = s.mailbox.shift()) handle(s, next.from, next.message, ctx);
  s.busy = false;
}

/** An fsync has ended: what it covered is on disk (P4, P5, P7). */
function onDisk(s: Broker, upTo: number, ctx: Rabbit): void {
  s.disk.syncing = false;
  const done = s.disk.waiting.filter(({at}) => at <= upTo);
  s.disk.waiting = s.disk.waiting.filter(({at}) => at > upTo);
  for (const {queue, id} of done) {
    const r = s.replicas.get(queue);
    if (r) (r.role === "master" ? stored : storedAtMirror)(s, r, id, ctx);
  }
  sync(s, ctx);
}

type Token = {readonly do: string; readonly upTo?: number; readonly from?: NodeId; readonly id?: string; readonly operation?: Operation};

export const node: Process<Broker, RabbitMessage, Rules, Config, RabbitNote> = {
  threads: ["vm", "mnesia"],
  ports: {distribution: "vm", amqp: "vm"},
  resume: "input-first",
  member: true,
  init,
  start,
  receive(s, conn, m, ctx) {
    const found = linkOf(s, conn);
    if (found) {
      found[1].heard = true;
      handle(s, found[0], m, ctx);
    } else {
      const c = s.channels.get(s.byConn.get(conn) ?? "");
      if (c) fromClient(s, c, m as ClientMessage, ctx);
    }
    drain(s, ctx);
  },
  connected(s, conn: ConnId, ctx) {
    connected(s, conn, ctx);
    drain(s, ctx);
  },
  accepted(s, conn, port, ctx) {
    if (port === "amqp") {
      if (s.running) openChannel(s, conn, ctx);
      else ctx.close(conn);
      return;
    }
    const before = s.links.get(ctx.peer(conn));
    const ended = accepted(s, conn, ctx);
    if (ended !== null && before) {
      const fresh = s.links.get(ended);
      s.links.set(ended, before);
      nodeDown(s, ended, "connection replaced", ctx);
      if (fresh) s.links.set(ended, fresh);
    }
    drain(s, ctx);
  },
  disconnected(s, conn, why, ctx) {
    const found = linkOf(s, conn);
    if (found) nodeDown(s, found[0], why === "timed-out" ? "net_tick_timeout" : "connection_closed", ctx);
    else channelClosed(s, conn, ctx);
    drain(s, ctx);
  },
  timer(s, name, _arg, ctx) {
    const [what = "", of = ""] = name.split(" ");
    if (what === "ping") callAbsent(s, ctx);
    else if (what === "tick") {
      for (const id of tick(s, ctx)) {
        ctx.close(s.links.get(id)?.conn ?? 0);
        nodeDown(s, id, "net_tick_timeout", ctx);
      }
    } else if (what === "ring") {
      const r = s.replicas.get(of);
      if (r?.ring.dying) submit(s, {do: "mark-dead", queue: of, by: r.pid, dead: r.ring.dying}, ctx);
    } else if (what === "retry") {
      const c = s.channels.get(of);
      if (c) retry(s, c, ctx);
    } else if (what === "join") joinAgain(s, of, ctx);
    drain(s, ctx);
  },
  done(s, token, ctx) {
    const t = token as unknown as Token;
    if (t.do === "synced") onDisk(s, t.upTo ?? 0, ctx);
    else if (t.do === "transaction") ctx.work("transaction", {...t, do: "commit"} as unknown as Json);
    else if (t.do === "commit") carryOut(s, t.from as NodeId, t.id as string, t.operation as Operation, ctx);
    drain(s, ctx);
  },
};
