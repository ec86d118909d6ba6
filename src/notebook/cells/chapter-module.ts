import type {System} from "../../engine/model/system.ts";
import type {Cell} from "./cell.ts";

/** The module that the build makes of a chapter's cells. */
export interface ChapterModule {
  readonly cells: readonly Cell[];
  readonly systems: readonly System[];
}

const chapters = import.meta.glob<ChapterModule>("../../content/docs/**/*.mdx", {query: "?cells"});

/** Fetches a chapter's cells. Here, and not where they are wanted: the list of all chapters comes with the first touch, too. */
export function chapterCells(chapter: string): Promise<ChapterModule> {
  const found = chapters[`../../content/docs/${chapter}.mdx`];
  return found?.() ?? Promise.reject(new Error(`Interregnum is wrong: no compiled cells for chapter ${chapter}`));
}
