import {createHash} from "node:crypto";
import {readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {transform} from "sucrase";

/** Files that a reader without a network does not need: the worker itself, and what search engines read. */
const left = /^(sw\.js|sitemap.*\.xml|robots\.txt)$|\.map$/;

/**
 * The service worker of a site: the code of `service-worker.ts` with the list of the site's files, and a version that changes with any of
 * them. @param {string} folder
 */
export function serviceWorker(folder) {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll("\\", "/").replace(/^\//, ""))
    .filter((file) => !left.test(file))
    .sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
  const source = readFileSync(new URL("../src/components/service-worker.ts", import.meta.url), "utf8");
  const {code} = transform(source, {transforms: ["typescript"], disableESTransforms: true});
  const version = hash.update(code).digest("hex").slice(0, 16);
  return `const version = ${JSON.stringify(version)};\nconst files = ${JSON.stringify(files)};\n${code}`;
}

/**
 * Astro integration: writes `sw.js` beside the finished site.
 * @returns {import("astro").AstroIntegration}
 */
export function offline() {
  return {
    name: "interregnum:offline",
    hooks: {
      "astro:build:done": ({dir}) => {
        const folder = fileURLToPath(dir);
        writeFileSync(join(folder, "sw.js"), serviceWorker(folder));
      },
    },
  };
}
