import type {Run} from "./run.ts";
import type {Scenario} from "./scenario.ts";

/**
 * A sentence of the prose about a model, and its check over the runs of the seeds 1 to `seeds`: it holds in every run, or the share of runs
 * in which it holds lies in a range, or the median of what `row` returns for each does.
 */
export type Claim = {
  /** The system's name, a slash, and a name of its own. */
  readonly id: string;
  /** The fact as it is checked; the author's sentence may be warmer, but not claim more. */
  readonly says: string;
  readonly seeds: number;
  scenario(seed: number): Scenario;
} & (
  | {holds(run: Run): boolean}
  | {holds(run: Run): boolean; readonly share: Range}
  | {row(run: Run): number; readonly unit: string; readonly median: Range}
);

/** From, to. */
export type Range = readonly [number, number];
