import type {Context} from "../../model/process.ts";
import type {Belief, ConnId, NodeId, Ticks} from "../../vocabulary.ts";
import type {Request} from "../zookeeper/messages.ts";
import type {Answer, Session} from "../zookeeper/session.ts";
import type {Config} from "./config.ts";
import type {Observer} from "./kraft/observer.ts";
import type {
  Altered,
  ControlRequest,
  DataRequest,
  IsrChange,
  KafkaMessage,
  KafkaRequest,
  Leadership,
  Partition,
  PartitionState,
  ToController,
  Wanted,
} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";
import type {EpochCache, ProducerState, Rules} from "./rules.ts";

export type Ctx = Context<KafkaMessage, Rules, Config, KafkaNote>;

/** What a leader knows of a follower. */
export interface Remote {
  leo: number;
  /** The leader's end when it last fetched, and when that was. */
  leaderLeo: number;
  fetchedAt: Ticks;
  caughtUpAt: Ticks;
  /** Its broker epoch, as its fetches say in KRaft mode; −1: not heard. */
  be: number;
}

/** A partition on one broker. */
export interface Replica {
  readonly p: Partition;
  replicas: readonly NodeId[];
  role: "leader" | "follower" | "none";
  leader: NodeId | null;
  /** −1: it has heard of no epoch in this life. */
  e: number;
  pe: number;
  hw: number;
  epochs: EpochCache;
  producers: Map<string, ProducerState>;
  /** As leader: its own end when it was elected. */
  epochStart: number;
  /** As leader: the committed ISR, and the one it has asked for. */
  isr: readonly NodeId[];
  asked: readonly NodeId[] | null;
  remotes: Map<NodeId, Remote>;
  /** When its first record that is not flushed was appended; null: all are. */
  unflushedSince: Ticks | null;
  flushed: number;
  /** It has been cut since its epochs were last synced. */
  cut: boolean;
  /** As follower: the leader has said whether their logs diverge, in this epoch. */
  answered: boolean;
  /** Requests that wait while a reign is written down (leaderIsrUpdateLock); null: none is. */
  held: Held[] | null;
  /** A produce request whose records are being flushed, and those that wait for the log meanwhile (UnifiedLog.lock); null: none is. */
  writing: (Held & {readonly offset: number; readonly behind: Held[]}) | null;
}

export interface Held {
  readonly conn: ConnId;
  readonly request: KafkaRequest;
}

/** A connection to this broker. Requests of one connection are handled one after the other: it is muted until the answer is sent. */
export interface Incoming {
  muted: boolean;
  readonly waiting: KafkaRequest[];
}

/** States that a broker takes, one after the other: first of those that it leads. */
export interface Changing {
  /** The request that is answered then; null: the metadata log, where nobody waits for it. */
  readonly from: {readonly conn: ConnId; readonly id: number} | null;
  readonly leads: PartitionState[];
  readonly follows: PartitionState[];
}

/** A produce that waits until its records are committed. */
export interface DelayedProduce {
  readonly conn: ConnId;
  readonly id: number;
  readonly p: Partition;
  readonly offset: number;
  readonly required: number;
}

/** A fetch that waits for data. */
export interface DelayedFetch {
  readonly conn: ConnId;
  readonly id: number;
  readonly replica: NodeId;
  readonly partitions: readonly Wanted[];
}

/** The thread that fetches from one leader: one request at a time. */
export interface Fetcher {
  readonly leader: NodeId;
  conn: ConnId;
  phase: "idle" | "dialling" | "ready" | "waiting" | "flushing";
  /** Its partitions, and until when each pauses after an error; −1: until there is newer metadata. */
  readonly partitions: Map<Partition, Ticks>;
  request: number;
  asked: readonly Wanted[];
}

/** What a broker knows of the cluster, from UpdateMetadata. */
export interface Metadata {
  controller: NodeId | null;
  live: readonly NodeId[];
  partitions: Map<Partition, Leadership & {readonly replicas: readonly NodeId[]}>;
}

/** The way to the controller: one request at a time, to whoever it is. */
export interface ControllerLink {
  conn: ConnId;
  to: NodeId | null;
  phase: "idle" | "dialling" | "ready" | "waiting";
  /** ISR changes that wait to be asked for, by partition. */
  readonly changes: Map<Partition, IsrChange>;
  /** A controlled shutdown to be asked for. */
  shutdown: boolean;
  sent: ToController | null;
  /** It pauses after an error. */
  paused: boolean;
}

/** Requests to ZooKeeper that belong together, and what comes when all are answered. */
export interface ZkBatch {
  readonly answers: (Answer | null)[];
  left: number;
  readonly after: Step;
  readonly startedAt: Ticks;
  /** How many requests it stands for, where a partition stands for several. */
  readonly stands: number;
}

export interface ZkAsked {
  readonly request: Request;
  readonly batch: number;
  readonly index: number;
}

