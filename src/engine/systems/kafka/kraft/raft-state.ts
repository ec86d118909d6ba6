// KafkaRaftClient's state on a voter, or on a broker, which observes. Rule Q1.

import type {Log} from "../../../model/log.ts";
import type {Reader} from "../../../model/process.ts";
import {type ConnId, NO_TIME, type NodeId, type Ticks, ticks} from "../../../vocabulary.ts";
import {type EpochCache, withEpoch} from "../rules.ts";
import type {Ctx} from "../state.ts";
import type {RaftReply, RaftRequest} from "./messages.ts";
import {META_LOG, QUORUM_FILE} from "./notes.ts";
import type {MetaEntry, MetaRecord} from "./records.ts";
import type {LogEnd, RaftRole} from "./rules.ts";

/** The scope of the quorum's leader. */
export const QUORUM = "quorum";

/** No timer: it never runs out. */
export const NEVER = ticks(Number.MAX_SAFE_INTEGER);

/** The way to another voter: one request at a time (RequestManager). Times by the wall clock, as Kafka's timers have them. */
export interface Peer {
  conn: ConnId;
  phase: "idle" | "dialling" | "ready";
  state: "ready" | "awaiting" | "resting";
  /** Until when it waits for the answer, or rests. */
  until: Ticks;
  request: number;
  /** Built and not sent yet, because the connection is not there. */
  unsent: RaftRequest | null;
  failures: number;
}

/** A fetch that waits for more of the log, or for more of it to be committed. */
export interface Parked {
  readonly conn: ConnId;
  readonly request: Extract<RaftRequest, {kind: "RAFT_FETCH"}>;
  /** The answer if nothing comes. */
  readonly answer: RaftReply;
}

export interface Raft {
  readonly id: NodeId;
  readonly voters: readonly NodeId[];
  readonly isVoter: boolean;
  role: RaftRole;
  epoch: number;
  leader: NodeId | null;
  voted: NodeId | null;
  /** Whether it has fetched from this leader. */
  fetched: boolean;
  /** Of its log; not stored. */
  epochs: EpochCache;
  /** How far the log is committed, as far as it knows; −1: it does not. */
  hwm: number;
  /** As nominee: who has answered, and how. */
  votes: Map<NodeId, boolean>;
  electionAt: Ticks;
  fetchAt: Ticks;
  /** As leader. */
  epochStart: number;
  offsets: Map<NodeId, number>;
  heard: Set<NodeId>;
  quorumAt: Ticks;
  beginAt: Ticks;
  /** Records that wait to be appended together, and until when. */
  batch: MetaRecord[];
  drainAt: Ticks;
  parked: Map<number, Parked>;
  /** As resigned: who has not heard of it, and who shall succeed. */
  unacked: Set<NodeId>;
  preferred: readonly NodeId[];
  readonly peers: Map<NodeId, Peer>;
  /** What is sent once the disk has what it rests on. */
  outbox: {readonly conn: ConnId; readonly message: RaftRequest | RaftReply}[];
  /** Files that must be on the disk first. */
  dirty: string[];
  /** The disk is at it. */
  syncing: boolean;
  /** It stops: takes no part any more. */
  stopping: boolean;
  next: number;
}

/** What `quorum-state` holds. */
export interface Stored {
  readonly epoch: number;
  readonly leader: NodeId | null;
  readonly voted: NodeId | null;
}

export const metaLog = (disk: {log(file: string): Log}): Log<MetaEntry> => disk.log(META_LOG) as Log<MetaEntry>;

/** Q1: what is on its disk decides how it begins. Who led resigns, who stood stands again, and whoever follows goes on. */
export function loadRaft(id: NodeId, voters: readonly NodeId[], disk: Reader): Raft {
  const isVoter = voters.includes(id);
  const log = metaLog(disk);
  let epochs: EpochCache = [];
  for (let i = 0; i < log.length; i++) epochs = withEpoch(epochs, (log.entries[i] as MetaEntry).e, i);
  const stored = (disk.get(QUORUM_FILE) ?? {epoch: 0, leader: null, voted: null}) as Stored;
  const latest = epochs[epochs.length - 1]?.[0] ?? 0;
  const known: Stored = stored.epoch < latest ? {epoch: latest, leader: null, voted: null} : stored;
  return {
    id,
    voters,
    isVoter,
    role: roleOf(known, id),
    ...known,
    fetched: false,
    epochs,
    hwm: -1,
    votes: new Map(),
    electionAt: NEVER,
    fetchAt: NEVER,
    epochStart: 0,
    offsets: new Map(),
    heard: new Set(),
    quorumAt: NEVER,
    beginAt: NEVER,
    batch: [],
    drainAt: NEVER,
    parked: new Map(),
    unacked: new Set(),
    preferred: [],
    peers: new Map(voters.filter((voter) => voter !== id).map((voter) => [voter, idlePeer()])),
    outbox: [],
    dirty: [],
    syncing: false,
    stopping: false,
    next: 1,
  };
}

function roleOf({leader, voted}: Stored, id: NodeId): RaftRole {
  if (leader === id) return "resigned";
  if (leader === null && voted === id) return "candidate";
  return leader === null ? "unattached" : "follower";
}

const idlePeer = (): Peer => ({
  conn: 0,
  phase: "idle",
  state: "ready",
  until: NO_TIME,
  request: 0,
  unsent: null,
  failures: 0,
});

export const leoOfLog = (ctx: Ctx): number => metaLog(ctx).length;

/** Where its log ends. */
export const endOf = (r: Raft, ctx: Ctx): LogEnd => ({epoch: r.epochs[r.epochs.length - 1]?.[0] ?? 0, offset: leoOfLog(ctx)});

/** Q1: epoch, leader and vote are on a voter's disk before anybody hears of them. An observer has no say, and waits for nothing. */
export function persist(r: Raft, ctx: Ctx): void {
  ctx.put(QUORUM_FILE, {epoch: r.epoch, leader: r.leader, voted: r.voted} satisfies Stored);
  if (r.isVoter && !r.dirty.includes(QUORUM_FILE)) r.dirty.push(QUORUM_FILE);
}

export const numberOf = (r: Raft): number => r.next++;
