import {wordsIn} from "../../words/languages.ts";
import {chapterCells} from "../cells/chapter-module.ts";
import {type LivePage, openPage} from "./live-page.ts";

/** What nearly every control and figure needs. Asked for while the chapter's cells come, and not first when one of them is evaluated. */
function fetchAhead(): void {
  const needed = [import("../../views/space-time.ts"), import("@observablehq/inputs")];
  // What did not come is asked for again where it is used, and that is where its absence is told.
  void Promise.allSettled(needed);
}

/** Makes a page's chapter live, with its cells and the words of its language. One module: each that a page names is a name it brings untouched. */
export async function openChapter(document: Document, chapter: string): Promise<LivePage> {
  fetchAhead();
  const [module, words] = await Promise.all([chapterCells(chapter), wordsIn(document.documentElement.lang)]);
  return openPage({document, words}, chapter, module);
}
