import {type Context, type Ending, type Library, LOOPBACK, type Process} from "../model/process.ts";
import type {Json, Message, Ticks} from "../vocabulary.ts";
import {assert, NO_TIME, plus, times} from "../vocabulary.ts";
import {monotonic} from "./clock.ts";
import {endSync, startSync} from "./device.ts";
import {draw} from "./latency.ts";
import {crowded, MOST_WAITING} from "./limits.ts";
import {endOf, forget, letGo} from "./network.ts";
import {type Event, Kind, push} from "./queue.ts";
import {
  type Conn,
  calledIn,
  EXPIRED,
  type FsyncRequest,
  type Host,
  homeAt,
  type Kernel,
  type Packet,
  type Proc,
  procAt,
  type Thread,
} from "./state.ts";
import {amidFaults, tripped} from "./triggers.ts";

const alive = (p: Proc): boolean => p.status === "up";

/** An event is due at a process: it runs now, waits for its thread, or is kept until the process is resumed. */
export function input(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status === "down" || p.status === "starting") return;
  if (p.status === "paused") return keep(k, p, p.held, e);
  const thread = p.threads[e.thread] as Thread;
  if (thread.busy) keep(k, p, thread.queue, e);
  else begin(k, p, thread, e);
}

function keep(k: Kernel, p: Proc, waiting: Event[], e: Event): void {
  if (waiting.push(e) > MOST_WAITING) crowded(k, "at", p.id);
}

/** An idle thread takes an event: at once if it costs nothing, else it is busy for as long as the machine profile says. */
function begin(k: Kernel, p: Proc, thread: Thread, e: Event): void {
  const {service} = thread;
  if (thread.current !== null || thread.steps.length > 0)
    assert(false, `${p.id} begins an event on a thread that is not done with another`);
  if (service === null) return handle(k, p, thread, e);
  thread.busy = true;
  thread.current = e;
  const done = plus(k.s.now, times(draw(service, p.stream), slowed(k)));
  push(k.s.queue, done, {kind: Kind.SERVE, proc: p.index, incarnation: p.incarnation, conn: 0, thread: e.thread, n: 0, data: null});
}

function drain(k: Kernel, p: Proc, thread: Thread): void {
  while (!thread.busy && thread.queue.length > 0 && alive(p)) begin(k, p, thread, thread.queue.shift() as Event);
}

/** The end of a service time. */
export function serve(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status === "down") return;
  if (p.status === "paused") return keep(k, p, p.held, e);
  const thread = p.threads[e.thread] as Thread;
  const {current} = thread;
  assert(current !== null, "a thread ends a service it never began");
  thread.busy = false;
  thread.current = null;
  handle(k, p, thread, current);
  drain(k, p, thread);
}

/** A thread of a resumed process, which waited while others had their turn. */
export function turn(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status === "down") return;
  if (p.status === "paused") return keep(k, p, p.held, e);
  const thread = p.threads[e.thread] as Thread;
  thread.busy = false;
  drain(k, p, thread);
}

/**
 * Where DONE events arrive. `n` 1: the thread has done nothing else meanwhile, and continues with this before everything that waits for it.
 */
export function done(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (e.n !== 1) return input(k, e);
  if (p.incarnation !== e.incarnation || p.status === "down") return;
  if (p.status === "paused") return keep(k, p, p.held, e);
  const thread = p.threads[e.thread] as Thread;
  assert(thread.busy && thread.current === null, "a thread ends a step it never began");
  thread.busy = false;
  handle(k, p, thread, e);
  drain(k, p, thread);
}

/** An fsync returns to the process that asked for it. */
export function synced(k: Kernel, e: Event): void {
  if (!endSync(k, e)) return;
  const {files, token, blocks} = e.data as FsyncRequest;
  e.kind = Kind.DONE;
  e.n = blocks ? 1 : 0;
  e.data = token;
  done(k, e);
  const p = procAt(k, e.proc);
  if (k.watches) for (const file of files) tripped(k, "sync", calledIn(k, p.home, "durable", file), p, null, "after");
}

