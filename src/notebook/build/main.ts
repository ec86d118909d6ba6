/**
 * `npm run notebook`: checks what the chapters quote and claim, runs their cells, and saves the outputs for the site's build to read.
 * In a process of its own, because a global `document` makes other libraries of the site's build believe that they are in a page.
 * With `types` it only checks the types of the cells.
 */
import process from "node:process";
import {Refusal} from "../../engine/vocabulary.ts";
import {cardNames} from "../library/card-names.ts";
import {type Chapter, chapters} from "./chapters.ts";
import {checkTypes} from "./check-types.ts";
import {cardComplaints} from "./committed-card.ts";
import {type Complaint, compile, complain} from "./compile.ts";
import {quotes} from "./quotes.ts";
import {save} from "./save.ts";
import {readSaved, writeSaved} from "./saved.ts";

try {
  const complaints = process.argv[2] === "types" ? await checkTypes(chapters()) : await saveAll();
  for (const complaint of complaints) console.error(complain(complaint));
  process.exit(complaints.length === 0 ? 0 : 1);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** What is wrong with the committed card, if a chapter shows it. */
async function cardOf({cells, path}: Chapter): Promise<Complaint[]> {
  const cell = cells.find(({source}) => Object.keys(cardNames).some((name) => source.includes(name)));
  return cell === undefined ? [] : (await cardComplaints()).map((says) => ({path, line: cell.line, says}));
}

async function saveAll(): Promise<Complaint[]> {
  const found: Complaint[] = [];
  for (const chapter of chapters()) {
    const compiled = compile(chapter);
    const wrong = [...compiled.complaints, ...(await quotes(chapter, compiled.declared))];
    found.push(...wrong);
    if (wrong.length > 0 || readSaved(chapter) !== null) continue;
    const stale = await cardOf(chapter);
    if (stale.length > 0) {
      found.push(...stale);
      continue;
    }
    const start = performance.now();
    const result = await save(chapter, compiled);
    if (Array.isArray(result)) {
      found.push(...result);
      continue;
    }
    writeSaved(chapter, result);
    console.log(`${chapter.path}: ${chapter.cells.length} cells saved in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  return found;
}
