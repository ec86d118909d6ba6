import type {NodeId, Ticks} from "../../vocabulary.ts";
import type {Operation} from "../zookeeper/messages.ts";
import {kraftRules} from "./kraft/rules.ts";
import type {Acks, Batch, EpochEnd, IsrChange, Leadership} from "./messages.ts";

/** Who shall lead, and which replicas are in sync then. */
export interface Choice {
  readonly leader: NodeId;
  readonly isr: readonly NodeId[];
  readonly unclean: boolean;
}

type Live = (replica: NodeId) => boolean;

/**
 * A new partition: the first live replica of the assignment leads, and all live ones are taken to be in sync before anyone has fetched.
 * @rule P1
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/PartitionStateMachine.scala initializeLeaderAndIsrForPartitions
 */
export function electNew(replicas: readonly NodeId[], live: Live): Choice | null {
  const isr = replicas.filter(live);
  const [leader] = isr;
  return leader === undefined ? null : {leader, isr, unclean: false};
}

/**
 * The leader is gone: the first of the assignment that is live and in sync, not the one with the longest log. If no member of the ISR is
 * live, any live replica may lead where the topic allows it, and is then the whole ISR.
 * @rule P5
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/PartitionStateMachine.scala PartitionLeaderElectionAlgorithms.offlinePartitionLeaderElection
 */
export function electOffline(replicas: readonly NodeId[], isr: readonly NodeId[], live: Live, unclean: boolean): Choice | null {
  const leader = replicas.find((r) => live(r) && isr.includes(r));
  if (leader !== undefined) return {leader, isr: isr.filter(live), unclean: false};
  const any = unclean ? replicas.find(live) : undefined;
  return any === undefined ? null : {leader: any, isr: [any], unclean: true};
}

/**
 * A partition has moved: the first of its target that is live and in sync leads. Who is in sync does not change with that.
 * @rule P6
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/PartitionStateMachine.scala PartitionLeaderElectionAlgorithms.reassignPartitionLeaderElection
 */
export function electReassigned(target: readonly NodeId[], isr: readonly NodeId[], live: Live): Choice | null {
  const leader = target.find((r) => live(r) && isr.includes(r));
  return leader === undefined ? null : {leader, isr, unclean: false};
}

/**
 * The preferred leader is the first of the assignment: it leads again if it is live and in sync.
 * @rule P7
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/PartitionStateMachine.scala PartitionLeaderElectionAlgorithms.preferredReplicaPartitionLeaderElection
 */
export function electPreferred(replicas: readonly NodeId[], isr: readonly NodeId[], live: Live): Choice | null {
  const [leader] = replicas;
  return leader !== undefined && live(leader) && isr.includes(leader) ? {leader, isr, unclean: false} : null;
}

/**
 * A leader is about to stop: the first in-sync replica that is up and does not stop, too. Those that stop leave the ISR.
 * @rule P8
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/PartitionStateMachine.scala PartitionLeaderElectionAlgorithms.controlledShutdownPartitionLeaderElection
 */
export function electAtShutdown(replicas: readonly NodeId[], isr: readonly NodeId[], up: Live, stops: Live): Choice | null {
  const leader = replicas.find((r) => up(r) && isr.includes(r) && !stops(r));
  return leader === undefined ? null : {leader, isr: isr.filter((r) => !stops(r)), unclean: false};
}

/**
 * A replica has gone offline: nobody leads if it did, and it leaves the ISR unless it is the last member. The epoch rises either way.
 * @rule C6
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/ReplicaStateMachine.scala ZkReplicaStateMachine.doRemoveReplicasFromIsr
 */
export function withoutReplica(state: Leadership, replica: NodeId): Leadership {
  const isr = state.isr.length === 1 ? state.isr : state.isr.filter((r) => r !== replica);
  return {...state, leader: state.leader === replica ? null : state.leader, isr, e: state.e + 1};
}

/**
 * What every write of a controller begins with: nobody has taken its place since it was elected.
 * @rule C5
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/zk/KafkaZkClient.scala wrapRequestWithControllerEpochCheck
 */
export const guard = (epochZkVersion: number): readonly Operation[] => [{op: "check", path: "/controller_epoch", version: epochZkVersion}];

/**
 * The version of a partition's state on which a write insists: the one that was read.
 * @rule C5
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/zk/KafkaZkClient.scala updateLeaderAndIsr
 */
export const versionOfState = (pe: number): number => pe;

/**
 * Whether a broker obeys a controller: not if it has heard of a later one.
 * @rule C8
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/server/ReplicaManager.scala becomeLeaderOrFollower
 */
export const obeys = (ce: number, highest: number): boolean => ce >= highest;

