import type {NodeId} from "../../../vocabulary.ts";
import type {EpochEnd} from "../messages.ts";
import type {MetaEntry} from "./records.ts";

/** What voters ask of each other, and brokers of the quorum's leader (fact sheet §5.3). */
export type RaftRequest =
  | {
      readonly kind: "VOTE";
      readonly id: number;
      readonly epoch: number;
      readonly candidate: NodeId;
      readonly lastEpoch: number;
      readonly lastOffset: number;
      readonly preVote: boolean;
    }
  | {readonly kind: "BEGIN_QUORUM_EPOCH"; readonly id: number; readonly leader: NodeId; readonly epoch: number}
  | {
      readonly kind: "END_QUORUM_EPOCH";
      readonly id: number;
      readonly leader: NodeId;
      readonly epoch: number;
      /** Who shall succeed, the first one first. */
      readonly preferred: readonly NodeId[];
    }
  /** A Fetch of the metadata log. `epoch`: in which the asker takes the leader to be; `hwm` −1: it knows of none. */
  | {
      readonly kind: "RAFT_FETCH";
      readonly id: number;
      readonly replica: NodeId;
      readonly epoch: number;
      readonly offset: number;
      readonly lastEpoch: number;
      readonly hwm: number;
    };

/** Every answer tells the epoch that the answerer is in, and its leader if it knows one. */
interface Known {
  readonly id: number;
  readonly error: string;
  readonly epoch: number;
  readonly leader: NodeId | null;
}

export type RaftReply =
  | (Known & {readonly kind: "VOTE_REPLY"; readonly granted: boolean})
  | (Known & {readonly kind: "BEGIN_QUORUM_EPOCH_REPLY" | "END_QUORUM_EPOCH_REPLY"})
  | (Known & {
      readonly kind: "RAFT_FETCH_REPLY";
      readonly hwm: number;
      readonly records: readonly MetaEntry[];
      readonly diverging: EpochEnd | null;
    });

/** What a broker asks of the active controller about itself. */
export type LifecycleRequest =
  /** `previous`: the broker epoch that its clean-shutdown file holds; −1: there is none. */
  | {
      readonly kind: "BROKER_REGISTRATION";
      readonly id: number;
      readonly broker: NodeId;
      readonly incarnation: number;
      readonly previous: number;
    }
  /** `offset`: up to where it has applied the metadata log. */
  | {
      readonly kind: "BROKER_HEARTBEAT";
      readonly id: number;
      readonly broker: NodeId;
      readonly be: number;
      readonly offset: number;
      readonly wantFence: boolean;
      readonly wantShutDown: boolean;
    };

export type LifecycleReply =
  | {readonly kind: "BROKER_REGISTRATION_REPLY"; readonly id: number; readonly error: string; readonly be: number}
  | {
      readonly kind: "BROKER_HEARTBEAT_REPLY";
      readonly id: number;
      readonly error: string;
      readonly caughtUp: boolean;
      readonly fenced: boolean;
      readonly shutDown: boolean;
    };

export type KraftRequest = RaftRequest | LifecycleRequest;
export type KraftReply = RaftReply | LifecycleReply;

/** The fields that are hashed and shown, by kind. */
export const KRAFT_FIELDS = {
  VOTE: ["epoch", "candidate", "lastEpoch", "lastOffset", "preVote"],
  VOTE_REPLY: ["error", "epoch", "leader", "granted"],
  BEGIN_QUORUM_EPOCH: ["leader", "epoch"],
  BEGIN_QUORUM_EPOCH_REPLY: ["error", "epoch", "leader"],
  END_QUORUM_EPOCH: ["leader", "epoch", "preferred"],
  END_QUORUM_EPOCH_REPLY: ["error", "epoch", "leader"],
  RAFT_FETCH: ["replica", "epoch", "offset", "lastEpoch", "hwm"],
  RAFT_FETCH_REPLY: ["error", "epoch", "leader", "hwm", "records", "diverging"],
  BROKER_REGISTRATION: ["broker", "incarnation", "previous"],
  BROKER_REGISTRATION_REPLY: ["error", "be"],
  BROKER_HEARTBEAT: ["broker", "be", "offset", "wantFence", "wantShutDown"],
  BROKER_HEARTBEAT_REPLY: ["error", "caughtUp", "fenced", "shutDown"],
} as const satisfies Record<(KraftRequest | KraftReply)["kind"], readonly string[]>;

const RAFT: ReadonlySet<string> = new Set(["VOTE", "BEGIN_QUORUM_EPOCH", "END_QUORUM_EPOCH", "RAFT_FETCH"]);

export const isRaftRequest = (m: {readonly kind: string}): m is RaftRequest => RAFT.has(m.kind);
export const isRaftReply = (m: {readonly kind: string}): m is RaftReply => m.kind.endsWith("_REPLY") && RAFT.has(m.kind.slice(0, -6));

/** What is for a controller alone. */
export const isOfQuorum = (m: {readonly kind: string}): m is KraftRequest =>
  isRaftRequest(m) || m.kind === "BROKER_REGISTRATION" || m.kind === "BROKER_HEARTBEAT";
