import {type Plan, pointAt, type Row, type Value} from "../../engine/analysis/sweep.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";

/** What a system does: of each of its scenarios a digest of its traces at a few seeds. A scenario more does not change the others. */
export type Behaviour = {readonly [scenario: string]: string};

/**
 * Everything that rows depend on. Where it differs from the chapter as it is now, they are stale. It holds no text of a cell that decides
 * nothing, and no name of a chapter: the same sweep in another language or another chapter has the same rows.
 */
export interface RowsKey {
  /**
   * Values of the inputs, cell by cell in the order in which the sweep depends on them: an additional cell above must not make rows stale.
   */
  readonly inputs: readonly (readonly unknown[])[];
  readonly points: number;
  readonly runs: number;
  readonly seed: number;
  /** Digest of the scenario of every run. */
  readonly scenarios: string;
  /** What the systems do, not how they are written. */
  readonly behaviour: {readonly [system: string]: Behaviour};
  /**
   * Digest of the source of each system that a cell defines, with its rules: at some seed it may do something that none of its own
   * scenarios shows.
   */
  readonly rules: {readonly [system: string]: string};
  /** Digest of the source of what makes the columns, or of the names of the house's own measures where those do. */
  readonly measures: string;
  /** Digest of the values of the grid, where what makes the columns is told of them; null: they are only names of points. */
  readonly grid: string | null;
}

/** Rows as a file: by column, seed by seed over all points. Parameters and seed are not written: the plan says them. */
export interface Artefact {
  readonly key: RowsKey;
  readonly columns: {readonly [name: string]: Column};
}

/**
 * A column in a few bytes a run. Each value is `width` digits of base 64: of whole numbers (or numbers of so many decimals that `per` is
 * 1000), how far above `least` it is, plus one, 0 being null; of all else, its place in `values`. A column of one value has no digits.
 */
export type Column =
  | {readonly least: number; readonly per: 1 | 1000; readonly width: number; readonly digits: string}
  | {readonly values: readonly Value[]; readonly width: number; readonly digits: string};

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export const encode = (key: RowsKey, plan: Plan, rows: readonly Row[]): Artefact => ({key, columns: encodeColumns(plan, rows)});

/** Rows by column, without what their plan says. */
export function encodeColumns(plan: Plan, rows: readonly Row[]): Artefact["columns"] {
  const given = new Set([...Object.keys(plan.points[0] ?? {}), "seed"]);
  const names = Object.keys(rows[0] ?? {}).filter((name) => !given.has(name));
  for (const row of rows) {
    const odd = Object.keys(row).find((name) => !given.has(name) && !names.includes(name)) ?? names.find((name) => !(name in row));
    if (odd !== undefined) throw new Refusal(said("cells.column-in-some", {column: odd}));
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      writeColumn(
        name,
        rows.map((row) => row[name] as Value),
      ),
    ]),
  );
}

export const decode = ({columns}: Artefact, plan: Plan): Row[] => decodeColumns(columns, plan);

/** The rows of a plan with these columns. */
export function decodeColumns(columns: Artefact["columns"], plan: Plan): Row[] {
  const read = Object.entries(columns).map(([name, own]) => [name, reader(own)] as const);
  return Array.from({length: plan.count}, (_, i) => ({
    ...pointAt(plan, i),
    ...Object.fromEntries(read.map(([name, value]) => [name, value(i)])),
  }));
}

/** The text of the file: a line a column. */
export function print({key, columns}: {readonly key: object; readonly columns: Artefact["columns"]}): string {
  const lines = Object.entries(columns).map(([name, own]) => `${JSON.stringify(name)}: ${JSON.stringify(own)}`);
  return `{"key": ${JSON.stringify(key)},\n"columns": {\n${lines.join(",\n")}\n}}\n`;
}

/** Values as a column. Refuses what a file cannot hold. */
export function writeColumn(name: string, all: readonly Value[]): Column {
  const odd = all.findIndex((value) => value !== null && !["number", "string", "boolean"].includes(typeof value));
  if (odd >= 0) throw new Refusal(said("cells.column-holds", {column: name, value: String(all[odd])}));
  if (all.some((value) => typeof value === "number" && !Number.isFinite(value)))
    throw new Refusal(said("cells.not-finite", {column: name}));
  const values = [...new Set(all)];
  const per = values.length <= DIGITS.length ? null : decimals(values);
  if (per === null) return {values, ...written(all.map((value) => values.indexOf(value)))};
  const whole = all.map((value) => (value === null ? null : Math.round((value as number) * per)));
  const least = whole.reduce<number>((low, value) => (value === null || value > low ? low : value), Number.POSITIVE_INFINITY);
  return {least, per, ...written(whole.map((value) => (value === null ? 0 : value - least + 1)))};
}

/** Whether these are whole numbers, or whole thousandths (ticks in ms); null: neither, or not all numbers. */
function decimals(values: readonly Value[]): 1 | 1000 | null {
  const fits = (per: number) =>
    values.every((value) => value === null || (typeof value === "number" && Math.round(value * per) / per === value));
  return fits(1) ? 1 : fits(1000) ? 1000 : null;
}

function written(numbers: readonly number[]): {readonly width: number; readonly digits: string} {
  let most = 0;
  for (const n of numbers) most = Math.max(most, n);
  let width = most === 0 ? 0 : 1;
  for (let reach = DIGITS.length; reach <= most; reach *= DIGITS.length) width++;
  const digits = numbers.map((n) => {
    let text = "";
    for (let rest = n, i = 0; i < width; i++, rest = Math.floor(rest / DIGITS.length)) text = DIGITS[rest % DIGITS.length] + text;
    return text;
  });
  return {width, digits: digits.join("")};
}

/** The first `length` values of a column. */
export function readColumn(own: Column, length: number): Value[] {
  const value = reader(own);
  return Array.from({length}, (_, i) => value(i));
}

function reader(own: Column): (i: number) => Value {
  const {width, digits} = own;
  const number = (i: number) => {
    let n = 0;
    for (let k = i * width; k < (i + 1) * width; k++) n = n * DIGITS.length + DIGITS.indexOf(digits[k] as string);
    return n;
  };
  if ("values" in own) return (i) => own.values[number(i)] as Value;
  return (i) => {
    const n = number(i);
    return n === 0 ? null : (n - 1 + own.least) / own.per;
  };
}
