import {said} from "../words/en/engine.ts";
import type {Columns} from "./analysis/columns.ts";
import {type Grid, type Point, type Row, rowAt, type Sweep, type SweepOptions, scenarioAt, sweepOf} from "./analysis/sweep.ts";
import type {Run} from "./model/run.ts";
import type {Scenario} from "./model/scenario.ts";
import type {System} from "./model/system.ts";
import {type RunOptions, run} from "./run.ts";
import {Refusal} from "./vocabulary.ts";

/**
 * The systems of this program by name. Not all of the package's: a bundler drops a system that a program never names, and with it its entry
 * here. A scenario could not carry its system itself, because it is plain data and may come from a file or a worker.
 */
const introduced = new Map<string, System>();

/**
 * Registers a system by its name for `simulate` and `sweep`, and returns its argument: `introduce(defineSystem({…}))`. The package's own
 * systems are registered already. Refuses another system of the same name.
 */
export function introduce<T extends {readonly system: System}>(subject: T): T {
  const {system} = subject;
  const other = introduced.get(system.name);
  if (other !== undefined && other !== system) throw new Refusal(said("engine.introduce.other", {system: system.name}));
  introduced.set(system.name, system);
  return subject;
}

/**
 * Runs a scenario with the system that it names, and keeps the trace unless `record` is false. The same scenario and seed give the same run
 * everywhere. Refuses a system that this program does not hold, and whatever `run` refuses.
 */
export function simulate(scenario: Scenario, options: RunOptions = {}): Run {
  return run(systemOf(scenario, "simulate"), scenario, {record: true, ...options});
}

/**
 * Runs a scenario for every point of a grid and every seed. One row a run, as plain data: the parameters of its point, its `seed`, and the
 * measures of `columns`, or what `row` makes of it. Times in ms. Seed by seed over all points, so that any first part of it has as many runs
 * of each. Refuses an empty list of values, `seed` as a parameter, and more than 1,000,000 runs.
 */
export function sweep<G extends Grid, R extends Row = Columns>(
  make: (point: Point<G> & {readonly seed: number}) => Scenario,
  grid: G,
  options: SweepOptions<Point<G>, R>,
): (Point<G> & {readonly seed: number} & R)[] {
  const whole = sweepOf(make as Sweep["make"], grid, options as SweepOptions);
  const row = (i: number) => rowAt(systemOf(scenarioAt(whole, i), "sweep"), whole, i);
  return Array.from({length: whole.plan.count}, (_, i) => row(i)) as (Point<G> & {readonly seed: number} & R)[];
}

function systemOf({system}: Scenario, asked: string): System {
  const found = introduced.get(system);
  if (found !== undefined) return found;
  const known = [...introduced.keys()].sort();
  throw new Refusal(said(known.length === 0 ? "engine.unknown-system-of-none" : "engine.unknown-system", {asked, system, known}));
}
