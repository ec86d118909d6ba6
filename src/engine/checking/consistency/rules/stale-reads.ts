import type {Json} from "../../../vocabulary.ts";
import {grouped, type HistoryOperation, isDone} from "../history.ts";
import {byKey} from "../model.ts";

/** The acknowledged writes of one key, by the time of their acknowledgement, and who wrote which value. */
interface Writes {
  /** When each was acknowledged, rising. */
  readonly acknowledged: number[];
  /** The latest invocation among this write and those acknowledged before it. */
  readonly latestCall: number[];
  readonly byValue: Map<Json, HistoryOperation>;
}

/**
 * Reads that returned a value although a later write of that key had been acknowledged before the read began. A write is later if it was
 * invoked after the write that was read had ended; a value that nobody wrote is older than all. O(n log n).
 */
export function staleReads(history: readonly HistoryOperation[]): number {
  const writes = history.filter(({f}) => f === "write");
  const known = new Map([...grouped(writes, byKey)].map(([key, own]) => [key, ordered(own)]));
  let stale = 0;
  for (const read of history) {
    const own = read.f === "read" && isDone(read) ? known.get(read.key) : undefined;
    if (own && isStale(read, own)) stale++;
  }
  return stale;
}

function ordered(writes: readonly HistoryOperation[]): Writes {
  const done = writes
    .filter((w) => isDone(w) && w.completedAt !== null)
    .sort((a, b) => (a.completedAt as number) - (b.completedAt as number));
  let latest = -1;
  return {
    acknowledged: done.map((w) => w.completedAt as number),
    latestCall: done.map((w) => {
      latest = Math.max(latest, w.invokedAt);
      return latest;
    }),
    byValue: new Map(writes.map((w) => [w.value, w])),
  };
}

function isStale(read: HistoryOperation, {acknowledged, latestCall, byValue}: Writes): boolean {
  const seen = byValue.get(read.result);
  // If a write's end is unknown, no other is certainly later.
  const ended = seen ? (seen.type === "info" ? null : seen.completedAt) : -1;
  const before = countBefore(acknowledged, read.invokedAt);
  return ended !== null && before > 0 && (latestCall[before - 1] as number) > ended;
}

/** How many of the rising times lie before this one. */
function countBefore(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
