import {canonical, type HistoryOperation} from "../history.ts";
import type {Model} from "../model.ts";

/**
 * A queue that delivers at least once, a message at a time: `enqueue` v, `deliver` v (or `dequeue`, which delivers and may acknowledge),
 * `ack` v. A message may come any number of times while it is enqueued and not confirmedly acknowledged; no order is promised, for a
 * message that comes again comes late. The state is how many of that value are owed. Messages do not depend on each other: each is a part.
 */
export const queue = (): Model<number> => ({
  name: "queue",
  initial: 0,
  step,
  looks: ({f}) => f === "deliver" || f === "dequeue",
  partOf: (o) => `${o.key} ${canonical(o.f === "enqueue" || o.f === "ack" ? o.value : o.result)}`,
});

function step(owed: number, o: HistoryOperation): number | undefined {
  switch (o.f) {
    case "enqueue":
      return owed + 1;
    case "deliver":
    case "dequeue":
      return owed > 0 ? owed : undefined;
    case "ack":
      return owed > 0 ? owed - 1 : undefined;
    default:
      return undefined;
  }
}
