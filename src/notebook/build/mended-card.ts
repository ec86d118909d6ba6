import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import type {Row} from "../../engine/analysis/sweep.ts";
import {cardRows, type MeasuredFile, type MeasuredKey} from "../cells/card-file.ts";
import {encodeColumns, print} from "../cells/rows.ts";
import {root} from "./chapters.ts";
import {
  CARD_PATH,
  cardFileOf,
  cardSet,
  comparedSystems,
  failOverSet,
  keyOf,
  type MeasuredSet,
  printCard,
  readSet,
  stripSet,
  stripsOf,
} from "./committed-card.ts";
import {computedRows} from "./computed-rows.ts";

/** A file of the card as it is to be. */
interface Mended {
  readonly path: string;
  /** Null: as it is. */
  readonly text: string | null;
  readonly says: string;
}

/** The files of the card: what is missing or stale of them is computed, system by system. */
export async function mendedCard(): Promise<Mended[]> {
  const all = await comparedSystems();
  const cards: (Mended & {readonly rows: ReturnType<typeof cardRows>})[] = [];
  for (const set of all.map(cardSet)) cards.push(await mended(set));
  const read = all.map((compared, i) => ({compared, rows: cards[i]?.rows ?? []}));
  return [
    ...cards,
    {path: CARD_PATH, text: printCard(cardFileOf(read)), says: ""},
    await shared(all.map(failOverSet), async (set) => {
      const rows = await measured(set, "fail-overs");
      return print({key: keyOf(set), columns: encodeColumns(set.sweep.plan, rows)});
    }),
    await shared(all.map(stripSet), async (set) => inLines({key: keyOf(set), strips: stripsOf(set)})),
  ];
}

const measured = (set: MeasuredSet, of: "card" | "fail-overs"): Promise<Row[]> =>
  computedRows(set.sweep.plan.count, new URL("./card-worker.ts", import.meta.url), {system: set.compared.system.name, of});

async function mended(set: MeasuredSet): Promise<Mended & {readonly rows: ReturnType<typeof cardRows>}> {
  const {path, sweep} = set;
  const found = readSet(set);
  if (typeof found !== "string") return {path, text: null, says: "", rows: cardRows(found)};
  const start = performance.now();
  const rows = await measured(set, "card");
  const file: MeasuredFile = {key: keyOf(set), columns: encodeColumns(sweep.plan, rows)};
  const text = print(file);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const says = `${path}: ${rows.length} runs in ${seconds} s, ${(text.length / rows.length).toFixed(1)} bytes a run`;
  return {path, text, says, rows: cardRows(file)};
}

/** A file that holds all systems: those of them that are missing or stale are made. */
async function shared(sets: readonly MeasuredSet[], make: (set: MeasuredSet) => Promise<string>): Promise<Mended> {
  const path = sets[0]?.path ?? "";
  const file = join(root, path);
  const was: {readonly [system: string]: unknown} = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const parts: string[] = [];
  let made = 0;
  for (const set of sets) {
    const {name} = set.compared.system;
    const stale = typeof readSet<{key: MeasuredKey}>(set) === "string";
    const text = stale ? await make(set) : inLines(was[name] as object);
    parts.push(`${JSON.stringify(name)}: ${text.trim()}`);
    if (stale) made++;
  }
  return {path, text: `{${parts.join(",\n")}}\n`, says: made === 0 ? "" : `${path}: ${made} of ${sets.length} systems`};
}

/** A line a column, or a strip. */
const inLines = (file: object): string =>
  "columns" in file ? print(file as MeasuredFile) : JSON.stringify(file).replaceAll('{"system"', '\n{"system"');
