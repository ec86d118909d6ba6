/** An append-only log: the first `length` of `entries` are its content. Never shortened in place: a truncated log gets entries of its own. */
export interface Log<T = unknown> {
  entries: T[];
  length: number;
  /** Marks a log among other plain data: a checkpoint copies it, but not its entries. */
  readonly isLog: true;
}

export const emptyLog = <T>(): Log<T> => ({entries: [], length: 0, isLog: true});

/** The log as it stands now, whatever is appended later. It shares the entries, so taking it costs nothing. */
export const snapshotOf = <T>({entries, length}: Log<T>): Log<T> => ({entries, length, isLog: true});

/** Appends one entry. If another log that shares the entries has appended first, this one takes a copy of its own before it does. */
export function append<T>(log: Log<T>, entry: T): void {
  if (log.entries.length !== log.length) log.entries = log.entries.slice(0, log.length);
  log.entries.push(entry);
  log.length++;
}

/** Keeps the first `length` entries. */
export function truncate(log: Log, length: number): void {
  if (length >= log.length) return;
  log.entries = log.entries.slice(0, Math.max(0, length));
  log.length = log.entries.length;
}
