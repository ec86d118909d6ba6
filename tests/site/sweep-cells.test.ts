import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {DEPTH} from "../depth.ts";
import {openSite, type Site} from "./chromium.ts";

/** A page that sweeps leader crashes, as many as a select says, and plots them in the next cell. */
const chapter = "notebook/";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** The cells of that sweep: the select, the sweep, the plot. */
const parts = (page: Page) => ({
  asks: page.getByLabel("Leader crashes"),
  sweep: page.locator("notebook-cell:has(.cell-work)").first(),
  plot: page.locator("notebook-cell:has(.cell-work) + notebook-cell").first(),
});
type Part = "sweep" | "plot";

const status = (page: Page, part: Part, wanted: string, timeout = 30_000) =>
  expect.poll(() => parts(page)[part].getAttribute("data-status"), {timeout, interval: 20}).toBe(wanted);
const badge = (page: Page, part: Part) => parts(page)[part].locator(".badge").textContent();
const bars = (page: Page) => parts(page).plot.locator("rect").count();

/** How many workers are left once those that were ended are gone. */
async function left(page: Page): Promise<number> {
  await expect.poll(() => page.workers().length).toBe(0);
  return page.workers().length;
}

/** What the author's select has as its second choice. A run to the end makes a thousand of them with DEPTH=1 only. */
const CRASHES = Math.max(300, Math.min(1000, 1000 * DEPTH));
const inWords = (count: number): string => count.toLocaleString("en");

/** Asks for a thousand crashes instead of the author's two hundred. */
async function askForMore(page: Page): Promise<void> {
  await parts(page).asks.selectOption("1");
  await status(page, "sweep", "stale");
}

test("rows that were computed beforehand come with their page's first touch of them, and nothing is computed", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    const saved = await parts(page).plot.locator("svg").first().innerHTML();
    const out = page.locator(".out").first();
    const before = await out.textContent();
    await parts(page).asks.selectOption("1");
    await status(page, "sweep", "stale");
    await parts(page).asks.selectOption("0");
    await status(page, "sweep", "live");
    await status(page, "plot", "live");
    return {
      saved,
      live: await parts(page).plot.locator("svg").first().innerHTML(),
      before,
      after: await out.textContent(),
      errors,
      workers: page.workers().length,
    };
  });
  expect(seen.live).toBe(seen.saved);
  expect(seen).toMatchObject({after: seen.before, errors: [], workers: 0});
});

test("a cell that sweeps does not follow its inputs: it goes stale, says why, and waits for Run", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const before = await bars(page);
    await askForMore(page);
    return {
      before,
      after: await bars(page),
      badges: [await badge(page, "sweep"), await badge(page, "plot")],
      workers: page.workers().length,
    };
  });
  expect(seen.after).toBe(seen.before);
  expect(seen.badges).toEqual(["stale: runs changed", "stale: runs changed"]);
  expect(seen.workers).toBe(0);
});

test(`${inWords(CRASHES)} leader crashes run in workers, show how far they are, and finish`, async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors, foreign}) => {
    await page.route("**/notebook*.js", async (route) => {
      const response = await route.fetch();
      await route.fulfill({response, body: (await response.text()).replace("[200,1e3]", `[200,${CRASHES}]`)});
    });
    await askForMore(page);
    await parts(page).sweep.locator(".run").click();
    await status(page, "sweep", "running");
    await status(page, "plot", "running");
    const during = {
      badge: await badge(page, "sweep"),
      rate: await parts(page).sweep.locator(".rate").textContent(),
      workers: page.workers().length,
    };
    // Under load this may take a while; how long it takes alone is the bench's to say.
    await status(page, "sweep", "live", 100_000);
    await status(page, "plot", "live");
    return {during, line: await parts(page).sweep.locator(".made").textContent(), errors, foreign, left: await left(page)};
  });
  expect(seen.during.badge).toMatch(/^running \d+\s%$/);
  expect(seen.during.rate).toMatch(new RegExp(`^[\\d,]+ of ${inWords(CRASHES)} runs · [\\d,]+ a second$`));
  expect(seen.during.workers).toBeGreaterThan(0);
  expect(seen).toMatchObject({line: `${inWords(CRASHES)} runs · seeds 1 to ${CRASHES}`, errors: [], foreign: [], left: 0});
});

test("Stop in the middle ends the workers and keeps the part of the plot that is there", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    await askForMore(page);
    await parts(page).sweep.locator(".run").focus();
    await page.keyboard.press("Enter");
    await status(page, "plot", "running");
    const focus = await page.evaluate(() => document.activeElement?.className);
    await page.keyboard.press("Enter");
    await status(page, "sweep", "stopped");
    await status(page, "plot", "stopped");
    return {focus, bars: await bars(page), badge: await badge(page, "plot"), workers: await left(page)};
  });
  expect(seen.focus).toBe("stop");
  expect(seen.badge).toMatch(/^stopped at \d+ of 1,000$/);
  expect(seen.bars).toBeGreaterThan(0);
  expect(seen.workers).toBe(0);
});
