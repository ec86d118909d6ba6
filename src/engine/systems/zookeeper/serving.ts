// What leader and follower share once they serve: the log, applying, answering clients, watches. Rules B4, B5, B9, K1, K3, K6–K9.
import type {ConnId} from "../../vocabulary.ts";
import {ack} from "./leader.ts";
import type {ClientMessage, Request} from "./messages.ts";
import {prepare, touchSession} from "./requests.ts";
import {type ClientConn, type Server, serves, type Zk} from "./state.ts";
import {children, parentOf, remember, type Txn} from "./tree.ts";
import {compareZxid, type Zxid} from "./zxid.ts";

type Call = Extract<ClientMessage, {kind: "CALL"}>;

/** Writes a proposal to the log; its ack follows the fsync that covers it (B1, B4). One fsync at a time takes all that waits. */
export function flushLog(s: Server, t: Txn, ctx: Zk): void {
  ctx.append("log", t);
  ctx.note({kind: "logged", zxid: t.zxid});
  s.toFlush.push(t.zxid);
  if (!ctx.rules.ackAfterFsync()) ctx.hand("sync", {do: "acknowledge", stint: s.stint, zxids: [t.zxid as never]});
  if (!s.flushing) startFlush(s, ctx);
}

function startFlush(s: Server, ctx: Zk): void {
  s.flushing = true;
  s.inFlush = s.toFlush;
  s.toFlush = [];
  ctx.sync(["log"], {do: "flushed", stint: s.stint});
}

/** The fsync is back: everything in it is acknowledged, in order. */
export function flushed(s: Server, stint: number, ctx: Zk): void {
  const done = s.inFlush;
  s.inFlush = [];
  s.flushing = false;
  if (s.toFlush.length > 0) startFlush(s, ctx);
  if (stint === s.stint && ctx.rules.ackAfterFsync()) acknowledge(s, done, ctx);
}

export function acknowledge(s: Server, zxids: readonly Zxid[], ctx: Zk): void {
  if (s.stopping) return;
  for (const at of zxids) {
    if (s.leader) ack(s, s.leader, s.sid, at, ctx);
    else if (s.learner?.connected && ctx.rules.mayVote(s.sid, ctx.config.ensemble)) {
      ctx.send(s.learner.conn, {kind: "ACK", zxid: at});
      ctx.note({kind: "acked", zxid: at, epoch: s.learner.newEpoch});
    }
  }
}

/** Puts a committed transaction into memory, keeps it for learners, fires watches and answers whoever asked here (B5). */
export function applyAndAnswer(s: Server, t: Txn, ctx: Zk): void {
  const {data, child} = s.watches;
  const events = data.size + child.size > 0 ? eventsOf(s, t.change) : [];
  remember(s, t, ctx.config.commitLogCount);
  ctx.note({kind: "applied", zxid: t.zxid});
  const {leader} = s;
  if (leader) for (const [path, p] of leader.pending) if (compareZxid(p.zxid, t.zxid) <= 0) leader.pending.delete(path);
  if (t.change.type === "createSession") s.heard.set(t.session, ctx.monotonic());
  for (const e of events) fire(s, e, t.zxid, ctx);
  answer(s, t, ctx);
}

type WatchEvent = Extract<ClientMessage, {kind: "WATCH"}>["event"];
type Fired = readonly [path: string, event: WatchEvent, tables: readonly ("data" | "child")[]];

/** What a change means to those who watch, with the tables in which they stand. */
function eventsOf(s: Server, change: Txn["change"]): Fired[] {
  switch (change.type) {
    case "create":
      return [
        [change.path, "created", ["data"]],
        [parentOf(change.path), "children", ["child"]],
      ];
    case "set":
      return [[change.path, "changed", ["data"]]];
    case "delete":
      return removed(change.path);
    case "closeSession":
      return change.paths.filter((path) => s.tree.nodes.has(path)).flatMap(removed);
    default:
      return [];
  }
}

const removed = (path: string): Fired[] => [
  [path, "deleted", ["data", "child"]],
  [parentOf(path), "children", ["child"]],
];

/** K6: one-shot, and before any read that shows the new state. Who watches a node in two ways is told once. */
function fire(s: Server, [path, event, tables]: Fired, at: Zxid, ctx: Zk): void {
  const told = new Set<ConnId>();
  for (const table of tables) {
    for (const conn of s.watches[table].get(path) ?? []) told.add(conn);
    s.watches[table].delete(path);
  }
  for (const conn of told) ctx.send(conn, {kind: "WATCH", path, event, zxid: at});
}

function watch(table: Map<string, Set<ConnId>>, path: string, conn: ConnId): void {
  const who = table.get(path);
  if (who) who.add(conn);
  else table.set(path, new Set([conn]));
}

