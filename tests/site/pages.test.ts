import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";
import {budget} from "./questions.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(async () => {
  await site.close();
});

test("an address without a page says so", async () => {
  const {errors, text} = await site.visit("no/such/page/", {}, async ({page, errors}) => ({
    errors,
    text: await page.locator("main").textContent(),
  }));
  expect(text).toContain("No page has this address");
  expect(errors.every((error) => error.includes("404"))).toBe(true);
});

test("the front page shows its figure whole with control and playhead on a small screen, before anybody scrolls", async () => {
  const ends = await site.visit("", {viewport: {width: 1280, height: 800}}, async ({page}) => {
    const bottoms = ["form input[type=range]", "figure .picture", "figure .playhead input"].map((one) =>
      page.locator(one).first().boundingBox(),
    );
    return (await Promise.all(bottoms)).map((box) => (box === null ? Number.NaN : box.y + box.height));
  });
  for (const end of ends) expect(end).toBeLessThanOrEqual(800);
});

test("search arrives when it is reached for, and finds a page", async () => {
  const {before, results} = await site.visit("", {}, async ({page, rest, weight}) => {
    await rest();
    const before = await weight();
    await page.keyboard.press("Control+k");
    await page.locator("site-search input").fill("election");
    await page.locator(".pagefind-ui__result-link").first().waitFor();
    return {
      before,
      results: await page.locator(".pagefind-ui__result-link").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
    };
  });
  expect(before.script).toBeLessThan(budget.script);
  expect(results.length).toBeGreaterThan(0);
  for (const result of results) expect(result).toMatch(new RegExp(`^${new URL(site.url).pathname}`));
});
