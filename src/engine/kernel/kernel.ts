import type {Fault} from "../model/fault.ts";
import {homeOf, homesOf, prefixed, processOf, scenarioAt} from "../model/home.ts";
import type {Ending, Process} from "../model/process.ts";
import type {ClientSpec, Machine, NodeSpec, Scenario} from "../model/scenario.ts";
import type {KernelOptions, System} from "../model/system.ts";
import type {World} from "../model/world.ts";
import type {NodeId, Ticks} from "../vocabulary.ts";
import {assert, earlier, ms, NO_TIME, plus} from "../vocabulary.ts";
import {clone} from "./clone.ts";
import {createContext} from "./context.ts";
import {datagramArrived} from "./datagram.ts";
import {allSafe, append, createDisk, put} from "./disk.ts";
import {apply, arm, mendAll} from "./faults.ts";
import {sendSyn, synAnswered, synArrived} from "./handshake.ts";
import {createHash, mix} from "./hash.ts";
import {probe} from "./keepalive.ts";
import {latency} from "./latency.ts";
import {begin, boot} from "./life.ts";
import {crowded, EVENT_BUDGET, MOST_WAITING, overBudget} from "./limits.ts";
import {wiringOf} from "./links.ts";
import {arrive, breakEnd, endOf, retry} from "./network.ts";
import {done, input, serve, synced, turn} from "./process.ts";
import {createQueue, type Event, Kind, nextTime, pop} from "./queue.ts";
import {createSinks} from "./sinks.ts";
import {
  type Compiled,
  type Conn,
  type Host,
  homeAt,
  type Kernel,
  type KernelHome,
  type KernelState,
  type Packet,
  type Proc,
  procAt,
  type Thread,
} from "./state.ts";
import {stream} from "./streams.ts";
import {threadNames} from "./threads.ts";
import {triggersOf} from "./triggers.ts";
import {createWorld} from "./world.ts";

export interface KernelSetup {
  readonly rules?: object;
  readonly kernel?: KernelOptions;
  /** Keep the trace. */
  readonly record?: boolean;
  /** Keep the notes of these kinds. */
  readonly notes?: readonly string[];
  /** No monitors, no beliefs, no history: only the world. For replays of a run that is already known. */
  readonly bare?: boolean;
}

/** Settling that takes longer than this has not converged. */
const SETTLE_LIMIT = ms(180_000);
const SETTLE_STEP = ms(500);

/** A machine that adds no time: a run is then the protocol alone. */
export const INSTANT: Machine = {
  name: "instant",
  processStart: {constant: 0},
  teardown: {constant: 0},
  fsync: "ram",
  service: {},
  work: {},
};

type Spec = NodeSpec & {readonly client: boolean; readonly home: number; readonly def: Process};

/** All processes of the run. */
function specsOf(system: System, scenario: Scenario): Spec[] {
  const homes = homesOf(system);
  const made = (spec: NodeSpec, client: boolean): Spec => {
    const name = processOf(system, spec, client);
    const def = system.processes[name];
    assert(def !== undefined, `${system.name} has no process ${name}`);
    const {home, own} = homeOf(homes, name);
    return {...spec, ...(home > 0 && {process: own}), client, home, def};
  };
  const clients: readonly ClientSpec[] = scenario.clients ?? [];
  return [...scenario.nodes.map((n) => made(n, false)), ...clients.map((c) => made(c, true))];
}

function machineOf(system: System, scenario: Scenario): Machine {
  const named = scenario.machine ?? "instant";
  if (typeof named !== "string") return named;
  const machine = named === "instant" ? INSTANT : system.machines[named];
  assert(machine !== undefined, `${system.name} has no machine ${named}`);
  return machine;
}

function compileMachine(profile: Machine): Compiled {
  return {
    processStart: latency(profile.processStart),
    teardown: latency(profile.teardown),
    fsync: latency(profile.fsync),
    work: Object.fromEntries(Object.entries(profile.work).map(([name, spec]) => [name, latency(spec)])),
    cores: profile.cores ?? Number.POSITIVE_INFINITY,
  };
}

/** The machine profile applies to the cluster; clients cost no time. */
function createThread(profile: Machine, def: Process, name: string): Thread {
  const spec = def.member ? profile.service[name] : undefined;
  return {busy: false, current: null, queue: [], steps: [], service: spec === undefined ? null : latency(spec)};
}

function createProc(
  all: Spec,
  index: number,
  host: number,
  profile: Machine,
  {seed, nodes: {length: nodes}}: Scenario,
  lower: string | null,
): Proc {
  const {home, def, ...spec} = all;
  return {
    id: spec.id,
    index,
    host,
    home,
    spec: Object.freeze(spec),
    status: "down",
    incarnation: 0,
    state: null,
    disk: createDisk(),
    timers: new Map(),
    threads: threadNames(def, nodes).map((name) => createThread(profile, def, lower === null ? name : prefixed(lower, name))),
    held: [],
    outbox: [],
    listening: new Map(),
    conns: new Set(),
    stream: stream(seed, `process ${spec.id}`),
  };
}

