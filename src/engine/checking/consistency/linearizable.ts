import {grouped, type HistoryOperation} from "./history.ts";
import type {Model} from "./model.ts";
import {orderOfPart, type PartOrder} from "./part-order.ts";

/** Why a history is wrong, or how far the search came before its budget was spent. */
export type Explanation = BrokenOrder | BrokenRule;

/** No order fits: up to some return there is one, but none that includes that return. */
export interface BrokenOrder extends Pick<PartOrder, "part" | "prefix" | "states" | "isLongest"> {
  readonly kind: "order";
  readonly breaks: HistoryOperation;
}

/** A rule is broken whose check needs no search: something was lost, came from nowhere, or came twice. */
export interface BrokenRule {
  readonly kind: "rule";
  readonly part: string;
  /** The rule's name. */
  readonly rule: string;
  /** The operation that breaks it, and those that prove it. */
  readonly breaks: HistoryOperation;
  readonly because: readonly HistoryOperation[];
}

/** A checker's answer. `unknown` is no verdict: the budget was spent first. */
export interface HistoryVerdict {
  readonly verdict: "ok" | "illegal" | "unknown";
  readonly operations: number;
  /** How many configurations were tried. */
  readonly steps: number;
  /** Null if it is right. */
  readonly explanation: Explanation | null;
}

/** How long to search: in steps, not seconds, so that the same history gets the same verdict everywhere. A step needs some 300 bytes. */
export interface CheckOptions {
  readonly budget?: number;
}

const BUDGET = 1_000_000;
/**
 * The budget of each part in the first round; eight times as much in each later round, so that a hard part does not hide an illegal one.
 */
const FIRST_SHARE = 2000;

/**
 * Whether a history is linearizable under a model: whether its operations can be put in an order that respects real time and in which each
 * is legal. Parts are searched separately; one illegal part decides, and one that ran out of budget leaves the verdict open.
 */
export function linearizable(model: Model, history: readonly HistoryOperation[], options: CheckOptions = {}): HistoryVerdict {
  const {budget = BUDGET} = options;
  const verdict = (said: HistoryVerdict["verdict"], explanation: Explanation | null): HistoryVerdict => ({
    verdict: said,
    operations: history.length,
    steps,
    explanation,
  });
  let steps = 0;
  const happened = history.filter(({type}) => type !== "fail");
  let pending = [...grouped(happened, model.partOf).values()];
  for (let share = Math.min(FIRST_SHARE, budget / (2 * pending.length)); ; share *= 8) {
    let open: Explanation | null = null;
    const undecided: typeof pending = [];
    for (const operations of pending) {
      const order = orderOfPart(model, operations, Math.max(1, Math.min(Math.ceil(share), budget - steps)));
      steps += order.steps;
      if (order.verdict === "ok" || order.breaks === null) continue;
      const explanation = brokenOrder(order, order.breaks);
      if (order.verdict === "illegal") return verdict("illegal", explanation);
      undecided.push(operations);
      open = explanation;
    }
    if (open === null) return verdict("ok", null);
    if (steps >= budget) return verdict("unknown", open);
    pending = undecided;
  }
}

const brokenOrder = ({part, prefix, states, isLongest}: PartOrder, breaks: HistoryOperation): BrokenOrder => ({
  kind: "order",
  part,
  prefix,
  breaks,
  states,
  isLongest,
});
