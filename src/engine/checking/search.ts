import fc from "fast-check";
import {stream} from "../kernel/streams.ts";
import type {Run} from "../model/run.ts";
import type {Scenario} from "../model/scenario.ts";
import type {System} from "../model/system.ts";
import {run} from "../run.ts";
import {Refusal} from "../vocabulary.ts";
import {schedule, shapeOf} from "./schedule.ts";
import {SHRINK_BUDGET, type Start, shrink} from "./shrink.ts";

/** What is tried with a seed. */
export type Trials = (seed: number) => Start;

/** One scenario under many seeds, its faults as they are. A function makes one of each seed. */
export const seedsOf =
  (of: Scenario | ((seed: number) => Scenario)): Trials =>
  (seed) => ({scenario: {...(typeof of === "function" ? of(seed) : of), seed}, grown: null});

/** A random fault schedule a seed, against the small clusters that the system names for it, or against the cluster and load of one scenario. */
export function randomFaults(
  system: System,
  {ablate = [], cluster}: {readonly ablate?: readonly string[]; readonly cluster?: Scenario} = {},
): Trials {
  const arbitrary = schedule(cluster === undefined ? system : around(system, cluster), ablate);
  // Neighbouring seeds must not draw alike: the run's own way to seed a stream mixes them first.
  return (seed) => {
    const value = arbitrary.generate(new fc.Random(stream(seed, "schedule")), undefined);
    return {scenario: value.value_, grown: {arbitrary, value}};
  };
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

/**
 * Looks for the first seed whose run shows what is wanted, then for the smallest schedule that still does. One step is one run: whoever
 * steps it can show how far it is, stop it, or share the seeds out among several. Null: none of the seeds shows it.
 */
export function* search(
  system: System,
  trials: Trials,
  wanted: (run: Run) => boolean,
  {seeds, from = 1, budget = SHRINK_BUDGET}: SearchOptions,
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
    const start = trials(seed);
    const {scenario} = start;
    const found = shows(scenario);
    let best = {runs: 0, smallest: scenario};
    yield {phase: "searching", tried, next: seed + 1, shrunk: 0, events, smallest: found ? scenario : null};
    if (!found) continue;
    for (best of shrink(start, {shows, budget}))
      yield {phase: "shrinking", tried, next: seed + 1, shrunk: best.runs, events, smallest: best.smallest};
    return {seed, scenario, smallest: best.smallest, tried, shrunk: best.runs, events};
  }
  return null;
}
