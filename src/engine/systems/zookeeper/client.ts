// A client of the tests and of the course: what it does with a session, and when it has had enough, is said by its arguments.

import type {Context, Ending, Process} from "../../model/process.ts";
import type {NodeSpec, Scenario} from "../../model/scenario.ts";
import {type ConnId, type Json, ms, plus, type Ticks} from "../../vocabulary.ts";
import {numbered} from "../numbered.ts";
import {args, type ClientArgs} from "./client-args.ts";
import type {Config} from "./config.ts";
import type {Request, ZkMessage} from "./messages.ts";
import type {ZkNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import * as session from "./session.ts";

type Ctx = Context<ZkMessage, Rules, Config, ZkNote>;

/** A call that is not answered yet, as the history has it. */
interface Asked {
  readonly operation: number;
  readonly request: Request;
}

export interface Client {
  readonly args: ClientArgs;
  readonly session: session.Session;
  seq: number;
  answers: number;
  /** It wants no more from then on; null: it goes on. */
  enoughAt: Ticks | null;
  /** It has made all its calls. */
  done: boolean;
  call: Asked | null;
  /** contend, ephemeral: it holds the node, as far as it knows. */
  holds: boolean;
  watching: boolean;
}

function argsOf(spec: NodeSpec, scenario: Scenario): ClientArgs {
  const a = (spec.args ?? {}) as Partial<ClientArgs>;
  const servers = a.servers ?? scenario.nodes.map((n) => n.id);
  const session = a.sessionTimeoutMs ?? 10_000;
  return {
    does: "create",
    path: `/${spec.id}`,
    servers,
    first: servers[0] as string,
    policy: "round-robin",
    startMs: 0,
    intervalMs: 50,
    sessionTimeoutMs: session,
    connectTimeoutMs: session / servers.length,
    ...{readTimeoutMs: null, pingMs: null, pauseMs: null, hopAfter: null, count: null},
    ...{closeAtMs: null, hangUpAtMs: null, silentAtMs: null, firstPingMs: null, enoughMs: null},
    lingerMs: 0,
    newSessions: false,
    ...a,
  };
}

function init(spec: NodeSpec, _disk: unknown, _config: Config, scenario: Scenario): Client {
  const args = argsOf(spec, scenario);
  return {
    args,
    session: session.closed({...args, expiresItself: null, cleanupMs: 0}),
    seq: 0,
    answers: 0,
    enoughAt: null,
    done: false,
    call: null,
    holds: false,
    watching: false,
  };
}

function start(c: Client, ctx: Ctx): void {
  session.open(c.session, ms(c.args.startMs), ctx);
  const {closeAtMs, hangUpAtMs, silentAtMs} = c.args;
  if (closeAtMs !== null) ctx.setTimer("close", ms(closeAtMs));
  if (hangUpAtMs !== null) ctx.setTimer("hang up", ms(hangUpAtMs));
  if (silentAtMs !== null) ctx.setTimer("fall silent", ms(silentAtMs));
}

/** What the session tells it. */
function hear(c: Client, what: session.Happening, ctx: Ctx): void {
  switch (what.kind) {
    case "connected":
      return next(c, ctx);
    case "disconnected":
      return lost(c, ctx);
    case "expired":
      return expired(c, ctx);
    case "answered":
      return answered(c, what, ctx);
    case "changed":
      c.watching = false;
      if (c.args.does === "contend" && what.event === "deleted") next(c, ctx);
      return;
    default:
      what satisfies never;
  }
}

/** K10: a call without an answer is in doubt. */
function lost(c: Client, ctx: Ctx): void {
  ctx.cancelTimer("next");
  if (c.call) ctx.complete(c.call.operation, "info", null, c.session.server);
  c.call = null;
  if (c.args.policy !== "quits") return;
  session.end(c.session);
  ctx.note({kind: "quit", server: c.session.server});
}

function expired(c: Client, ctx: Ctx): void {
  if (c.holds) ctx.note({kind: "let-go", path: c.args.path});
  c.holds = false;
  c.watching = false;
  // One that has given its session up by itself wanted that one node, and no other.
  if (c.args.does === "ephemeral" && c.session.phase === "resting") session.end(c.session);
}

function next(c: Client, ctx: Ctx): void {
  if (c.session.phase !== "ready" || c.call || ctx.stopping()) return;
  const {does, path, count} = c.args;
  c.done = (count !== null && c.seq >= count) || (c.enoughAt !== null && ctx.monotonic() > c.enoughAt);
  if (c.done || does === "idle") return;
  switch (does) {
    case "create": {
      const key = `${path}-${numbered(c.seq++, ctx)}`;
      return call(c, {op: "create", path: key, data: key, ephemeral: false, sequential: false}, "write", key, key, ctx);
    }
    case "set": {
      const value = `${ctx.self}:${numbered(++c.seq, ctx)}`;
      return call(c, {op: "set", path, data: value, version: -1}, "write", path, value, ctx);
    }
    case "get":
      return call(c, {op: "get", path, watch: false}, "read", path, null, ctx);
    case "sync-get":
      if (c.seq++ % 2 === 0) return call(c, {op: "sync", path}, "sync", path, null, ctx);
      return call(c, {op: "get", path, watch: false}, "read", path, null, ctx);
    case "synced-get":
      return call(c, {op: "sync", path}, "read", path, null, ctx);
    case "children":
      return call(c, {op: "children", path, watch: false}, "list", path, null, ctx);
    case "ephemeral":
    case "contend":
      if (c.holds || c.watching) return;
      return call(c, {op: "create", path, data: ctx.self, ephemeral: true, sequential: false}, "hold", path, ctx.self, ctx);
    default:
      does satisfies never;
  }
}

function call(c: Client, request: Request, f: string, key: string, value: Json, ctx: Ctx): void {
  c.call = {operation: ctx.invoke(f, key, value, c.session.server), request};
  session.call(c.session, request, ctx);
}

function answered(c: Client, {request, error, result, sentAt}: session.Answer, ctx: Ctx): void {
  const {call: asked, session: s} = c;
  if (asked?.request !== request) return;
  // The sync brings what was committed when the leader had it, so that both are one read: what is committed after it may be missed.
  if (request.op === "sync" && error === "" && c.args.does === "synced-get") {
    c.call = {operation: asked.operation, request: {op: "get", path: c.args.path, watch: false}};
    return session.call(s, c.call.request, ctx);
  }
  c.call = null;
  if (error !== "") ctx.complete(asked.operation, "fail", error, s.server);
  else ctx.complete(asked.operation, "ok", result, s.server);
  if (request.op === "closeSession") return;
  if (request.op === "create" && request.ephemeral) return contended(c, error, ctx);
  if (request.op === "exists") {
    c.watching = error === "";
    if (!c.watching) next(c, ctx);
    return;
  }
  // The session connects anew, and tells.
  if (error === "SessionExpired" || error === "SessionMoved") return;
  const {enoughMs, lingerMs} = c.args;
  if (enoughMs !== null && c.enoughAt === null && sentAt >= ms(enoughMs)) {
    c.enoughAt = plus(ctx.monotonic(), ms(lingerMs));
    ctx.note({kind: "enough"});
  }
  c.answers++;
  if (c.args.hopAfter !== null && c.answers % c.args.hopAfter === 0) return reconnect(c, ctx);
  ctx.setTimer("next", ms(c.args.intervalMs));
}

const reconnect = (c: Client, ctx: Ctx): void => session.reconnect(c.session, ctx, (what) => hear(c, what, ctx));

/** Like old Kafka's controller: whoever creates the node holds it, the others watch it. */
function contended(c: Client, error: string, ctx: Ctx): void {
  if (error === "") {
    c.holds = true;
    ctx.note({kind: "holds", path: c.args.path});
  } else if (c.args.does === "contend" && error === "NodeExists") {
    call(c, {op: "exists", path: c.args.path, watch: true}, "watch", c.args.path, null, ctx);
  }
}

function timer(c: Client, name: string, _arg: Json, ctx: Ctx): void {
  switch (name) {
    case "next":
      return next(c, ctx);
    case "close":
      if (c.session.phase === "ready") call(c, {op: "closeSession"}, "close", c.args.path, null, ctx);
      return;
    case "hang up":
      ctx.close(c.session.conn);
      return fallSilent(c, ctx);
    case "fall silent":
      return fallSilent(c, ctx);
    case "dial":
      if (ctx.stopping() && c.call === null) return;
  }
  session.timer(c.session, name, ctx, (what) => hear(c, what, ctx));
}

/** Its kernel goes on: it receives, and nothing is sent. */
function fallSilent(c: Client, ctx: Ctx): void {
  ctx.cancelTimer("next");
  session.silence(c.session, ctx);
}

export const client: Process<Client, ZkMessage, Rules, Config, ZkNote> = {
  threads: ["client"],
  ports: {client: "client"},
  // The Java client looks at its limits at the head of the next turn, after what it read: transport T25.
  resume: "input-first",
  member: false,
  args,
  asks(c) {
    if (c.session.phase === "waiting" || c.session.phase === "ended") return c.call !== null;
    return c.call !== null || (!c.done && c.args.does !== "idle" && !c.holds && !c.watching);
  },
  init,
  start,
  receive: (c, conn, m, ctx) => session.receive(c.session, conn, m, ctx, (what) => hear(c, what, ctx)),
  connected: (c, conn, ctx) => session.connected(c.session, conn, ctx),
  disconnected: (c, conn: ConnId, _why: Ending, ctx) => session.disconnected(c.session, conn, ctx, (what) => hear(c, what, ctx)),
  timer,
};
