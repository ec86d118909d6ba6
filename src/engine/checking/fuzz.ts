import fc from "fast-check";
import type {System} from "../kernel/system.ts";
import {type Run, run} from "../run.ts";
import {type Scenario, toMs} from "../vocabulary.ts";
import {writeInInterregnum} from "./interregnum.ts";
import {schedule} from "./schedule.ts";

export interface Finding {
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
  readonly violations: readonly Finding[];
  /** The first violation's schedule, shrunk. */
  readonly smallest: Scenario | null;
}

/** The first thing wrong with a run: an invariant, or a write that was made and acknowledged while nobody could. */
function wrong(result: Run): Finding | null {
  const {seed} = result.scenario;
  const first = result.violations[0];
  if (first) return {invariant: first.invariant, seed, atMs: toMs(first.at), detail: first.detail};
  const write = writeInInterregnum(result);
  return write && {invariant: "no-write-in-interregnum", seed, ...write};
}

/**
 * Random fault schedules against random small clusters. Without ablation all runs are made; with one it stops at the first violation. The
 * first is shrunk either way. Same seed, same report.
 */
export function fuzz(
  system: System,
  options: {readonly runs: number; readonly seed: number; readonly ablate: readonly string[]},
): FuzzReport {
  const violations: Finding[] = [];
  let runs = 0;
  let events = 0;
  let failing: string | null = null;
  const arbitrary = schedule(system, options.ablate);
  for (const scenario of fc.sample(arbitrary, {numRuns: options.runs, seed: options.seed})) {
    const result = run(system, scenario);
    runs++;
    events += result.events;
    const finding = wrong(result);
    if (!finding) continue;
    violations.push(finding);
    failing ??= finding.invariant;
    if (options.ablate.length > 0) break;
  }
  return {system: system.name, runs, events, violations, smallest: failing === null ? null : smallest(system, options, failing)};
}

/** Lets fast-check find the first failure of that name again and shrink it. */
function smallest(
  system: System,
  options: {readonly runs: number; readonly seed: number; readonly ablate: readonly string[]},
  name: string,
): Scenario | null {
  const property = fc.property(schedule(system, options.ablate), (scenario) => wrong(run(system, scenario))?.invariant !== name);
  const found = fc.check(property, {numRuns: options.runs, seed: options.seed});
  return found.counterexample?.[0] ?? null;
}
