import type {Json} from "../../vocabulary.ts";
import type {HistoryOperation} from "./history.ts";
import type {Model} from "./model.ts";
import {findOrder, type Outcome} from "./order.ts";
import {type Part, partOf} from "./part.ts";

/** How far the history of one object has an order that respects real time and that its model allows. */
export interface PartOrder {
  /** `ok`: to its end; `illegal`: not so far; `unknown`: the budget was spent before either was clear. */
  readonly verdict: "ok" | "illegal" | "unknown";
  /** How many configurations were tried. */
  readonly steps: number;
  /** The object: a key. */
  readonly part: string;
  /** The longest prefix of that object's history that has a legal order, in such an order: all that ended before `breaks` ended. */
  readonly prefix: readonly HistoryOperation[];
  /** The operation that does not fit any more, or whose end was not reached; null if all have their place. */
  readonly breaks: HistoryOperation | null;
  /** States in which the object may be after that prefix: at most 100, and of those from which nothing can come of it one. */
  readonly states: readonly Json[];
  /** Whether it is proven that no order gets past `breaks`. If not, the prefix is the longest that was found within the budget. */
  readonly isLongest: boolean;
}

const MOST_STATES = 100;

/**
 * Looks for the order of the operations of one object. Three searches, one after the other, for what one stumbles over another mostly does
 * not: depth first; then one that takes unknown operations as often as it likes, which is soon done and can only say no; then breadth first.
 */
export function orderOfPart(model: Model, operations: readonly HistoryOperation[], budget: number): PartOrder {
  const part = partOf(model, operations);
  const deep = findOrder(part, {budget: Math.ceil(budget / 3), order: "depth"});
  if (deep.verdict !== "unknown") return found(part, deep);
  const loose = findOrder(part, {budget: Math.ceil(budget / 3), order: "breadth", isLoose: true});
  const spent = deep.steps + loose.steps;
  // Nothing gets past the return at which the loose search ends; where the deep one got there, nothing is left to be found.
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
