import type {ConnId, Json, Message, Note, Noted, Operation, Ticks} from "../vocabulary.ts";
import {assert} from "../vocabulary.ts";
import {monotonic, wall, whenShows} from "./clock.ts";
import * as disk from "./disk.ts";
import {intercept, tripped} from "./faults.ts";
import {draw} from "./latency.ts";
import {hashMessage, mixNote} from "./marking.ts";
import {close, connect, endOf, losesMessage, write} from "./network.ts";
import {type Event, Kind, push} from "./queue.ts";
import type {Flight, Kernel, Proc, Thread} from "./state.ts";
import {between} from "./streams.ts";
import {type Context, type Ending, LOOPBACK, type Process} from "./system.ts";

const procAt = (k: Kernel, index: number): Proc => k.s.procs[index] as Proc;

const alive = (p: Proc): boolean => p.status === "up";

/** Something is due for a process: run it now, let it wait for its thread, or keep it until the process is resumed. */
export function input(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status === "down" || p.status === "starting") return;
  if (p.status === "paused") {
    p.held.push(e);
    return;
  }
  const thread = p.threads[e.thread] as Thread;
  if (thread.busy || thread.queue.length > 0) {
    thread.queue.push(e);
    return;
  }
  begin(k, p, thread, e);
  if (thread.queue.length > 0) drain(k, p, thread);
}

/** An idle thread takes an event: at once if it costs nothing, else it is busy for as long as the machine profile says. */
function begin(k: Kernel, p: Proc, thread: Thread, e: Event): void {
  const service = k.machine.service[p.index]?.[e.thread];
  if (!service) return handle(k, p, thread, e);
  thread.busy = true;
  thread.current = e;
  const done = k.s.now + draw(service, p.stream);
  push(k.s.queue, done, {kind: Kind.SERVE, proc: p.index, incarnation: p.incarnation, conn: 0, thread: e.thread, n: 0, data: null});
}

function drain(k: Kernel, p: Proc, thread: Thread): void {
  while (!thread.busy && thread.queue.length > 0 && alive(p)) begin(k, p, thread, thread.queue.shift() as Event);
}

/** The end of a service time. */
export function serve(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status === "down") return;
  if (p.status === "paused") {
    p.held.push(e);
    return;
  }
  const thread = p.threads[e.thread] as Thread;
  const current = thread.current;
  assert(current !== null, "a thread ends a service it never began");
  thread.busy = false;
  thread.current = null;
  handle(k, p, thread, current);
  drain(k, p, thread);
}

/** A blocking sync or work has ended: its continuation goes before all that waits for the thread. */
function finishBlocking(k: Kernel, p: Proc, e: Event): void {
  const thread = p.threads[e.thread] as Thread;
  thread.busy = false;
  handle(k, p, thread, e);
  drain(k, p, thread);
}

/** DONE events come here; `n` 1: the thread waited for it. */
export function done(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status === "down") return;
  if (p.status === "paused") p.held.push(e);
  else if (e.n === 1) finishBlocking(k, p, e);
  else input(k, e);
}

/** Runs one handler, and what it asked to continue with at no cost. */
function handle(k: Kernel, p: Proc, thread: Thread, e: Event): void {
  const incarnation = p.incarnation;
  k.running.proc = p.index;
  k.running.thread = e.thread;
  dispatch(k, p, e);
  while (thread.next && p.incarnation === incarnation && alive(p)) {
    const {token, delay} = thread.next;
    thread.next = null;
    const next: Event = {kind: Kind.DONE, proc: p.index, incarnation, conn: 0, thread: e.thread, n: 1, data: token};
    if (delay > 0) {
      thread.busy = true;
      push(k.s.queue, k.s.now + delay, next);
      break;
    }
    dispatch(k, p, next);
  }
  k.running.proc = -1;
  if (k.defs[p.index]?.member) k.sinks?.handled(p.index);
}

