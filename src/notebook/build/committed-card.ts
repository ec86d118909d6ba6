import {createHash} from "node:crypto";
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {CARD_COLUMNS, type CardRow, cardSweep, type Patient} from "../../engine/analysis/card.ts";
import {summaryOf} from "../../engine/analysis/card-summary.ts";
import {failOverSweep, STAGE_COLUMNS, stripOf, stripSweep} from "../../engine/analysis/fail-over.ts";
import type {Strip} from "../../engine/analysis/strip.ts";
import {pointAt, type Row, rowAt, type Sweep, scenarioAt} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {run} from "../../engine/run.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {type CardFile, cardRows, type MeasuredFile, type MeasuredKey} from "../cells/card-file.ts";
import {behavesOtherwise, behaviourOf} from "./behaviour.ts";
import {root, systemFile} from "./chapters.ts";
import {howToSweep} from "./committed-rows.ts";

/** Runs of each cell of the card. */
const RUNS = 100;
const SEED = 1;

/** Runs of a system: where what is kept of them is stored, and how they are made. */
export interface MeasuredSet {
  readonly compared: Patient;
  /** From the root of the project. */
  readonly path: string;
  /** Whether the file holds those of other systems, too, each under its name. */
  readonly shared: boolean;
  readonly sweep: Sweep;
  readonly kept: string;
}

/** The card of all systems, as a page has it. */
export const CARD_PATH = "data/card/cells.json";

/** The systems that have setups to compare. */
export async function comparedSystems(): Promise<Patient[]> {
  const folder = join(root, "src/engine/systems");
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "setups.ts")));
  return Promise.all(names.sort().map(comparedSystem));
}

export async function comparedSystem(name: string): Promise<Patient> {
  const {system} = (await import(/* @vite-ignore */ pathToFileURL(systemFile(name) ?? "").href)) as {system: System};
  const file = join(root, "src/engine/systems", name, "setups.ts");
  const own = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Omit<Patient, "system">;
  return {system, setups: own.setups, patience: own.patience};
}

export const cardSet = (compared: Patient): MeasuredSet => ({
  compared,
  path: `data/card/${compared.system.name}.json`,
  shared: false,
  sweep: cardSweep(compared, {runs: RUNS, seed: SEED}),
  kept: CARD_COLUMNS.join(),
});

/** Fail-overs with the usual settings, for their stages. */
export const failOverSet = (compared: Patient): MeasuredSet => ({
  compared,
  path: "data/card/fail-overs.json",
  shared: true,
  sweep: failOverSweep(compared, {runs: RUNS, seed: SEED}),
  kept: STAGE_COLUMNS.join(),
});

/** A run for each patience. */
export const stripSet = (compared: Patient): MeasuredSet => ({
  compared,
  path: "data/card/strips.json",
  shared: true,
  sweep: stripSweep(compared),
  kept: "writers, waits",
});

/** The strips of a system, made now. */
export const stripsOf = ({compared, sweep}: MeasuredSet): Strip[] =>
  Array.from({length: sweep.plan.count}, (_, i) => {
    const point = pointAt(sweep.plan, i) as unknown as Pick<Strip, "patience" | "fault" | "seed">;
    return stripOf(compared, run(compared.system, scenarioAt(sweep, i)), point);
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
export function fileOf<F extends {readonly key: MeasuredKey} = MeasuredFile>({
  path,
  shared,
  compared,
  sweep,
  kept,
}: MeasuredSet): F | string {
  const file = join(root, path);
  if (!existsSync(file)) return `${path} is missing: run ${howToSweep}`;
  const whole = JSON.parse(readFileSync(file, "utf8"));
  const found: F | undefined = shared ? whole[compared.system.name] : whole;
  if (found === undefined) return `${path} lacks ${compared.system.name}: run ${howToSweep}`;
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
export function readSet<F extends {readonly key: MeasuredKey} = MeasuredFile>(set: MeasuredSet): F | string {
  const found = fileOf<F>(set);
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
export const cardFileOf = (sets: readonly {readonly compared: Patient; readonly rows: readonly (Row & CardRow)[]}[]): CardFile => ({
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
  const all = await comparedSystems();
  const aside = [...all.map(failOverSet), ...all.map(stripSet)].map((set) => readSet<{key: MeasuredKey}>(set));
  const sets = all.map(cardSet);
  const files = sets.map((set) => ({set, file: readSet(set)}));
  const wrong = files.flatMap(({file}) => (typeof file === "string" ? [file] : []));
  const stale = [...wrong, ...aside.filter((file) => typeof file === "string")];
  if (stale.length > 0) return stale;
  const now = printCard(cardFileOf(files.map(({set: {compared}, file}) => ({compared, rows: cardRows(file as MeasuredFile)}))));
  const file = join(root, CARD_PATH);
  const is = existsSync(file) && readFileSync(file, "utf8") === now;
  return is ? [] : [`${CARD_PATH} is not what its rows come to: run ${howToSweep}`];
}
