// Longer than 400 lines because every decision of fact sheet §6 stands here side by side, so that the prose can quote and a cell override it.
// Small pure functions; times are ticks. Sources: redis/redis at f35f36a (7.0.15), src/sentinel.c and src/replication.c unless said.
import {minus, ms, NO_TIME, plus, type Ticks, times} from "../../vocabulary.ts";
import type {Command} from "./history.ts";
import type {Refused} from "./messages.ts";

const SECOND = ms(1000);

/** `sentinelRedisInstance.failover_state`. */
export type FailoverState =
  | "none"
  | "wait-start"
  | "select-slave"
  | "send-slaveof-noone"
  | "wait-promotion"
  | "reconf-slaves"
  | "update-config";

export interface History {
  readonly replid: string;
  readonly offset: number;
  readonly replid2: string | null;
  /** First byte that replid2 does not vouch for. */
  readonly secondOffset: number;
}

const argument = (text: string): number => `$${text.length}\r\n${text}\r\n`.length;

/**
 * Bytes by which a command moves the offset. A hello is 131 bytes in IPv4: its two ids and addresses have fixed length but for a few digits.
 * @rule R2
 * @source redis/redis@f35f36a replicationFeedSlaves; pubsub.c publishCommand (forceCommandPropagation)
 */
export function bytesOf(command: Command): number {
  switch (command.do) {
    case "SET":
      return "*3\r\n$3\r\nSET\r\n".length + argument(command.key) + argument(String(command.value));
    case "SETPXAT":
      return bytesOf({...command, do: "SET"}) + argument("PXAT") + argument(String(command.at));
    case "EXEC":
      return command.writes.reduce((sum, w) => sum + bytesOf({do: "SET", ...w}), "*1\r\n$5\r\nMULTI\r\n*1\r\n$4\r\nEXEC\r\n".length);
    case "DEL":
      return "*2\r\n$3\r\nDEL\r\n".length + argument(command.key);
    case "SELECT":
      return 23;
    case "PING":
      return 14;
    case "GETACK":
      return 37;
    case "PUBLISH":
      return 131;
  }
}

/**
 * Whether a replica may go on where it was: its history is mine up to there, and the backlog still has the next byte. `from` is the last byte
 * that the backlog no longer has; null: there is none.
 * @rule R5
 * @source redis/redis@f35f36a masterTryPartialResynchronization
 */
export function continuesPartially(asked: {id: string; offset: number}, own: History, from: number | null): boolean {
  const mine = asked.id === own.replid || (asked.id === own.replid2 && asked.offset <= own.secondOffset);
  return mine && from !== null && asked.offset > from && asked.offset <= own.offset + 1;
}

/**
 * Bytes of the stream in one block of the backlog: 16 KiB are asked for, with a head of 40 bytes; what jemalloc gives in their place is 20 KiB.
 * @rule R5
 * @source redis/redis@f35f36a feedReplicationBuffer (PROTO_REPLY_CHUNK_BYTES, zmalloc_usable); tried with Debian's 7.0.15
 */
export const BACKLOG_BLOCK = 20_440;

/**
 * The last byte that a backlog no longer has: whole blocks are dropped, and only while more than its size is left without them. Even of a tiny
 * backlog one block is kept.
 * @rule R5
 * @source redis/redis@f35f36a incrementalTrimReplicationBacklog
 */
export function trimmedTo(from: number, offset: number, size: number): number {
  const spare = offset - from - size;
  return spare > BACKLOG_BLOCK ? from + BACKLOG_BLOCK * Math.ceil(spare / BACKLOG_BLOCK - 1) : from;
}

/**
 * A replica that becomes a master begins a history of its own and remembers the old one, for those who come from there.
 * @rule R7
 * @source redis/redis@f35f36a replicationUnsetMaster, shiftReplicationId
 */
export function branch(own: History, replid: string): History {
  return {replid, offset: own.offset, replid2: own.replid, secondOffset: own.offset + 1};
}

/**
 * With what a server that becomes a replica asks for a partial resync: the history it followed, or, of a master, its own.
 * @rule R7
 * @source redis/redis@f35f36a replicationSetMaster, replicationCacheMasterUsingMyself
 */
