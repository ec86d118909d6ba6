import {readFileSync} from "node:fs";
import {JSDOM} from "jsdom";
import type {Timeline} from "../src/engine/checking/consistency/timeline.ts";
import {svgOf} from "../src/notebook/export/svg.ts";
import {historyTimeline} from "../src/views/history.ts";
import {allWordsIn} from "../src/words/languages.ts";

/** A history's picture as an SVG that stands alone, in the colours of the day: what a reader would save from the page. */
export async function historySvg(timeline: Timeline, caption: string): Promise<string> {
  const {document} = new JSDOM(`<!doctype html><html lang="en"><head><style>${styles()}</style></head><body></body></html>`).window;
  const figure = historyTimeline(timeline, {document, words: await allWordsIn("en"), caption});
  document.body.append(figure);
  return svgOf(figure);
}

/** The styles of such a figure with every colour written out: who shows the file may know no variables. */
function styles(): string {
  const sheet = (name: string) => readFileSync(new URL(`../src/views/${name}.css`, import.meta.url), "utf8");
  const day = /:root \{([^}]*)\}/.exec(sheet("theme"))?.[1] ?? "";
  const colours = new Map([...day.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]));
  const text = `${sheet("figure")}\n${sheet("history")}\n.figure {background: #fdfcf9; font-family: sans-serif}`;
  return text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => colours.get(name) ?? "black");
}