/** Runs one handler; then its thread starts what the handler asked it to do next. */
function handle(k: Kernel, p: Proc, thread: Thread, e: Event): void {
  const def = k.defs[p.index] as Process<unknown>;
  k.running.proc = p.index;
  k.running.thread = e.thread;
  const ctx = k.contexts[p.index] as Context;
  if (k.watches) amidFaults(p, () => dispatch(k, p, def, e, ctx));
  else dispatch(k, p, def, e, ctx);
  k.running.proc = -1;
  if (thread.steps.length > 0) step(k, p, e.thread);
  if (k.sinks === null) return;
  if (def.member) k.sinks.handled(p.index);
  else if (def.asks) k.sinks.asks(p.id, p.state !== null && def.asks(p.state));
}

/** A thread whose handler has ended starts the first of the things it was asked to do. */
export function step(k: Kernel, p: Proc, index: number): void {
  const thread = p.threads[index] as Thread;
  const next = thread.steps.shift();
  if (!next) return;
  assert(!thread.busy, "a thread does one thing at a time");
  thread.busy = true;
  if ("flush" in next) return startSync(k, next);
  const {token, delay} = next;
  push(k.s.queue, plus(k.s.now, worked(k, delay)), {
    kind: Kind.DONE,
    proc: p.index,
    incarnation: p.incarnation,
    conn: 0,
    thread: index,
    n: 1,
    data: token,
  });
}

/** How long a piece of work takes if it begins now. */
function worked(k: Kernel, delay: Ticks): Ticks {
  const taken = times(delay, slowed(k));
  if (delay > 0 && k.machine.cores !== Number.POSITIVE_INFINITY) k.s.working.push(plus(k.s.now, taken));
  return taken;
}

/** How much longer everything takes while more work is going on than the machine has cores: all of it proceeds side by side. */
function slowed(k: Kernel): number {
  const {working, now} = k.s;
  if (working.length === 0) return 1;
  k.s.working = working.filter((end) => end > now);
  return Math.max(1, (k.s.working.length + 1) / k.machine.cores);
}

function dispatch(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  switch (e.kind) {
    case Kind.RECEIVE:
      return receive(k, p, def, e, ctx);
    case Kind.LOCAL: {
      const packet = e.data as Packet;
      const message = packet.message as Message;
      if (k.sinks?.trace) k.sinks.received(p.id, p.id, portName(def, e.thread), p.home, message, packet);
      return def.receive?.(p.state, LOOPBACK, message, ctx);
    }
    case Kind.RECEIVE_DATAGRAM:
      return receiveDatagram(k, p, def, e, ctx);
    case Kind.TIMER:
      return expire(k, p, def, e, ctx);
    case Kind.DONE:
      return def.done?.(p.state, e.data as Json, ctx);
    case Kind.CONNECTED:
    case Kind.ACCEPTED:
      return opened(k, p, def, e, ctx);
    case Kind.DISCONNECTED:
      return ended(k, p, def, e, ctx);
    default:
      assert(false, `an event of kind ${e.kind} is no process's business`);
  }
}

const portName = (def: Process<unknown>, thread: number): string =>
  Object.keys(def.ports).find((port) => def.ports[port] === def.threads[thread]) ?? "";

const peerOf = (k: Kernel, conn: Conn, p: Proc): string => procAt(k, conn.ends[endOf(conn, p.index) === 0 ? 1 : 0]).id;

function opened(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  const conn = k.s.conns.get(e.conn);
  if (!conn || !holds(conn, p)) return;
  const accepted = e.kind === Kind.ACCEPTED;
  if (k.sinks?.trace) {
    k.sinks.happened({
      index: k.s.count,
      at: k.s.now,
      kind: accepted ? "accepted" : "connected",
      node: p.id,
      peer: peerOf(k, conn, p),
      port: conn.port,
    });
  }
  if (accepted) return def.accepted?.(p.state, e.conn, conn.port, ctx);
  if (conn.home === p.home) return def.connected?.(p.state, e.conn, ctx);
  const name = homeAt(k, conn.home).system.name;
  return libraryOf(def, p, name).connected?.(p.state, e.conn, ctx.of(name), ctx);
}

