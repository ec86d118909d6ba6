import type {Json} from "../../../vocabulary.ts";
import {grouped, type HistoryOperation, isDone, sameValue} from "../history.ts";
import {byKey, type Model} from "../model.ts";

/**
 * One instance of a service in a registry; the key is its id. `register` status, `deregister`, `renew` → whether it was there,
 * `lookup` → its status or null, and `expire`, which the registry does by itself. Taken strictly, caches break it; `leastStaleness` says by
 * how much.
 */
export const registry = (): Model => ({
  name: "registry",
  initial: null,
  step,
  looks: ({f}) => f === "lookup" || f === "renew",
  partOf: byKey,
});

function step(state: Json, o: HistoryOperation): Json | undefined {
  switch (o.f) {
    case "register":
      return o.value;
    case "deregister":
    case "expire":
      return null;
    case "renew":
      return !isDone(o) || o.result === (state !== null) ? state : undefined;
    case "lookup":
      return !isDone(o) || sameValue(o.result, state) ? state : undefined;
    default:
      return undefined;
  }
}

/**
 * The expiries that a lease permits, as operations that may have happened: one from the end of each lease in which neither a registration
 * nor a renewal of that instance was acknowledged. They make the model weaker than the registry, for they may also take effect later.
 */
export function leaseExpiries(history: readonly HistoryOperation[], lease: number): HistoryOperation[] {
  const signs = history.filter((o) => isDone(o) && (o.f === "register" || (o.f === "renew" && o.result === true)));
  return [...grouped(signs, byKey)].flatMap(([key, own]) => {
    const times = own.map((o) => o.completedAt as number).sort((a, b) => a - b);
    return times.flatMap((at, i): HistoryOperation[] => {
      const next = times[i + 1];
      if (next !== undefined && next <= at + lease) return [];
      return [{process: "registry", f: "expire", key, value: null, result: null, type: "info", invokedAt: at + lease, completedAt: null}];
    });
  });
}
