// replication.c: the stream from a master to its replicas, how a replica attaches, and what turns the one into the other.

import {append, emptyLog, snapshotOf} from "../../model/log.ts";
import {type ConnId, type NodeId, plus} from "../../vocabulary.ts";
import {store, volatileOf} from "./dataset.ts";
import {type Command, type Entry, firstAfter} from "./history.ts";
import type {ReplicationMessage} from "./messages.ts";
import type {History} from "./rules.ts";
import {type Attached, beliefOfServer, type Redis, randomId, type Server} from "./state.ts";

/** server.unixtime */
export const unixtime = (s: Server, ctx: Redis): number => ctx.rules.seconds(plus(ctx.wall(), s.phase));

const historyOf = ({replid, offset, replid2, secondOffset}: Server): History => ({replid, offset, replid2, secondOffset});

function begin(s: Server, {replid, offset, replid2, secondOffset}: History): void {
  s.replid = replid;
  s.offset = offset;
  s.replid2 = replid2;
  s.secondOffset = secondOffset;
}

/** A new id that says nothing about the old one: nobody may continue from there. Seen from outside, the dataset still descends from it. */
function changeReplicationId(s: Server, ctx: Redis): void {
  s.lineage = [...s.lineage, {id: s.replid, until: s.offset, writes: s.data.length}];
  begin(s, {replid: randomId(ctx), offset: s.offset, replid2: null, secondOffset: -1});
}

/** replicationFeedSlaves: a master without a backlog does not count (R2). */
export function feed(s: Server, command: Command, ctx: Redis): Entry {
  if (s.backlog) s.offset += ctx.rules.bytesOf(command);
  const entry: Entry = {end: s.offset, command};
  pass(s, entry, ctx);
  return entry;
}

/** Keeps a piece of the stream and sends it to the replicas. */
function pass(s: Server, entry: Entry, ctx: Redis): void {
  if (!s.backlog) return;
  append(s.backlog.log, entry);
  trim(s, ctx);
  for (const r of s.replicas.values())
    if (r.state !== "waiting") ctx.send(r.conn, {kind: "STREAM", offset: entry.end, command: entry.command});
}

export function trim({backlog, offset, config}: Server, ctx: Redis): void {
  if (backlog) backlog.from = ctx.rules.trimmedTo(backlog.from, offset, config.backlogSize);
}

/** A PSYNC from a replica (R5, R6). */
export function psync(s: Server, conn: ConnId, asked: {id: string; offset: number}, ctx: Redis): void {
  if (s.master !== null && s.link.state !== "connected") {
    ctx.send(conn, {kind: "PSYNCERROR", error: "NOMASTERLINK"});
    return ctx.close(conn);
  }
  const id = ctx.peer(conn);
  const now = {ackTime: unixtime(s, ctx), heard: ctx.monotonic(), since: ctx.monotonic()};
  if (ctx.rules.continuesPartially(asked, historyOf(s), s.backlog?.from ?? null)) {
    const log = s.backlog?.log ?? emptyLog();
    const entries = log.entries.slice(firstAfter(log, asked.offset - 1), log.length);
    s.replicas.set(conn, {conn, id, state: "online", ackOffset: asked.offset - 1, ...now});
    const by = asked.id === s.replid ? "replid" : "replid2";
    ctx.note({kind: "partial-resync", replica: id, offset: asked.offset, by, bytes: s.offset - asked.offset + 1});
    ctx.send(conn, {kind: "CONTINUE", id: s.replid, offset: s.offset, entries, lineage: s.lineage});
    return refreshGood(s, ctx);
  }
  s.replicas.set(conn, {conn, id, state: "waiting", ackOffset: 0, ...now});
  ctx.note({kind: "full-resync", replica: id, asked: asked.id, offset: asked.offset});
  if (s.replicas.size === 1 && !s.backlog) {
    changeReplicationId(s, ctx);
    s.backlog = {log: emptyLog(), from: s.offset};
  }
  if (s.config.syncDelay === 0) sendSnapshots(s, ctx);
}

/** One snapshot for all that wait; the stream from here on follows it (R6). */
function sendSnapshots(s: Server, ctx: Redis): void {
  s.selected = false;
  for (const r of s.replicas.values()) {
    if (r.state !== "waiting") continue;
    r.state = "sending";
    ctx.send(r.conn, {kind: "FULLRESYNC", id: s.replid, offset: s.offset});
    ctx.send(r.conn, {kind: "SNAPSHOT", offset: s.offset, data: snapshotOf(s.data), lineage: s.lineage});
  }
}

