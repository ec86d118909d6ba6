import type {HistoryOperation} from "./history.ts";
import {type CheckOptions, type HistoryVerdict, linearizable} from "./linearizable.ts";
import {queue} from "./models/queue.ts";
import {lostDeliveries} from "./rules/deliveries.ts";
import type {Finding} from "./rules/finding.ts";
import {logFindings} from "./rules/log.ts";

/** Whether a log kept its rules. No search is needed: a step is an operation. */
export function checkLog(history: readonly HistoryOperation[]): HistoryVerdict {
  return ruled(history.length, history.length, logFindings(history));
}

/**
 * Whether a queue delivered at least once: each message is checked by its model, and none may be lost if the queue was said to be empty.
 */
export function checkQueue(history: readonly HistoryOperation[], options: CheckOptions = {}): HistoryVerdict {
  const verdict = linearizable(
    queue(),
    history.filter(({f}) => f !== "empty"),
    options,
  );
  if (verdict.verdict === "illegal") return {...verdict, operations: history.length};
  const lost = lostDeliveries(history);
  return lost.length > 0 ? ruled(history.length, verdict.steps, lost) : {...verdict, operations: history.length};
}

function ruled(operations: number, steps: number, [first]: readonly Finding[]): HistoryVerdict {
  if (first === undefined) return {verdict: "ok", operations, steps, explanation: null};
  return {verdict: "illegal", operations, steps, explanation: {kind: "rule", ...first}};
}
