// redis-server: commands, clients, restarts. What it does as a master or a replica is in replication.ts.

import {emptyLog, snapshotOf} from "../../model/log.ts";
import type {Process, Reader} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, maybe, nodeName, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, minus, ms, ticks, toMs} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import {type Lineage, newestOf} from "./history.ts";
import type {ClientMessage, RedisMessage, ReplicationMessage, WatchMessage} from "./messages.ts";
import {
  acknowledged,
  becomeMaster,
  becomeReplica,
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
  write,
} from "./replication.ts";
import type {Rules} from "./rules.ts";
import {beliefOfServer, type Caller, type Dump, type Redis, randomId, type Server, type ServerFile} from "./state.ts";

/** Reads redis.conf and dump.rdb (loadDataFromDisk): a master goes on from its dump under a new id, a replica under the old one (R11). */
function init(spec: NodeSpec, disk: Reader, config: Config): Server {
  const file = disk.get("redis.conf") as ServerFile | undefined;
  const dump = disk.get("dump.rdb") as Dump | undefined;
  const replicaof = typeof spec.args?.replicaof === "string" ? spec.args.replicaof : null;
  const master = file ? file.master : replicaof;
  const term = file?.term ?? 0;
  return {
    process: "server",
    runid: typeof spec.args?.runid === "string" ? spec.args.runid : "",
    master,
    term,
    priority: typeof spec.args?.priority === "number" ? spec.args.priority : config.priority,
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
    changed: false,
    replicas: new Map(),
    noReplicasSince: 0,
    good: 0,
    countedAt: 0,
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
  if (ctx.config.save > 0) ctx.setTimer("save", ctx.config.save);
  if (s.raise) ctx.setTimer("raise", s.raise.at);
  s.loading = s.data.length > 0 && s.loadTime > 0;
  if (s.loading) ctx.setTimer("loaded", s.loadTime);
  else if (s.master !== null) dialMaster(s, ctx);
}

function timer(s: Server, name: string, _arg: Json, ctx: Redis): void {
  switch (name) {
    case "cron":
      ctx.setTimer("cron", SECOND);
      if (!s.loading) replicationCron(s, ctx);
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
      ctx.setTimer("save", ctx.config.save);
      return save(s, ctx);
  }
  // A blocked WAIT ran into its time-out: it is answered with what there is.
  const conn = Number(name.slice("wait ".length));
  const caller = s.callers.get(conn);
  if (caller?.blocked) endWait(s, caller, ctx);
}

/** BGSAVE: a child writes the file and syncs it, the server goes on. */
function save(s: Server, ctx: Redis): void {
  if (!s.changed || s.loading) return;
  s.changed = false;
  // rdbPopulateSaveInfo: a master that counts no bytes has no place in its history to save.
  const replid = s.master === null && !s.backlog ? "" : s.replid;
  const dump: Dump = {replid, came: s.replid, offset: s.offset, lineage: s.lineage, data: snapshotOf(s.data)};
  ctx.put("dump.rdb", dump);
  ctx.sync(["dump.rdb"], {do: "saved"});
}

function receive(s: Server, conn: ConnId, m: RedisMessage, ctx: Redis): void {
  if (conn === s.link.conn) return fromMaster(s, m as ReplicationMessage, ctx);
  switch (m.kind) {
    case "REPLPING":
      if (!s.loading) ctx.send(conn, {kind: "REPLPONG"});
      else {
        ctx.send(conn, {kind: "PSYNCERROR", error: "LOADING"});
        ctx.close(conn);
      }
      return;
    case "REPLCONF":
      ctx.send(conn, {kind: "REPLCONFOK"});
      return;
    case "PSYNC":
      return psync(s, conn, m, ctx);
    case "ACK": {
      const replica = s.replicas.get(conn);
      if (replica) acknowledged(s, replica, m.offset, ctx);
      return serveWaits(s, ctx);
    }
    default: {
      const caller = s.callers.get(conn);
      if (!caller) return;
      if ("call" in m) fromClient(s, caller, m as ClientMessage, ctx);
      else fromSentinel(s, caller, m as WatchMessage, ctx);
    }
  }
}

/** Whether a replica keeps its old data to itself (R10). */
const withholds = (s: Server, ctx: Redis): boolean => s.master !== null && s.link.state !== "connected" && !ctx.config.serveStale;

function fromSentinel(s: Server, caller: Caller, m: WatchMessage, ctx: Redis): void {
  switch (m.kind) {
    case "PING":
      ctx.send(caller.conn, {kind: "PONG", answer: s.loading ? "LOADING" : withholds(s, ctx) ? "MASTERDOWN" : "PONG"});
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
    default:
      return;
  }
}

/** INFO: what it says of its link is what it knows, the offset what it has applied. */
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
  else {
    for (const c of [...s.callers.values()]) if (s.master === null && c.blocked) unblock(s, c, ctx);
    becomeReplica(s, master, term, ctx);
  }
  const file: ServerFile = {master: s.master, term: s.term};
  ctx.put("redis.conf", file);
  ctx.sync(["redis.conf"], {do: "rewritten"}, true);
  ctx.send(caller.conn, {kind: "EXECUTED"});
  if (ctx.rules.killsClients()) for (const conn of [...s.callers.keys()]) if (conn !== caller.conn) hangUp(s, conn, ctx);
}

