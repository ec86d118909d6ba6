import type {Told} from "../../words/message.ts";
import {inEnglish} from "../../words/said.ts";
import type {Fault} from "../model/fault.ts";
import type {Invariant, Violation} from "../model/monitor.ts";
import type {Noted, Stage} from "../model/note.ts";
import type {FinalRead, Operation} from "../model/operation.ts";
import type {BeliefSpan, EffectiveSpan, Mark, TraceEvent} from "../model/run.ts";
import type {Status, World} from "../model/world.ts";
import {type Belief, type Message, NO_TIME, type NodeId, type Scope, type Ticks} from "../vocabulary.ts";
import {monotonic} from "./clock.ts";
import type {Kernel, MonitorState, Packet} from "./state.ts";

/** What a run keeps while it goes: beliefs, history, violations always, the trace on demand. */
export interface Sinks {
  readonly beliefs: BeliefSpan[];
  readonly effective: EffectiveSpan[];
  readonly marks: Mark[];
  readonly history: Operation[];
  readonly violations: Violation[];
  readonly trace: TraceEvent[] | null;
  /** Notes of the kinds that were asked for. */
  readonly notes: Noted[];
  /** Kinds of fault that fired, and when: where an interregnum begins. */
  readonly faults: {readonly at: Ticks; readonly kind: string; readonly nodes: readonly NodeId[]}[];
  sent(node: NodeId, to: NodeId, port: string, message: Message, id: number): void;
  lost(id: number): void;
  received(node: NodeId, from: NodeId, port: string, message: Message, packet: Packet): void;
  happened(event: TraceHappening): void;
  note(note: Noted): void;
  status(node: NodeId, status: Status): void;
  fault(fault: Fault, nodes: readonly NodeId[]): void;
  invoked(operation: Operation): void;
  completed(operation: Operation): void;
  /** Something else that `effective` may hang on has changed, just now. */
  changed(): void;
  /** A member's handler has run. */
  handled(proc: number): void;
  /** After each event of the kernel: `effective` if something it hangs on has changed. */
  after(): void;
  finish(read: FinalRead | null): void;
}

type Distribute<T> = T extends unknown ? Omit<T, "index" | "at"> : never;
export type TraceHappening = Distribute<TraceEvent>;

/** An invariant, and where in the state of the run its memory is. */
interface Monitor {
  readonly invariant: Invariant;
  readonly index: number;
}

/** What a kind of note means to a run: found out once, for there are more notes than messages. */
interface NoteUse {
  readonly told: readonly (readonly [Monitor, NonNullable<NonNullable<Invariant["on"]>[string]>])[];
  readonly turns: boolean;
  readonly stage: Stage | null;
  readonly kept: boolean;
}

/** What a process that is down believes. */
const NOTHING: readonly Belief[] = Object.freeze([]);

const sameBelief = (a: Belief, b: Belief) => a.role === b.role && a.term === b.term && a.leads === b.leads;
const sameNodes = (a: readonly NodeId[], b: readonly NodeId[]) => a.length === b.length && a.every((id, i) => id === b[i]);

