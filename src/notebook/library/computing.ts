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
import type {CellRun} from "../cells/cell.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import type {Names} from "../cells/evaluate.ts";
import {remembered} from "../cells/provenance.ts";
import type {Recorded} from "../cells/recorded.ts";
import {cardNames} from "./card-names.ts";
import {configNames} from "./config-names.ts";
import {drawnNames} from "./drawn-names.ts";
import {historyNames} from "./history-names.ts";
import {judgingNames} from "./judging-names.ts";

/** `recorded(name)`: a recording of a real cluster beside the model, from what is committed. */
export type ReadRecorded = (name: string) => Promise<Recorded>;

/** What every name may depend on. */
export interface Given {
  /** Those of the chapter, as they are when a name is used. */
  readonly systems: readonly System[];
  readonly recorded: ReadRecorded;
}

/** `simulate(scenario)`: the run, with its trace. */
export type Simulate = (scenario: Scenario, options?: RunOptions) => Run;

/** `underFaults(scenario)`: its cluster and its load under faults that the seed draws. */
export type UnderFaults = (scenario: Scenario) => Scenario;

/** Names that compute: what makes numbers of runs, and numbers of numbers. */
export const computing: Table<Given> = {
  measures: () => measures,
  median: () => median,
  quantile: () => quantile,
  ecdf: () => ecdf,
  wilson: () => wilson,
  bootstrap: () => bootstrap,
  ms: () => ms,
  recorded: ({recorded}) => recorded,
  underFaults: ({systems}) => underFaults(systems),
  ...judgingNames,
  ...configNames,
  ...historyNames,
  ...cardNames,
};

/** What makes the value of a name, when a cell that uses it is first evaluated: the two tables decide what a page downloads. */
export type Table<G> = {readonly [name: string]: (given: G) => unknown};

/** What `library` gives, without a display: `instead` gives what replaces a name that draws. */
export function unseenLibrary(given: Given, instead: (name: string) => unknown): Names {
  const drawn = drawnNames.map((name) => [name, () => instead(name)]);
  return {...subjects(given), ...namesOf(computing, given), ...Object.fromEntries(drawn)};
}

export const namesOf = <G>(table: Table<G>, given: G): Names =>
  Object.fromEntries(Object.entries(table).map(([name, make]) => [name, () => make(given)]));

/** The systems that the cells name, which must not be taken for those that they define. */
export const subjects = ({systems}: Given): Names =>
  Object.fromEntries(systems.map((system) => [system.name, () => remembered(subjectOf(system))]));

/** The code that draws schedules is larger than the engine: it is fetched when a cell names it. */
async function underFaults(systems: readonly System[]): Promise<UnderFaults> {
  const {randomFaults} = await import("../../engine/checking/search.ts");
  return (scenario) => {
    const drawn = randomFaults(systemNamed(systems, scenario.system), {cluster: scenario})(scenario.seed).scenario;
    return {...drawn, seed: scenario.seed};
  };
}

/** Names that each cell has for itself. */
export const ownNames: readonly string[] = ["display", "view", "simulate", "sweep", "defineSystem"];

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
