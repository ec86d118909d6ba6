import {existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {agreement, type Counts, type Row, type Summary} from "../src/engine/analysis/agreement.ts";
import {kindOf, readRecording, replay, systemOf} from "../src/engine/checking/recording.ts";
import type {Lack, RecordingKind} from "../src/engine/model/recorded.ts";
import {Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, wholeNumber} from "./command.ts";
import {FOLDER, loadSystem, systemNames} from "./systems.ts";

const USAGE = "recordings -- PATH [--runs N] [--json]";

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

function show(rows: readonly Row[], lacks: readonly Lack[]): void {
  console.log(rows[0]?.recording ?? "");
  for (const r of rows) {
    if (r.agrees === null) continue;
    const verdict = r.agrees ? `agrees by ${r.by}` : "DIFFERS";
    console.log(`  ${verdict.padEnd(22)} ${r.metric}: real ${inWords(r.real)}; model ${inWords(r.model)}`);
    const lack = lacks.find((l) => r.recording.startsWith(l.recording) && l.metrics.includes(r.metric));
    if (!r.agrees && lack) console.log(`${" ".repeat(25)}${lack.why}`);
  }
}

function closing(rows: readonly Row[]): void {
  for (const role of ["outcome", "time", "count"]) {
    const compared = rows.filter((r) => r.role === role && r.agrees !== null);
    if (compared.length > 0) console.log(`${role}s: ${compared.filter((r) => r.agrees).length} of ${compared.length} agree`);
  }
}

async function main(): Promise<number> {
  const {values, positionals} = readArguments(OPTIONS, USAGE);
  const [path] = positionals;
  if (path === undefined) throw new Refusal(`nothing to replay; usage: ${USAGE}`);
  if (positionals[1] !== undefined) throw new Refusal(`"${positionals[1]}" is one word too many; usage: ${USAGE}`);
  const runs = wholeNumber(values.runs, "runs", 1000, 1);
  const known = await replays();
  const kinds = Object.fromEntries(Object.entries(known).map(([system, r]) => [system, r.kinds]));
  // All files are read before the first is replayed: a bad one is refused at once.
  const files = filesAt(path).map((file) => {
    const recording = readRecording(readFileSync(file, "utf8"), file);
    return {recording, kind: kindOf(recording, kinds, file)};
  });
  const rows: Row[] = [];
  for (const {recording, kind} of files) {
    const system = systemOf(recording, systemNames());
    const found = agreement(recording, replay(await loadSystem(system), kind, recording, runs));
    rows.push(...found);
    if (!values.json) show(found, known[system]?.lacks ?? []);
  }
  if (values.json) console.log(JSON.stringify(rows, null, 1));
  else closing(rows);
  return 0;
}

await command(main);
