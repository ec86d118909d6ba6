// ra_log: what a member has written, what of it is on disk, and the write-ahead log that all members of a node share.

import {append, snapshotOf, truncate} from "../../../model/log.ts";
import type {Reader} from "../../../model/process.ts";
import type {NodeId} from "../../../vocabulary.ts";
import type {Broker, Rabbit} from "../state.ts";
import type {Entry} from "./messages.ts";
import type {Member} from "./state.ts";

export const WAL = "wal";
export const META = "ra_meta";

/** What a node's disk has of a member beside its log. */
export interface Meta {
  readonly term: number;
  readonly votedFor: NodeId | null;
  readonly applied: number;
}

export type Metas = {readonly [queue: string]: Meta};

export const metasOn = (disk: Reader): Metas => (disk.get(META) ?? {}) as Metas;

export const lastIndex = (m: Member): number => m.log.length;

/** The term of the entry there; 0 before the first, null where there is none. */
export function termAt(m: Member, index: number): number | null {
  if (index === 0) return 0;
  return index > 0 && index <= m.log.length ? (m.log.entries[index - 1] as Entry).term : null;
}

export const lastTerm = (m: Member): number => termAt(m, m.log.length) as number;

export const entryAt = (m: Member, index: number): Entry => m.log.entries[index - 1] as Entry;

/** Up to so many entries from an index on. */
export const take = (m: Member, from: number, most: number): readonly Entry[] =>
  from > m.log.length ? [] : m.log.entries.slice(from - 1, Math.min(m.log.length, from - 1 + most));

/** Forgets what comes after an index: in memory alone, as Ra does; entries that are written there later replace it on disk. */
export function cutAfter(m: Member, index: number): void {
  truncate(m.log, index);
  m.written = Math.min(m.written, index);
}

/** Writes entries behind each other, over what stood there; `written` follows when they are on disk. */
export function write(s: Broker, m: Member, entries: readonly Entry[], ctx: Rabbit): void {
  const [first] = entries;
  if (!first) return;
  cutAfter(m, first.index - 1);
  for (const entry of entries) {
    append(m.log, entry);
    ctx.append(WAL, entry);
  }
  s.quorum.wal.batch.set(m.queue, {to: m.log.length, term: lastTerm(m)});
  flush(s, ctx);
}

/** The write-ahead log is synced in batches: what is written meanwhile waits for the next. */
export function flush(s: Broker, ctx: Rabbit): void {
  const {wal} = s.quorum;
  if (wal.syncing || wal.batch.size === 0) return;
  wal.syncing = true;
  ctx.sync([WAL], {do: "wal", batch: [...wal.batch].map(([queue, {to, term}]) => [queue, to, term])});
  wal.batch.clear();
}

/** A batch is on disk. Returns whether the member knows more of its log to be there: what it has overwritten since does not count. */
export function onDisk(m: Member, to: number, term: number): void {
  const known = Math.min(to, m.log.length);
  if (termAt(m, known) === term) m.written = known;
}

/** A member's log as its node's disk has it. Later writes at an index replace what came from there on. */
export function recoverLog(m: Member, disk: Reader): void {
  const wal = snapshotOf(disk.log(WAL));
  for (let i = 0; i < wal.length; i++) {
    const entry = wal.entries[i] as Entry;
    if (entry.queue !== m.queue) continue;
    truncate(m.log, entry.index - 1);
    append(m.log, entry);
  }
  m.written = m.log.length;
}
