import type {Vote} from "./rules.ts";
import type {Tree, Txn} from "./tree.ts";
import type {Zxid} from "./zxid.ts";

/** `server.quorum.QuorumPeer.ServerState`. */
export type Role = "LOOKING" | "FOLLOWING" | "LEADING" | "OBSERVING";

/** A write to one node. `version` −1: whichever it is at. */
export type Write =
  | {readonly op: "create"; readonly path: string; readonly data: string; readonly ephemeral: boolean; readonly sequential: boolean}
  | {readonly op: "set"; readonly path: string; readonly data: string; readonly version: number}
  | {readonly op: "delete"; readonly path: string; readonly version: number};

/** One operation of a multi: `check` changes nothing, and fails where the node is at another version. */
export type Operation = Write | {readonly op: "check"; readonly path: string; readonly version: number};

/** What a client asks of a server, and what a learner passes on to its leader. */
export type Request =
  | Write
  /** All of them or none, in one transaction. */
  | {readonly op: "multi"; readonly operations: readonly Operation[]}
  | {readonly op: "get" | "exists" | "children"; readonly path: string; readonly watch: boolean}
  | {readonly op: "sync"; readonly path: string}
  | {readonly op: "createSession"; readonly timeout: number}
  | {readonly op: "closeSession"};

/** What a server says of a node besides its data. */
export interface Stat {
  readonly created: Zxid;
  readonly modified: Zxid;
  readonly version: number;
  /** Session of an ephemeral node, 0: persistent. */
  readonly owner: number;
  readonly children: number;
}

/** Election port (fact sheet §5.1). */
export type ElectionMessage =
  | {readonly kind: "INIT"; readonly sid: number}
  | {
      readonly kind: "NOTIFICATION";
      readonly sid: number;
      readonly state: Role;
      readonly leader: number;
      readonly zxid: Zxid;
      readonly peerEpoch: number;
      readonly round: number;
      /** Of the message's format: 0 before 3.4.6. Each server has one for all it sends, so it is not among the fields that are shown. */
      readonly version: number;
    };

/** Quorum port (fact sheet §5.2). */
export type QuorumMessage =
  | {readonly kind: "FOLLOWERINFO" | "OBSERVERINFO"; readonly sid: number; readonly acceptedEpoch: number}
  | {readonly kind: "LEADERINFO"; readonly epoch: number}
  /** `currentEpoch` −1: does not count (D4). */
  | {readonly kind: "ACKEPOCH"; readonly currentEpoch: number; readonly zxid: Zxid}
  | {readonly kind: "DIFF" | "TRUNC"; readonly zxid: Zxid}
  | {readonly kind: "SNAP"; readonly zxid: Zxid; readonly tree: Tree}
  | {readonly kind: "PROPOSAL" | "INFORM"; readonly zxid: Zxid; readonly txn: Txn}
  | {readonly kind: "COMMIT"; readonly zxid: Zxid}
  | {readonly kind: "NEWLEADER"; readonly zxid: Zxid}
  | {readonly kind: "UPTODATE"}
  | {readonly kind: "ACK"; readonly zxid: Zxid}
  /** A learner's answer carries the sessions it has heard of since: id, timeout, id, timeout … */
  | {readonly kind: "PING"; readonly zxid: Zxid; readonly touched: readonly number[]}
  | {readonly kind: "REQUEST"; readonly session: number; readonly cxid: number; readonly request: Request}
  | {readonly kind: "SYNC"; readonly session: number; readonly cxid: number}
  /** `valid` null: a question. */
  | {readonly kind: "REVALIDATE"; readonly session: number; readonly timeout: number; readonly valid: boolean | null};

/** Client port (fact sheet §8). */
export type ClientMessage =
  /** `session` 0: a new one. */
  | {readonly kind: "CONNECT"; readonly session: number; readonly timeout: number; readonly lastZxid: Zxid}
  /** `timeout` 0: that session has expired. */
  | {readonly kind: "CONNECTED"; readonly session: number; readonly timeout: number}
  | {readonly kind: "CALL"; readonly cxid: number; readonly request: Request}
  /**
   * `result`: data, a version, a path, or names of children; of a multi the paths it has created, or, where it failed, which of its operations did.
   * `stats`: of the node, or of that of each operation of a multi. They say what is in the replies' zxids already, and are not hashed.
   */
  | {
      readonly kind: "REPLY";
      readonly cxid: number;
      readonly zxid: Zxid;
      readonly error: string;
      readonly result: string;
      readonly stats: readonly (Stat | null)[];
    }
  /** After a reconnect: the watches it still holds, and what it has seen; what changed since fires at once (K6). */
  | {
      readonly kind: "SETWATCHES";
      readonly zxid: Zxid;
      readonly data: readonly string[];
      readonly exist: readonly string[];
      readonly child: readonly string[];
    }
  | {readonly kind: "CLIENTPING"}
  | {readonly kind: "CLIENTPONG"; readonly zxid: Zxid}
  | {readonly kind: "WATCH"; readonly path: string; readonly event: "created" | "deleted" | "changed" | "children"; readonly zxid: Zxid};

export type ZkMessage = ElectionMessage | QuorumMessage | ClientMessage;
export type Notification = Extract<ZkMessage, {kind: "NOTIFICATION"}>;

/** The fields that are hashed and shown, by kind. A tree is named by its zxid, a transaction by its own. */
export const FIELDS = {
  INIT: ["sid"],
  NOTIFICATION: ["sid", "state", "leader", "zxid", "peerEpoch", "round"],
  FOLLOWERINFO: ["sid", "acceptedEpoch"],
  OBSERVERINFO: ["sid", "acceptedEpoch"],
  LEADERINFO: ["epoch"],
  ACKEPOCH: ["currentEpoch", "zxid"],
  DIFF: ["zxid"],
  TRUNC: ["zxid"],
  SNAP: ["zxid"],
  PROPOSAL: ["zxid"],
  INFORM: ["zxid"],
  COMMIT: ["zxid"],
  NEWLEADER: ["zxid"],
  UPTODATE: [],
  ACK: ["zxid"],
  PING: ["zxid", "touched"],
  REQUEST: ["session", "cxid", "request"],
  SYNC: ["session", "cxid"],
  REVALIDATE: ["session", "timeout", "valid"],
  CONNECT: ["session", "timeout", "lastZxid"],
  CONNECTED: ["session", "timeout"],
  CALL: ["cxid", "request"],
  REPLY: ["cxid", "zxid", "error", "result"],
  SETWATCHES: ["zxid", "data", "exist", "child"],
  CLIENTPING: [],
  CLIENTPONG: ["zxid"],
  WATCH: ["path", "event", "zxid"],
} as const satisfies Record<ZkMessage["kind"], readonly string[]>;

/** The format that servers since 3.5 send (FastLeaderElection.Notification.CURRENTVERSION). */
export const CURRENT_VERSION = 2;

/** A vote as a notification carries it. */
export const voteOf = (n: Notification): Vote => ({leader: n.leader, zxid: n.zxid, peerEpoch: n.peerEpoch, round: n.round});
