// A client with its session, as rules K1–K6 and K10 have it. What it does, and how it reconnects, is said by its arguments.
import type {Context, Ending, Process} from "../../model/process.ts";
import type {NodeSpec, Scenario} from "../../model/scenario.ts";
import {type ConnId, type Json, later, minus, ms, NO_TIME, plus, type Ticks, ticks} from "../../vocabulary.ts";
import {numbered} from "../numbered.ts";
import {args, type ClientArgs} from "./client-args.ts";
import type {Config} from "./config.ts";
import type {ClientMessage, Request, ZkMessage} from "./messages.ts";
import type {Rules} from "./rules.ts";
import {compareZxid, ZERO, type Zxid} from "./zxid.ts";

type Ctx = Context<ZkMessage, Rules, Config>;

interface Call {
  readonly cxid: number;
  readonly request: Request;
  readonly operation: number;
  readonly key: string;
  readonly sentAt: Ticks;
}

export interface Client {
  readonly args: ClientArgs;
  conn: ConnId;
  server: string;
  cursor: number;
  /** The server it was last connected to: a second's pause before it is asked again. */
  home: string;
  phase: "resting" | "dialling" | "greeting" | "ready" | "ended";
  session: number;
  timeoutMs: number;
  lastZxid: Zxid;
  lastHeard: Ticks;
  lastSent: Ticks;
  cxid: number;
  seq: number;
  answers: number;
  /** It wants no more; null: it goes on. */
  enoughAt: Ticks | null;
  call: Call | null;
  /** contend, ephemeral: it holds the node, as far as it knows. */
  holds: boolean;
  watching: boolean;
}

const readTimeout = (c: Client): Ticks => ms(c.args.readTimeoutMs ?? (c.timeoutMs * 2) / 3);

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
    conn: 0,
    server: args.first,
    cursor: args.servers.indexOf(args.first),
    home: args.first,
    phase: "resting",
    session: 0,
    timeoutMs: args.sessionTimeoutMs,
    lastZxid: ZERO,
    lastHeard: NO_TIME,
    lastSent: NO_TIME,
    cxid: 0,
    seq: 0,
    answers: 0,
    enoughAt: null,
    call: null,
    holds: false,
    watching: false,
  };
}

function start(c: Client, ctx: Ctx): void {
  c.lastHeard = ctx.monotonic();
  ctx.setTimer("dial", ms(c.args.startMs));
  const {closeAtMs, hangUpAtMs, silentAtMs} = c.args;
  if (closeAtMs !== null) ctx.setTimer("close", ms(closeAtMs));
  if (hangUpAtMs !== null) ctx.setTimer("hang up", ms(hangUpAtMs));
  if (silentAtMs !== null) ctx.setTimer("fall silent", ms(silentAtMs));
}

function dial(c: Client, ctx: Ctx): void {
  if (ctx.stopping() && c.call === null) return;
  giveUpSession(c, ctx);
  if (c.phase === "ended") return;
  c.phase = "dialling";
  c.conn = ctx.connect(c.server, "client");
  ctx.setTimer("connect", ms(c.args.connectTimeoutMs));
}

/** K2: on to the next server after a pause. A call without an answer is in doubt (K10). */
function lose(c: Client, ctx: Ctx): void {
  ctx.close(c.conn);
  for (const timer of ["connect", "read", "ping", "next"]) ctx.cancelTimer(timer);
  if (c.call) ctx.complete(c.call.operation, "info", null, c.server);
  c.call = null;
  const {policy, servers, pauseMs} = c.args;
  if (policy === "quits") {
    c.phase = "ended";
    ctx.note({kind: "quit", server: c.server});
    return;
  }
  if (c.args.newSessions) {
    c.session = 0;
    c.lastZxid = ZERO;
  }
  c.phase = "resting";
  let pause = pauseMs === null ? ticks(ctx.random(0, ms(1000) - 1)) : ms(pauseMs);
  if (policy === "round-robin") {
    c.cursor = (c.cursor + 1) % servers.length;
    if (servers[c.cursor] === c.home && pauseMs === null) pause = plus(pause, ms(1000));
  } else if (policy === "next-random" && servers.length > 1) c.cursor = (c.cursor + ctx.random(1, servers.length - 1)) % servers.length;
  c.server = servers[c.cursor] as string;
  ctx.setTimer("dial", pause);
}

