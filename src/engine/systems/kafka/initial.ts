// What stands on the disks before a scenario begins: a broker's log of a partition, what ZooKeeper has of it, a controller's metadata log.

import type {Writer} from "../../model/system.ts";
import {anyFields, fields, listOf, maybe, tuple, whole} from "../../outside/forms.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {assignmentText, EPOCH_PATH, IDS, partitionOf, statePath, stateText, TOPICS, topicPath} from "./controller/znodes.ts";
import {META_LOG, QUORUM_FILE} from "./kraft/notes.ts";
import type {Stored} from "./kraft/raft-state.ts";
import type {MetaEntry, MetaRecord} from "./kraft/records.ts";
import type {Entry, Partition} from "./messages.ts";
import {DIRS_FILE, epochFile, HW_FILE, logFile} from "./notes.ts";

/** What `scenario.initial` may say of a broker, its log of each partition, or of a controller: its metadata log. */
export interface Initial {
  readonly logs?: {readonly [p: Partition]: InitialLog};
  readonly metadata?: InitialMetadata;
}

export interface InitialMetadata {
  /** Quorum epochs, rising, each with how many records the log has of it. */
  readonly epochs: InitialLog["epochs"];
  /** The latest one it has heard of, in which it has voted for nobody. */
  readonly epoch: number;
}

export interface InitialLog {
  /** Leader epochs, rising, each with how many records it has. */
  readonly epochs: readonly (readonly [e: number, count: number])[];
  readonly highWatermark: number;
}

const epochs = listOf(tuple([whole(0), whole(1)], []));
const log = fields({epochs, highWatermark: whole(0)});

export const initial = fields({logs: maybe(anyFields(log)), metadata: maybe(fields({epochs, epoch: whole(0)}))});

/** A record of the metadata log that changes nothing; the same on every disk. */
const NO_OP: MetaRecord = Object.freeze({kind: "no-op"});

/** Records of one epoch at one offset are the same on every disk. */
const entryOf = (e: number, offset: number): Entry =>
  Object.freeze({e, value: `${offset} of epoch ${e}`, pid: "", producerEpoch: 0, seq: 0, first: 0, last: 0});

export function restore(disk: Writer, given: Json): void {
  const {logs, metadata} = given as unknown as Initial;
  if (metadata) restoreMetadata(disk, metadata);
  if (logs) restoreLogs(disk, logs);
}

function restoreMetadata(disk: Writer, {epochs, epoch}: InitialMetadata): void {
  for (const [e, count] of epochs)
    for (let i = 0; i < count; i++) disk.append(META_LOG, Object.freeze({e, record: NO_OP} satisfies MetaEntry));
  disk.put(QUORUM_FILE, {epoch, leader: null, voted: null} satisfies Stored);
}

function restoreLogs(disk: Writer, logs: NonNullable<Initial["logs"]>): void {
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
