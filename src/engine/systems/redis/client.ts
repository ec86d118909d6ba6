// Clients as rules K1 to K6 have them: one that asks the sentinels, one that holds on to its server, one that reads from replicas. What it
// does, and where it goes after an error, is said by its arguments.
import type {Context, Ending, Form, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, maybe, nodesOfScenario, nullOr, oneOf, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, ms, type NodeId, Refusal} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {ClientMessage, RedisMessage} from "./messages.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<RedisMessage, Rules, Config>;

/** A client's arguments; times in ms. */
export interface ClientArgs {
  /** append: a new key each time; set: one key again and again; get: reads it; failover: SENTINEL FAILOVER, once. */
  readonly does: "append" | "set" | "get" | "failover";
  readonly key: string;
  /** aware: asks the sentinels for the master, and again after each loss (K1); pinned: one server for ever (K4); next: the next of its servers after an error. */
  readonly policy: "aware" | "pinned" | "next";
  /** Sentinels of one that is aware, else the servers it uses. */
  readonly servers: readonly NodeId[];
  readonly startMs: number;
  readonly stopMs: number | null;
  /** Pause after each answer. */
  readonly intervalMs: number;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** How long a sentinel may take to answer. */
  readonly discoveryTimeoutMs: number;
  readonly pauseAfterErrorMs: number;
  /** Where the server answered, with an error. */
  readonly pauseAfterErrorReplyMs: number;
  /** After each write: WAIT for so many replicas, so long. The write is acknowledged if they were that many. 0: no WAIT. */
  readonly waitReplicas: number;
  readonly waitMs: number;
  /** A reader goes to the next server after so many answers; null: stays. */
  readonly hopAfter: number | null;
  /** Hears +switch-master from the first sentinel, and asks again then (K3). */
  readonly subscribes: boolean;
}

const args: Form = fields({
  does: maybe(oneOf(["append", "set", "get", "failover"])),
  key: maybe(text),
  policy: maybe(oneOf(["aware", "pinned", "next"])),
  servers: maybe(nodesOfScenario),
  startMs: maybe(time),
  stopMs: maybe(nullOr(time)),
  intervalMs: maybe(time),
  connectTimeoutMs: maybe(time),
  readTimeoutMs: maybe(time),
  discoveryTimeoutMs: maybe(time),
  pauseAfterErrorMs: maybe(time),
  pauseAfterErrorReplyMs: maybe(time),
  waitReplicas: maybe(whole(0)),
  waitMs: maybe(time),
  hopAfter: maybe(nullOr(whole(1))),
  subscribes: maybe(flag),
} satisfies {readonly [K in keyof ClientArgs]: Form});

export interface Client {
  readonly args: ClientArgs;
  phase: "resting" | "asking" | "dialling" | "role" | "ready" | "ended";
  conn: ConnId;
  subscription: ConnId;
  server: NodeId;
  /** Sentinels still to be asked in this discovery. */
  toAsk: NodeId[];
  cursor: number;
  call: number;
  seq: number;
  answers: number;
  /** What it waits for an answer to. */
  asked: {readonly call: number; readonly operation: number; readonly written: Json} | null;
}

function argsOf(spec: NodeSpec, config: Config): ClientArgs {
  const a = (spec.args ?? {}) as Partial<ClientArgs>;
  const policy = a.policy ?? "aware";
  const servers = a.servers ?? (policy === "aware" || a.does === "failover" ? config.sentinels : config.servers);
  if (servers.length === 0) throw new Refusal(`client ${spec.id}: args.servers must name at least one node`);
  return {
    does: a.does ?? "append",
    key: a.key ?? spec.id,
    policy,
    servers,
    startMs: a.startMs ?? 0,
    stopMs: a.stopMs ?? null,
    intervalMs: a.intervalMs ?? 5,
    connectTimeoutMs: a.connectTimeoutMs ?? 300,
    readTimeoutMs: a.readTimeoutMs ?? (policy === "pinned" ? 60_000 : 300),
    discoveryTimeoutMs: a.discoveryTimeoutMs ?? 200,
    pauseAfterErrorMs: a.pauseAfterErrorMs ?? 20,
    pauseAfterErrorReplyMs: a.pauseAfterErrorReplyMs ?? 25,
    waitReplicas: a.waitReplicas ?? 0,
    waitMs: a.waitMs ?? 1000,
    hopAfter: a.hopAfter ?? null,
    subscribes: a.subscribes ?? false,
  };
}

