import type {Context, Process} from "../model/process.ts";
import type {ConnId, Json, Ticks} from "../vocabulary.ts";
import {assert, later, NO_TIME, plus, ticks} from "../vocabulary.ts";
import {monotonic, whenShows} from "./clock.ts";
import {openLog, readCell, wipe} from "./disk.ts";
import {draw} from "./latency.ts";
import {close, wasTaken} from "./network.ts";
import {step} from "./process.ts";
import {type Event, Kind, push} from "./queue.ts";
import {sendKept} from "./sending.ts";
import {calledIn, EXPIRED, type Host, homeAt, type Kernel, type Packet, type Proc, procAt, type Thread, type Timer} from "./state.ts";
import {between} from "./streams.ts";
import {amidFaults} from "./triggers.ts";

/** Starts the process: the operating system needs `processStart` before its first instruction. */
export function boot(k: Kernel, p: Proc, delay: Ticks): void {
  if (p.status !== "down") return;
  assert(p.state === null && p.conns.size === 0 && p.timers.size === 0, `${p.id} starts with what an earlier life held`);
  p.status = "starting";
  push(k.s.queue, plus(k.s.now, delay), {kind: Kind.BOOT, proc: p.index, incarnation: p.incarnation, conn: 0, thread: 0, n: 0, data: null});
}

/** First instruction: state from the disk, then `start`. */
export function begin(k: Kernel, e: Event): void {
  const p = procAt(k, e.proc);
  if (p.incarnation !== e.incarnation || p.status !== "starting") return;
  if (p.incarnation > 0) for (const file of volatileFilesOf(k, p.home)) wipe(p.disk, file);
  const def = k.defs[p.index] as Process<unknown>;
  const reader = {log: (file: string) => openLog(p.disk, file), get: (file: string) => readCell(p.disk, file)};
  p.status = "up";
  const {config, scenario} = homeAt(k, p.home);
  p.state = def.init(p.spec, reader, config, scenario);
  k.sinks?.status(p.id, "up");
  k.running.proc = p.index;
  k.running.thread = 0;
  amidFaults(p, () => def.start(p.state, k.contexts[p.index] as Context));
  k.running.proc = -1;
  step(k, p, 0);
  if (def.member) k.sinks?.handled(p.index);
  else k.sinks?.asks(p.id, p.state !== null && (def.asks?.(p.state) ?? true));
}

/** Files that do not survive a restart, by the names they have at home. */
function volatileFilesOf(k: Kernel, home: number): readonly string[] {
  const files = k.options.volatileFiles ?? [];
  return home === 0 ? files : (homeAt(k, home).system.durable ?? []).filter((file) => files.includes(calledIn(k, home, "durable", file)));
}

/**
 * The process has died; its host's kernel closes its connections (T17, T21), unless the host has gone, too: then `vanish` has ended them.
 */
export function die(k: Kernel, p: Proc): void {
  if (p.status === "down") return;
  const unread = unreadOf(p);
  if (k.sinks?.trace) for (const e of taken(p)) k.sinks.lost((e.data as Packet).id);
  p.status = "down";
  p.incarnation++;
  p.state = null;
  p.timers.clear();
  p.held = [];
  p.outbox = [];
  p.listening.clear();
  for (const t of p.threads) {
    t.busy = false;
    t.current = null;
    t.queue = [];
    t.steps = [];
  }
  for (const [id, operation] of k.s.open) {
    if (operation.process !== p.id) continue;
    k.s.open.delete(id);
    k.sinks?.completed({...operation, completedAt: k.s.now, type: "info"});
  }
  if (p.conns.size > 0) {
    const teardown = draw(k.machine.teardown, p.stream);
    for (const id of [...p.conns]) close(k, id, p.index, unread.has(id) || wasTaken(k, id, p.index), teardown);
  }
  assert(p.conns.size === 0, `${p.id} is gone and holds a connection`);
  k.sinks?.status(p.id, "down");
  if (!k.defs[p.index]?.member) k.sinks?.asks(p.id, false);
}

/** Connections with messages that the host's kernel has and the process has not taken. */
export function unreadOf(p: Proc): Set<ConnId> {
  const unread = new Set<ConnId>();
  for (const e of waiting(p)) unread.add(e.conn);
  return unread;
}

const waiting = (p: Proc): Event[] => [...p.held, ...p.threads.flatMap((t) => t.queue)].filter((e) => e.kind === Kind.RECEIVE);

/** Messages that a process had not handled, including one in service. */
const taken = (p: Proc): Event[] =>
  [...p.held, ...p.threads.flatMap((t) => (t.current === null ? t.queue : [...t.queue, t.current]))].filter(
    ({kind}) => kind === Kind.RECEIVE || kind === Kind.RECEIVE_DATAGRAM,
  );

