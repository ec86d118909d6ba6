// What the claims of every system are written with.

import type {Estimate, Outcome, ScenarioEntry} from "../kernel/system.ts";
import {assert, type Operation} from "../vocabulary.ts";
import type {Made, Values} from "./catalogue.ts";

/** A scenario of a catalogue as `sim` would make it, some of its parameters changed. */
export function made(scenarios: readonly ScenarioEntry[], name: string, values: Values): Made {
  const entry = scenarios.find((s) => s.name === name);
  assert(entry !== undefined, `a claim is about the scenario ${name}, which is not in the catalogue`);
  return entry.make({...Object.fromEntries(entry.parameters.map((p) => [p.key, p.default])), ...values});
}

type Read = Pick<Outcome, "history" | "read">;

/** A write that was acknowledged and is absent from the final read; none is where nothing was read. */
export const isLost = ({read}: Read, o: Operation): boolean => o.f === "write" && o.type === "ok" && read?.count(o.key, o.value) === 0;

export const lostWrites = (run: Read): readonly Operation[] => run.history.filter((o) => isLost(run, o));

/** The median, and the interval in which it lies with 95 %, by ranks: whatever the distribution. */
export function median(rows: readonly number[], within: Estimate["within"]): Estimate {
  const sorted = [...rows].sort((a, b) => a - b);
  const half = 0.98 * Math.sqrt(sorted.length);
  const rank = (place: number) => sorted[Math.max(0, Math.min(sorted.length - 1, Math.round(place)))] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {value: rank(middle), low: rank(middle - half), high: rank(middle + half), within};
}

/** The share of runs whose row is 1, with Wilson's interval: `analysis/wilson.ts`, which a system may not know. */
export function share(rows: readonly number[], within: Estimate["within"]): Estimate {
  const n = rows.length;
  const value = rows.reduce((sum, hit) => sum + hit, 0) / n;
  const z = 1.96;
  const weight = 1 + (z * z) / n;
  const middle = (value + (z * z) / (2 * n)) / weight;
  const half = (z / weight) * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n));
  return {value, low: Math.max(0, middle - half), high: Math.min(1, middle + half), within};
}
