import {plan, pointAt, rowAt, type Sweep} from "../../src/engine/analysis/sweep.ts";
import type {System} from "../../src/engine/model/system.ts";
import {ablationsOf, scenarioOf} from "../../src/engine/run.ts";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {flat} from "../report.ts";

type Setting = number | string | boolean;

/** A sweep as plain data. Its words are those of `sim`: a parameter has one value in `set`, several in `grid`. */
export interface Description {
  readonly system: string;
  readonly scenario: string;
  readonly set: {readonly [parameter: string]: Setting};
  readonly grid: {readonly [parameter: string]: readonly Setting[]};
  readonly ablate: readonly string[];
  /** How many seeds each point has, and the first. */
  readonly seeds: number;
  readonly seed: number;
}

const FIELDS = ["system", "scenario", "set", "grid", "ablate", "seeds", "seed"];

/** Checks the shape of a description; values are checked with the scenario. */
export function describe(data: unknown, path: string): Description {
  const d = {set: {}, grid: {}, ablate: [], seed: 1, ...(isObject(data) ? data : {})} as Partial<Description>;
  const need = (right: boolean, field: keyof Description, what: string) => {
    if (!right) throw new Refusal(`${path}: "${field}" must be ${what}`);
  };
  const odd = Object.keys(d).find((field) => !FIELDS.includes(field));
  if (odd !== undefined) throw new Refusal(`${path}: "${odd}" is no field of a sweep: one of ${FIELDS.join(", ")}`);
  need(typeof d.system === "string", "system", "a system's name, as redis (sim --list names all)");
  need(typeof d.scenario === "string", "scenario", "a scenario's name, as master-crash (sim --list names all)");
  need(isObject(d.set) && Object.values(d.set).every(isSetting), "set", 'values by parameter, as {"quorum": 2}');
  const lists = isObject(d.grid) && Object.values(d.grid).every(isChoice);
  need(lists, "grid", 'lists of one or more different values by parameter, as {"quorum": [1, 2]}');
  need(!("seed" in {...d.set, ...d.grid}), "seed", 'a field of its own: the first seed; "seeds" says how many');
  need(Array.isArray(d.ablate) && d.ablate.every((name) => typeof name === "string"), "ablate", "a list of names");
  need(Number.isSafeInteger(d.seeds) && Number(d.seeds) >= 1, "seeds", "a whole number, 1 or more: how many seeds each point has");
  need(Number.isSafeInteger(d.seed) && Number(d.seed) >= 0, "seed", "a whole number, 0 or more: the first seed");
  need(Number(d.seed) <= Number.MAX_SAFE_INTEGER - Number(d.seeds), "seed", "so small that the last one is a safe integer, too");
  const both = Object.keys(d.set ?? {}).find((key) => Object.hasOwn(d.grid ?? {}, key));
  if (both !== undefined) throw new Refusal(`${path}: "${both}" is both in "set" and in "grid": leave it in one`);
  return d as Description;
}

const isObject = (data: unknown): data is {[key: string]: unknown} => typeof data === "object" && data !== null && !Array.isArray(data);
const isSetting = (value: unknown): value is Setting => ["number", "string", "boolean"].includes(typeof value);
/** A value listed twice would compute each of its rows twice. */
const isChoice = (values: unknown): boolean =>
  Array.isArray(values) && values.length > 0 && values.every(isSetting) && new Set(values).size === values.length;

/** The sweep that a description means. Refuses unknown names, and values out of range at any point. */
export function sweepOf(system: System, {scenario, set, grid, ablate, seeds, seed}: Description): Sweep {
  ablationsOf(system, ablate);
  const one = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, [value]]));
  const make: Sweep["make"] = ({seed: own, ...parameters}) => ({...scenarioOf(system, scenario, parameters, own), ablate});
  const sweep = {make, plan: plan({...one, ...grid}, {runs: seeds, seed}), row: flat};
  for (const point of sweep.plan.points) make({...point, seed});
  return sweep;
}

/** The columns known before the run: they tell rows of this sweep from those of another. */
export const identityAt = (engine: string, {system, scenario, ablate}: Description, {plan}: Sweep, i: number) => ({
  engine,
  system,
  scenario,
  ablate: ablate.length === 0 ? null : ablate.join(" "),
  ...pointAt(plan, i),
});

/** The i-th run as a line of JSON Lines. */
export const lineAt = (engine: string, description: Description, system: System, sweep: Sweep, i: number): string =>
  `${JSON.stringify({...identityAt(engine, description, sweep, i), ...rowAt(system, sweep, i)})}\n`;
