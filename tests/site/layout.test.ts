import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site, type Visit} from "./chromium.ts";

/** A screen, a tablet, a phone. */
const widths = [1280, 768, 360] as const;

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

test.each(widths)("at %d px no control, figure or table leaves its column, saved, and all unfolded", async (width) => {
  for (const path of site.paths) {
    const seen = await look(path, width, async ({page}) => {
      const folded = await page.evaluate(outside);
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll("details")) fold.open = true;
      });
      return [...folded, ...(await page.evaluate(outside))];
    });
    expect({path, seen}).toEqual({path, seen: []});
  }
});

test.each(widths)("at %d px nothing leaves its column when all cells are live, either", async (width) => {
  for (const path of site.paths) {
    const seen = await look(path, width, async ({page}) => {
      const cells = page.locator("notebook-cell");
      if ((await cells.count()) === 0) return [];
      await page.locator("notebook-cell .cell-output :is(input, button, [tabindex])").first().focus();
      await page.locator(".page-run-button").click();
      await page.locator("notebook-cell:not([data-status=live])").first().waitFor({state: "detached", timeout: 60_000});
      return page.evaluate(outside);
    });
    expect({path, seen}).toEqual({path, seen: []});
  }
});

const look = <T>(path: string, width: number, see: (visit: Visit) => Promise<T>) => site.visit(path, {viewport: {width, height: 800}}, see);

/** Runs in the page. What stands beyond either edge of its cell, or of the text where it is in none; of what scrolls, the box that it scrolls in. */
function outside(): string[] {
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
