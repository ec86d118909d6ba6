import {readFileSync} from "node:fs";
import type {Locator, Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** The first figure of a chapter, brought to life by its playhead. */
async function firstFigure(page: Page): Promise<Locator> {
  const cell = page.locator("notebook-cell:has(figure.space-time)").first();
  await cell.locator(".playhead button").first().click();
  await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
  return cell;
}

/** What one way hands over, with the name of its file. */
async function taken(page: Page, way: string): Promise<{readonly name: string; readonly bytes: Buffer}> {
  const coming = page.waitForEvent("download");
  await page.locator(`dialog.take-away [data-key="take-${way}"]`).click();
  const download = await coming;
  return {name: download.suggestedFilename(), bytes: readFileSync(await download.path())};
}

test("a figure is taken away as SVG, PNG, CSV, JSON trace and ShiViz log, and the command says how to make its run again", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page, errors, foreign}) => {
    const cell = await firstFigure(page);
    const hash = await cell.locator("figure").first().getAttribute("data-trace-hash");
    await cell.locator(".take").click();
    const [svg, png, csv, json, log] = [
      await taken(page, "svg"),
      await taken(page, "png"),
      await taken(page, "csv"),
      await taken(page, "trace"),
      await taken(page, "shiviz"),
    ];
    return {hash, svg, png, csv, json, log, command: await page.locator("dialog.take-away .command").textContent(), errors, foreign};
  });
  const svg = seen.svg.bytes.toString();
  expect(svg).toMatch(/^<\?xml/);
  expect(svg).toContain("<title>");
  expect(svg).toContain("leader");
  expect(seen.png.bytes.subarray(1, 4).toString()).toBe("PNG");
  expect(seen.csv.bytes.toString()).toMatch(/^seed,/);
  expect(JSON.parse(seen.json.bytes.toString()).traceHash).toBe(seen.hash);
  expect(seen.log.bytes.toString()).toMatch(/^\(\?<ms>/);
  expect(seen.command).toMatch(/^npm run -s sim -- zookeeper leader-loss --seed 1/);
  expect(seen.svg.name).toMatch(/^[a-z0-9-]+\.svg$/);
  expect(seen).toMatchObject({errors: [], foreign: []});
});

test("Take away works from the keyboard, gives the focus back, and on a phone all its targets are 44 pixels high", async () => {
  const phone = {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true};
  const seen = await site.visit("zookeeper/", phone, async ({page}) => {
    const cell = await firstFigure(page);
    await cell.locator(".take").focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog.take-away").waitFor();
    const heights = await page.$$eval("dialog.take-away button, .cell-foot .take", (all) =>
      all.map((one) => one.getBoundingClientRect().height),
    );
    const wide = await page.$eval("dialog.take-away", (dialog) => dialog.getBoundingClientRect().right <= innerWidth);
    await page.keyboard.press("Escape");
    await page.locator("dialog.take-away").waitFor({state: "detached"});
    return {heights, wide, focus: await page.evaluate(() => document.activeElement?.className)};
  });
  expect(Math.min(...seen.heights)).toBeGreaterThanOrEqual(44);
  expect(seen).toMatchObject({wide: true, focus: "take"});
});

test("the rows of a plot come as CSV, a line a run", async () => {
  const lines = await site.visit("zookeeper/", {}, async ({page}) => {
    const cell = page.locator("notebook-cell:has(figure.chart circle)").first();
    await cell.locator(".picture").first().focus();
    await page.keyboard.press("ArrowRight");
    await cell.locator(".take").click({timeout: 30_000});
    return (await taken(page, "csv")).bytes.toString().split("\r\n");
  });
  expect(lines[0]).toContain("seed");
  expect(lines.length).toBeGreaterThan(200);
});

test("a chapter's foot has the chapter as a Jupyter notebook, with its outputs in it", async () => {
  const {book, cells} = await site.visit("zookeeper/", {}, async ({page}) => {
    const link = page.locator(".notebook-file a");
    const coming = page.waitForEvent("download");
    await link.click();
    return {
      book: JSON.parse(readFileSync(await (await coming).path(), "utf8")),
      cells: await page.locator("notebook-cell").count(),
    };
  });
  const code = book.cells.filter((cell: {cell_type: string}) => cell.cell_type === "code");
  expect(code).toHaveLength(cells);
  expect(JSON.stringify(code)).toContain("data:image/svg+xml;base64,");
});