/** The session with ZooKeeper: at most so many requests on their way, repeated when a connection is lost (retryRequestsUntilConnected). */
export interface ZkLink {
  readonly session: Session;
  waiting: ZkAsked[];
  inFlight: ZkAsked[];
  batches: Map<number, ZkBatch>;
  next: number;
  /** It has expired, and the controller's thread has not come to that yet: until then every request fails at once. */
  over: boolean;
}

/** A partition as the controller has it in memory. */
export interface Led {
  replicas: readonly NodeId[];
  readonly count: number;
  /** While it moves: the replicas that it shall have, and those that leave; null: it does not. */
  moving: {readonly target: readonly NodeId[]; readonly leaving: readonly NodeId[]} | null;
  /** Null: it has no state in ZooKeeper yet. */
  state: Leadership | null;
  status: "new" | "online" | "offline";
}

/** The thread that sends to one broker: one request at a time, repeated until it is answered. */
export interface Channel {
  readonly to: NodeId;
  conn: ConnId;
  phase: "idle" | "dialling" | "ready" | "waiting" | "resting";
  queue: ControlRequest[];
}

export type Strategy = "offline" | "preferred" | "shutdown" | "reassigned";

/** What the controller's one thread does next: an event of its queue, or a part of one that waited for ZooKeeper. */
export type Step =
  | {readonly do: "register"}
  | {readonly do: "registered"; readonly again: boolean}
  | {readonly do: "found-registered"}
  | {readonly do: "elect"}
  | {readonly do: "elect-seen"}
  | {readonly do: "elect-known"}
  | {readonly do: "elect-epoch"}
  | {readonly do: "elect-made"}
  | {readonly do: "elect-tried"; readonly ce: number; readonly version: number}
  | {readonly do: "elect-doubted"; readonly ce: number; readonly version: number}
  | {readonly do: "controller-change"}
  | {readonly do: "controller-read"}
  | {readonly do: "fail-over"}
  | {readonly do: "loaded-ids"}
  | {readonly do: "loaded-brokers"; readonly ids: readonly NodeId[]}
  | {readonly do: "loaded-topics"}
  | {readonly do: "loaded-assignments"; readonly topics: readonly string[]}
  | {readonly do: "loaded-states"; readonly partitions: readonly Partition[]}
  | {readonly do: "brokers-online"}
  | {readonly do: "start-partitions"}
  | {readonly do: "broker-change"}
  | {readonly do: "changed-ids"}
  | {readonly do: "changed-brokers"; readonly ids: readonly NodeId[]}
  | {readonly do: "brokers-started"; readonly brokers: readonly NodeId[]}
  | {readonly do: "brokers-failed"; readonly brokers: readonly NodeId[]}
  | {readonly do: "remove-gone"; readonly replica: NodeId; readonly partitions: readonly Partition[]}
  | {readonly do: "replicas-online"; readonly brokers: readonly NodeId[]}
  | {readonly do: "elect-leaderless"}
  | {readonly do: "topic-change"}
  | {readonly do: "changed-topics"}
  | {readonly do: "changed-assignments"; readonly topics: readonly string[]}
  | {readonly do: "elect-partitions"; readonly partitions: readonly Partition[]; readonly strategy: Strategy}
  | {readonly do: "created"; readonly partitions: readonly Partition[]; readonly states: readonly Leadership[]}
  | {readonly do: "elect-write"; readonly partitions: readonly Partition[]; readonly strategy: Strategy}
  | {
      readonly do: "elect-written";
      readonly partitions: readonly Partition[];
      readonly states: readonly Leadership[];
      readonly strategy: Strategy;
      readonly unclean: readonly boolean[];
    }
  | {readonly do: "remove-replica"; readonly replica: NodeId; readonly partitions: readonly Partition[]}
  | {readonly do: "remove-write"; readonly replica: NodeId; readonly partitions: readonly Partition[]}
  | {readonly do: "removed"; readonly replica: NodeId; readonly partitions: readonly Partition[]; readonly states: readonly Leadership[]}
  | {readonly do: "send"}
  | {readonly do: "ready"}
  | {readonly do: "alter-partition"; readonly conn: ConnId; readonly request: Extract<ToController, {kind: "ALTER_PARTITION"}>}
  | {
      readonly do: "altered";
      readonly conn: ConnId;
      readonly id: number;
      readonly asked: readonly Partition[];
      readonly answers: readonly Altered[];
      readonly written: readonly {readonly p: Partition; readonly state: Leadership}[];
    }
  | {readonly do: "controlled-shutdown"; readonly conn: ConnId; readonly request: Extract<ToController, {kind: "CONTROLLED_SHUTDOWN"}>}
  | {readonly do: "shutdown-answer"; readonly conn: ConnId; readonly id: number; readonly broker: NodeId}
  | {readonly do: "reassign"; readonly conn: ConnId; readonly request: Extract<DataRequest, {kind: "REASSIGN"}>}
  | {readonly do: "reassign-written"; readonly conn: ConnId; readonly id: number; readonly p: Partition; readonly target: readonly NodeId[]}
  | {readonly do: "reassign-on"; readonly p: Partition}
  | {readonly do: "bump-epoch"; readonly p: Partition; readonly recipients: readonly NodeId[]}
  | {readonly do: "bump-write"; readonly p: Partition; readonly recipients: readonly NodeId[]}
  | {readonly do: "bumped"; readonly p: Partition; readonly recipients: readonly NodeId[]; readonly state: Leadership}
  | {readonly do: "delete-replicas"; readonly p: Partition}
  | {readonly do: "write-moved"; readonly p: Partition}
  | {readonly do: "moved"; readonly p: Partition}
  | {readonly do: "rebalance"}
  | {readonly do: "expire"}
  | {readonly do: "topic-created"; readonly conn: ConnId; readonly id: number};

