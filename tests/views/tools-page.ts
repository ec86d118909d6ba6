/** `npx node tests/views/tools-page.ts`: every example of a view that judges or compares runs on one page, for the eye. */
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {page} from "./gallery.ts";
import {tools} from "./tools.ts";

const root = join(import.meta.dirname, "../..");
const css = ["theme", "figure", "controls", "compare", "waterfall", "lights", "branches"]
  .map((name) => readFileSync(join(root, `src/views/${name}.css`), "utf8"))
  .join("");
const figures = tools.map(({name, draw}) => `<h2>${name}</h2>${draw(page().document).outerHTML}`);
const html = `<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gallery of the tools</title>
<style>body{background:var(--figure-ground);color:var(--figure-ink);font-family:sans-serif;margin:2rem auto;max-width:46rem;padding:0 0.5rem}${css}</style><main><h1>Gallery</h1>
<button onclick="const d=document.documentElement.dataset;d.theme=d.theme==='dark'?'light':'dark'">light, dark</button>${figures.join("\n")}</main></html>`;
mkdirSync(join(root, ".cache"), {recursive: true});
const file = join(root, ".cache/tools.html");
writeFileSync(file, html);
console.log(file);
