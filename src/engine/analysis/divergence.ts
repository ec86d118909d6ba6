import {said} from "../../words/en/analysis.ts";
import {createHash, digest, mixValue} from "../kernel/hash.ts";
import type {Run, TraceEvent} from "../model/run.ts";
import {earlier, NO_TIME, Refusal, type Ticks} from "../vocabulary.ts";

/** Where two runs begin to differ: the first place at which their traces have different events. */
export interface Divergence {
  /** The index in both traces. */
  readonly order: number;
  /** The earlier of the two events. */
  readonly at: Ticks;
  /** The event of each run; null: its trace has ended. */
  readonly was: TraceEvent | null;
  readonly now: TraceEvent | null;
}

/**
 * The first event at which two runs differ; null: they are the same, by their hashes or in all that was recorded. Takes runs with a trace.
 * The kernel's event numbers are not compared: one run may have events that leave no trace, such as a cancelled timer.
 */
export function divergence(was: Run, now: Run): Divergence | null {
  if (was.hash === now.hash) return null;
  if (was.trace === null || now.trace === null) throw new Refusal(said("analysis.divergence.no-trace"));
  const [before, after] = [was.trace, now.trace];
  const length = Math.max(before.length, after.length);
  for (let order = 0; order < length; order++) {
    const [a, b] = [before[order] ?? null, after[order] ?? null];
    if (a !== null && b !== null && same(a, b)) continue;
    return {order, at: earliest(a, b), was: a, now: b};
  }
  return null;
}

const earliest = (a: TraceEvent | null, b: TraceEvent | null): Ticks => {
  if (a !== null && b !== null) return earlier(a.at, b.at);
  return (a ?? b)?.at ?? NO_TIME;
};

function same(a: TraceEvent, b: TraceEvent): boolean {
  if (a.kind !== b.kind || a.at !== b.at || a.node !== b.node) return false;
  return fingerprint(a) === fingerprint(b);
}

function fingerprint({index: _index, ...told}: TraceEvent): string {
  const h = createHash();
  mixValue(h, told);
  return digest(h);
}
