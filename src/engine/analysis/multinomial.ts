import {said} from "../../words/en/analysis.ts";
import {Refusal} from "../vocabulary.ts";

/** Beyond this many outcomes the sum would take seconds. */
const VECTORS = 20_000_000;
/** Of 1,000 observations every binomial coefficient is still a finite double. */
const LARGEST = 1000;
/** Outcomes whose probabilities differ only by rounding count as equally probable. */
const TIE = 1 + 1e-9;

/**
 * Exact multinomial test: if the model is right, the probability of counts that are no more probable than the observed ones. Counts and
 * probabilities are in the same order; the probabilities need not add up to exactly 1.
 */
export function multinomial(observed: readonly number[], probabilities: readonly number[]): number {
  const n = observed.reduce((sum, count) => sum + count, 0);
  check(observed, probabilities, n);
  const total = probabilities.reduce((sum, p) => sum + p, 0);
  const shares = probabilities.map((p) => p / total);
  const ways = binomials(n);
  const powers = shares.map((share) => powersOf(share, n));
  const limit = probabilityOf(observed, powers, ways) * TIE;
  let sum = 0;
  const spread = (category: number, left: number, probability: number): void => {
    const own = powers[category] as readonly number[];
    if (category === shares.length - 1) {
      const whole = probability * (own[left] as number);
      if (whole <= limit) sum += whole;
      return;
    }
    for (let count = 0; count <= left; count++)
      spread(category + 1, left - count, probability * choose(ways, left, count) * (own[count] as number));
  };
  spread(0, n, 1);
  return Math.min(1, sum);
}

function check(observed: readonly number[], probabilities: readonly number[], n: number): void {
  const where = `multinomial([${observed.join(", ")}], [${probabilities.join(", ")}])`;
  if (observed.length !== probabilities.length || observed.length === 0) throw new Refusal(said("analysis.multinomial.as-many", {where}));
  if (!observed.every((count) => Number.isSafeInteger(count) && count >= 0) || n > LARGEST)
    throw new Refusal(said("analysis.multinomial.whole", {where, most: LARGEST}));
  if (!probabilities.every((p) => p >= 0) || !probabilities.some((p) => p > 0))
    throw new Refusal(said("analysis.multinomial.probabilities", {where}));
  let vectors = 1;
  for (let i = 1; i < observed.length; i++) vectors = (vectors * (n + i)) / i;
  if (vectors > VECTORS) throw new Refusal(said("analysis.multinomial.outcomes", {where, vectors, most: VECTORS}));
}

function probabilityOf(counts: readonly number[], powers: readonly (readonly number[])[], ways: readonly (readonly number[])[]): number {
  let left = counts.reduce((sum, count) => sum + count, 0);
  let probability = 1;
  counts.forEach((count, i) => {
    probability *= choose(ways, left, count) * (powers[i]?.[count] as number);
    left -= count;
  });
  return probability;
}

/** Pascal's triangle. */
function binomials(n: number): number[][] {
  const rows: number[][] = [[1]];
  for (let i = 1; i <= n; i++) {
    const above = rows[i - 1] as number[];
    rows.push(Array.from({length: i + 1}, (_, j) => (above[j - 1] ?? 0) + (above[j] ?? 0)));
  }
  return rows;
}

const choose = (ways: readonly (readonly number[])[], n: number, k: number): number => ways[n]?.[k] ?? 0;

/** The powers 0 to n. */
function powersOf(base: number, n: number): number[] {
  const powers = [1];
  for (let i = 1; i <= n; i++) powers.push((powers[i - 1] as number) * base);
  return powers;
}
