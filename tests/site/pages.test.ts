import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

/** Bytes of script that a chapter brought before its readers could edit it, link to it and be asked (b285ae9), and how much more all that may cost. */
const [before, more] = [6976, 3000];

/** Bytes, gzipped, of a page that nobody has touched yet. What only a gesture needs comes with the gesture. */
const budget = {document: 60_000, stylesheet: 25_000, script: before + more};

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(async () => {
  await site.close();
});

test("every page loads under its base without an error, and asks nobody else for anything", async () => {
  expect(site.paths).toContain("");
  for (const path of site.paths) {
    const {errors, foreign} = await site.visit(path, {}, async ({errors, foreign}) => ({errors, foreign}));
    expect({path, errors, foreign}).toEqual({path, errors: [], foreign: []});
  }
});

test("a page that nobody has touched stays within its budget", async () => {
  for (const path of site.paths) {
    const weight = await site.visit(path, {}, (visit) => visit.weight());
    console.log(`before touch of /${path}: ${weight.script} bytes of script, gzipped`);
    const over = Object.entries(budget).filter(([kind, most]) => weight[kind as keyof typeof budget] > most);
    expect({path, weight, over}).toEqual({path, weight, over: []});
  }
});

test.each(["light", "dark"] as const)("axe finds no barrier in any page, %s", async (colorScheme) => {
  for (const path of site.paths) {
    const violations = await site.visit(path, {colorScheme, reducedMotion: "reduce"}, async ({page}) => {
      expect(await page.locator("html").getAttribute("data-theme")).toBe(colorScheme);
      await page.addScriptTag({content: axe});
      return page.evaluate(findBarriers);
    });
    expect({path, violations}).toEqual({path, violations: []});
  }
});

test("every page shows its text with JavaScript off", async () => {
  for (const path of site.paths) {
    const shown = await site.visit(path, {javaScriptEnabled: false}, ({page}) => page.locator("main h1").first().isVisible());
    expect({path, shown}).toEqual({path, shown: true});
  }
});

test("no page is wider than a phone", async () => {
  for (const path of site.paths) {
    const width = await site.visit(path, {viewport: {width: 360, height: 740}}, ({page}) =>
      page.evaluate(() => document.documentElement.scrollWidth),
    );
    expect({path, width}).toEqual({path, width: 360});
  }
});

test("an address without a page says so", async () => {
  const {errors, text} = await site.visit("no/such/page/", {}, async ({page, errors}) => ({
    errors,
    text: await page.locator("main").textContent(),
  }));
  expect(text).toContain("No page has this address");
  expect(errors.every((error) => error.includes("404"))).toBe(true);
});

test("search arrives when it is reached for, and finds a page", async () => {
  const {before, results} = await site.visit("", {}, async ({page, weight}) => {
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

/** Runs in the page. */
async function findBarriers(): Promise<string[]> {
  const {axe} = window as unknown as {axe: typeof import("axe-core")};
  const {violations} = await axe.run();
  return violations.flatMap(({id, help, nodes}) => nodes.map(({target}) => `${id}: ${help}: ${target.join(" ")}`));
}
