import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {Page} from "playwright-core";
import {expect} from "vitest";
import {doubleMessages} from "./doubled-page.ts";
import type {Question} from "./tour.ts";

// What is asked of every page. A question that changes its page puts it back, unless it is the last of its tour.

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Bytes of script that a chapter brought before its readers could edit it, link to it and be asked (b285ae9), and how much more all that may cost. */
const [before, more] = [6976, 3000];

/** Bytes, gzipped, of a page that nobody has touched yet. What only a gesture needs comes with the gesture. */
export const budget = {document: 70_000, stylesheet: 25_000, script: before + more};

/** A screen, a tablet, a phone. */
const widths = [1280, 768, 360] as const;

/** Pixels, either way: as much as a finger covers. */
const FINGER = 44;

export const loads: Question = {
  claim: "loads under its base without an error, and asks nobody else for anything",
  wrong: async ({errors, foreign, rest}) => {
    await rest();
    return [...errors, ...foreign.map((url) => `asks ${url}`)];
  },
};

export const isLight: Question = {
  claim: "stays within its budget when nobody has touched it",
  wrong: async ({weight, rest}, path) => {
    await rest();
    const weighs = await weight();
    console.log(`before touch of /${path}: ${weighs.script} bytes of script, gzipped`);
    const kinds = Object.entries(budget) as [kind: keyof typeof budget, most: number][];
    return kinds.flatMap(([kind, most]) => (weighs[kind] > most ? [`${weighs[kind]} bytes of ${kind}, at most ${most}`] : []));
  },
};

export const hasNoBarrier: Question = {
  claim: "has no barrier that axe finds",
  wrong: async ({page}) => {
    expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
    await page.addScriptTag({content: axe});
    return page.evaluate(barriers, null);
  },
};

/** Of axe's rules those that look at colours: nothing else of a page hangs on its theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

export const hasNoBarrierInTheDark: Question = {
  claim: "has no barrier in its colours that axe finds in the dark",
  wrong: async ({page}) => {
    await page.emulateMedia({colorScheme: "dark"});
    await page.locator("html[data-theme=dark]").waitFor();
    const found = await page.evaluate(barriers, COLOURS);
    await page.emulateMedia({colorScheme: "light"});
    await page.locator("html[data-theme=light]").waitFor();
    return found;
  },
};

/** Runs in the page, which has axe. Null: by all rules. */
async function barriers(rules: string[] | null): Promise<string[]> {
  const {axe} = window as unknown as {axe: typeof import("axe-core")};
  // What passes is not described, which is a quarter of the work.
  const options = {resultTypes: ["violations" as const]};
  const {violations} = await axe.run(rules === null ? options : {...options, runOnly: {type: "rule", values: rules}});
  return violations.flatMap(({id, help, nodes}) => nodes.map(({target}) => `${id}: ${help}: ${target.join(" ")}`));
}

export const showsItsTextWithoutScript: Question = {
  claim: "shows its text",
  wrong: async ({page}) => ((await page.locator("main h1").first().isVisible()) ? [] : ["no heading is to be seen"]),
};

export const keepsItsColumn: Question = {
  claim: "no control, figure or table leaves its column, saved, and all unfolded",
  wrong: async ({page}) => [...(await outside(page)), ...(await unfolded(page, () => outside(page)))],
};

export const keepsItsColumnLive: Question = {
  claim: "nothing leaves its column when all cells are live, either, every word doubled, and none of them fails",
  wrong: async ({page, errors}) => {
    if ((await page.locator("notebook-cell").count()) === 0) return [];
    await doubleMessages(page);
    await page.locator("notebook-cell .cell-output :is(input, button, [tabindex])").first().focus();
    await page.locator(".page-run-button").click();
    await page.locator("notebook-cell:not([data-status=live])").first().waitFor({state: "detached", timeout: 60_000});
    return [...(await outside(page)), ...errors];
  },
};

export const isLiveWhatWasSaved: Question = {
  claim: "draws live the same pictures that were saved, down to the trace's hash",
  wrong: async ({page}) => {
    const outputs = () =>
      page
        .locator("notebook-cell .cell-output")
        .evaluateAll((all) => all.map((output) => output.innerHTML.replaceAll(' style=""', "").replace(/>\s+</g, "><")));
    const before = await outputs();
    // What has no control comes to life with what it hangs on, or stays as it was saved.
    const control = ".cell-output :is(input, button, select):enabled:visible";
    const held = page.locator("notebook-cell", {has: page.locator(control)});
    for (const id of await held.evaluateAll((all) => all.map((cell) => cell.id))) {
      await page.locator(`#${id} ${control}`).first().focus();
      await page.locator(`#${id}[data-status=live]`).waitFor();
    }
    // What has focus is shown as such nowhere but in the style: the markup is as it was.
    const after = await outputs();
    if (after.length !== before.length) return [`${before.length} outputs were saved, ${after.length} are live`];
    return before.flatMap((saved, i) => (after[i] === saved ? [] : [`output ${i + 1} is ${after[i]}, saved ${saved}`]));
  },
};

