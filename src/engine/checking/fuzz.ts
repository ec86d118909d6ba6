import fc from "fast-check";
import {inEnglish} from "../../words/said.ts";
import type {Run} from "../model/run.ts";
import type {Scenario} from "../model/scenario.ts";
import type {System} from "../model/system.ts";
import {run} from "../run.ts";
import {toMs} from "../vocabulary.ts";
import {writeInInterregnum} from "./interregnum.ts";
import {schedule} from "./schedule.ts";
import {type Grown, SHRINK_BUDGET, type Start, shrink} from "./shrink.ts";

export interface FuzzFinding {
  readonly invariant: string;
  readonly seed: number;
  readonly atMs: number;
  readonly detail: string;
}

export interface FuzzReport {
  readonly system: string;
  readonly runs: number;
  readonly events: number;
  /** At most one a run. */
  readonly violations: readonly FuzzFinding[];
  /** The first violation's schedule, shrunk. */
  readonly smallest: Scenario | null;
}

/** The first thing wrong with a run: an invariant, or a write that was made and acknowledged while nobody could. */
function wrong(result: Run): FuzzFinding | null {
  const {seed} = result.scenario;
  const first = result.violations[0];
  if (first) return {invariant: first.invariant, seed, atMs: toMs(first.at), detail: first.detail};
  const write = writeInInterregnum(result);
  return write && {invariant: "no-write-in-interregnum", seed, atMs: write.atMs, detail: inEnglish(write.told)};
}

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  readonly ablate: readonly string[];
  /** Most runs to be spent on making the first violation's schedule smaller; 400 unless said. */
  readonly budget?: number;
}

/**
 * Random fault schedules against random small clusters. Without ablation all runs are made; with one it stops at the first violation. The
 * first is shrunk either way. Same seed, same report.
 */
export function fuzz(system: System, {runs: most, seed, ablate, budget = SHRINK_BUDGET}: FuzzOptions): FuzzReport {
  const violations: FuzzFinding[] = [];
  let runs = 0;
  let events = 0;
  let first: {readonly start: Start; readonly invariant: string} | null = null;
  const arbitrary = schedule(system, ablate);
  for (const value of drawn(arbitrary, {runs: most, seed})) {
    const scenario = value.value_;
    const result = run(system, scenario);
    runs++;
    events += result.events;
    const finding = wrong(result);
    if (!finding) continue;
    violations.push(finding);
    first ??= {start: {scenario, grown: {arbitrary, value}}, invariant: finding.invariant};
    if (ablate.length > 0) break;
  }
  return {system: system.name, runs, events, violations, smallest: first && smallest(system, first, budget)};
}

/**
 * The values that fast-check draws for a seed, each with the record of how it was made: `fc.sample` returns bare values, which cannot be
 * shrunk.
 */
function drawn<T>(arbitrary: fc.Arbitrary<T>, {runs, seed}: {readonly runs: number; readonly seed: number}): Grown<T>[] {
  const values: Grown<T>[] = [];
  const generate: typeof arbitrary.generate = (random, bias) => {
    const value = arbitrary.generate(random, bias);
    values.push(value);
    return value;
  };
  fc.sample(Object.create(arbitrary, {generate: {value: generate}}) as fc.Arbitrary<T>, {numRuns: runs, seed});
  return values;
}

/** The smallest schedule found within the budget that still shows the same violation. */
function smallest(system: System, {start, invariant}: {readonly start: Start; readonly invariant: string}, budget: number): Scenario {
  let best = start.scenario;
  const shows = (scenario: Scenario) => wrong(run(system, scenario))?.invariant === invariant;
  for (const step of shrink(start, {shows, budget})) best = step.smallest;
  return best;
}
