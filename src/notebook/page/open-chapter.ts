import {wordsIn} from "../../words/languages.ts";
import {chapterCells} from "../cells/chapter-module.ts";
import {type LivePage, openPage} from "./live-page.ts";

/** Makes a page's chapter live, with its cells and the words of its language. One module: each that a page names is a name it brings untouched. */
export async function openChapter(document: Document, chapter: string): Promise<LivePage> {
  const [module, words] = await Promise.all([chapterCells(chapter), wordsIn(document.documentElement.lang)]);
  return openPage({document, words}, chapter, module);
}
