// ZkData: the znodes that Kafka uses, and what stands in them.

import type {NodeId} from "../../../vocabulary.ts";
import type {Operation, Request, Stat} from "../../zookeeper/messages.ts";
import type {Assignment, Leadership, Partition} from "../messages.ts";

export const IDS = "/brokers/ids";
export const TOPICS = "/brokers/topics";
export const CONTROLLER_PATH = "/controller";
export const EPOCH_PATH = "/controller_epoch";

export const idPath = (id: NodeId): string => `${IDS}/${id}`;
export const topicPath = (topic: string): string => `${TOPICS}/${topic}`;

const split = (p: Partition): readonly [topic: string, index: string] => [p.slice(0, p.lastIndexOf("-")), p.slice(p.lastIndexOf("-") + 1)];
const partitionPath = (p: Partition): string => `${topicPath(split(p)[0])}/partitions/${split(p)[1]}`;
export const statePath = (p: Partition): string => `${partitionPath(p)}/state`;

export const topicOf = (p: Partition): string => split(p)[0];
export const partitionOf = (topic: string, index: number): Partition => `${topic}-${index}`;

export const read = (path: string, watch = false): Request => ({op: "get", path, watch});
export const list = (path: string): Request => ({op: "children", path, watch: true});
export const make = (path: string, data: string): Operation & Request => ({op: "create", path, data, ephemeral: false, sequential: false});

/** Names of children as ZooKeeper lists them. */
export const namesOf = (result: string): readonly string[] => (result === "" ? [] : result.split(","));

/** The broker epoch: the zxid in which the broker's node was made, as one number. */
export const epochOf = (stat: Stat | null | undefined): number => (stat ? stat.created.epoch * 0x100000000 + stat.created.counter : -1);

/** A partition's state as it is written. */
export const stateText = ({leader, e, isr, ce}: Leadership): string => JSON.stringify({leader, e, isr, ce});

export const stateOf = (text: string, pe: number): Leadership => ({...(JSON.parse(text) as Omit<Leadership, "pe">), pe});

export const assignmentText = (assignment: readonly Assignment[]): string => JSON.stringify(assignment);
export const assignmentOf = (text: string): readonly Assignment[] => JSON.parse(text) as readonly Assignment[];

/** The first state of a partition, with the nodes above it. */
export const firstState = (p: Partition, state: Leadership, guard: readonly Operation[]): Request => ({
  op: "multi",
  operations: [...guard, make(partitionPath(p), ""), make(statePath(p), stateText(state))],
});

/** Another state, if nobody has written one since. */
export const nextState = (p: Partition, state: Leadership, version: number, guard: readonly Operation[]): Request => ({
  op: "multi",
  operations: [...guard, {op: "set", path: statePath(p), data: stateText(state), version}],
});
