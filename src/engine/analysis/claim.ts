import type {Claim, Range} from "../model/claim.ts";
import type {System} from "../model/system.ts";
import {run} from "../run.ts";
import {bootstrap} from "./bootstrap.ts";
import {median} from "./quantile.ts";
import {wilson} from "./wilson.ts";

/** What one seed shows about a claim: whether it holds, or the number whose median is asked for. */
export type Evidence = boolean | number;

export function evidence(system: System, claim: Claim, seed: number): Evidence {
  const result = run(system, claim.scenario(seed));
  return "holds" in claim ? claim.holds(result) : claim.row(result);
}

/**
 * A number measured over many runs, its 95 % interval (Wilson's for a share, bootstrap for a median), and the range in which the sentence
 * counts as true.
 */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly within: Range;
  /** "": a share. */
  readonly unit: string;
}

/** The result over many seeds. `failing` are the seeds in which it does not hold, in rising order. */
export type ClaimVerdict = {readonly holds: boolean; readonly seeds: number} & (
  | {readonly kind: "each"; readonly failing: readonly number[]}
  | ({readonly kind: "estimate"} & Estimate)
);

/** The verdict over the evidence of the seeds 1, 2, 3 … With fewer than the claim asks for, an interval may reach out of the range it must lie in. */
export function verdict(claim: Claim, found: readonly Evidence[]): ClaimVerdict {
  const seeds = found.length;
  if ("holds" in claim && !("share" in claim)) {
    const failing = found.flatMap((holds, i) => (holds === true ? [] : [i + 1]));
    return {kind: "each", holds: failing.length === 0, seeds, failing};
  }
  const estimate = "share" in claim ? shareOf(found, claim.share) : medianOf(found as readonly number[], claim.median, claim.unit);
  const {value, low, high, within} = estimate;
  const [least, most] = seeds >= claim.seeds ? [low, high] : [value, value];
  return {kind: "estimate", holds: least >= within[0] && most <= within[1], seeds, ...estimate};
}

function shareOf(found: readonly Evidence[], within: Range): Estimate {
  const {share, low, high} = wilson(found.filter((holds) => holds === true).length, found.length);
  return {value: share, low, high, within, unit: ""};
}

const medianOf = (rows: readonly number[], within: Range, unit: string): Estimate => ({
  value: median(rows),
  ...bootstrap(rows, median, {seed: 1}),
  within,
  unit,
});
