import {measures} from "../../../../src/engine/analysis/measures.ts";
import {at, type Run, run, scenarioOf} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import type {RedisMessage} from "../../../../src/engine/systems/redis/messages.ts";
import type {Sentinel, Server} from "../../../../src/engine/systems/redis/state.ts";
import {type NodeId, type Operation, type Scenario, toMs} from "../../../../src/engine/vocabulary.ts";

/** When the catalogue's fault comes, unless a parameter says otherwise. */
export const FAULT = 15_000;

/** A note with the fields that Redis' notes have; its time in ms after the fault. */
export interface Told {
  readonly ms: number;
  readonly node: NodeId;
  readonly kind: string;
  readonly of?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly slave?: string;
  readonly replica?: string;
  readonly leader?: string;
  readonly master?: string;
  readonly epoch?: number;
  readonly offset?: number;
  readonly how?: string;
}

interface Sent {
  readonly ms: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: RedisMessage;
}

interface Wish {
  readonly seed?: number;
  readonly ablate?: readonly string[];
  /** Changes the scenario before it runs. */
  readonly but?: (scenario: Scenario) => Partial<Scenario>;
  /** No trace: for many seeds. */
  readonly bare?: boolean;
}

/** A run with what the tests ask it. */
export interface Story {
  readonly run: Run;
  readonly measures: ReturnType<typeof measures>;
  notes(kind: string, node?: NodeId): Told[];
  /** When that was first noted; null: never. */
  first(kind: string, node?: NodeId): number | null;
  sent(kind: RedisMessage["kind"], from?: NodeId, to?: NodeId): Sent[];
  /** Answers of one client, in order, times in ms after the fault. */
  answers(
    client: NodeId,
  ): {readonly ms: number; readonly type: Operation["type"]; readonly result: unknown; readonly server: NodeId | null}[];
  /** Writes of a client that were acknowledged and are gone. */
  lost(client?: NodeId): number;
  server(id: NodeId): Server;
  sentinel(id: NodeId): Sentinel;
}

type Values = {readonly [key: string]: number | string | boolean};

export function story(name: string, values: Values = {}, wish: Wish = {}): Story {
  const made = scenarioOf(system, name, values, wish.seed ?? 1);
  const asked = {...made, ...(wish.ablate ? {ablate: wish.ablate} : {})};
  return tell({...asked, ...wish.but?.(asked)}, (values.faultMs as number | undefined) ?? FAULT, !wish.bare);
}

export function tell(scenario: Scenario, fault = FAULT, record = true): Story {
  const result = run(system, scenario, {record});
  const since = (ticks: number): number => toMs(ticks) - fault;
  // What settling does to the world afterwards is not the scenario's.
  const trace = (result.trace ?? []).filter((e) => e.at <= result.end);
  const told = trace.flatMap((e): Told[] => (e.kind === "note" ? [{...(e.note as object), ms: since(e.at), node: e.node} as Told] : []));
  const sent = trace.flatMap((e): Sent[] =>
    e.kind === "send" ? [{ms: since(e.at), from: e.node, to: e.to, message: e.message as RedisMessage}] : [],
  );
  const notes = (kind: string, node?: NodeId) => told.filter((n) => n.kind === kind && (node === undefined || n.node === node));
  const state = (id: NodeId) => at<Server | Sentinel>(result, trace[trace.length - 1]?.index ?? 0).state(id);
  return {
    run: result,
    measures: measures(result),
    notes,
    first: (kind, node) => notes(kind, node).find((n) => n.ms >= 0)?.ms ?? null,
    sent: (kind, from, to) =>
      sent.filter((m) => m.message.kind === kind && (from === undefined || m.from === from) && (to === undefined || m.to === to)),
    answers: (client) =>
      result.history.flatMap((o) =>
        o.process === client && o.completedAt !== null
          ? [{ms: since(o.completedAt), type: o.type, result: o.result, server: o.server}]
          : [],
      ),
    lost: (client) =>
      result.history.filter(
        (o) =>
          o.f === "write" && o.type === "ok" && (client === undefined || o.process === client) && result.read?.count(o.key, o.value) === 0,
      ).length,
    server: (id) => state(id) as Server,
    sentinel: (id) => state(id) as Sentinel,
  };
}

/** How often seeds are tried, of what a deep run does. */
export const seeds = (deep: number): number[] =>
  Array.from({length: Math.max(1, Math.round(deep * Number(process.env.DEPTH ?? 0.1)))}, (_, i) => i + 1);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
