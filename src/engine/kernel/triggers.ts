import type {Fault} from "../model/fault.ts";
import type {Scenario} from "../model/scenario.ts";
import type {NodeId, Ticks} from "../vocabulary.ts";
import {ms, NO_TIME, plus} from "../vocabulary.ts";
import {Kind, push} from "./queue.ts";
import type {Kernel, Proc} from "./state.ts";
import {named} from "./targets.ts";

// What faults wait for. What they then do is in faults.ts, which depends on everything that can trigger one: the kernel passes it in as
// `strike`.

/** How the name of an event that a fault waits for begins. */
type Verb = "send" | "receive" | "note" | "write" | "sync";

/** The events that the faults of a scenario wait for, by verb. */
export function triggersOf(scenario: Scenario): {[verb: string]: Set<string>} {
  const triggered: {[verb: string]: Set<string>} = {};
  for (const f of scenario.faults) {
    if (!("when" in f)) continue;
    const [verb = "", ...name] = f.when.event.split(" ");
    const names = triggered[verb] ?? new Set();
    triggered[verb] = names.add(name.join(" "));
  }
  return triggered;
}

/** Schedules a fault of the scenario at that time. `self`: the process whose event triggered it, −1: none. */
export function scheduleFault(k: Kernel, at: Ticks, index: number, self: number): void {
  push(k.s.queue, at, {kind: Kind.FAULT, proc: self, incarnation: 0, conn: 0, thread: 0, n: index, data: null});
}

/**
 * An event that a fault may wait for has happened, or is about to. @returns true if the process did not survive it: its handler must not
 * continue.
 */
export function tripped(k: Kernel, verb: Verb, name: string, p: Proc, peer: NodeId | null, side: "before" | "after"): boolean {
  if (!k.triggered[verb]?.has(name)) return false;
  const event = `${verb} ${name}`;
  const {incarnation} = p;
  for (const w of k.s.waiting) {
    const fault = k.scenario.faults[w.fault];
    if (w.left <= 0 || !fault || !("when" in fault)) continue;
    const {when} = fault;
    if (when.event !== event || sideOf(fault) !== side || k.s.now < ms(when.fromMs ?? 0)) continue;
    if (when.node && !named(k, when.node).includes(p.id)) continue;
    if (when.peer && peer !== null && !named(k, when.peer).includes(peer)) continue;
    if (--w.left > 0) continue;
    if (when.plusMs) scheduleFault(k, plus(k.s.now, ms(when.plusMs)), w.fault, p.index);
    else k.strike(fault, p.id);
  }
  return p.incarnation !== incarnation;
}

/**
 * Runs a handler in the middle of which a fault may strike. Of a process that did not survive it nothing more counts, not even that it failed,
 * say over what its disk had lost under its hands.
 */
export function amidFaults(p: Proc, handler: () => void): void {
  const {incarnation} = p;
  try {
    handler();
  } catch (error) {
    if (p.incarnation === incarnation) throw error;
  }
}

/** What a fault does to a message it must do before the message leaves: "after" makes no sense here. */
function sideOf(fault: Extract<Fault, {when: unknown}>): "before" | "after" {
  const {event, side} = fault.when;
  return "message" in fault && event.startsWith("send ") ? "before" : (side ?? "after");
}

/** What armed message faults do to a message. */
interface Interception {
  readonly extra: Ticks;
  readonly dropped: boolean;
  readonly twice: boolean;
}

const NONE: Interception = Object.freeze({extra: NO_TIME, dropped: false, twice: false});

/** The fault that is armed for this message takes it; without one nothing happens to it. */
export function intercept(k: Kernel, from: NodeId, to: NodeId, message: string): Interception {
  if (k.s.armed.length === 0) return NONE;
  const hit = k.s.armed.findIndex(
    (f) => f.message === message && named(k, f.node).includes(from) && (!f.peer || named(k, f.peer).includes(to)),
  );
  const fault = k.s.armed[hit];
  if (!fault) return NONE;
  k.s.armed.splice(hit, 1);
  return {
    extra: fault.kind === "delay" ? ms(fault.byMs) : NO_TIME,
    dropped: fault.kind === "drop",
    twice: fault.kind === "duplicate",
  };
}
