// What leader and follower have in common while they serve: applying transactions, and answering clients. Rules B5, K1, K3, K7, K9.
import type {ConnId} from "../../vocabulary.ts";
import {dropClient} from "./connections.ts";
import type {ClientMessage, Request, Stat} from "./messages.ts";
import {prepare, touchSession} from "./requests.ts";
import type {ClientConn, Server, Zk} from "./state.ts";
import {type Change, children, remember, type Tree, type Txn, type Znode} from "./tree.ts";
import {eventsOf, fire, setWatches, watch} from "./watches.ts";
import {compareZxid} from "./zxid.ts";

type Call = Extract<ClientMessage, {kind: "CALL"}>;

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
  // Elsewhere nobody waits for it.
  if (t.origin !== s.sid && change.type !== "closeSession") return;
  const conn = s.bySession.get(t.session);
  const client = conn === undefined ? undefined : s.clients.get(conn);
  if (!client) return;
  if (t.origin === s.sid && t.cxid > 0) {
    const error = change.type === "error" ? change.error : "";
    ctx.send(client.conn, {kind: "REPLY", cxid: t.cxid, zxid: t.zxid, error, result: resultOf(change), stats: statsOf(s.tree, change)});
    client.outstanding = Math.max(0, client.outstanding - 1);
    pump(s, client, ctx);
  }
  if (change.type === "closeSession") dropClient(s, client.conn, ctx);
}

function resultOf(change: Change): string {
  switch (change.type) {
    case "create":
      return change.path;
    case "set":
      return String(change.version);
    case "multi":
      return change.changes.flatMap((one) => (one.type === "create" ? [one.path] : [])).join(",");
    case "error":
      return change.at === undefined ? "" : String(change.at);
    default:
      return "";
  }
}

/** Of what a change has made or set, as it is now. */
function statsOf(tree: Tree, change: Change): readonly (Stat | null)[] {
  if (change.type === "multi") return change.changes.flatMap((one) => statsOf(tree, one));
  return [change.type === "create" || change.type === "set" ? statOf(tree.nodes.get(change.path)) : null];
}

const statOf = (node: Znode | undefined): Stat | null =>
  node ? {created: node.created, modified: node.modified, version: node.version, owner: node.owner, children: node.children} : null;

function welcome(s: Server, client: ClientConn, session: number, timeout: number, ctx: Zk): void {
  client.session = session;
  client.timeout = timeout;
  client.revalidating = false;
  s.bySession.set(session, client.conn);
  s.heard.set(session, ctx.monotonic());
  ctx.send(client.conn, {kind: "CONNECTED", session, timeout});
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

/** B6: a learner forwards writes; the leader prepares its own. */
function submit(s: Server, session: number, cxid: number, request: Request, ctx: Zk): void {
  if (s.leader) prepare(s, s.leader, {origin: s.sid, session, cxid, request}, ctx);
  else if (s.learner) ctx.send(s.learner.conn, {kind: "REQUEST", session, cxid, request});
}

/** K9: reads come from what this server has applied, however stale. */
function answerFromMemory(s: Server, client: ClientConn, {cxid, request}: Call, ctx: Zk): void {
  if (request.op === "sync")
    return void ctx.send(client.conn, {kind: "REPLY", cxid, zxid: s.tree.zxid, error: "", result: "", stats: [null]});
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
  ctx.send(client.conn, {kind: "REPLY", cxid, zxid: s.tree.zxid, error, result, stats: [statOf(node)]});
}

/** K7: the answer to a sync, behind everything it had to wait for. */
export function synced(s: Server, session: number, cxid: number, ctx: Zk): void {
  const conn = s.bySession.get(session);
  const client = conn === undefined ? undefined : s.clients.get(conn);
  if (!client) return;
  ctx.send(client.conn, {kind: "REPLY", cxid, zxid: s.tree.zxid, error: "", result: "", stats: [null]});
  client.outstanding = Math.max(0, client.outstanding - 1);
  pump(s, client, ctx);
}
