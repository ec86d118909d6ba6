/** A chapter that asks nothing is done when its end comes into sight. The book of progress comes then. */
import {PROGRESS} from "./kept.ts";

const end = new IntersectionObserver(async (entries) => {
  const seen = entries.find(({isIntersecting}) => isIntersecting)?.target;
  if (!(seen instanceof HTMLElement)) return;
  end.disconnect();
  const {progressBook} = await import("../notebook/page/progress.ts");
  try {
    progressBook(localStorage).finish(seen.dataset.chapterEnd ?? "");
  } catch {
    // A browser that keeps nothing has nothing to mark.
    return;
  }
  document.dispatchEvent(new Event(PROGRESS));
});
for (const place of document.querySelectorAll("[data-chapter-end]")) end.observe(place);
