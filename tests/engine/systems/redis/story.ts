import type {Operation} from "../../../../src/engine/model/operation.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {lostWrites} from "../../../../src/engine/systems/claims.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import type {RedisMessage} from "../../../../src/engine/systems/redis/messages.ts";
import type {Sentinel, Server} from "../../../../src/engine/systems/redis/state.ts";
import {type NodeId, type Ticks, toMs} from "../../../../src/engine/vocabulary.ts";
import {type Told as Recounted, recount, type Wish as Wished, wished} from "../story.ts";

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

interface Wish extends Wished {
  /** No trace: for many seeds. */
  readonly bare?: boolean;
}

/** A run with what the tests ask it; times in ms after the fault. */
export interface Story extends Recounted<Told, RedisMessage> {
  /** When that was first noted; null: never. */
  first(kind: string, node?: NodeId): number | null;
  /** Answers of one client, in order. */
  answers(
    client: NodeId,
  ): {readonly ms: number; readonly type: Operation["type"]; readonly result: unknown; readonly server: NodeId | null}[];
  /** Writes of a client that were acknowledged and are gone. */
  lost(client?: NodeId): number;
  server(id: NodeId): Server;
  sentinel(id: NodeId): Sentinel;
}

type Values = {readonly [key: string]: number | string | boolean};

export const story = (name: string, values: Values = {}, wish: Wish = {}): Story =>
  tell(wished(system as unknown as System, name, values, wish), (values.faultMs as number | undefined) ?? FAULT, !wish.bare);

export function tell(scenario: Scenario, fault = FAULT, record = true): Story {
  const since = (at: Ticks): number => toMs(at) - fault;
  const told = recount<Told, RedisMessage>(system as unknown as System, scenario, since, record);
  const {run, notes, state} = told;
  return {
    ...told,
    first: (kind, node) => notes(kind, node).find((n) => n.ms >= 0)?.ms ?? null,
    answers: (client) =>
      run.history.flatMap((o) =>
        o.process === client && o.completedAt !== null
          ? [{ms: since(o.completedAt), type: o.type, result: o.result, server: o.server}]
          : [],
      ),
    lost: (client) => lostWrites(run).filter((o) => client === undefined || o.process === client).length,
    server: (id) => state(id) as Server,
    sentinel: (id) => state(id) as Sentinel,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
