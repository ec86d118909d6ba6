import type {NodeId} from "../../vocabulary.ts";
import {KRAFT_FIELDS, type KraftReply, type KraftRequest} from "./kraft/messages.ts";

/** A partition by its name, as its directory has it: `t-0`. */
export type Partition = string;

/** One record as it stands in a log: frozen, and the same object on every replica. */
export interface Entry {
  /** The leader epoch in which it was appended. */
  readonly e: number;
  readonly value: string;
  /** The producer, and which of its lives; "" without idempotence. */
  readonly pid: string;
  readonly producerEpoch: number;
  readonly seq: number;
  /** First and last sequence of the batch it came in. */
  readonly first: number;
  readonly last: number;
}

/** Who leads and who is in sync, as the controller has decided and ZooKeeper has it. `pe`: the znode's version. */
export interface Leadership {
  /** Null: nobody (−1). */
  readonly leader: NodeId | null;
  readonly e: number;
  readonly isr: readonly NodeId[];
  readonly pe: number;
  /** The controller's epoch in which it was decided. */
  readonly ce: number;
}

/** A partition as the controller tells brokers of it. */
export interface PartitionState extends Leadership {
  readonly p: Partition;
  readonly replicas: readonly NodeId[];
}

/** Who speaks, in which epoch, and which life of the receiver it means. */
interface Command {
  readonly id: number;
  readonly controller: NodeId;
  readonly ce: number;
  readonly be: number;
}

/** What a controller asks of brokers (fact sheet §5.1). */
export type ControlRequest =
  | (Command & {readonly kind: "LEADER_AND_ISR"; readonly partitions: readonly PartitionState[]})
  | (Command & {readonly kind: "UPDATE_METADATA"; readonly partitions: readonly PartitionState[]; readonly live: readonly NodeId[]})
  | (Command & {
      readonly kind: "STOP_REPLICA";
      readonly partitions: readonly {readonly p: Partition; readonly e: number; readonly deleted: boolean}[];
    });

export type ControlReply = {
  readonly kind: "LEADER_AND_ISR_REPLY" | "UPDATE_METADATA_REPLY" | "STOP_REPLICA_REPLY";
  readonly id: number;
  readonly error: string;
};

/** A change of the in-sync replicas that a leader asks for. */
export interface IsrChange {
  readonly p: Partition;
  readonly e: number;
  readonly isr: readonly NodeId[];
  readonly pe: number;
  /** In KRaft mode: the broker epoch of each member, as its leader has heard it; −1: not heard yet (KIP-903). */
  readonly epochs?: readonly number[];
}

/** What brokers ask of the controller, and what it answers. */
export type ToController =
  | {
      readonly kind: "ALTER_PARTITION";
      readonly id: number;
      readonly be: number;
      readonly broker: NodeId;
      readonly partitions: readonly IsrChange[];
    }
  | {readonly kind: "CONTROLLED_SHUTDOWN"; readonly id: number; readonly be: number; readonly broker: NodeId};

export interface Altered {
  readonly p: Partition;
  readonly error: string;
  /** What stands now; null where the controller does not say. */
  readonly now: Leadership | null;
}

export type FromController =
  | {readonly kind: "ALTER_PARTITION_REPLY"; readonly id: number; readonly error: string; readonly partitions: readonly Altered[]}
  | {readonly kind: "CONTROLLED_SHUTDOWN_REPLY"; readonly id: number; readonly error: string; readonly remaining: number};

/** A partition in a fetch: from where, in which epoch the asker takes the leader to be, and what its log ends with. */
export interface Wanted {
  readonly p: Partition;
  readonly e: number;
  readonly offset: number;
  /** −1: not said. */
  readonly lastEpoch: number;
}

/** The end of an epoch in a log. */
export interface EpochEnd {
  readonly e: number;
  readonly offset: number;
}

export interface Got {
  readonly p: Partition;
  readonly error: string;
  readonly hw: number;
  readonly entries: readonly Entry[];
  readonly diverging: EpochEnd | null;
}

/** acks as a producer sends it: −1 is all. */
export type Acks = 0 | 1 | -1;

/** A batch as a producer sends it; `seq` −1: not idempotent. */
export interface Batch {
  readonly pid: string;
  readonly producerEpoch: number;
  readonly seq: number;
  readonly values: readonly string[];
}

