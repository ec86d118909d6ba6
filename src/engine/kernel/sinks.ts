import type {Told} from "../../words/message.ts";
import {inEnglish} from "../../words/said.ts";
import type {Fault} from "../model/fault.ts";
import type {Invariant, Violation} from "../model/monitor.ts";
import type {Noted, Stage} from "../model/note.ts";
import type {FinalRead, Operation} from "../model/operation.ts";
import type {BeliefSpan, EffectiveSpan, Rest, StageMark, TraceEvent} from "../model/run.ts";
import type {Status, World} from "../model/world.ts";
import {assert, type Belief, type Message, NO_TIME, type NodeId, type Scope, type Ticks} from "../vocabulary.ts";
import {monotonic} from "./clock.ts";
import {calledIn, homeAt, type Kernel, type MonitorState, type Packet, type Proc, procAt} from "./state.ts";

/** What a run records as it goes: beliefs, history and violations always, the trace on demand. */
export interface Sinks {
  readonly beliefs: BeliefSpan[];
  readonly effective: EffectiveSpan[];
  readonly marks: StageMark[];
  readonly history: Operation[];
  readonly rests: Rest[];
  readonly violations: Violation[];
  readonly trace: TraceEvent[] | null;
  /** Notes of the kinds that were asked for. */
  readonly notes: Noted[];
  /** Kinds of fault that fired, and when: where an interregnum begins. */
  readonly faults: {readonly at: Ticks; readonly kind: string; readonly nodes: readonly NodeId[]}[];
  sent(node: NodeId, to: NodeId, port: string, home: number, message: Message, id: number): void;
  lost(id: number): void;
  received(node: NodeId, from: NodeId, port: string, home: number, message: Message, packet: Packet): void;
  /** Asked only where the trace is kept; an event comes whole, since copying one costs as much as making it. */
  happened(event: TraceEvent): void;
  /** A note of that system, whoever made it; `index`: of its kind, as `mixNote` returns it. */
  note(note: Noted, home: number, index: number): void;
  status(node: NodeId, status: Status): void;
  fault(fault: Fault, nodes: readonly NodeId[]): void;
  invoked(operation: Operation): void;
  completed(operation: Operation): void;
  /** Something else that `effective` may depend on has just changed. */
  changed(): void;
  /** A member's handler has run. */
  handled(proc: number): void;
  /** A client's handler has run: whether it has more to ask. */
  asks(node: NodeId, more: boolean): void;
  /** After each event of the kernel: re-evaluates `effective` if something it depends on has changed. */
  after(): void;
  /** `reads`: of each home, what stands everywhere. */
  finish(reads: readonly (FinalRead | null)[]): void;
}

/** An invariant, and the index of its memory in the run's state. */
interface Monitor {
  readonly invariant: Invariant;
  readonly index: number;
  /** The system whose monitor it is: it hears nothing of the others. */
  readonly home: number;
}

/** What a run does with a kind of note: looked up once, because notes are more frequent than messages. */
interface NoteUse {
  readonly told: readonly {readonly m: Monitor; readonly handler: NonNullable<NonNullable<Invariant["on"]>[string]>}[];
  /** What those who are told see of the world. */
  readonly world: World;
  readonly turns: boolean;
  readonly stage: Stage | null;
  /** The scope of a mark that names none. */
  readonly scope: Scope | null;
  readonly kept: boolean;
  /** Its name in the world, where that differs. */
  readonly renamed: string | null;
}

/** What a process that is down believes. */
const NOTHING: readonly Belief[] = Object.freeze([]);

const sameBelief = (a: Belief, b: Belief) => a.role === b.role && a.term === b.term && a.leads === b.leads;

function sameBeliefs(a: readonly Belief[], b: readonly Belief[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const one = a[i] as Belief;
    const other = b[i] as Belief;
    if (one.scope !== other.scope || !sameBelief(one, other)) return false;
  }
  return true;
}

const sameNodes = (a: readonly NodeId[], b: readonly NodeId[]) => a.length === b.length && a.every((id, i) => id === b[i]);

/** The monitors of all systems that are there. */
function monitorsOf({system, homes}: Kernel): readonly Monitor[] {
  const homeOf = (of: string | undefined) => (of === undefined ? 0 : homes.findIndex((home) => home.system.name === of));
  return system.invariants
    .filter(({of}) => homes[homeOf(of)]?.present)
    .map((invariant, index) => ({invariant, index, home: homeOf(invariant.of)}));
}

