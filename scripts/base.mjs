/**
 * The base path as Astro, the server and the tests all want it: one slash at either end.
 * `some/path`, `/some/path` and `/some/path/` are the same place; nothing at all is `/`.
 * @param {string | undefined} given
 */
export function normaliseBase(given) {
  const inner = (given ?? "").split("/").filter(Boolean).join("/");
  return inner === "" ? "/" : `/${inner}/`;
}

/** The site that `npm test` builds and its browser tests read: under a path, where a forgotten base shows. */
export const testSite = {folder: ".cache/site", base: "/some/path/"};