function unblock(s: Server, caller: Caller, ctx: Redis): void {
  reply(caller, caller.blocked?.call ?? 0, "UNBLOCKED", null, ctx);
  hangUp(s, caller.conn, ctx);
}

function hangUp(s: Server, conn: ConnId, ctx: Redis): void {
  forget(s, conn, ctx);
  ctx.close(conn);
}

function forget(s: Server, conn: ConnId, ctx: Redis): void {
  ctx.cancelTimer(`wait ${conn}`);
  s.callers.delete(conn);
  s.subscribers.delete(conn);
}

const reply = (caller: Caller, call: number, error: string, result: Json, ctx: Redis): boolean =>
  ctx.send(caller.conn, {kind: "REPLY", call, error, result});

/** processCommand: what may be refused is refused before anything is done. */
function fromClient(s: Server, caller: Caller, m: ClientMessage, ctx: Redis): void {
  if (s.loading && "call" in m) {
    reply(caller, m.call, "LOADING", null, ctx);
    return;
  }
  switch (m.kind) {
    case "SET":
      return set(s, caller, m, ctx);
    case "GET":
      if (withholds(s, ctx)) reply(caller, m.call, "MASTERDOWN", null, ctx);
      else reply(caller, m.call, "", newestOf(s.data, m.key), ctx);
      return;
    case "ROLE":
      reply(caller, m.call, "", s.master === null ? "master" : "slave", ctx);
      return;
    case "WAIT":
      return wait(s, caller, m, ctx);
    default:
      return;
  }
}

function set(s: Server, caller: Caller, m: Extract<ClientMessage, {kind: "SET"}>, ctx: Redis): void {
  const {minReplicas, maxLag} = ctx.config;
  const error = s.master !== null ? "READONLY" : ctx.rules.refusesWrite(s.good, minReplicas, maxLag) ? "NOREPLICAS" : "";
  if (error !== "") {
    reply(caller, m.call, error, null, ctx);
    return;
  }
  if (minReplicas > 0 && maxLag > 0) {
    const online = [...s.replicas.values()].filter((r) => r.state === "online");
    const now = ctx.monotonic();
    ctx.note({
      kind: "accepted",
      silentMs: online.map((r) => toMs(Math.max(0, s.countedAt - r.heard))),
      countedMs: toMs(now - s.countedAt),
      leadMs: toMs(ctx.wall() - now),
    });
  }
  write(s, m.key, m.value, ctx);
  caller.lastWrite = s.offset;
  reply(caller, m.call, "", [s.replid, s.offset, s.data.length], ctx);
}

const acks = (s: Server, target: number, ctx: Redis): number =>
  ctx.rules.acknowledgedBy(
    target,
    [...s.replicas.values()].map((r) => ({online: r.state === "online", ackOffset: r.ackOffset})),
  );

/** W1: answered at once if enough have it; else they are asked, and the caller waits. */
function wait(s: Server, caller: Caller, m: Extract<ClientMessage, {kind: "WAIT"}>, ctx: Redis): void {
  if (s.master !== null) {
    reply(caller, m.call, "ERR", null, ctx);
    return;
  }
  caller.blocked = {call: m.call, replicas: m.replicas};
  if (acks(s, caller.lastWrite, ctx) >= m.replicas) return endWait(s, caller, ctx);
  feed(s, {do: "GETACK"}, ctx);
  if (m.timeout > 0) ctx.setTimer(`wait ${caller.conn}`, ms(m.timeout));
}

function serveWaits(s: Server, ctx: Redis): void {
  for (const caller of s.callers.values())
    if (caller.blocked && acks(s, caller.lastWrite, ctx) >= caller.blocked.replicas) endWait(s, caller, ctx);
}

function endWait(s: Server, caller: Caller, ctx: Redis): void {
  const {blocked} = caller;
  if (!blocked) return;
  caller.blocked = null;
  ctx.cancelTimer(`wait ${caller.conn}`);
  const count = acks(s, caller.lastWrite, ctx);
  ctx.note({kind: "wait-returned", count, asked: blocked.replicas, target: caller.lastWrite});
  reply(caller, blocked.call, "", count, ctx);
}

function accepted(s: Server, conn: ConnId, port: string, ctx: Redis): void {
  if (port === "replication") return;
  // tcp-keepalive 300: an idle caller whose host is gone is noticed after 600 s.
  if (port === "client") ctx.keepalive(conn, {idle: ms(300_000), interval: ms(100_000), probes: 3});
  s.callers.set(conn, {conn, type: "normal", lastWrite: 0, blocked: null});
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

export const server: Process<Server, RedisMessage, Rules, Config> = {
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
