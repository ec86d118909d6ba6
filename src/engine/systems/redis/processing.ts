// server.c processCommand: what a server refuses, what it puts off, and what it does for applications.
import {type Json, later, minus, ms, NO_TIME, toMs} from "../../vocabulary.ts";
import {expiring, read, write} from "./expiry.ts";
import type {Command, Write} from "./history.ts";
import type {ClientMessage, RedisMessage, Refused} from "./messages.ts";
import {feed, fromMaster, replicationCron} from "./replication.ts";
import type {CommandFlags, Standing} from "./rules.ts";
import type {Caller, Redis, Server} from "./state.ts";

/** src/commands.c. A script is asked for its own writes when it makes them. */
const FLAGS: {readonly [kind: string]: CommandFlags} = {
  SET: {write: true},
  SETPX: {write: true},
  EXEC: {write: true},
  EVAL: {stale: true},
  ROLE: {stale: true, loading: true},
  PING: {ping: true},
  REPLPING: {ping: true},
  INFO: {stale: true, loading: true},
  PUBLISH: {stale: true, loading: true},
  SUBSCRIBE: {stale: true, loading: true},
  SLAVEOF: {stale: true},
  SCRIPTKILL: {busy: true},
};

/** What may go down the stream waits while a server waits for its replicas, and with it all that its caller sends after it. */
const REPLICATED = new Set(["SET", "SETPX", "EXEC", "EVAL", "PUBLISH"]);

function standing(s: Server, ctx: Redis): Standing {
  const {minReplicas, maxLag, save, stopOnSaveError, serveStale} = s.config;
  return {
    saveFailed: stopOnSaveError && save > 0 && s.saveFailed,
    fewReplicas: ctx.rules.refusesWrite(s.good, minReplicas, maxLag),
    replica: s.master !== null,
    withholds: s.master !== null && s.link.state !== "connected" && !serveStale,
    loading: s.loading,
    busy: s.script !== null,
  };
}

export const refused = (s: Server, flags: CommandFlags, ctx: Redis): Refused | null => ctx.rules.refusal(flags, standing(s, ctx));
export const refusedKind = (s: Server, kind: RedisMessage["kind"], ctx: Redis): Refused | null => refused(s, FLAGS[kind] ?? {}, ctx);

/** Keeps a caller's message that has to wait; false: it has not. */
export function postponed(s: Server, caller: Caller, m: RedisMessage): boolean {
  if (caller.postponed.length === 0 && !(s.stopping && REPLICATED.has(m.kind))) return false;
  caller.postponed.push(m);
  return true;
}

export const reply = (caller: Caller, call: number, error: string, result: Json, ctx: Redis): boolean =>
  ctx.send(caller.conn, {kind: "REPLY", call, error, result});

