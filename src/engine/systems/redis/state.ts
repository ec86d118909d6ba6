import type {Log} from "../../model/log.ts";
import type {Context} from "../../model/process.ts";
import {type Belief, type ConnId, type NodeId, type Ticks, ticks} from "../../vocabulary.ts";
import {type Config, MASTER_NAME} from "./config.ts";
import type {Entry, Lineage, Write} from "./history.ts";
import type {RedisMessage, ReplicationMessage} from "./messages.ts";
import type {RedisNote} from "./notes.ts";
import type {FailoverState, Rules} from "./rules.ts";

export type Redis = Context<RedisMessage, Rules, Config, RedisNote>;

/** A time before all others; the real server has 0 there, and its clock shows decades. */
export const LONG_AGO = ticks(-1_000_000_000_000);

/** Values by key, as an operator set them. */
export type Settings = {readonly [key: string]: number | boolean};

/** A replica as its master (or the replica above it) sees it. */
export interface Attached {
  readonly conn: ConnId;
  readonly id: NodeId;
  /** Waits for a snapshot to begin; is being sent one; hears the stream and counts. */
  state: "waiting" | "sending" | "online";
  ackOffset: number;
  /** Whole seconds of this server's clock. */
  ackTime: number;
  /** When it was last heard, by the monotonic clock: for those who look from outside. */
  heard: Ticks;
  readonly since: Ticks;
}

/** A connection that is no replica's: an application's, or one of a sentinel's two. */
export interface Caller {
  readonly conn: ConnId;
  type: "normal" | "pubsub";
  /** Stream offset after its last write. */
  lastWrite: number;
  blocked: {readonly call: number; readonly replicas: number} | null;
  /** What it has sent since one of its commands had to wait for the end of a pause. */
  postponed: RedisMessage[];
}

/** A script that runs. */
export interface Script {
  readonly conn: ConnId;
  readonly call: number;
  readonly writes: readonly Write[];
  /** It has written already: it cannot be killed any more. */
  readonly first: boolean;
  /** How much longer than busy-reply-threshold it runs; 0: not longer. */
  readonly slowFor: Ticks;
  /** It has run for busy-reply-threshold: others are answered again. */
  slow: boolean;
  /** What its master has sent meanwhile. */
  readonly held: ReplicationMessage[];
  cronDue: boolean;
}

/** A server that is to stop and waits for its replicas; writes wait, too. */
export interface Stopping {
  /** Who asked for it. */
  readonly conn: ConnId;
  readonly call: number;
  readonly saves: boolean;
  readonly force: boolean;
  readonly until: Ticks;
}

/** A replica's link to its master. */
export interface MasterLink {
  state: "none" | "connect" | "connecting" | "handshake" | "transfer" | "connected";
  conn: ConnId;
  /** Whole seconds. */
  lastHeard: number;
  /** Null: it is up, or has never been. Whole seconds. */
  downSince: number | null;
  /** Id and offset with which the next PSYNC asks. */
  cached: {readonly id: string; readonly offset: number} | null;
  /** From FULLRESYNC on: the history the snapshot will bring. */
  coming: {readonly id: string; readonly offset: number} | null;
}

/** All that one redis-server knows. Durable: redis.conf (by CONFIG REWRITE) and, with `save`, dump.rdb. */
export interface Server {
  readonly process: "server";
  /** Its own: CONFIG SET changes it for as long as it runs. */
  config: Config;
  /** What was set while it ran, by key: CONFIG REWRITE writes it down. */
  settings: Settings;
  runid: string;
  /** Null: it is a master. */
  master: NodeId | null;
  /** Configuration epoch in which it got its role; it does not know it (see SLAVEOF). */
  term: number;
  priority: number;
  /** CONFIG SET replica-priority, by an operator. */
  readonly raise: {readonly at: Ticks; readonly to: number} | null;
  readonly loadTime: Ticks;
  /** Its start is part of the scenario. */
  readonly fresh: boolean;
  /** Part of a second by which its wall clock is ahead of the scenario's zero; below 0: to be drawn. */
  phase: Ticks;
  loading: boolean;
  replid: string;
  offset: number;
  replid2: string | null;
  secondOffset: number;
  lineage: Lineage;
  /** The stream, as far back as it is kept: from the byte after `from`. */
  backlog: {readonly log: Log<Entry>; from: number} | null;
  /** SELECT has gone down the stream. */
  selected: boolean;
  data: Log<Entry>;
  /** Keys with a time to live, each with its end in ms of the wall clock. */
  volatile: Map<string, number>;
  changed: boolean;
  /** Its directory may be written to. */
  writable: boolean;
  /** The last save has failed. */
  saveFailed: boolean;
  script: Script | null;
  stopping: Stopping | null;
  readonly replicas: Map<ConnId, Attached>;
  /** Whole seconds. */
  noReplicasSince: number;
  /** repl_good_slaves_count, as last computed (M1). */
  good: number;
  /** When that was, by the monotonic clock: for those who look from outside. */
  countedAt: Ticks;
  /** When it last accepted a write under min-replicas, by the monotonic clock, and by how much the wall clock was ahead: for the same. */
  accepted: {readonly at: Ticks; readonly lead: Ticks};
  readonly link: MasterLink;
  readonly callers: Map<ConnId, Caller>;
  readonly subscribers: Set<ConnId>;
  cron: number;
  belief: readonly Belief[];
}