export function acknowledged(s: Server, r: Attached, offset: number, ctx: Redis): void {
  if (offset > r.ackOffset) r.ackOffset = offset;
  r.ackTime = unixtime(s, ctx);
  r.heard = ctx.monotonic();
  if (r.state !== "sending") return;
  r.state = "online";
  refreshGood(s, ctx);
}

/** M1: recomputed now and then, not at each write. */
export function refreshGood(s: Server, ctx: Redis): void {
  const now = unixtime(s, ctx);
  let good = 0;
  for (const r of s.replicas.values()) if (r.state === "online" && ctx.rules.isGood(now, r.ackTime, s.config.maxLag)) good++;
  s.countedAt = ctx.monotonic();
  if (good === s.good) return;
  s.good = good;
  ctx.note({kind: "good-replicas", count: good});
}

export function dropReplica(s: Server, conn: ConnId, ctx: Redis): void {
  if (!s.replicas.delete(conn)) return;
  ctx.close(conn);
  if (s.replicas.size === 0) s.noReplicasSince = unixtime(s, ctx);
  refreshGood(s, ctx);
}

function disconnectReplicas(s: Server, ctx: Redis): void {
  for (const conn of [...s.replicas.keys()]) dropReplica(s, conn, ctx);
}

/** SLAVEOF NO ONE (R7). */
export function becomeMaster(s: Server, term: number, ctx: Redis): void {
  s.term = term;
  if (s.master === null) {
    s.belief = beliefOfServer(null, term);
    return;
  }
  s.master = null;
  leaveMaster(s, ctx);
  s.link.state = "none";
  s.link.cached = null;
  s.link.downSince = null;
  s.lineage = [...s.lineage, {id: s.replid, until: s.offset, writes: s.data.length}];
  begin(s, ctx.rules.branch(historyOf(s), randomId(ctx)));
  disconnectReplicas(s, ctx);
  s.selected = false;
  s.noReplicasSince = unixtime(s, ctx);
  s.belief = beliefOfServer(null, term);
  ctx.note({kind: "master-mode", replid: s.replid, offset: s.offset, term});
}

/** SLAVEOF host: to the master it has already nothing happens. */
export function becomeReplica(s: Server, master: NodeId, term: number, ctx: Redis): void {
  s.term = term;
  const wasMaster = s.master === null;
  if (s.master !== master) {
    leaveMaster(s, ctx);
    if (wasMaster) {
      s.link.cached = ctx.rules.cachedMaster(historyOf(s));
      s.backlog ??= {log: emptyLog(), from: s.offset};
    }
    s.master = master;
    s.link.state = "connect";
    ctx.note({kind: "replica-of", master, replid: s.replid, offset: s.offset});
    dialMaster(s, ctx);
  }
  s.belief = beliefOfServer(master, term);
}

/** Closes the connection to the master; if it stood it is remembered for a partial resync. */
function leaveMaster(s: Server, ctx: Redis): void {
  if (s.link.conn !== 0) ctx.close(s.link.conn);
  s.link.conn = 0;
  if (s.link.state === "connected") remember(s, ctx);
  s.link.coming = null;
}

function remember(s: Server, ctx: Redis): void {
  s.link.cached = {id: s.replid, offset: s.offset};
  s.link.downSince = unixtime(s, ctx);
}

export function dialMaster(s: Server, ctx: Redis): void {
  if (s.master === null) return;
  s.link.state = "connecting";
  s.link.lastHeard = unixtime(s, ctx);
  s.link.conn = ctx.connect(s.master, "replication");
}

export function reachedMaster(s: Server, ctx: Redis): void {
  s.link.state = "handshake";
  s.link.lastHeard = unixtime(s, ctx);
  ctx.send(s.link.conn, {kind: "REPLPING"});
}

/**
 * R4: a link that stood is dialled again at once, and so is one that broke under a snapshot (cancelReplicationHandshake); one that never came so
 * far at the next turn of the cron.
 */
export function masterLost(s: Server, ctx: Redis): void {
  const {state} = s.link;
  s.link.conn = 0;
  s.link.coming = null;
  s.link.state = "connect";
  if (state === "connected") {
    remember(s, ctx);
    ctx.note({kind: "master-lost", master: s.master});
  }
  if (state === "connected" || state === "transfer") dialMaster(s, ctx);
}

function giveUpMaster(s: Server, ctx: Redis): void {
  ctx.close(s.link.conn);
  masterLost(s, ctx);
}

