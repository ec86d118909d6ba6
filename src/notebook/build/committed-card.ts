import {createHash} from "node:crypto";
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {CARD_COLUMNS, type CardRow, type Compared, cardSweep} from "../../engine/analysis/card.ts";
import {summaryOf} from "../../engine/analysis/card-summary.ts";
import {type Row, rowAt, type Sweep, scenarioAt} from "../../engine/analysis/sweep.ts";
import type {Setup} from "../../engine/model/setup.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {type CardFile, cardRows, type MeasuredFile, type MeasuredKey} from "../cells/card-file.ts";
import {behavesOtherwise, behaviourOf} from "./behaviour.ts";
import {root, systemFile} from "./chapters.ts";
import {howToSweep} from "./committed-rows.ts";

/** Runs of each cell of the card. */
const RUNS = 10;
const SEED = 1;

/** A system's rows of the card: where they are stored, and how they are made. */
export interface MeasuredSet {
  readonly compared: Compared;
  /** From the root of the project. */
  readonly path: string;
  readonly sweep: Sweep;
  readonly kept: string;
}

/** The card of all systems, as a page has it. */
export const CARD_PATH = "data/card/cells.json";

/** The systems that have setups to compare. */
export async function comparedSystems(): Promise<Compared[]> {
  const folder = join(root, "src/engine/systems");
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "setups.ts")));
  return Promise.all(names.sort().map(comparedSystem));
}

export async function comparedSystem(name: string): Promise<Compared> {
  const {system} = (await import(/* @vite-ignore */ pathToFileURL(systemFile(name) ?? "").href)) as {system: System};
  const file = join(root, "src/engine/systems", name, "setups.ts");
  const {setups} = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {setups: readonly Setup[]};
  return {system, setups};
}

export const cardSet = (compared: Compared): MeasuredSet => ({
  compared,
  path: `data/card/${compared.system.name}.json`,
  sweep: cardSweep(compared, {runs: RUNS, seed: SEED}),
  kept: CARD_COLUMNS.join(),
});

export function keyOf({compared, sweep, kept}: MeasuredSet): MeasuredKey {
  const {runs, seed} = sweep.plan;
  return {grid: gridOf(sweep), runs, seed, scenarios: digestOf(sweep), kept, behaviour: behaviourOf(compared.system)};
}

/** The values of each parameter, as its points have them. */
function gridOf({plan: {points}}: Sweep): MeasuredKey["grid"] {
  const names = Object.keys(points[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, [...new Set(points.map((point) => point[name] as string))]]));
}

function digestOf(sweep: Sweep): string {
  const scenarios = createHash("sha256");
  for (let i = 0; i < sweep.plan.count; i++) scenarios.update(`${JSON.stringify(scenarioAt(sweep, i))}\n`);
  return scenarios.digest("hex").slice(0, 16);
}

/** The file of a set, whatever it holds, or what is wrong with it in a line. */
export function fileOf({path, compared, sweep, kept}: MeasuredSet): MeasuredFile | string {
  const file = join(root, path);
  if (!existsSync(file)) return `${path} is missing: run ${howToSweep}`;
  const found = JSON.parse(readFileSync(file, "utf8")) as MeasuredFile;
  const was = found.key;
  const now = {grid: gridOf(sweep), runs: sweep.plan.runs, seed: sweep.plan.seed, scenarios: digestOf(sweep), kept};
  const other = (Object.keys(now) as (keyof typeof now)[]).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(now[name]));
  if (other.length === 0) return found;
  return `${path} is stale, ${compared.system.name} has ${other.map((name) => CHANGED[name]).join(" and ")}: run ${howToSweep}`;
}

const CHANGED = {
  grid: "other setups or faults",
  runs: "another number of runs",
  seed: "other seeds",
  scenarios: "other scenarios",
  kept: "other columns",
};

/** The same, with whether its system still does what it did. That takes seconds, unless it was asked before. */
export function readSet(set: MeasuredSet): MeasuredFile | string {
  const found = fileOf(set);
  if (typeof found === "string") return found;
  const {system} = set.compared;
  const why = behavesOtherwise(system.name, found.key.behaviour, behaviourOf(system));
  return why === null ? found : `${set.path} is stale, ${why}: run ${howToSweep}`;
}

/** Committed rows of the card. Refuses those that are missing or stale, or that come out otherwise where some are made again. */
export function committedCardRows(set: MeasuredSet, again: readonly number[]): (Row & CardRow)[] {
  const found = fileOf(set);
  if (typeof found === "string") throw new Refusal(found);
  const rows = cardRows(found);
  const odd = again.find((i) => JSON.stringify(rowAt(set.compared.system, set.sweep, i)) !== JSON.stringify(rows[i]));
  if (odd === undefined) return rows;
  const {setup, fault, seed} = rows[odd] as Row;
  throw new Refusal(`${set.path} is stale, ${setup} under ${fault} at seed ${seed} comes to something else: run ${howToSweep}`);
}

/** What a page has of all rows. */
export const cardFileOf = (sets: readonly {readonly compared: Compared; readonly rows: readonly (Row & CardRow)[]}[]): CardFile => ({
  setups: sets.flatMap(({compared: {system, setups}}) => setups.map(({name, says, copies}) => ({system: system.name, name, says, copies}))),
  cells: sets.flatMap(({compared, rows}) => summaryOf(rows, compared.setups)),
});

/** A line a cell. */
export const printCard = ({setups, cells}: CardFile): string => {
  const lines = (all: readonly unknown[]) => `[\n${all.map((one) => JSON.stringify(one)).join(",\n")}\n]`;
  return `{"setups": ${lines(setups)},\n"cells": ${lines(cells)}}\n`;
};

/** What is wrong with the committed card, a line each. */
export async function cardComplaints(): Promise<string[]> {
  const sets = (await comparedSystems()).map(cardSet);
  const files = sets.map((set) => ({set, file: readSet(set)}));
  const wrong = files.flatMap(({file}) => (typeof file === "string" ? [file] : []));
  if (wrong.length > 0) return wrong;
  const now = printCard(cardFileOf(files.map(({set: {compared}, file}) => ({compared, rows: cardRows(file as MeasuredFile)}))));
  const file = join(root, CARD_PATH);
  const is = existsSync(file) && readFileSync(file, "utf8") === now;
  return is ? [] : [`${CARD_PATH} is not what its rows come to: run ${howToSweep}`];
}
