import {between, type Stream} from "./streams.ts";

/** An append-only log: the first `length` of `entries` are its content. Never shortened in place: a truncated log gets entries of its own. */
export interface Log<T = unknown> {
  entries: T[];
  length: number;
  /** A checkpoint shares `entries`. */
  shared: boolean;
}

/**
 * The files of one process. `now` is what its own reads see (the page cache); `safe` is what survives a power loss. A process crash keeps
 * `now` (transport D2).
 */
export interface Disk {
  logs: Record<string, {now: Log; safe: {entries: unknown[]; length: number}}>;
  cells: Record<string, {now: unknown; safe: unknown}>;
}

/** What an fsync in progress will make safe, fixed when it began. */
export interface Flush {
  readonly logs: readonly {readonly file: string; readonly entries: unknown[]; readonly length: number}[];
  readonly cells: readonly {readonly file: string; readonly value: unknown}[];
}

export const createDisk = (): Disk => ({logs: {}, cells: {}});

function logFile(disk: Disk, file: string) {
  let f = disk.logs[file];
  if (!f) {
    const entries: unknown[] = [];
    f = {now: {entries, length: 0, shared: false}, safe: {entries, length: 0}};
    disk.logs[file] = f;
  }
  return f;
}

export const readLog = (disk: Disk, file: string): Log => logFile(disk, file).now;

export function append(disk: Disk, file: string, entry: unknown): void {
  const {now} = logFile(disk, file);
  if (now.shared || now.entries.length !== now.length) {
    now.entries = now.entries.slice(0, now.length);
    now.shared = false;
  }
  now.entries.push(entry);
  now.length++;
}

/** Keeps the first `length` entries. */
export function truncate(disk: Disk, file: string, length: number): void {
  const {now} = logFile(disk, file);
  now.entries = now.entries.slice(0, length);
  now.length = length;
  now.shared = false;
}

export const readCell = (disk: Disk, file: string): unknown => disk.cells[file]?.now;

export function put(disk: Disk, file: string, value: unknown): void {
  const cell = disk.cells[file];
  if (cell) cell.now = value;
  else disk.cells[file] = {now: value, safe: undefined};
}

/** What an fsync begun now covers. */
export function beginFlush(disk: Disk, files: readonly string[]): Flush {
  const logs: {file: string; entries: unknown[]; length: number}[] = [];
  const cells: {file: string; value: unknown}[] = [];
  for (const file of files) {
    const log = disk.logs[file];
    if (log) logs.push({file, entries: log.now.entries, length: log.now.length});
    const cell = disk.cells[file];
    if (cell) cells.push({file, value: cell.now});
  }
  return {logs, cells};
}

export function endFlush(disk: Disk, flush: Flush): void {
  for (const {file, entries, length} of flush.logs) logFile(disk, file).safe = {entries, length};
  for (const {file, value} of flush.cells) {
    const cell = disk.cells[file];
    if (cell) cell.safe = value;
  }
}

/** Everything written so far is safe: the state a run starts with. */
export function allSafe(disk: Disk): void {
  endFlush(disk, beginFlush(disk, [...Object.keys(disk.logs), ...Object.keys(disk.cells)]));
}

/** A power loss: of what was appended and not synced a prefix survives, its length drawn (transport D2). Unsynced cells fall back. */
export function losePower(disk: Disk, stream: Stream): void {
  for (const file of Object.keys(disk.logs)) {
    const f = logFile(disk, file);
    const grown = f.now.length >= f.safe.length && f.safe.entries.every((e, i) => i >= f.safe.length || f.now.entries[i] === e);
    const length = grown ? between(stream, f.safe.length, f.now.length) : f.safe.length;
    const entries = (grown ? f.now.entries : f.safe.entries).slice(0, length);
    f.now = {entries, length, shared: false};
    f.safe = {entries, length};
  }
  for (const file of Object.keys(disk.cells)) {
    const cell = disk.cells[file];
    if (cell) cell.now = cell.safe;
  }
}
