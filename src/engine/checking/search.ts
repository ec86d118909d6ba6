import fc from "fast-check";
import {said} from "../../words/en/checking.ts";
import {stream} from "../kernel/streams.ts";
import type {Run} from "../model/run.ts";
import type {Scenario} from "../model/scenario.ts";
import type {System} from "../model/system.ts";
import {run} from "../run.ts";
import {Refusal} from "../vocabulary.ts";
import {schedule, shapeOf} from "./schedule.ts";
import {SHRINK_BUDGET, type Start, shrink} from "./shrink.ts";

/** What to run for each seed. */
export type Trials = (seed: number) => Start;

/** One scenario under many seeds, its faults as they are. A function makes one of each seed. */
export const seedsOf =
  (of: Scenario | ((seed: number) => Scenario)): Trials =>
  (seed) => ({scenario: {...(typeof of === "function" ? of(seed) : of), seed}, grown: null});

/**
 * One random fault schedule per seed, against the small clusters that the system lists, or against the cluster and load of one scenario.
 */
export function randomFaults(
  system: System,
  {ablate = [], cluster}: {readonly ablate?: readonly string[]; readonly cluster?: Scenario} = {},
): Trials {
  const arbitrary = schedule(cluster === undefined ? system : around(system, cluster), ablate);
  // Neighbouring seeds must draw different schedules: seeding a stream as a run does mixes them first.
  return (seed) => {
    const value = arbitrary.generate(new fc.Random(stream(seed, "schedule")), undefined);
    return {scenario: value.value_, grown: {arbitrary, value}};
  };
}

/** The same system, with one cluster to break. */
const around = (system: System, cluster: Scenario): System => ({...system, fuzz: {...system.fuzz, shapes: [shapeOf(cluster)]}});

/** The state of a search. It can be resumed with `from: next`. */
export interface Progress {
  readonly phase: "searching" | "shrinking";
  /** Seeds tried so far. */
  readonly tried: number;
  /** The seed to go on with. */
  readonly next: number;
  /** Runs spent on shrinking. */
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
  /** Most runs to spend on shrinking; 400 unless given. 0: none, for a part of a search whose result is shrunk elsewhere. */
  readonly budget?: number;
}

/**
 * Finds the first seed whose run shows what is wanted, then the smallest schedule that still does. One step is one run: the caller can show
 * progress, stop, or share the seeds out. Null: no seed shows it.
 */
export function* search(
  system: System,
  trials: Trials,
  wanted: (run: Run) => boolean,
  {seeds, from = 1, budget = SHRINK_BUDGET}: SearchOptions,
): Generator<Progress, Found | null> {
  if (!Number.isSafeInteger(seeds) || seeds < 1) throw new Refusal(said("checking.search.seeds", {seeds}));
  if (!Number.isSafeInteger(from) || from < 0) throw new Refusal(said("checking.search.from", {from}));
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