/**
 * Whether a request is meant for this life of the broker: one registered later is possible, because the controller may know first.
 * @rule C8
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/server/KafkaApis.scala isBrokerEpochStale
 */
export const isMeant = (be: number, own: number): boolean => be >= own;

/**
 * Whether a broker takes a partition's state: only with a larger leader epoch than it has.
 * @rule C8
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/server/ReplicaManager.scala becomeLeaderOrFollower
 */
export const isNewer = (e: number, current: number): boolean => e > current;

/**
 * Whether a follower is caught up: it has all, or it had all that there was no longer ago than the lag allows.
 * @rule I2
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Replica.scala isCaughtUp
 */
export const isCaughtUp = (leo: number, leaderLeo: number, lastCaughtUp: Ticks, now: Ticks, lag: Ticks): boolean =>
  leo === leaderLeo || now - lastCaughtUp <= lag;

/**
 * Whether a follower outside the ISR may join: it has all that is committed, and has reached this leader's own first offset. Without the second
 * half a leader whose high watermark lags would let one in that lacks records committed before.
 * @rule I1
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Partition.scala isFollowerInSync
 */
export const mayJoin = (leo: number, hw: number, epochStart: number): boolean => leo >= hw && leo >= epochStart;

/**
 * The replicas without which nothing is committed, while the controller has not answered: with those that join, and still with those that leave.
 * @rule I4
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Partition.scala PartitionState.maximalIsr
 */
export const maximalIsr = (isr: readonly NodeId[], asked: readonly NodeId[] | null): readonly NodeId[] =>
  asked !== null && asked.length > isr.length ? asked : isr;

/**
 * Whether too few are in sync to accept a write with acks=all. More than there are replicas are never asked for.
 * @rule A2
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Partition.scala appendRecordsToLeader
 */
export const refusesAppend = (inSync: number, minIsr: number, replicas: number): boolean => inSync < Math.min(minIsr, replicas);

/**
 * Whether the high watermark stands still because too few are in sync.
 * @rule R7
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Partition.scala isUnderMinIsr
 */
export const freezes = (inSync: number, minIsr: number, replicas: number): boolean => inSync < Math.min(minIsr, replicas);

/**
 * The high watermark that the ends of the logs allow: what the leader and all that count have. It never falls within a reign.
 * @rule R7
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Partition.scala maybeIncrementLeaderHW
 */
export const highWatermark = (hw: number, leo: number, others: readonly number[]): number => Math.max(hw, Math.min(leo, ...others));

/**
 * What a leader answers a fetch of another epoch.
 * @rule R4 F2
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Partition.scala checkCurrentLeaderEpoch
 */
export function fence(asked: number, e: number): "" | "FENCED_LEADER_EPOCH" | "UNKNOWN_LEADER_EPOCH" {
  if (asked === e) return "";
  return asked < e ? "FENCED_LEADER_EPOCH" : "UNKNOWN_LEADER_EPOCH";
}

/** The epochs of a log, each with its first offset, rising. */
export type EpochCache = readonly (readonly [e: number, start: number])[];

/**
 * Where an epoch ends in a log: the largest epoch up to the one asked for, and where the next one begins. Null: this log does not reach it.
 * @rule R12
 * @source apache/kafka@84caaa6 storage/src/main/java/org/apache/kafka/storage/internals/epoch/LeaderEpochFileCache.java endOffsetFor
 */
export function endOffsetFor(cache: EpochCache, leo: number, e: number): EpochEnd | null {
  const latest = cache[cache.length - 1];
  if (latest === undefined) return null;
  if (e === latest[0]) return {e, offset: leo};
  if (e > latest[0]) return null;
  const next = cache.findIndex(([epoch]) => epoch > e);
  const start = (cache[next] as EpochCache[number])[1];
  return {e: cache[next - 1]?.[0] ?? e, offset: start};
}

/**
 * The epochs of a log after one more has begun. Entries that it overtakes are dropped.
 * @rule R12
 * @source apache/kafka@84caaa6 storage/src/main/java/org/apache/kafka/storage/internals/epoch/LeaderEpochFileCache.java assign
 */
export function withEpoch(cache: EpochCache, e: number, start: number): EpochCache {
  const latest = cache[cache.length - 1];
  if (latest !== undefined && latest[0] === e && latest[1] <= start) return cache;
  return [...cache.filter(([epoch, from]) => epoch < e && from < start), [e, start]];
}

/**
 * Whether a leader remembers its epoch as it is elected, and not only with its first record: a reign without one must not vanish.
 * @rule R1
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/cluster/Partition.scala makeLeader
 */
export const remembersReign = (): boolean => true;

