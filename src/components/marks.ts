/** Marks in the sidebar for the chapters that a reader has begun and done. Every page brings it, so it is short. */

/** Is said of the document whenever something of the reader's progress has changed. */
export const PROGRESS = "interregnum-progress";

const kept = (): boolean => {
  try {
    return localStorage.getItem("interregnum") !== null;
  } catch {
    return false;
  }
};

/** `words`: what stands beside a chapter, by its state. */
export function sidebarMarks(document: Document, words: DOMStringMap, base: string): void {
  let marked = false;
  const mark = async () => {
    // Only who has a book has it read, and who had one has its marks taken away.
    if (!kept() && !marked) return;
    marked = true;
    const {progressBook} = await import("../notebook/progress.ts");
    const {chapters} = progressBook(localStorage).now();
    for (const link of document.querySelectorAll<HTMLAnchorElement>("#starlight__sidebar a")) {
      const state = chapters[link.pathname.slice(base.length).replace(/\/$/, "")];
      link.querySelector(".chapter-mark")?.remove();
      if (state === undefined) continue;
      const sign = document.createElement("span");
      sign.className = "chapter-mark";
      sign.dataset.state = state;
      sign.textContent = words[state] ?? state;
      link.append(" ", sign);
    }
  };
  document.addEventListener(PROGRESS, mark);
  mark();
}