/** What clients ask of brokers, followers of leaders among them (fact sheet §5.2). */
export type DataRequest =
  | {
      readonly kind: "PRODUCE";
      readonly id: number;
      readonly acks: Acks;
      readonly timeoutMs: number;
      readonly p: Partition;
      readonly batch: Batch;
    }
  /** `replica` "": a consumer. `be`: the follower's broker epoch in KRaft mode, else −1. */
  | {
      readonly kind: "FETCH";
      readonly id: number;
      readonly replica: NodeId;
      readonly be: number;
      readonly waitMs: number;
      readonly partitions: readonly Wanted[];
    }
  | {readonly kind: "OFFSET_FOR_LEADER_EPOCH"; readonly id: number; readonly p: Partition; readonly current: number; readonly e: number}
  | {readonly kind: "LIST_OFFSETS"; readonly id: number; readonly p: Partition; readonly replica: NodeId}
  | {readonly kind: "METADATA"; readonly id: number}
  | {readonly kind: "CREATE_TOPIC"; readonly id: number; readonly topic: string; readonly assignment: readonly Assignment[]}
  /** AlterPartitionReassignments: these replicas shall have the partition, in this order. */
  | {readonly kind: "REASSIGN"; readonly id: number; readonly p: Partition; readonly replicas: readonly NodeId[]};

/** A partition to be: its replicas, the preferred leader first. It stands for `count` that are equal. */
export interface Assignment {
  readonly replicas: readonly NodeId[];
  readonly count: number;
  /** While it moves: which of them it shall have in the end. */
  readonly target?: readonly NodeId[];
}

export type DataReply =
  | {
      readonly kind: "PRODUCE_REPLY";
      readonly id: number;
      readonly p: Partition;
      readonly error: string;
      readonly offset: number;
      readonly leader: NodeId | null;
      readonly e: number;
    }
  | {readonly kind: "FETCH_REPLY"; readonly id: number; readonly partitions: readonly Got[]}
  | {readonly kind: "OFFSET_FOR_LEADER_EPOCH_REPLY"; readonly id: number; readonly error: string; readonly end: EpochEnd | null}
  | {readonly kind: "LIST_OFFSETS_REPLY"; readonly id: number; readonly p: Partition; readonly error: string; readonly offset: number}
  | {
      readonly kind: "METADATA_REPLY";
      readonly id: number;
      readonly controller: NodeId | null;
      readonly live: readonly NodeId[];
      readonly partitions: readonly {readonly p: Partition; readonly leader: NodeId | null; readonly e: number}[];
    }
  | {readonly kind: "CREATE_TOPIC_REPLY"; readonly id: number; readonly error: string}
  | {readonly kind: "REASSIGN_REPLY"; readonly id: number; readonly error: string};

/** What a broker is asked. */
export type KafkaRequest = ControlRequest | ToController | DataRequest;
export type KafkaReply = ControlReply | FromController | DataReply | KraftReply;
export type KafkaMessage = KafkaRequest | KafkaReply | KraftRequest;

/** The fields that are hashed and shown, by kind. */
export const FIELDS = {
  LEADER_AND_ISR: ["controller", "ce", "be", "partitions"],
  LEADER_AND_ISR_REPLY: ["error"],
  UPDATE_METADATA: ["controller", "ce", "be", "live", "partitions"],
  UPDATE_METADATA_REPLY: ["error"],
  STOP_REPLICA: ["controller", "ce", "be", "partitions"],
  STOP_REPLICA_REPLY: ["error"],
  ALTER_PARTITION: ["be", "partitions"],
  ALTER_PARTITION_REPLY: ["error", "partitions"],
  CONTROLLED_SHUTDOWN: ["be"],
  CONTROLLED_SHUTDOWN_REPLY: ["error", "remaining"],
  PRODUCE: ["id", "acks", "p", "batch"],
  PRODUCE_REPLY: ["id", "error", "offset", "leader", "e"],
  FETCH: ["replica", "be", "partitions"],
  FETCH_REPLY: ["partitions"],
  OFFSET_FOR_LEADER_EPOCH: ["p", "current", "e"],
  OFFSET_FOR_LEADER_EPOCH_REPLY: ["error", "end"],
  LIST_OFFSETS: ["p", "replica"],
  LIST_OFFSETS_REPLY: ["error", "offset"],
  METADATA: [],
  METADATA_REPLY: ["controller", "live", "partitions"],
  CREATE_TOPIC: ["topic", "assignment"],
  CREATE_TOPIC_REPLY: ["error"],
  REASSIGN: ["p", "replicas"],
  REASSIGN_REPLY: ["error"],
  ...KRAFT_FIELDS,
} as const satisfies Record<KafkaMessage["kind"], readonly string[]>;

/** Whether a message answers another. */
export const isReply = (m: KafkaMessage): m is KafkaReply => m.kind.endsWith("_REPLY");
