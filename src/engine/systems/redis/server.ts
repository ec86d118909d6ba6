// redis-server: its start, its timers, who calls it, and what sentinels ask. As a master or a replica it is in replication.ts, processing.ts has the rest.

import {emptyLog, snapshotOf} from "../../model/log.ts";
import type {Process, Reader} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, maybe, nodeName, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, ms, NO_TIME, ticks} from "../../vocabulary.ts";
import {type Config, withSettings} from "./config.ts";
import {volatileOf} from "./dataset.ts";
import {awaitExpiry, expire} from "./expiry.ts";
import type {Lineage} from "./history.ts";
import type {ClientMessage, RedisMessage, ReplicationMessage, WatchMessage} from "./messages.ts";
import type {RedisNote} from "./notes.ts";
import {follow, forget, killScript, operate, rewrite, save, shutdownTurn} from "./operator.ts";
import {endScript, endWait, fromClient, postponed, refusedKind, reply, scriptRan, serveWaits} from "./processing.ts";
import {
  acknowledged,
  becomeMaster,
  dialMaster,
  dropReplica,
  feed,
  fromMaster,
  masterLost,
  psync,
  reachedMaster,
  refreshGood,
  replicationCron,
  unixtime,
} from "./replication.ts";
import type {Rules} from "./rules.ts";
import {beliefOfServer, type Caller, type Dump, type Redis, randomId, type Server, type ServerFile} from "./state.ts";

/** Reads redis.conf and dump.rdb (loadDataFromDisk): a master goes on from its dump under a new id, a replica under the old one (R11). */
function init(spec: NodeSpec, disk: Reader, given: Config): Server {
  const file = disk.get("redis.conf") as ServerFile | undefined;
  const dump = disk.get("dump.rdb") as Dump | undefined;
  const replicaof = typeof spec.args?.replicaof === "string" ? spec.args.replicaof : null;
  const master = file ? file.master : replicaof;
  const term = file?.term ?? 0;
  const settings = file?.settings ?? {};
  const config = withSettings(given, settings);
  return {
    process: "server",
    config,
    settings,
    runid: typeof spec.args?.runid === "string" ? spec.args.runid : "",
    master,
    term,
    priority: typeof spec.args?.priority === "number" && !("replica-priority" in settings) ? spec.args.priority : config.priority,
    raise: typeof spec.args?.raiseAtMs === "number" ? {at: ms(spec.args.raiseAtMs), to: Number(spec.args.raiseTo)} : null,
    loadTime: ms(typeof spec.args?.loadMs === "number" ? spec.args.loadMs : 0),
    fresh: spec.args?.fresh === true,
    phase: typeof spec.args?.phaseMs === "number" ? ms(spec.args.phaseMs) : ticks(-1),
    loading: false,
    replid: dump?.replid ?? "",
    offset: dump?.offset ?? 0,
    replid2: null,
    secondOffset: -1,
    lineage: dump ? lineageOf(dump, master) : [],
    backlog: null,
    selected: false,
    data: dump ? snapshotOf(dump.data) : emptyLog(),
    volatile: dump ? volatileOf(dump.data) : new Map(),
    changed: false,
    writable: true,
    saveFailed: false,
    script: null,
    stopping: null,
    replicas: new Map(),
    noReplicasSince: 0,
    good: 0,
    countedAt: NO_TIME,
    accepted: {at: NO_TIME, lead: NO_TIME},
    link: {state: master === null ? "none" : "connect", conn: 0, lastHeard: 0, downSince: null, cached: null, coming: null},
    callers: new Map(),
    subscribers: new Set(),
    cron: 0,
    belief: beliefOfServer(master, term),
  };
}

/** A replica that finds its history's id goes on in it; all others begin one that comes from what was saved. */
function lineageOf({replid, came, offset, lineage, data}: Dump, master: string | null): Lineage {
  if (master !== null && replid !== "") return lineage;
  return [...lineage, {id: came, until: offset, writes: data.length}];
}

const SECOND = ms(1000);