function init(spec: NodeSpec, _disk: unknown, config: Config): Client {
  const args = argsOf(spec, config);
  return {
    args,
    phase: "resting",
    conn: 0,
    subscription: 0,
    server: args.servers[0] as NodeId,
    toAsk: [],
    cursor: 0,
    call: 0,
    seq: 0,
    answers: 0,
    asked: null,
  };
}

/** Begins to reach a server: one that is aware asks for it first. */
function reach(c: Client, ctx: Ctx): void {
  const {policy, stopMs, subscribes, servers} = c.args;
  if (ctx.stopping() || (stopMs !== null && ctx.monotonic() >= ms(stopMs))) {
    c.phase = "ended";
    return;
  }
  if (subscribes && c.subscription === 0) c.subscription = ctx.connect(servers[0] as NodeId, "client");
  if (policy !== "aware" || c.args.does === "failover") return dial(c, c.server, ctx);
  c.toAsk = shuffled(servers, ctx);
  askNext(c, ctx);
}

function shuffled(ids: readonly NodeId[], ctx: Ctx): NodeId[] {
  const order = [...ids];
  for (let i = order.length - 1; i > 0; i--) {
    const j = ctx.random(0, i);
    [order[i], order[j]] = [order[j] as NodeId, order[i] as NodeId];
  }
  return order;
}

/** K1: the sentinels in turn; the first answer counts. */
function askNext(c: Client, ctx: Ctx): void {
  const next = c.toAsk.shift();
  if (next === undefined) return rest(c, c.args.pauseAfterErrorMs, ctx);
  c.phase = "asking";
  c.conn = ctx.connect(next, "client");
  ctx.setTimer("limit", ms(c.args.discoveryTimeoutMs));
}

function dial(c: Client, server: NodeId, ctx: Ctx): void {
  c.server = server;
  c.phase = "dialling";
  c.conn = ctx.connect(server, "client");
  ctx.setTimer("limit", ms(c.args.connectTimeoutMs));
}

function rest(c: Client, pauseMs: number, ctx: Ctx): void {
  c.phase = "resting";
  ctx.setTimer("again", ms(pauseMs));
}

/** The connection is of no use: what was asked is in doubt (K5), and the next is sought after a pause. */
function lose(c: Client, ctx: Ctx): void {
  const {phase} = c;
  ctx.close(c.conn);
  c.conn = 0;
  for (const timer of ["limit", "next"]) ctx.cancelTimer(timer);
  if (c.asked) ctx.complete(c.asked.operation, "info", null, c.server);
  c.asked = null;
  if (phase === "asking") return askNext(c, ctx);
  if (c.args.policy === "next") hop(c);
  rest(c, c.args.pauseAfterErrorMs, ctx);
}

function hop(c: Client): void {
  c.cursor = (c.cursor + 1) % c.args.servers.length;
  c.server = c.args.servers[c.cursor] as NodeId;
}

function connected(c: Client, conn: ConnId, ctx: Ctx): void {
  if (conn === c.subscription) {
    ctx.send(conn, {kind: "PSUBSCRIBE"});
    return;
  }
  if (conn !== c.conn) return ctx.close(conn);
  if (c.phase === "asking") {
    ctx.send(conn, {kind: "GETMASTER", call: ++c.call});
    return;
  }
  if (c.args.policy === "aware" && c.args.does !== "failover") {
    c.phase = "role";
    ctx.send(conn, {kind: "ROLE", call: ++c.call});
    return;
  }
  ready(c, ctx);
}

function ready(c: Client, ctx: Ctx): void {
  ctx.cancelTimer("limit");
  c.phase = "ready";
  next(c, ctx);
}

