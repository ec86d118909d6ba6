/** Saves the outputs of the chapters it is told of, one after the other; answers with what is wrong with each, and how long it took. */
import {join} from "node:path";
import {parentPort} from "node:worker_threads";
import {cardNames} from "../library/card-names.ts";
import {type Chapter, readChapter, root} from "./chapters.ts";
import {cardComplaints} from "./committed-card.ts";
import {type Complaint, compile} from "./compile.ts";
import {save} from "./save.ts";
import {writeSaved} from "./saved.ts";

/** What became of a chapter. */
export interface SavedOrWrong {
  readonly complaints: readonly Complaint[];
  readonly seconds: number;
}

parentPort?.on("message", async (path: string) => {
  const start = performance.now();
  const chapter = readChapter(join(root, path));
  const stale = await cardOf(chapter);
  const result = stale.length > 0 ? stale : await save(chapter, compile(chapter));
  const complaints = Array.isArray(result) ? result : [];
  if (!Array.isArray(result)) writeSaved(chapter, result);
  parentPort?.postMessage({complaints, seconds: (performance.now() - start) / 1000} satisfies SavedOrWrong);
});

/** What is wrong with the committed card, if a chapter shows it. */
async function cardOf({cells, path}: Chapter): Promise<Complaint[]> {
  const cell = cells.find(({source}) => Object.keys(cardNames).some((name) => source.includes(name)));
  return cell === undefined ? [] : (await cardComplaints()).map((says) => ({path, line: cell.line, says}));
}