/** A running handler finishes first; only what it sends from here on is held back. */
export function pause(k: Kernel, p: Proc): void {
  if (p.status !== "up") return;
  p.status = "paused";
  k.sinks?.status(p.id, "paused");
}

/**
 * Within a thread overdue timers and buffered input come in the order that the system's runtime gives them (T25), behind what waited for the
 * thread before; which thread runs first is drawn.
 */
export function resume(k: Kernel, p: Proc): void {
  if (p.status !== "paused") return;
  p.status = "up";
  for (const port of p.listening.keys()) p.listening.set(port, 0);
  const {held, outbox} = p;
  p.held = [];
  p.outbox = [];
  k.sinks?.status(p.id, "up");
  assert(p.held.length === 0, `${p.id} is kept waiting while it runs`);
  for (const kept of outbox) sendKept(k, p, kept);
  const timersLast = (k.defs[p.index] as Process).resume === "input-first";
  const due = p.threads.map((thread, i) => {
    const waited = thread.queue;
    thread.queue = [];
    const own = held.filter((e) => e.thread === i);
    const first = own.filter((e) => (e.kind === Kind.TIMER) !== timersLast);
    const last = own.filter((e) => (e.kind === Kind.TIMER) === timersLast);
    return [...waited, ...first, ...last];
  });
  let at = k.s.now;
  for (const events of shuffled(p, due)) {
    takeTurn(k, p, events, at);
    at = plus(at, workOff(p, events));
  }
}

/** How long a thread needs for what it finds, as a rule: until then the next one waits. */
function workOff(p: Proc, events: readonly Event[]): Ticks {
  const {service} = p.threads[events[0]?.thread ?? 0] as Thread;
  return ticks(service === null ? 0 : events.length * service.median);
}

/** A thread goes on: at once with all it finds; later with what it was at, or with the first that waits. */
function takeTurn(k: Kernel, p: Proc, events: readonly Event[], at: Ticks): void {
  if (at === k.s.now) {
    for (const e of events) push(k.s.queue, at, e);
    return;
  }
  const index = events[0]?.thread ?? 0;
  const thread = p.threads[index] as Thread;
  const ends = (e: Event) => e.kind === Kind.SERVE || (e.kind === Kind.DONE && e.n === 1);
  thread.queue = events.filter((e) => !ends(e));
  const end = events.find(ends);
  if (end) return push(k.s.queue, at, end);
  // What it was at goes on: it waits for a disk, say.
  if (thread.busy) return;
  thread.busy = true;
  push(k.s.queue, at, {kind: Kind.TURN, proc: p.index, incarnation: p.incarnation, conn: 0, thread: index, n: 0, data: null});
}

/** In an order that is drawn; what is alone, or has nothing to do, draws nothing. */
function shuffled(p: Proc, due: Event[][]): Event[][] {
  const busy = due.filter((events) => events.length > 0);
  for (let i = busy.length - 1; i > 0; i--) {
    const j = between(p.stream, 0, i);
    [busy[i], busy[j]] = [busy[j] as Event[], busy[i] as Event[]];
  }
  return busy;
}

/** Sets a timer of the running thread; it replaces one of the same name, which keeps its thread. */
export function setTimer(k: Kernel, p: Proc, name: string, delay: Ticks, arg: Json, library = 0): void {
  const deadline = plus(monotonic(k.s.hosts[p.host] as Host, k.s.now), later(NO_TIME, ticks(Math.round(delay))));
  const {thread} = k.running;
  if (thread >= p.threads.length) assert(false, `timer ${name} of ${p.id} belongs to no thread`);
  let timer = p.timers.get(name);
  if (timer) {
    timer.arg = arg;
    timer.deadline = deadline;
  } else {
    timer = {name, arg, deadline, generation: EXPIRED, thread, library};
    p.timers.set(name, timer);
  }
  arm(k, p, timer);
}

/** The host's clock has changed its rate: timers that run by it are due at another instant. */
export function rearm(k: Kernel, p: Proc): void {
  for (const timer of p.timers.values()) if (timer.generation !== EXPIRED) arm(k, p, timer);
}

function arm(k: Kernel, p: Proc, timer: Timer): void {
  timer.generation = ++k.s.generation;
  const at = later(k.s.now, whenShows(k.s.hosts[p.host] as Host, timer.deadline));
  const {incarnation, index} = p;
  const {name, thread, generation} = timer;
  push(k.s.queue, at, {kind: Kind.TIMER, proc: index, incarnation, conn: 0, thread, n: generation, data: name});
}
