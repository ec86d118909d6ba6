import {lengthOf, mainScope, until, vacancies} from "../engine/analysis/spans.ts";
import {type Look, lookIn} from "../engine/model/look.ts";
import type {Operation} from "../engine/model/operation.ts";
import type {Run, TraceEvent} from "../engine/model/run.ts";
import type {Message, NodeId, Ticks} from "../engine/vocabulary.ts";
import {earlier, later, minus, ms, NO_TIME, plus, Refusal, times} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {type Clock, clockOf} from "./clock.ts";
import {FAULT_LOOKS, type FaultSign, faultAtLength, faultWords} from "./fault-looks.ts";
import {type Upheaval, upheavalsOf} from "./upheavals.ts";

/** A message on its way. */
export interface Flight {
  readonly id: number;
  readonly kind: string;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly sentAt: Ticks;
  /** Null: it never came. */
  readonly arrivedAt: Ticks | null;
  /** Null: it was not lost, or nobody can say. */
  readonly lostAt: Ticks | null;
  /** Places in the trace: of its sending, and of its being handled or lost; infinite: neither. */
  readonly sent: number;
  readonly ended: number;
  readonly message: Message & {readonly [field: string]: unknown};
  /** `leader=2 zxid=(0,0)`, in the order that the system declares. */
  readonly fields: string;
}

/** A belief or state of a process over a span; `role` null: it was up and believed nothing. */
export interface Band {
  readonly node: NodeId;
  readonly role: string;
  readonly term: number;
  readonly leads: boolean;
  /** What its role is drawn as. */
  readonly look: Look;
  readonly from: Ticks;
  readonly to: Ticks;
}

export interface FaultMark {
  readonly at: Ticks;
  readonly node: NodeId;
  readonly says: string;
  /** The same with those that it concerns beside its own process, where there is room for that. */
  readonly atLength: string;
  /** Whether it breaks something, or ends what an earlier fault began. */
  readonly sign: FaultSign;
}

/** One stop of the playhead. `index` is what `at(run, index)` takes; `order` its place in the trace, which all views of a run share. */
export interface Moment {
  readonly at: Ticks;
  readonly index: number;
  readonly order: number;
  readonly node: NodeId;
  readonly says: string;
  /** The same in two parts: who, and what it did. */
  readonly who: string;
  readonly does: string;
  /** The message it is about. */
  readonly flight: number | null;
  readonly what: "send" | "receive" | "lost" | "fault" | "role" | "status";
}

/** A window of a run as eyes want it: what was sent, what each believed, who was effective, what was broken. Times in ticks. */
export interface Story {
  readonly from: Ticks;
  readonly to: Ticks;
  /** What its axis spans: further than there is something to tell where its author fixed the scale. */
  readonly axis: {readonly from: Ticks; readonly to: Ticks};
  /** Its author fixed the scale: nothing may be folded. */
  readonly fixed: boolean;
  readonly clock: Clock;
  readonly nodes: readonly NodeId[];
  readonly flights: readonly Flight[];
  readonly bands: readonly Band[];
  readonly downs: readonly {readonly node: NodeId; readonly paused: boolean; readonly from: Ticks; readonly to: Ticks}[];
  readonly effective: readonly {readonly nodes: readonly NodeId[]; readonly from: Ticks; readonly to: Ticks}[];
  readonly faults: readonly FaultMark[];
  readonly moments: readonly Moment[];
  /** What clients asked for, where they are drawn. */
  readonly operations: readonly Operation[];
}

export interface StoryOptions {
  /** Kinds of message to show; all unless said. */
  readonly kinds?: readonly string[];
  /** Of these kinds only these messages, by their ids; all unless said. */
  readonly only?: ReadonlySet<number>;
  /** The window, ms; the scenario's own length unless said. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Instead: the last time in which nobody was effective, with a little before and after. */
  readonly window?: "interregnum";
  /**
   * Instead: from so many ms after the first fault (before it, if negative) to so many. The scale is the same for every run then, and nothing
   * is folded: what takes longer is drawn longer.
   */
  readonly sinceFaultMs?: readonly [from: number, to: number];
  /** Tell the reigns of different terms apart, though nothing else differs. */
  readonly terms?: boolean;
  /** Draw the clients, too, or those that are named. */
  readonly clients?: boolean | readonly NodeId[];
  /** Field names by kind of message, as the system declares them. */
  readonly fields?: {readonly [kind: string]: readonly string[]};
}

