/**
 * `npm run sweeps`: computes the rows of every sweep of every chapter that are missing or stale, on all cores, and writes them under data/.
 * The build, the page and the tests only read them.
 */
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {availableParallelism} from "node:os";
import {dirname, join} from "node:path";
import process from "node:process";
import {Worker} from "node:worker_threads";
import type {Row} from "../../engine/analysis/sweep.ts";
import {encode, print} from "../rows.ts";
import {chapters, root} from "./chapters.ts";
import {compile, complain} from "./compile.ts";
import {readArtefact} from "./rows.ts";
import {type FoundSweep, sweepsOf} from "./sweeps-of.ts";

/** Runs a worker does before it tells of them. */
const CHUNK = 20;

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
      if (typeof readArtefact(one) === "string") await write(one);
    }
  }
}
if (!failed) forget();
process.exit(failed ? 1 : 0);

async function write(found: FoundSweep): Promise<void> {
  const {path, key, sweep} = found;
  const start = performance.now();
  const rows = await compute(found);
  const text = print(encode(key, sweep.plan, rows));
  mkdirSync(dirname(join(root, path)), {recursive: true});
  writeFileSync(join(root, path), text);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${path}: ${rows.length} runs in ${seconds.toFixed(1)} s, ${(text.length / rows.length).toFixed(1)} bytes a run`);
}

/** The rows in their order, each computed by whichever core is free. */
async function compute({file, slice, sweep}: FoundSweep): Promise<Row[]> {
  const {count} = sweep.plan;
  const rows: Row[] = new Array(count);
  let next = 0;
  const one = () =>
    new Promise<void>((done, fail) => {
      const worker = new Worker(new URL("./rows-worker.ts", import.meta.url), {workerData: {file, slice}});
      const give = () => {
        if (next >= count) return void worker.terminate().then(() => done());
        const from = next;
        next = Math.min(count, next + CHUNK);
        worker.postMessage({from, to: next});
      };
      worker.on("error", fail);
      worker.on("message", ({from, made}: {from: number; made: readonly Row[]}) => {
        made.forEach((row, i) => {
          rows[from + i] = row;
        });
        give();
      });
      give();
    });
  await Promise.all(Array.from({length: Math.min(availableParallelism(), Math.ceil(count / CHUNK))}, one));
  return rows;
}

/** Removes rows that no chapter asks for any more. */
function forget(): void {
  const folder = join(root, "data");
  if (!existsSync(folder)) return;
  for (const chapter of chapters()) {
    const own = join(folder, chapter.name);
    for (const name of existsSync(own) ? readdirSync(own) : []) {
      const path = `data/${chapter.name}/${name}`;
      if (!name.endsWith(".json") || kept.has(path)) continue;
      rmSync(join(root, path));
      console.log(`${path}: removed, no cell asks for it`);
    }
  }
}
