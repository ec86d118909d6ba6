import type {Operation} from "../../model/operation.ts";
import type {Json} from "../../vocabulary.ts";

/**
 * One operation of a history, as a client saw it: what it asked, from when to when, and how it ended. A run's own history fits as it is.
 * `ok`: it happened, and `result` is what was answered; `fail`: it did not and will not happen; `info`, or still `invoke`: nobody can say.
 * Times have any unit, as long as it is one; intervals are closed, so that an end and a beginning at the same time are concurrent.
 */
export type HistoryOperation = Pick<Operation, "process" | "f" | "key" | "value" | "result" | "type"> & {
  readonly invokedAt: number;
  readonly completedAt: number | null;
};

/** Whether it certainly happened. */
export const isDone = (o: HistoryOperation): boolean => o.type === "ok";
/** Whether nobody can say if it happened. */
export const isUnknown = (o: HistoryOperation): boolean => o.type === "info" || o.type === "invoke";

/** The operations of each part, in the order in which the parts first occur. */
export function grouped<T, P>(operations: readonly T[], partOf: (operation: T) => P): ReadonlyMap<P, readonly T[]> {
  const parts = new Map<P, T[]>();
  for (const o of operations) {
    const part = partOf(o);
    const known = parts.get(part);
    if (known) known.push(o);
    else parts.set(part, [o]);
  }
  return parts;
}

/** A text that is the same for two values exactly if they are equal; the order of an object's fields does not matter. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`;
}

/** Whether two values are equal by content. */
export const sameValue = (a: Json, b: Json): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && a !== null && b !== null && canonical(a) === canonical(b));
