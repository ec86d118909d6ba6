/** All that the foot of every page loads up front: it listens, and fetches the rest. */
import {kept, PROGRESS} from "./kept.ts";

/** Opens the list of keys by `?`, unless something is being typed, and by its button. */
export function keyList(document: Document): void {
  const show = () => {
    const was = document.activeElement;
    void import("./key-list.ts").then(({showKeys}) => showKeys(document, was));
  };
  document.querySelector(".keys-hint button")?.addEventListener("click", show);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
    event.preventDefault();
    show();
  });
}

const isTyped = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])"));

/**
 * Marks the chapters that a reader has begun and finished. The book is read only if there is one; where it has gone, its marks are removed.
 */
export function progressMarks(document: Document, words: DOMStringMap, base: string): void {
  let marked = false;
  const mark = () => {
    if (!kept() && !marked) return;
    marked = true;
    void import("./marks.ts").then(({sidebarMarks}) => sidebarMarks(document, words, base));
  };
  document.addEventListener(PROGRESS, mark);
  mark();
}

/**
 * Stores the course for offline reading, once the page itself has loaded; not for a reader who asks to save data. The notice about a newer
 * version is fetched only when there is one.
 */
export function offline(document: Document, base: string): void {
  const workers = navigator.serviceWorker;
  // Insecure origins have no service workers.
  if (workers === undefined || Reflect.get(navigator, "connection")?.saveData === true) return;
  const register = async () => {
    const registration = await workers.register(`${base}sw.js`);
    const follow = () => {
      // The first version of all is not an update.
      if (workers.controller !== null) void import("./newer.ts").then(({newer}) => newer(document, registration));
    };
    if (registration.waiting ?? registration.installing) follow();
    registration.addEventListener("updatefound", follow);
  };
  // A page without a service worker still works.
  const begin = () => void register().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, {once: true});
}
