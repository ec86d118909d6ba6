import type {Point, Row, Sweep} from "../../engine/analysis/sweep.ts";
import type {Run} from "../../engine/model/run.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {given, type Parameters, type Scenarios, type Subject} from "../../engine/subject.ts";

type Values = {readonly [key: string]: number | string | boolean};

/** How the things on a page were made, for taking them away. Nothing is kept longer than the thing itself. */
const parameters = new WeakMap<Scenario, Values>();
const runs = new WeakMap<Element, Run>();

/** A subject whose scenarios are remembered with the parameters that they were made with, for who takes one away. */
export function remembered<S extends Subject>(subject: S): S {
  const scenarios = Object.entries(subject.scenarios as Scenarios).map(([name, make]) => [
    name,
    (values: Parameters = {}) => {
      const scenario = make(values);
      parameters.set(scenario, given(values));
      return scenario;
    },
  ]);
  return {...subject, scenarios: Object.fromEntries(scenarios)};
}

export function rememberRun<E extends Element>(figure: E, run: Run): E {
  runs.set(figure, run);
  return figure;
}

/** The run that a figure shows; null: it shows none. */
export const runOf = (figure: Element): Run | null => runs.get(figure) ?? null;

/** The parameters that a scenario was made with; none if it was changed since, which a command then tells whole. */
export const parametersOf = (scenario: Scenario): Values => parameters.get(scenario) ?? {};

const systemsOfCells = new WeakSet<System>();

/** A system that a cell defines, which exists in this page alone. */
export function rememberSystem(system: System): void {
  systemsOfCells.add(system);
}

export const isOfCells = (system: System): boolean => systemsOfCells.has(system);

const sweeps = new Map<string, Sweep>();

/** The latest sweep of a cell. */
export function rememberSweep(cell: string, sweep: Sweep): void {
  sweeps.set(cell, sweep);
}

const sweepOfRow = new WeakMap<object, Sweep>();

/** Rows of a sweep, of which that is remembered. */
export function ofSweep<R extends Row>(sweep: Sweep, rows: readonly R[]): readonly R[] {
  for (const row of rows) sweepOfRow.set(row, sweep);
  return rows;
}

/** The same rows, of which it is remembered which sweep they are of. */
export async function* rememberedRows(sweep: Sweep, found: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for await (const rows of found) {
    yield ofSweep(sweep, rows);
  }
}

/**
 * The scenario of a row. One that was made of others, by who gave it more columns, may be of any sweep that it fits: of several the one with
 * most parameters is taken. Null: it is of none that this page has seen.
 */
export function scenarioOfRow(row: {readonly [column: string]: unknown}): Scenario | null {
  const seed = Number(row.seed);
  const fits = (point: Point) => Object.entries(point).every(([key, value]) => row[key] === value);
  const own = sweepOfRow.get(row);
  const found = (own === undefined ? [...sweeps.values()] : [own]).flatMap((sweep) => {
    const {points, runs, seed: first} = sweep.plan;
    const point = seed >= first && seed < first + runs ? points.find(fits) : undefined;
    return point === undefined ? [] : [{sweep, point}];
  });
  const [best] = found.sort((a, b) => Object.keys(b.point).length - Object.keys(a.point).length);
  return best === undefined ? null : {...best.sweep.make({...best.point, seed}), seed};
}

const charted = new WeakMap<Element, readonly Row[]>();

/** The rows that a figure draws. */
export function rememberRows<E extends Element>(figure: E, rows: readonly unknown[]): E {
  charted.set(figure, rows as readonly Row[]);
  return figure;
}

/** Null: a figure draws no rows, or nobody said which. */
export const rowsOf = (figure: Element): readonly Row[] | null => charted.get(figure) ?? null;
