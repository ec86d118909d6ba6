// The leader's PrepRequestProcessor, its session tracker, and Leader.propose: what a request becomes. Rules B1, B2, K3–K5, K7.

import {later, minus, ms, ticks} from "../../vocabulary.ts";
import {answerSync, sendProposal} from "./learner-handler.ts";
import {leave} from "./leaving.ts";
import {flushLog} from "./logging.ts";
import type {Operation, Request} from "./messages.ts";
import type {Rules} from "./rules.ts";
import type {Leader, Pending, Proposal, Server, Zk} from "./state.ts";
import {type Change, parentOf, type Txn, txn} from "./tree.ts";
import {LAST_COUNTER, type Zxid, zxid} from "./zxid.ts";

export interface Asked {
  /** The server whose client asks. */
  readonly origin: number;
  readonly session: number;
  readonly cxid: number;
  readonly request: Request;
}

/** The same, or one operation of a multi. */
type Single = Omit<Asked, "request"> & {readonly request: Request | Operation};

/** K4: a sign of life of a session. A request passed on by a learner does not count: the learner's ping reports its sessions. */
export function touchSession(leader: Leader, id: number, ctx: Zk): void {
  const session = leader.sessions.get(id);
  if (!session || session.closing) return;
  session.expires = later(session.expires, ctx.rules.expiresAt(ctx.monotonic(), ms(session.timeout), ctx.config.tickTime));
}

/** Sessions are looked through at each multiple of tickTime (K4). */
export function scheduleExpiry(ctx: Zk): void {
  const now = ctx.monotonic();
  ctx.setTimer("expire", ticks(ctx.config.tickTime - (now % ctx.config.tickTime)));
}

export function expireSessions(s: Server, ctx: Zk): void {
  const {leader} = s;
  if (!leader?.serving) return;
  const now = ctx.monotonic();
  for (const [id, session] of leader.sessions) {
    if (session.closing || session.expires > now) continue;
    session.closing = true;
    ctx.note({kind: "session-expiring", session: id});
    prepare(s, leader, {origin: s.sid, session: id, cxid: 0, request: {op: "closeSession"}}, ctx);
  }
  scheduleExpiry(ctx);
}

/** Turns a write into a transaction and proposes it; answers a sync when its time has come. */
export function prepare(s: Server, leader: Leader, asked: Asked, ctx: Zk): void {
  const {request, origin, session, cxid} = asked;
  if (request.op === "sync") {
    const last = leader.outstanding[leader.outstanding.length - 1];
    const sync = {sid: origin, session, cxid};
    if (last) last.syncs.push(sync);
    else answerSync(leader, sync, ctx);
    return;
  }
  if (request.op === "createSession") {
    const expires = ctx.rules.expiresAt(ctx.monotonic(), ms(request.timeout), ctx.config.tickTime);
    leader.sessions.set(session, {timeout: request.timeout, expires, owner: origin, closing: false});
  }
  const change = decide(s, leader, asked, ctx.rules);
  const t = propose(s, leader, (at) => txn({zxid: at, session, cxid, origin, change}), ctx);
  if (t && change.type !== "error") foresee(s, leader, t.zxid, change);
}

/** B1, B2: the next zxid, to every forwarding voter and the own log. */
function propose(s: Server, leader: Leader, make: (at: Zxid) => Txn, ctx: Zk): Txn | null {
  const counter = leader.lastProposed.counter + 1;
  if (counter >= LAST_COUNTER) {
    // All connections go at once; the thread that leads learns of it when it next wakes, and only then looks for a leader.
    leave(s, "used up the counter of its epoch", ctx, later(ticks(1), minus(leader.nextCheck, ctx.monotonic())));
    return null;
  }
  const t = make(zxid(leader.epoch, counter));
  leader.lastProposed = t.zxid;
  const proposal: Proposal = {txn: t, acks: [], syncs: []};
  leader.outstanding.push(proposal);
  ctx.note({kind: "proposed", zxid: t.zxid});
  for (const h of leader.handlers.values()) if (h.forwarding && h.voter) sendProposal(h, t, ctx);
  flushLog(s, t, ctx);
  return t;
}

