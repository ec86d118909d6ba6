import {bootstrap} from "../../engine/analysis/bootstrap.ts";
import {ecdf} from "../../engine/analysis/ecdf.ts";
import {measures} from "../../engine/analysis/measures.ts";
import {median, quantile} from "../../engine/analysis/quantile.ts";
import {wilson} from "../../engine/analysis/wilson.ts";
import type {Run} from "../../engine/model/run.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {type RunOptions, run} from "../../engine/run.ts";
import {subjectOf} from "../../engine/subject.ts";
import {ms} from "../../engine/vocabulary.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {remembered} from "../cells/provenance.ts";
import type {Recorded} from "../cells/recorded.ts";
import type {CellRun} from "../cells/runtime.ts";
import {configNames, configViews} from "./config-names.ts";
import {judgingNames} from "./judging-names.ts";
import {scenarioInputs} from "./scenario-inputs.ts";
import {seedInput} from "./seed-input.ts";
import {views} from "./view-names.ts";

/** `recorded(name)`: a recording of a real cluster beside the model, from what is committed. */
export type ReadRecorded = (name: string) => Promise<Recorded>;

export interface LibraryOptions {
  /** Null in a worker, where nobody looks. */
  readonly document: Document | null;
  /** Those that the chapter's cells name. */
  readonly systems: readonly System[];
  readonly recorded: ReadRecorded;
}

type Names = {readonly [name: string]: () => unknown};

/** `simulate(scenario)`: the run, with its trace. */
export type Simulate = (scenario: Scenario, options?: RunOptions) => Run;

/**
 * The one list of names a cell may use beside its chapter's own, and `ownNames`, which each cell has for itself.
 * Each is fetched when a cell that uses it is first evaluated: this list decides what a page downloads.
 */
export function library({document, systems, recorded}: LibraryOptions): Names {
  const named = systems.map((system) => [system.name, () => remembered(subjectOf(system))] as const);
  return {
    ...Object.fromEntries(named),
    ...numbers,
    recorded: () => recorded,
    underFaults: () => underFaults(systems),
    ...configNames(systems),
    ...(document === null ? undrawn : pictures(document, systems)),
  };
}

/** `underFaults(scenario)`: its cluster and its load under faults that the seed draws. */
export type UnderFaults = (scenario: Scenario) => Scenario;

/** What draws schedules is larger than the engine: it comes when a cell names it. */
async function underFaults(systems: readonly System[]): Promise<UnderFaults> {
  const {randomFaults} = await import("../../engine/checking/search.ts");
  return (scenario) => {
    const drawn = randomFaults(systemNamed(systems, scenario.system), {cluster: scenario})(scenario.seed).scenario;
    return {...drawn, seed: scenario.seed};
  };
}

/** What makes numbers of runs, and numbers of numbers. */
const numbers: Names = {
  measures: () => measures,
  median: () => median,
  quantile: () => quantile,
  ecdf: () => ecdf,
  wilson: () => wilson,
  bootstrap: () => bootstrap,
  ms: () => ms,
  ...judgingNames,
};

/** What a reader sees: inputs, plots and the views. */
function pictures(document: Document, systems: readonly System[]) {
  return {
    Inputs: () => import("@observablehq/inputs"),
    Plot: () => import("@observablehq/plot"),
    seedInput: () => (options?: {readonly label?: string; readonly value?: number}) => seedInput(document, options),
    ...views(document, systems),
    ...configViews(document, systems),
    ...scenarioInputs(document, systems),
  };
}

/** Takes whatever is done to it and gives itself. */
const nothing: unknown = new Proxy(() => {}, {
  // Awaited it would never end, were it a promise.
  get: (_target, key) => (key === "then" ? undefined : key === Symbol.toPrimitive ? () => "" : nothing),
  apply: () => nothing,
  construct: () => nothing as object,
});

const drawn = Object.keys(pictures({} as Document, []));
const undrawn: Names = Object.fromEntries(drawn.map((name) => [name, () => nothing]));

/** Names that each cell has for itself. */
export const ownNames: readonly string[] = ["display", "view", "simulate", "sweep", "defineSystem"];

/** The names that are given besides systems, for the check that finds a name that nobody declares. */
export const libraryNames: readonly string[] = [
  ...Object.keys(numbers),
  ...Object.keys(configNames([])),
  "recorded",
  "underFaults",
  ...drawn,
  ...ownNames,
];

/** `simulate` for a cell: `run` with the system looked up by the scenario's own word, and told of for the line under the cell. */
export function simulator(systems: readonly System[], clock: (() => number) | null) {
  return (made: (run: CellRun) => void): Simulate =>
    (scenario, options) => {
      const system = systemNamed(systems, scenario.system);
      const start = clock?.() ?? 0;
      const result = run(system, scenario, {record: true, ...options});
      made({kind: "run", seed: scenario.seed, events: result.events, ...(clock === null ? {} : {wallMs: clock() - start})});
      return result;
    };
}
