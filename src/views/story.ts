import {interregna, mainScope} from "../engine/analysis/measures.ts";
import type {TraceEvent} from "../engine/kernel/sinks.ts";
import type {Run} from "../engine/run.ts";
import type {Fault, Message, NodeId, Ticks} from "../engine/vocabulary.ts";
import {ms, Refusal, toMs as toMilliseconds} from "../engine/vocabulary.ts";

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
  readonly message: Message & {readonly [field: string]: unknown};
  /** `leader=2 zxid=(0,0)`, in the order that the system declares. */
  readonly fields: string;
}

/** What a process believed and was, over a span; `role` null: it was up and believed nothing. */
export interface Band {
  readonly node: NodeId;
  readonly role: string;
  readonly term: number;
  readonly leads: boolean;
  readonly from: Ticks;
  readonly to: Ticks;
}

export interface Mark {
  readonly at: Ticks;
  readonly node: NodeId;
  readonly says: string;
  /** It ends what an earlier fault began. */
  readonly mends: boolean;
}

/** One stop of the playhead. `index` is what `at(run, index)` takes. */
export interface Moment {
  readonly at: Ticks;
  readonly index: number;
  readonly node: NodeId;
  readonly says: string;
  /** The message it is about. */
  readonly flight: number | null;
  readonly what: "send" | "receive" | "lost" | "fault" | "role" | "status";
}

/** A window of a run as eyes want it: what was sent, what each believed, who was effective, what was broken. Times in ticks. */
export interface Story {
  readonly from: Ticks;
  readonly to: Ticks;
  readonly nodes: readonly NodeId[];
  readonly flights: readonly Flight[];
  readonly bands: readonly Band[];
  readonly downs: readonly {readonly node: NodeId; readonly paused: boolean; readonly from: Ticks; readonly to: Ticks}[];
  readonly effective: readonly {readonly nodes: readonly NodeId[]; readonly from: Ticks; readonly to: Ticks}[];
  readonly faults: readonly Mark[];
  readonly moments: readonly Moment[];
}

export interface StoryOptions {
  /** Kinds of message to show; all unless said. */
  readonly kinds?: readonly string[];
  /** The window, ms; the scenario's own length unless said. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Instead: the last time in which nobody was effective, with a little before and after. */
  readonly window?: "interregnum";
  /** Field names by kind of message, as the system declares them. */
  readonly fields?: {readonly [kind: string]: readonly string[]};
}

/** Cuts a window out of a recorded run. Refuses a run without a trace. */
export function story(run: Run, options: StoryOptions = {}): Story {
  if (run.trace === null) throw new Refusal("this run kept no trace: run it with {record: true}");
  const window = windowOf(run, options);
  const trace = run.trace.filter((e) => e.at <= window.to);
  const flights = flightsOf(trace, run.ids, options).filter((f) => f.sentAt >= window.from || (f.arrivedAt ?? -1) >= window.from);
  const within = <T extends {from: Ticks; to: Ticks | null}>(span: T): (T & {to: Ticks})[] => {
    const cut = {...span, from: Math.max(span.from, window.from), to: Math.min(span.to ?? window.to, window.to)};
    return cut.to > cut.from ? [cut] : [];
  };
  const scope = mainScope(run);
  return {
    ...window,
    nodes: run.ids,
    flights,
    bands: merged(run.beliefs.filter((b) => b.scope === scope && run.ids.includes(b.node))).flatMap(within),
    downs: downs(run, trace).flatMap(within),
    effective: run.effective.filter((e) => e.scope === scope).flatMap(within),
    faults: trace.flatMap((e) => (e.kind === "fault" && e.at >= window.from ? faultMarks(e) : [])),
    moments: moments(run, trace, flights, window.from),
  };
}

function windowOf(run: Run, {fromMs = 0, toMs, window}: StoryOptions): {from: Ticks; to: Ticks} {
  const last = interregna(run, mainScope(run)).at(-1);
  if (window === undefined || last === undefined)
    return {from: ms(Math.max(0, fromMs)), to: Math.min(run.end, toMs === undefined ? run.end : ms(toMs))};
  const length = (last.toMs ?? toMilliseconds(run.end)) - last.fromMs;
  const margin = ms(Math.max(20, length * 0.12));
  return {from: Math.max(0, ms(last.fromMs) - margin), to: Math.min(run.end, ms(last.fromMs + length) + margin)};
}

/** Beliefs that differ in their term alone are one band. */
function merged(beliefs: Run["beliefs"]): (Omit<Band, "to"> & {to: Ticks | null})[] {
  const found: (Omit<Band, "to"> & {to: Ticks | null})[] = [];
  for (const {node, role, term, leads, from, to} of beliefs) {
    const before = found.findLast((b) => b.node === node);
    if (before && before.to === from && before.role === role && before.leads === leads) before.to = to;
    else found.push({node, role, term, leads, from, to});
  }
  return found;
}

