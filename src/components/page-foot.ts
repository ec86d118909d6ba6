/** What every page brings of its foot: it listens, and fetches what answers. */
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

/** Marks the chapters that a reader has begun and done. Only who has a book has it read, and who had one has its marks taken away. */
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
 * Keeps the course for when there is no network, once the page has all it needs itself. Who asks to save data is asked for none.
 * What says that a newer version has come is fetched when one comes.
 */
export function offline(document: Document, base: string): void {
  const workers = navigator.serviceWorker;
  // An insecure address has none.
  if (workers === undefined || Reflect.get(navigator, "connection")?.saveData === true) return;
  const register = async () => {
    const registration = await workers.register(`${base}sw.js`);
    const follow = () => {
      // The first of all replaces nothing.
      if (workers.controller !== null) void import("./newer.ts").then(({newer}) => newer(document, registration));
    };
    if (registration.waiting ?? registration.installing) follow();
    registration.addEventListener("updatefound", follow);
  };
  // A page that cannot keep itself is still a page.
  const begin = () => void register().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, {once: true});
}
