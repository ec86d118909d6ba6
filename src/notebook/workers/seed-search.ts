import {showing, type Wanted} from "../../engine/analysis/wanted.ts";
import {type Found, randomFaults, search, seedsOf} from "../../engine/checking/search.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";

/** What a search for a bad seed is told, as plain data: it goes to workers. */
export interface SeedSearch {
  readonly scenario: Scenario;
  /** Drawn anew for each seed against the scenario's cluster and load, or the scenario's own under each seed. */
  readonly faults: "drawn" | "own";
  readonly wanted: Wanted;
}

/** A step towards the smallest scenario that still shows it. */
export interface ShrinkStep {
  /** Runs spent so far. */
  readonly runs: number;
  readonly smallest: Scenario;
  readonly over: boolean;
}

const trialsOf = (system: System, {scenario, faults}: SeedSearch) =>
  faults === "own" ? seedsOf(scenario) : randomFaults(system, {cluster: scenario, ...(scenario.ablate ? {ablate: scenario.ablate} : {})});

/** The i-th seed, from 1 on, if its run shows what is wanted; else null. */
export function seedJob(system: System, asked: SeedSearch): (i: number) => number | null {
  const trials = trialsOf(system, asked);
  const wanted = showing(asked.wanted);
  return (i) => last(search(system, trials, wanted, {seeds: 1, from: i + 1, budget: 0}))?.seed ?? null;
}

function last(steps: Generator<unknown, Found | null>): Found | null {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** The next step each time it is called, of the way from a seed that shows it to the smallest scenario that still does. */
export function shrinkJob(system: System, asked: SeedSearch, seed: number): () => ShrinkStep {
  const steps = search(system, trialsOf(system, asked), showing(asked.wanted), {seeds: 1, from: seed});
  let now: ShrinkStep = {runs: 0, smallest: asked.scenario, over: false};
  return () => {
    const {done, value} = steps.next();
    if (done === true && value !== undefined && value !== null) now = {runs: value.shrunk, smallest: value.smallest, over: true};
    else if (done !== true && value.smallest !== null) now = {runs: value.shrunk, smallest: value.smallest, over: false};
    return now;
  };
}