/** Cuts a window out of a recorded run. Refuses a run without a trace. */
export function story(run: Run, options: StoryOptions & {readonly words: Words}): Story {
  const {words} = options;
  if (run.trace === null) throw new Refusal(words.say("views.no-trace"));
  const clock = clockOf(run, words);
  const {axis, ...window} = windowOf(run, options, clock);
  const length = toldUntil(run, window.to);
  const trace = length === run.trace.length ? run.trace : run.trace.slice(0, length);
  const upheavals = upheavalsOf(run).filter(({order}) => order < length);
  const nodes = nodesOf(run, options);
  const flights = flightsOf(trace, nodes, options).filter((f) => f.sentAt >= window.from || (f.arrivedAt ?? -1) >= window.from);
  const within = <T extends {from: Ticks; to: Ticks | null}>(span: T): (T & {to: Ticks})[] => {
    const cut = {...span, from: Math.max(span.from, window.from), to: Math.min(span.to ?? window.to, window.to)};
    return cut.to > cut.from ? [cut] : [];
  };
  const scope = mainScope(run);
  return {
    ...window,
    axis,
    fixed: options.sinceFaultMs !== undefined,
    clock,
    nodes,
    flights,
    operations: options.clients ? run.history.filter((o) => o.invokedAt <= window.to && (o.completedAt ?? window.to) >= window.from) : [],
    bands: merged(
      run.beliefs.flatMap((b) => (b.scope === scope && run.ids.includes(b.node) ? [{...b, look: lookIn(run.roles, b)}] : [])),
      options.terms ?? false,
    ).flatMap(within),
    downs: downs(run, upheavals).flatMap(within),
    effective: run.effective.filter((e) => e.scope === scope).flatMap(within),
    faults: faultMarks(upheavals, run.ids, words).filter(({at, node}) => at >= window.from && nodes.includes(node)),
    moments: moments({run, trace, upheavals, flights, from: window.from}, words),
  };
}

/**
 * How many events of a trace are told up to a time. What settles the world begins at the very instant at which its scenario ends, and is none
 * of them.
 */
export function toldUntil({trace, end, scenario}: Run, to: Ticks): number {
  const settles = scenario.settle !== false;
  return countWhile(trace ?? [], ({at}) => at <= to && (at < end || !settles));
}

/** The cluster, and below it whoever asks it for something, if wanted. */
const nodesOf = (run: Run, {clients = false}: StoryOptions): readonly NodeId[] => {
  const drawn = (run.scenario.clients ?? [])
    .map(({id}) => id)
    .filter((id) => (typeof clients === "boolean" ? clients : clients.includes(id)));
  return [...run.ids, ...drawn];
};

/** How many messages of each kind there are between those that are drawn. */
export function kindsOf(run: Run, options: StoryOptions & {readonly words: Words}): Map<string, number> {
  const nodes = nodesOf(run, options);
  const {from, to} = windowOf(run, options, clockOf(run, options.words));
  const count = new Map<string, number>();
  for (const e of (run.trace ?? []).slice(0, toldUntil(run, to))) {
    if (e.kind !== "send" || e.at < from || !nodes.includes(e.node) || !nodes.includes(e.to)) continue;
    count.set(e.message.kind, (count.get(e.message.kind) ?? 0) + 1);
  }
  return count;
}

interface Window {
  readonly from: Ticks;
  readonly to: Ticks;
  readonly axis: Story["axis"];
}

function windowOf(run: Run, {fromMs = 0, toMs, window, sinceFaultMs}: StoryOptions, {zero}: Clock): Window {
  const cut = (from: Ticks, to: Ticks): Window => {
    const within = {from: later(NO_TIME, from), to: earlier(run.end, to)};
    return {...within, axis: within};
  };
  if (sinceFaultMs !== undefined) {
    const [from, to] = sinceFaultMs.map((time) => plus(zero, ms(time))) as [Ticks, Ticks];
    return {...cut(from, to), axis: {from, to}};
  }
  const last = vacancies(run, mainScope(run)).at(-1);
  if (window === undefined || last === undefined) return cut(ms(fromMs), toMs === undefined ? run.end : ms(toMs));
  const margin = later(ms(20), times(lengthOf(last, run.end), 0.12));
  return cut(minus(last.from, margin), plus(until(last, run.end), margin));
}

