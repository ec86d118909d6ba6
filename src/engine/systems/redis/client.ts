// Clients as rules K1 to K6 have them: one that asks the sentinels, one that holds on to its server, one that reads from replicas. What it
// does, and where it goes after an error, is said by its arguments.

import {said} from "../../../words/en/redis.ts";
import type {Context, Ending, Form, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, listOf, maybe, nodesOfScenario, nullOr, oneOf, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, ms, type NodeId, Refusal} from "../../vocabulary.ts";
import {numbered} from "../numbered.ts";
import type {Config} from "./config.ts";
import type {Write} from "./history.ts";
import type {ClientMessage, RedisMessage} from "./messages.ts";
import type {RedisNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<RedisMessage, Rules, Config, RedisNote>;

/** A client's arguments; times in ms. */
export interface ClientArgs {
  /**
   * append: a new key each time; set: one key again and again; get: reads it; transaction: several new keys between MULTI and EXEC; script: the
   * same by EVAL; failover: SENTINEL FAILOVER, once; command: its lines, one after the other, as an operator types them.
   */
  readonly does: "append" | "set" | "get" | "transaction" | "script" | "failover" | "command";
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
  /** Of append and set: a key lives for so long (PX); null: for ever. */
  readonly expiresMs: number | null;
  /** Of a transaction or script: how many keys it writes. */
  readonly size: number;
  /** Of a script: how long it runs, and whether it writes at its beginning. */
  readonly runsMs: number;
  readonly writesFirst: boolean;
  /** Of a command: the lines. */
  readonly commands: readonly string[];
  /** Hears +switch-master from the first sentinel, and asks again then (K3). */
  readonly subscribes: boolean;
}

/** Of one transaction or script. */
const MOST_WRITES = 10_000;

const args: Form = fields({
  does: maybe(oneOf(["append", "set", "get", "transaction", "script", "failover", "command"])),
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
  expiresMs: maybe(nullOr(whole(1))),
  size: maybe(whole(0, MOST_WRITES)),
  runsMs: maybe(time),
  writesFirst: maybe(flag),
  commands: maybe(listOf(text)),
  subscribes: maybe(flag),
} satisfies {readonly [K in keyof ClientArgs]: Form});

export interface Client {
  readonly args: ClientArgs;
  phase: "waiting" | "resting" | "asking" | "dialling" | "role" | "ready" | "ended";
  conn: ConnId;
  subscription: ConnId;
  server: NodeId;
  /** Sentinels still to be asked in this discovery. */
  toAsk: NodeId[];
  cursor: number;
  call: number;
  seq: number;
  answers: number;
  /** The call that it waits for. */
  asked: {readonly call: number; readonly operations: readonly number[]; readonly written: Json} | null;
}

function argsOf(spec: NodeSpec, config: Config): ClientArgs {
  const a = (spec.args ?? {}) as Partial<ClientArgs>;
  const policy = a.policy ?? (a.does === "command" ? "pinned" : "aware");
  if (a.does === "command" && !a.servers) throw new Refusal(said("redis.client.commands", {id: spec.id}));
  const servers = a.servers ?? (policy === "aware" || a.does === "failover" ? config.sentinels : config.servers);
  if (servers.length === 0) throw new Refusal(said("redis.client.servers", {id: spec.id}));
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
    expiresMs: a.expiresMs ?? null,
    size: a.size ?? 2,
    runsMs: a.runsMs ?? 0,
    writesFirst: a.writesFirst ?? false,
    commands: a.commands ?? [],
    subscribes: a.subscribes ?? false,
  };
}

