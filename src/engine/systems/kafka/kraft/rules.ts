// Decisions of the metadata quorum and of its active controller. They are part of the system's rules.

import type {NodeId} from "../../../vocabulary.ts";
import type {IsrChange} from "../messages.ts";
import type {Registered} from "./records.ts";

/** The end of a log: what a vote is about. */
export interface LogEnd {
  readonly epoch: number;
  readonly offset: number;
}

/**
 * Whether a candidate's log has all that this one could have committed: a later last epoch, or the same one and no fewer records.
 * @rule Q4
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/KafkaRaftClient.java handleVoteRequest
 */
export const isUpToDate = (theirs: LogEnd, mine: LogEnd): boolean =>
  theirs.epoch > mine.epoch || (theirs.epoch === mine.epoch && theirs.offset >= mine.offset);

export type RaftRole = "unattached" | "prospective" | "candidate" | "leader" | "follower" | "resigned";

/** What of a voter decides about a vote in its own epoch. */
export interface Voting {
  readonly role: RaftRole;
  readonly leader: NodeId | null;
  readonly voted: NodeId | null;
  readonly fetched: boolean;
}

/**
 * Whether a voter votes for a candidate of its own epoch: once, for nobody if it knows who leads, and only for a log as long as its own.
 * @rule Q4
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/QuorumState.java unattachedOrProspectiveCanGrantVote
 */
export function grantsVote({role, leader, voted}: Voting, candidate: NodeId, upToDate: boolean): boolean {
  if (role !== "unattached" && role !== "prospective") return false;
  if (voted !== null) return voted === candidate;
  return leader === null && upToDate;
}

/**
 * Whether a voter would vote for somebody if there were an election: not while it leads, or hears its leader; a follower that has not heard
 * it yet goes by the log alone.
 * @rule Q5
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/FollowerState.java canGrantVote
 */
export function grantsPreVote({role, fetched}: Voting, upToDate: boolean): boolean {
  return role !== "leader" && !(role === "follower" && fetched) && upToDate;
}

/**
 * Whether a voter asks whether it could win before it stands.
 * @rule Q6
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/QuorumState.java transitionToProspective
 */
export const asksBefore = (): boolean => true;

/**
 * How many voters are a majority.
 * @rule Q6
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/internals/EpochElection.java majoritySize
 */
export const majorityOf = (voters: number): number => Math.floor(voters / 2) + 1;

/**
 * How far the log is committed: what a majority has, the leader included, as soon as that reaches into its own epoch. It never falls.
 * @rule Q7
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/LeaderState.java maybeUpdateHighWatermark
 */
export function quorumMark(hwm: number, offsets: readonly number[], epochStart: number): number {
  const sorted = [...offsets].sort((a, b) => b - a);
  const held = sorted[Math.floor(offsets.length / 2)] ?? -1;
  return held > epochStart ? Math.max(hwm, held) : hwm;
}

/**
 * Whether a voter's log is on the disk before it asks for more.
 * @rule Q7
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/KafkaRaftClient.java appendAsFollower
 */
export const flushesLog = (): boolean => true;

/**
 * What a leader answers a fetch of another epoch.
 * @rule Q8
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/KafkaRaftClient.java validateLeaderOnlyRequest
 */
export function refusesFetch(epoch: number, own: number, leads: boolean): string {
  if (epoch < own) return "FENCED_LEADER_EPOCH";
  if (epoch > own) return "UNKNOWN_LEADER_EPOCH";
  return leads ? "" : "NOT_LEADER_OR_FOLLOWER";
}

/**
 * Whether a leader that hears of no majority for so long resigns.
 * @rule Q9
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/LeaderState.java timeUntilCheckQuorumExpires
 */
export const checksQuorum = (): boolean => true;

/**
 * How long a voter waits when the leader has resigned: the first of the preferred not at all, each later one twice as long as the one before, ms.
 * @rule Q9
 * @source apache/kafka@be816b8 raft/src/main/java/org/apache/kafka/raft/KafkaRaftClient.java strictExponentialElectionBackoffMs
 */
export function successionWait(position: number, successors: number, most: number): number {
  if (position === 0) return 0;
  if (position < 0 || position >= successors) return most;
  return Math.min(most, (most >> (successors - 1)) << (position - 1));
}

/**
 * Whether a broker that registers is another life of one whose session is still valid.
 * @rule B1
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/ClusterControlManager.java registerBroker
 */
export const isDuplicate = (hasSession: boolean, known: number, incarnation: number): boolean => hasSession && known !== incarnation;

/**
 * Whether the life before ended in good order: its clean-shutdown file holds the epoch that is registered.
 * @rule B1 E6
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/ClusterControlManager.java registerBroker
 */
export const stoppedCleanly = (previous: number, registered: number): boolean => previous === registered;

/** What a controller makes of a broker. */
export type BrokerState = "fenced" | "unfenced" | "stopping" | "gone";

export interface Heartbeat {
  readonly wantFence: boolean;
  readonly wantShutDown: boolean;
  readonly offset: number;
}

/** What a controller knows of a broker when it hears from it. */
export interface Heard {
  readonly state: "fenced" | "unfenced" | "stopping";
  readonly registeredAt: number;
  readonly leads: boolean;
  /** Where it was told to stop, and how far all active brokers have come. */
  readonly stopsAt: number;
  readonly slowest: number;
}

