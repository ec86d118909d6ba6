// A node: one Erlang machine. What starts and ends it, and what comes to it from outside.

import type {Form, Process, Reader} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, maybe, nullOr, text, time} from "../../outside/forms.ts";
import {type ConnId, type Json, minus, ms, type NodeId, type Ticks, ticks} from "../../vocabulary.ts";
import {boot, run} from "./booting.ts";
import {callOver, channelClosed, fromSocket, openChannel, retry} from "./channel.ts";
import type {Config} from "./config.ts";
import {drain, handle, nodeDown, onDisk, synced, syncPaused} from "./dispatch.ts";
import {joinAgain} from "./joining.ts";
import {accepted, assume, callAbsent, connected, linkOf, tick} from "./links.ts";
import type {ClientMessage, Operation, Pid, RabbitMessage} from "./messages.ts";
import type {RabbitNote} from "./notes.ts";
import {safe, startAgain} from "./partitions.ts";
import {callTimedOut, seekLeader} from "./quorum/client.ts";
import {quorumOn, quorumSynced, quorumTimer} from "./quorum/servers.ts";
import type {Rules} from "./rules.ts";
import type {Broker, Rabbit, Tables} from "./state.ts";
import {crashQueue, left, loseContents, stopQueues} from "./stopping.ts";
import {carryOut, submit} from "./table.ts";

/** A node's arguments; times in ms. What is to happen to it once happens in its first life. */
export interface NodeArgs {
  /** Its first tick; drawn unless said. */
  readonly phaseMs: number | null;
  /** When a policy comes to name it, so that it gets mirrors (M1); null: never. */
  readonly mirrorFromMs: number | null;
  /** It is told to stop (SIGTERM). */
  readonly stopAtMs: number | null;
  /** The process of that queue is killed there, and nothing else. */
  readonly queue: string;
  readonly crashQueueAtMs: number | null;
  /** Its mirror has nothing from then on, as after a synchronisation that failed (M8). */
  readonly purgeAtMs: number | null;
}

const args = fields({
  phaseMs: maybe(nullOr(time)),
  mirrorFromMs: maybe(nullOr(time)),
  stopAtMs: maybe(nullOr(time)),
  queue: maybe(text),
  crashQueueAtMs: maybe(nullOr(time)),
  purgeAtMs: maybe(nullOr(time)),
} satisfies {readonly [K in keyof NodeArgs]: Form});

const USUAL: NodeArgs = {phaseMs: null, mirrorFromMs: 0, stopAtMs: null, queue: "q", crashQueueAtMs: null, purgeAtMs: null};

function init(spec: NodeSpec, disk: Reader, config: Config): Broker {
  const tables = (disk.get("mnesia") ?? {lastRunning: [], records: []}) as Tables;
  const given: NodeArgs = {...USUAL, ...(spec.args as Partial<NodeArgs>)};
  return {
    process: "node",
    config,
    args: given,
    life: 0,
    running: false,
    stopping: null,
    waits: null,
    healing: {is: "no"},
    avoided: new Map(),
    called: new Set(),
    begun: false,
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
    quorum: quorumOn(disk),
  };
}

function start(s: Broker, ctx: Rabbit): void {
  const {phaseMs} = s.args;
  s.life = ctx.endings();
  for (const port of ["distribution", "amqp"]) ctx.listen(port);
  ctx.setTimer("tick", phaseMs === null ? ticks(ctx.random(1, ctx.config.tick)) : ticks(Math.max(1, ms(phaseMs))));
  plan(s, ctx);
  if (s.life === 0 && s.records.size + s.quorum.records.size > 0) {
    s.running = true;
    assume(s, ctx);
    ctx.setTimer("ping", ticks(1_000_000));
    return run(s, [...s.records.values()], ctx);
  }
  callAbsent(s, ctx);
  boot(s, ctx);
  drain(s, ctx);
}

/** What its scenario has in store for it. */
function plan(s: Broker, ctx: Rabbit): void {
  const {stopAtMs, crashQueueAtMs, purgeAtMs, queue, mirrorFromMs} = s.args;
  const until = (at: number): Ticks => ticks(Math.max(0, minus(ms(at), ctx.monotonic())));
  if (mirrorFromMs !== null && ms(mirrorFromMs) > ctx.monotonic()) ctx.setTimer("policy", until(mirrorFromMs));
  if (s.life > 0) return;
  if (stopAtMs !== null) ctx.setTimer("stop", until(stopAtMs));
  if (crashQueueAtMs !== null) ctx.setTimer(`crash ${queue}`, until(crashQueueAtMs));
  if (purgeAtMs !== null) ctx.setTimer(`purge ${queue}`, until(purgeAtMs));
}