function init(spec: NodeSpec, _disk: unknown, config: Config): Client {
  const args = argsOf(spec, config);
  return {
    args,
    phase: "waiting",
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

/** Starts connecting to a server; an aware client first asks for the master. */
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

/** The connection is lost: whatever was asked is in doubt (K5), and after a pause the client looks for the next server. */
function lose(c: Client, ctx: Ctx): void {
  const {phase} = c;
  ctx.close(c.conn);
  c.conn = 0;
  for (const timer of ["limit", "next"]) ctx.cancelTimer(timer);
  for (const operation of c.asked?.operations ?? []) ctx.complete(operation, "info", null, c.server);
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
  const {does, stopMs, readTimeoutMs, commands} = c.args;
  const saidAll = does === "command" && c.seq >= commands.length;
  if (saidAll || ctx.stopping() || (stopMs !== null && ctx.monotonic() >= ms(stopMs))) {
    c.phase = "ended";
    return ctx.close(c.conn);
  }
  ctx.setTimer("limit", ms(readTimeoutMs));
  const call = ++c.call;
  c.asked = {call, operations: ask(c, call, ctx), written: null};
}

/** Makes the next call; returns its operations. */
function ask(c: Client, call: number, ctx: Ctx): number[] {
  const {does, key, size, commands, runsMs, writesFirst, expiresMs} = c.args;
  const begun = (f: string, of: string, value: Json = null): number => ctx.invoke(f, of, value, c.server);
  switch (does) {
    case "failover": {
      const operation = begun("failover", key);
      ctx.send(c.conn, {kind: "FAILOVER", call});
      return [operation];
    }
    case "get": {
      const operation = begun("read", key);
      ctx.send(c.conn, {kind: "GET", call, key});
      return [operation];
    }
    case "command": {
      const line = commands[c.seq++] as string;
      const operation = begun("command", line);
      ctx.send(c.conn, {kind: "COMMAND", call, line});
      return [operation];
    }
    case "append":
    case "set": {
      const w = nextWrite(c, ctx);
      const operation = begun("write", w.key, w.value);
      ctx.send(c.conn, expiresMs === null ? {kind: "SET", call, ...w} : {kind: "SETPX", call, ...w, px: expiresMs});
      return [operation];
    }
    case "transaction":
    case "script": {
      const writes = Array.from({length: size}, () => nextWrite(c, ctx));
      const operations = size === 0 ? [begun("script", key)] : writes.map((w) => begun("write", w.key, w.value));
      ctx.send(c.conn, does === "script" ? {kind: "EVAL", call, runs: runsMs, writes, first: writesFirst} : {kind: "EXEC", call, writes});
      return operations;
    }
    default:
      does satisfies never;
      return [];
  }
}

function nextWrite(c: Client, ctx: Ctx): Write {
  const {does, key} = c.args;
  c.seq++;
  const written = numbered(c.seq, ctx);
  return does === "set" ? {key, value: `${ctx.self}:${written}`} : {key: `${key}:${written}`, value: c.seq};
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
  const isWrite = does !== "get" && does !== "failover" && does !== "command";
  if (isWrite && waitReplicas > 0 && m.error === "" && asked.written === null) {
    const call = ++c.call;
    c.asked = {...asked, call, written: m.result};
    ctx.setTimer("limit", ms(waitMs + c.args.readTimeoutMs));
    ctx.send(c.conn, {kind: "WAIT", call, replicas: waitReplicas, timeout: waitMs});
    return;
  }
  c.asked = null;
  ctx.cancelTimer("limit");
  // W1: WAIT says how many there were; whether they are enough the client must see for itself. The write is there either way (W3).
  const enough = m.error === "" && (m.result as number) >= waitReplicas;
  for (const operation of asked.operations) {
    if (asked.written !== null) ctx.complete(operation, enough ? "ok" : "info", asked.written, c.server);
    else ctx.complete(operation, m.error === "" ? "ok" : "fail", m.error === "" ? m.result : m.error, c.server);
  }
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

export const client: Process<Client, RedisMessage, Rules, Config, RedisNote> = {
  threads: ["client"],
  ports: {client: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: (c) => c.phase !== "waiting" && c.phase !== "ended",
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
