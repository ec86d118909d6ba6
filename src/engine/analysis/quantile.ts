import {said} from "../../words/en/analysis.ts";
import {Refusal} from "../vocabulary.ts";

/**
 * The value below which the share `p` of the values lies, interpolated between neighbours (R's type 7); NaN without values. Refuses a `p`
 * outside 0 to 1.
 */
export function quantile(values: readonly number[], p: number): number {
  if (!(p >= 0 && p <= 1)) throw new Refusal(said("analysis.quantile.share", {p}));
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}

/** The middle value, or halfway between the two middle ones; NaN without values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