/** K6: watches a client brings from elsewhere. What has changed since it last saw anything fires now, the rest waits on. */
function setWatches(s: Server, {conn}: ClientConn, m: Extract<ClientMessage, {kind: "SETWATCHES"}>, ctx: Zk): void {
  const tell = (path: string, event: WatchEvent) => ctx.send(conn, {kind: "WATCH", path, event, zxid: s.tree.zxid});
  for (const path of m.data) {
    const node = s.tree.nodes.get(path);
    if (!node) tell(path, "deleted");
    else if (compareZxid(node.modified, m.zxid) > 0) tell(path, "changed");
    else watch(s.watches.data, path, conn);
  }
  for (const path of m.exist) {
    if (s.tree.nodes.has(path)) tell(path, "created");
    else watch(s.watches.data, path, conn);
  }
  for (const path of m.child) {
    const node = s.tree.nodes.get(path);
    if (!node && path !== "/") tell(path, "deleted");
    else if (node && compareZxid(node.childrenModified, m.zxid) > 0) tell(path, "children");
    else watch(s.watches.child, path, conn);
  }
}

function forgetWatches({watches}: Server): void {
  watches.data.clear();
  watches.child.clear();
}

function answer(s: Server, t: Txn, ctx: Zk): void {
  const {change} = t;
  if (change.type === "createSession") {
    const conn = s.newSessions.get(t.session);
    s.newSessions.delete(t.session);
    const client = conn === undefined ? undefined : s.clients.get(conn);
    if (client) welcome(s, client, t.session, change.timeout, ctx);
    return;
  }
  if (change.type === "closeSession") {
    s.leader?.sessions.delete(t.session);
    s.heard.delete(t.session);
    ctx.note({kind: "session-closed", session: t.session});
  }
  const conn = s.bySession.get(t.session);
  const client = conn === undefined ? undefined : s.clients.get(conn);
  if (!client) return;
  if (t.origin === s.sid && t.cxid > 0) {
    const error = change.type === "error" ? change.error : "";
    const result = change.type === "create" ? change.path : change.type === "set" ? String(change.version) : "";
    ctx.send(client.conn, {kind: "REPLY", cxid: t.cxid, zxid: t.zxid, error, result});
    client.outstanding = Math.max(0, client.outstanding - 1);
    pump(s, client, ctx);
  }
  if (change.type === "closeSession") dropClient(s, client.conn, ctx);
}

function welcome(s: Server, client: ClientConn, session: number, timeout: number, ctx: Zk): void {
  client.session = session;
  client.timeout = timeout;
  client.revalidating = false;
  s.bySession.set(session, client.conn);
  s.heard.set(session, ctx.monotonic());
  ctx.send(client.conn, {kind: "CONNECTED", session, timeout});
}

/** K8: a server that does not serve accepts the connection and closes it. */
export function clientCame(s: Server, conn: ConnId, ctx: Zk): void {
  if (!serves(s) || s.stopping) return ctx.close(conn);
  s.clients.set(conn, {conn, session: 0, timeout: 0, revalidating: false, outstanding: 0, waiting: []});
}

export function dropClient(s: Server, conn: ConnId, ctx: Zk): void {
  const client = s.clients.get(conn);
  s.clients.delete(conn);
  if (client && s.bySession.get(client.session) === conn) s.bySession.delete(client.session);
  for (const who of s.watches.data.values()) who.delete(conn);
  for (const who of s.watches.child.values()) who.delete(conn);
  ctx.close(conn);
}

export function openForClients(s: Server, ctx: Zk): void {
  forgetWatches(s);
  ctx.note({kind: "open-for-clients", epoch: s.currentEpoch});
}

/** B9: whoever leaves a leader closes all its clients. */
export function closeClients(s: Server, ctx: Zk): void {
  for (const conn of [...s.clients.keys()]) dropClient(s, conn, ctx);
  s.newSessions.clear();
  forgetWatches(s);
}

export function fromClient(s: Server, conn: ConnId, m: ClientMessage, ctx: Zk): void {
  const client = s.clients.get(conn);
  if (!client) return;
  switch (m.kind) {
    case "CONNECT":
      return connectSession(s, client, m, ctx);
    case "SETWATCHES":
      touch(s, client, ctx);
      return setWatches(s, client, m, ctx);
    case "CLIENTPING":
      touch(s, client, ctx);
      ctx.send(conn, {kind: "CLIENTPONG", zxid: s.tree.zxid});
      return;
    case "CALL":
      touch(s, client, ctx);
      client.waiting.push({cxid: m.cxid, request: m.request});
      return pump(s, client, ctx);
    default:
      return dropClient(s, conn, ctx);
  }
}