export function cachedMaster(own: History): {id: string; offset: number} | null {
  return {id: own.replid, offset: own.offset};
}

/**
 * Whether a replica is good: heard of within max-lag, in whole seconds. What it has acknowledged is not asked.
 * @rule M1
 * @source redis/redis@f35f36a refreshGoodSlavesCount
 */
export const isGood = (nowSeconds: number, ackSeconds: number, maxLag: number): boolean => nowSeconds - ackSeconds <= maxLag;

/**
 * Whether a master refuses a write for want of good replicas.
 * @rule M2
 * @source redis/redis@f35f36a server.c processCommand, checkGoodReplicasStatus
 */
export function refusesWrite(good: number, minReplicas: number, maxLag: number): boolean {
  return minReplicas > 0 && maxLag > 0 && good < minReplicas;
}

/** What Redis knows of a command: whether it writes, and where it may be executed all the same. */
export interface CommandFlags {
  readonly write?: true;
  /** PING: after a save that failed it is refused as a write is. */
  readonly ping?: true;
  /** On a replica without its master that keeps its data to itself. */
  readonly stale?: true;
  readonly loading?: true;
  /** While a script runs for too long. */
  readonly busy?: true;
}

/** The state of a server by which it decides about a command. */
export interface Standing {
  readonly saveFailed: boolean;
  readonly fewReplicas: boolean;
  readonly replica: boolean;
  readonly withholds: boolean;
  readonly loading: boolean;
  readonly busy: boolean;
}

/**
 * Why a command is not executed, null: it is. The first reason counts, in this order.
 * @rule M2, R10, D1
 * @source redis/redis@f35f36a server.c processCommand; src/commands.c for the flags
 */
export function refusal(command: CommandFlags, server: Standing): Refused | null {
  if (server.saveFailed && (command.write || command.ping)) return "MISCONF";
  if (server.fewReplicas && !server.replica && command.write) return "NOREPLICAS";
  if (server.replica && command.write) return "READONLY";
  if (server.withholds && !command.stale) return "MASTERDOWN";
  if (server.loading && !command.loading) return "LOADING";
  return server.busy && !command.busy ? "BUSY" : null;
}

/**
 * Whether all replicas have what a server has that is to stop, so that it need not wait. One that is still being copied to has not.
 * @rule R1
 * @source redis/redis@f35f36a server.c isReadyToShutdown
 */
export const mayStop = (offset: number, acknowledged: readonly number[]): boolean => acknowledged.every((ack) => ack === offset);

/**
 * Whether a key's time is over: by the clock of whoever is asked, and not in the very millisecond.
 * @rule R11
 * @source redis/redis@f35f36a db.c keyIsExpired
 */
export const isExpired = (nowMs: number, until: number | null): boolean => until !== null && nowMs > until;

/**
 * How many replicas have acknowledged up to that offset.
 * @rule W1
 * @source redis/redis@f35f36a replicationCountAcksByOffset
 */
export function acknowledgedBy(target: number, replicas: readonly {online: boolean; ackOffset: number}[]): number {
  let count = 0;
  for (const r of replicas) if (r.online && r.ackOffset >= target) count++;
  return count;
}

/**
 * What counts as a sign of life: a server that loads, or has lost its master, is alive.
 * @rule D1
 * @source redis/redis@f35f36a sentinelPingReplyCallback
 */
export const isAcceptable = (answer: string): boolean => answer === "PONG" || answer === "LOADING" || answer === "MASTERDOWN";

/**
 * For how long an instance has been silent: since the oldest unanswered PING, else, without a link, since its last sign of life.
 * @rule D2
 * @source redis/redis@f35f36a sentinelCheckSubjectivelyDown
 */
export function silence(now: Ticks, link: {actPing: Ticks | null; disconnected: boolean; lastAvail: Ticks}): Ticks {
  if (link.actPing !== null) return minus(now, link.actPing);
  return link.disconnected ? minus(now, link.lastAvail) : NO_TIME;
}