function dispatch(k: Kernel, p: Proc, e: Event): void {
  const def = k.defs[p.index] as Process<unknown>;
  const ctx = contextOf(k, p.index);
  switch (e.kind) {
    case Kind.RECEIVE:
      return receive(k, p, def, e, ctx);
    case Kind.LOCAL: {
      const flight = e.data as Flight;
      const message = flight.message as Message;
      k.sinks?.received(p.id, p.id, portName(def, e.thread), message, flight.id, flight.sentAt, flight.sentAt);
      return def.receive(p.state, LOOPBACK, message, ctx);
    }
    case Kind.TIMER:
      return expire(k, p, def, e, ctx);
    case Kind.DONE:
      return def.done?.(p.state, e.data as Json, ctx);
    case Kind.CONNECTED:
    case Kind.ACCEPTED: {
      const conn = k.s.conns.get(e.conn);
      if (!conn || conn.end[endOf(conn, p.index)] !== "open") return;
      const accepted = e.kind === Kind.ACCEPTED;
      if (accepted) conn.accepted = true;
      if (k.sinks?.trace) {
        const peer = procAt(k, conn.ends[accepted ? 0 : 1]).id;
        k.sinks.happened({kind: accepted ? "accepted" : "connected", node: p.id, peer, port: conn.port});
      }
      return accepted ? def.accepted?.(p.state, e.conn, conn.port, ctx) : def.connected?.(p.state, e.conn, ctx);
    }
    case Kind.DISCONNECTED: {
      const conn = k.s.conns.get(e.conn);
      if (!conn || conn.end[endOf(conn, p.index)] !== "open") return;
      if (k.sinks?.trace) {
        const peer = procAt(k, conn.ends[1 - endOf(conn, p.index)] as number).id;
        k.sinks.happened({kind: "disconnected", node: p.id, peer, port: conn.port, why: e.data as Ending});
      }
      close(k, e.conn, p.index, false, 0);
      return def.disconnected?.(p.state, e.conn, e.data as Ending, ctx);
    }
    default:
      assert(false, `an event of kind ${e.kind} is no process's business`);
  }
}

const portName = (def: Process<unknown>, thread: number): string =>
  Object.keys(def.ports).find((port) => def.ports[port] === def.threads[thread]) ?? "";

function receive(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  const conn = k.s.conns.get(e.conn);
  if (!conn || conn.end[endOf(conn, p.index)] !== "open") return;
  const flight = e.data as Flight;
  const message = flight.message as Message;
  const from = procAt(k, conn.ends[1 - endOf(conn, p.index)] as number);
  if (k.triggered.size > 0 && tripped(k, "receive", message.kind, p, from.id, "before")) return;
  k.sinks?.received(p.id, from.id, conn.port, message, flight.id, flight.sentAt, e.n);
  def.receive(p.state, e.conn, message, ctx);
  if (k.triggered.size > 0) tripped(k, "receive", message.kind, p, from.id, "after");
}

function expire(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  const name = e.data as string;
  const timer = p.timers.get(name);
  if (timer?.generation !== e.n) return;
  p.timers.delete(name);
  if (k.sinks?.trace) k.sinks.happened({kind: "timer", node: p.id, name});
  def.timer?.(p.state, name, timer.arg, ctx);
}

/** Puts a timer (again) into the queue, for instance after its clock has changed its rate. */
export function armTimer(k: Kernel, p: Proc, name: string): void {
  const timer = p.timers.get(name);
  const host = k.s.hosts[p.host];
  if (!timer || !host) return;
  timer.generation = ++k.s.generation;
  const at = Math.max(k.s.now, whenShows(host, timer.deadline));
  push(k.s.queue, at, {
    kind: Kind.TIMER,
    proc: p.index,
    incarnation: p.incarnation,
    conn: 0,
    thread: timer.thread,
    n: timer.generation,
    data: name,
  });
}

/** The device starts an fsync, or keeps it waiting while it is stuck. */
export function startSync(
  k: Kernel,
  request: {proc: number; incarnation: number; thread: number; token: Json; blocks: boolean; files: readonly string[]},
): void {
  const p = procAt(k, request.proc);
  const host = k.s.hosts[p.host];
  assert(host !== undefined, "a process lives on a host");
  if (host.diskStuck) {
    host.diskWaiting.push(request);
    return;
  }
  const duration = Math.round(draw(k.machine.fsync, host.diskStream) * host.diskFactor);
  const end = Math.max(k.s.now, host.diskFree) + duration;
  host.diskFree = end;
  const flush = disk.beginFlush(p.disk, request.files);
  push(k.s.queue, end, {
    kind: Kind.FSYNC,
    proc: p.index,
    incarnation: request.incarnation,
    conn: 0,
    thread: request.thread,
    n: request.blocks ? 1 : 0,
    data: {flush, token: request.token, files: request.files},
  });
}

/** An fsync returns: what it covered is safe, whether or not the process lived to see it. */
export function endSync(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  const {flush, token, files} = e.data as {flush: disk.Flush; token: Json; files: readonly string[]};
  if (k.s.hosts[p.host]?.up) disk.endFlush(p.disk, flush);
  if (p.incarnation !== e.incarnation) return;
  if (k.sinks?.trace) k.sinks.happened({kind: "sync", node: p.id, files});
  if (k.triggered.size > 0 && files.some((file) => tripped(k, "sync", file, p, null, "before"))) return;
  done(k, {...e, kind: Kind.DONE, data: token});
  if (k.triggered.size > 0) for (const file of files) tripped(k, "sync", file, p, null, "after");
}

const contexts = new WeakMap<Kernel, Context[]>();

