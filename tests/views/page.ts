/** `npx node tests/views/page.ts`: every example of the gallery on one page, for the eye. */
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {faults} from "../../src/views/faults.ts";
import {english} from "../english.ts";
import {draw, examples, scenarios, together} from "./gallery.ts";

const root = join(import.meta.dirname, "../..");
const css = ["theme", "figure", "controls", "cluster", "faults"]
  .map((name) => readFileSync(join(root, `src/views/${name}.css`), "utf8"))
  .join("");
const figures = examples.map((example) => {
  const {figure, run} = draw(example);
  // Half-way through a cluster there is more to see than at its end.
  if (example.view === "cluster") move(figure, run.events);
  reflect(figure);
  return `<h2>${example.name}</h2>${figure.outerHTML}`;
});
const shared = together(scenarios.zookeeper("leader-loss", {writes: 3}));
shared.head.seek(400);
for (const part of [shared.editor, shared.head]) reflect(part);
const mixed = faults(
  {
    ...scenarios.zookeeper("leader-loss"),
    faults: [
      {kind: "cut", nodes: ["z1"], from: ["z3"], at: 800},
      {kind: "pause", node: "@leader", forMs: 1500, at: 1200},
      {kind: "heal", nodes: ["z1"], from: ["z3"], at: 2400},
      {kind: "crash", node: "z2", at: 3100},
      {kind: "restart", node: "z2", at: 4000},
    ],
  },
  {document: shared.window.document, words: english},
);
reflect(mixed);
const all = [mixed, shared.editor, shared.head, ...Object.values(shared.figures)].map((part) => part.outerHTML);
const page = `<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gallery of the views</title>
<style>body{background:var(--figure-ground);color:var(--figure-ink);font-family:sans-serif;margin:2rem auto;max-width:46rem;padding:0 0.5rem}${css}</style><main><h1>Gallery</h1>
<button onclick="const d=document.documentElement.dataset;d.theme=d.theme==='dark'?'light':'dark'">light, dark</button>${figures.join("\n")}<h2>Together</h2>${all.join("\n")}</main></html>`;
mkdirSync(join(root, ".cache"), {recursive: true});
const file = join(root, ".cache/gallery.html");
writeFileSync(file, page);
console.log(file);

/** Written as text a control's value would be lost. */
function reflect(part: Element): void {
  for (const input of part.querySelectorAll("input")) input.setAttribute("value", input.value);
}

function move(figure: HTMLElement, events: number): void {
  const range = figure.querySelector("input") as HTMLInputElement;
  range.value = String(Math.floor(Number(range.max) * (events > 10_000 ? 0.32 : 0.55)));
  range.dispatchEvent(new (figure.ownerDocument.defaultView as unknown as typeof globalThis).Event("input", {bubbles: true}));
}