function createHost(name: string, seed: number): Host {
  return {
    name,
    up: true,
    lives: 0,
    monoBase: NO_TIME,
    since: NO_TIME,
    ppm: 0,
    wallOffset: NO_TIME,
    diskFree: NO_TIME,
    diskFactor: 1,
    diskStuck: false,
    diskWaiting: [],
    diskStream: stream(seed, `disk ${name}`),
  };
}

/** Builds the world of a scenario at time 0. Refuses a scenario that makes no sense. */
export function createKernel(system: System, scenario: Scenario, setup: KernelSetup = {}): {k: Kernel; world: World} {
  const all = specsOf(system, scenario);
  const index = new Map(all.map((s, i) => [s.id, i]));
  assert(index.size === all.length, "no two nodes have the same id");
  const defs = all.map(({def}) => def);
  const lowerOf = ({home}: Spec): string | null => (home === 0 ? null : (system.standsOn[home - 1]?.name ?? null));
  const hostNames = [...new Set(all.map((s) => s.host ?? s.id))];
  const hostIndices = new Map(hostNames.map((name, i) => [name, i]));
  const hostIndex = (s: Spec) => hostIndices.get(s.host ?? s.id) as number;
  const hosts = hostNames.map((name) => createHost(name, scenario.seed));
  const tenants: number[][] = hosts.map(() => []);
  all.forEach((spec, i) => {
    tenants[hostIndex(spec)]?.push(i);
  });
  const node = (id: NodeId) => {
    const spec = all[index.get(id) ?? -1];
    assert(spec !== undefined, `a link names ${id}, which is no node`);
    return hostIndex(spec);
  };
  const profile = machineOf(system, scenario);
  const s: KernelState = {
    now: NO_TIME,
    count: 0,
    queue: createQueue(),
    procs: all.map((spec, i) => createProc(spec, i, hostIndex(spec), profile, scenario, lowerOf(spec))),
    hosts,
    links: new Map(),
    linkFaults: [],
    conns: new Map(),
    blocked: 0,
    working: [],
    nextConn: 1,
    nextPacket: 1,
    nextOperation: 1,
    generation: 0,
    hash: createHash(),
    named: {},
    waiting: [],
    armed: [],
    settling: false,
    monitors: [],
    open: new Map(),
  };
  const mutable = {
    system,
    scenario,
    homes: [] as KernelHome[],
    machine: compileMachine(profile),
    wiring: wiringOf(scenario.network, hosts.length, node),
    tenants,
    defs,
    index,
    options: setup.kernel ?? {},
    triggered: triggersOf(scenario),
    watches: scenario.faults.some((f) => "when" in f),
    lossy: setup.kernel?.lossy !== undefined,
    loss: Math.floor((scenario.network.loss ?? 0) * 0x100000000),
    sinks: null as Kernel["sinks"],
    strike: (fault: Fault, self?: NodeId) => apply(k, fault, self),
    s,
    running: {proc: -1, thread: 0},
    contexts: [],
  };
  const k: Kernel = mutable;
  const world = createWorld(k, null);
  mutable.homes = homesAt(k, setup.rules ?? system.rules, world);
  for (let i = 0; i < all.length; i++) k.contexts.push(createContext(k, i));
  if (!setup.bare) mutable.sinks = createSinks(k, setup.record ?? false, setup.notes ?? []);
  initialise(k, all);
  arm(k);
  return {k, world};
}

/** The systems of the world, each with its own view of it. */
function homesAt(k: Kernel, rules: object, whole: World): KernelHome[] {
  const homes = homesOf(k.system);
  return homes.map((home, index) => {
    const {system, called} = home;
    const scenario = scenarioAt(k.system, k.scenario, index);
    const present = index === 0 || scenario.nodes.length > 0;
    const ownRules = Object.keys(system.rules).map((name) => [name, rules[called("rules", name) as keyof typeof rules]] as const);
    return {
      ...home,
      scenario,
      rules: index === 0 ? rules : Object.fromEntries(ownRules),
      present,
      config: present ? system.configure(scenario.config, scenario) : {},
      world: homes.length === 1 ? whole : createWorld(k, index),
      hashed: {messages: new Map(), notes: new Map()},
    };
  });
}

function initialise(k: Kernel, all: readonly Spec[]): void {
  for (const p of k.s.procs) {
    const initial = k.scenario.initial?.[p.id];
    if (initial !== undefined) {
      const writer = {append: (f: string, e: unknown) => append(p.disk, f, e), put: (f: string, v: unknown) => put(p.disk, f, v)};
      homeAt(k, p.home).system.restore(writer, initial, p.spec);
      allSafe(p.disk);
    }
    const start = all[p.index]?.startMs;
    if (start !== null) boot(k, p, ms(start ?? 0));
  }
}

