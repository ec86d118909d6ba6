import {measures} from "../../../../src/engine/analysis/measures.ts";
import {at, type Run, run, scenarioOf} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import type {ZkMessage} from "../../../../src/engine/systems/zookeeper/messages.ts";
import type {Server} from "../../../../src/engine/systems/zookeeper/state.ts";
import type {Zxid} from "../../../../src/engine/systems/zookeeper/zxid.ts";
import {type NodeId, type Scenario, toMs} from "../../../../src/engine/vocabulary.ts";

/** A note with the fields that ZooKeeper's notes have, its time in ms. */
export interface Told {
  readonly ms: number;
  readonly node: NodeId;
  readonly kind: string;
  readonly by?: string;
  readonly leader?: number;
  readonly round?: number;
  readonly epoch?: number;
  readonly acceptedEpoch?: number;
  readonly zxid?: Zxid;
  readonly sids?: readonly number[];
  readonly of?: string;
  readonly learner?: number;
  readonly how?: string;
  readonly entries?: number;
  readonly why?: string;
  readonly session?: number;
  readonly path?: string;
}

export interface Sent {
  readonly ms: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: ZkMessage;
}

interface Wish {
  readonly seed?: number;
  readonly ablate?: readonly string[];
  /** Changes the scenario before it runs. */
  readonly but?: (scenario: Scenario) => Partial<Scenario>;
}

/** A recorded run with what the tests ask it. */
export interface Story {
  readonly run: Run;
  readonly measures: ReturnType<typeof measures>;
  notes(kind: string, node?: NodeId): Told[];
  sent(kind: ZkMessage["kind"], from?: NodeId, to?: NodeId): Sent[];
  /** The servers' state when the scenario ended, before settling. */
  server(id: NodeId): Server;
  readonly roles: {readonly [id: string]: string};
}

export function story(name: string, values: {readonly [key: string]: number | string | boolean} = {}, wish: Wish = {}): Story {
  const made = scenarioOf(system, name, values, wish.seed ?? 1);
  const asked = {...made, ...(wish.ablate ? {ablate: wish.ablate} : {})};
  return tell({...asked, ...wish.but?.(asked)});
}

export function tell(scenario: Scenario): Story {
  const result = run(system, scenario, {record: true});
  // What settling does to the world afterwards is not the scenario's.
  const trace = (result.trace ?? []).filter((e) => e.at <= result.end);
  const told = trace.flatMap((e): Told[] => (e.kind === "note" ? [{...(e.note as object), ms: toMs(e.at), node: e.node} as Told] : []));
  const sent = trace.flatMap((e): Sent[] =>
    e.kind === "send" ? [{ms: toMs(e.at), from: e.node, to: e.to, message: e.message as ZkMessage}] : [],
  );
  const measured = measures(result);
  return {
    run: result,
    measures: measured,
    notes: (kind, node) => told.filter((n) => n.kind === kind && (node === undefined || n.node === node)),
    sent: (kind, from, to) =>
      sent.filter((m) => m.message.kind === kind && (from === undefined || m.from === from) && (to === undefined || m.to === to)),
    server(id) {
      const state = at<Server>(result, trace[trace.length - 1]?.index ?? 0).state(id);
      if (!state) throw new Error(`${id} is down at the end of ${scenario.name}`);
      return state;
    },
    roles: measured.final.roles,
  };
}

/** How often seeds are tried, of what a deep run does. */
export const seeds = (deep: number): number[] =>
  Array.from({length: Math.max(1, Math.round(deep * Number(process.env.DEPTH ?? 0.1)))}, (_, i) => i + 1);