type LastingBand = Omit<Band, "to"> & {to: Ticks | null};

/** Beliefs that differ in their term alone are one band, but for those of who leads where terms are told apart. */
function merged(beliefs: readonly LastingBand[], terms: boolean): LastingBand[] {
  const found: LastingBand[] = [];
  for (const {node, role, term, leads, look, from, to} of beliefs) {
    const before = found.findLast((b) => b.node === node);
    if (before && before.to === from && before.role === role && before.leads === leads && (before.term === term || !(terms && leads)))
      before.to = to;
    else found.push({node, role, term, leads, look, from, to});
  }
  return found;
}

function flightsOf(trace: readonly TraceEvent[], nodes: readonly NodeId[], {kinds, only, fields}: StoryOptions): Flight[] {
  // A reader who drags a fault waits for this.
  if (kinds?.length === 0) return [];
  const arrived = new Map<number, Ticks>();
  const lost = new Map<number, Ticks>();
  const ended = new Map<number, number>();
  trace.forEach((e, place) => {
    if (e.kind !== "receive" && e.kind !== "lost") return;
    // A duplicate arrives twice; the first arrival is the message's own.
    if (!ended.has(e.id)) ended.set(e.id, place);
    if (e.kind === "lost") lost.set(e.id, e.at);
    else if (!arrived.has(e.id)) arrived.set(e.id, e.arrivedAt);
  });
  return trace.flatMap((e, sent): Flight[] => {
    if (e.kind !== "send" || !nodes.includes(e.node) || !nodes.includes(e.to)) return [];
    const {id, message} = e;
    if (kinds !== undefined && !kinds.includes(message.kind)) return [];
    if (only !== undefined && !only.has(id)) return [];
    const end = {arrivedAt: arrived.get(id) ?? null, lostAt: lost.get(id) ?? null, sent, ended: ended.get(id) ?? Number.POSITIVE_INFINITY};
    const what = {id, kind: message.kind, from: e.node, to: e.to, sentAt: e.at};
    return [{...what, ...end, message: message as Flight["message"], fields: fieldsOf(message, fields?.[message.kind])}];
  });
}

/** `leader=2 zxid=(1,124)`: fields in the declared order, pairs in parentheses as the papers write them. */
function fieldsOf(message: Message, names: readonly string[] | undefined): string {
  const all = Object.entries(message).filter(([name]) => name !== "kind");
  const shown = names ? names.flatMap((name) => all.filter(([key]) => key === name)) : all;
  return shown.map(([name, value]) => `${name}=${brief(value, 1)}`).join(" ");
}

function brief(value: unknown, depth: number): string {
  if (value === null || typeof value !== "object") return String(value);
  const parts = Object.values(value);
  if (depth < 0 || parts.length > 6) return "…";
  const inner = parts.map((part) => brief(part, depth - 1)).join(",");
  return Array.isArray(value) ? `[${inner}]` : `(${inner})`;
}

/** When a process was not there, or stood still. */
function downs(run: Run, upheavals: readonly Upheaval[]): {node: NodeId; paused: boolean; from: Ticks; to: Ticks | null}[] {
  const statuses = upheavals.flatMap(({event}) => (event.kind === "status" ? [event] : []));
  return run.ids.flatMap((node) => {
    const spans: {node: NodeId; paused: boolean; from: Ticks; to: Ticks | null}[] = [{node, paused: false, from: NO_TIME, to: null}];
    for (const e of statuses) {
      if (e.node !== node) continue;
      const open = spans.at(-1);
      if (open && open.to === null) open.to = e.at;
      if (e.status === "up") continue;
      spans.push({node, paused: e.status === "paused", from: e.at, to: null});
    }
    return spans;
  });
}

/** What befell whom. A heal of all links names nobody: it is marked where the cuts were that it ends. */
function faultMarks(upheavals: readonly Upheaval[], ids: readonly NodeId[], words: Words): FaultMark[] {
  const cut = new Set<NodeId>();
  return upheavals.flatMap(({event: e}): FaultMark[] => {
    if (e.kind !== "fault") return [];
    const {fault, at} = e;
    const {marks, sign} = FAULT_LOOKS[fault.kind];
    if (marks === "message") return [];
    const ofAll = fault.kind === "heal" && fault.nodes === undefined;
    const befallen = !ofAll ? e.nodes : cut.size > 0 ? [...cut] : ids;
    if (fault.kind === "cut") for (const node of e.nodes) cut.add(node);
    if (ofAll) cut.clear();
    return befallen.map((node) => {
      const atLength = faultAtLength(fault, {node, nodes: e.nodes}, words);
      return {at, node, says: faultWords(fault, words), atLength, sign};
    });
  });
}

