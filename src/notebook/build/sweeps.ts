/**
 * `npm run sweeps`: computes the rows of every sweep of every chapter and of the score card that are missing or stale, on all cores, and the
 * recordings that cells set beside the model; writes all under data/.
 * The build, the page and the tests only read them.
 */
import {mkdirSync, rmSync, writeFileSync} from "node:fs";
import {availableParallelism} from "node:os";
import {dirname, join} from "node:path";
import process from "node:process";
import {Worker} from "node:worker_threads";
import {inAnyLanguage} from "../cells/chapter-name.ts";
import type {RecordedFile} from "../cells/recorded.ts";
import {encode, print} from "../cells/rows.ts";
import {type FoundSweep, sweepsOf} from "./chapter-sweeps.ts";
import {type Chapter, chapters, root} from "./chapters.ts";
import {comparisonPath, judgedTogether, readComparison, recordingsOf} from "./committed-comparisons.ts";
import {committedFiles, readArtefact, rowsOfKey} from "./committed-rows.ts";
import {compile, complain} from "./compile.ts";
import {computedRows} from "./computed-rows.ts";
import {mendedCard} from "./mended-card.ts";

let failed = false;
const kept = new Set<string>();
for (const chapter of chapters()) {
  const compiled = compile(chapter);
  const found = compiled.complaints.length > 0 ? compiled.complaints : await sweepsOf(chapter, compiled);
  for (const one of found) {
    if ("says" in one) {
      console.error(complain(one));
      failed = true;
    } else {
      kept.add(one.path);
      const artefact = readArtefact(one);
      if (typeof artefact === "string") await mend(chapter, one, artefact);
    }
  }
}
const names = [...new Set(chapters().flatMap(recordingsOf))];
const recordings = names.values();
await Promise.all(
  Array.from({length: availableParallelism()}, async () => {
    for (const name of recordings) await writeComparison(name);
  }),
);
for (const {path, text, says} of await mendedCard()) {
  kept.add(path);
  if (text !== null) writeText(path, text);
  if (says !== "") console.log(says);
}
if (!failed) for (const [path, file] of await judgedTogether(names)) writeText(path, inLines(file));
if (!failed) forget();
process.exit(failed ? 1 : 0);

/** Computes what is missing or stale. */
async function mend(chapter: Chapter, found: FoundSweep, why: string): Promise<void> {
  if (inAnyLanguage(chapter.name) !== chapter.name) {
    const {line = 1} = chapter.cells.find(({id}) => id === found.slice.cell) ?? {};
    console.error(complain({path: chapter.path, line, says: `${why}, in its author's language; a translation has the same rows`}));
    failed = true;
    return;
  }
  const known = rowsOfKey(found.key);
  if (known === null) return write(found);
  writeText(found.path, print({...known.artefact, key: found.key}));
  console.log(`${found.path}: the rows of ${known.path}, nothing is computed`);
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
}

async function write(found: FoundSweep): Promise<void> {
  const {path, key, sweep} = found;
  const start = performance.now();
  const {file, slice} = found;
  const rows = await computedRows(sweep.plan.count, new URL("./rows-worker.ts", import.meta.url), {file, slice});
  const text = print(encode(key, sweep.plan, rows));
  writeText(path, text);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${path}: ${rows.length} runs in ${seconds.toFixed(1)} s, ${(text.length / rows.length).toFixed(1)} bytes a run`);
}

async function writeComparison(name: string): Promise<void> {
  const path = comparisonPath(name);
  kept.add(path);
  try {
    if (typeof (await readComparison(name)) !== "string") return;
    const start = performance.now();
    const text = inLines(await compared(name));
    writeText(path, text);
    console.log(`${path}: ${text.length} bytes in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error((error as Error).message);
    failed = true;
  }
}

/** A line a metric. */
function inLines(file: RecordedFile): string {
  return `${JSON.stringify(file).replaceAll('{"metric"', '\n{"metric"')}\n`;
}

function compared(name: string): Promise<RecordedFile> {
  return new Promise((done, fail) => {
    const worker = new Worker(new URL("./comparison-worker.ts", import.meta.url), {workerData: name});
    worker.on("error", fail);
    worker.on("message", done);
  });
}

/** Removes rows that no chapter asks for any more. */
function forget(): void {
  for (const path of committedFiles()) {
    if (kept.has(path)) continue;
    rmSync(join(root, path));
    console.log(`${path}: removed, no cell asks for it`);
  }
}