/** What comes over the link to the master. */
export function fromMaster(s: Server, m: ReplicationMessage, ctx: Redis): void {
  s.link.lastHeard = unixtime(s, ctx);
  switch (m.kind) {
    case "REPLPONG":
      ctx.send(s.link.conn, {kind: "REPLCONF"});
      return;
    case "REPLCONFOK": {
      const {cached} = s.link;
      ctx.send(s.link.conn, cached ? {kind: "PSYNC", id: cached.id, offset: cached.offset + 1} : {kind: "PSYNC", id: "?", offset: -1});
      return;
    }
    case "PSYNCERROR":
      ctx.close(s.link.conn);
      s.link.conn = 0;
      s.link.state = "connect";
      return;
    case "CONTINUE":
      return continued(s, m, ctx);
    case "FULLRESYNC":
      // The history it comes from is dropped when the snapshot is here (replicationAttachToNewMaster): should the donor die before that, the old
      // master can still go on with it.
      s.link.coming = {id: m.id, offset: m.offset};
      s.link.state = "transfer";
      return;
    case "SNAPSHOT":
      return loaded(s, m, ctx);
    case "STREAM":
      if (s.link.state === "connected") apply(s, {end: m.offset, command: m.command}, ctx);
      return;
    default:
      return;
  }
}

/** +CONTINUE: a changed id moves the old one to replid2, and those below must ask again (R8). */
function continued(s: Server, m: Extract<ReplicationMessage, {kind: "CONTINUE"}>, ctx: Redis): void {
  const {cached} = s.link;
  if (cached) {
    s.replid = cached.id;
    s.offset = cached.offset;
  }
  if (m.id !== s.replid) {
    s.replid2 = s.replid;
    s.secondOffset = s.offset + 1;
    s.replid = m.id;
    disconnectReplicas(s, ctx);
  }
  s.lineage = m.lineage;
  s.backlog ??= {log: emptyLog(), from: s.offset};
  connectedTo(s, "partial", ctx);
  for (const entry of m.entries) apply(s, entry, ctx);
}

/** The snapshot replaces everything: what was here and is not in it is gone (R7). */
function loaded(s: Server, m: Extract<ReplicationMessage, {kind: "SNAPSHOT"}>, ctx: Redis): void {
  const {coming} = s.link;
  if (!coming) return;
  disconnectReplicas(s, ctx);
  s.data = snapshotOf(m.data);
  s.volatile = volatileOf(s.data);
  s.changed = true;
  s.lineage = m.lineage;
  begin(s, {replid: coming.id, offset: coming.offset, replid2: null, secondOffset: -1});
  s.backlog = {log: emptyLog(), from: s.offset};
  s.link.coming = null;
  connectedTo(s, "full", ctx);
  ctx.send(s.link.conn, {kind: "ACK", offset: s.offset});
}

function connectedTo(s: Server, how: string, ctx: Redis): void {
  s.link.state = "connected";
  s.link.cached = null;
  s.link.downSince = null;
  ctx.note({kind: "sync-finished", master: s.master, how, offset: s.offset});
}

/** Applies what the master did, and relays it (R8). */
function apply(s: Server, entry: Entry, ctx: Redis): void {
  s.offset = entry.end;
  pass(s, entry, ctx);
  const {command} = entry;
  store(s, entry);
  if (command.do === "PUBLISH") {
    for (const conn of s.subscribers) ctx.send(conn, {kind: "MESSAGE", hello: command.hello});
  } else if (command.do === "GETACK") ctx.send(s.link.conn, {kind: "ACK", offset: s.offset});
}

/** replicationCron, once a second. */
export function replicationCron(s: Server, ctx: Redis): void {
  const {config} = s;
  const now = unixtime(s, ctx);
  const {link} = s;
  if (link.conn !== 0 && now - link.lastHeard > config.replTimeout) giveUpMaster(s, ctx);
  if (link.state === "connect") dialMaster(s, ctx);
  else if (link.state === "connected") ctx.send(link.conn, {kind: "ACK", offset: s.offset});
  if (s.master === null && s.replicas.size > 0 && s.cron % config.pingPeriod === 0) feed(s, {do: "PING"}, ctx);
  s.cron++;
  for (const r of [...s.replicas.values()]) {
    if (r.state === "waiting") ctx.send(r.conn, {kind: "NEWLINE"});
    else if (now - r.ackTime > config.replTimeout) dropReplica(s, r.conn, ctx);
  }
  freeBacklog(s, now, ctx);
  const waited = [...s.replicas.values()].some((r) => r.state === "waiting" && ctx.monotonic() - r.since >= config.syncDelay);
  if (waited) sendSnapshots(s, ctx);
  refreshGood(s, ctx);
}

/** A master that nobody has followed for repl-backlog-ttl forgets the stream, and its id with it: it will not count any more. */
function freeBacklog(s: Server, now: number, ctx: Redis): void {
  const {backlogTtl} = s.config;
  if (s.master !== null || s.replicas.size > 0 || !s.backlog || backlogTtl === 0 || now - s.noReplicasSince <= backlogTtl) return;
  changeReplicationId(s, ctx);
  s.backlog = null;
}
