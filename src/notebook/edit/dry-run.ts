import type {Sweep, SweepOptions} from "../../engine/analysis/sweep.ts";
import {type Grid, rowAt, scenarioAt} from "../../engine/analysis/sweep.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {type RunOptions, run} from "../../engine/run.ts";
import {systemNamed, systemsOf} from "../cells/chapter-systems.ts";
import {downstream, upstream} from "../cells/graph.ts";
import type {InputValues} from "../cells/rows.ts";
import type {Cell} from "../cells/runtime.ts";
import {unseenConfigInput} from "../library/config-names.ts";
import {library, type ReadRecorded} from "../library/library.ts";
import {unseenScenarioInputs} from "../library/scenario-inputs.ts";
import {sweepOf} from "../workers/slice.ts";

/** Largest number of events that one run of an edited cell may have: some seconds of the fastest machine. */
const MOST_EVENTS = 1_000_000;

/** What is rehearsed: an edited cell, and the values that the inputs of the others have. */
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
 * Evaluates a cell, what it hangs on and what hangs on it, where nobody sees it: what draws does nothing but call the functions it is
 * given, with the data it is given; a sweep makes one run. Answers with the first failure, or null. It may never end: who calls it can.
 */
export async function dryRun({cells, systems: named, recorded, cell: edited, inputs}: DryRun): Promise<Failure | null> {
  const {all: systems, define} = systemsOf(named);
  const names = library({document: null, systems, recorded});
  const nothing = await names.Plot?.();
  const values = new Map<string, unknown>();
  const given = async (name: string): Promise<unknown> => {
    if (values.has(name)) return values.get(name);
    if (!(name in names)) return Reflect.get(globalThis, name);
    const value = await names[name]?.();
    if (value !== nothing) return value;
    return name === "configInput" ? unseenConfigInput(systems) : practice(name);
  };
  for (const cell of inOrder(cells, edited)) {
    const own: {readonly [name: string]: unknown} = {
      ...ownOf(systems, cell.id === edited ? [] : [...(inputs[cell.id] ?? [])]),
      defineSystem: define,
    };
    try {
      const args = cell.inputs.map((name) => (name in own ? own[name] : given(name)));
      const result = (await cell.body(...((await Promise.all(args)) as never[]))) as {[name: string]: unknown} | undefined;
      for (const name of cell.outputs) values.set(name, first(await result?.[name]));
    } catch (error) {
      return {cell: cell.id, error};
    }
  }
  return null;
}

/** Those that hang on the cell come after all that they themselves hang on. */
function inOrder(cells: readonly Cell[], id: string): Cell[] {
  const found = new Map<string, Cell>();
  for (const one of [id, ...downstream(cells, id)]) for (const cell of upstream(cells, one)) found.set(cell.id, cell);
  return [...found.values()];
}

/** Of a generator the dataflow takes one value after the other; the first shows whether it begins. */
function first(value: unknown): unknown {
  const isGenerator = typeof value === "object" && value !== null && "next" in value && typeof value.next === "function";
  return isGenerator ? (value as Iterator<unknown>).next().value : value;
}

function ownOf(systems: readonly System[], values: unknown[]): {readonly [name: string]: unknown} {
  const systemOf = ({system}: Scenario): System => systemNamed(systems, system);
  return {
    display: <T>(value: T): T => value,
    view: (element: {readonly value?: unknown}) => (values.length > 0 ? values.shift() : element.value),
    simulate: (scenario: Scenario, options: RunOptions = {}) =>
      run(systemOf(scenario), scenario, {record: true, ...options, budget: Math.min(options.budget ?? MOST_EVENTS, MOST_EVENTS)}),
    sweep: (make: Sweep["make"], grid: Grid, options: SweepOptions) => {
      const whole = sweepOf(make, grid, options);
      return [rowAt(systemOf(scenarioAt(whole, 0)), whole, 0)];
    },
  };
}

/** A callback is tried on so many data. */
const MOST_CALLS = 10_000;

/** Takes whatever is done to it, calls the functions in it, and gives itself. */
const silent: unknown = new Proxy(() => {}, {
  get: (_target, key) => (key === "then" ? undefined : key === Symbol.toPrimitive ? () => "" : silent),
  set: () => true,
  apply: (_target, _self, args: unknown[]) => {
    exercise(args);
    return silent;
  },
  construct: (_target, args: unknown[]) => {
    exercise(args);
    return silent as object;
  },
});

/** Calls what is a function among arguments with each datum among them, as a plot would with its channels. */
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
/** An input that nobody sees, with the value it would begin with. */
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
