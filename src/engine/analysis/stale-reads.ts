import type {Operation} from "../model/operation.ts";
import {type Json, later, type Ticks, ticks} from "../vocabulary.ts";

/** The acknowledged writes of one key, by the time of their acknowledgement, and who wrote which value. */
interface Writes {
  /** When each was acknowledged, rising. */
  readonly acknowledged: Ticks[];
  /** The latest invocation among this write and those acknowledged before it. */
  readonly latestCall: Ticks[];
  readonly byValue: Map<Json, Operation>;
}

/**
 * Reads that returned a value although a later write of that key had been acknowledged before the read began. A write is later if it was
 * invoked after the write that was read had ended; a value that nobody wrote is older than all. O(n log n).
 */
export function staleReads(history: readonly Operation[]): number {
  const keys = new Map<string, Operation[]>();
  for (const o of history) {
    if (o.f !== "write") continue;
    const writes = keys.get(o.key);
    if (writes) writes.push(o);
    else keys.set(o.key, [o]);
  }
  const byKey = new Map([...keys].map(([key, writes]) => [key, ordered(writes)]));
  let stale = 0;
  for (const read of history) {
    const writes = read.f === "read" && read.type === "ok" ? byKey.get(read.key) : undefined;
    if (writes && isStale(read, writes)) stale++;
  }
  return stale;
}

function ordered(writes: readonly Operation[]): Writes {
  const done = writes
    .filter((w) => w.type === "ok" && w.completedAt !== null)
    .sort((a, b) => (a.completedAt as Ticks) - (b.completedAt as Ticks));
  let latest = ticks(-1);
  return {
    acknowledged: done.map((w) => w.completedAt as Ticks),
    latestCall: done.map((w) => {
      latest = later(latest, w.invokedAt);
      return latest;
    }),
    byValue: new Map(writes.map((w) => [w.value, w])),
  };
}

function isStale(read: Operation, {acknowledged, latestCall, byValue}: Writes): boolean {
  const seen = byValue.get(read.result);
  // If a write's end is unknown, no other is certainly later.
  const ended = seen ? (seen.type === "info" ? null : seen.completedAt) : -1;
  const before = countBefore(acknowledged, read.invokedAt);
  return ended !== null && before > 0 && (latestCall[before - 1] as Ticks) > ended;
}

/** How many of the rising times lie before this one. */
function countBefore(times: readonly Ticks[], time: Ticks): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as Ticks) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
