// UnifiedLog, LogLoader and the checkpoints: what a broker has of a partition. Rules D1–D4, R12, A5.

import type {Log} from "../../model/log.ts";
import type {Reader} from "../../model/process.ts";
import type {Json} from "../../vocabulary.ts";
import type {Entry, Partition} from "./messages.ts";
import {CLEAN_FILE, DIRS_FILE, epochFile, HW_FILE, logFile} from "./notes.ts";
import type {EpochCache, ProducerState} from "./rules.ts";
import type {Broker, Ctx, Replica} from "./state.ts";

/** A5: how many batches of a producer are remembered. */
const REMEMBERED = 5;

/** High watermarks by partition, as they were last written down. */
type Checkpoint = {readonly [p: Partition]: number};

export const logOf = (p: Partition, disk: {log(file: string): Log}): Log<Entry> => disk.log(logFile(p)) as Log<Entry>;

/** The end of its log: the offset of the next record. */
export const leoOf = (r: Replica, disk: {log(file: string): Log}): number => logOf(r.p, disk).length;

/**
 * D2, D3: what a starting broker finds of a partition. Epochs that begin at the end of the log or beyond are dropped (LogLoader.load): a reign
 * without records is forgotten with the broker's life.
 */
export function load(p: Partition, disk: Reader, checkpoint: Checkpoint): Replica {
  const log = logOf(p, disk);
  const epochs = ((disk.get(epochFile(p)) ?? []) as EpochCache).filter(([, start]) => start < log.length);
  return {
    p,
    replicas: [],
    role: "none",
    leader: null,
    e: -1,
    pe: -1,
    hw: Math.min(checkpoint[p] ?? 0, log.length),
    epochs,
    producers: producersOf(log),
    epochStart: 0,
    isr: [],
    asked: null,
    remotes: new Map(),
    unflushedSince: null,
    flushed: log.length,
    cut: false,
    answered: false,
    held: null,
    writing: null,
  };
}

/** D3: a batch of which the end is missing is none. True: there was one. */
export function trim(r: Replica, ctx: Ctx): boolean {
  const log = logOf(r.p, ctx);
  const last = log.entries[log.length - 1];
  if (last === undefined || last.seq === last.last) return false;
  ctx.truncate(logFile(r.p), log.length - (last.seq - last.first + 1));
  r.hw = Math.min(r.hw, leoOf(r, ctx));
  return true;
}

export const directories = (disk: Reader): readonly Partition[] => (disk.get(DIRS_FILE) ?? []) as readonly Partition[];
export const checkpointOf = (disk: Reader): Checkpoint => (disk.get(HW_FILE) ?? {}) as Checkpoint;
export const wasClean = (disk: Reader): boolean => (disk.get(CLEAN_FILE) ?? false) !== false;

/** A partition that this broker has not had before. */
export function create(b: Broker, p: Partition, ctx: Ctx): Replica {
  const r = load(p, {log: ctx.log, get: ctx.get}, {});
  b.replicas.set(p, r);
  ctx.put(DIRS_FILE, [...b.replicas.keys()]);
  ctx.sync([DIRS_FILE], null);
  return r;
}

/** Its log is deleted, and everything that goes with it. */
export function remove(b: Broker, r: Replica, ctx: Ctx): void {
  ctx.truncate(logFile(r.p), 0);
  ctx.put(epochFile(r.p), []);
  b.replicas.delete(r.p);
  ctx.put(DIRS_FILE, [...b.replicas.keys()]);
  ctx.sync([logFile(r.p), epochFile(r.p), DIRS_FILE], null);
}

function producersOf(log: Log<Entry>): Map<string, ProducerState> {
  const producers = new Map<string, ProducerState>();
  for (let offset = 0; offset < log.length; offset++) remember(producers, log.entries[offset] as Entry, offset);
  return producers;
}

