/** `node tests/views/page.ts`: every example of the gallery on one page, for the eye. */
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {draw, examples} from "./gallery.ts";

const root = join(import.meta.dirname, "../..");
const css = ["theme", "space-time"].map((name) => readFileSync(join(root, `src/views/${name}.css`), "utf8")).join("");
const figures = examples.map((example) => `<h2>${example.name}</h2>${draw(example).figure.outerHTML}`);
const page = `<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8"><title>Gallery of the views</title>
<style>body{background:var(--figure-ground);color:var(--figure-ink);font-family:sans-serif;margin:2rem auto;max-width:46rem}${css}</style>
<button onclick="const d=document.documentElement.dataset;d.theme=d.theme==='dark'?'light':'dark'">light, dark</button>${figures.join("\n")}</html>`;
mkdirSync(join(root, ".cache"), {recursive: true});
const file = join(root, ".cache/gallery.html");
writeFileSync(file, page);
console.log(file);
