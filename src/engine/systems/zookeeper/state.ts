import type {Context} from "../../model/process.ts";
import type {ConnId, Ticks} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {Notification, Request, Role, ZkMessage} from "./messages.ts";
import type {ZkNote} from "./notes.ts";
import type {Rules, SyncPlan, Vote} from "./rules.ts";
import type {Tree, Txn} from "./tree.ts";
import type {Zxid} from "./zxid.ts";

export type Zk = Context<ZkMessage, Rules, Config, ZkNote>;

/** `QuorumPeer.ZabState`: orthogonal to the role. */
export type Phase = "ELECTION" | "DISCOVERY" | "SYNCHRONIZATION" | "BROADCAST";

/** A vote as it was received, with the sender's state and the version of its message. */
export interface Ballot {
  readonly vote: Vote;
  readonly state: Role;
  readonly version: number;
}

/** QuorumCnxManager: one link a pair, one message waiting a peer. */
export interface Links {
  up: Map<number, ConnId>;
  dialing: Map<number, ConnId>;
  queue: Map<number, ZkMessage>;
  lastSent: Map<number, ZkMessage>;
}

/** One leader's view of one learner: LearnerHandler. */
export interface Handler {
  readonly conn: ConnId;
  sid: number;
  voter: boolean;
  /** hello → (epoch known) info → (ACKEPOCH in) epoch → sync → (NEWLEADER acked) acked → live. */
  phase: "hello" | "info" | "epoch" | "sync" | "acked" | "live";
  accepted: number;
  peer: Zxid;
  forwarding: boolean;
  lastHeard: Ticks;
  readLimit: Ticks;
  /** Tick up to which it counts as a supporter (B8). */
  deadline: number;
  /** Ack clock of B7: the proposal waited for, and the latest sent. */
  awaited: {zxid: Zxid; at: Ticks} | null;
  latest: {zxid: Zxid; at: Ticks} | null;
  plan: SyncPlan["first"] | null;
}

export interface Proposal {
  readonly txn: Txn;
  readonly acks: number[];
  /** `sync` requests that wait for it (K7). */
  readonly syncs: {readonly sid: number; readonly session: number; readonly cxid: number}[];
}

export interface Session {
  readonly timeout: number;
  expires: Ticks;
  owner: number;
  closing: boolean;
}

/** A path as it will be once everything proposed so far has been applied (PrepRequestProcessor.outstandingChanges). */
export interface Pending {
  readonly zxid: Zxid;
  readonly exists: boolean;
  readonly version: number;
  readonly owner: number;
  readonly sequence: number;
  readonly children: number;
}

export interface Leader {
  epoch: number;
  waitingForEpoch: boolean;
  epochDurable: boolean;
  readonly accepted: number[];
  readonly connecting: number[];
  readonly electing: number[];
  elected: boolean;
  readonly newLeaderAcks: number[];
  /** A quorum has acknowledged NEWLEADER (S7); serving begins when the server has started (S8). */
  acknowledged: boolean;
  serving: boolean;
  readonly handlers: Map<ConnId, Handler>;
  /** (currentEpoch, last zxid) at the start: what D5 compares with. */
  readonly summary: {epoch: number; zxid: Zxid};
  readonly startedAt: Ticks;
  tick: number;
  halfTick: boolean;
  /** When the leading thread wakes next. */
  nextCheck: Ticks;
  lastProposed: Zxid;
  lastCommitted: Zxid;
  outstanding: Proposal[];
  readonly pending: Map<string, Pending>;
  readonly sessions: Map<number, Session>;
}

export interface Learner {
  readonly leader: number;
  conn: ConnId;
  attempts: number;
  readonly startedAt: Ticks;
  connected: boolean;
  lastHeard: Ticks;
  readLimit: Ticks;
  newEpoch: number;
  mode: "DIFF" | "TRUNC" | "SNAP" | null;
  /** NEWLEADER has been handled: what comes from now on is logged after UPTODATE. */
  acked: boolean;
  serving: boolean;
  lastQueued: Zxid | null;
  notLogged: Txn[];
  committed: Zxid[];
  /** Logged or queued for it, not committed. */
  pending: Txn[];
}

/** A client's connection as its server sees it. */
export interface ClientConn {
  readonly conn: ConnId;
  session: number;
  timeout: number;
  /** Waiting for the leader's word on an old session. */
  revalidating: boolean;
  /** Own writes not yet applied here: reads wait behind them. */
  outstanding: number;
  waiting: {cxid: number; request: Request}[];
}

/** All that one server (a QuorumPeer) knows. Durable: acceptedEpoch, currentEpoch, log, snapshots; see `Disk` in the kernel. */
export interface Server {
  readonly sid: number;
  readonly voter: boolean;
  /** Election links to running peers stand when it starts: the scenario skips making them. */
  readonly linksUp: boolean;
  /** Of the notifications it sends. */
  readonly messageVersion: number;
  /** Where epoch 1 begins to count; 0 but where the roll-over is the point (B2). */
  readonly startCounter: number;
  /** Where in the log the current file begins; below 0: with transactions that the scenario does not spell out. */
  readonly logStart: number;
  role: Role;
  phase: Phase;
  /** Raised whenever a role begins or ends: work begun under another stint is stale. */
  stint: number;
  stopping: boolean;
  /** logicalclock: not durable, not monotonic (E12). */
  round: number;
  initial: Vote;
  proposed: Vote;
  /** The servers whose equal votes decided the last election: D4 heeds only them. */
  electors: readonly number[];
  /** What it answers with: set when an election ends, and until the next one ends (E2, E13). */
  currentVote: Vote;
  readonly recvset: Map<number, Ballot>;
  readonly outofelection: Map<number, Ballot>;
  /** Its election loop runs: a starting server is LOOKING before that, an observer waits before it looks again (E14). */
  electing: boolean;
  readonly inbox: Notification[];
  finalizing: boolean;
  notificationMs: number;
  readonly links: Links;
  acceptedEpoch: number;
  currentEpoch: number;
  tree: Tree;
  committedLog: Txn[];
  /** Nodes in the newest snapshot: what the size limit of a log sync is a part of. */
  snapshotSize: number;
  flushing: boolean;
  toFlush: Zxid[];
  inFlush: Zxid[];
  leader: Leader | null;
  learner: Learner | null;
  readonly clients: Map<ConnId, ClientConn>;
  readonly bySession: Map<number, ConnId>;
  readonly newSessions: Map<number, ConnId>;
  /** Sessions heard of since the last ping (learner). */
  touched: Map<number, number>;
  /** When this server last heard of a session: what `keep-session-deadlines` would go on from. */
  readonly heard: Map<number, Ticks>;
  /** K6: who watches a node, and who watches its children. */
  readonly watches: {readonly data: Map<string, Set<ConnId>>; readonly child: Map<string, Set<ConnId>>};
  nextSession: number;
}

export type {Notification};

/** The role in which it serves clients now. */
export const serves = (s: Server): boolean => (s.leader?.serving ?? false) || (s.learner?.serving ?? false);

export const nodeOf = (config: Config, sid: number): string => config.servers.find((x) => x.sid === sid)?.id ?? "";
export const isVoter = (config: Config, sid: number): boolean => config.ensemble.voters.includes(sid);
