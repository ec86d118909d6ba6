import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import type {ZkMessage} from "../../../../src/engine/systems/zookeeper/messages.ts";
import type {Server} from "../../../../src/engine/systems/zookeeper/state.ts";
import type {Zxid} from "../../../../src/engine/systems/zookeeper/zxid.ts";
import type {NodeId} from "../../../../src/engine/vocabulary.ts";
import {type Told as Recounted, recount, type Wish, wished} from "../story.ts";

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
  readonly currentEpoch?: number;
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

/** A recorded run with what the tests ask it. */
export interface Story extends Recounted<Told, ZkMessage> {
  /** The servers' state when the scenario ended, before settling. */
  server(id: NodeId): Server;
  readonly roles: {readonly [id: string]: string};
}

export const story = (name: string, values: {readonly [key: string]: number | string | boolean} = {}, wish: Wish = {}): Story =>
  tell(wished(system as unknown as System, name, values, wish));

export function tell(scenario: Scenario): Story {
  const told = recount<Told, ZkMessage>(system as unknown as System, scenario);
  return {...told, server: (id) => told.state(id) as Server, roles: told.measures.final.roles};
}