/** K1, K3 */
function connectSession(s: Server, client: ClientConn, m: Extract<ClientMessage, {kind: "CONNECT"}>, ctx: Zk): void {
  if (!ctx.rules.admits(m.lastZxid, s.tree.zxid)) {
    ctx.note({kind: "refused-behind", seen: m.lastZxid});
    return dropClient(s, client.conn, ctx);
  }
  const timeout = Math.max(ctx.config.minSessionMs, Math.min(m.timeout, ctx.config.maxSessionMs));
  client.timeout = timeout;
  if (m.session !== 0) {
    const old = s.bySession.get(m.session);
    if (old !== undefined) dropClient(s, old, ctx);
    client.session = m.session;
    client.revalidating = true;
    if (s.leader) {
      const session = s.leader.sessions.get(m.session);
      const valid = session !== undefined && !session.closing;
      if (session && valid) session.owner = s.sid;
      return revalidated(s, m.session, valid, ctx);
    }
    if (s.learner) ctx.send(s.learner.conn, {kind: "REVALIDATE", session: m.session, timeout, valid: null});
    return;
  }
  const session = newSessionId(s, ctx);
  s.newSessions.set(session, client.conn);
  submit(s, session, 0, {op: "createSession", timeout}, ctx);
}

/** The server's id above, its clock below: unique over restarts as the real one's is. */
function newSessionId(s: Server, ctx: Zk): number {
  s.nextSession = Math.max(s.nextSession + 1, Math.floor(ctx.wall()) % 1e12);
  return s.sid * 1e12 + s.nextSession;
}

export function revalidated(s: Server, session: number, valid: boolean, ctx: Zk): void {
  for (const client of [...s.clients.values()]) {
    if (!client.revalidating || client.session !== session) continue;
    if (valid) {
      welcome(s, client, session, client.timeout, ctx);
      touch(s, client, ctx);
    } else {
      ctx.send(client.conn, {kind: "CONNECTED", session: 0, timeout: 0});
      dropClient(s, client.conn, ctx);
    }
  }
}

function touch(s: Server, client: ClientConn, ctx: Zk): void {
  if (client.session === 0) return;
  s.heard.set(client.session, ctx.monotonic());
  if (s.leader) touchSession(s.leader, client.session, ctx);
  else s.touched.set(client.session, client.timeout);
}

const isRead = (request: Request): boolean => request.op === "get" || request.op === "exists" || request.op === "children";

/**
 * What is answered from memory, without a commit. A leader's own client gets its sync that way, whatever is outstanding (CommitProcessor.needCommit,
 * whose `matchSyncs` only learners set); a learner passes it on (K7).
 */
const needsNoCommit = (s: Server, request: Request): boolean => isRead(request) || (request.op === "sync" && s.leader !== null);

/** Requests of one session in order: a read waits until the session's own writes have been applied here. */
function pump(s: Server, client: ClientConn, ctx: Zk): void {
  for (;;) {
    const next = client.waiting[0];
    if (!next) return;
    const read = needsNoCommit(s, next.request);
    if (read && client.outstanding > 0) return;
    client.waiting.shift();
    if (read) answerFromMemory(s, client, {kind: "CALL", ...next}, ctx);
    else {
      client.outstanding++;
      submit(s, client.session, next.cxid, next.request, ctx);
    }
  }
}

/** B6: a learner passes writes on; the leader prepares them itself. */
function submit(s: Server, session: number, cxid: number, request: Request, ctx: Zk): void {
  if (s.leader) prepare(s, s.leader, {origin: s.sid, session, cxid, request}, ctx);
  else if (s.learner) ctx.send(s.learner.conn, {kind: "REQUEST", session, cxid, request});
}

/** K9: from what this server has applied, however far behind it is. */
function answerFromMemory(s: Server, client: ClientConn, {cxid, request}: Call, ctx: Zk): void {
  if (request.op === "sync") return void ctx.send(client.conn, {kind: "REPLY", cxid, zxid: s.tree.zxid, error: "", result: ""});
  if (!("watch" in request)) return;
  const node = s.tree.nodes.get(request.path);
  const found = node !== undefined || request.path === "/";
  if (request.watch && (found || request.op === "exists")) {
    watch(request.op === "children" ? s.watches.child : s.watches.data, request.path, client.conn);
  }
  const error = found ? "" : "NoNode";
  let result = "";
  if (request.op === "children") result = children(s.tree, request.path).join(",");
  else if (node) result = request.op === "get" ? node.data : String(node.version);
  ctx.send(client.conn, {kind: "REPLY", cxid, zxid: s.tree.zxid, error, result});
}

/** K7: the answer to a sync, behind everything it had to wait for. */
export function synced(s: Server, session: number, cxid: number, ctx: Zk): void {
  const conn = s.bySession.get(session);
  const client = conn === undefined ? undefined : s.clients.get(conn);
  if (!client) return;
  ctx.send(client.conn, {kind: "REPLY", cxid, zxid: s.tree.zxid, error: "", result: ""});
  client.outstanding = Math.max(0, client.outstanding - 1);
  pump(s, client, ctx);
}
