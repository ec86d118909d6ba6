import type {Json} from "../../../vocabulary.ts";
import {canonical, type HistoryOperation, isDone} from "../history.ts";

/** What became of a set of writes: values, listed as often as they occur. */
export interface SetOutcome {
  /** Acknowledged, and not there. */
  readonly lost: readonly Json[];
  /** There, and written by nobody. */
  readonly unexpected: readonly Json[];
  /** There, though its write was not acknowledged. */
  readonly recovered: readonly Json[];
  /** There more often than it was written. */
  readonly duplicated: readonly Json[];
  readonly acknowledged: number;
}

/**
 * Compares writes with the final read: nothing acknowledged may be lost, nothing may come from nowhere. This means something only if the
 * read was complete and came after everything was healed and quiet. Repeated values are counted. O(n).
 */
export function acknowledgedSet(writes: readonly HistoryOperation[], found: readonly Json[]): SetOutcome {
  const attempts = counted(writes.map(({value}) => value));
  const acknowledged = counted(writes.filter(isDone).map(({value}) => value));
  const observed = counted(found);
  const of = (bag: Bag, name: string) => bag.get(name)?.count ?? 0;
  const take = (bag: Bag, count: (name: string) => number) =>
    [...bag].flatMap(([name, {value}]) => Array.from({length: Math.max(0, count(name))}, () => value));
  return {
    lost: take(acknowledged, (name) => of(acknowledged, name) - of(observed, name)),
    unexpected: take(observed, (name) => (of(attempts, name) === 0 ? of(observed, name) : 0)),
    recovered: take(observed, (name) => Math.min(of(observed, name), of(attempts, name)) - of(acknowledged, name)),
    duplicated: take(observed, (name) => (of(attempts, name) === 0 ? 0 : of(observed, name) - of(attempts, name))),
    acknowledged: writes.filter(isDone).length,
  };
}

type Bag = ReadonlyMap<string, {readonly value: Json; readonly count: number}>;

function counted(values: readonly Json[]): Bag {
  const bag = new Map<string, {readonly value: Json; readonly count: number}>();
  for (const value of values) {
    const name = canonical(value);
    bag.set(name, {value, count: (bag.get(name)?.count ?? 0) + 1});
  }
  return bag;
}
