import {between, type Stream, stream} from "../kernel/streams.ts";

/**
 * Whether two samples may be of one distribution, whatever its shape. `p`: how often a random parting of both together lies as far apart as they do
 * (Kolmogorov and Smirnov's distance). `power`: how often that would be noticed, with p below 0.01, if half of the first belonged to a hump that
 * the second does not have.
 */
export interface Shape {
  readonly p: number;
  readonly power: number;
}

const PARTINGS = 2000;
const TRIALS = 500;
/** Below it two shapes are said to differ. */
export const NOTICED = 0.01;
/** Two distances that differ by rounding alone are the same. */
const TIE = 1e-12;

/** Compares a few values with many. Null: there is nothing to compare. The same seed gives the same answer. */
export function shape(few: readonly number[], many: readonly number[], {seed}: {readonly seed: number}): Shape | null {
  if (few.length === 0 || many.length === 0) return null;
  const chance = stream(seed, "shape");
  const partings = distancesOf(few.length, [...few, ...many], chance);
  const sorted = ascending(many);
  const p = shareOf(partings, distance(few, sorted));
  const noticed = Array.from({length: TRIALS}, () => shareOf(partings, distance(strangers(few.length, many, chance), sorted)) < NOTICED);
  return {p: rounded(p), power: rounded(noticed.filter(Boolean).length / TRIALS)};
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

/** The share of distances, sorted, that are as long or longer; the one that was found counts as one of them. */
function shareOf(sorted: readonly number[], found: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < found - TIE) low = middle + 1;
    else high = middle;
  }
  return (1 + sorted.length - low) / (1 + sorted.length);
}

/** Half of them drawn like the many, the other half beyond all of those. */
function strangers(count: number, many: readonly number[], chance: Stream): number[] {
  return Array.from({length: count}, () =>
    between(chance, 0, 1) === 0 ? (many[between(chance, 0, many.length - 1)] as number) : Number.POSITIVE_INFINITY,
  );
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Greatest difference between the shares of the two samples that lie at or below a value. The second is sorted. */
function distance(few: readonly number[], b: readonly number[]): number {
  const a = ascending(few);
  let greatest = 0;
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    greatest = Math.max(greatest, Math.abs(i / a.length - j / b.length));
  }
  // One sample is used up: the rest of the other lies above.
  return Math.max(greatest, Math.abs(i / a.length - j / b.length));
}

/** The distances of random partings of all into so many and the rest, sorted. Only where one of the few stands can a difference be greatest. */
function distancesOf(count: number, all: readonly number[], chance: Stream): number[] {
  const pooled = ascending(all);
  const rest = pooled.length - count;
  const [from, to] = groups(pooled);
  const order = pooled.map((_, i) => i);
  return ascending(
    Array.from({length: PARTINGS}, () => {
      const places = drawn(order, count, chance);
      let greatest = 0;
      places.forEach((at, k) => {
        const below = from[at] as number;
        const until = to[at] as number;
        // Those of its own value are counted together, by the first and the last of them.
        if (k === 0 || from[places[k - 1] as number] !== below) greatest = Math.max(greatest, Math.abs(k / count - (below - k) / rest));
        if (k === count - 1 || from[places[k + 1] as number] !== below)
          greatest = Math.max(greatest, Math.abs((k + 1) / count - (until - k - 1) / rest));
      });
      return greatest;
    }),
  );
}

/** For each place how many values are smaller, and how many are not greater. */
function groups(sorted: readonly number[]): [from: number[], to: number[]] {
  const from: number[] = [];
  const to: number[] = [];
  for (let i = 0; i < sorted.length; i++) from.push(i > 0 && sorted[i] === sorted[i - 1] ? (from[i - 1] as number) : i);
  for (let i = sorted.length - 1; i >= 0; i--) to[i] = i < sorted.length - 1 && sorted[i] === sorted[i + 1] ? (to[i + 1] as number) : i + 1;
  return [from, to];
}

/** Draws so many of the places, in rising order. Reorders the array that it is given. */
function drawn(places: number[], count: number, chance: Stream): number[] {
  for (let i = 0; i < count; i++) {
    const j = between(chance, i, places.length - 1);
    [places[i], places[j]] = [places[j] as number, places[i] as number];
  }
  return ascending(places.slice(0, count));
}