/**
 * What a heartbeat makes of its broker: it is unfenced when it has caught up with its own registration, and may go when it leads nothing and all
 * others know.
 * @rule B2 S4
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/BrokerHeartbeatManager.java calculateNextBrokerState
 */
export function nextState(
  {state, registeredAt, leads, stopsAt, slowest}: Heard,
  {wantFence, wantShutDown, offset}: Heartbeat,
): BrokerState {
  switch (state) {
    case "fenced":
      if (wantShutDown) return "gone";
      return !wantFence && offset >= registeredAt ? "unfenced" : "fenced";
    case "unfenced":
      if (wantFence) return wantShutDown ? "gone" : "fenced";
      if (!wantShutDown) return "unfenced";
      return leads ? "stopping" : "gone";
    case "stopping":
      return !leads && stopsAt <= slowest ? "gone" : "stopping";
    default:
      return state satisfies never;
  }
}

/**
 * Whether a broker from which nothing was heard for so long is fenced.
 * @rule B3
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/BrokerHeartbeatTracker.java isExpired
 */
export const isStale = (heardAt: number, now: number, session: number): boolean => heardAt + session < now;

/** What is to be made of a partition: who may lead, who shall be in sync, how it is elected. */
export interface Target {
  readonly isr: readonly NodeId[];
  readonly acceptable: (replica: NodeId) => boolean;
  readonly election: "online" | "preferred" | "unclean";
  readonly min: number;
  readonly elr: boolean;
  /** Whose disk may have lost something. */
  readonly unclean: NodeId | null;
}

/**
 * Whether a cluster keeps eligible replicas: if it was made with that feature.
 * @rule E1
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/FeatureControlManager.java isElrFeatureEnabled
 */
export const usesElr = (version: number): boolean => version >= 1;

const without = (a: readonly NodeId[], b: readonly NodeId[]): readonly NodeId[] => a.filter((r) => !b.includes(r));

/**
 * Who is no longer in sync, and has all that is committed nevertheless: whoever was in sync when there were still enough, as long as the mark
 * stands because there are too few.
 * @rule E1 E2
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/PartitionChangeBuilder.java maybePopulateTargetElr
 */
export function eligible(known: Registered, {isr, min, elr, unclean}: Target): readonly NodeId[] {
  if (!elr || isr.length >= Math.min(min, known.replicas.length)) return [];
  const all = [...known.elr, ...without(known.isr, known.elr)];
  return without(all, unclean === null ? isr : [...isr, unclean]);
}

/** Who shall lead; null: nobody can. */
export interface Elected {
  readonly leader: NodeId | null;
  readonly unclean: boolean;
}

/**
 * Who leads: whoever does, as long as it may; else the first of the assignment that is in sync, or eligible where nobody is; else who led last;
 * else, where that is allowed, anybody.
 * @rule B4 E3 E4 E5
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/PartitionChangeBuilder.java electLeader
 */
export function electIn(known: Registered, elr: readonly NodeId[], target: Target): Elected {
  const {isr, acceptable, election} = target;
  const valid = (r: NodeId): boolean => (isr.includes(r) || (isr.length === 0 && elr.includes(r))) && acceptable(r);
  const [preferred = ""] = known.replicas;
  if (election === "preferred" && valid(preferred)) return {leader: preferred, unclean: false};
  if (known.leader !== null && valid(known.leader)) return {leader: known.leader, unclean: false};
  const first = known.replicas.find(valid);
  if (first !== undefined) return {leader: first, unclean: false};
  const [last] = known.lastKnown;
  if (target.elr && elr.length + isr.length === 0 && last !== undefined && acceptable(last)) return {leader: last, unclean: true};
  const any = election === "unclean" ? known.replicas.find(acceptable) : undefined;
  return any === undefined ? {leader: null, unclean: false} : {leader: any, unclean: true};
}

/**
 * What an active controller says to a leader that asks for another ISR; "": it shall be written.
 * @rule B5
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/ReplicationControlManager.java validateAlterPartitionData
 */
export function answerToChange(known: Registered, asked: IsrChange, from: NodeId, fits: (member: NodeId, be: number) => boolean): string {
  if (asked.e > known.e || asked.pe > known.pe) return "NOT_CONTROLLER";
  if (asked.e < known.e) return "FENCED_LEADER_EPOCH";
  if (from !== known.leader) return "INVALID_REQUEST";
  if (asked.pe < known.pe) return "INVALID_UPDATE_VERSION";
  if (!asked.isr.includes(from) || !asked.isr.every((r) => known.replicas.includes(r))) return "INVALID_REQUEST";
  return asked.isr.every((r, i) => fits(r, asked.epochs?.[i] ?? -1)) ? "" : "INELIGIBLE_REPLICA";
}

/**
 * Whether the life of a broker that a leader has heard is the one that is registered.
 * @rule B5 B6
 * @source apache/kafka@be816b8 metadata/src/main/java/org/apache/kafka/controller/ReplicationControlManager.java ineligibleReplicasForIsr
 */
export const isThisLife = (be: number, registered: number): boolean => be === -1 || be === registered;

export const kraftRules = {
  isUpToDate,
  grantsVote,
  grantsPreVote,
  asksBefore,
  majorityOf,
  quorumMark,
  flushesLog,
  refusesFetch,
  checksQuorum,
  successionWait,
  isDuplicate,
  stoppedCleanly,
  nextState,
  isStale,
  usesElr,
  eligible,
  electIn,
  answerToChange,
  isThisLife,
};
