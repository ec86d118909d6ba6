import {uniformInt} from "pure-rand/distribution/uniformInt";
import {xoroshiro128plus} from "pure-rand/generator/xoroshiro128plus";
import {mixNumber, textHash} from "./hash.ts";

/** One independent source of randomness. Each draw moves its state; `clone` copies that into a checkpoint. */
export type Stream = ReturnType<typeof xoroshiro128plus>;

/** The stream of one process or link: a function of the run's seed and its name, so that a new server does not reshuffle the others. */
export function stream(seed: number, name: string): Stream {
  const h = textHash(name);
  mixNumber(h, seed);
  return xoroshiro128plus(h.a ^ h.b);
}

/** 32 random bits, 0 … 2³²−1. */
export const next32 = (s: Stream): number => s.next() >>> 0;

/** A whole number from `low` to `high`, both included. */
export const between = (s: Stream, low: number, high: number): number => uniformInt(s, low, high);
