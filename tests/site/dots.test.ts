import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** The first plot of a sweep, live: its dots are medians over 200 runs. */
async function firstPlot(page: Page) {
  const cell = page.locator("notebook-cell:has(figure.chart circle)").first();
  await cell.locator(".picture").first().focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
  return cell;
}

const says = (page: Page) => page.locator("dialog.runs > p[role=status]").textContent();

test("a dot opens the list of its runs, and each of them opens as the very run: same seed, same value", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page, errors, foreign}) => {
    const cell = await firstPlot(page);
    await cell.locator("circle").first().click();
    const dialog = page.locator("dialog.runs");
    const title = await dialog.locator("h2").textContent();
    const marks = await dialog.locator(".marked button").allTextContents();
    const listed = await dialog.locator("tbody tr").count();
    await dialog.locator("[data-key=median]").click();
    await dialog.locator("figure.space-time").waitFor();
    const median = await says(page);
    await dialog.locator("tbody tr button").nth(6).click();
    await expect.poll(() => says(page)).toContain("Seed 7:");
    const caption = await dialog.locator("figure.space-time figcaption").textContent();
    return {title, marks, listed, median, caption, errors, foreign};
  });
  expect(seen).toMatchObject({title: expect.stringMatching(/^200 runs: \w+ \S+/), listed: 200, errors: [], foreign: []});
  expect(seen.marks.map((words) => words.split(/\W/)[0])).toEqual(["min", "median", "max"]);
  expect(seen.median).toMatch(/^Seed \d+: this run is below\.$/);
  expect(seen.caption).toContain("seed 7");
});

test("dots are reached by arrow keys and opened by Enter; Escape leads back to the dot", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page}) => {
    const cell = await firstPlot(page);
    await cell.locator(".picture").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const name = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await page.keyboard.press("Enter");
    await page.locator("dialog.runs").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog.runs").waitFor({state: "detached"});
    return {name, back: await page.evaluate(() => document.activeElement?.tagName)};
  });
  expect(seen).toEqual({name: expect.stringMatching(/^\d+: median [\d,.]+, of 200 runs$/), back: "circle"});
});

test("on a phone a plot that is wider than its page fades at the cut edge, until it is scrolled to its end", async () => {
  const seen = await site.visit("zookeeper/", {viewport: {width: 360, height: 740}}, async ({page}) => {
    const picture = page.locator("figure.chart .picture:not(.panels)").first();
    const fades = (left: number) =>
      picture.evaluate(async (element, left) => {
        element.scrollLeft = left;
        await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
        return [element.scrollWidth > element.clientWidth, Number(getComputedStyle(element, "::after").opacity)];
      }, left);
    return [await fades(0), await fades(10_000)];
  });
  expect(seen).toEqual([
    [true, 1],
    [true, 0],
  ]);
});
