import fc from "fast-check";
import {stream} from "../kernel/streams.ts";
import type {System} from "../kernel/system.ts";
import {type Run, run} from "../run.ts";
import {Refusal, type Scenario} from "../vocabulary.ts";
import {schedule, shapeOf} from "./schedule.ts";
import {fewerFaults, type Grown, shrink} from "./shrink.ts";

/** What is tried with a seed: a scenario under that seed, or one that fast-check can also make smaller. */
export interface Trials {
  readonly scenario: (seed: number) => Scenario;
  /** The smaller ones of that seed's scenario; null: there is nothing to leave out but faults. */
  readonly grown: ((seed: number) => {readonly arbitrary: fc.Arbitrary<Scenario>; readonly value: Grown<Scenario>}) | null;
}

/** One scenario under many seeds, its faults as they are. A function makes one of each seed. */
export const seedsOf = (of: Scenario | ((seed: number) => Scenario)): Trials => ({
  scenario: typeof of === "function" ? (seed) => ({...of(seed), seed}) : (seed) => ({...of, seed}),
  grown: null,
});

/** A random fault schedule a seed, against the small clusters that the system names for it, or against the cluster and load of one scenario. */
export function randomFaults(
  system: System,
  {ablate = [], cluster}: {readonly ablate?: readonly string[]; readonly cluster?: Scenario} = {},
): Trials {
  const arbitrary = schedule(cluster === undefined ? system : around(system, cluster), ablate);
  // Neighbouring seeds must not draw alike: the run's own way to seed a stream mixes them first.
  const grown = (seed: number) => ({arbitrary, value: arbitrary.generate(new fc.Random(stream(seed, "schedule")), undefined)});
  return {scenario: (seed) => grown(seed).value.value_, grown};
}

/** The same system, with one cluster to break. */
const around = (system: System, cluster: Scenario): System => ({...system, fuzz: {...system.fuzz, shapes: [shapeOf(cluster)]}});

/** Where a search is. It can be taken up again with `from: next`. */
export interface Progress {
  readonly phase: "searching" | "shrinking";
  /** Seeds tried so far. */
  readonly tried: number;
  /** The seed to go on with. */
  readonly next: number;
  /** Runs spent on making it smaller. */
  readonly shrunk: number;
  readonly events: number;
  /** The smallest scenario so far that shows it; null while searching. */
  readonly smallest: Scenario | null;
}

export interface Found {
  readonly seed: number;
  /** As it was found. */
  readonly scenario: Scenario;
  /** The smallest that still shows it. */
  readonly smallest: Scenario;
  readonly tried: number;
  readonly shrunk: number;
  readonly events: number;
}

export interface SearchOptions {
  /** How many seeds to try. */
  readonly seeds: number;
  /** The first; 1 unless said. */
  readonly from?: number;
  /** Most runs to be spent on making it smaller; 400 unless said. 0: none, for a part of a search that another makes smaller. */
  readonly budget?: number;
}

const BUDGET = 400;

/**
 * Looks for the first seed whose run shows what is wanted, then for the smallest schedule that still does. One step is one run: whoever
 * steps it can show how far it is, stop it, or share the seeds out among several. Null: none of the seeds shows it.
 */
export function* search(
  system: System,
  trials: Trials,
  wanted: (run: Run) => boolean,
  {seeds, from = 1, budget = BUDGET}: SearchOptions,
): Generator<Progress, Found | null> {
  if (!Number.isSafeInteger(seeds) || seeds < 1) throw new Refusal(`search: seeds is ${seeds}: must be a whole number, 1 or more`);
  if (!Number.isSafeInteger(from) || from < 0) throw new Refusal(`search: from is ${from}: must be a whole number, 0 or more`);
  let events = 0;
  const shows = (scenario: Scenario): boolean => {
    const result = run(system, scenario);
    events += result.events;
    return wanted(result);
  };
  for (let tried = 1; tried <= seeds; tried++) {
    const seed = from + tried - 1;
    const scenario = trials.scenario(seed);
    const found = shows(scenario);
    yield {phase: "searching", tried, next: seed + 1, shrunk: 0, events, smallest: found ? scenario : null};
    if (!found) continue;
    const told = {tried, next: seed + 1};
    const end = yield* smaller(trials, seed, {shows: survives(shows), budget, told: (step) => ({...told, ...step, events})});
    return {seed, scenario, smallest: end.smallest, tried, shrunk: end.shrunk, events};
  }
  return null;
}

/** Leaving out a fault can leave another one nameless: such a schedule is none, so it shows nothing. */
function survives(shows: (scenario: Scenario) => boolean): (scenario: Scenario) => boolean {
  return (scenario) => {
    try {
      return shows(scenario);
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
}

interface Step {
  readonly phase: "shrinking";
  readonly shrunk: number;
  readonly smallest: Scenario;
}

/** First fewer and earlier blows, as fast-check made them; then without each fault that is not needed, such as a repair. */
function* smaller(
  trials: Trials,
  seed: number,
  {shows, budget, told}: {shows: (scenario: Scenario) => boolean; budget: number; told: (step: Step) => Progress},
): Generator<Progress, Step> {
  let best: Step = {phase: "shrinking", shrunk: 0, smallest: trials.scenario(seed)};
  const grown = trials.grown?.(seed);
  const stages = [
    // Its last steps only make times rounder: they must not eat up what leaving out faults needs.
    () => (grown ? shrink(grown.arbitrary, grown.value, {shows, budget: Math.floor(0.75 * budget)}) : []),
    () => fewerFaults(best.smallest, {shows, budget: budget - best.shrunk}),
  ];
  for (const stage of stages) {
    const before = best.shrunk;
    for (const {runs, smallest} of stage()) {
      best = {phase: "shrinking", shrunk: before + runs, smallest};
      yield told(best);
    }
  }
  return best;
}
