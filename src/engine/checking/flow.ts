import {said} from "../../words/en/checking.ts";
import type {Run, TraceEvent} from "../model/run.ts";
import type {System} from "../model/system.ts";
import {type NodeId, Refusal, type Ticks, toMs} from "../vocabulary.ts";

export interface FlowOptions {
  /**
   * Kinds to show: of messages, notes and faults; `up`, `down`, `paused`; `connected`, `accepted`, or why a connection ended; `timer`,
   * `sync`; `invoke`, or how an operation ended. All messages, notes and faults unless given.
   */
  readonly show?: readonly string[];
  /** Only what happens to these nodes, and messages from or to them. All nodes unless given. */
  readonly of?: readonly NodeId[];
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** One line before its columns are aligned. */
interface Row {
  readonly ms: number;
  readonly who: readonly [from: NodeId, to: NodeId] | readonly [node: NodeId];
  readonly kind: string;
  readonly rest: string;
}

type Sent = Extract<TraceEvent, {kind: "send"}>;

/**
 * The messages and events of a recorded run, one a line: `ms  from → to  KIND field=value` when a message is sent, `ms  * node  kind` for
 * an event of one process. `✕`: it never arrived; `✕ until ms`: it was lost at first and arrived then.
 */
export function flow(system: System, run: Run, options: FlowOptions = {}): string[] {
  const {trace} = run;
  if (trace === null) throw new Refusal(said("checking.flow.no-trace", {scenario: run.scenario.name}));
  const fates = fatesOf(trace);
  const {fromMs = 0, toMs: last = Number.POSITIVE_INFINITY} = options;
  const rows = trace.flatMap((e): Row[] => {
    const ms = toMs(e.at);
    if (ms < fromMs || ms > last || !shown(e, options.show) || !concerns(e, options.of)) return [];
    return [rowOf(system, e, ms, fates)];
  });
  return aligned(rows);
}

/** For each message that was lost at first: when it arrived after all, or null. */
function fatesOf(trace: readonly TraceEvent[]): Map<number, Ticks | null> {
  const fates = new Map<number, Ticks | null>();
  for (const e of trace) {
    if (e.kind === "lost") fates.set(e.id, null);
    else if (e.kind === "receive" && fates.has(e.id)) fates.set(e.id, e.arrivedAt);
  }
  return fates;
}

function shown(e: TraceEvent, show: readonly string[] | undefined): boolean {
  if (e.kind === "receive" || e.kind === "lost") return false;
  if (!show) return e.kind === "send" || e.kind === "note" || e.kind === "fault";
  return show.includes(kindOf(e));
}

function concerns(e: TraceEvent, of: readonly NodeId[] | undefined): boolean {
  // A fault without a node concerns the whole network.
  if (!of || (e.kind === "fault" && e.nodes.length === 0)) return true;
  return (e.kind === "fault" ? e.nodes : e.kind === "send" ? [e.node, e.to] : [e.node]).some((node) => of.includes(node));
}

/** The kind of an event: what its line is called, and what `kinds` selects by. */
function kindOf(e: TraceEvent): string {
  switch (e.kind) {
    case "send":
      return e.message.kind;
    case "note":
      return e.note.kind;
    case "fault":
      return e.fault.kind;
    case "status":
      return e.status;
    case "disconnected":
      return e.why;
    case "complete":
      return e.operation.type;
    default:
      return e.kind;
  }
}

function rowOf(system: System, e: TraceEvent, ms: number, fates: ReadonlyMap<number, Ticks | null>): Row {
  const kind = kindOf(e);
  if (e.kind !== "send")
    return {ms, who: [e.kind === "fault" ? e.nodes.join(", ") || "network" : e.node], kind, rest: fields(system, details(e))};
  const message = e.message as unknown as {readonly [field: string]: unknown};
  const told = (system.messages[kind] ?? []).map((field) => [field, message[field]] as const);
  return {ms, who: [e.node, e.to], kind, rest: [fields(system, told), fateOf(e, fates)].filter(Boolean).join("  ")};
}

function fateOf(e: Sent, fates: ReadonlyMap<number, Ticks | null>): string {
  const fate = fates.get(e.id);
  if (fate === undefined) return "";
  return fate === null ? "✕" : `✕ until ${toMs(fate)}`;
}

type Details = readonly (readonly [string, unknown])[];

function details(e: TraceEvent): Details {
  switch (e.kind) {
    case "note":
      return Object.entries(e.note).filter(([field]) => field !== "kind" && field !== "node" && field !== "at");
    case "connected":
    case "accepted":
    case "disconnected":
      return [["peer", e.peer]];
    case "timer":
      return [["name", e.name]];
    case "sync":
      return [["files", e.files.join(",")]];
    case "invoke":
    case "complete":
      return (["f", "key", "value", "result"] as const).map((field) => [field, e.operation[field] ?? undefined]);
    case "fault":
      return (["from", "oneWay", "forMs", "factor", "byMs", "ppm", "message", "peer"] as const).map((field) => [
        field,
        (e.fault as {readonly [key: string]: unknown})[field],
      ]);
    default:
      return [];
  }
}

const fields = (system: System, all: Details): string =>
  all.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${printed(system, value)}`])).join(" ");

function printed(system: System, value: unknown): string {
  const own = system.print?.(value) ?? null;
  if (own !== null) return own;
  if (Array.isArray(value)) return value.map((v) => printed(system, v)).join(",");
  return typeof value === "string" && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
}

/** Columns as wide as their widest cell; times with as many decimals as the most exact of them needs. */
function aligned(rows: readonly Row[]): string[] {
  const decimals = Math.max(0, ...rows.map((r) => String(r.ms).split(".")[1]?.length ?? 0));
  const width = (cells: readonly string[]) => Math.max(0, ...cells.map((c) => c.length));
  const times = rows.map((r) => r.ms.toFixed(decimals));
  const left = width(rows.map((r) => (r.who.length === 2 ? r.who[0] : "")));
  const whos = rows.map(({who}) => (who.length === 2 ? `${who[0].padEnd(left)} → ${who[1]}` : `* ${who[0]}`));
  const [time, who, kind] = [width(times), width(whos), width(rows.map((r) => r.kind))];
  return rows.map((r, i) =>
    `${(times[i] ?? "").padStart(time)}  ${(whos[i] ?? "").padEnd(who)}  ${r.kind.padEnd(kind)}  ${r.rest}`.trimEnd(),
  );
}