/** The lower system's library in this process. */
function libraryOf(def: Process<unknown>, p: Proc, system: string): Library {
  const library = def.libraries?.[system];
  assert(library !== undefined, `${p.id} has no library of ${system}, to whose process it has a connection`);
  return library;
}

/** What the kernel received before an RST stays readable (T17). */
function holds(conn: Conn, p: Proc): boolean {
  const end = conn.end[endOf(conn, p.index)];
  return end === "open" || end === "broken";
}

function ended(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  const conn = k.s.conns.get(e.conn);
  const why = e.data as Ending;
  if (!conn || conn.end[endOf(conn, p.index)] !== (why === "eof" ? "open" : "broken")) return;
  if (k.sinks?.trace)
    k.sinks.happened({index: k.s.count, at: k.s.now, kind: "disconnected", node: p.id, peer: peerOf(k, conn, p), port: conn.port, why});
  letGo(k, conn, p.index, false, NO_TIME);
  if (conn.home === p.home) def.disconnected?.(p.state, e.conn, why, ctx);
  else {
    const name = homeAt(k, conn.home).system.name;
    libraryOf(def, p, name).disconnected?.(p.state, e.conn, why, ctx.of(name), ctx);
  }
  forget(k, conn);
}

function receive(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  const packet = e.data as Packet;
  const conn = packet.conn as Conn;
  if (!holds(conn, p)) return k.sinks?.lost(packet.id);
  const message = packet.message as Message;
  const {home} = conn;
  const called = k.watches ? calledIn(k, home, "messages", message.kind) : "";
  if (k.watches && tripped(k, "receive", called, p, peerOf(k, conn, p), "before")) return;
  if (k.sinks?.trace) k.sinks.received(p.id, peerOf(k, conn, p), conn.port, home, message, packet);
  if (home === p.home) def.receive?.(p.state, e.conn, message, ctx);
  else {
    const {name} = homeAt(k, home).system;
    libraryOf(def, p, name).receive?.(p.state, e.conn, message, ctx.of(name), ctx);
  }
  if (k.watches) tripped(k, "receive", called, p, peerOf(k, conn, p), "after");
}

function receiveDatagram(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  const packet = e.data as Packet;
  const message = packet.message as Message;
  const from = procAt(k, e.n).id;
  const called = k.watches ? calledIn(k, p.home, "messages", message.kind) : "";
  if (k.watches && tripped(k, "receive", called, p, from, "before")) return;
  if (k.sinks?.trace) k.sinks.received(p.id, from, "", p.home, message, packet);
  def.datagram?.(p.state, from, message, ctx);
  if (k.watches) tripped(k, "receive", called, p, from, "after");
}

function expire(k: Kernel, p: Proc, def: Process<unknown>, e: Event, ctx: Context): void {
  const name = e.data as string;
  const timer = p.timers.get(name);
  if (timer?.generation !== e.n) return;
  if (monotonic(k.s.hosts[p.host] as Host, k.s.now) < timer.deadline) assert(false, `timer ${name} of ${p.id} ends before its time`);
  // Most timers are set again by their own handler: the entry stays until it is clear that this one was not, because emptying and refilling
  // a Map is slow.
  timer.generation = EXPIRED;
  if (k.sinks?.trace) k.sinks.happened({index: k.s.count, at: k.s.now, kind: "timer", node: p.id, name});
  if (timer.library === 0) def.timer?.(p.state, name, timer.arg, ctx);
  else {
    const lower = homeAt(k, timer.library).system.name;
    libraryOf(def, p, lower).timer?.(p.state, name.slice(lower.length + 1), timer.arg, ctx.of(lower), ctx);
  }
  if (p.timers.get(name)?.generation === EXPIRED) p.timers.delete(name);
}
