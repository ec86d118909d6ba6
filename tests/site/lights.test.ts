import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

test("the time beside a light takes the playhead to the event that decided it", async () => {
  const seen = await site.visit("notebook/", {}, async ({page, errors}) => {
    const cell = page.locator("notebook-cell:has(figure.lights)");
    const head = cell.locator(".playhead input[type=range]");
    await head.focus();
    await page.keyboard.press("Home");
    await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
    await head.press("Home");
    const jump = cell.locator(".broken button");
    const at = await jump.textContent();
    await jump.focus();
    await page.keyboard.press("Enter");
    const value = Number(await head.inputValue());
    return {
      value,
      at,
      says: await cell.locator(".playhead").textContent(),
      focus: await jump.evaluate((one) => one === document.activeElement),
      errors,
    };
  });
  expect(seen.value).toBeGreaterThan(0);
  expect(seen.says).toContain((seen.at ?? "?").replace(/\s?ms$/, ""));
  expect(seen).toMatchObject({focus: true, errors: []});
});

test("an interregnum is split into its stages, in a picture and in a table, with JavaScript off, too", async () => {
  const stages = await site.visit("zookeeper/", {javaScriptEnabled: false}, async ({page}) => {
    const figure = page.locator("figure.waterfall").first();
    return figure.locator("table th[scope=row]").allTextContents();
  });
  expect(stages.map((words) => words.split(" ")[0])).toEqual(["detect", "agree", "elect", "sync", "publish", "notice"]);
});

test("two runs that differ in one thing stand above each other, with what differs and a table of what came of it", async () => {
  const seen = await site.visit("notebook/", {javaScriptEnabled: false}, async ({page}) => {
    const figure = page.locator("figure.compare").first();
    return {
      changes: await figure.locator(".changes li").allTextContents(),
      columns: await figure.locator("table").first().locator("th[scope=col]").allTextContents(),
    };
  });
  expect(seen.changes).toContain("network latency.constant was 10, is 40");
  expect(seen.columns).toEqual(["measure", "was", "now", "difference"]);
});