interface Told {
  readonly run: Run;
  readonly trace: readonly TraceEvent[];
  readonly upheavals: readonly Upheaval[];
  readonly flights: readonly Flight[];
  readonly from: Ticks;
}

function moments({run, trace, upheavals, flights, from}: Told, words: Words): Moment[] {
  const byId = new Map(flights.map((f, i) => [f.id, i]));
  const found: Moment[] = [];
  const tell = (e: TraceEvent, order: number, flight: number | null) => {
    const says = e.at < from ? null : saysOf(e, run, flights[flight ?? -1], words);
    if (says === null) return;
    found.push({at: e.at, index: e.index, order, node: e.node || (flights[flight ?? -1]?.from ?? ""), flight, ...says});
  };
  for (const {event, order} of upheavals) tell(event, order, null);
  // Without messages there is nothing else to be told, and a reader who drags a fault waits for this.
  if (byId.size > 0) {
    for (const [order, e] of trace.entries()) {
      const flight = "id" in e ? byId.get(e.id) : undefined;
      if (flight !== undefined) tell(e, order, flight);
    }
  }
  const turned = turns(run, trace)
    .filter(({belief}) => belief.from >= from)
    .map(({index, order, belief: {node, role, term, from: at}}): Moment => {
      const says = words.say("views.story.role", {node, role, term});
      return {at, index, order, node, flight: null, what: "role", says, who: node, does: words.say("views.story.is-role", {role, term})};
    });
  return [...found, ...turned].sort((a, b) => a.order - b.order);
}

/** What an event means to the eye; null: nothing. */
function saysOf(e: TraceEvent, run: Run, f: Flight | undefined, words: Words): Pick<Moment, "what" | "says" | "who" | "does"> | null {
  if (e.kind === "fault") {
    const does = faultWords(e.fault, words);
    const says = e.nodes.length === 0 ? does : words.say("views.story.fault", {nodes: e.nodes, fault: does});
    return {what: "fault", says, who: words.list(e.nodes, "and"), does};
  }
  if (e.kind === "status") {
    // If a process starts with a belief, its band says that it is up.
    const believes = e.status !== "up" || !run.ids.includes(e.node) || run.beliefs.some((b) => b.node === e.node && b.from === e.at);
    if (believes) return null;
    return {what: "status", says: words.say("views.story.up", {node: e.node}), who: e.node, does: words.say("views.story.is-up")};
  }
  if (f === undefined) return null;
  if (e.kind !== "send" && e.kind !== "receive" && e.kind !== "lost") return null;
  const {from, to, kind: message, fields} = f;
  const itself = from === to && e.kind !== "lost" ? words.say("views.itself") : null;
  const parts = {message, from: e.kind === "receive" ? (itself ?? from) : from, to: e.kind === "send" ? (itself ?? to) : to};
  const event = words.say(`views.story.${e.kind}`, parts);
  const says = fields === "" ? event : words.say("views.story.fields", {event, fields});
  return {what: e.kind, says, who: e.node, does: says};
}

/** A change of what a process believes. */
export interface Turn {
  readonly index: number;
  readonly order: number;
  readonly belief: Run["beliefs"][number];
}

/** Changes of belief, of the main scope. What made a process change its mind came before; what it then sent comes after. */
export function turns(run: Run, trace: readonly TraceEvent[]): Turn[] {
  const scope = mainScope(run);
  const last = trace.at(-1);
  return run.beliefs.flatMap((belief): Turn[] => {
    const {node, from} = belief;
    if (belief.scope !== scope || from > (last?.at ?? 0) || !run.ids.includes(node)) return [];
    let place = countWhile(trace, (e) => e.at < from);
    while (place < trace.length) {
      const e = trace[place] as TraceEvent;
      if (e.at > from || (e.kind === "send" && e.node === node)) break;
      place++;
    }
    const next = trace[place];
    const index = next === undefined ? (last?.index ?? 0) : next.at === from ? next.index : next.index - 1;
    return [{index, order: place - 0.5, belief}];
  });
}

/** How many items from the front satisfy a condition that holds for a prefix. */
export function countWhile<T>(sorted: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