/** What a controller would send, put together until a decision is done: LeaderAndIsr, UpdateMetadata and StopReplica, in that order. */
export interface Outbox {
  leaderAndIsr: Map<NodeId, Set<Partition>>;
  metadata: Map<NodeId, Set<Partition>>;
  stop: Map<NodeId, Set<Partition>>;
  /** Of those to be stopped: whose logs are deleted. */
  deleted: Set<Partition>;
}

/** The controller in a broker; all but the queue is empty where it does not lead. */
export interface Controller {
  /** Its events and what it has begun of one. */
  events: Step[];
  plan: Step[];
  /** The batch of requests to ZooKeeper that its thread waits for. */
  waits: number | null;
  active: boolean;
  ce: number;
  /** Of /controller_epoch: the fencing token. */
  epochZkVersion: number;
  /** Live brokers, each with its broker epoch. */
  live: Map<NodeId, number>;
  /** The same, as ZooKeeper last had it. */
  epochs: ReadonlyMap<NodeId, number>;
  stopping: Set<NodeId>;
  partitions: Map<Partition, Led>;
  /** Partitions that move and whose replicas this controller has told so. */
  told: Set<Partition>;
  channels: Map<NodeId, Channel>;
  outbox: Outbox;
  nextRequest: number;
}

/** A broker. */
export interface Broker {
  readonly kind: "broker";
  readonly id: NodeId;
  /** Null: it has ended for good if it cannot register; else its supervisor starts it again after so long. */
  readonly restart: Ticks | null;
  readonly openAfter: Ticks;
  /** When it is told to stop, in its first life. */
  readonly stopAt: Ticks | null;
  readonly zk: ZkLink;
  /** Null in ZooKeeper mode. */
  readonly kraft: Observer | null;
  /** Its own broker epoch, −1: not registered. */
  be: number;
  stage: "starting" | "running" | "stopping" | "flushing";
  /** The highest controller epoch it has heard of. */
  ce: number;
  readonly clean: boolean;
  readonly metadata: Metadata;
  readonly replicas: Map<Partition, Replica>;
  readonly conns: Map<ConnId, Incoming>;
  readonly fetchers: Map<NodeId, Fetcher>;
  readonly controllerLink: ControllerLink;
  readonly controller: Controller;
  /** A control request that changes states, and those behind it: one at a time (replicaStateChangeLock). */
  readonly control: {readonly conn: ConnId; readonly request: ControlRequest}[];
  /** The request at hand; null: none. */
  changing: Changing | null;
  readonly produces: Map<number, DelayedProduce>;
  readonly fetches: Map<number, DelayedFetch>;
  next: number;
  triesLeft: number;
  beliefs: readonly Belief[];
}

/** A number for a request or a timer. */
export const nextOf = (b: Broker): number => b.next++;

/** The replica that leads a partition here, or null. */
export const ledHere = (b: Broker, p: Partition): Replica | null => {
  const r = b.replicas.get(p);
  return r?.role === "leader" ? r : null;
};

/** How many partitions the pictures know by name: what lies beyond has no belief of its own. */
export const SHOWN = 10;

/** The scope of the controller. */
export const CONTROLLER = "controller";

/** What it believes may have changed. */
export function turn(b: Broker): void {
  const {controller, replicas, metadata} = b;
  const beliefs: Belief[] = [];
  for (const r of replicas.values()) {
    if (beliefs.length === SHOWN) break;
    if (r.role !== "none") beliefs.push({scope: r.p, role: r.role, term: Math.max(0, r.e), leads: r.role === "leader"});
  }
  const term = controller.active ? controller.ce : Math.max(0, b.ce);
  const role = controller.active ? "controller" : metadata.controller === null ? "looking" : "broker";
  beliefs.push({scope: CONTROLLER, role, term, leads: controller.active});
  b.beliefs = beliefs;
}