/** A channel waits in vain for a member of a quorum queue, or for its commands to be applied. */
function channelTimer(s: Broker, what: string, pid: Pid, queue: string, ctx: Rabbit): void {
  const c = s.channels.get(pid);
  if (!c) return;
  if (what === "fifo") return seekLeader(s, c, queue, ctx);
  callTimedOut(s, c, ctx);
  callOver(s, c, ctx);
}

type Token = {readonly do: string; readonly upTo?: number; readonly from?: NodeId; readonly id?: string; readonly operation?: Operation};

function expired(s: Broker, what: string, of: string, ctx: Rabbit): void {
  const r = s.replicas.get(of);
  switch (what) {
    case "ping":
      callAbsent(s, ctx);
      return startAgain(s, ctx);
    case "safe":
      return safe(s, ctx);
    case "tick":
      for (const id of tick(s, ctx)) {
        ctx.close(s.links.get(id)?.conn ?? 0);
        nodeDown(s, id, "net_tick_timeout", ctx);
      }
      return;
    case "ring":
      if (r?.ring.dying) submit(s, {do: "mark-dead", queue: of, by: r.pid, dead: r.ring.dying}, ctx);
      return;
    case "retry": {
      const c = s.channels.get(of);
      if (c) retry(s, c, ctx);
      return;
    }
    case "join":
      return joinAgain(s, of, ctx);
    case "policy":
      for (const queue of s.records.keys()) joinAgain(s, queue, ctx);
      return;
    case "sync":
      return syncPaused(s, of, ctx);
    case "left":
      if (r) left(s, r, () => true, ctx);
      return;
    case "stop":
      return ctx.submit("init", {do: "stop"});
    case "crash":
      return crashQueue(s, of, ctx);
    case "purge":
      return loseContents(s, of, ctx);
    default:
  }
}

export const node: Process<Broker, RabbitMessage, Rules, Config, RabbitNote> = {
  threads: ["vm", "mnesia", "init"],
  ports: {distribution: "vm", amqp: "vm"},
  resume: "input-first",
  member: true,
  args,
  init,
  start,
  receive(s, conn, m, ctx) {
    const found = linkOf(s, conn);
    if (found) {
      found[1].heard = true;
      handle(s, found[0], m, ctx);
    } else {
      const c = s.channels.get(s.byConn.get(conn) ?? "");
      if (c) fromSocket(s, c, m as ClientMessage, ctx);
    }
    drain(s, ctx);
  },
  connected(s, conn: ConnId, ctx) {
    connected(s, conn, ctx);
    drain(s, ctx);
  },
  accepted(s, conn, port, ctx) {
    if (port === "amqp") {
      if (s.running && s.stopping === null) openChannel(s, conn, ctx);
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
    if (found && !found[1].open) s.called.add(found[0]);
    if (found) nodeDown(s, found[0], why === "timed-out" ? "net_tick_timeout" : "connection_closed", ctx);
    else channelClosed(s, conn, ctx);
    drain(s, ctx);
  },
  timer(s, name, _arg, ctx) {
    const [what = "", of = "", more = ""] = name.split(" ");
    if (what === "fifo" || what === "racall") channelTimer(s, what, of, more, ctx);
    else if (!quorumTimer(s, what, of, more, ctx)) expired(s, what, of, ctx);
    drain(s, ctx);
  },
  done(s, token, ctx) {
    const t = token as unknown as Token;
    if (quorumSynced(s, token as {readonly [key: string]: Json}, ctx)) return drain(s, ctx);
    if (t.do === "synced") synced(s, t.upTo ?? 0, ctx);
    else if (t.do === "written") onDisk(s, t.upTo ?? 0, ctx);
    else if (t.do === "transaction") ctx.work("transaction", {...t, do: "commit"} as unknown as Json);
    else if (t.do === "commit") carryOut(s, t.from as NodeId, t.id as string, t.operation as Operation, ctx);
    else if (t.do === "stop") ctx.work("stop", {do: "stopped"});
    else if (t.do === "stopped") stopQueues(s, "exit", ctx);
    else if (t.do === "pause") ctx.work("stop", {do: "paused"});
    else if (t.do === "paused") stopQueues(s, "pause", ctx);
    else if (t.do === "halt") ctx.work("halt", {do: "exit"});
    else if (t.do === "exit") return ctx.exit();
    drain(s, ctx);
  },
};
