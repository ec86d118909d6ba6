import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {lostWrites} from "../../../../src/engine/systems/claims.ts";
import {system} from "../../../../src/engine/systems/rabbitmq/index.ts";
import type {RabbitMessage} from "../../../../src/engine/systems/rabbitmq/messages.ts";
import type {Broker} from "../../../../src/engine/systems/rabbitmq/state.ts";
import {type NodeId, toMs} from "../../../../src/engine/vocabulary.ts";
import {type Told as Recounted, recount, type Wish, wished} from "../story.ts";

/** When the catalogue's fault comes, unless a parameter says otherwise. */
export const FAULT = 3000;

interface Told {
  readonly ms: number;
  readonly node: NodeId;
  readonly kind: string;
  readonly value?: string;
  readonly redelivered?: boolean;
  readonly as?: string;
  readonly messages?: number;
  readonly copies?: number;
  readonly requeued?: number;
  readonly of?: string;
  readonly n?: number;
  readonly term?: number;
  readonly state?: string;
  readonly scope?: string;
  readonly count?: number;
}

/** A run with what the tests ask it; times in ms after the fault. */
export interface Story extends Recounted<Told, RabbitMessage> {
  first(kind: string, node?: NodeId): number | null;
  /** Publishes that were confirmed and are neither in the queue nor were ever processed. */
  lost(): number;
  /** Publishes that nobody confirmed, and that are gone. */
  unconfirmedLost(): number;
  /** Those that stand in the queue or were processed more than once. */
  doubled(): number;
  broker(id: NodeId): Broker;
}

type Values = {readonly [key: string]: number | string | boolean};

export function tell(scenario: Scenario, fault = FAULT, record = true): Story {
  const told = recount<Told, RabbitMessage>(system as unknown as System, scenario, (at) => toMs(at) - fault, record);
  const {run, notes, state} = told;
  const writes = run.history.filter((o) => o.f === "write");
  const count = (o: (typeof writes)[number]) => run.read?.count(o.key, o.value) ?? 0;
  return {
    ...told,
    first: (kind, node) => notes(kind, node).find((n) => n.ms >= 0)?.ms ?? null,
    lost: () => lostWrites(run).length,
    unconfirmedLost: () => writes.filter((o) => o.type !== "ok" && count(o) === 0).length,
    doubled: () => writes.filter((o) => count(o) > 1).length,
    broker: (id) => state(id) as Broker,
  };
}

export const story = (name: string, values: Values = {}, wish: Wish & {readonly bare?: boolean} = {}): Story =>
  tell(wished(system as unknown as System, name, values, wish), (values.faultMs as number | undefined) ?? FAULT, !wish.bare);

/** What falls in some runs of a cluster of the random schedules, under no fault but its own. */
export function fallenIn(shape: string, ablate: readonly string[], {runs, untilMs}: {readonly runs: number; readonly untilMs?: number}) {
  const found = system.fuzz.shapes.find(({name}) => name === shape);
  if (!found) throw new Error(`no cluster ${shape}`);
  const scenario = {faults: [], ...found, ...(untilMs ? {untilMs} : {}), system: "rabbitmq", ablate};
  const each = Array.from({length: runs}, (_, i) => tell({...scenario, seed: i + 1}, 0, false).run.violations.map((v) => v.invariant));
  return [...new Set(each.flat())];
}
