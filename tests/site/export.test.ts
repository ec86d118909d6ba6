import {readFileSync} from "node:fs";
import {join} from "node:path";
import type {Browser, Page} from "playwright-core";
import {build, type Rolldown} from "vite";
import {beforeAll, expect, test} from "vitest";
import {reigns} from "../../src/views/reigns.ts";
import {english} from "../english.ts";
import {page as blank, recordedRun, scenarios} from "../views/gallery.ts";
import {openBrowser} from "./chromium.ts";

const root = join(import.meta.dirname, "../..");
const css = ["theme", "figure", "controls"].map((name) => readFileSync(join(root, `src/views/${name}.css`), "utf8")).join("");
const figure = reigns(recordedRun(scenarios.zookeeper("leader-pause")), {document: blank().document, words: english}).outerHTML;

interface Takeaway {
  readonly svgOf: (figure: Element) => string;
  readonly pngOf: (figure: Element) => Promise<Blob>;
}

let browser: Browser;
let script: string;

/** What makes pictures, as a plain script that sets the global `takeaway`. */
async function bundled(): Promise<string> {
  const entry = join(root, "src/notebook/export/svg.ts");
  const made = await build({
    configFile: false,
    root,
    logLevel: "error",
    build: {write: false, minify: false, lib: {entry, formats: ["iife"], name: "takeaway"}},
  });
  const [output] = (Array.isArray(made) ? made : [made]) as Rolldown.RolldownOutput[];
  const chunk = output?.output[0];
  if (chunk?.type !== "chunk") throw new Error("the bundle has no chunk");
  return chunk.code;
}

beforeAll(async () => {
  browser = await openBrowser();
  script = await bundled();
}, 60_000);

/** A page with one figure, by day or by night. */
async function opened(theme: "light" | "dark"): Promise<Page> {
  const page = await browser.newPage();
  const style = `<style>body{background:var(--figure-ground);color:var(--figure-ink)}${css}</style>`;
  await page.setContent(`<!doctype html><html lang="en" data-theme="${theme}">${style}<body>${figure}</body></html>`);
  await page.addScriptTag({content: `${script};globalThis.takeaway = takeaway;`});
  return page;
}

const svgOf = (page: Page): Promise<string> =>
  page.evaluate(() => (globalThis as unknown as {takeaway: Takeaway}).takeaway.svgOf(document.querySelector("figure") as Element));

test.each(["light", "dark"] as const)(
  "%s: a picture that stands alone has the colours and the faces that it had in its page",
  async (theme) => {
    const page = await opened(theme);
    const looks = (selector: string) =>
      page.$$eval(`${selector} .process rect, ${selector} .process text`, (all) =>
        all.map((element) => {
          const {fill, stroke, fontSize, fontWeight} = getComputedStyle(element);
          return [fill, stroke, fontSize, fontWeight];
        }),
      );
    const there = await looks("figure svg:not(.names)");
    const svg = await svgOf(page);
    expect(svg).not.toContain("var(--");
    const alone = await browser.newPage();
    await alone.setContent(svg.replace(/^<\?xml.*\n/, ""));
    const here = await alone.$$eval("svg svg > g > *", (all) => {
      const marks = all.flatMap((element) => [element, ...element.querySelectorAll("*")]).filter((e) => e.matches("rect, text"));
      return marks.map((element) => {
        const {fill, stroke, fontSize, fontWeight} = getComputedStyle(element);
        return JSON.stringify([fill, stroke, fontSize, fontWeight]);
      });
    });
    for (const look of there) expect(here).toContain(JSON.stringify(look));
    expect(there.length).toBeGreaterThan(10);
    await page.close();
    await alone.close();
  },
);

test("a PNG has twice as many pixels as the picture, and not all of one colour", async () => {
  const page = await opened("light");
  const [width, height] = await svgOf(page).then((svg) =>
    [...svg.matchAll(/ (?:width|height)="(\d+)"/g)].slice(0, 2).map((m) => Number(m[1])),
  );
  const pixels = await page.evaluate(async () => {
    const png = await (globalThis as unknown as {takeaway: Takeaway}).takeaway.pngOf(document.querySelector("figure") as Element);
    const bitmap = await createImageBitmap(png);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    const {data} = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? {data: []};
    const colours = new Set<string>();
    for (let i = 0; i < data.length; i += 4) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
    return {type: png.type, width: bitmap.width, height: bitmap.height, colours: colours.size};
  });
  expect(pixels).toMatchObject({type: "image/png", width: 2 * (width ?? 0), height: 2 * (height ?? 0)});
  expect(pixels.colours).toBeGreaterThan(10);
  await page.close();
});
