import fc from "fast-check";
import type {Fault} from "../model/fault.ts";
import type {Scenario} from "../model/scenario.ts";
import {Refusal} from "../vocabulary.ts";

/** A random value with the record of how it was made, by which fast-check can shrink it. */
export type Grown<T> = ReturnType<fc.Arbitrary<T>["generate"]>;

/** A scenario that shows something, to be made smaller. */
export interface Start {
  readonly scenario: Scenario;
  /** How it was drawn; null: it was not, and only faults can be left out. */
  readonly grown: {readonly arbitrary: fc.Arbitrary<Scenario>; readonly value: Grown<Scenario>} | null;
}

/** The result of one step of shrinking: the smallest so far, and how many runs were spent. */
export interface Shrinking<T> {
  readonly runs: number;
  readonly smallest: T;
}

interface Shows<T> {
  /** Whether a smaller one still shows what was wanted: one run. */
  readonly shows: (value: T) => boolean;
  /** Most runs to be spent. */
  readonly budget: number;
}

/** Runs to be spent on making a scenario smaller, unless said. */
export const SHRINK_BUDGET = 400;

/**
 * Shrinks a scenario, one run a step: first to fewer and earlier blows, as fast-check drew them; then by leaving out each fault that is not
 * needed, such as a repair. It ends when nothing smaller shows it, or after `budget` runs, with the smallest so far.
 */
export function* shrink({scenario, grown}: Start, {shows, budget}: Shows<Scenario>): Generator<Shrinking<Scenario>, Shrinking<Scenario>> {
  const still = survives(shows);
  let best: Shrinking<Scenario> = {runs: 0, smallest: scenario};
  const stages = [
    // fast-check's last steps only round times: they must not use up the budget for leaving out faults.
    () => (grown ? descend(grown.arbitrary, grown.value, {shows: still, budget: Math.floor(0.75 * budget)}) : []),
    () => fewerFaults(best.smallest, {shows: still, budget: budget - best.runs}),
  ];
  for (const stage of stages) {
    const before = best.runs;
    for (const {runs, smallest} of stage()) {
      best = {runs: before + runs, smallest};
      yield best;
    }
  }
  return best;
}

/** Leaving out a fault can leave a name undefined that a later one uses: such a schedule is invalid, so it shows nothing. */
function survives(shows: (scenario: Scenario) => boolean): (scenario: Scenario) => boolean {
  return (scenario) => {
    try {
      return shows(scenario);
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
}

/** fast-check's shrinker, stepped by hand so that it can pause and stop at its budget. */
function* descend<T>(arbitrary: fc.Arbitrary<T>, grown: Grown<T>, {shows, budget}: Shows<T>): Generator<Shrinking<T>> {
  let best = grown;
  let runs = 0;
  for (let found = true; found; ) {
    found = false;
    for (const smaller of arbitrary.shrink(best.value_, best.context)) {
      if (runs >= budget) return;
      runs++;
      found = shows(smaller.value_);
      if (found) best = smaller;
      yield {runs, smallest: best.value_};
      if (found) break;
    }
  }
}

/** Only leaves out faults: the others stay as their author wrote them. */
function* fewerFaults(scenario: Scenario, {shows, budget}: Shows<Scenario>): Generator<Shrinking<Scenario>> {
  const whole = [...scenario.faults];
  const made = (faults: readonly Fault[]): Scenario => ({...scenario, faults});
  const steps = descend(fc.subarray(whole), new fc.Value(whole, undefined), {shows: (faults) => shows(made(faults)), budget});
  for (const {runs, smallest} of steps) yield {runs, smallest: made(smallest)};
}
