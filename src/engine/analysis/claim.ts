import type {Claim, Estimate, System} from "../kernel/system.ts";
import {run} from "../run.ts";

/** What one seed says of a claim: whether it holds there, or the number that is estimated over all. */
export type Evidence = boolean | number;

export function evidence(system: System, claim: Claim, seed: number): Evidence {
  const result = run(system, claim.scenario(seed));
  return "holds" in claim ? claim.holds(result) : claim.row(result);
}

/** What many seeds say of a claim. `failing` are the seeds in which it does not hold, from 1 on. */
export type Verdict = {readonly holds: boolean; readonly seeds: number} & (
  | {readonly kind: "each"; readonly failing: readonly number[]}
  | {readonly kind: "estimate"; readonly unit: string; readonly estimate: Estimate}
);

/** The verdict over the evidence of the seeds 1, 2, 3 … With fewer than the claim asks for, an interval may reach out of the range it must lie in. */
export function verdict(claim: Claim, found: readonly Evidence[]): Verdict {
  const seeds = found.length;
  if ("holds" in claim) {
    const failing = found.flatMap((holds, i) => (holds === true ? [] : [i + 1]));
    return {kind: "each", holds: failing.length === 0, seeds, failing};
  }
  const estimate = claim.estimate(found as readonly number[]);
  const {value, low, high, within} = estimate;
  const [least, most] = seeds >= claim.seeds ? [low, high] : [value, value];
  return {kind: "estimate", holds: least >= within[0] && most <= within[1], seeds, unit: claim.unit, estimate};
}
