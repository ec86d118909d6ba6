// What stands in the metadata log, as far as it matters here. A change says null for what it leaves as it is.

import type {NodeId} from "../../../vocabulary.ts";
import type {Partition} from "../messages.ts";

/** Why a partition was changed: for eyes; the real record does not say. */
export type Why = "new" | "offline" | "preferred" | "shutdown" | "reassigned" | "bumped" | "removed" | "isr" | "unclean";

export type MetaRecord =
  /** The start of a quorum epoch: a control record of the log itself. */
  | {readonly kind: "leader-change"; readonly leader: NodeId}
  | {readonly kind: "no-op"}
  /** A life of a broker, fenced until it has caught up. `incarnation`: which life it is. */
  | {readonly kind: "register-broker"; readonly broker: NodeId; readonly incarnation: number; readonly be: number}
  | {
      readonly kind: "broker-change";
      readonly broker: NodeId;
      readonly be: number;
      readonly fenced: boolean | null;
      readonly shuttingDown: boolean | null;
    }
  | {readonly kind: "topic"; readonly topic: string}
  /** It stands for `count` partitions that are equal. */
  | {
      readonly kind: "partition";
      readonly p: Partition;
      readonly replicas: readonly NodeId[];
      readonly count: number;
      readonly leader: NodeId;
      readonly isr: readonly NodeId[];
    }
  /** `leader`: null as it is (−2), else to whom, or to nobody (−1). */
  | {
      readonly kind: "partition-change";
      readonly p: Partition;
      readonly leader: {readonly to: NodeId | null} | null;
      readonly isr: readonly NodeId[] | null;
      readonly elr: readonly NodeId[] | null;
      readonly lastKnown: readonly NodeId[] | null;
      readonly recovering: boolean | null;
      readonly why: Why;
    };

/** A record in the log, with the quorum epoch in which it was appended: frozen, and the same object on every node. */
export interface MetaEntry {
  readonly e: number;
  readonly record: MetaRecord;
}

/** A broker as the log has it. */
export interface Registration {
  readonly be: number;
  readonly incarnation: number;
  readonly fenced: boolean;
  readonly shuttingDown: boolean;
  /** Where its registration stands in the log. */
  readonly offset: number;
}

/** A partition as the log has it. */
export interface Registered {
  readonly replicas: readonly NodeId[];
  readonly count: number;
  readonly leader: NodeId | null;
  readonly isr: readonly NodeId[];
  readonly elr: readonly NodeId[];
  /** Who led last, if nobody does. */
  readonly lastKnown: readonly NodeId[];
  readonly recovering: boolean;
  readonly e: number;
  readonly pe: number;
}

/** All that a prefix of the log says. */
export interface Image {
  readonly brokers: Map<NodeId, Registration>;
  readonly topics: Set<string>;
  readonly partitions: Map<Partition, Registered>;
}

export const emptyImage = (): Image => ({brokers: new Map(), topics: new Set(), partitions: new Map()});

export const copyOf = ({brokers, topics, partitions}: Image): Image => ({
  brokers: new Map(brokers),
  topics: new Set(topics),
  partitions: new Map(partitions),
});

/** The image after one more record. */
export function replay(image: Image, record: MetaRecord, offset: number): void {
  switch (record.kind) {
    case "leader-change":
    case "no-op":
      return;
    case "register-broker": {
      const {broker, incarnation, be} = record;
      image.brokers.set(broker, {be, incarnation, fenced: true, shuttingDown: false, offset});
      return;
    }
    case "broker-change": {
      const known = image.brokers.get(record.broker);
      if (known?.be !== record.be) return;
      const {fenced, shuttingDown} = record;
      image.brokers.set(record.broker, {...known, fenced: fenced ?? known.fenced, shuttingDown: shuttingDown ?? known.shuttingDown});
      return;
    }
    case "topic":
      image.topics.add(record.topic);
      return;
    case "partition": {
      const {p, replicas, count, leader, isr} = record;
      image.partitions.set(p, {replicas, count, leader, isr, elr: [], lastKnown: [], recovering: false, e: 0, pe: 0});
      return;
    }
    case "partition-change":
      image.partitions.set(record.p, merged(image.partitions.get(record.p) as Registered, record));
      return;
    default:
      record satisfies never;
  }
}

type Change = Extract<MetaRecord, {kind: "partition-change"}>;

/** Every change raises the partition's epoch; the leader's rises with every record that names a leader, be it the same (PartitionRegistration.merge). */
export function merged(known: Registered, {leader, isr, elr, lastKnown, recovering}: Change): Registered {
  return {
    ...known,
    leader: leader === null ? known.leader : leader.to,
    isr: isr ?? known.isr,
    elr: elr ?? known.elr,
    lastKnown: lastKnown ?? known.lastKnown,
    recovering: recovering ?? known.recovering,
    e: leader === null ? known.e : known.e + 1,
    pe: known.pe + 1,
  };
}

/** Registered, unfenced and not about to stop. */
export function isActive({brokers}: Image, id: NodeId): boolean {
  const known = brokers.get(id);
  return known !== undefined && !known.fenced && !known.shuttingDown;
}

export const isUnfenced = ({brokers}: Image, id: NodeId): boolean => brokers.get(id)?.fenced === false;

/** I1 in KRaft: whoever is active may join, if the life that was heard is the one that is registered. */
export const mayBeInSync = (image: Image, id: NodeId, be: number, fits: (be: number, registered: number) => boolean): boolean =>
  isActive(image, id) && fits(be, image.brokers.get(id)?.be ?? -1);