function decide(s: Server, leader: Leader, asked: Single, rules: Rules): Change {
  const {request, session, origin} = asked;
  const known = leader.sessions.get(session);
  if (request.op === "createSession") return {type: "createSession", timeout: request.timeout};
  if (request.op === "closeSession") {
    if (known) known.closing = true;
    return {type: "closeSession", paths: ephemeralsOf(s, leader, session)};
  }
  if (!known || known.closing) return {type: "error", error: "SessionExpired"};
  if (known.owner === 0) known.owner = origin;
  if (known.owner !== origin) return {type: "error", error: "SessionMoved"};
  switch (request.op) {
    case "create": {
      const parent = parentOf(request.path);
      const above = ahead(s, leader, parent);
      if (parent !== "/" && !above.exists) return {type: "error", error: "NoNode"};
      if (above.owner !== 0) return {type: "error", error: "NoChildrenForEphemerals"};
      const path = request.sequential ? request.path + String(above.sequence).padStart(10, "0") : request.path;
      if (ahead(s, leader, path).exists) return {type: "error", error: "NodeExists"};
      return {type: "create", path, data: request.data, owner: request.ephemeral ? session : 0};
    }
    case "set":
    case "check":
    case "delete": {
      const node = ahead(s, leader, request.path);
      if (!node.exists) return {type: "error", error: "NoNode"};
      if (!rules.versionFits(request.version, node.version)) return {type: "error", error: "BadVersion"};
      if (request.op === "delete" && node.children > 0) return {type: "error", error: "NotEmpty"};
      if (request.op !== "set") return {type: request.op, path: request.path};
      return {type: "set", path: request.path, data: request.data, version: node.version + 1};
    }
    case "multi":
      return decideAll(s, leader, asked, request.operations, rules);
    default:
      return {type: "error", error: "Unimplemented"};
  }
}

/**
 * All or nothing: each operation is held against what those before it would leave. Where one fails, nothing of them is foreseen any more
 * (PrepRequestProcessor.rollbackPendingChanges), and the transaction is an error that says which (K11).
 */
function decideAll(s: Server, leader: Leader, asked: Single, operations: readonly Operation[], rules: Rules): Change {
  const before = [...leader.pending];
  const changes: Change[] = [];
  let failed: Change | null = null;
  for (const [at, request] of operations.entries()) {
    const change = decide(s, leader, {...asked, request}, rules);
    if (change.type === "error") {
      failed = {...change, at};
      break;
    }
    changes.push(change);
    foresee(s, leader, leader.lastProposed, change);
  }
  // What it foresees for good it does under its own zxid, once it has one.
  leader.pending.clear();
  for (const [path, pending] of before) leader.pending.set(path, pending);
  return failed ?? {type: "multi", changes};
}

const GONE = {exists: false, version: -1, owner: 0, sequence: 0, children: 0};

/** A node as it will be once everything proposed has been applied. */
function ahead(s: Server, leader: Leader, path: string): Omit<Pending, "zxid"> {
  const pending = leader.pending.get(path);
  if (pending) return pending;
  const node = s.tree.nodes.get(path);
  if (!node) return GONE;
  return {exists: true, version: node.version, owner: node.owner, sequence: node.sequence, children: node.children};
}

function ephemeralsOf(s: Server, leader: Leader, session: number): string[] {
  const paths: string[] = [];
  for (const [path, node] of s.tree.nodes) if (node.owner === session && ahead(s, leader, path).exists) paths.push(path);
  for (const [path, p] of leader.pending) if (p.exists && p.owner === session && !paths.includes(path)) paths.push(path);
  return paths;
}

function foresee(s: Server, leader: Leader, zxid: Pending["zxid"], change: Change): void {
  const put = (path: string, p: Omit<Pending, "zxid">) => leader.pending.set(path, {...p, zxid});
  const gone = (path: string) => {
    put(path, GONE);
    const above = ahead(s, leader, parentOf(path));
    if (above.exists) put(parentOf(path), {...above, children: above.children - 1});
  };
  switch (change.type) {
    case "create": {
      put(change.path, {exists: true, version: 0, owner: change.owner, sequence: 0, children: 0});
      const parent = parentOf(change.path);
      const above = ahead(s, leader, parent);
      if (above.exists) put(parent, {...above, sequence: above.sequence + 1, children: above.children + 1});
      return;
    }
    case "set":
      return void put(change.path, {...ahead(s, leader, change.path), version: change.version});
    case "delete":
      return gone(change.path);
    case "closeSession":
      for (const path of change.paths) gone(path);
      return;
    case "multi":
      for (const one of change.changes) foresee(s, leader, zxid, one);
      return;
    case "check":
    case "createSession":
    case "error":
      return;
    default:
      change satisfies never;
  }
}
