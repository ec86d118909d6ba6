import type {HistoryOperation} from "./history.ts";
import type {Part} from "./part.ts";

/** Some answer that is still to come is impossible from here. */
export const HOPELESS = -2;
/** Only a reset helps, and no later answer shows what was before it: all such states are equivalent. */
export const SPOILT = -1;

/**
 * What a search may replace a state by: the state itself, or one of the above. `from` is the next return, `waiting` the operations called
 * before it.
 */
type Outlook = (state: number, from: number, waiting: readonly number[]) => number;

/**
 * What a model's foresight says in a search: the next answer that is still to be put in order comes after nothing but operations called
 * before its return. The state, or what one of those resets it to, must be one that can grow into the answer.
 */
export function outlook({done, kinds, calls, returns, unknown, transitions, model}: Part): Outlook {
  const {foresight} = model;
  if (foresight === undefined) return (state) => state;
  const callOf = (index: number) => calls[index] as number;
  const returnOf = (index: number) => returns[index] as number;
  const reads = done.flatMap((o, i) => (model.looks(o) ? [i] : [])).sort((a, b) => returnOf(a) - returnOf(b));
  const resets = done.flatMap((o, i) => (foresight.resets(o) ? [i] : []));
  const unsure = unknown.filter(({operations}) => operations.some(foresight.resets));
  const isSeen = (state: number, read: number) => foresight.mayAnswer(transitions.stateOf(state), done[read] as HistoryOperation);
  return (state, from, waiting) => {
    const isInOrder = (index: number) => callOf(index) < from && !waiting.includes(index);
    let at = firstFrom(reads, from, returnOf);
    while (at < reads.length && isInOrder(reads[at] as number)) at++;
    const next = reads[at];
    if (next === undefined || isSeen(state, next)) return state;
    const until = returnOf(next);
    const ahead = resets.filter((index) => returnOf(index) >= from && callOf(index) < until && !isInOrder(index));
    const maybe = unsure.filter(({calls: own}) => (own[0] as number) < until);
    const helps = (kind: number) => isSeen(transitions.next(state, kind), next);
    if (!ahead.some((index) => helps(kinds[index] as number)) && !maybe.some(({kind}) => helps(kind))) return HOPELESS;
    const end = maybe.length > 0 ? Number.POSITIVE_INFINITY : Math.max(...ahead.map(returnOf));
    const others = reads.slice(at + 1).some((read) => callOf(read) < end && !isInOrder(read) && isSeen(state, read));
    return others ? state : SPOILT;
  };
}

/** The index in the rising list of the first value that is at least `least`. */
function firstFrom(indices: readonly number[], least: number, of: (index: number) => number): number {
  let low = 0;
  let high = indices.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(indices[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
