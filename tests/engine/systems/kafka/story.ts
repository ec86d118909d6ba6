import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system as kafka} from "../../../../src/engine/systems/kafka/index.ts";
import type {KafkaMessage} from "../../../../src/engine/systems/kafka/messages.ts";
import type {NodeId} from "../../../../src/engine/vocabulary.ts";
import {type Told as Recounted, recount, type Wish, wished} from "../story.ts";

/** A note with the fields that Kafka's notes have, its time in ms. */
interface Told {
  readonly ms: number;
  readonly node: NodeId;
  readonly kind: string;
  readonly scope?: string;
  readonly leader?: NodeId | null;
  readonly e?: number;
  readonly pe?: number;
  readonly ce?: number;
  readonly isr?: readonly NodeId[];
  readonly how?: string;
  readonly from?: number;
  readonly to?: number;
  readonly error?: string;
  readonly leo?: number;
  readonly role?: string;
  readonly controller?: NodeId;
  readonly elr?: readonly NodeId[];
  readonly lastKnown?: readonly NodeId[];
}

export const system = kafka as unknown as System;

export interface Story extends Recounted<Told, KafkaMessage> {
  /** What ZooKeeper was made to hold of the first partition, one after the other: leader, epoch, in-sync replicas. */
  readonly states: readonly (readonly [leader: NodeId | null, e: number, isr: string, how: string])[];
}

export const story = (name: string, values: {readonly [key: string]: number | string | boolean} = {}, wish: Wish = {}): Story =>
  tell(wished(system, name, values, wish));

export function tell(scenario: Scenario): Story {
  const told = recount<Told, KafkaMessage>(system, scenario);
  const states = told
    .notes("state-written")
    .filter(({scope}) => scope === "t-0")
    .map(({leader, e, isr, how}) => [leader ?? null, e ?? -1, (isr ?? []).join(), how ?? ""] as const);
  return {...told, states};
}
