import type {HistoryOperation} from "./history.ts";
import {type CheckOptions, linearizable, type Verdict} from "./linearizable.ts";
import {queue} from "./models/queue.ts";
import {lostDeliveries} from "./rules/deliveries.ts";
import type {Finding} from "./rules/finding.ts";
import {logFindings} from "./rules/log.ts";

/** Whether a log did what a log promises. No search is needed: a step is an operation. */
export function checkLog(history: readonly HistoryOperation[]): Verdict {
  return ruled(history.length, history.length, logFindings(history));
}

/** Whether a queue delivered at least once: each message for itself by its model, and none lost where the queue was said to be empty. */
export function checkQueue(history: readonly HistoryOperation[], options: CheckOptions = {}): Verdict {
  const verdict = linearizable(
    queue(),
    history.filter(({f}) => f !== "empty"),
    options,
  );
  if (verdict.verdict === "illegal") return {...verdict, operations: history.length};
  const lost = lostDeliveries(history);
  return lost.length > 0 ? ruled(history.length, verdict.steps, lost) : {...verdict, operations: history.length};
}

function ruled(operations: number, steps: number, [first]: readonly Finding[]): Verdict {
  if (first === undefined) return {verdict: "ok", operations, steps, explanation: null};
  return {verdict: "illegal", operations, steps, explanation: {kind: "rule", ...first}};
}
