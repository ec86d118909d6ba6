import {type Measures, measures} from "../../../src/engine/analysis/measures.ts";
import type {Run} from "../../../src/engine/model/run.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {at, run, scenarioOf} from "../../../src/engine/run.ts";
import {type Message, type NodeId, type Ticks, toMs} from "../../../src/engine/vocabulary.ts";
import {DEPTH} from "../../depth.ts";

/** A note, its time in ms; what else it has is the system's. */
interface Noticed {
  readonly ms: number;
  readonly node: NodeId;
  readonly kind: string;
}

interface Sent<M extends Message> {
  readonly ms: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: M;
}

export interface Wish {
  readonly seed?: number;
  readonly ablate?: readonly string[];
  /** Changes the scenario before it runs. */
  readonly but?: (scenario: Scenario) => Partial<Scenario>;
}

/** A run with what the tests of any system ask it. */
export interface Told<N extends Noticed, M extends Message> {
  readonly run: Run;
  readonly measures: Measures;
  notes(kind: string, node?: NodeId): N[];
  sent(kind: M["kind"], from?: NodeId, to?: NodeId): Sent<M>[];
  /** State of a process when the scenario ended, before settling. */
  state(id: NodeId): unknown;
}

/** A scenario of the catalogue as a test wishes it. */
export function wished(system: System, name: string, values: {readonly [key: string]: number | string | boolean}, wish: Wish): Scenario {
  const made = scenarioOf(system, name, values, wish.seed ?? 1);
  const asked = {...made, ...(wish.ablate ? {ablate: wish.ablate} : {})};
  return {...asked, ...wish.but?.(asked)};
}

/** Runs it, and counts times by that clock. Without `record` there is no trace: for many seeds. */
export function recount<N extends Noticed, M extends Message>(
  system: System,
  scenario: Scenario,
  since: (ticks: Ticks) => number = toMs,
  record = true,
): Told<N, M> {
  const result = run(system, scenario, {record});
  // What settling does to the world afterwards is not the scenario's.
  const trace = (result.trace ?? []).filter((e) => e.at <= result.end);
  const notes = trace.flatMap((e) => (e.kind === "note" ? [{...(e.note as object), ms: since(e.at), node: e.node} as N] : []));
  const sent = trace.flatMap((e) => (e.kind === "send" ? [{ms: since(e.at), from: e.node, to: e.to, message: e.message as M}] : []));
  return {
    run: result,
    measures: measures(result),
    notes: (kind, node) => notes.filter((n) => n.kind === kind && (node === undefined || n.node === node)),
    sent: (kind, from, to) =>
      sent.filter((m) => m.message.kind === kind && (from === undefined || m.from === from) && (to === undefined || m.to === to)),
    state(id) {
      const state = at(result, trace[trace.length - 1]?.index ?? 0).state(id);
      if (!state) throw new Error(`${id} is down at the end of ${scenario.name}`);
      return state;
    },
  };
}

/** How often seeds are tried, of what a deep run does. */
export const seeds = (deep: number): number[] => Array.from({length: Math.max(1, Math.round(deep * DEPTH))}, (_, i) => i + 1);