/** What stands outside its column at each width. A picture's own size hangs on nothing but its data, so one page serves for all of them. */
async function outside(page: Page): Promise<string[]> {
  const {height, width: was} = page.viewportSize() ?? {height: 800, width: widths[0]};
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({width, height});
    found.push(...(await page.evaluate(beyondColumn)).map((one) => `at ${width} px ${one}`));
  }
  await page.setViewportSize({width: was, height});
  return found;
}

/** Runs in the page. What stands beyond either edge of its cell, or of the text where it is in none; of what scrolls, the box that it scrolls in. */
function beyondColumn(): string[] {
  const {scrollWidth, clientWidth} = document.documentElement;
  const scrolls = (element: Element) => getComputedStyle(element).overflowX !== "visible";
  const found = [...document.querySelectorAll("main :is(input, select, textarea, button, summary, progress, figure, table, pre)")].flatMap(
    (one) => {
      const column = one.closest("notebook-cell, .sl-markdown-content");
      if (column === null || !one.checkVisibility({visibilityProperty: true})) return [];
      let box = one;
      for (let up: Element | null = one; up !== null && up !== column; up = up.parentElement) if (scrolls(up)) box = up;
      const [{left, right}, edge] = [box.getBoundingClientRect(), column.getBoundingClientRect()];
      if (left >= edge.left - 1 && right <= edge.right + 1) return [];
      const name = `${one.localName}.${one.className} ${one.getAttribute("aria-label") ?? ""} in ${column.id}`;
      return [`${name}: ${left.toFixed(0)} to ${right.toFixed(0)}, column ${edge.left.toFixed(0)} to ${edge.right.toFixed(0)}`];
    },
  );
  return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`, ...found] : found;
}

/** What is seen when nothing is folded; what was open before is open again, and nothing else. */
async function unfolded<T>(page: Page, look: () => Promise<T>): Promise<T> {
  const folds = await page.evaluateHandle(() => [...document.querySelectorAll("details")].filter(({open}) => !open));
  const set = (open: boolean) =>
    folds.evaluate((all, open) => {
      for (const fold of all) fold.open = open;
    }, open);
  await set(true);
  const seen = await look();
  await set(false);
  return seen;
}

export const isNoWiderThanThePhone: Question = {
  claim: "is no wider than that, with everything unfolded, too",
  wrong: async ({page}) => {
    const {width} = page.viewportSize() ?? {width: 0};
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    const found = [await wide(), await unfolded(page, wide)];
    return found.flatMap((one) => (one === width ? [] : [`${one} px wide`]));
  },
};

export const fitsAFinger: Question = {
  claim: "has no control that is too small for a finger",
  wrong: ({page}) => unfolded(page, async () => [...new Set(await page.evaluate(smaller, FINGER))]),
};

/** Runs in the page. */
function smaller(least: number): string[] {
  // A box or a dot is pressed by its label, too.
  const place = (control: Element) =>
    (control.matches("[type=checkbox], [type=radio], [type=file]") && control.closest("label")) || control;
  return [...document.querySelectorAll("button, summary, select, textarea, input")].flatMap((control) => {
    const {width, height} = place(control).getBoundingClientRect();
    const seen = width > 1 && height > 1 && control.checkVisibility({visibilityProperty: true});
    if (!seen || (width >= least - 0.5 && height >= least - 0.5)) return [];
    const about = control.getAttribute("aria-label") ?? control.textContent?.trim().slice(0, 30);
    return [`${control.localName}.${control.className} ${about}: ${width.toFixed(0)} × ${height.toFixed(0)}`];
  });
}

export const printsWhole: Question = {
  claim: "on paper has every figure, with its list of events; hints and solutions are unfolded, and nothing could be pressed",
  wrong: async ({page}) => {
    await page.emulateMedia({media: "print"});
    const found = await page.evaluate(lacksOnPaper);
    await page.emulateMedia({media: "screen"});
    return found;
  },
};

/** Runs in the page. */
function lacksOnPaper(): string[] {
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const shown = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().height > 0;
  const folded = (fold: Element) => fold.clientHeight < (fold.firstElementChild?.clientHeight ?? 0) + 10;
  const lost = all("main figure, notebook-cell .cell-output svg, main figure tbody").filter((one) => !shown(one));
  return [
    ...lost.map((one) => `missing: ${one.localName} ${one.closest("figure")?.getAttribute("aria-label")}`),
    ...all("main :is(button, input, select, textarea, progress, .playhead)")
      .filter(shown)
      .map((one) => `control: ${one.outerHTML.slice(0, 80)}`),
    ...all("main :is(.hint, .solution)")
      .filter(folded)
      .map((one) => `folded: ${one.outerHTML.slice(0, 80)}`),
  ];
}
