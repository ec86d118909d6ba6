import {prefixed} from "../model/home.ts";
import type {Note, Noted} from "../model/note.ts";
import type {Operation} from "../model/operation.ts";
import {type Context, type LibraryContext, LOOPBACK, type Process} from "../model/process.ts";
import {assert, NO_TIME} from "../vocabulary.ts";
import {monotonic, wall} from "./clock.ts";
import {sendDatagram} from "./datagram.ts";
import {fsync, startSync} from "./device.ts";
import * as disk from "./disk.ts";
import {connect, establish} from "./handshake.ts";
import {keepAlive} from "./keepalive.ts";
import {draw} from "./latency.ts";
import {die, setTimer, unreadOf} from "./life.ts";
import {close, endOf} from "./network.ts";
import {Kind, push} from "./queue.ts";
import {sendMessage} from "./sending.ts";
import {calledIn, type Host, homeAt, type Kernel, type Packet, type Proc, procAt, Segment, type Thread} from "./state.ts";
import {between} from "./streams.ts";
import {hashMessage, mixNote} from "./trace-hash.ts";
import {tripped} from "./triggers.ts";

/**
 * All that one process can do. A process that died in the middle of a handler does nothing more; one that was paused there finishes the
 * handler, but what it sends is held back until it is resumed.
 */
export function createContext(k: Kernel, index: number): Context {
  const me = () => procAt(k, index);
  const host = () => k.s.hosts[me().host] as Host;
  const dead = () => isDead(me());
  const def = k.defs[index] as Process;
  const {home} = me();
  const {config, rules} = homeAt(k, home);
  const libraries = new Map<string, LibraryContext>();
  const ctx: Context = {
    self: me().id,
    config,
    rules,
    monotonic: () => monotonic(host(), k.s.now),
    wall: () => wall(host(), k.s.now),
    random: (low, high) => between(me().stream, low, high),
    ...wires(k, index, me, dead),
    loopback(port, message) {
      if (dead()) return;
      const thread = def.threads.indexOf(def.ports[port] ?? "");
      assert(thread >= 0, `${me().id} has no thread for port ${port}`);
      const id = k.s.nextPacket++;
      const packet: Packet = {what: Segment.DATA, message, sentAt: k.s.now, at: k.s.now, id, dropped: false, conn: null};
      hashMessage(k, home, LOOPBACK, message);
      k.sinks?.sent(me().id, me().id, port, home, message, id);
      const {incarnation} = me();
      push(k.s.queue, k.s.now, {kind: Kind.LOCAL, proc: index, incarnation, conn: LOOPBACK, thread, n: 0, data: packet});
    },
    setTimer(name, delay, arg = null) {
      if (dead()) return;
      if (!Number.isFinite(delay)) assert(false, `${me().id} sets timer ${name} to ${delay}`);
      setTimer(k, me(), name, delay, arg);
    },
    cancelTimer(name) {
      me().timers.delete(name);
    },
    ...files(k, me),
    sync(names, token, blocks = false) {
      if (dead()) return;
      const request = fsync(k, index, k.running.thread, names, token, blocks);
      if (blocks) (me().threads[k.running.thread] as Thread).steps.push(request);
      else startSync(k, request);
    },
    work(name, token) {
      if (dead()) return;
      const spec = k.machine.work[home === 0 ? name : prefixed(homeAt(k, home).system.name, name)];
      (me().threads[k.running.thread] as Thread).steps.push({token, delay: spec ? draw(spec, me().stream) : NO_TIME});
    },
    busy(time, token) {
      if (!dead()) (me().threads[k.running.thread] as Thread).steps.push({token, delay: time});
    },
    submit(thread, token) {
      if (dead()) return;
      const to = def.threads.indexOf(thread);
      if (to < 0) assert(false, `${me().id} has no thread ${thread}`);
      push(k.s.queue, k.s.now, {kind: Kind.DONE, proc: index, incarnation: me().incarnation, conn: 0, thread: to, n: 0, data: token});
    },
    note: (note) => noteOf(k, me(), home, note),
    ...operations(k, me, dead),
    stopping: () => k.s.settling,
    endings: () => me().incarnation,
    exit() {
      if (!dead()) die(k, me());
    },
    of(system) {
      let library = libraries.get(system);
      if (!library) {
        library = libraryContext(k, index, ctx, system);
        libraries.set(system, library);
      }
      return library;
    },
  };
  return ctx;
}

