import {rowAt, scenarioAt, sweepOf} from "../../engine/analysis/sweep.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {type RunOptions, run} from "../../engine/run.ts";
import type {Cell, InputValues} from "../cells/cell.ts";
import {systemNamed, systemsOf} from "../cells/chapter-systems.ts";
import {unseen} from "../cells/evaluate.ts";
import {downstream, upstream} from "../cells/graph.ts";
import {type ReadRecorded, unseenLibrary} from "../library/computing.ts";
import {unseenConfigInput} from "../library/config-names.ts";
import {unseenScenarioInputs} from "../library/scenario-inputs.ts";
import {standIn} from "../library/stand-in.ts";

/** Largest number of events that one run of an edited cell may have: some seconds of the fastest machine. */
const MOST_EVENTS = 1_000_000;

/** What is tried: an edited cell, with the input values of the others. */
export interface DryRun {
  readonly cells: readonly Cell[];
  readonly systems: readonly System[];
  readonly recorded: ReadRecorded;
  readonly cell: string;
  readonly inputs: InputValues;
}

/** A cell that failed, for the reader to see where. */
export interface Failure {
  readonly cell: string;
  readonly error: unknown;
}

/**
 * Evaluates a cell, what it depends on and what depends on it, out of sight: drawing functions only call the functions that they are given,
 * with the data that they are given; a sweep makes one run. Returns the first failure, or null. It may never end; the caller can stop it.
 */
export async function dryRun({cells, systems: named, recorded, cell: edited, inputs}: DryRun): Promise<Failure | null> {
  const {all: systems, define} = systemsOf(named);
  const systemOf = ({system}: Scenario): System => systemNamed(systems, system);
  const evaluated = unseen({
    library: unseenLibrary({systems, recorded}, (name) => (name === "configInput" ? unseenConfigInput(systems) : practice(name))),
    // What the edited cell shows may be other inputs than those that the page has.
    inputs: {...inputs, [edited]: []},
    own: () => ({
      defineSystem: define,
      simulate: (scenario: Scenario, options: RunOptions = {}) =>
        run(systemOf(scenario), scenario, {record: true, ...options, budget: Math.min(options.budget ?? MOST_EVENTS, MOST_EVENTS)}),
      sweep: (...asked: Parameters<typeof sweepOf>) => {
        const sweep = sweepOf(...asked);
        return [rowAt(systemOf(scenarioAt(sweep, 0)), sweep, 0)];
      },
    }),
  });
  for (const cell of inOrder(cells, edited)) {
    try {
      await evaluated(cell);
    } catch (error) {
      return {cell: cell.id, error};
    }
  }
  return null;
}

/** Cells that depend on the edited one come after everything that they depend on themselves. */
function inOrder(cells: readonly Cell[], id: string): Cell[] {
  const found = new Map<string, Cell>();
  for (const one of [id, ...downstream(cells, id)]) for (const cell of upstream(cells, one)) found.set(cell.id, cell);
  return [...found.values()];
}

/** How many data a callback is tried on. */
const MOST_CALLS = 10_000;

/** Calls the functions that it is given. */
const silent: unknown = standIn((args) => exercise(args));

/** Calls each argument that is a function with each datum among the arguments, as a plot does with its channels. */
function exercise(args: readonly unknown[]): void {
  const data = args.flatMap((arg) => (Array.isArray(arg) ? arg : [])).slice(0, MOST_CALLS);
  for (const call of functionsIn(args, 4)) {
    (data.length === 0 ? [silent] : data).forEach((datum, i) => {
      try {
        call(datum, i);
      } catch {
        // What it was given here is not what it will be given there: its errors say nothing, only whether it ends does.
      }
    });
  }
}

function functionsIn(value: unknown, depth: number): ((...args: unknown[]) => unknown)[] {
  if (value === silent) return [];
  if (typeof value === "function") return [value as (...args: unknown[]) => unknown];
  if (depth === 0 || typeof value !== "object" || value === null) return [];
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain
    ? Object.values(value)
        .slice(0, 100)
        .flatMap((inner) => functionsIn(inner, depth - 1))
    : [];
}

type InputOptions = {readonly value?: unknown} | undefined;
/** An invisible input, with its initial value. */
const input = (args: readonly unknown[], value: unknown) => {
  exercise(args);
  return {value};
};
const firstOf = (data: unknown): unknown => (data instanceof Map ? [...data.values()][0] : Array.isArray(data) ? data[0] : undefined);

/** What each kind of input begins with, as Inputs has it. */
const Inputs: {readonly [kind: string]: (...args: never[]) => {readonly value: unknown}} = {
  range: (extent?: readonly number[], options?: InputOptions) =>
    input([options], options?.value ?? ((extent?.[0] ?? 0) + (extent?.[1] ?? 1)) / 2),
  number: (extent?: readonly number[], options?: InputOptions) => input([options], options?.value ?? extent?.[0]),
  toggle: (options?: InputOptions) => input([options], options?.value ?? false),
  select: (data: unknown, options?: InputOptions) => input([options], options?.value ?? firstOf(data)),
  radio: (_data: unknown, options?: InputOptions) => input([options], options?.value ?? null),
  checkbox: (_data: unknown, options?: InputOptions) => input([options], options?.value ?? []),
  text: (options?: InputOptions) => input([options], options?.value ?? ""),
  button: (_content: unknown, options?: InputOptions) => input([options], options?.value ?? 0),
};

function practice(name: string): unknown {
  if (name === "Inputs") return {...Object.fromEntries(["table", "search", "form"].map((kind) => [kind, silent])), ...Inputs};
  if (Object.hasOwn(unseenScenarioInputs, name)) return unseenScenarioInputs[name as keyof typeof unseenScenarioInputs];
  if (name === "seedInput") return (options?: InputOptions) => input([options], options?.value ?? 1);
  return silent;
}
