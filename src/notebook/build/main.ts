/**
 * `npm run notebook`: checks what the chapters quote and claim, runs their cells, and saves the outputs for the site's build to read.
 * In a process of its own, because a global `document` makes other libraries of the site's build believe that they are in a page.
 * With `types` it only checks the types of the cells.
 */
import {once} from "node:events";
import {availableParallelism} from "node:os";
import process from "node:process";
import {Worker} from "node:worker_threads";
import {Refusal} from "../../engine/vocabulary.ts";
import {type Chapter, chapters} from "./chapters.ts";
import {checkTypes} from "./check-types.ts";
import {type Complaint, compile, complain} from "./compile.ts";
import {quotes} from "./quotes.ts";
import type {SavedOrWrong} from "./save-worker.ts";
import {readSaved} from "./saved.ts";

try {
  const complaints = process.argv[2] === "types" ? await checkTypes(chapters()) : await saveAll();
  for (const complaint of complaints) console.error(complain(complaint));
  process.exit(complaints.length === 0 ? 0 : 1);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exit(1);
}

async function saveAll(): Promise<Complaint[]> {
  const found: Complaint[] = [];
  const unsaved: Chapter[] = [];
  for (const chapter of chapters()) {
    const compiled = compile(chapter);
    const wrong = [...compiled.complaints, ...(await quotes(chapter, compiled.declared))];
    found.push(...wrong);
    if (wrong.length === 0 && readSaved(chapter) === null) unsaved.push(chapter);
  }
  // Neighbours are often of one system, and what the first has seen of it need not be seen again: they are not saved side by side.
  const rest = [...unsaved.filter((_, i) => i % 2 === 0), ...unsaved.filter((_, i) => i % 2 === 1)].values();
  await Promise.all(
    Array.from({length: Math.min(availableParallelism(), unsaved.length)}, async () => {
      found.push(...(await saveEach(rest)));
    }),
  );
  return found;
}

/** Saves chapters in a thread of its own until none is left. */
async function saveEach(rest: Iterable<Chapter>): Promise<Complaint[]> {
  const worker = new Worker(new URL("./save-worker.ts", import.meta.url));
  const found: Complaint[] = [];
  for (const {path, cells} of rest) {
    worker.postMessage(path);
    const [{complaints, seconds}] = (await once(worker, "message")) as [SavedOrWrong];
    found.push(...complaints);
    if (complaints.length === 0) console.log(`${path}: ${cells.length} cells saved in ${seconds.toFixed(1)} s`);
  }
  await worker.terminate();
  return found;
}
