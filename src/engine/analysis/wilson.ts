import {said} from "../../words/en/analysis.ts";
import {Refusal} from "../vocabulary.ts";

/** A share and the interval it lies in. */
export interface Proportion {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided quantile of the normal distribution for 95 %. */
const Z95 = 1.959963984540054;

/**
 * Wilson's interval for `hits` of `n`: honest for few runs and for shares near 0 and 1. Of no runs it is all from 0 to 1. `z`: 1.96 for
 * 95 % unless said. Refuses more hits than runs.
 */
export function wilson(hits: number, n: number, z = Z95): Proportion {
  if (!(hits >= 0 && hits <= n)) throw new Refusal(said("analysis.wilson.hits", {hits, n}));
  if (n === 0) return {share: Number.NaN, low: 0, high: 1};
  const share = hits / n;
  const weight = 1 + (z * z) / n;
  const middle = (share + (z * z) / (2 * n)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // The ends are exact if nothing or everything hit; rounding must not push them further.
  return {share, low: hits === 0 ? 0 : Math.max(0, middle - half), high: hits === n ? 1 : Math.min(1, middle + half)};
}
