import {createHash} from "node:crypto";
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {measureNames} from "../../engine/analysis/columns.ts";
import {type Row, type Sweep, scenarioAt} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {Cell, InputValues} from "../cells/cell.ts";
import {inAnyLanguage} from "../cells/chapter-name.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {upstream} from "../cells/graph.ts";
import {isOfCells} from "../cells/provenance.ts";
import {type Artefact, decode, type RowsKey} from "../cells/rows.ts";
import {behavesOtherwise, behaviourOf, DIGITS, digestOf} from "./behaviour.ts";
import {type Chapter, root} from "./chapters.ts";
import {decidingSource} from "./deciding-source.ts";

/** What an author must do about rows that are missing or stale. */
export const howToSweep = "npm run sweeps";

/** A sweep of a chapter: where its rows are stored, and what they depend on. */
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

/** The path and key of the rows of a cell's sweep; they are named as the cell names them. */
export function committed({chapter, cells, systems, cell, inputs}: SweepPlace, sweep: Sweep): Committed {
  const {rows: name} = cell;
  if (name === undefined) throw new Refusal("sweep: its rows need a name, as in const rows = sweep(…)");
  const {points, runs, seed, count} = sweep.plan;
  const scenarios = createHash("sha256");
  const used = new Set<string>();
  for (let i = 0; i < count; i++) {
    const scenario = scenarioAt(sweep, i);
    scenarios.update(`${JSON.stringify(scenario)}\n`);
    used.add(scenario.system);
  }
  const all = [...used].map((one) => systemNamed(systems, one));
  const defined = all.filter(isOfCells);
  const source = decidingSource(upstream(cells, cell.id), systems.filter(isOfCells));
  return {
    sweep,
    path: `data/${inAnyLanguage(chapter.name)}/${name}.json`,
    key: {
      inputs: Object.values(inputs),
      points: points.length,
      runs,
      seed,
      scenarios: scenarios.digest("hex").slice(0, DIGITS),
      behaviour: Object.fromEntries(all.map((system) => [system.name, behaviourOf(system)])),
      rules: Object.fromEntries(defined.map((system) => [system.name, digestOf(source.ofSystem(system))])),
      measures: digestOf(source.measures ?? measureNames.join()),
      // A function with one parameter sees only its run.
      grid: sweep.row === undefined || sweep.row.length === 1 ? null : digestOf(JSON.stringify(points)),
    },
  };
}

/** The committed file of a sweep, or what is wrong with it as one line. */
export function readArtefact({path, key}: Committed): Artefact | string {
  const file = join(root, path);
  if (!existsSync(file)) return `${path} is missing: run ${howToSweep}`;
  const artefact = JSON.parse(readFileSync(file, "utf8")) as Artefact;
  const why = changes(artefact.key, key);
  return why.length === 0 ? artefact : `${path} is stale, ${why.join("; ")}: run ${howToSweep}`;
}

/** All that is committed under data/, by its path from the root. */
export function committedFiles(): string[] {
  const folder = join(root, "data");
  const files = existsSync(folder) ? readdirSync(folder, {recursive: true, encoding: "utf8"}) : [];
  return files.flatMap((file) => (file.endsWith(".json") ? [`data/${file.replaceAll("\\", "/")}`] : [])).sort();
}

/** Rows with exactly that key, wherever they are stored: a chapter or a cell may have been renamed. */
export function rowsOfKey(key: RowsKey): {readonly path: string; readonly artefact: Artefact} | null {
  for (const path of committedFiles()) {
    const artefact = JSON.parse(readFileSync(join(root, path), "utf8")) as Artefact;
    if ("columns" in artefact && changes(artefact.key, key).length === 0) return {path, artefact};
  }
  return null;
}

/** The committed rows of a sweep. Refuses missing and stale ones with the command to run. */
export function committedRows(place: Committed): Row[] {
  const artefact = readArtefact(place);
  if (typeof artefact === "string") throw new Refusal(artefact);
  return decode(artefact, place.sweep.plan);
}

/** How two keys differ, in words that say where to look. */
export function changes(was: RowsKey, now: RowsKey): string[] {
  const differs = (name: keyof RowsKey) => JSON.stringify(was[name]) !== JSON.stringify(now[name]);
  const behaviour = Object.entries(now.behaviour).flatMap(([system, own]) => {
    return behavesOtherwise(system, was.behaviour[system] ?? {}, own) ?? [];
  });
  const rules = Object.keys(now.rules).filter((system) => was.rules[system] !== now.rules[system]);
  return [
    ...(["points", "runs", "seed"] as const).filter(differs).map((name) => `${name} was ${was[name]} and is ${now[name]}`),
    ...(differs("inputs") ? ["an input has another default"] : []),
    ...(differs("scenarios") ? ["its scenarios are others"] : []),
    ...(differs("grid") ? ["its grid has other values, of which `row` is told"] : []),
    ...(differs("measures") ? ["what makes its columns is written in another way"] : []),
    ...rules.map((system) => `${system}, which a cell defines, is written in another way`),
    ...behaviour,
  ];
}