/**
 * Where a follower cuts its log when the leader says that it diverges. Its own largest epoch up to the leader's may be another one: then it asks
 * again from there (KIP-279).
 * @rule R9
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/server/AbstractFetcherThread.scala getOffsetTruncationState
 */
export function cutFor(cache: EpochCache, leo: number, diverging: EpochEnd): number {
  const own = endOffsetFor(cache, leo, diverging.e);
  if (own === null) return Math.min(diverging.offset, leo);
  return own.e === diverging.e ? Math.min(own.offset, diverging.offset, leo) : Math.min(own.offset, leo);
}

/**
 * Where a follower cuts its log before it asks its new leader: nowhere. Before KIP-101 it cut to its own high watermark.
 * @rule R10
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/server/ReplicaManager.scala makeFollowers
 */
export const cutAtFollowing = (_hw: number, leo: number): number => leo;

/**
 * What a fetch says of the log's last epoch, by which the leader finds where the two diverge: each time, also after it has been `answered` once.
 * Before KIP-279 a follower asked once, and then fetched without saying anything.
 * @rule R3 R9
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/server/ReplicaFetcherThread.scala buildFetch
 */
export const lastFetchedEpoch = (cache: EpochCache, _answered: boolean): number => cache[cache.length - 1]?.[0] ?? -1;

/**
 * Whether a producer waits for all that are in sync, or for the leader alone.
 * @rule A3 A4
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/server/ReplicaManager.scala delayedProduceRequestRequired
 */
export const waitsForIsr = (acks: Acks): boolean => acks === -1;

/** What a log knows of a producer: its epoch, and its last five batches. */
export interface ProducerState {
  readonly epoch: number;
  readonly batches: readonly {readonly first: number; readonly last: number; readonly offset: number}[];
}

/**
 * Whether an idempotent batch is the next one, one of the last five (then with its offset), or out of order.
 * @rule A5
 * @source apache/kafka@84caaa6 storage/src/main/java/org/apache/kafka/storage/internals/log/ProducerAppendInfo.java checkSequence
 */
export function sequence(
  known: ProducerState | null,
  {producerEpoch, seq, values}: Batch,
): "next" | "INVALID_PRODUCER_EPOCH" | "OUT_OF_ORDER_SEQUENCE_NUMBER" | number {
  if (known === null) return "next";
  if (producerEpoch < known.epoch) return "INVALID_PRODUCER_EPOCH";
  if (producerEpoch > known.epoch) return seq === 0 ? "next" : "OUT_OF_ORDER_SEQUENCE_NUMBER";
  const same = known.batches.find(({first, last}) => first === seq && last === seq + values.length - 1);
  if (same) return same.offset;
  const latest = known.batches[known.batches.length - 1];
  return latest === undefined || seq === latest.last + 1 ? "next" : "OUT_OF_ORDER_SEQUENCE_NUMBER";
}

const sameMembers = (a: readonly NodeId[], b: readonly NodeId[]): boolean => a.length === b.length && a.every((r) => b.includes(r));

/**
 * What a controller says to a leader that asks for another ISR: an error, that it has it already, or that it shall be written.
 * @rule I5
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/KafkaController.scala tryProcessAlterPartition
 */
export function answerToIsr(known: Leadership, asked: IsrChange, live: Live): "" | "same" | string {
  if (asked.e > known.e || asked.pe > known.pe) return "NOT_CONTROLLER";
  if (asked.e < known.e) return "FENCED_LEADER_EPOCH";
  if (sameMembers(asked.isr, known.isr)) return "same";
  if (asked.pe < known.pe) return "INVALID_UPDATE_VERSION";
  return asked.isr.every(live) ? "" : "INELIGIBLE_REPLICA";
}

/**
 * Whether a request to the controller comes from the life of the broker that is registered.
 * @rule I5
 * @source apache/kafka@84caaa6 core/src/main/scala/kafka/controller/KafkaController.scala tryProcessAlterPartition
 */
export const isRegistered = (be: number, known: number | undefined): boolean => be === known;

/** The decisions of a broker and of its controller, each of which a scenario may replace. */
export const rules = {
  electNew,
  electOffline,
  electReassigned,
  electPreferred,
  electAtShutdown,
  withoutReplica,
  guard,
  versionOfState,
  obeys,
  isMeant,
  isNewer,
  isCaughtUp,
  mayJoin,
  maximalIsr,
  refusesAppend,
  freezes,
  highWatermark,
  fence,
  endOffsetFor,
  withEpoch,
  remembersReign,
  cutFor,
  cutAtFollowing,
  lastFetchedEpoch,
  waitsForIsr,
  sequence,
  answerToIsr,
  isRegistered,
  ...kraftRules,
};

export type Rules = typeof rules;