/** The sinks of one run. `record` keeps the trace, `kept` the notes of these kinds; nothing a sink does can change the run. */
export function createSinks(k: Kernel, record: boolean, kept: readonly string[]): Sinks {
  const {system} = k;
  const alone = k.homes.length === 1;
  const monitors = monitorsOf(k);
  k.s.monitors = monitors.map(({invariant, home}) => ({memory: invariant.init(homeAt(k, home).scenario), violated: false}));
  const memoryOf = (m: Monitor) => (k.s.monitors[m.index] as MonitorState).memory;
  const isViolated = (m: Monitor) => (k.s.monitors[m.index] as MonitorState).violated;
  const worldOf = (m: Monitor): World => homeAt(k, m.home).world;
  const isOf = (m: Monitor, node: NodeId): boolean => alone || m.home === procAt(k, k.index.get(node) as number).home;
  const uses: NoteUse[][] = k.homes.map(() => []);
  const withEffective = monitors.filter((m) => m.invariant.effective);
  const withCompleted = monitors.filter((m) => m.invariant.completed);
  const withLifecycle = monitors.filter((m) => m.invariant.lifecycle);
  /** What each process was last known to believe, by scope; and the very list it was read off. */
  const current: Map<Scope, BeliefSpan>[] = k.s.procs.map(() => new Map());
  const asked: (readonly Belief[])[] = k.s.procs.map(() => NOTHING);
  const holds = new Map<Scope, EffectiveSpan>();
  const resting = new Map<NodeId, Rest>();
  const main = system.mainScope(k.scenario);
  /** The system of each scope. */
  const scopes = new Map<Scope, number>(main === null ? [] : [[main, 0]]);
  const trace: TraceEvent[] | null = record ? [] : null;
  /** Scopes whose `effective` may have changed; or all. */
  const dirty = new Map<Scope, number>();
  let allDirty = true;

  const blame = (m: Monitor, told: Told | null): void => {
    if (told === null || isViolated(m)) return;
    (k.s.monitors[m.index] as MonitorState).violated = true;
    sinks.violations.push({invariant: m.invariant.name, at: k.s.now, detail: inEnglish(told), told});
  };
  /** Kinds come in the order of their indices. */
  function useOf(kind: string, home: number, index: number): NoteUse {
    const known = uses[home] as NoteUse[];
    let use = known[index];
    if (!use) {
      const told = monitors.flatMap((m) => {
        const handler = m.home === home ? m.invariant.on?.[kind] : undefined;
        return handler ? [{m, handler}] : [];
      });
      const {system: own, scenario, world} = homeAt(k, home);
      const called = calledIn(k, home, "notes", kind);
      use = {
        told,
        world,
        turns: own.turning.has(kind),
        stage: own.stages[kind] ?? null,
        scope: home === 0 ? null : own.mainScope(scenario),
        kept: kept.includes(called),
        renamed: called === kind ? null : called,
      };
      known[index] = use;
    }
    return use;
  }
  /** A message as the world calls it. */
  function calledSo(home: number, message: Message): Message {
    const kind = calledIn(k, home, "messages", message.kind);
    return kind === message.kind ? message : {...message, kind};
  }
  const happened = (event: TraceEvent): void => {
    trace?.push(event);
  };

  function evaluate(scope: Scope, home: number): void {
    const {system: own, world, scenario, rules} = homeAt(k, home);
    const nodes = own.effective(world as World<never>, scope, scenario, rules);
    const last = holds.get(scope);
    if (last && sameNodes(last.nodes, nodes)) return;
    if (last) last.to = k.s.now;
    const span: EffectiveSpan = {scope, nodes, from: k.s.now, to: null};
    holds.set(scope, span);
    sinks.effective.push(span);
    for (const m of withEffective) if (m.home === home) blame(m, m.invariant.effective?.(memoryOf(m), nodes, world) ?? null);
    // Who can write to a lower system may affect who can write to the upper one.
    if (home === 0) return;
    for (const [upper, of] of scopes) {
      if (of > 0) continue;
      dirty.delete(upper);
      dirty.set(upper, 0);
    }
  }

  function believe(index: number): void {
    const proc = k.s.procs[index];
    if (!proc) return;
    const up = proc.state !== null;
    const host = k.s.hosts[proc.host];
    const beliefs = up
      ? homeAt(k, proc.home).system.believe(proc.state as never, host ? monotonic(host, k.s.now) : NO_TIME, proc.id)
      : NOTHING;
    const before = asked[index] as readonly Belief[];
    if (beliefs === before) return;
    asked[index] = beliefs;
    if (sameBeliefs(beliefs, before)) return;
    const spans = current[index] as Map<Scope, BeliefSpan>;
    for (let i = 0; i < beliefs.length; i++) turnTo(proc, spans, beliefs[i] as Belief);
    if (spans.size > beliefs.length) endOthers(spans, beliefs);
  }

  /** A process believes this of the scope from now on, if it did not already. */
  function turnTo({id: node, home}: Proc, spans: Map<Scope, BeliefSpan>, belief: Belief): void {
    const old = spans.get(belief.scope);
    if (old && sameBelief(old, belief)) return;
    if (old) old.to = k.s.now;
    const span: BeliefSpan = {...belief, node, from: k.s.now, to: null};
    sinks.beliefs.push(span);
    spans.set(belief.scope, span);
    if ((scopes.get(belief.scope) ?? home) !== home) assert(false, `${belief.scope} is a scope of two systems`);
    scopes.set(belief.scope, home);
    dirty.set(belief.scope, home);
  }

  function endOthers(spans: Map<Scope, BeliefSpan>, beliefs: readonly Belief[]): void {
    const kept = new Set(beliefs.map((b) => b.scope));
    for (const [scope, span] of spans) {
      if (kept.has(scope)) continue;
      span.to = k.s.now;
      spans.delete(scope);
      dirty.set(scope, scopes.get(scope) ?? 0);
    }
  }

  const sinks: Sinks = {
    beliefs: [],
    effective: [],
    marks: [],
    history: [],
    rests: [],
    violations: [],
    faults: [],
    notes: [],
    trace,
    happened,
    sent(node, to, port, home, message, id) {
      trace?.push({kind: "send", index: k.s.count, at: k.s.now, node, to, id, port, message: calledSo(home, message)});
    },
    lost(id) {
      trace?.push({kind: "lost", index: k.s.count, at: k.s.now, node: "", id});
    },
    received(node, from, port, home, original, {id, sentAt, at}) {
      const message = calledSo(home, original);
      trace?.push({kind: "receive", index: k.s.count, at: k.s.now, node, from, id, port, message, sentAt, arrivedAt: at});
    },
    note(own, home, index) {
      const use = useOf(own.kind, home, index);
      const {told, world} = use;
      for (let i = 0; i < told.length; i++) {
        const {m, handler} = told[i] as NoteUse["told"][number];
        const state = k.s.monitors[m.index] as MonitorState;
        if (!state.violated) blame(m, handler(state.memory, own, world));
      }
      if (use.turns && typeof own.scope === "string") dirty.set(own.scope, home);
      else if (use.turns) allDirty = true;
      const {stage} = use;
      if (stage) sinks.marks.push({stage, at: k.s.now, node: own.node, scope: typeof own.scope === "string" ? own.scope : use.scope});
      const note = use.renamed === null ? own : {...own, kind: use.renamed};
      if (use.kept) sinks.notes.push(note);
      if (trace) happened({index: k.s.count, at: k.s.now, kind: "note", node: note.node, note});
    },
    status(node, status) {
      allDirty = true;
      const index = k.index.get(node);
      if (index !== undefined && k.defs[index]?.member) believe(index);
      for (const m of withLifecycle) if (isOf(m, node)) blame(m, m.invariant.lifecycle?.(memoryOf(m), node, status, worldOf(m)) ?? null);
      if (trace) happened({index: k.s.count, at: k.s.now, kind: "status", node, status});
    },
    fault(fault, nodes) {
      allDirty = true;
      sinks.faults.push({at: k.s.now, kind: fault.kind, nodes});
      if (trace) happened({index: k.s.count, at: k.s.now, kind: "fault", node: nodes[0] ?? "", fault, nodes});
    },
    invoked(operation) {
      if (trace) happened({index: k.s.count, at: k.s.now, kind: "invoke", node: operation.process, operation});
    },
    completed(operation) {
      sinks.history.push(operation);
      for (const m of withCompleted) {
        if (isViolated(m) || !isOf(m, operation.process)) continue;
        blame(m, m.invariant.completed?.(memoryOf(m), operation, worldOf(m)) ?? null);
      }
      if (trace) happened({index: k.s.count, at: k.s.now, kind: "complete", node: operation.process, operation});
    },
    changed() {
      allDirty = true;
      sinks.after();
    },
    handled: believe,
    asks(node, more) {
      const rest = resting.get(node);
      if (more === (rest === undefined)) return;
      if (rest) {
        rest.to = k.s.now;
        resting.delete(node);
        return;
      }
      const begun: Rest = {node, from: k.s.now, to: null};
      resting.set(node, begun);
      sinks.rests.push(begun);
    },
    after() {
      if (allDirty) {
        allDirty = false;
        dirty.clear();
        for (const [scope, home] of scopes) evaluate(scope, home);
      }
      if (dirty.size > 0) {
        for (const [scope, home] of dirty) evaluate(scope, home);
        dirty.clear();
      }
    },
    finish(reads) {
      for (const operation of k.s.open.values()) sinks.history.push({...operation, type: "info"});
      for (const m of monitors) {
        if (isViolated(m)) continue;
        const history = alone ? sinks.history : sinks.history.filter(({process}) => isOf(m, process));
        blame(m, m.invariant.end?.(memoryOf(m), worldOf(m), history, reads[m.home] ?? null) ?? null);
      }
    },
  };
  return sinks;
}