function flightsOf(trace: readonly TraceEvent[], nodes: readonly NodeId[], {kinds, fields}: StoryOptions): Flight[] {
  const arrived = new Map<number, Ticks>();
  const lost = new Map<number, Ticks>();
  for (const e of trace) {
    // A duplicate arrives twice; the first arrival is the message's own.
    if (e.kind === "receive" && !arrived.has(e.id)) arrived.set(e.id, e.arrivedAt);
    if (e.kind === "lost") lost.set(e.id, e.at);
  }
  const shown = (e: TraceEvent): e is Extract<TraceEvent, {kind: "send"}> =>
    e.kind === "send" && nodes.includes(e.node) && nodes.includes(e.to) && (kinds?.includes(e.message.kind) ?? true);
  return trace.filter(shown).map((e) => ({
    id: e.id,
    kind: e.message.kind,
    from: e.node,
    to: e.to,
    sentAt: e.at,
    arrivedAt: arrived.get(e.id) ?? null,
    lostAt: lost.get(e.id) ?? null,
    message: e.message as Flight["message"],
    fields: fieldsOf(e.message, fields?.[e.message.kind]),
  }));
}

/** `leader=2 zxid=(1,124)`: fields in the declared order, pairs in parentheses as the papers write them. */
export function fieldsOf(message: Message, names: readonly string[] | undefined): string {
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
function downs(run: Run, trace: readonly TraceEvent[]): {node: NodeId; paused: boolean; from: Ticks; to: Ticks | null}[] {
  return run.ids.flatMap((node) => {
    const spans: {node: NodeId; paused: boolean; from: Ticks; to: Ticks | null}[] = [{node, paused: false, from: 0, to: null}];
    for (const e of trace) {
      if (e.kind !== "status" || e.node !== node) continue;
      const open = spans.at(-1);
      if (open && open.to === null) open.to = e.at;
      if (e.status === "up") continue;
      spans.push({node, paused: e.status === "paused", from: e.at, to: null});
    }
    return spans;
  });
}

const mends: ReadonlySet<string> = new Set<Fault["kind"]>(["restart", "resume", "heal", "heal-disk"]);

/** What befalls one message is seen on its arrow; a mark on the sender would say that the sender is broken. */
const ofMessages: ReadonlySet<string> = new Set<Fault["kind"]>(["drop", "delay", "duplicate"]);

function faultMarks(event: Extract<TraceEvent, {kind: "fault"}>): Mark[] {
  if (ofMessages.has(event.fault.kind)) return [];
  return event.nodes.map((node) => ({at: event.at, node, says: faultWords(event.fault), mends: mends.has(event.fault.kind)}));
}

/** A fault in two or three words. */
export function faultWords(fault: Fault): string {
  const words = fault.kind.replaceAll("-", " ");
  if (fault.kind === "drop" || fault.kind === "delay" || fault.kind === "duplicate") return `${words} ${fault.message}`;
  return words;
}

function moments(run: Run, trace: readonly TraceEvent[], flights: readonly Flight[], from: Ticks): Moment[] {
  const byId = new Map(flights.map((f, i) => [f.id, i]));
  const found = trace.flatMap((e): Moment[] => {
    if (e.at < from) return [];
    const {at, index, node} = e;
    if (e.kind === "fault")
      return [{at, index, node, flight: null, what: "fault", says: `${e.nodes.join(" and ")}: ${faultWords(e.fault)}`}];
    if (e.kind === "status" && run.ids.includes(node)) {
      // Who comes up with a belief says it by that.
      const believes = run.beliefs.some((b) => b.node === node && b.from === at);
      return e.status === "up" && !believes ? [{at, index, node, flight: null, what: "status", says: `${node} is up`}] : [];
    }
    if (e.kind !== "send" && e.kind !== "receive" && e.kind !== "lost") return [];
    const flight = byId.get(e.id);
    const f = flight === undefined ? undefined : flights[flight];
    if (f === undefined || flight === undefined) return [];
    const tail = f.fields === "" ? "" : `: ${f.fields}`;
    if (e.kind === "send") return [{at, index, node, flight, what: "send", says: `${f.from} sends ${f.kind} to ${self(f)}${tail}`}];
    if (e.kind === "receive")
      return [{at, index, node, flight, what: "receive", says: `${f.to} has ${f.kind} from ${self(f, f.from)}${tail}`}];
    return [{at, index, node: f.from, flight, what: "lost", says: `${f.kind} from ${f.from} to ${f.to} is lost${tail}`}];
  });
  const scope = mainScope(run);
  const last = trace.at(-1)?.index ?? 0;
  const turns = run.beliefs.flatMap((b): Moment[] => {
    if (b.scope !== scope || b.from < from || b.from > (trace.at(-1)?.at ?? 0) || !run.ids.includes(b.node)) return [];
    const index = trace.find((e) => e.at >= b.from)?.index ?? last;
    return [{at: b.from, index, node: b.node, flight: null, what: "role", says: `${b.node} is ${b.role}, term ${b.term}`}];
  });
  // What made a process change its mind came before; what it then sent comes after.
  for (const turn of turns) {
    const place = found.findIndex((m) => m.at > turn.at || (m.at === turn.at && m.what === "send" && m.node === turn.node));
    found.splice(place < 0 ? found.length : place, 0, turn);
  }
  return found;
}

const self = (f: Flight, other: NodeId = f.to): string => (f.from === f.to ? "itself" : other);