function next(c: Client, ctx: Ctx): void {
  if (c.phase !== "ready" || c.asked) return;
  const {does, key, stopMs, readTimeoutMs} = c.args;
  if (ctx.stopping() || (stopMs !== null && ctx.monotonic() >= ms(stopMs))) {
    c.phase = "ended";
    return ctx.close(c.conn);
  }
  ctx.setTimer("limit", ms(readTimeoutMs));
  const call = ++c.call;
  if (does === "failover") {
    c.asked = {call, operation: ctx.invoke("failover", key, null, c.server), written: null};
    ctx.send(c.conn, {kind: "FAILOVER", call});
  } else if (does === "get") {
    c.asked = {call, operation: ctx.invoke("read", key, null, c.server), written: null};
    ctx.send(c.conn, {kind: "GET", call, key});
  } else {
    c.seq++;
    // One that was started again counts anew, and must not write the same once more: its lost writes would be found.
    const written = ctx.endings() === 0 ? `${c.seq}` : `${ctx.endings()}.${c.seq}`;
    const [name, value] = does === "append" ? [`${key}:${written}`, c.seq] : [key, `${ctx.self}:${written}`];
    c.asked = {call, operation: ctx.invoke("write", name, value, c.server), written: null};
    ctx.send(c.conn, {kind: "SET", call, key: name, value});
  }
}

function receive(c: Client, conn: ConnId, raw: RedisMessage, ctx: Ctx): void {
  const m = raw as ClientMessage;
  if (conn === c.subscription) {
    // K3: a hint, no more.
    if (m.kind === "SWITCHMASTER" && c.conn !== 0) lose(c, ctx);
    return;
  }
  if (conn !== c.conn || !("call" in m) || m.call !== c.call) return;
  if (m.kind === "ADDRESS") {
    ctx.close(conn);
    return dial(c, m.master, ctx);
  }
  if (m.kind !== "REPLY") return;
  if (c.phase === "role") {
    if (m.error === "" && m.result === "master") return ready(c, ctx);
    return lose(c, ctx);
  }
  answered(c, m, ctx);
}

function answered(c: Client, m: Extract<ClientMessage, {kind: "REPLY"}>, ctx: Ctx): void {
  const {asked} = c;
  if (!asked) return;
  const {waitReplicas, waitMs, does} = c.args;
  const isWrite = does === "append" || does === "set";
  if (isWrite && waitReplicas > 0 && m.error === "" && asked.written === null) {
    const call = ++c.call;
    c.asked = {...asked, call, written: m.result};
    ctx.setTimer("limit", ms(waitMs + c.args.readTimeoutMs));
    ctx.send(c.conn, {kind: "WAIT", call, replicas: waitReplicas, timeout: waitMs});
    return;
  }
  c.asked = null;
  ctx.cancelTimer("limit");
  if (asked.written !== null) {
    // W1: WAIT says how many there were; whether they are enough the client must see for itself. The write is there either way (W3).
    const enough = m.error === "" && (m.result as number) >= waitReplicas;
    ctx.complete(asked.operation, enough ? "ok" : "info", asked.written, c.server);
  } else ctx.complete(asked.operation, m.error === "" ? "ok" : "fail", m.error === "" ? m.result : m.error, c.server);
  if (does === "failover") {
    c.phase = "ended";
    return;
  }
  if (m.error === "READONLY" && c.args.policy === "aware") return lose(c, ctx);
  c.answers++;
  if (c.args.hopAfter !== null && c.answers % c.args.hopAfter === 0) return lose(c, ctx);
  ctx.setTimer("next", ms(m.error === "" ? c.args.intervalMs : c.args.pauseAfterErrorReplyMs));
}

function disconnected(c: Client, conn: ConnId, _why: Ending, ctx: Ctx): void {
  if (conn === c.subscription) c.subscription = 0;
  else if (conn === c.conn && c.phase !== "ended") lose(c, ctx);
}

export const client: Process<Client, RedisMessage, Rules, Config> = {
  threads: ["client"],
  ports: {client: "client"},
  resume: "input-first",
  member: false,
  args,
  init,
  start(c, ctx) {
    ctx.setTimer("again", ms(c.args.startMs));
  },
  receive,
  connected,
  disconnected,
  timer(c, name, _arg: Json, ctx) {
    if (name === "again") reach(c, ctx);
    else if (name === "next") next(c, ctx);
    else lose(c, ctx);
  },
};