function execute(k: Kernel, e: Event): void {
  switch (e.kind) {
    case Kind.ARRIVE:
      return arrived(k, e);
    case Kind.TIMER:
      if (procAt(k, e.proc).timers.get(e.data as string)?.generation === e.n) input(k, e);
      return;
    case Kind.SERVE:
      return serve(k, e);
    case Kind.DONE:
      return done(k, e);
    case Kind.TURN:
      return turn(k, e);
    case Kind.FSYNC:
      return synced(k, e);
    case Kind.BOOT:
      return begin(k, e);
    case Kind.FAULT: {
      const fault = e.n < 0 ? (e.data as Scenario["faults"][number]) : k.scenario.faults[e.n];
      if (fault && !k.s.settling) k.strike(fault, e.proc < 0 ? undefined : procAt(k, e.proc).id);
      return;
    }
    case Kind.LOST:
      return;
    case Kind.ARRIVE_DATAGRAM:
      return datagramArrived(k, e) ? input(k, e) : undefined;
    case Kind.RECEIVE:
    case Kind.RECEIVE_DATAGRAM:
    case Kind.LOCAL:
    case Kind.ACCEPTED:
      return input(k, e);
    default:
      return onConnection(k, e);
  }
}

/** A segment reaches the other host: its kernel has it, and hands it to the process when that gets to it. */
function arrived(k: Kernel, e: Event): void {
  const packet = e.data as Packet;
  const conn = packet.conn as Conn;
  const what = arrive(k, conn, e.n as 0 | 1, packet);
  if (what === null) return;
  e.incarnation = procAt(k, e.proc).incarnation;
  if (what !== "deliver") return disconnect(k, conn, e, what);
  e.kind = Kind.RECEIVE;
  e.thread = conn.threads[endOf(conn, e.proc)];
  packet.at = k.s.now;
  input(k, e);
}

function disconnect(k: Kernel, conn: Conn, e: Event, why: Ending): void {
  if (why !== "eof") breakEnd(conn, endOf(conn, e.proc));
  toProcess(k, conn, e, Kind.DISCONNECTED, why);
}

function toProcess(k: Kernel, conn: Conn, e: Event, kind: number, data: unknown): void {
  e.kind = kind;
  e.data = data;
  e.thread = conn.threads[endOf(conn, e.proc)];
  input(k, e);
}

function onConnection(k: Kernel, e: Event): void {
  const conn = k.s.conns.get(e.conn);
  if (!conn) return;
  switch (e.kind) {
    case Kind.RETRY:
      return retry(k, conn, e.n);
    case Kind.SYN:
      return sendSyn(k, conn, e.n);
    case Kind.SYN_ARRIVED:
      e.incarnation = procAt(k, e.proc).incarnation;
      return synArrived(k, conn) ? toProcess(k, conn, e, Kind.ACCEPTED, null) : undefined;
    case Kind.CONNECTED: {
      if (e.data !== null) return input(k, e);
      const outcome = synAnswered(k, conn, e.n);
      if (outcome === "stale") return;
      return outcome === null ? toProcess(k, conn, e, Kind.CONNECTED, "open") : disconnect(k, conn, e, outcome);
    }
    case Kind.DISCONNECTED:
      return disconnect(k, conn, e, e.data as Ending);
    case Kind.KEEPALIVE:
      return probe(k, conn, e.n as 0 | 1);
    default:
      assert(false, `no event has kind ${e.kind}`);
  }
}

/** Runs every event up to and including `until`, or up to the event of that index. Refuses to run for ever. */
export function advance(k: Kernel, until: Ticks, stopAt = Number.POSITIVE_INFINITY, budget = EVENT_BUDGET): void {
  const {s} = k;
  const {queue} = s;
  while (queue.size > 0 && s.count < stopAt) {
    const next = nextTime(queue);
    if (next > until) break;
    if (s.count >= budget) overBudget(k, budget, until);
    if (queue.size > MOST_WAITING) crowded(k, "time", "");
    if (next < s.now) assert(false, "time goes back");
    s.now = next;
    const e = pop(queue);
    s.count++;
    mix(s.hash, s.now | 0);
    mix(s.hash, e.kind + (e.proc << 5));
    execute(k, e);
    k.sinks?.after();
  }
  if (s.count < stopAt && s.now < until) s.now = until;
}

/** Mends everything, stops the workloads, and runs until the system has converged. False: it had not after three minutes. */
export function settle(k: Kernel, budget = EVENT_BUDGET): boolean {
  k.s.settling = true;
  mendAll(k);
  k.sinks?.changed();
  const limit = plus(k.s.now, SETTLE_LIMIT);
  while (k.s.now < limit) {
    advance(k, earlier(plus(k.s.now, SETTLE_STEP), limit), Number.POSITIVE_INFINITY, budget);
    if (k.s.open.size === 0 && k.homes.every(isAtRest)) return true;
  }
  return false;
}

const isAtRest = ({present, system, world, scenario}: KernelHome): boolean => !present || system.converged(world as World<never>, scenario);

export const checkpoint = (k: Kernel): KernelState => clone(k.s);