function connected(c: Client, conn: ConnId, ctx: Ctx): void {
  if (conn !== c.conn || c.phase !== "dialling") return ctx.close(conn);
  // A bare TCP connect counts as hearing from the ensemble (K5).
  c.lastHeard = ctx.monotonic();
  c.lastSent = c.lastHeard;
  c.phase = "greeting";
  ctx.send(conn, {kind: "CONNECT", session: c.session, timeout: c.args.sessionTimeoutMs, lastZxid: c.lastZxid});
}

/**
 * K5: from 3.9.3 on a client that has heard nothing for 4/3 of its time-out gives its session up by itself. The real one asks itself at each
 * turn of its loop, here before each attempt to connect; its application then begins anew.
 */
function giveUpSession(c: Client, ctx: Ctx): void {
  if (ctx.config.version === "3.8.0" || c.session === 0) return;
  if (ctx.monotonic() - c.lastHeard >= ms((c.timeoutMs * 4) / 3)) expired(c, ctx);
}

function expired(c: Client, ctx: Ctx): void {
  ctx.note({kind: "session-expired", session: c.session});
  if (c.holds) ctx.note({kind: "let-go", path: c.args.path});
  c.session = 0;
  c.lastZxid = ZERO;
  c.holds = false;
  c.watching = false;
  if (c.args.does === "ephemeral") c.phase = "ended";
}

function receive(c: Client, conn: ConnId, m: ZkMessage, ctx: Ctx): void {
  if (conn !== c.conn) return;
  c.lastHeard = ctx.monotonic();
  // Whatever wakes it makes it ask whether a ping is due.
  if (c.phase === "ready" && c.lastHeard - c.lastSent > ms(1000) && c.args.firstPingMs === null) ping(c, ctx);
  const message = m as ClientMessage;
  switch (message.kind) {
    case "CONNECTED":
      return welcomed(c, message.session, message.timeout, ctx);
    case "REPLY":
      return answered(c, message, ctx);
    case "WATCH":
      c.watching = false;
      seen(c, message.zxid, ctx);
      if (c.args.does === "contend" && message.event === "deleted") next(c, ctx);
      return;
    default:
      return;
  }
}

function welcomed(c: Client, session: number, timeout: number, ctx: Ctx): void {
  ctx.cancelTimer("connect");
  if (session === 0) {
    expired(c, ctx);
    return lose(c, ctx);
  }
  c.session = session;
  c.timeoutMs = timeout;
  c.phase = "ready";
  c.home = c.server;
  // The real client sends this with CONNECT; the server reads it after the session is known, all the same.
  if (c.watching) ctx.send(c.conn, {kind: "SETWATCHES", zxid: c.lastZxid, data: [c.args.path], exist: [], child: []});
  ctx.setTimer("read", readTimeout(c));
  if (c.args.firstPingMs === null) ping(c, ctx);
  else ctx.setTimer("ping", minus(ms(c.args.firstPingMs), ctx.monotonic()));
  next(c, ctx);
}

function seen(c: Client, zxid: Zxid, ctx: Ctx): void {
  ctx.note({kind: "seen", session: c.session, zxid});
  if (compareZxid(zxid, c.lastZxid) > 0) c.lastZxid = zxid;
}

function next(c: Client, ctx: Ctx): void {
  if (c.phase !== "ready" || c.call || ctx.stopping()) return;
  const {does, path, count} = c.args;
  if (does === "idle" || (count !== null && c.seq >= count)) return;
  if (c.enoughAt !== null && ctx.monotonic() > c.enoughAt) return;
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
  const operation = ctx.invoke(f, key, value, c.server);
  c.call = {cxid: ++c.cxid, request, operation, key, sentAt: ctx.monotonic()};
  c.lastSent = c.call.sentAt;
  ctx.send(c.conn, {kind: "CALL", cxid: c.cxid, request});
}