/** The sinks of one run. `record` keeps the trace, `kept` the notes of these kinds; nothing a sink does can change the run. */
export function createSinks(k: Kernel, world: World, record: boolean, kept: readonly string[]): Sinks {
  const {system, scenario} = k;
  const monitors: Monitor[] = system.invariants.map((invariant, index) => ({invariant, index}));
  k.s.monitors = system.invariants.map((invariant) => ({memory: invariant.init(scenario), violated: false}));
  const memoryOf = (m: Monitor) => (k.s.monitors[m.index] as MonitorState).memory;
  const isViolated = (m: Monitor) => (k.s.monitors[m.index] as MonitorState).violated;
  const uses = new Map<string, NoteUse>();
  const withEffective = monitors.filter((m) => m.invariant.effective);
  const withCompleted = monitors.filter((m) => m.invariant.completed);
  const withLifecycle = monitors.filter((m) => m.invariant.lifecycle);
  /** What each process was last known to believe, by scope; and the very list it was read off. */
  const current: Map<Scope, BeliefSpan>[] = k.s.procs.map(() => new Map());
  const asked: (readonly Belief[])[] = k.s.procs.map(() => NOTHING);
  const holds = new Map<Scope, EffectiveSpan>();
  const main = system.mainScope(scenario);
  const scopes = new Set<Scope>(main === null ? [] : [main]);
  const trace: TraceEvent[] | null = record ? [] : null;
  /** Scopes of which `effective` may have another answer; or all. */
  const dirty = new Set<Scope>();
  let allDirty = true;

  const blame = (m: Monitor, told: Told | null): void => {
    if (told === null || isViolated(m)) return;
    (k.s.monitors[m.index] as MonitorState).violated = true;
    sinks.violations.push({invariant: m.invariant.name, at: k.s.now, detail: inEnglish(told), told});
  };
  function useOf(kind: string): NoteUse {
    let use = uses.get(kind);
    if (!use) {
      const told = monitors.flatMap((m) => {
        const handler = m.invariant.on?.[kind];
        return handler ? [[m, handler] as const] : [];
      });
      use = {told, turns: system.turning.has(kind), stage: system.stages[kind] ?? null, kept: kept.includes(kind)};
      uses.set(kind, use);
    }
    return use;
  }
  const happened = (event: TraceHappening): void => {
    trace?.push({index: k.s.count, at: k.s.now, ...event} as TraceEvent);
  };

  function evaluate(scope: Scope): void {
    const nodes = system.effective(world as World<never>, scope, scenario, k.rules);
    const last = holds.get(scope);
    if (last && sameNodes(last.nodes, nodes)) return;
    if (last) last.to = k.s.now;
    const span: EffectiveSpan = {scope, nodes, from: k.s.now, to: null};
    holds.set(scope, span);
    sinks.effective.push(span);
    for (const m of withEffective) blame(m, m.invariant.effective?.(memoryOf(m), nodes, world) ?? null);
  }

  function believe(index: number): void {
    const proc = k.s.procs[index];
    if (!proc) return;
    const up = proc.state !== null;
    const host = k.s.hosts[proc.host];
    const beliefs = up ? system.believe(proc.state as never, host ? monotonic(host, k.s.now) : NO_TIME, proc.id) : NOTHING;
    if (beliefs === asked[index]) return;
    asked[index] = beliefs;
    const spans = current[index] as Map<Scope, BeliefSpan>;
    for (let i = 0; i < beliefs.length; i++) turnTo(proc.id, spans, beliefs[i] as Belief);
    if (spans.size > beliefs.length) endOthers(spans, beliefs);
  }

  /** A process believes this of the scope from now on, if it did not already. */
  function turnTo(node: NodeId, spans: Map<Scope, BeliefSpan>, belief: Belief): void {
    const old = spans.get(belief.scope);
    if (old && sameBelief(old, belief)) return;
    if (old) old.to = k.s.now;
    const span: BeliefSpan = {...belief, node, from: k.s.now, to: null};
    sinks.beliefs.push(span);
    spans.set(belief.scope, span);
    scopes.add(belief.scope);
    dirty.add(belief.scope);
  }

  function endOthers(spans: Map<Scope, BeliefSpan>, beliefs: readonly Belief[]): void {
    const kept = new Set(beliefs.map((b) => b.scope));
    for (const [scope, span] of spans) {
      if (kept.has(scope)) continue;
      span.to = k.s.now;
      spans.delete(scope);
      dirty.add(scope);
    }
  }

  const sinks: Sinks = {
    beliefs: [],
    effective: [],
    marks: [],
    history: [],
    violations: [],
    faults: [],
    notes: [],
    trace,
    happened,
    sent(node, to, port, message, id) {
      trace?.push({kind: "send", index: k.s.count, at: k.s.now, node, to, id, port, message});
    },
    lost(id) {
      trace?.push({kind: "lost", index: k.s.count, at: k.s.now, node: "", id});
    },
    received(node, from, port, message, {id, sentAt, at}) {
      trace?.push({kind: "receive", index: k.s.count, at: k.s.now, node, from, id, port, message, sentAt, arrivedAt: at});
    },
    note(note) {
      const use = useOf(note.kind);
      for (const [m, handler] of use.told) if (!isViolated(m)) blame(m, handler(memoryOf(m), note, world));
      if (use.turns && typeof note.scope === "string") dirty.add(note.scope);
      else if (use.turns) allDirty = true;
      const {stage} = use;
      if (stage) sinks.marks.push({stage, at: k.s.now, node: note.node, scope: typeof note.scope === "string" ? note.scope : null});
      if (use.kept) sinks.notes.push(note);
      if (trace) happened({kind: "note", node: note.node, note});
    },
    status(node, status) {
      allDirty = true;
      const index = k.index.get(node);
      if (index !== undefined && k.defs[index]?.member) believe(index);
      for (const m of withLifecycle) blame(m, m.invariant.lifecycle?.(memoryOf(m), node, status, world) ?? null);
      if (trace) happened({kind: "status", node, status});
    },
    fault(fault, nodes) {
      allDirty = true;
      sinks.faults.push({at: k.s.now, kind: fault.kind, nodes});
      if (trace) happened({kind: "fault", node: nodes[0] ?? "", fault, nodes});
    },
    invoked(operation) {
      if (trace) happened({kind: "invoke", node: operation.process, operation});
    },
    completed(operation) {
      sinks.history.push(operation);
      for (const m of withCompleted) if (!isViolated(m)) blame(m, m.invariant.completed?.(memoryOf(m), operation, world) ?? null);
      if (trace) happened({kind: "complete", node: operation.process, operation});
    },
    changed() {
      allDirty = true;
      sinks.after();
    },
    handled: believe,
    after() {
      if (allDirty) {
        allDirty = false;
        dirty.clear();
        for (const scope of scopes) evaluate(scope);
      } else if (dirty.size > 0) {
        for (const scope of dirty) evaluate(scope);
        dirty.clear();
      }
    },
    finish(read) {
      for (const operation of k.s.open.values()) sinks.history.push({...operation, type: "info"});
      for (const m of monitors) if (!isViolated(m)) blame(m, m.invariant.end?.(memoryOf(m), world, sinks.history, read) ?? null);
    },
  };
  return sinks;
}
