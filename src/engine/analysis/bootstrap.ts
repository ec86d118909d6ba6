import {between, stream} from "../kernel/streams.ts";
import {quantile} from "./quantile.ts";

/** Both ends included; NaN if there were no values. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How the resamples are drawn. */
export interface BootstrapOptions {
  readonly seed: number;
  /** 2,000 unless said. */
  readonly resamples?: number;
  /** Share of the resamples within the interval, 0.95 unless said. */
  readonly level?: number;
}

/**
 * The interval in which a statistic would lie if the values were drawn again with replacement (percentile bootstrap). The same seed gives
 * the same interval.
 */
export function bootstrap(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  {seed, resamples = 2000, level = 0.95}: BootstrapOptions,
): Interval {
  if (values.length === 0) return {low: Number.NaN, high: Number.NaN};
  const s = stream(seed, "bootstrap");
  const last = values.length - 1;
  const sample: number[] = [...values];
  const found: number[] = [];
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i <= last; i++) sample[i] = values[between(s, 0, last)] as number;
    found.push(statistic(sample));
  }
  const tail = (1 - level) / 2;
  return {low: quantile(found, tail), high: quantile(found, 1 - tail)};
}
