import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import type {AstroIntegration} from "astro";
import {wordsIn} from "../../words/languages.ts";
import {chapters, root} from "./chapters.ts";
import {ipynb} from "./ipynb.ts";
import {readSaved} from "./saved.ts";

/** Stylesheets that colour a drawing. */
const sheets = ["theme", "figure", "cluster", "compare", "waterfall"];

/** What a drawing needs of them: without comments, and in as few characters as it takes. */
const drawingCss = (): string =>
  sheets
    .map((name) => readFileSync(join(root, `src/views/${name}.css`), "utf8"))
    .join("")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ");

/** Astro integration: writes each chapter as a Jupyter notebook beside the finished site, `zookeeper.ipynb` for `zookeeper/`. */
export function notebookFiles(): AstroIntegration {
  return {
    name: "interregnum:ipynb",
    hooks: {
      "astro:build:done": async ({dir}) => {
        const css = drawingCss();
        const words = await wordsIn("en");
        for (const chapter of chapters()) {
          const saved = chapter.cells.length === 0 ? null : readSaved(chapter);
          if (saved === null) continue;
          const file = join(fileURLToPath(dir), `${chapter.name}.ipynb`);
          mkdirSync(dirname(file), {recursive: true});
          writeFileSync(file, `${JSON.stringify(ipynb(chapter, saved, {css, words}), null, 1)}\n`);
        }
      },
    },
  };
}