/**
 * Whether an instance is subjectively down: silent for longer than down-after-milliseconds, or a master that has called itself a replica for
 * that and two INFO periods, or one that rebooted and has not been ready since.
 * @rule D2, D3, D4
 * @source redis/redis@f35f36a sentinelCheckSubjectivelyDown
 */
export function subjectivelyDown(
  silent: Ticks,
  calledReplica: Ticks | null,
  rebooted: Ticks | null,
  limits: {downAfter: Ticks; infoPeriod: Ticks; rebootDownAfter: Ticks},
): boolean {
  if (silent > limits.downAfter) return true;
  if (calledReplica !== null && calledReplica > limits.downAfter + 2 * limits.infoPeriod) return true;
  return rebooted !== null && rebooted > limits.rebootDownAfter;
}

/**
 * Whether a command link is to be closed and dialled anew: old enough, and nothing answered for half of down-after-milliseconds.
 * @rule D5
 * @source redis/redis@f35f36a sentinelCheckSubjectivelyDown
 */
export function isStale(age: Ticks, waiting: Ticks | null, sincePong: Ticks, downAfter: Ticks, minReconnect: Ticks): boolean {
  return age > minReconnect && waiting !== null && waiting > downAfter / 2 && sincePong > downAfter / 2;
}

/**
 * How long a link rests after it was dialled, before it may be dialled again.
 * @rule D5, D6
 * @source redis/redis@f35f36a sentinelReconnectInstance
 */
export const mayRedial = (sinceDial: Ticks, pingPeriod: Ticks): boolean => sinceDial >= pingPeriod;

/**
 * What a sentinel answers when asked whether the master is down.
 * @rule O2
 * @source redis/redis@f35f36a sentinelCommand, is-master-down-by-addr
 */
export const saysDown = (tilt: boolean, sameAddress: boolean, sdown: boolean): boolean => !tilt && sameAddress && sdown;

/**
 * Whether what a peer last said of the master is too old to count.
 * @rule O3
 * @source redis/redis@f35f36a sentinelAskMasterStateToOtherSentinels
 */
export const answerExpired = (elapsed: Ticks, askPeriod: Ticks): boolean => elapsed > 5 * askPeriod;

/**
 * Whether the master is objectively down: I hold it for down, and with me a quorum does. Not at one instant, and no majority.
 * @rule O4
 * @source redis/redis@f35f36a sentinelCheckObjectivelyDown
 */
export const objectivelyDown = (sdown: boolean, peers: number, quorum: number): boolean => sdown && 1 + peers >= quorum;

/**
 * Whether a peer's word that the master is down outlives a switch to another master. It does.
 * @rule O5
 * @source redis/redis@f35f36a sentinelResetMaster (SENTINEL_RESET_NO_SENTINELS)
 */
export const flagOutlivesSwitch = (): boolean => true;

/**
 * Whether a sentinel sends SCRIPT KILL: once, to an instance that is down for it and that answers BUSY.
 * @rule D1
 * @source redis/redis@f35f36a sentinelPingReplyCallback (SRI_SCRIPT_KILL_SENT)
 */
export const killsScript = (answer: string, sdown: boolean, sent: boolean): boolean => answer === "BUSY" && sdown && !sent;

/**
 * What SENTINEL CKQUORUM finds missing, with so many sentinels usable, itself among them: enough for the quorum, and for a majority of all.
 * @rule V6, V10
 * @source redis/redis@f35f36a sentinelIsQuorumReachable
 */
export const unreachable = (usable: number, of: number, quorum: number): {quorum: boolean; majority: boolean} => ({
  quorum: usable < quorum,
  majority: usable < (of >> 1) + 1,
});

/**
 * Whether a sentinel that holds the master for objectively down may begin a fail-over.
 * @rule V1, V8, X1
 * @source redis/redis@f35f36a sentinelStartFailoverIfNeeded
 */
export const mayStart = (sinceStart: Ticks, failoverTimeout: Ticks): boolean => sinceStart >= 2 * failoverTimeout;

/**
 * Whether a sentinel votes for whoever asks: once an epoch, and never in a past one. What it thinks of the master itself is not asked.
 * @rule V3
 * @source redis/redis@f35f36a sentinelVoteLeader
 */
