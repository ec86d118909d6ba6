// ClientCnxn: one session of a client with an ensemble, in a process of whichever system. Rules K1–K6 and K10.

import type {Library, LibraryContext} from "../../model/process.ts";
import {type ConnId, later, minus, ms, NO_TIME, plus, type Ticks, ticks} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {ClientMessage, Request, Stat, ZkMessage} from "./messages.ts";
import type {ZkNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import {compareZxid, ZERO, type Zxid} from "./zxid.ts";

/** What a session acts through. */
export type Zk = LibraryContext<ZkMessage, Rules, Config, ZkNote>;

/** How a session is kept; times in ms. What is null is as the Java client has it. */
export interface SessionOptions {
  /** The connect string. */
  readonly servers: readonly string[];
  /** Where it connects first, and then in the order of `servers`; null: the servers are shuffled (StaticHostProvider). */
  readonly first: string | null;
  /** Where it goes after an error: in turn, anywhere else, or to the same one again. */
  readonly policy: "round-robin" | "next-random" | "pinned" | "quits";
  readonly sessionTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Null: two thirds of the session's time-out, as agreed with the server. */
  readonly readTimeoutMs: number | null;
  /** Null: after half the read time-out. */
  readonly pingMs: number | null;
  /** Its first ping; each later one comes `pingMs` after the one before, whatever else it has sent. */
  readonly firstPingMs: number | null;
  /** Before each reconnect; null: random, below a second. */
  readonly pauseMs: number | null;
  /** How long its thread sleeps when a connection is over, before that pause: 100 in the Java client (ClientCnxnSocketNIO.cleanup). */
  readonly cleanupMs: number;
  /** Gives its session up at each error and asks for a new one. */
  readonly newSessions: boolean;
  /** K5: gives its session up when it has heard nothing for 4/3 of its time-out, as clients do from 3.9.3 on; null: as the servers' version has it. */
  readonly expiresItself: boolean | null;
}

/** A call on its way; answers come in the order of the calls. */
interface Call {
  readonly cxid: number;
  readonly request: Request;
  readonly sentAt: Ticks;
}

/** A session, as the client has it. */
export interface Session {
  readonly options: SessionOptions;
  servers: readonly string[];
  conn: ConnId;
  server: string;
  cursor: number;
  /** The server it was last connected to: a second's pause before it is asked again. */
  home: string;
  phase: "waiting" | "resting" | "dialling" | "greeting" | "ready" | "ended";
  /** 0: none yet, or none any more. */
  id: number;
  timeoutMs: number;
  lastZxid: Zxid;
  lastHeard: Ticks;
  lastSent: Ticks;
  cxid: number;
  calls: Call[];
  /** K6: what it watches, to be told to the next server, too. */
  readonly watches: {data: string[]; exist: string[]; child: string[]};
}

/** A call is answered. `error` "": it was done. */
export interface Answer {
  readonly kind: "answered";
  readonly request: Request;
  readonly sentAt: Ticks;
  readonly error: string;
  /** Data, a version, a path, or names of children; which operation failed, of a multi. */
  readonly result: string;
  /** Of each operation of a multi, else one. */
  readonly stats: readonly (Stat | null)[];
}

/** What a session tells its owner. */
export type Happening =
  /** `renewed`: it is another session than before. */
  | {readonly kind: "connected"; readonly renewed: boolean}
  /** Nobody knows what became of these calls (K10). */
  | {readonly kind: "disconnected"; readonly calls: readonly Request[]}
  /** Its ephemeral nodes are gone, and its watches. Unless its owner ends it, it asks for another session. */
  | {readonly kind: "expired"}
  | Answer
  | {readonly kind: "changed"; readonly path: string; readonly event: WatchEvent};

type WatchEvent = Extract<ClientMessage, {kind: "WATCH"}>["event"];
type Hear = (what: Happening) => void;

/** What a process says of a session if it wants one like any other: servers and a time-out. */
export const usual = (servers: readonly string[], sessionTimeoutMs: number): SessionOptions => ({
  servers,
  first: null,
  policy: "round-robin",
  sessionTimeoutMs,
  connectTimeoutMs: sessionTimeoutMs / servers.length,
  ...{readTimeoutMs: null, pingMs: null, firstPingMs: null, pauseMs: null, cleanupMs: 0},
  newSessions: false,
  expiresItself: null,
});

/** A session to be opened. */
export const closed = (options: SessionOptions): Session => ({
  options,
  servers: options.servers,
  conn: 0,
  ...atFirst(options.servers, options.first ?? ""),
  phase: "waiting",
  id: 0,
  timeoutMs: options.sessionTimeoutMs,
  lastZxid: ZERO,
  lastHeard: NO_TIME,
  lastSent: NO_TIME,
  cxid: 0,
  calls: [],
  watches: {data: [], exist: [], child: []},
});

const atFirst = (servers: readonly string[], first: string) => ({server: first, cursor: servers.indexOf(first), home: first});

/** Connects after a while: at first, or as another client in place of one that has ended. */
export function open(s: Session, after: Ticks, zk: Zk): void {
  s.phase = "waiting";
  if (s.options.first === null) {
    s.servers = shuffled(s.options.servers, zk);
    Object.assign(s, atFirst(s.servers, s.servers[0] as string));
  }
  s.lastHeard = zk.monotonic();
  zk.setTimer("dial", after);
}

function shuffled(servers: readonly string[], zk: Zk): readonly string[] {
  const order = [...servers];
  for (let last = order.length - 1; last > 0; last--) {
    const other = zk.random(0, last);
    [order[last], order[other]] = [order[other] as string, order[last] as string];
  }
  return order;
}

/** Asks the server something; `answered` or `disconnected` follows. Only while the session is ready. */
export function call(s: Session, request: Request, zk: Zk): void {
  const sentAt = zk.monotonic();
  s.calls.push({cxid: ++s.cxid, request, sentAt});
  s.lastSent = sentAt;
  zk.send(s.conn, {kind: "CALL", cxid: s.cxid, request});
}

/** Wants no more: what is on its way comes to nothing. A call of `closeSession` ends the session for the servers, too. */
export function end(s: Session): void {
  s.phase = "ended";
}

const TIMERS = ["connect", "read", "ping"] as const;

/** The kernel goes on for it: what comes is taken and nothing is sent. */
export function silence(s: Session, zk: Zk): void {
  for (const timer of ["dial", ...TIMERS]) zk.cancelTimer(timer);
  end(s);
}

/** K2: on to the next server after a pause. Calls without an answer are in doubt (K10). */
export function reconnect(s: Session, zk: Zk, hear: Hear): void {
  zk.close(s.conn);
  for (const timer of TIMERS) zk.cancelTimer(timer);
  const calls = s.calls.map(({request}) => request);
  s.calls = [];
  s.phase = "resting";
  hear({kind: "disconnected", calls});
  // Its owner may have ended it just now.
  if ((s.phase as string) === "ended") return;
  const {policy, pauseMs, newSessions} = s.options;
  const {servers} = s;
  if (newSessions) forget(s);
  let pause = pauseMs === null ? ticks(zk.random(0, ms(1000) - 1)) : ms(pauseMs);
  if (policy === "round-robin") {
    s.cursor = (s.cursor + 1) % servers.length;
    if (servers[s.cursor] === s.home && pauseMs === null) pause = plus(pause, ms(1000));
  } else if (policy === "next-random" && servers.length > 1) s.cursor = (s.cursor + zk.random(1, servers.length - 1)) % servers.length;
  s.server = servers[s.cursor] as string;
  zk.setTimer("dial", plus(pause, ms(s.options.cleanupMs)));
}

function forget(s: Session): void {
  s.id = 0;
  s.lastZxid = ZERO;
}

function dial(s: Session, zk: Zk, hear: Hear): void {
  giveUp(s, zk, hear);
  if (s.phase === "ended") return;
  s.phase = "dialling";
  s.conn = zk.connect(s.server, "client");
  zk.setTimer("connect", ms(s.options.connectTimeoutMs));
}

/**
 * K5: from 3.9.3 on a client that has heard nothing for 4/3 of its time-out gives its session up by itself. The real one asks itself at each
 * turn of its loop, here before each attempt to connect; its application then begins anew.
 */
function giveUp(s: Session, zk: Zk, hear: Hear): void {
  if (!(s.options.expiresItself ?? zk.config.version !== "3.8.0") || s.id === 0) return;
  if (zk.monotonic() - s.lastHeard >= ms((s.timeoutMs * 4) / 3)) expire(s, zk, hear);
}

function expire(s: Session, zk: Zk, hear: Hear): void {
  zk.note({kind: "session-expired", session: s.id});
  forget(s);
  for (const table of ["data", "exist", "child"] as const) s.watches[table] = [];
  hear({kind: "expired"});
}

/** A connection is open: the server is asked for the session, old or new. */
export function connected(s: Session, conn: ConnId, zk: Zk): void {
  if (conn !== s.conn || s.phase !== "dialling") return zk.close(conn);
  // A bare TCP connect counts as hearing from the ensemble (K5).
  s.lastHeard = zk.monotonic();
  s.lastSent = s.lastHeard;
  s.phase = "greeting";
  zk.send(conn, {kind: "CONNECT", session: s.id, timeout: s.options.sessionTimeoutMs, lastZxid: s.lastZxid});
}

export function disconnected(s: Session, conn: ConnId, zk: Zk, hear: Hear): void {
  if (conn === s.conn && s.phase !== "ended") reconnect(s, zk, hear);
}

export function receive(s: Session, conn: ConnId, m: ZkMessage, zk: Zk, hear: Hear): void {
  if (conn !== s.conn) return;
  s.lastHeard = zk.monotonic();
  // Whatever wakes it makes it ask whether a ping is due.
  if (s.phase === "ready" && s.lastHeard - s.lastSent > ms(1000) && s.options.firstPingMs === null) ping(s, zk);
  const message = m as ClientMessage;
  switch (message.kind) {
    case "CONNECTED":
      return welcomed(s, message.session, message.timeout, zk, hear);
    case "REPLY":
      return answered(s, message, zk, hear);
    case "WATCH":
      unwatch(s, message.path, message.event);
      seen(s, message.zxid, zk);
      return hear({kind: "changed", path: message.path, event: message.event});
    default:
      return;
  }
}

function welcomed(s: Session, id: number, timeoutMs: number, zk: Zk, hear: Hear): void {
  zk.cancelTimer("connect");
  if (id === 0) {
    expire(s, zk, hear);
    return (s.phase as string) === "ended" ? zk.close(s.conn) : reconnect(s, zk, hear);
  }
  const renewed = s.id !== id;
  s.id = id;
  s.timeoutMs = timeoutMs;
  s.phase = "ready";
  s.home = s.server;
  const {data, exist, child} = s.watches;
  // The real client sends this with CONNECT; the server reads it after the session is known, all the same.
  if (data.length + exist.length + child.length > 0) zk.send(s.conn, {kind: "SETWATCHES", zxid: s.lastZxid, data, exist, child});
  zk.setTimer("read", readTimeout(s));
  if (s.options.firstPingMs === null) ping(s, zk);
  else zk.setTimer("ping", minus(ms(s.options.firstPingMs), zk.monotonic()));
  hear({kind: "connected", renewed});
}

function answered(s: Session, m: Extract<ClientMessage, {kind: "REPLY"}>, zk: Zk, hear: Hear): void {
  const [first] = s.calls;
  if (first?.cxid !== m.cxid) return;
  s.calls.shift();
  seen(s, m.zxid, zk);
  const {request, sentAt} = first;
  if ("watch" in request && request.watch) watch(s, request.op, request.path, m.error);
  if (request.op === "closeSession") {
    end(s);
    zk.close(s.conn);
  }
  hear({kind: "answered", request, sentAt, error: m.error, result: m.result, stats: m.stats});
  if (m.error === "SessionExpired" || m.error === "SessionMoved") reconnect(s, zk, hear);
}

function seen(s: Session, zxid: Zxid, zk: Zk): void {
  zk.note({kind: "seen", session: s.id, zxid});
  if (compareZxid(zxid, s.lastZxid) > 0) s.lastZxid = zxid;
}

/** A watch stands where the server has set one: on a node that is there, or by `exists` on one that is not. */
function watch(s: Session, op: "get" | "exists" | "children", path: string, error: string): void {
  const {watches} = s;
  const table = op === "children" ? "child" : error === "" ? "data" : "exist";
  if (error !== "" && op !== "exists") return;
  if (!watches[table].includes(path)) watches[table] = [...watches[table], path];
}

/** K6: a watch fires once. A node that goes takes all that was watched of it. */
function unwatch({watches}: Session, path: string, event: WatchEvent): void {
  const without = (paths: readonly string[]) => paths.filter((one) => one !== path);
  if (event === "children" || event === "deleted") watches.child = without(watches.child);
  if (event === "children") return;
  watches.data = without(watches.data);
  watches.exist = without(watches.exist);
}

const readTimeout = (s: Session): Ticks => ms(s.options.readTimeoutMs ?? (s.timeoutMs * 2) / 3);

export function timer(s: Session, name: string, zk: Zk, hear: Hear): void {
  switch (name) {
    case "dial":
      return dial(s, zk, hear);
    case "connect":
      return reconnect(s, zk, hear);
    case "read": {
      const [first] = s.calls;
      const since = first ? later(s.lastHeard, first.sentAt) : s.lastHeard;
      const left = minus(plus(since, readTimeout(s)), zk.monotonic());
      if (left <= 0) return reconnect(s, zk, hear);
      return zk.setTimer("read", left);
    }
    case "ping":
      return ping(s, zk);
  }
}

/** K2: half the read time-out without sending anything, a second less where it is awake after more than one; at the latest 10 s. */
function ping(s: Session, zk: Zk): void {
  const {pingMs, firstPingMs} = s.options;
  const every = pingMs === null ? readTimeout(s) / 2 : ms(pingMs);
  const idle = zk.monotonic() - s.lastSent;
  const early = pingMs === null && idle > ms(1000) ? ms(1000) : 0;
  let left = firstPingMs === null ? every - idle - early : 0;
  if (left <= 0 || (pingMs === null && idle > ms(10_000))) {
    zk.send(s.conn, {kind: "CLIENTPING"});
    s.lastSent = zk.monotonic();
    left = every;
  }
  zk.setTimer("ping", ticks(Math.ceil(left)));
}

/** A session within a process of another system, as its `libraries` wants it: where it is in the process's state, and who hears of it. */
export const sessionIn = <S, Of>(of: (state: S) => Session, told: (state: S, what: Happening, zk: Zk, ctx: Of) => void): Library => {
  const library: Library<S, ZkMessage, Rules, Config, Of, ZkNote> = {
    receive: (state, conn, m, zk, ctx) => receive(of(state), conn, m, zk, (what) => told(state, what, zk, ctx)),
    connected: (state, conn, zk) => connected(of(state), conn, zk),
    disconnected: (state, conn, _why, zk, ctx) => disconnected(of(state), conn, zk, (what) => told(state, what, zk, ctx)),
    timer: (state, name, _arg, zk, ctx) => timer(of(state), name, zk, (what) => told(state, what, zk, ctx)),
  };
  return library as unknown as Library;
};

/** What a session in this process acts through. */
export const zookeeperOf = (ctx: {of(system: string): LibraryContext}): Zk => ctx.of("zookeeper") as unknown as Zk;
