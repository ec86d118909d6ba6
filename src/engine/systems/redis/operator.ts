// What an operator types at a server: CONFIG, SHUTDOWN, REPLICAOF, BGSAVE, SCRIPT KILL, DEBUG SLEEP. A line is read as redis-cli reads it.
import {snapshotOf} from "../../model/log.ts";
import {type ConnId, ms, NO_TIME, plus} from "../../vocabulary.ts";
import {KEYS, settingOf, withSettings} from "./config.ts";
import {isWithin, type Key, memory, whole, wordsOf} from "./directives.ts";
import {awaitExpiry} from "./expiry.ts";
import type {ClientMessage} from "./messages.ts";
import {endScript, refused, reply} from "./processing.ts";
import {becomeMaster, becomeReplica, feed, refreshGood, trim} from "./replication.ts";
import type {CommandFlags} from "./rules.ts";
import type {Caller, Dump, Redis, Server, ServerFile} from "./state.ts";

type Line = Extract<ClientMessage, {kind: "COMMAND"}>;
/** The answer, an error, or null: nothing yet. */
type Said = {readonly text: string} | {readonly error: string} | null;

interface Operation {
  readonly flags: CommandFlags;
  readonly run: (s: Server, words: readonly string[], from: {readonly caller: Caller; readonly call: number}, ctx: Redis) => Said;
}

const OK: Said = {text: "OK"};
const ADMIN: CommandFlags = {stale: true, loading: true};

const OPERATIONS: {readonly [name: string]: Operation} = {
  PING: {flags: {ping: true}, run: () => ({text: "PONG"})},
  CONFIG: {flags: ADMIN, run: config},
  SHUTDOWN: {flags: {...ADMIN, busy: true}, run: shutdown},
  BGSAVE: {
    flags: {},
    run(s, _words, _from, ctx) {
      s.changed = true;
      save(s, ctx);
      return {text: "Background saving started"};
    },
  },
  REPLICAOF: {flags: {stale: true}, run: replicaof},
  SLAVEOF: {flags: {stale: true}, run: replicaof},
  SCRIPT: {
    flags: {busy: true},
    run: (s, [, what = ""], _from, ctx) => (what.toUpperCase() === "KILL" ? killScript(s, ctx) : {error: "ERR"}),
  },
  DEBUG: {
    flags: ADMIN,
    run(_s, [, what = "", seconds = ""], {caller, call}, ctx) {
      const time = Number(seconds);
      if (what.toUpperCase() !== "SLEEP" || !(time >= 0)) return {error: "ERR"};
      ctx.busy(ms(time * 1000), {do: "slept", conn: caller.conn, call});
      return null;
    },
  },
};

export function operate(s: Server, caller: Caller, {call, line}: Line, ctx: Redis): void {
  const words = wordsOf(line) ?? [];
  const operation = OPERATIONS[(words[0] ?? "").toUpperCase()];
  const said = answerTo(s, operation, words, {caller, call}, ctx);
  if (said) reply(caller, call, "error" in said ? said.error : "", "text" in said ? said.text : null, ctx);
}

function answerTo(
  s: Server,
  operation: Operation | undefined,
  words: readonly string[],
  from: {caller: Caller; call: number},
  ctx: Redis,
): Said {
  if (!operation) return {error: "ERR"};
  const error = refused(s, operation.flags, ctx);
  return error ? {error} : operation.run(s, words, from, ctx);
}

/** CONFIG SET, CONFIG GET of one parameter, CONFIG REWRITE. */
function config(s: Server, [, what = "", key = "", ...values]: readonly string[], _from: object, ctx: Redis): Said {
  switch (what.toUpperCase()) {
    case "SET":
      return configSet(s, key.toLowerCase(), values, ctx);
    case "GET": {
      const own = keyOf(key.toLowerCase());
      return own ? {text: inWords(settingOf(s.config, own.key))} : {text: ""};
    }
    case "REWRITE":
      rewrite(s, ctx);
      return OK;
    default:
      return {error: "ERR"};
  }
}