function contextOf(k: Kernel, index: number): Context {
  let all = contexts.get(k);
  if (!all) {
    all = k.defs.map((_, i) => createContext(k, i));
    contexts.set(k, all);
  }
  return all[index] as Context;
}

/** After its process has died in the middle of a handler, a context does nothing more. */
function createContext(k: Kernel, index: number): Context {
  const me = () => procAt(k, index);
  const host = () => k.s.hosts[me().host] as NonNullable<(typeof k.s.hosts)[number]>;
  const dead = () => !alive(me());
  return {
    self: me().id,
    config: k.config,
    rules: k.rules,
    monotonic: () => monotonic(host(), k.s.now),
    wall: () => wall(host(), k.s.now),
    random: (low, high) => between(me().stream, low, high),
    connect(to, port) {
      const target = k.index.get(to);
      assert(target !== undefined && target !== index, `${me().id} connects to "${to}", which is no other process`);
      return dead() ? 0 : connect(k, index, target, port);
    },
    send(conn, message) {
      const p = me();
      return alive(p) && sendMessage(k, p, conn, message);
    },
    close(conn) {
      if (!dead()) close(k, conn, index, false, 0);
    },
    listen(port) {
      me().listening.add(port);
    },
    unlisten(port) {
      me().listening.delete(port);
    },
    loopback(port, message) {
      const p = me();
      if (dead()) return;
      const def = k.defs[index] as Process;
      const thread = def.threads.indexOf(def.ports[port] ?? "");
      const flight: Flight = {message, fin: false, n: 0, sentAt: k.s.now, id: k.s.nextFlight++, epoch: 0, dropped: false};
      hashMessage(k, LOOPBACK, message);
      k.sinks?.sentLoopback(flight.id, p.id, port, message);
      push(k.s.queue, k.s.now, {kind: Kind.LOCAL, proc: index, incarnation: p.incarnation, conn: LOOPBACK, thread, n: 0, data: flight});
    },
    peer(conn) {
      const c = k.s.conns.get(conn);
      return c ? procAt(k, c.ends[1 - endOf(c, index)] as number).id : "";
    },
    setTimer(name, delay, arg = null) {
      const p = me();
      if (dead()) return;
      const deadline = monotonic(host(), k.s.now) + Math.max(0, Math.round(delay));
      p.timers.set(name, {name, arg, deadline, generation: 0, thread: k.running.thread});
      armTimer(k, p, name);
    },
    cancelTimer(name) {
      me().timers.delete(name);
    },
    append: (file, entry) => writing(k, me(), file, (d) => disk.append(d, file, entry)),
    truncate: (file, length) => writing(k, me(), file, (d) => disk.truncate(d, file, length)),
    put: (file, value) => writing(k, me(), file, (d) => disk.put(d, file, value)),
    log: (file) => disk.readLog(me().disk, file),
    get: (file) => disk.readCell(me().disk, file),
    sync(files, token, blocks = false) {
      const p = me();
      if (dead()) return;
      if (blocks) (p.threads[k.running.thread] as Thread).busy = true;
      startSync(k, {proc: index, incarnation: p.incarnation, thread: k.running.thread, token, blocks, files});
    },
    work(name, token) {
      const p = me();
      if (dead()) return;
      const spec = k.machine.work[name];
      (p.threads[k.running.thread] as Thread).next = {token, delay: spec ? draw(spec, p.stream) : 0};
    },
    hand(thread, token) {
      const p = me();
      if (dead()) return;
      const to = (k.defs[index] as Process).threads.indexOf(thread);
      push(k.s.queue, k.s.now, {kind: Kind.DONE, proc: index, incarnation: p.incarnation, conn: 0, thread: to, n: 0, data: token});
    },
    note: (note) => noteOf(k, me(), note),
    invoke(f, key, value, server) {
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
    stopping: () => k.s.settling,
    exit() {
      if (!dead()) die(k, me(), "down");
    },
  };
}

function writing(k: Kernel, p: Proc, file: string, change: (d: disk.Disk) => void): void {
  if (!alive(p)) return;
  if (k.triggered.size > 0 && tripped(k, "write", file, p, null, "before")) return;
  change(p.disk);
  if (k.triggered.size > 0) tripped(k, "write", file, p, null, "after");
}

function noteOf(k: Kernel, p: Proc, note: Note): void {
  if (!alive(p)) return;
  if (k.triggered.size > 0 && tripped(k, "note", note.kind, p, null, "before")) return;
  const noted = note as {-readonly [K in keyof Noted]: Noted[K]};
  noted.node = p.id;
  noted.at = k.s.now;
  mixNote(k, p.index, noted);
  k.sinks?.note(noted);
  if (k.triggered.size > 0) tripped(k, "note", note.kind, p, null, "after");
}

function sendMessage(k: Kernel, p: Proc, id: ConnId, message: Message): boolean {
  const conn = k.s.conns.get(id);
  if (!conn) return false;
  const to = conn.ends[1 - endOf(conn, p.index)] as number;
  let extra: Ticks = 0;
  let dropped = false;
  let twice = false;
  if (k.triggered.size > 0 || k.s.armed.length > 0) {
    const peer = procAt(k, to).id;
    if (tripped(k, "send", message.kind, p, peer, "before")) return false;
    const spell = intercept(k, p.id, peer, message.kind);
    extra = spell.extra;
    dropped = spell.dropped;
    twice = spell.twice;
  }
  if (k.options.lossy && losesMessage(k, p.index, to, message)) dropped = true;
  hashMessage(k, id, message);
  const sent = write(k, id, p.index, message, extra, dropped);
  if (twice) write(k, id, p.index, message, 0, false);
  if (k.triggered.size > 0) tripped(k, "send", message.kind, p, procAt(k, to).id, "after");
  return sent;
}

/** The process is gone; its host's kernel closes what it held (T17), unless the host went, too. */
export function die(k: Kernel, p: Proc, how: "down" | "power-loss"): void {
  if (p.status === "down") return;
  const unread = new Set<ConnId>();
  for (const e of p.held) if (e.kind === Kind.RECEIVE) unread.add(e.conn);
  for (const t of p.threads) for (const e of t.queue) if (e.kind === Kind.RECEIVE) unread.add(e.conn);
  p.status = "down";
  p.incarnation++;
  p.state = null;
  p.timers.clear();
  p.held = [];
  p.backlog = 0;
  p.listening.clear();
  for (const t of p.threads) Object.assign(t, {busy: false, current: null, queue: [], next: null});
  for (const [id, operation] of k.s.open) {
    if (operation.process !== p.id) continue;
    k.s.open.delete(id);
    k.sinks?.completed({...operation, completedAt: k.s.now, type: "info"});
  }
  if (how === "power-loss") {
    // Nothing leaves a host without power: `vanish` in faults.ts ends the connections.
  } else {
    const teardown = draw(k.machine.teardown, p.stream);
    for (const id of [...p.conns]) close(k, id, p.index, unread.has(id), teardown);
  }
  k.sinks?.status(p.id, "down");
}

/** Starts the process: the operating system needs `processStart` before its first instruction. */
export function boot(k: Kernel, p: Proc, delay: Ticks): void {
  if (p.status !== "down") return;
  p.status = "starting";
  push(k.s.queue, k.s.now + delay, {
    kind: Kind.BOOT,
    proc: p.index,
    incarnation: p.incarnation,
    conn: 0,
    thread: 0,
    n: 0,
    data: null,
  });
}

/** First instruction: state from the disk, then `start`. */
export function run(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status !== "starting") return;
  for (const file of k.options.volatileFiles ?? []) {
    const cell = p.disk.cells[file];
    if (cell && p.incarnation > 0) cell.now = undefined;
  }
  const def = k.defs[p.index] as Process<unknown>;
  const reader = {log: (file: string) => disk.readLog(p.disk, file), get: (file: string) => disk.readCell(p.disk, file)};
  p.status = "up";
  p.state = def.init(p.spec, reader, k.config, k.scenario);
  k.sinks?.status(p.id, "up");
  k.running.proc = p.index;
  k.running.thread = 0;
  def.start(p.state, contextOf(k, p.index));
  k.running.proc = -1;
  const thread = p.threads[0] as Thread;
  if (thread.next) {
    // A start that goes on with work: the same road as any other handler.
    const {token, delay} = thread.next;
    thread.next = null;
    thread.busy = true;
    push(k.s.queue, k.s.now + delay, {kind: Kind.DONE, proc: p.index, incarnation: p.incarnation, conn: 0, thread: 0, n: 1, data: token});
  }
  if (def.member) k.sinks?.handled(p.index);
}

export function pause(k: Kernel, p: Proc): void {
  if (p.status !== "up") return;
  p.status = "paused";
  k.sinks?.status(p.id, "paused");
}

/** Overdue timers and buffered input come in the order that the system's runtime gives them (T25). */
export function resume(k: Kernel, p: Proc): void {
  if (p.status !== "paused") return;
  p.status = "up";
  p.backlog = 0;
  const held = p.held;
  p.held = [];
  k.sinks?.status(p.id, "up");
  const last = (k.defs[p.index] as Process).resume === "input-first" ? Kind.TIMER : -1;
  const late = held.filter((e) => (last === Kind.TIMER) === (e.kind === Kind.TIMER));
  const early = held.filter((e) => (last === Kind.TIMER) !== (e.kind === Kind.TIMER));
  for (const e of [...early, ...late]) push(k.s.queue, k.s.now, e);
}