function answered(c: Client, m: Extract<ClientMessage, {kind: "REPLY"}>, ctx: Ctx): void {
  const {call: asked} = c;
  if (asked?.cxid !== m.cxid) return;
  c.call = null;
  seen(c, m.zxid, ctx);
  if (m.error !== "") ctx.complete(asked.operation, "fail", m.error, c.server);
  else ctx.complete(asked.operation, "ok", m.result, c.server);
  if (asked.request.op === "closeSession") {
    c.phase = "ended";
    return ctx.close(c.conn);
  }
  if (asked.request.op === "create" && asked.request.ephemeral) return contended(c, m.error, ctx);
  if (asked.request.op === "exists") {
    c.watching = m.error === "";
    if (!c.watching) next(c, ctx);
    return;
  }
  if (m.error === "SessionExpired" || m.error === "SessionMoved") return lose(c, ctx);
  const {enoughMs, lingerMs} = c.args;
  if (enoughMs !== null && c.enoughAt === null && asked.sentAt >= ms(enoughMs)) {
    c.enoughAt = plus(ctx.monotonic(), ms(lingerMs));
    ctx.note({kind: "enough"});
  }
  c.answers++;
  if (c.args.hopAfter !== null && c.answers % c.args.hopAfter === 0) return lose(c, ctx);
  ctx.setTimer("next", ms(c.args.intervalMs));
}

/** Old Kafka's controller: whoever creates the node holds it, the others watch it. */
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
    case "dial":
      return dial(c, ctx);
    case "connect":
      return lose(c, ctx);
    case "next":
      return next(c, ctx);
    case "read": {
      const since = c.call ? later(c.lastHeard, c.call.sentAt) : c.lastHeard;
      const left = minus(plus(since, readTimeout(c)), ctx.monotonic());
      if (left <= 0) return lose(c, ctx);
      return ctx.setTimer("read", left);
    }
    case "ping":
      return ping(c, ctx);
    case "close":
      if (c.phase === "ready") call(c, {op: "closeSession"}, "close", c.args.path, null, ctx);
      return;
    case "hang up":
      ctx.close(c.conn);
      return fallSilent(c, ctx);
    case "fall silent":
      return fallSilent(c, ctx);
  }
}

/** The kernel goes on for it: what comes is taken and nothing is sent. */
function fallSilent(c: Client, ctx: Ctx): void {
  for (const timer of ["dial", "connect", "read", "ping", "next"]) ctx.cancelTimer(timer);
  c.phase = "ended";
}

/** K2: half the read time-out without sending anything, a second less where it is awake after more than one; at the latest 10 s. */
function ping(c: Client, ctx: Ctx): void {
  const {pingMs} = c.args;
  const every = pingMs === null ? readTimeout(c) / 2 : ms(pingMs);
  const idle = ctx.monotonic() - c.lastSent;
  const early = pingMs === null && idle > ms(1000) ? ms(1000) : 0;
  let left = c.args.firstPingMs === null ? every - idle - early : 0;
  if (left <= 0 || (pingMs === null && idle > ms(10_000))) {
    ctx.send(c.conn, {kind: "CLIENTPING"});
    c.lastSent = ctx.monotonic();
    left = every;
  }
  ctx.setTimer("ping", ticks(Math.ceil(left)));
}

function disconnected(c: Client, conn: ConnId, _why: Ending, ctx: Ctx): void {
  if (conn === c.conn && c.phase !== "ended") lose(c, ctx);
}

export const client: Process<Client, ZkMessage, Rules, Config> = {
  threads: ["client"],
  ports: {client: "client"},
  // The Java client looks at its limits at the head of the next turn, after what it read: transport T25.
  resume: "input-first",
  member: false,
  args,
  init,
  start,
  receive,
  connected,
  disconnected,
  timer,
};