/** All that a library of a lower system can do. Its timers' names begin with its system's. */
function libraryContext(k: Kernel, index: number, ctx: Context, system: string): LibraryContext {
  const at = k.homes.findIndex((one) => one.system.name === system);
  const stands = at > 0 && procAt(k, index).home === 0;
  assert(stands, `${ctx.self} has a library of ${system}, which its own system does not stand on`);
  const {config, rules} = homeAt(k, at);
  const {self, monotonic, wall, random, connect, send, close, peer, stopping} = ctx;
  return {
    ...{self, config, rules, monotonic, wall, random, connect, send, close, peer, stopping},
    setTimer(name, delay, arg = null) {
      const p = procAt(k, index);
      if (isDead(p)) return;
      if (!Number.isFinite(delay)) assert(false, `${self} sets timer ${name} of ${system} to ${delay}`);
      setTimer(k, p, prefixed(system, name), delay, arg, at);
    },
    cancelTimer: (name) => ctx.cancelTimer(prefixed(system, name)),
    note: (note) => noteOf(k, procAt(k, index), at, note),
  };
}

const isDead = (p: Proc): boolean => p.status === "down" || p.status === "starting";

type Part<K extends keyof Context> = Pick<Context, K>;

function wires(
  k: Kernel,
  index: number,
  me: () => Proc,
  dead: () => boolean,
): Part<"connect" | "establish" | "send" | "close" | "sendDatagram" | "listen" | "unlisten" | "keepalive" | "peer"> {
  return {
    connect(to, port) {
      const target = k.index.get(to);
      assert(target !== undefined && target !== index, `${me().id} connects to "${to}", which is no other process`);
      return dead() ? 0 : connect(k, index, target, port);
    },
    establish(to, port) {
      const target = k.index.get(to);
      assert(target !== undefined && target !== index, `${me().id} has a connection to "${to}", which is no other process`);
      return dead() ? null : establish(k, index, target, port);
    },
    send: (conn, message) => sendMessage(k, me(), conn, message),
    close(conn) {
      const p = me();
      if (isDead(p)) return;
      if (p.status === "paused") p.outbox.push({conn, to: -1, message: null, seen: false});
      else close(k, conn, index, unreadOf(p).has(conn), NO_TIME);
    },
    sendDatagram(to, message) {
      const target = k.index.get(to);
      assert(target !== undefined && target !== index, `${me().id} sends a datagram to "${to}", which is no other process`);
      if (!dead()) sendDatagram(k, me(), target, message);
    },
    listen(port) {
      if (!dead() && !me().listening.has(port)) me().listening.set(port, 0);
    },
    unlisten(port) {
      me().listening.delete(port);
    },
    keepalive(conn, every) {
      const c = k.s.conns.get(conn);
      if (c && !dead()) keepAlive(k, conn, endOf(c, index), every);
    },
    peer(conn) {
      const c = k.s.conns.get(conn);
      return c ? procAt(k, c.ends[endOf(c, index) === 0 ? 1 : 0]).id : "";
    },
  };
}

function files(k: Kernel, me: () => Proc): Part<"append" | "truncate" | "put" | "log" | "get"> {
  const writing = (file: string, change: (d: disk.Disk) => void): void => {
    const p = me();
    if (isDead(p)) return;
    const called = k.watches ? calledIn(k, p.home, "durable", file) : "";
    if (k.watches && tripped(k, "write", called, p, null, "before")) return;
    change(p.disk);
    if (k.watches) tripped(k, "write", called, p, null, "after");
  };
  return {
    append: (file, entry) => writing(file, (d) => disk.append(d, file, entry)),
    truncate: (file, length) => writing(file, (d) => disk.truncate(d, file, length)),
    put: (file, value) => writing(file, (d) => disk.put(d, file, value)),
    log: (file) => disk.openLog(me().disk, file),
    get: (file) => disk.readCell(me().disk, file),
  };
}

function operations(k: Kernel, me: () => Proc, dead: () => boolean): Part<"invoke" | "complete"> {
  return {
    invoke(f, key, value, server) {
      if (dead()) return 0;
      const p = me();
      const operation: Operation = {
        id: k.s.nextOperation++,
        process: p.id,
        side: (p.spec as {side?: string}).side ?? "",
        f,
        key,
        value,
        invokedAt: k.s.now,
        completedAt: null,
        type: "invoke",
        result: null,
        server: server ?? null,
      };
      k.s.open.set(operation.id, operation);
      k.sinks?.invoked(operation);
      return operation.id;
    },
    complete(id, type, result = null, server) {
      const open = k.s.open.get(id);
      if (!open) return;
      k.s.open.delete(id);
      k.sinks?.completed({...open, completedAt: k.s.now, type, result, server: server ?? open.server});
    },
  };
}

function noteOf(k: Kernel, p: Proc, home: number, note: Note): void {
  if (isDead(p)) return;
  const called = k.watches ? calledIn(k, home, "notes", note.kind) : "";
  if (k.watches && tripped(k, "note", called, p, null, "before")) return;
  const kind = mixNote(k, home, p.index, note);
  const noted = note as {-readonly [K in keyof Noted]: Noted[K]};
  noted.node = p.id;
  noted.at = k.s.now;
  k.sinks?.note(noted, home, kind);
  if (k.watches) tripped(k, "note", called, p, null, "after");
}