/** What an application asks. */
export function fromClient(s: Server, caller: Caller, m: ClientMessage & {readonly call: number}, ctx: Redis): void {
  const error = refusedKind(s, m.kind, ctx);
  if (error) {
    reply(caller, m.call, error, null, ctx);
    return;
  }
  switch (m.kind) {
    case "SET":
      return set(s, caller, m.call, {do: "SET", key: m.key, value: m.value}, ctx);
    case "SETPX":
      return set(s, caller, m.call, expiring(m.key, m.value, m.px, ctx), ctx);
    case "EXEC":
      return set(s, caller, m.call, together(m.writes), ctx);
    case "EVAL":
      return evaluate(s, caller, m, ctx);
    case "GET":
      reply(caller, m.call, "", read(s, m.key, ctx), ctx);
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

/** Writes of one transaction or script; of one alone no transaction goes down the stream (propagateNow). */
function together(writes: readonly Write[]): Command {
  const [first] = writes;
  return first !== undefined && writes.length === 1 ? {do: "SET", ...first} : {do: "EXEC", writes};
}

/** Says, for those who look from outside, of which replicas had been heard when a write was let through. */
function accept(s: Server, ctx: Redis): void {
  const {minReplicas, maxLag} = s.config;
  if (minReplicas === 0 || maxLag === 0) return;
  const online = [...s.replicas.values()].filter((r) => r.state === "online");
  const now = ctx.monotonic();
  s.accepted = {at: now, lead: minus(ctx.wall(), now)};
  ctx.note({kind: "accepted", silentMs: online.map((r) => toMs(minus(now, r.heard)))});
}

function set(s: Server, caller: Caller, call: number, command: Command, ctx: Redis): void {
  accept(s, ctx);
  written(s, caller, call, command, ctx);
}

function written(s: Server, caller: Caller, call: number, command: Command, ctx: Redis): void {
  write(s, command, ctx);
  caller.lastWrite = s.offset;
  reply(caller, call, "", [s.replid, s.offset, s.data.length], ctx);
}

/** A script has the server to itself; after busy-reply-threshold it lets others be answered, and all they hear is BUSY (script.c scriptInterrupt). */
function evaluate(s: Server, caller: Caller, m: Extract<ClientMessage, {kind: "EVAL"}>, ctx: Redis): void {
  const error = m.first && m.writes.length > 0 ? refused(s, {write: true}, ctx) : null;
  if (error) {
    reply(caller, m.call, error, null, ctx);
    return;
  }
  if (m.first && m.writes.length > 0) accept(s, ctx);
  const runs = ms(m.runs);
  const {conn} = caller;
  const slowFor = later(NO_TIME, minus(runs, s.config.busyAfter));
  s.script = {conn, call: m.call, writes: m.writes, first: m.first, slowFor, slow: false, held: [], cronDue: false};
  ctx.busy(minus(runs, slowFor), {do: "script"});
}

/** The script has run for as long as nobody else is answered. */
export function scriptRan(s: Server, ctx: Redis): void {
  const {script} = s;
  if (!script) return;
  if (script.slowFor === 0) return endScript(s, ctx);
  script.slow = true;
  ctx.note({kind: "script-slow"});
  ctx.setTimer("script", script.slowFor);
}

/**
 * Its writes go down the stream when it ends. A killed one has none: a script that has written cannot be killed. Then follows what waited
 * for its end: the master's stream, and the cron.
 */
export function endScript(s: Server, ctx: Redis, killed = false): void {
  const {script} = s;
  if (!script) return;
  ctx.cancelTimer("script");
  s.script = null;
  if (script.slow) ctx.note({kind: "script-ended", killed});
  const caller = s.callers.get(script.conn);
  const writes = script.writes.length > 0 && !killed;
  // What it did to its data before it ran cannot be refused any more.
  const error = killed ? "ERR" : writes && !script.first ? refused(s, {write: true}, ctx) : null;
  if (writes && !error && !script.first) accept(s, ctx);
  if (writes && !error && caller) written(s, caller, script.call, together(script.writes), ctx);
  else if (writes && !error) write(s, together(script.writes), ctx);
  else if (caller) reply(caller, script.call, error ?? "", null, ctx);
  for (const m of script.held) fromMaster(s, m, ctx);
  if (script.cronDue && !s.loading) replicationCron(s, ctx);
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

export function serveWaits(s: Server, ctx: Redis): void {
  for (const caller of s.callers.values())
    if (caller.blocked && acks(s, caller.lastWrite, ctx) >= caller.blocked.replicas) endWait(s, caller, ctx);
}

export function endWait(s: Server, caller: Caller, ctx: Redis): void {
  const {blocked} = caller;
  if (!blocked) return;
  caller.blocked = null;
  ctx.cancelTimer(`wait ${caller.conn}`);
  const count = acks(s, caller.lastWrite, ctx);
  ctx.note({kind: "wait-returned", count, asked: blocked.replicas, target: caller.lastWrite});
  reply(caller, blocked.call, "", count, ctx);
}
