import {grouped, type HistoryOperation, isDone} from "../history.ts";
import {byKey} from "../model.ts";

/** By how much a read was late: how long, and how many versions. */
export interface Staleness {
  readonly read: HistoryOperation;
  /** From the acknowledgement of the oldest write that is newer than what was read to the beginning of the read. */
  readonly time: number;
  /** How many newer writes had been acknowledged when the read began. */
  readonly versions: number;
}

/** The version that an operation wrote or read, in the order of versions of its key; null: unknown. */
export type VersionOf = (operation: HistoryOperation) => number | null;

/**
 * The stale reads, and by how much. The order of versions may be a zxid, an offset, an epoch with an offset, or, for unique values, the
 * known order of writes. Reads of unknown version are left out.
 */
export function staleness(history: readonly HistoryOperation[], versionOf: VersionOf): Staleness[] {
  return [...grouped(history.filter(isDone), byKey).values()].flatMap((own) => {
    const writes = own.filter(({f}) => f === "write").sort((a, b) => (a.completedAt as number) - (b.completedAt as number));
    return own.flatMap((read): Staleness[] => {
      const seen = read.f === "read" ? versionOf(read) : null;
      if (seen === null) return [];
      const newer = writes.filter((w) => (w.completedAt as number) < read.invokedAt && (versionOf(w) ?? Number.NEGATIVE_INFINITY) > seen);
      const oldest = newer[0];
      return oldest === undefined ? [] : [{read, time: read.invokedAt - (oldest.completedAt as number), versions: newer.length}];
    });
  });
}
