import {existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {dirname, join} from "node:path";
import {agreement, type Counts, corrected, type Judged, type Row, type Summary} from "../src/engine/analysis/agreement.ts";
import {NOTICED} from "../src/engine/analysis/shape.ts";
import {kindOf, readRecording, replay, systemOf} from "../src/engine/checking/recording.ts";
import type {Lack, Recording, RecordingKind} from "../src/engine/model/recorded.ts";
import type {System} from "../src/engine/model/system.ts";
import {Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, wholeNumber} from "./command.ts";
import {FOLDER, loadSystem, systemNames} from "./systems.ts";

const USAGE = "recordings -- PATH [--runs N] [--json]";

export const HELP = `usage: ${USAGE}

Replays recordings of real clusters in the models, PATH being one or a folder of them, and says of each figure whether the model agrees.
  --runs N          runs of the model a recording, 1000 unless said
  --json            prints for machines
Ends with 0, whatever agrees, with 1 where a file was left out, with 2 where none can be replayed.`;

const OPTIONS = {runs: {type: "string"}, json: {type: "boolean"}} as const;

interface Replays {
  readonly kinds: readonly RecordingKind[];
  readonly lacks: readonly Lack[];
}

/** What each system can replay: the `recordings.ts` of its folder. */
async function replays(): Promise<{[system: string]: Replays}> {
  const found: {[system: string]: Replays} = {};
  for (const name of systemNames()) {
    const path = join(FOLDER, name, "recordings.ts");
    if (existsSync(path)) found[name] = (await import(path)) as Replays;
  }
  return found;
}

/** The file itself, or every JSON file below the folder, in the order of their names. */
function filesAt(path: string): string[] {
  if (!existsSync(path)) throw new Refusal(`${path}: no such file or folder; usage: ${USAGE}`);
  if (!statSync(path).isDirectory()) return [path];
  const below = readdirSync(path, {recursive: true, encoding: "utf8"}).filter((name) => name.endsWith(".json"));
  if (below.length === 0) throw new Refusal(`${path}: no recording (*.json) in this folder`);
  return below.sort().map((name) => join(path, name));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Refusal(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}): give a recording (*.json), or a folder of them`);
  }
}

const figure = (x: number): string => x.toLocaleString("en", {maximumFractionDigits: 1});

function inWords(s: Summary | Counts | null): string {
  if (s === null) return "unknown";
  if ("n" in s) return `${figure(s.median)} (${figure(s.min)} to ${figure(s.max)})`;
  const total = Object.values(s.counts).reduce((sum, n) => sum + n, 0);
  return Object.entries(s.counts)
    .sort((a, b) => b[1] - a[1])
    .map(([value, n]) => `${value} ${figure((100 * n) / total)} %`)
    .join(", ");
}

const causeOf = (lacks: readonly Lack[], {recording, metric}: Row, of: "agreement" | "shape"): string | undefined =>
  lacks.find((l) => recording.startsWith(l.recording) && l.metrics.includes(metric) && (l.of ?? "agreement") === of)?.why;

function show(rows: readonly Row[], lacks: readonly Lack[]): void {
  console.log(rows[0]?.recording ?? "");
  const because = (why: string | undefined): void => {
    if (why !== undefined) console.log(`${" ".repeat(25)}${why}`);
  };
  for (const r of rows) {
    if (r.agrees === null) continue;
    const verdict = r.agrees ? `agrees by ${r.by}` : "DIFFERS";
    console.log(`  ${verdict.padEnd(22)} ${r.metric}: real ${inWords(r.real)}; model ${inWords(r.model)}`);
    if (!r.agrees) because(causeOf(lacks, r, "agreement"));
    if (r.shape === null || r.shape.p >= NOTICED) continue;
    console.log(`${" ".repeat(25)}its shape differs (p ${r.shape.p}, power ${r.shape.power})`);
    because(causeOf(lacks, r, "shape"));
  }
}

function closing(rows: readonly Row[]): void {
  for (const role of ["outcome", "time", "count"]) {
    const compared = rows.filter((r) => r.role === role && r.agrees !== null);
    if (compared.length > 0) console.log(`${role}s: ${compared.filter((r) => r.agrees).length} of ${compared.length} agree`);
  }
  const shapes = rows.flatMap(({shape}) => (shape === null ? [] : [shape]));
  const differing = shapes.filter(({p}) => p < NOTICED).length;
  if (shapes.length > 0) console.log(`shapes: ${differing} of ${shapes.length} differ, p below ${NOTICED}`);
}

/** A recording and how it is replayed. */
interface Found {
  readonly file: string;
  readonly recording: Recording;
  readonly kind: RecordingKind;
}

/**
 * Does something for each item of a list. A refusal of one is printed in a line, and the others continue; of a single item it ends the
 * command.
 */
function forEach<T>(all: readonly T[], act: (one: T) => void): number {
  let skipped = 0;
  for (const one of all) {
    try {
      act(one);
    } catch (error) {
      if (!(error instanceof Refusal) || all.length === 1) throw error;
      skipped++;
      process.stderr.write(`skipped: ${error.message}\n`);
    }
  }
  return skipped;
}

export async function main(args: readonly string[]): Promise<number> {
  const {values, positionals} = readArguments(args, OPTIONS, USAGE);
  const [path] = positionals;
  if (path === undefined) throw new Refusal(`nothing to replay; usage: ${USAGE}`);
  if (positionals[1] !== undefined) throw new Refusal(`"${positionals[1]}" is one word too many; usage: ${USAGE}`);
  const runs = wholeNumber(values.runs, "runs", 1000, 1);
  const known = await replays();
  const kinds = Object.fromEntries(Object.entries(known).map(([system, r]) => [system, r.kinds]));
  const systems = Object.fromEntries(await Promise.all(Object.keys(known).map(async (name) => [name, await loadSystem(name)] as const)));
  // All files are read before the first is replayed: a bad one is refused at once.
  const read = filesAt(path).map((file) => ({file, recording: readRecording(textOf(file), file)}));
  const files: Found[] = [];
  let skipped = forEach(read, (one) => files.push({...one, kind: kindOf(one.recording, kinds, one.file)}));
  const rows: Row[] = [];
  // Outcomes are judged among those of their folder.
  for (const folder of new Set(files.map(({file}) => dirname(file)))) {
    const judged: Judged[] = [];
    const own = files.filter(({file}) => dirname(file) === folder);
    skipped += forEach(own, ({recording, kind}) => {
      const system = systems[systemOf(recording, systemNames())] as System;
      judged.push(...agreement(recording, replay(system, kind, recording, runs)));
    });
    const found = corrected(judged);
    rows.push(...found);
    if (values.json) continue;
    for (const {recording} of own) {
      const lacks = known[systemOf(recording, systemNames())]?.lacks ?? [];
      const told = found.filter((row) => row.recording === recording.scenario);
      if (told.length > 0) show(told, lacks);
    }
  }
  if (rows.length === 0) throw new Refusal(`${path}: nothing in it can be replayed here; what is known are the kinds ${kindNames(known)}`);
  if (values.json) console.log(JSON.stringify(rows, null, 1));
  else closing(rows);
  return skipped > 0 ? 1 : 0;
}

const kindNames = (known: {readonly [system: string]: Replays}): string =>
  Object.entries(known)
    .map(([system, {kinds}]) => `${system} ${kinds.map(({name}) => name).join(", ")}`)
    .join("; ");

if (import.meta.main) await command(main, HELP);
