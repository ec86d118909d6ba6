import {type ActOf, befallen, type Fault, type FaultAct, type FaultName, type MessageFault} from "../model/fault.ts";
import type {NodeId} from "../vocabulary.ts";
import {assert, ms, plus} from "../vocabulary.ts";
import {setDrift} from "./clock.ts";
import {startSync} from "./device.ts";
import {losePower} from "./disk.ts";
import {draw} from "./latency.ts";
import {boot, die, pause, rearm, resume} from "./life.ts";
import {endOf, reset, vanish} from "./network.ts";
import {cut, heal, slow} from "./partition.ts";
import {Kind, push} from "./queue.ts";
import {type Host, type Kernel, type Proc, procAt} from "./state.ts";
import {hostOf, named, procsOf, sidesOf} from "./targets.ts";
import {scheduleFault} from "./triggers.ts";

/** Puts the faults with a time into the queue and those with a `when` on watch. */
export function arm(k: Kernel): void {
  k.scenario.faults.forEach((fault, index) => {
    if ("when" in fault) k.s.waiting.push({fault: index, left: fault.when.nth ?? 1});
    else scheduleFault(k, ms(fault.at), index, -1);
  });
}

/** Makes a fault happen now. `self`: the process whose event triggered it. */
export function apply(k: Kernel, fault: Fault, self?: NodeId): void {
  const nodes = befallen(fault).flatMap((n) => named(k, n, self));
  if ("as" in fault && fault.as) k.s.named[`@${fault.as}`] = [...nodes];
  k.sinks?.fault(fault, nodes);
  const effect = EFFECTS[fault.kind] as Effect<FaultAct>;
  effect(k, fault, self);
}

type Effect<F> = (k: Kernel, fault: F, self?: NodeId) => void;

/** Kinds of fault that hit each of their nodes separately. */
const each =
  <F extends FaultAct & {readonly node: NodeId}>(befall: (k: Kernel, p: Proc, fault: F) => void): Effect<F> =>
  (k, fault, self) => {
    for (const p of procsOf(k, fault.node, self)) befall(k, p, fault);
  };

/** A fault of one message waits for that message. */
const arms: Effect<MessageFault> = (k, fault, self) => void k.s.armed.push({...fault, node: named(k, fault.node, self)[0] ?? fault.node});

/** What each kind of fault does. */
const EFFECTS: {readonly [K in FaultName]: Effect<ActOf<K>>} = {
  crash: each(die),
  "power-loss": each((k, p) => powerLoss(k, p.host)),
  restart: each(restart),
  pause: each((k, p, {forMs}) => {
    pause(k, p);
    if (forMs === undefined) return;
    const data: Fault = {kind: "resume", node: p.id, at: 0};
    push(k.s.queue, plus(k.s.now, ms(forMs)), {kind: Kind.FAULT, proc: -1, incarnation: 0, conn: 0, thread: 0, n: -1, data});
  }),
  resume: each(resume),
  cut: (k, {nodes, from, oneWay = false}, self) => cut(k, {...sidesOf(k, nodes, from, self), oneWay, cut: true, factor: null}),
  heal: (k, {nodes, from}, self) => heal(k, {...sidesOf(k, nodes, from, self), oneWay: false, cut: false, factor: null}),
  "slow-link": (k, {nodes, from, factor}, self) => slow(k, {...sidesOf(k, nodes, from, self), oneWay: false, cut: null, factor}),
  "slow-disk": each((k, p, {factor}) => {
    if (factor === null) hostOf(k, p).diskStuck = true;
    else hostOf(k, p).diskFactor = factor;
  }),
  "heal-disk": each(healDisk),
  "clock-jump": each((k, p, {byMs}) => {
    const host = hostOf(k, p);
    host.wallOffset = plus(host.wallOffset, ms(byMs));
  }),
  "clock-drift": each((k, p, {ppm}) => drift(k, p.host, ppm)),
  "reset-connection": resetBetween,
  drop: arms,
  delay: arms,
  duplicate: arms,
};

function powerLoss(k: Kernel, index: number): void {
  const host = k.s.hosts[index] as Host;
  if (!host.up) return;
  host.up = false;
  k.s.blocked++;
  host.lives++;
  host.diskFree = k.s.now;
  host.diskWaiting = [];
  vanish(k, index);
  for (const proc of k.tenants[index] as readonly number[]) {
    const p = procAt(k, proc);
    losePower(p.disk, p.stream);
    die(k, p);
  }
}

function restart(k: Kernel, p: Proc): void {
  const host = hostOf(k, p);
  if (!host.up) k.s.blocked--;
  host.up = true;
  if (p.status === "up" || p.status === "paused") die(k, p);
  boot(k, p, draw(k.machine.processStart, p.stream));
}

function healDisk(k: Kernel, p: Proc): void {
  const host = hostOf(k, p);
  host.diskFactor = 1;
  host.diskStuck = false;
  const waiting = host.diskWaiting;
  host.diskWaiting = [];
  for (const request of waiting) startSync(k, request);
}

function drift(k: Kernel, host: number, ppm: number): void {
  setDrift(k.s.hosts[host] as Host, k.s.now, ppm);
  for (const proc of k.tenants[host] as readonly number[]) rearm(k, procAt(k, proc));
}

function resetBetween(k: Kernel, fault: ActOf<"reset-connection">, self?: NodeId): void {
  const [a] = procsOf(k, fault.node, self);
  if (!a) return;
  for (const b of procsOf(k, fault.peer, self)) {
    for (const conn of k.s.conns.values()) {
      if (conn.phase !== "open" || (fault.port && conn.port !== fault.port)) continue;
      if (conn.ends.includes(a.index) && conn.ends[1 - endOf(conn, a.index)] === b.index) reset(k, conn);
    }
  }
}

/** Settling: everything broken is mended, and every process that is down restarts. */
export function mendAll(k: Kernel): void {
  k.s.waiting = [];
  k.s.armed = [];
  heal(k, {left: null, right: null, oneWay: false, cut: false, factor: null});
  slow(k, {left: null, right: null, oneWay: false, cut: null, factor: 1});
  for (const p of k.s.procs) {
    const def = k.defs[p.index];
    assert(def !== undefined, "each process has a definition");
    healDisk(k, p);
    if (hostOf(k, p).ppm !== 0) drift(k, p.host, 0);
    if (p.status === "paused") resume(k, p);
    if (def.member && p.status === "down") restart(k, p);
  }
}
