// The cluster of the catalogue (fact sheet §11): three brokers, three servers of ZooKeeper, one topic of one partition.

import type {ClientSpec, NodeSpec} from "../../model/scenario.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import type {AdminArgs} from "./admin.ts";
import type {BrokerArgs} from "./broker.ts";
import type {ConsumerArgs} from "./consumer.ts";
import {type Initial, type InitialLog, zookeeperWith} from "./initial.ts";
import type {Assignment} from "./messages.ts";
import type {ProducerArgs} from "./producer.ts";

type Args = {readonly [key: string]: Json};
const json = (args: object): Args => args as Args;

export const zookeepers = (n: number): NodeSpec[] => Array.from({length: n}, (_, i) => ({id: `z${i + 1}`, process: "server"}));

/** KRaft's voters. The first one leads, because the others come when its time-out can run out and theirs cannot. */
export const controllers = (n: number, first: NodeId = "c101"): NodeSpec[] =>
  Array.from({length: n}, (_, i) => `c${101 + i}`).map((id) => ({
    id,
    process: "controller",
    ...(id === first ? {} : {startMs: FOLLOWERS_MS}),
  }));

const FOLLOWERS_MS = 1000;

/** What keeps the metadata in a mode: three servers of ZooKeeper, or three controllers. */
export const quorumOf = (mode: unknown): NodeSpec[] => (mode === "kraft" ? controllers(3) : zookeepers(3));

export const brokerIds = (n: number): NodeId[] => Array.from({length: n}, (_, i) => `b${i + 1}`);

/** When ZooKeeper's ensemble has formed, and the first broker comes: it becomes the controller. The others follow. */
export const FIRST_BROKER_MS = 500;
export const BROKERS_MS = 800;
/** The topic is made, and then written to. */
export const TOPIC_MS = 1500;
export const CLIENTS_MS = 2000;

/** Brokers of which one becomes the controller, because it comes first. */
export const brokers = (n: number, controller: NodeId, args: {readonly [id: NodeId]: Partial<BrokerArgs>} = {}): NodeSpec[] =>
  brokerIds(n).map((id) => ({
    id,
    startMs: id === controller ? FIRST_BROKER_MS : BROKERS_MS,
    ...(args[id] ? {args: json(args[id])} : {}),
  }));

export const topic = (assignment: readonly Assignment[], startMs = TOPIC_MS, moves: AdminArgs["moves"] = null): ClientSpec => ({
  id: "admin",
  process: "admin",
  args: json({topic: "t", assignment, startMs, moves} satisfies AdminArgs),
});

/** One partition on these brokers. */
export const single = (replicas: readonly NodeId[]): readonly Assignment[] => [{replicas, count: 1}];

export const producing = (id: string, args: Partial<ProducerArgs> = {}, more: Partial<ClientSpec> = {}): ClientSpec => ({
  id,
  args: json({startMs: CLIENTS_MS, ...args}),
  ...more,
});

export const consuming = (id: string, args: Partial<ConsumerArgs> = {}): ClientSpec => ({
  id,
  process: "consumer",
  args: json({startMs: CLIENTS_MS, ...args}),
});

/** Two brokers whose logs part in two epochs (fact sheet §11, 15): up to the second record they are the same, and that is committed. */
export function divergedLogs(): {readonly [node: NodeId]: Json} {
  const log = (epochs: InitialLog["epochs"]) => ({logs: {"t-0": {epochs, highWatermark: 2}}}) satisfies Initial as unknown as Json;
  const server = zookeeperWith("t", {replicas: ["b1", "b2"], isr: ["b1"], e: 3});
  return {
    ...{z1: server, z2: server, z3: server},
    b1: log([
      [0, 2],
      [2, 2],
    ]),
    b2: log([
      [0, 2],
      [1, 1],
      [3, 1],
    ]),
  };
}