export const votes = (asked: number, leaderEpoch: number, currentEpoch: number): boolean => leaderEpoch < asked && currentEpoch <= asked;

/**
 * What the file says of the last vote.
 * @rule V4
 * @source redis/redis@f35f36a rewriteConfigSentinelOption (leader-epoch), sentinelFlushConfig
 */
export const leaderEpochOnDisk = (leaderEpoch: number): number => leaderEpoch;

/**
 * Whether a vote for another keeps the voter from an attempt of its own, as if it had begun one itself.
 * @rule V5
 * @source redis/redis@f35f36a sentinelVoteLeader
 */
export const backsOff = (leader: string, self: string): boolean => leader !== self;

/**
 * Whether a peer's vote counts: it must be of the epoch that is now the current one, be it that of this attempt or not (V9).
 * @rule V6, V9
 * @source redis/redis@f35f36a sentinelGetLeader
 */
export const voteCounts = (voteEpoch: number, currentEpoch: number, _failoverEpoch: number): boolean => voteEpoch === currentEpoch;

/**
 * Of how many sentinels a majority is needed: all that were ever discovered, dead or not, and oneself.
 * @rule V6, V10
 * @source redis/redis@f35f36a sentinelGetLeader
 */
export const voters = (known: number, _alive: number): number => known + 1;

/**
 * Whether so many votes elect: a majority of all known sentinels, and the quorum.
 * @rule V6
 * @source redis/redis@f35f36a sentinelGetLeader
 */
export const elects = (count: number, of: number, quorum: number): boolean => count >= (of >> 1) + 1 && count >= quorum;

export interface Candidate {
  readonly sdown: boolean;
  readonly disconnected: boolean;
  /** Since its last acceptable answer to a PING. */
  readonly sinceAvail: Ticks;
  readonly sinceInfo: Ticks;
  readonly linkDown: Ticks;
  readonly priority: number;
  readonly offset: number;
  readonly runid: string | null;
}

/**
 * Whether a replica may be promoted. That it is a replica is not asked.
 * @rule S1
 * @source redis/redis@f35f36a sentinelSelectSlave
 */
export function qualifies(
  c: Candidate,
  master: {downFor: Ticks | null},
  limits: {pingEvery: Ticks; infoPeriod: Ticks; downAfter: Ticks},
): boolean {
  if (c.sdown || c.disconnected || c.sinceAvail > 5 * limits.pingEvery || c.priority === 0) return false;
  if (c.sinceInfo > (master.downFor !== null ? 5 * limits.pingEvery : 3 * limits.infoPeriod)) return false;
  return c.linkDown <= linkDownLimit(master.downFor, limits.downAfter);
}

/**
 * For how long a replica's own link to the master may have been down: ten times down-after-milliseconds, and as long as the master has been.
 * @rule S1
 * @source redis/redis@f35f36a sentinelSelectSlave
 */
export const linkDownLimit = (downFor: Ticks | null, downAfter: Ticks): Ticks => plus(downFor ?? NO_TIME, times(downAfter, 10));

/**
 * Which of two replicas goes first, below 0: the former. Priority, then what it has received, then the smaller run id; unknown ones last.
 * @rule S2
 * @source redis/redis@f35f36a compareSlavesForPromotion
 */
export function promotionOrder(a: Candidate, b: Candidate): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  if (a.offset !== b.offset) return b.offset - a.offset;
  return byRunid(a.runid, b.runid);
}