function start(s: Server, ctx: Redis): void {
  if (s.phase < 0) s.phase = ticks(ctx.random(0, SECOND - 1));
  // A replay of a recorded run gives it; else it is drawn at each start.
  if (s.runid === "") s.runid = randomId(ctx);
  const saved = s.replid;
  if (saved === "") s.replid = randomId(ctx);
  else if (s.master === null) {
    s.replid2 = saved;
    s.secondOffset = s.offset + 1;
    s.replid = randomId(ctx);
    s.backlog = {log: emptyLog(), from: s.offset};
  } else s.link.cached = {id: saved, offset: s.offset};
  s.noReplicasSince = unixtime(s, ctx);
  ctx.note({kind: "started", runid: s.runid, writes: s.data.length});
  for (const port of ["client", "sentinel", "replication"]) ctx.listen(port);
  // replicationCron first runs as the server starts; one that is taken for having run for long is anywhere in its second.
  ctx.setTimer("cron", s.fresh ? ms(1) : ticks(ctx.random(0, SECOND - 1)));
  if (s.config.save > 0) ctx.setTimer("save", s.config.save);
  if (s.raise) ctx.setTimer("raise", s.raise.at);
  s.loading = s.data.length > 0 && s.loadTime > 0;
  if (s.loading) ctx.setTimer("loaded", s.loadTime);
  else if (s.master !== null) dialMaster(s, ctx);
}

function timer(s: Server, name: string, _arg: Json, ctx: Redis): void {
  switch (name) {
    case "cron":
      ctx.setTimer("cron", SECOND);
      // While a script runs nothing is done in time.
      if (s.script) s.script.cronDue = true;
      else if (!s.loading) replicationCron(s, ctx);
      return;
    case "loaded":
      s.loading = false;
      ctx.note({kind: "loaded"});
      if (s.master !== null) dialMaster(s, ctx);
      return;
    case "raise":
      s.priority = s.raise?.to ?? s.priority;
      return;
    case "save":
      ctx.setTimer("save", s.config.save);
      return save(s, ctx);
    case "expire":
      return expire(s, ctx);
    case "script":
      return endScript(s, ctx);
    case "shutdown":
      return shutdownTurn(s, ctx);
    case "postponed":
      for (const caller of [...s.callers.values()]) {
        const waited = caller.postponed;
        caller.postponed = [];
        for (const m of waited) if (!postponed(s, caller, m)) fromCaller(s, caller, m, ctx);
      }
      return;
  }
  // A blocked WAIT timed out: it returns the number so far.
  const conn = Number(name.slice("wait ".length));
  const caller = s.callers.get(conn);
  if (caller?.blocked) endWait(s, caller, ctx);
}

/** Continues what had to wait for a step of this process. */
function done(s: Server, token: Json, ctx: Redis): void {
  const step = token as {readonly do: string; readonly conn?: ConnId; readonly call?: number};
  switch (step.do) {
    case "script":
      return scriptRan(s, ctx);
    case "slept": {
      const caller = s.callers.get(step.conn ?? 0);
      if (caller) reply(caller, step.call ?? 0, "", "OK", ctx);
      return;
    }
    case "saved":
      if (s.saveFailed) ctx.note({kind: "save-succeeded"});
      s.saveFailed = false;
      return;
    case "exit":
      return ctx.exit();
  }
}

function receive(s: Server, conn: ConnId, m: RedisMessage, ctx: Redis): void {
  if (conn === s.link.conn) {
    // The stream of a master waits for the end of a script, where others are told to.
    if (s.script) s.script.held.push(m as ReplicationMessage);
    else fromMaster(s, m as ReplicationMessage, ctx);
    return;
  }
  switch (m.kind) {
    case "REPLPING":
    case "PSYNC": {
      const error = refusedKind(s, m.kind, ctx);
      if (error) {
        ctx.send(conn, {kind: "PSYNCERROR", error});
        return ctx.close(conn);
      }
      if (m.kind === "PSYNC") return psync(s, conn, m, ctx);
      ctx.send(conn, {kind: "REPLPONG"});
      return;
    }
    case "REPLCONF":
      ctx.send(conn, {kind: "REPLCONFOK"});
      return;
    case "ACK": {
      const replica = s.replicas.get(conn);
      if (replica) acknowledged(s, replica, m.offset, ctx);
      return serveWaits(s, ctx);
    }
    default: {
      const caller = s.callers.get(conn);
      if (caller && !postponed(s, caller, m)) fromCaller(s, caller, m, ctx);
    }
  }
}

function fromCaller(s: Server, caller: Caller, m: RedisMessage, ctx: Redis): void {
  if (m.kind === "COMMAND") return operate(s, caller, m, ctx);
  if ("call" in m) return fromClient(s, caller, m as ClientMessage & {readonly call: number}, ctx);
  const watch = m as WatchMessage;
  const error = refusedKind(s, m.kind, ctx);
  if (error) refuse(caller, watch, error, ctx);
  else fromSentinel(s, caller, watch, ctx);
}

