/** A chapter without questions is finished when its end scrolls into sight. Only then is the code of the progress book fetched. */
import {PROGRESS} from "./kept.ts";

const end = new IntersectionObserver(async (entries) => {
  const seen = entries.find(({isIntersecting}) => isIntersecting)?.target;
  if (!(seen instanceof HTMLElement)) return;
  end.disconnect();
  const {progressBook} = await import("../notebook/page/progress.ts");
  try {
    progressBook(localStorage).finish(seen.dataset.chapterEnd ?? "");
  } catch {
    // Without storage there is nothing to mark.
    return;
  }
  document.dispatchEvent(new Event(PROGRESS));
});
for (const place of document.querySelectorAll("[data-chapter-end]")) end.observe(place);
