// MetadataLoader and ReplicaManager.applyDelta: what is committed in the metadata log becomes what a broker's replicas are. Rules B6, R1, R14.

import {NO_TIME} from "../../../vocabulary.ts";
import {takeStates} from "../control.ts";
import {pump} from "../controller-link.ts";
import type {Partition, PartitionState} from "../messages.ts";
import {type Broker, type Ctx, turn} from "../state.ts";
import type {Observer} from "./observer.ts";
import {metaLog} from "./raft-state.ts";
import {isUnfenced, type MetaEntry, type MetaRecord, replay} from "./records.ts";

/**
 * Takes what is committed: the image first, then its replicas, and with them whoever waits for a leader's epoch to be on the disk. Before the
 * broker has caught up for the first time nothing is made of it but the image.
 */
export function publish(b: Broker, k: Observer, ctx: Ctx): void {
  while (b.changing === null && (k.applied < k.raft.hwm || isFirst(k))) {
    const first = isFirst(k);
    const changed = new Set<Partition>(first ? k.image.partitions.keys() : []);
    const end = k.raft.hwm;
    const log = metaLog(ctx);
    for (let i = k.applied; i < end; i++) {
      const {record} = log.entries[i] as MetaEntry;
      replay(k.image, record, i);
      for (const p of touched(record)) changed.add(p);
    }
    k.applied = end;
    learn(b, k, changed);
    if (k.stage === "starting") continue;
    if (first) {
      k.ready = true;
      ctx.setTimer("communicate", NO_TIME);
    }
    takeStates(b, statesOf(b, k, changed), ctx);
  }
  if (b.changing === null) k.published = k.applied;
  turn(b);
  pump(b, ctx);
}

/** It has caught up, and its replicas are not yet what the log says. */
const isFirst = (k: Observer): boolean => k.stage === "recovery" && !k.ready;

function touched(record: MetaRecord): readonly Partition[] {
  return record.kind === "partition" || record.kind === "partition-change" ? [record.p] : [];
}

/** What it tells clients, and whom it takes to be alive. */
function learn(b: Broker, k: Observer, changed: ReadonlySet<Partition>): void {
  const {metadata} = b;
  metadata.controller = k.raft.leader;
  metadata.live = [...k.image.brokers.keys()].filter((id) => isUnfenced(k.image, id));
  for (const p of changed) {
    const state = stateIn(k, p);
    if (state) metadata.partitions.set(p, state);
  }
}

function stateIn(k: Observer, p: Partition): PartitionState | null {
  const known = k.image.partitions.get(p);
  return known ? {p, leader: known.leader, e: known.e, isr: known.isr, pe: known.pe, ce: k.raft.epoch, replicas: known.replicas} : null;
}

function statesOf(b: Broker, k: Observer, changed: ReadonlySet<Partition>): readonly PartitionState[] {
  return [...changed].flatMap((p) => {
    const state = stateIn(k, p);
    return state?.replicas.includes(b.id) ? [state] : [];
  });
}