/** What a sentinel hears when the answer is an error; nothing more of a subscription. */
function refuse(caller: Caller, {kind}: WatchMessage, error: NonNullable<ReturnType<typeof refusedKind>>, ctx: Redis): void {
  if (kind === "PING") ctx.send(caller.conn, {kind: "PONG", answer: error});
  else if (kind === "SLAVEOF") ctx.send(caller.conn, {kind: "EXECUTED"});
  else if (kind !== "SUBSCRIBE") ctx.send(caller.conn, {kind: "ANSWERED", error});
}

function fromSentinel(s: Server, caller: Caller, m: WatchMessage, ctx: Redis): void {
  switch (m.kind) {
    case "PING":
      ctx.send(caller.conn, {kind: "PONG", answer: "PONG"});
      return;
    case "INFO":
      return inform(s, caller.conn, ctx);
    case "SUBSCRIBE":
      caller.type = "pubsub";
      s.subscribers.add(caller.conn);
      return;
    case "PUBLISH":
      for (const conn of s.subscribers) ctx.send(conn, {kind: "MESSAGE", hello: m.hello});
      // Every PUBLISH on a master goes down its stream (R2); on a replica it stays there.
      if (s.master === null) feed(s, {do: "PUBLISH", hello: m.hello}, ctx);
      ctx.send(caller.conn, {kind: "PUBLISHED"});
      return;
    case "SLAVEOF":
      return slaveof(s, caller, m.master, m.term, ctx);
    case "SCRIPTKILL": {
      const said = s.script ? killScript(s, ctx) : null;
      ctx.send(caller.conn, {kind: "ANSWERED", error: said && "error" in said ? said.error : ""});
      return;
    }
    default:
      return;
  }
}

/** INFO: the link's state as it knows it, the offset as it has applied it. */
function inform(s: Server, conn: ConnId, ctx: Redis): void {
  const isMaster = s.master === null;
  const linkUp = s.link.state === "connected";
  const since = s.link.downSince;
  const downSeconds = isMaster || linkUp ? null : since === null ? -1 : unixtime(s, ctx) - since;
  const offset = isMaster || linkUp ? s.offset : (s.link.cached?.offset ?? 1);
  ctx.send(conn, {
    kind: "INFOREPLY",
    runid: s.runid,
    role: isMaster ? "master" : "slave",
    replicas: [...s.replicas.values()].map((r) => r.id),
    master: s.master,
    linkUp,
    downSeconds,
    offset,
    priority: s.priority,
  });
}

/** The transaction of a sentinel (F4): role, redis.conf, and all other callers are cut off. */
function slaveof(s: Server, caller: Caller, master: string | null, term: number, ctx: Redis): void {
  if (master === null) becomeMaster(s, term, ctx);
  else follow(s, master, term, ctx);
  awaitExpiry(s, ctx);
  rewrite(s, ctx);
  ctx.send(caller.conn, {kind: "EXECUTED"});
  if (!ctx.rules.killsClients()) return;
  for (const conn of [...s.callers.keys()]) {
    if (conn === caller.conn) continue;
    forget(s, conn, ctx);
    ctx.close(conn);
  }
}

function accepted(s: Server, conn: ConnId, port: string, ctx: Redis): void {
  if (port === "replication") return;
  // tcp-keepalive 300: an idle caller whose host is gone is noticed after 600 s.
  if (port === "client") ctx.keepalive(conn, {idle: ms(300_000), interval: ms(100_000), probes: 3});
  s.callers.set(conn, {conn, type: "normal", lastWrite: 0, blocked: null, postponed: []});
}

const args = fields({
  replicaof: maybe(nodeName),
  runid: maybe(text),
  priority: maybe(whole(0)),
  raiseAtMs: maybe(time),
  raiseTo: maybe(whole(0)),
  loadMs: maybe(time),
  fresh: maybe(flag),
  phaseMs: maybe(time),
});

export const server: Process<Server, RedisMessage, Rules, Config, RedisNote> = {
  args,
  threads: ["main"],
  // The real server has one port: here its name says what a connection is for.
  ports: {client: "main", sentinel: "main", replication: "main"},
  // ae.c: file events before time events (transport T25).
  resume: "input-first",
  backlog: 511,
  member: true,
  init,
  start,
  receive,
  timer,
  done,
  connected(s, conn, ctx) {
    if (conn === s.link.conn) reachedMaster(s, ctx);
  },
  accepted,
  disconnected(s, conn, _why, ctx) {
    if (conn === s.link.conn) return masterLost(s, ctx);
    forget(s, conn, ctx);
    dropReplica(s, conn, ctx);
    refreshGood(s, ctx);
  },
};
