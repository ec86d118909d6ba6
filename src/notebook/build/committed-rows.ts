import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {type Row, type Sweep, scenarioAt} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {run, scenarioOf} from "../../engine/run.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {Cell, InputValues} from "../cells/cell.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {upstream} from "../cells/graph.ts";
import {type Artefact, decode, type RowsKey} from "../cells/rows.ts";
import {type Chapter, root} from "./chapters.ts";

/** What an author does about rows that are missing or stale. */
export const howToSweep = "npm run sweeps";

/** A sweep of a chapter: where its rows lie, and what they hang on. */
export interface Committed {
  readonly sweep: Sweep;
  /** From the root of the project: `data/zookeeper/outages.json`. */
  readonly path: string;
  readonly key: RowsKey;
}

export interface SweepPlace {
  readonly chapter: Chapter;
  readonly cells: readonly Cell[];
  readonly systems: readonly System[];
  readonly cell: Cell;
  readonly inputs: InputValues;
}

/** The place and key of the rows of a cell's sweep, which are named by the first name that the cell declares. */
export function committed({chapter, cells, systems, cell, inputs}: SweepPlace, sweep: Sweep): Committed {
  const {rows: name} = cell;
  if (name === undefined) throw new Refusal("sweep: its rows need a name, as in const rows = sweep(…)");
  const sources = createHash("sha256");
  for (const {id} of upstream(cells, cell.id)) sources.update(chapter.cells.find((fence) => fence.id === id)?.source ?? "").update("\0");
  const {points, runs, seed} = sweep.plan;
  const scenarios = points.map((_, i) => JSON.stringify(scenarioAt(sweep, i)));
  const used = [...new Set(points.map((_, i) => scenarioAt(sweep, i).system))];
  const behaviour = Object.fromEntries(used.map((system) => [system, behaviourOf(systemNamed(systems, system))]));
  return {
    sweep,
    path: `data/${chapter.name}/${name}.json`,
    key: {
      cells: short(sources.digest("hex")),
      inputs: Object.values(inputs),
      points: points.length,
      runs,
      seed,
      scenarios: short(createHash("sha256").update(scenarios.join("\n")).digest("hex")),
      behaviour,
    },
  };
}

const short = (digest: string): string => digest.slice(0, 16);

/** Seeds of each scenario whose traces say what a system does. */
const GOLDEN_SEEDS = [1, 2, 3];

const digests = new WeakMap<System, string>();

/** Digest of the traces of all scenarios of a system at a few seeds. */
export function behaviourOf(system: System): string {
  let digest = digests.get(system);
  if (digest === undefined) {
    const hash = createHash("sha256");
    for (const {name} of system.scenarios)
      for (const seed of GOLDEN_SEEDS) hash.update(`${name} ${seed} ${run(system, scenarioOf(system, name, {}, seed)).hash}\n`);
    digest = short(hash.digest("hex"));
    digests.set(system, digest);
  }
  return digest;
}

/** The committed file of a sweep, or what is wrong with it as one line. */
export function readArtefact({path, key}: Committed): Artefact | string {
  const file = join(root, path);
  if (!existsSync(file)) return `${path} is missing: run ${howToSweep}`;
  const artefact = JSON.parse(readFileSync(file, "utf8")) as Artefact;
  const [why] = changes(artefact.key, key);
  return why === undefined ? artefact : `${path} is stale, ${why}: run ${howToSweep}`;
}

/** The committed rows of a sweep. Refuses missing and stale ones with the command to run. */
export function committedRows(place: Committed): Row[] {
  const artefact = readArtefact(place);
  if (typeof artefact === "string") throw new Refusal(artefact);
  return decode(artefact, place.sweep.plan);
}

/** In what two keys differ, in words. */
function changes(was: RowsKey, now: RowsKey): string[] {
  const differs = (name: keyof RowsKey) => JSON.stringify(was[name]) !== JSON.stringify(now[name]);
  const systems = Object.keys(now.behaviour).filter((name) => was.behaviour[name] !== now.behaviour[name]);
  return [
    ...(differs("cells") ? ["its cell or one above it was rewritten"] : []),
    ...(differs("inputs") ? ["an input has another default"] : []),
    ...(["points", "runs", "seed"] as const).filter(differs).map((name) => `${name} was ${was[name]} and is ${now[name]}`),
    ...(differs("scenarios") ? ["its scenarios are others"] : []),
    ...systems.map((name) => `${name} behaves in another way`),
  ];
}
