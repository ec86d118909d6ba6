import type {Json} from "../../../vocabulary.ts";
import {canonical, type HistoryOperation, isDone} from "../history.ts";

/** What became of one element of a set that only grows. Times as in the history; null where there is no such time. */
export interface ElementTimeline {
  readonly element: Json;
  /** When it was first known to be there: acknowledged or seen. */
  readonly knownAt: number | null;
  /** How long after that a read still began that did not see it; 0 if none did; null if no read began later. */
  readonly stableAfter: number | null;
  /** Whether the last read that began after it was known did not see it. */
  readonly isLost: boolean;
}

/**
 * When each element became stable: `add` v, `read` → all elements. In a linearizable set every element is stable at once. O(adds × reads).
 */
export function elementTimelines(history: readonly HistoryOperation[]): ElementTimeline[] {
  const reads = history
    .filter((o) => o.f === "read" && isDone(o))
    .sort((a, b) => a.invokedAt - b.invokedAt)
    .map((o) => ({o, elements: new Set((o.result as readonly Json[]).map(canonical))}));
  return history
    .filter(({f}) => f === "add")
    .map((add): ElementTimeline => {
      const name = canonical(add.value);
      const seen = reads.filter(({elements}) => elements.has(name)).map(({o}) => o.completedAt as number);
      const known = Math.min(isDone(add) ? (add.completedAt as number) : Number.POSITIVE_INFINITY, ...seen);
      if (known === Number.POSITIVE_INFINITY) return {element: add.value, knownAt: null, stableAfter: null, isLost: false};
      const later = reads.filter(({o}) => o.invokedAt > known);
      const missing = later.findLast(({elements}) => !elements.has(name));
      return {
        element: add.value,
        knownAt: known,
        stableAfter: later.length === 0 ? null : missing === undefined ? 0 : missing.o.invokedAt - known,
        isLost: missing !== undefined && missing === later.at(-1),
      };
    });
}