const inWords = (value: number | boolean): string => (typeof value === "boolean" ? (value ? "yes" : "no") : String(value));
const keyOf = (name: string): Key | undefined => KEYS.find(({key, source}) => key === name && source === "config.c");

/** The value of a parameter as CONFIG SET reads it; null: it is not accepted. */
function parsed(own: Key, words: readonly string[]): number | boolean | null {
  const [word = "", changes = "1"] = words;
  if (own.range === null) return word === "yes" ? true : word === "no" ? false : null;
  // The model has one save point, of one change.
  const text = own.key === "save" ? words.join(" ").split(" ") : [word];
  const read = own.unit === "bytes" ? memory(word) : whole(text[0] ?? "");
  const value = own.key === "save" && text[0] === "" ? 0 : Number(read ?? Number.NaN);
  return isWithin(own, value) && (own.key !== "save" || (text[1] ?? changes) === "1") ? value : null;
}

/** CONFIG SET has a minimum for the backlog that redis.conf does not have (resizeReplicationBacklog is its apply function alone). */
const LEAST_BACKLOG = 16_384;

function configSet(s: Server, key: string, words: readonly string[], ctx: Redis): Said {
  // A protected parameter: it needs enable-protected-configs. There is one directory that the server may write to, its own.
  if (key === "dir") {
    s.writable = words[0] === ".";
    return OK;
  }
  const own = keyOf(key);
  const value = own ? parsed(own, words) : null;
  if (!own || value === null) return {error: "ERR"};
  const set = key === "repl-backlog-size" ? Math.max(Number(value), LEAST_BACKLOG) : value;
  s.settings = {...s.settings, [key]: set};
  s.config = withSettings(s.config, {[key]: set});
  if (key === "replica-priority") s.priority = Number(set);
  if (key === "save") ctx.cancelTimer("save");
  if (key === "save" && s.config.save > 0) ctx.setTimer("save", s.config.save);
  trim(s, ctx);
  refreshGood(s, ctx);
  ctx.note({kind: "config-set", key, value: set});
  return OK;
}

/** CONFIG REWRITE: the role, and what was set meanwhile. */
export function rewrite(s: Server, ctx: Redis): void {
  const settings = Object.keys(s.settings).length > 0 ? {settings: s.settings} : {};
  const file: ServerFile = {master: s.master, term: s.term, ...settings};
  ctx.put("redis.conf", file);
  ctx.sync(["redis.conf"], {do: "rewritten"}, true);
}

/** REPLICAOF host port, REPLICAOF NO ONE: as a sentinel's, but nobody is cut off, and redis.conf stays as it is. */
function replicaof(s: Server, [, host = "", port = ""]: readonly string[], _from: object, ctx: Redis): Said {
  if (host.toUpperCase() === "NO" && port.toUpperCase() === "ONE") becomeMaster(s, s.term, ctx);
  else if (!s.config.servers.includes(host)) return {error: "ERR"};
  else follow(s, host, s.term, ctx);
  awaitExpiry(s, ctx);
  return OK;
}

/** Becomes a replica: who waits for replicas of a master is told that there is none (R10). */
export function follow(s: Server, master: string, term: number, ctx: Redis): void {
  for (const c of [...s.callers.values()]) {
    if (s.master !== null || !c.blocked) continue;
    reply(c, c.blocked.call, "UNBLOCKED", null, ctx);
    forget(s, c.conn, ctx);
    ctx.close(c.conn);
  }
  becomeReplica(s, master, term, ctx);
}

export function forget(s: Server, conn: ConnId, ctx: Redis): void {
  ctx.cancelTimer(`wait ${conn}`);
  s.callers.delete(conn);
  s.subscribers.delete(conn);
}

/** SCRIPT KILL: a script that has written cannot be killed. */
export function killScript(s: Server, ctx: Redis): Said {
  if (!s.script) return {error: "NOTBUSY"};
  if (s.script.first && s.script.writes.length > 0) return {error: "UNKILLABLE"};
  endScript(s, ctx, true);
  return OK;
}

