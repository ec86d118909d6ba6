// What stands on the disks before a scenario begins: a broker's log of a partition, and what ZooKeeper has of it.

import type {Writer} from "../../model/system.ts";
import {anyFields, fields, listOf, tuple, whole} from "../../outside/forms.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {assignmentText, EPOCH_PATH, IDS, partitionOf, statePath, stateText, TOPICS, topicPath} from "./controller/znodes.ts";
import type {Entry, Partition} from "./messages.ts";
import {DIRS_FILE, epochFile, HW_FILE, logFile} from "./notes.ts";

/** What `scenario.initial` may say of a broker: its log of each partition. */
export interface Initial {
  readonly logs: {readonly [p: Partition]: InitialLog};
}

export interface InitialLog {
  /** Leader epochs, rising, each with how many records it has. */
  readonly epochs: readonly (readonly [e: number, count: number])[];
  readonly highWatermark: number;
}

const log = fields({epochs: listOf(tuple([whole(0), whole(1)], [])), highWatermark: whole(0)});

export const initial = fields({logs: anyFields(log)});

/** Records of one epoch at one offset are the same on every disk. */
const entryOf = (e: number, offset: number): Entry =>
  Object.freeze({e, value: `${offset} of epoch ${e}`, pid: "", producerEpoch: 0, seq: 0, first: 0, last: 0});

export function restore(disk: Writer, given: Json): void {
  const {logs} = given as unknown as Initial;
  for (const [p, {epochs}] of Object.entries(logs)) {
    const cache: [number, number][] = [];
    let offset = 0;
    for (const [e, count] of epochs) {
      cache.push([e, offset]);
      for (let i = 0; i < count; i++) disk.append(logFile(p), entryOf(e, offset++));
    }
    disk.put(epochFile(p), cache);
  }
  disk.put(HW_FILE, Object.fromEntries(Object.entries(logs).map(([p, {highWatermark}]) => [p, highWatermark])));
  disk.put(DIRS_FILE, Object.keys(logs));
}

/** What a server of ZooKeeper begins with where a topic of one partition is there already, without a leader: of its replicas these are in sync. */
export function zookeeperWith(topic: string, {replicas, isr, e}: {replicas: readonly NodeId[]; isr: readonly NodeId[]; e: number}): Json {
  const p = partitionOf(topic, 0);
  const state = {leader: null, e, isr, pe: 0, ce: 1};
  const nodes: readonly (readonly [path: string, data: string])[] = [
    ["/brokers", ""],
    [IDS, ""],
    [TOPICS, ""],
    [EPOCH_PATH, "1"],
    [topicPath(topic), assignmentText([{replicas, count: 1}])],
    [`${topicPath(topic)}/partitions`, ""],
    [`${topicPath(topic)}/partitions/0`, ""],
    [statePath(p), stateText(state)],
  ];
  return {acceptedEpoch: 1, currentEpoch: 1, log: nodes.map(([path, data], i) => [1, i + 1, path, data])};
}