function byRunid(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * How often INFO goes to an instance: once a second, whatever is set, to replicas of a master that is down or being replaced, and to those without a link.
 * @rule S3
 * @source redis/redis@f35f36a sentinelSendPeriodicCommands
 */
export const infoEvery = (urgent: boolean, infoPeriod: Ticks): Ticks => (urgent ? SECOND : infoPeriod);

/**
 * How long a candidate waits for its election.
 * @rule F1, X3
 * @source redis/redis@f35f36a sentinelFailoverWaitStart
 */
export const electionLimit = (electionTimeout: Ticks, failoverTimeout: Ticks): Ticks =>
  electionTimeout < failoverTimeout ? electionTimeout : failoverTimeout;

/**
 * Whether SLAVEOF comes with CLIENT KILL.
 * @rule F4
 * @source redis/redis@f35f36a sentinelSendSlaveOf
 */
export const killsClients = (): boolean => true;

/**
 * Whether one more replica may be pointed at the new master.
 * @rule F6
 * @source redis/redis@f35f36a sentinelFailoverReconfNextSlave
 */
export const reconfiguresNext = (underWay: number, parallelSyncs: number): boolean => underWay < parallelSyncs;

/**
 * Whether a replica that was told of the new master and does not follow is given up. It is asked only while a place is free.
 * @rule F7
 * @source redis/redis@f35f36a sentinelFailoverReconfNextSlave
 */
export const givesUp = (sinceSent: Ticks, reconfTimeout: Ticks): boolean => sinceSent > reconfTimeout;

/**
 * Whether a hello's configuration replaces mine. Of two with one number neither gives way.
 * @rule C3
 * @source redis/redis@f35f36a sentinelProcessHelloMessage
 */
export const isNewer = (theirs: number, mine: number): boolean => theirs > mine;

/**
 * Whether a server that is to be a replica and calls itself master is demoted now.
 * @rule C6
 * @source redis/redis@f35f36a sentinelRefreshInstanceInfo
 */
export function converts(masterSane: boolean, sinceDown: Ticks, sinceRole: Ticks, publishPeriod: Ticks): boolean {
  return masterSane && sinceDown > 4 * publishPeriod && sinceRole > 4 * publishPeriod;
}

/**
 * Whether a replica of the wrong master is pointed at the right one now.
 * @rule C7, X4
 * @source redis/redis@f35f36a sentinelRefreshInstanceInfo
 */
export function fixes(masterSane: boolean, sinceDown: Ticks, sinceChange: Ticks, failoverTimeout: Ticks): boolean {
  return masterSane && sinceDown > failoverTimeout && sinceChange > failoverTimeout;
}

/**
 * Whether a gap between two ticks means that this sentinel cannot trust its clock.
 * @rule T1
 * @source redis/redis@f35f36a sentinelCheckTiltCondition
 */
export const tilts = (gap: Ticks, trigger: Ticks): boolean => gap < 0 || gap > trigger;

/**
 * Time to the next tick: hz is drawn anew from 10 to 19 after each, so that sentinels drift apart.
 * @rule V7
 * @source redis/redis@f35f36a sentinelTimer; server.c serverCron (1000/server.hz)
 */
export const tick = (drawn: number): Ticks => ms(Math.floor(1000 / (10 + drawn)));

/**
 * What is added to the start of an attempt, and to a vote: it delays no attempt, only the end of this and the next one.
 * @rule V1, V5
 * @source redis/redis@f35f36a SENTINEL_MAX_DESYNC
 */
export const desync = (drawn: number): Ticks => ms(drawn);

/** Whole seconds, as Redis counts the age of an acknowledgement. @rule R3 @source redis/redis@f35f36a server.unixtime */
export const seconds = (time: Ticks): number => Math.floor(time / SECOND);

export const rules = {
  bytesOf,
  continuesPartially,
  trimmedTo,
  branch,
  cachedMaster,
  isGood,
  refusesWrite,
  refusal,
  mayStop,
  isExpired,
  acknowledgedBy,
  isAcceptable,
  silence,
  subjectivelyDown,
  isStale,
  mayRedial,
  saysDown,
  answerExpired,
  objectivelyDown,
  flagOutlivesSwitch,
  killsScript,
  unreachable,
  mayStart,
  votes,
  leaderEpochOnDisk,
  backsOff,
  voteCounts,
  voters,
  elects,
  qualifies,
  linkDownLimit,
  promotionOrder,
  infoEvery,
  electionLimit,
  killsClients,
  reconfiguresNext,
  givesUp,
  isNewer,
  converts,
  fixes,
  tilts,
  tick,
  desync,
  seconds,
};

export type Rules = typeof rules;
