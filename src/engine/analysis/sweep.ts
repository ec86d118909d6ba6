import {said} from "../../words/en/analysis.ts";
import type {Run} from "../model/run.ts";
import type {Scenario} from "../model/scenario.ts";
import type {System} from "../model/system.ts";
import {run} from "../run.ts";
import {Refusal} from "../vocabulary.ts";
import {columns} from "./columns.ts";

/** What a column of a row may hold. */
export type Value = number | string | boolean | null;
/** One run as a tidy row: its parameters, its seed, its measures. */
export type Row = {readonly [column: string]: Value};
/** Values to try by parameter; every combination is a point. An empty grid has one point. */
export type Grid = {readonly [parameter: string]: readonly (number | string | boolean)[]};
/** The parameters at one point of a grid. */
export type Point<G extends Grid = Grid> = {readonly [K in keyof G]: G[K][number]};

/** How many runs, from which seed on, and what to keep of each. */
export interface SweepOptions<P = Point, R extends Row = Row> {
  /** Runs a point: the seeds from `seed` on. */
  readonly runs: number;
  /** The first seed; 1 unless said. */
  readonly seed?: number;
  /** Makes the columns of a row; the measures of `columns` unless given. */
  readonly row?: (run: Run, point: P) => R;
}

/**
 * A sweep before it is run: which run is the i-th. It goes seed by seed over all points, so that any first part has equally many runs of
 * each point.
 */
export interface Plan {
  readonly points: readonly Point[];
  readonly runs: number;
  readonly seed: number;
  readonly count: number;
}

/** The largest sweep allowed. */
const MOST_RUNS = 1_000_000;

export function plan(grid: Grid, {runs, seed = 1}: Pick<SweepOptions, "runs" | "seed">): Plan {
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Refusal(said("analysis.sweep.runs", {runs}));
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Refusal(said("analysis.sweep.seed", {seed}));
  let size = 1;
  for (const [key, values] of Object.entries(grid)) {
    if (!Array.isArray(values) || values.length === 0) throw new Refusal(said("analysis.sweep.list", {key}));
    if (key === "seed") throw new Refusal(said("analysis.sweep.seed-in-grid"));
    size *= values.length;
  }
  // Counted before they are made: four lists of four hundred are more points than there is memory.
  const count = size * runs;
  if (count > MOST_RUNS) throw new Refusal(said("analysis.sweep.most", {count, most: MOST_RUNS, points: size, runs}));
  let points: readonly Point[] = [{}];
  for (const [key, values] of Object.entries(grid)) points = points.flatMap((point) => values.map((value) => ({...point, [key]: value})));
  return {points, runs, seed, count};
}

/** Parameters and seed of the i-th run of a plan. */
export function pointAt({points, seed}: Plan, i: number): Point & {readonly seed: number} {
  return {...(points[i % points.length] as Point), seed: seed + Math.floor(i / points.length)};
}

/** How a sweep makes the scenario of a point and the row of its run: all that is needed to compute a part of it. */
export interface Sweep {
  readonly make: (point: Point & {readonly seed: number}) => Scenario;
  readonly plan: Plan;
  readonly row?: SweepOptions["row"];
}

/** What `sweep` is called with, as one value. Refuses what `sweep` refuses. */
export function sweepOf(make: Sweep["make"], grid: Grid, options: SweepOptions): Sweep {
  return {make, plan: plan(grid, options), ...(options?.row === undefined ? {} : {row: options.row})};
}

/** The i-th scenario. It gets the row's seed even if `make` ignores it. */
export function scenarioAt({make, plan}: Sweep, i: number): Scenario {
  const point = pointAt(plan, i);
  return {...make(point), seed: point.seed};
}

export function rowAt(system: System, sweep: Sweep, i: number): Row {
  const point = pointAt(sweep.plan, i);
  const result = run(system, scenarioAt(sweep, i));
  return {...point, ...(sweep.row ?? columns)(result, point)};
}
