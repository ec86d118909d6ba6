import {grouped, type HistoryOperation, isDone, isUnknown, sameValue} from "../history.ts";
import {byKey} from "../model.ts";

/**
 * Look-ups in a registry that answered neither what the instance had last been acknowledged before they began, nor anything that it asked for
 * meanwhile or whose end nobody knows. Only the instance itself writes of itself, so its writes have an order; a lease that runs out is none.
 */
export function staleLookups(history: readonly HistoryOperation[]): number {
  let stale = 0;
  for (const own of grouped(history, byKey).values()) {
    const writes = own.filter((o) => isWrite(o) && o.type !== "fail").sort((a, b) => a.invokedAt - b.invokedAt);
    stale += own.filter((o) => o.f === "lookup" && isDone(o) && isStale(o, writes)).length;
  }
  return stale;
}

const isWrite = ({f}: HistoryOperation): boolean => f === "register" || f === "deregister";

function isStale({result, invokedAt, completedAt}: HistoryOperation, writes: readonly HistoryOperation[]): boolean {
  const last = writes.findLastIndex((w) => isDone(w) && (w.completedAt as number) < invokedAt);
  const open = writes.filter((w, i) => (i > last || isUnknown(w)) && w.invokedAt <= (completedAt as number));
  const before = writes[last];
  const current = [before === undefined ? null : told(before), ...open.map(told)];
  return !current.some((value) => sameValue(result, value));
}

/** What is listed once it has happened. */
const told = ({f, value}: HistoryOperation) => (f === "register" ? value : null);
