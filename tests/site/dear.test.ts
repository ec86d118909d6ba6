import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

/** The page whose cell 4 sweeps leader crashes, as many as cell 3 says, and whose cell 5 plots them. */
const chapter = "notebook/";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const status = (page: Page, id: string, wanted: string) => page.locator(`#${id}[data-status=${wanted}]`).waitFor();
const badge = (page: Page, id: string) => page.locator(`#${id} .badge`).textContent();
const bars = (page: Page) => page.locator("#cell-5 rect").count();

/** How many workers are left once those that were ended are gone. */
async function left(page: Page): Promise<number> {
  for (const worker of page.workers()) await worker.waitForEvent("close");
  return page.workers().length;
}

/** Asks for a thousand crashes instead of the author's two hundred. */
async function askForMore(page: Page): Promise<void> {
  await page.locator("#cell-3 select").selectOption("1");
  await status(page, "cell-4", "stale");
}

test("rows that were computed beforehand come with their page's first touch of them, and nothing is computed", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    const saved = await page.locator("#cell-5 svg").first().innerHTML();
    const out = page.locator(".out").first();
    const before = await out.textContent();
    await page.locator("#cell-3 select").selectOption("1");
    await status(page, "cell-4", "stale");
    await page.locator("#cell-3 select").selectOption("0");
    await status(page, "cell-4", "live");
    await status(page, "cell-5", "live");
    return {
      saved,
      live: await page.locator("#cell-5 svg").first().innerHTML(),
      before,
      after: await out.textContent(),
      errors,
      workers: page.workers().length,
    };
  });
  expect(seen.live).toBe(seen.saved);
  expect(seen).toMatchObject({after: seen.before, errors: [], workers: 0});
});

test("a dear cell does not follow its inputs: it goes stale, says why, and waits for Run", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const before = await bars(page);
    await askForMore(page);
    return {
      before,
      after: await bars(page),
      badges: [await badge(page, "cell-4"), await badge(page, "cell-5")],
      workers: page.workers().length,
    };
  });
  expect(seen.after).toBe(seen.before);
  expect(seen.badges).toEqual(["stale: runs changed", "stale: runs changed"]);
  expect(seen.workers).toBe(0);
});

test("1,000 leader crashes run in workers, show how far they are, and finish", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors, foreign}) => {
    await askForMore(page);
    await page.locator("#cell-4 .run").click();
    await status(page, "cell-4", "running");
    await page.locator("#cell-5[data-status=running]").waitFor();
    const during = {
      badge: await badge(page, "cell-4"),
      rate: await page.locator("#cell-4 .rate").textContent(),
      workers: page.workers().length,
    };
    // Under load this may take a while; how long it takes alone is the bench's to say.
    await page.locator("#cell-4[data-status=live]").waitFor({timeout: 100_000});
    await status(page, "cell-5", "live");
    return {during, line: await page.locator("#cell-4 .made").textContent(), errors, foreign, left: await left(page)};
  });
  expect(seen.during.badge).toMatch(/^running \d+\s%$/);
  expect(seen.during.rate).toMatch(/^[\d,]+ of 1,000 runs · [\d,]+ a second$/);
  expect(seen.during.workers).toBeGreaterThan(0);
  expect(seen).toMatchObject({line: "1,000 runs · seeds 1 to 1000", errors: [], foreign: [], left: 0});
});

test("Stop in the middle ends the workers and keeps the part of the plot that is there", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    await askForMore(page);
    await page.locator("#cell-4 .run").focus();
    await page.keyboard.press("Enter");
    await page.locator("#cell-5[data-status=running]").waitFor();
    const focus = await page.evaluate(() => document.activeElement?.className);
    await page.keyboard.press("Enter");
    await status(page, "cell-4", "stopped");
    await status(page, "cell-5", "stopped");
    return {focus, bars: await bars(page), badge: await badge(page, "cell-5"), workers: await left(page)};
  });
  expect(seen.focus).toBe("stop");
  expect(seen.badge).toMatch(/^stopped at \d+ of 1,000$/);
  expect(seen.bars).toBeGreaterThan(0);
  expect(seen.workers).toBe(0);
});
