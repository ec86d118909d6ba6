import type {NodeId} from "../../vocabulary.ts";
import type {Policy} from "./config.ts";
import {QUORUM_FIELDS, type QuorumMessage} from "./quorum/messages.ts";

/** An Erlang process that stands for a replica of a queue or a channel, `n1#0`, `n2/3`: its node first. */
export type Pid = string;

/** Asked with every message: it makes no list. */
export function nodeOf(pid: Pid): NodeId {
  for (let i = 0; i < pid.length; i++) {
    const code = pid.charCodeAt(i);
    if (code === HASH || code === SLASH) return pid.slice(0, i);
  }
  return pid;
}

const HASH = 35;
const SLASH = 47;

/** In which life of its node it runs. */
export const lifeOf = (pid: Pid): number => Number(pid.split(/[#/]/)[1]?.split(".")[0]);

/** A message as its channel made it: with a fresh id, by which replicas know it again. */
export interface Body {
  readonly id: string;
  readonly channel: Pid;
  readonly seq: number;
  readonly value: string;
  readonly persistent: boolean;
}

/** Members of a ring in its order, dead ones among them (G1). */
export interface View {
  readonly version: number;
  readonly members: readonly {readonly pid: Pid; readonly dead: boolean}[];
}

export const alive = ({members}: View): readonly Pid[] => members.flatMap((m) => (m.dead ? [] : [m.pid]));

/** A queue's record in Mnesia. `slaves` are the oldest first. `reign` is not in the real one: it counts masters. */
export interface QueueRecord {
  readonly queue: string;
  readonly version: number;
  readonly by: NodeId;
  readonly master: Pid;
  readonly slaves: readonly Pid[];
  readonly synced: readonly Pid[];
  /** gm_pids: replicas whose death no transaction on the list has heard of yet. */
  readonly gms: readonly Pid[];
  readonly view: View;
  readonly reign: number;
  /** What a policy sets for this queue; the rest is the scenario's. */
  readonly policy?: Partial<Policy>;
}

/** A transaction on a queue's record. */
export type Operation =
  | {readonly do: "mark-dead"; readonly queue: string; readonly by: Pid; readonly dead: Pid}
  | {readonly do: "erase"; readonly queue: string; readonly by: Pid; readonly dead: readonly Pid[]}
  | {readonly do: "remove"; readonly queue: string; readonly by: Pid; readonly deaths: readonly Pid[]; readonly draw: number}
  | {readonly do: "join-ring"; readonly queue: string; readonly by: Pid; readonly joiner: Pid}
  | {readonly do: "add-mirror"; readonly queue: string; readonly by: Pid}
  | {readonly do: "synced"; readonly queue: string; readonly by: Pid}
  | {readonly do: "unsynced"; readonly queue: string; readonly by: Pid}
  | {readonly do: "stop"; readonly queue: string; readonly by: Pid}
  /** `of`: the master that the record had as it was asked for. */
  | {readonly do: "recover"; readonly queue: string; readonly by: Pid; readonly of: Pid};

/** What a master tells its mirrors through the ring (5.3). */
export type Payload =
  | {readonly do: "publish" | "publish_delivered" | "discard"; readonly body: Body}
  | {readonly do: "drop"; readonly length: number; readonly dropped: number; readonly ackRequired: boolean}
  | {readonly do: "ack" | "requeue"; readonly ids: readonly string[]}
  | {readonly do: "depth"; readonly depth: number}
  | {readonly do: "request_depth"}
  | {readonly do: "sender_death"; readonly channel: Pid}
  | {readonly do: "sync_start"; readonly round: number; readonly mirrors: readonly Pid[]}
  | {readonly do: "delete_and_terminate"}
  | {readonly do: "process_death"};

export interface Pub {
  readonly n: number;
  readonly payload: Payload;
}

/** What circulates of one publisher, as a member knows it. */
export interface Circulation {
  readonly of: Pid;
  readonly pending: readonly Pub[];
  readonly lastPub: number;
  readonly lastAck: number;
}

/** A consumer as it subscribes at the queue. */
export interface Subscription {
  readonly channel: Pid;
  readonly ctag: string;
  readonly noAck: boolean;
  readonly prefetch: number;
}

/** Between members of a ring (G). */
export type RingMessage = {readonly queue: string; readonly from: Pid; readonly to: Pid} & (
  | {
      readonly kind: "ACTIVITY";
      readonly view: View;
      readonly acts: readonly {readonly of: Pid; readonly pubs: readonly Pub[]; readonly acked: number}[];
    }
  | {readonly kind: "CATCHUP"; readonly view: View; readonly table: readonly Circulation[]}
  /** add_on_right: who joins asks the member that is to be at its left. */
  | {readonly kind: "ADDONRIGHT"}
);

/** Between channels and the processes of a queue (5.2). */
export type QueueMessage =
  | {readonly kind: "COPY"; readonly queue: string; readonly to: Pid; readonly body: Body}
  | {readonly kind: "CONFIRMED"; readonly channel: Pid; readonly seq: number; readonly from: Pid}
  | {readonly kind: "CREDIT"; readonly channel: Pid; readonly from: Pid; readonly more: number}
  | {readonly kind: "SUBSCRIBE"; readonly queue: string; readonly to: Pid; readonly call: number; readonly consumer: Subscription}
  | {readonly kind: "SUBSCRIBED"; readonly channel: Pid; readonly call: number; readonly from: Pid}
  /** Whether a queue is there, and how much is ready in it. */
  | {readonly kind: "STAT"; readonly queue: string; readonly to: Pid; readonly call: number; readonly channel: Pid}
  | {readonly kind: "STATED"; readonly channel: Pid; readonly call: number; readonly messages: number}
  | {
      readonly kind: "PUSH";
      readonly channel: Pid;
      readonly ctag: string;
      readonly num: number;
      readonly redelivered: boolean;
      readonly body: Body;
    }
  | {
      readonly kind: "SETTLE";
      readonly queue: string;
      readonly to: Pid;
      readonly channel: Pid;
      readonly nums: readonly number[];
      readonly requeue: boolean;
    }
  /** A process on this node has ended, or is not there; `queue` "": a channel. */
  | {readonly kind: "DOWN"; readonly pid: Pid; readonly queue: string; readonly why: Exit}
  /** Between a master and the mirrors that it synchronises, beside the ring (M7). */
  | {
      readonly kind: "SYNCREADY";
      readonly queue: string;
      readonly to: Pid;
      readonly from: Pid;
      readonly round: number;
      readonly denied: boolean;
    }
  | {
      readonly kind: "SYNCMSGS";
      readonly queue: string;
      readonly to: Pid;
      readonly round: number;
      readonly entries: readonly {readonly num: number; readonly body: Body; readonly unacked: boolean}[];
    }
  | {readonly kind: "SYNCCREDIT"; readonly queue: string; readonly to: Pid; readonly from: Pid; readonly round: number}
  | {readonly kind: "SYNCCOMPLETE"; readonly queue: string; readonly to: Pid; readonly round: number};

/** How a process ends: `normal` leaves what is linked to it alive; `killed` is the only one that is nobody's intention. */
export type Exit = "noconnection" | "noproc" | "normal" | "shutdown" | "killed";

/** Between nodes: distribution and Mnesia. */
export type NodeMessage =
  | {readonly kind: "TICK"}
  /** Said by each end as a connection opens. */
  | {
      readonly kind: "NODE";
      readonly life: number;
      readonly running: boolean;
      readonly lastRunning: readonly NodeId[];
      readonly records: readonly QueueRecord[];
    }
  | {readonly kind: "RUNNING"; readonly life: number; readonly records: readonly QueueRecord[]}
  /** Its application has stopped; the node is still there (N3). */
  | {readonly kind: "STOPPED"}
  /** H2: whether `of` is there; `life` is that of the node which is asked about. */
  | {
      readonly kind: "PARTITION";
      readonly do: "check" | "probe" | "alive" | "partial" | "disconnect";
      readonly of: NodeId;
      readonly life: number;
    }
  /** H5, H6. */
  | ({readonly kind: "AUTOHEAL"} & (
      | {readonly do: "request" | "ask" | "winner-is" | "safe-to-start"}
      | {readonly do: "status"; readonly apart: readonly NodeId[]; readonly up: readonly NodeId[]; readonly connections: number}
      | {readonly do: "become-winner"; readonly losers: readonly NodeId[]}
    ))
  | {readonly kind: "TRANSACTION"; readonly id: string; readonly operation: Operation}
  | {readonly kind: "RECORD"; readonly id: string; readonly record: QueueRecord};

/** AMQP 0-9-1 (5.1). */
export type ClientMessage =
  | {readonly kind: "SELECT"}
  | {readonly kind: "PUBLISH"; readonly queue: string; readonly value: string; readonly persistent: boolean}
  | {readonly kind: "CONFIRM"; readonly seq: number; readonly multiple: boolean}
  | {readonly kind: "NACK"; readonly seq: number}
  | {
      readonly kind: "CONSUME";
      readonly queue: string;
      readonly ctag: string;
      readonly noAck: boolean;
      readonly prefetch: number;
      readonly cancelOnFailover: boolean;
      /** Whether the client said, as it connected, that it understands CANCEL. */
      readonly capable: boolean;
    }
  | {readonly kind: "CONSUMEOK"; readonly ctag: string}
  /** A passive declare: whether the queue is there. */
  | {readonly kind: "DECLARE"; readonly queue: string}
  | {readonly kind: "DECLAREOK"; readonly messages: number}
  | {readonly kind: "DELIVER"; readonly ctag: string; readonly tag: number; readonly redelivered: boolean; readonly value: string}
  | {readonly kind: "ACK"; readonly tag: number}
  | {readonly kind: "REQUEUE"; readonly tag: number}
  | {readonly kind: "CANCEL"; readonly ctag: string}
  | {readonly kind: "CLOSE"; readonly code: number};

export type RabbitMessage = RingMessage | QueueMessage | NodeMessage | ClientMessage | QuorumMessage;

/** Field names by kind, in the order in which they are hashed and shown. */
export const FIELDS: {readonly [K in RabbitMessage["kind"]]: readonly string[]} = {
  ACTIVITY: ["queue", "from", "to", "view", "acts"],
  CATCHUP: ["queue", "from", "to", "view", "table"],
  ADDONRIGHT: ["queue", "from", "to"],
  COPY: ["queue", "to", "body"],
  CONFIRMED: ["channel", "seq", "from"],
  CREDIT: ["channel", "from", "more"],
  SUBSCRIBE: ["queue", "to", "call", "consumer"],
  SUBSCRIBED: ["channel", "call", "from"],
  STAT: ["queue", "to", "call", "channel"],
  STATED: ["channel", "call", "messages"],
  PUSH: ["channel", "ctag", "num", "redelivered", "body"],
  SETTLE: ["queue", "to", "channel", "nums", "requeue"],
  DOWN: ["pid", "queue", "why"],
  SYNCREADY: ["queue", "to", "from", "round", "denied"],
  SYNCMSGS: ["queue", "to", "round", "entries"],
  SYNCCREDIT: ["queue", "to", "from", "round"],
  SYNCCOMPLETE: ["queue", "to", "round"],
  TICK: [],
  NODE: ["life", "running", "lastRunning", "records"],
  RUNNING: ["life", "records"],
  STOPPED: [],
  PARTITION: ["do", "of", "life"],
  AUTOHEAL: ["do", "apart", "up", "connections", "losers"],
  TRANSACTION: ["id", "operation"],
  RECORD: ["id", "record"],
  SELECT: [],
  PUBLISH: ["queue", "value", "persistent"],
  CONFIRM: ["seq", "multiple"],
  NACK: ["seq"],
  CONSUME: ["queue", "ctag", "noAck", "prefetch", "cancelOnFailover", "capable"],
  CONSUMEOK: ["ctag"],
  DECLARE: ["queue"],
  DECLAREOK: ["messages"],
  DELIVER: ["ctag", "tag", "redelivered", "value"],
  ACK: ["tag"],
  REQUEUE: ["tag"],
  CANCEL: ["ctag"],
  CLOSE: ["code"],
  ...QUORUM_FIELDS,
};
