import {canonical, grouped, type HistoryOperation, isDone, isUnknown} from "../history.ts";
import {byKey} from "../model.ts";
import type {Finding} from "./finding.ts";

/** Whether an operation delivers a message. */
export const delivers = ({f}: HistoryOperation): boolean => f === "deliver" || f === "dequeue";

/**
 * Messages that a queue lost: acknowledged before it was said to be `empty`, and never delivered. A delivery of unknown outcome may have
 * been any of them, so that only those beyond the number of such deliveries are certainly lost.
 */
export function lostDeliveries(history: readonly HistoryOperation[]): Finding[] {
  return [...grouped(history, byKey)].flatMap(([part, own]) => {
    const empties = own.filter((o) => o.f === "empty" && isDone(o)).sort((a, b) => a.invokedAt - b.invokedAt);
    const last = empties.at(-1);
    if (last === undefined) return [];
    const delivered = new Set(own.filter((o) => delivers(o) && isDone(o)).map((o) => canonical(o.result)));
    const missing = own.filter(
      (o) => o.f === "enqueue" && isDone(o) && (o.completedAt as number) < last.invokedAt && !delivered.has(canonical(o.value)),
    );
    const unsure = own.filter((o) => delivers(o) && isUnknown(o)).length;
    if (missing.length <= unsure) return [];
    return missing.map((breaks): Finding => ({rule: "lost", part, breaks, because: [last]}));
  });
}
