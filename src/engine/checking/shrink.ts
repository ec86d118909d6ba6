import fc from "fast-check";
import type {Fault, Scenario} from "../vocabulary.ts";

/** What came of one step of shrinking: the smallest so far, and how many runs it has taken. */
export interface Shrinking {
  readonly runs: number;
  readonly smallest: Scenario;
}

/** A random value that fast-check can make smaller: it knows how it was made. */
export type Grown<T> = ReturnType<fc.Arbitrary<T>["generate"]>;

/**
 * Makes a value smaller, one run a step, for as long as it still shows what was wanted: the shrinker is that of fast-check, walked by hand so
 * that it can pause. It ends where nothing smaller shows it, or after `budget` runs.
 */
export function* shrink<T>(
  arbitrary: fc.Arbitrary<T>,
  grown: Grown<T>,
  {shows, budget}: {readonly shows: (value: T) => boolean; readonly budget: number},
): Generator<{readonly runs: number; readonly smallest: T}, {readonly runs: number; readonly smallest: T}> {
  let best = grown;
  let runs = 0;
  for (let found = true; found; ) {
    found = false;
    for (const smaller of arbitrary.shrink(best.value_, best.context)) {
      if (runs >= budget) return {runs, smallest: best.value_};
      runs++;
      found = shows(smaller.value_);
      if (found) best = smaller;
      yield {runs, smallest: best.value_};
      if (found) break;
    }
  }
  return {runs, smallest: best.value_};
}

/** Leaves out faults, and nothing else: what stays is as its author wrote it. */
export function* fewerFaults(
  scenario: Scenario,
  {shows, budget}: {readonly shows: (scenario: Scenario) => boolean; readonly budget: number},
): Generator<Shrinking, Shrinking> {
  const whole = [...scenario.faults];
  const made = (faults: readonly Fault[]): Scenario => ({...scenario, faults});
  const steps = shrink(fc.subarray(whole), new fc.Value(whole, undefined), {shows: (faults) => shows(made(faults)), budget});
  for (;;) {
    const {done, value} = steps.next();
    const shrunk = {runs: value.runs, smallest: made(value.smallest)};
    if (done) return shrunk;
    yield shrunk;
  }
}