/** Connections to one instance, and the times by which its silence is judged, by the wall clock. */
export interface Link {
  disconnected: boolean;
  /** Commands; 0: none. What is written before it stands waits in `queue`. */
  cc: ConnId;
  ccOpen: boolean;
  ccSince: Ticks;
  queue: RedisMessage[];
  /** Hellos, of servers only. */
  pc: ConnId;
  pcSince: Ticks;
  pcActivity: Ticks;
  pending: number;
  /** Oldest PING without an acceptable answer; null: none. */
  actPing: Ticks | null;
  lastPing: Ticks;
  lastPong: Ticks;
  lastAvail: Ticks;
  lastDial: Ticks;
}

/** sentinelRedisInstance: a master, a replica or another sentinel, as one sentinel sees it. Times by the wall clock. */
export interface Instance {
  readonly kind: "master" | "slave" | "sentinel";
  id: NodeId;
  runid: string | null;
  readonly link: Link;
  sdown: boolean;
  sdownSince: Ticks;
  lastPub: Ticks;
  infoAt: Ticks;
  role: "master" | "slave";
  roleSince: Ticks;
  rebootAt: Ticks | null;
  /** A replica. */
  priority: number;
  offset: number;
  /** master_link_down_since_seconds, as a time. */
  linkDown: Ticks;
  linkUp: boolean;
  masterHost: NodeId | null;
  confChanged: Ticks;
  promoted: boolean;
  /** A replica that is pointed at the new master: told, and seen to follow. It holds one of the parallel-syncs until its link stands. */
  reconf: "none" | "sent" | "inprog";
  /** It follows, or was given up: told again at that, it may be done and hold its place all the same. */
  reconfDone: boolean;
  reconfAt: Ticks;
  /** SCRIPT KILL has been sent since it was last up. */
  scriptKillSent: boolean;
  /** Another sentinel. */
  masterDown: boolean;
  lastReply: Ticks;
  leader: string | null;
  leaderEpoch: number;
}

/** The monitored master's name, and who stands for it now. */
export interface Master extends Instance {
  odown: boolean;
  odownSince: Ticks;
  configEpoch: number;
  state: FailoverState;
  failoverEpoch: number;
  failoverStart: Ticks;
  stateChanged: Ticks;
  forced: boolean;
  promotedSlave: NodeId | null;
  slaves: Map<NodeId, Instance>;
  readonly sentinels: Map<NodeId, Instance>;
}

/** All that one sentinel knows. Durable: sentinel.conf. */
export interface Sentinel {
  readonly process: "sentinel";
  /** Its own: SENTINEL SET changes it, and sentinel.conf with it. */
  config: Config;
  settings: Settings;
  readonly myid: NodeId;
  currentEpoch: number;
  tilt: boolean;
  tiltSince: Ticks;
  previousTick: Ticks;
  /** When it last let old answers lapse: for those who look from outside. */
  looked: Ticks;
  readonly master: Master;
  readonly byConn: Map<ConnId, NodeId>;
  /** Rewrites of sentinel.conf that this turn still waits for, and what is to be sent after them. */
  syncing: number;
  answers: {readonly conn: ConnId; readonly message: RedisMessage}[];
  readonly subscribers: Set<ConnId>;
  belief: readonly Belief[];
}

export type Member = Server | Sentinel;

/** sentinel.conf: what of a sentinel survives. */
export interface SentinelFile {
  readonly currentEpoch: number;
  readonly configEpoch: number;
  readonly leaderEpoch: number;
  readonly master: NodeId;
  readonly slaves: readonly NodeId[];
  readonly sentinels: readonly NodeId[];
  /** What was set by SENTINEL SET; not there: nothing was. */
  readonly settings?: Settings;
  /** Only before its very first start: it begins at a random moment within so many ms, so that its timers have any phase. */
  readonly spreadMs?: number;
}

/** redis.conf, as CONFIG REWRITE leaves it. */
export interface ServerFile {
  readonly master: NodeId | null;
  readonly term: number;
  /** What was set by CONFIG SET; not there: nothing was. */
  readonly settings?: Settings;
}

/** dump.rdb with the fields repl-id and repl-offset. */
export interface Dump {
  /** "": none was saved. */
  readonly replid: string;
  /** The history it is of, for those who look from outside. */
  readonly came: string;
  readonly offset: number;
  readonly lineage: Lineage;
  readonly data: Log<Entry>;
}

const one = (role: string, term: number, leads: boolean): readonly Belief[] => [{scope: MASTER_NAME, role, term, leads}];

export const beliefOfServer = (master: NodeId | null, term: number): readonly Belief[] =>
  one(master === null ? "master" : "replica", term, master === null);

/** A sentinel leads nothing that is written to; its role says how far its own fail-over is. */
export function beliefOfSentinel(state: FailoverState, epoch: number): readonly Belief[] {
  return one(state === "none" ? "sentinel" : state === "wait-start" ? "candidate" : "elected", epoch, false);
}

/** Eight hexadecimal digits where the real one has forty. */
export function randomId(ctx: Redis): string {
  return ctx.random(0, 0xffffffff).toString(16).padStart(8, "0");
}
