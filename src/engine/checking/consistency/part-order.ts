import type {Json} from "../../vocabulary.ts";
import type {HistoryOperation} from "./history.ts";
import type {Model} from "./model.ts";
import {findOrder, type Outcome} from "./order.ts";
import {type Part, partOf} from "./part.ts";

/** How far there is an order of one object's history that respects real time and that the model allows. */
export interface PartOrder {
  /** `ok`: to its end; `illegal`: not so far; `unknown`: the budget was spent before either was clear. */
  readonly verdict: "ok" | "illegal" | "unknown";
  /** How many configurations were tried. */
  readonly steps: number;
  /** The object: a key. */
  readonly part: string;
  /** The longest prefix of that object's history that has a legal order, in such an order: all that ended before `breaks` ended. */
  readonly prefix: readonly HistoryOperation[];
  /** The operation that no longer fits, or whose end was not reached; null if all are in order. */
  readonly breaks: HistoryOperation | null;
  /** States that the object may be in after that prefix: at most 100, and one of those that lead nowhere. */
  readonly states: readonly Json[];
  /** Whether it is proven that no order gets past `breaks`. If not, the prefix is the longest that was found within the budget. */
  readonly isLongest: boolean;
}

const MOST_STATES = 100;

/**
 * Searches for an order of one object's operations. Three searches, one after the other, because what is hard for one is mostly easy for
 * another: depth first; then one that may use unknown operations any number of times, which is quick and can only say no; then breadth
 * first.
 */
export function orderOfPart(model: Model, operations: readonly HistoryOperation[], budget: number): PartOrder {
  const part = partOf(model, operations);
  const deep = findOrder(part, {budget: Math.ceil(budget / 3), order: "depth"});
  if (deep.verdict !== "unknown") return found(part, deep);
  const loose = findOrder(part, {budget: Math.ceil(budget / 3), order: "breadth", isLoose: true});
  const spent = deep.steps + loose.steps;
  // No order gets past the return at which the loose search ends; if the deep search got there, there is nothing left to find.
  if (loose.verdict === "illegal" && deep.at === loose.at) return {...found(part, deep), verdict: "illegal", steps: spent, isLongest: true};
  const broad = findOrder(part, {budget: Math.max(1, budget - spent), order: "breadth"});
  const steps = spent + broad.steps;
  if (broad.verdict !== "unknown") return {...found(part, broad), steps};
  const best = found(part, broad.at >= deep.at ? broad : deep);
  return loose.verdict === "illegal" ? {...best, verdict: "illegal", steps} : {...best, steps};
}

function found(part: Part, {verdict, steps, prefix, breaks, states}: Outcome): PartOrder {
  return {
    verdict,
    steps,
    part: part.name,
    prefix,
    breaks,
    states: states.slice(0, MOST_STATES).map((state) => part.transitions.stateOf(state)),
    isLongest: verdict !== "unknown",
  };
}
