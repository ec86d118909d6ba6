/**
 * Search, loaded when a reader reaches for it. Starlight fetches its interface (26 KB gzipped, twice what a whole page may have before it
 * is touched) as soon as the browser is idle; this replaces it (see astro.config.mjs) and fetches it at the first sign of interest.
 */
export function PagefindUI(options: {readonly element: string}): void {
  const search = document.querySelector("site-search");
  if (search === null) return;
  const interest = new AbortController();
  const {signal} = interest;
  const arrive = async () => {
    interest.abort();
    const {PagefindUI: Interface} = await import("@pagefind/default-ui/npm_dist/mjs/ui-core.mjs");
    new Interface(options);
    // The dialog may have been opened meanwhile, and Starlight have found nothing to focus.
    if (search.querySelector("dialog")?.open) search.querySelector("input")?.focus();
  };
  for (const sign of ["pointerenter", "focusin", "click"]) search.addEventListener(sign, arrive, {signal});
  window.addEventListener("keydown", (event) => event.key === "k" && (event.ctrlKey || event.metaKey) && arrive(), {signal});
  // Opened before the browser was idle for the first time.
  if (search.querySelector("dialog")?.open) void arrive();
}