/** A5: what the log knows of a record's producer, once the last record of its batch is there. */
function remember(producers: Map<string, ProducerState>, {pid, producerEpoch, seq, first, last}: Entry, offset: number): void {
  if (pid === "" || seq !== last) return;
  const known = producers.get(pid);
  const before = known?.epoch === producerEpoch ? known.batches : [];
  producers.set(pid, {
    epoch: producerEpoch,
    batches: [...before.slice(1 - REMEMBERED), {first, last, offset: offset - (last - first)}],
  });
}

/** R2, R8: records at the end of the log, in the page cache. True: so many are not flushed that whoever appended them is to flush the log. */
export function append(r: Replica, entries: readonly Entry[], ctx: Ctx): boolean {
  const start = leoOf(r, ctx);
  const file = logFile(r.p);
  entries.forEach((entry, i) => {
    ctx.append(file, entry);
    remember(r.producers, entry, start + i);
  });
  if (entries.length === 0) return false;
  const {flushMessages, flushEvery} = ctx.config;
  if (leoOf(r, ctx) - r.flushed >= flushMessages) return true;
  if (flushEvery !== null && r.unflushedSince === null) {
    r.unflushedSince = ctx.monotonic();
    ctx.setTimer(`flush ${r.p}`, flushEvery);
  }
  return false;
}

/**
 * D1: logs to the disk. For `log.flush.interval.messages` whoever appended waits for it (UnifiedLog.append), for `log.flush.interval.ms`
 * nobody does (LogManager.flushDirtyLogs).
 */
export function flush(replicas: readonly Replica[], token: Json, ctx: Ctx): void {
  for (const r of replicas) {
    r.flushed = leoOf(r, ctx);
    r.unflushedSince = null;
  }
  ctx.sync(
    replicas.map(({p}) => logFile(p)),
    token,
  );
}

/** R9: cuts the log, the epochs, the producers' states and the high watermark. */
export function cut(r: Replica, to: number, why: "diverged" | "high-watermark" | "out-of-range", ctx: Ctx): void {
  const from = leoOf(r, ctx);
  // A reign without records, whose epoch begins at the end of the log, goes even where there is nothing to cut.
  const kept = r.epochs.filter(([, start]) => start < Math.min(to, from));
  if (kept.length < r.epochs.length) putEpochs(r, kept, ctx);
  if (to >= from) return;
  ctx.truncate(logFile(r.p), to);
  r.cut = true;
  r.producers = producersOf(logOf(r.p, ctx));
  r.hw = Math.min(r.hw, to);
  r.flushed = Math.min(r.flushed, to);
  ctx.note({kind: "truncated", scope: r.p, from, to, why});
}

/** The epochs of the log in memory and in their file; whoever needs it on the disk syncs `epochFile`. */
export function putEpochs(r: Replica, epochs: EpochCache, ctx: Ctx): void {
  r.epochs = epochs;
  ctx.put(epochFile(r.p), epochs);
}

/**
 * The epochs to the disk. Nobody waits for a cut to get there, but the journal of a file system orders it before whatever is synced later: without
 * that a power loss could give back records under epochs that deny them.
 */
export function syncEpochs(r: Replica, token: Json, ctx: Ctx): void {
  ctx.sync(r.cut ? [epochFile(r.p), logFile(r.p)] : [epochFile(r.p)], token);
  r.cut = false;
}

/** R12: an epoch begins at the end of the log. */
export function beginEpoch(r: Replica, e: number, ctx: Ctx): boolean {
  const epochs = ctx.rules.withEpoch(r.epochs, e, leoOf(r, ctx));
  if (epochs === r.epochs) return false;
  putEpochs(r, epochs, ctx);
  return true;
}

/** The high watermarks of all partitions, every five seconds and at a stop. */
export function checkpoint(b: Broker, ctx: Ctx): void {
  if (b.replicas.size === 0) return;
  ctx.put(HW_FILE, Object.fromEntries([...b.replicas.values()].map(({p, hw}) => [p, hw])));
  ctx.sync([HW_FILE], null);
}