/** A failed save is tried again after so long (CONFIG_BGSAVE_RETRY_DELAY). */
const SAVE_RETRY = ms(5000);

/** BGSAVE: a child writes the file and syncs it, the server goes on. */
export function save(s: Server, ctx: Redis): void {
  if (!s.changed || s.loading) return;
  if (!s.writable) {
    if (!s.saveFailed) ctx.note({kind: "save-failed"});
    s.saveFailed = true;
    return ctx.setTimer("save", SAVE_RETRY);
  }
  s.changed = false;
  ctx.put("dump.rdb", dumpOf(s));
  ctx.sync(["dump.rdb"], {do: "saved"});
}

/** rdbPopulateSaveInfo: a master that counts no bytes has no place in its history to save. */
function dumpOf(s: Server): Dump {
  const replid = s.master === null && !s.backlog ? "" : s.replid;
  return {replid, came: s.replid, offset: s.offset, lineage: s.lineage, data: snapshotOf(s.data)};
}

/** SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE], SHUTDOWN ABORT: prepareForShutdown. It waits for replicas that are behind, and writes wait with it. */
function shutdown(s: Server, [, ...said]: readonly string[], {caller, call}: {caller: Caller; call: number}, ctx: Redis): Said {
  const has = (word: string): boolean => said.some((w) => w.toUpperCase() === word);
  if (has("ABORT")) return abortShutdown(s, ctx);
  if (has("SAVE") && has("NOSAVE")) return {error: "ERR"};
  if (s.script && !has("NOSAVE")) return {error: "BUSY"};
  if (s.stopping) return null;
  const saves = !s.loading && (has("SAVE") || (s.config.save > 0 && !has("NOSAVE")));
  const until = plus(ctx.monotonic(), s.config.shutdownTimeout);
  s.stopping = {conn: caller.conn, call, saves, force: has("FORCE"), until};
  ctx.note({kind: "shutdown", saves});
  if (has("NOW") || s.config.shutdownTimeout === 0 || isReady(s, ctx)) return finishShutdown(s, ctx);
  if (s.master === null) feed(s, {do: "GETACK"}, ctx);
  ctx.setTimer("shutdown", TURN);
  return null;
}

/** serverCron, ten times a second. */
const TURN = ms(100);

const isReady = (s: Server, ctx: Redis): boolean =>
  ctx.rules.mayStop(
    s.offset,
    [...s.replicas.values()].map((r) => r.ackOffset),
  );

export function shutdownTurn(s: Server, ctx: Redis): void {
  if (!s.stopping) return;
  if (ctx.monotonic() < s.stopping.until && !isReady(s, ctx)) return ctx.setTimer("shutdown", TURN);
  finishShutdown(s, ctx);
}

/** The last snapshot is on disk before the process ends; where it cannot be written the server goes on. */
function finishShutdown(s: Server, ctx: Redis): null {
  const {saves = false, force = false, conn = 0, call = 0} = s.stopping ?? {};
  if (!saves) ctx.exit();
  else if (s.writable) {
    ctx.put("dump.rdb", dumpOf(s));
    ctx.sync(["dump.rdb"], {do: "exit"}, true);
  } else if (force) ctx.exit();
  else {
    const caller = s.callers.get(conn);
    if (caller) reply(caller, call, "ERR", null, ctx);
    goOn(s, ctx);
  }
  return null;
}

function abortShutdown(s: Server, ctx: Redis): Said {
  const {stopping} = s;
  if (!stopping) return {error: "ERR"};
  const caller = s.callers.get(stopping.conn);
  if (caller) reply(caller, stopping.call, "ERR", null, ctx);
  goOn(s, ctx);
  return OK;
}

function goOn(s: Server, ctx: Redis): void {
  s.stopping = null;
  ctx.cancelTimer("shutdown");
  ctx.note({kind: "shutdown-aborted"});
  ctx.setTimer("postponed", NO_TIME);
  awaitExpiry(s, ctx);
}
