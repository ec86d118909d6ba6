import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

/** A page that sweeps leader crashes, as many as a select says, and plots them in the next cell. */
const chapter = "notebook/";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const sweep = (page: Page) => page.locator("notebook-cell:has(.cell-work)").first();
const status = (page: Page, wanted: string) =>
  expect.poll(() => sweep(page).getAttribute("data-status"), {timeout: 30_000, interval: 20}).toBe(wanted);
const press = (page: Page, name: string) => page.locator(".page-bar button", {hasText: name}).click();

test("Run all brings every cell to life and computes nothing that the committed rows hold", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    await page.getByLabel("Leader crashes").focus();
    await page.locator(".page-bar").waitFor();
    await press(page, "Run all");
    await expect.poll(() => page.locator("notebook-cell:not([data-status=live])").count(), {timeout: 30_000}).toBe(0);
    return {workers: page.workers().length, errors};
  });
  expect(seen).toEqual({workers: 0, errors: []});
});

test("Run all runs what is stale, and Stop all ends it", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    await page.getByLabel("Leader crashes").selectOption("1");
    await status(page, "stale");
    await press(page, "Run all");
    await status(page, "running");
    const workers = page.workers().length;
    await press(page, "Stop all");
    await status(page, "stopped");
    return {workers, badge: await sweep(page).locator(".badge").textContent()};
  });
  expect(seen.workers).toBeGreaterThan(0);
  expect(seen.badge).toMatch(/^stopped at \d+ of 1,000$/);
});

test("a sweep whose code was edited is stale and says why: committed rows are those of the author's code", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const cell = sweep(page);
    await cell.locator(".edit").click();
    await cell.locator(".cm-content").press("ControlOrMeta+End");
    await page.keyboard.insertText("\n// another");
    await page.keyboard.press("Shift+Enter");
    await status(page, "stale");
    return cell.locator(".badge").textContent();
  });
  expect(seen).toMatch(/^stale: code of cell \d+ changed$/);
});

test("on a phone the buttons of the page bar stand beside each other, and none is cut off", async () => {
  const phone = {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true};
  const [shown, whole] = await site.visit("zookeeper/", phone, async ({page}) => {
    await page.locator("notebook-cell input").first().focus();
    await page.keyboard.press("Space");
    const row = page.locator(".page-bar p").first();
    await row.waitFor();
    return row.evaluate(({clientWidth, scrollWidth}) => [clientWidth, scrollWidth]);
  });
  expect(whole).toBe(shown);
});
