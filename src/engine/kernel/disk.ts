import {append as appendTo, truncate as cutBack, type Log, snapshotOf} from "../model/log.ts";
import {assert} from "../vocabulary.ts";
import {between, type Stream} from "./streams.ts";

/**
 * The files of one process. `now` is what its own reads see (the page cache); `safe` is what survives a power loss. A process crash keeps
 * `now` (transport D2).
 */
export interface Disk {
  logs: Record<string, {now: Log; safe: Log}>;
  cells: Record<string, {now: unknown; safe: unknown}>;
}

/** What an fsync in progress will make safe, fixed when it began. */
export type Flush = readonly ({readonly file: string; readonly log: Log} | {readonly file: string; readonly value: unknown})[];

export const createDisk = (): Disk => ({logs: {}, cells: {}});

const EMPTY: Log = Object.freeze({entries: Object.freeze([]) as unknown as unknown[], length: 0, isLog: true});

/** For looking from outside: it creates nothing, because a monitor must not change the run. */
export const readLog = (disk: Disk, file: string): Log => disk.logs[file]?.now ?? EMPTY;

function logFile(disk: Disk, file: string): {now: Log; safe: Log} {
  let f = disk.logs[file];
  if (!f) {
    f = {now: {entries: [], length: 0, isLog: true}, safe: EMPTY};
    disk.logs[file] = f;
  }
  return f;
}

/** The process's own view, which grows as it appends. */
export const openLog = (disk: Disk, file: string): Log => logFile(disk, file).now;

export const append = (disk: Disk, file: string, entry: unknown): void => appendTo(logFile(disk, file).now, entry);

/** Keeps the first `length` entries. */
export const truncate = (disk: Disk, file: string, length: number): void => cutBack(logFile(disk, file).now, length);

export const readCell = (disk: Disk, file: string): unknown => disk.cells[file]?.now;

export function put(disk: Disk, file: string, value: unknown): void {
  const cell = disk.cells[file];
  if (cell) cell.now = value;
  else disk.cells[file] = {now: value, safe: undefined};
}

/** What an fsync begun now covers. */
export function beginFlush(disk: Disk, files: readonly string[]): Flush {
  const only = files.length === 1 ? (files[0] as string) : "";
  const log = disk.logs[only];
  // Nearly every fsync is of one log: a list that grows would take room for more.
  if (log && !disk.cells[only]) return [{file: only, log: snapshotOf(log.now)}];
  const covered: Flush[number][] = [];
  for (const file of files) {
    const log = disk.logs[file];
    if (log) covered.push({file, log: snapshotOf(log.now)});
    const cell = disk.cells[file];
    if (cell) covered.push({file, value: cell.now});
  }
  return covered;
}

export function endFlush(disk: Disk, flush: Flush): void {
  for (const covered of flush) {
    if ("log" in covered) logFile(disk, covered.file).safe = covered.log;
    else {
      const cell = disk.cells[covered.file];
      if (cell) cell.safe = covered.value;
    }
  }
}

/** Everything written so far is safe: the state a run starts with. */
export function allSafe(disk: Disk): void {
  endFlush(disk, beginFlush(disk, [...Object.keys(disk.logs), ...Object.keys(disk.cells)]));
}

/** Forgets a file that was in memory only. */
export function wipe(disk: Disk, file: string): void {
  delete disk.logs[file];
  delete disk.cells[file];
}

/**
 * A power loss: of what was appended and not synced a prefix of random length survives (transport D2). Unsynced cells fall back to their
 * last synced value.
 */
export function losePower(disk: Disk, stream: Stream): void {
  for (const f of Object.values(disk.logs)) {
    const {now, safe} = f;
    assert(safe.entries.length >= safe.length, "what is safe of a log has been cut off");
    const length = extendsLog(now, safe) ? between(stream, safe.length, now.length) : safe.length;
    const entries = (length > safe.length ? now : safe).entries.slice(0, length);
    f.now = {entries, length, isLog: true};
    f.safe = snapshotOf(f.now);
  }
  for (const cell of Object.values(disk.cells)) cell.now = cell.safe;
}

/** Nothing that was safe has been cut off since. */
function extendsLog(now: Log, safe: Log): boolean {
  if (now.length < safe.length) return false;
  for (let i = 0; i < safe.length; i++) if (now.entries[i] !== safe.entries[i]) return false;
  return true;
}
