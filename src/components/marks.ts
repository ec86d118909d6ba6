import {inAnyLanguage} from "../notebook/cells/chapter-name.ts";
import {progressBook} from "../notebook/page/progress.ts";

/** Marks in the sidebar for chapters begun and finished. `words`: the text beside a chapter, by its state. */
export function sidebarMarks(document: Document, words: DOMStringMap, base: string): void {
  const {chapters} = progressBook(localStorage).now();
  for (const link of document.querySelectorAll<HTMLAnchorElement>("#starlight__sidebar a")) {
    const state = chapters[inAnyLanguage(link.pathname.slice(base.length).replace(/\/$/, ""))];
    link.querySelector(".chapter-mark")?.remove();
    if (state === undefined) continue;
    const sign = document.createElement("span");
    sign.className = "chapter-mark";
    sign.dataset.state = state;
    sign.textContent = words[state] ?? state;
    link.append(" ", sign);
  }
}
