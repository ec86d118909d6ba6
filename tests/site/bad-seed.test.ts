import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** The input that looks for a bad seed, live, and set to a kind of trouble. */
async function searching(page: Page, wanted: string) {
  const cell = page.locator("notebook-cell:has(.bad-seed)");
  await cell.locator("[data-key=wanted]").focus();
  await page.keyboard.press("Tab");
  await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
  await cell.locator("[data-key=wanted]").selectOption(wanted);
  return cell;
}

test("a seed is found in workers, made smaller, drawn in the next cell, and can be saved", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page, errors, foreign}) => {
    const cell = await searching(page, "flapping");
    await cell.locator("[data-key=find]").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => cell.locator("output").textContent(), {timeout: 90_000}).toMatch(/^Seed \d+ shows it, and /);
    const coming = page.waitForEvent("download");
    await cell.locator("[data-key=save]").click();
    const scenario = JSON.parse(readFileSync(await (await coming).path(), "utf8"));
    const next = page.locator("notebook-cell:has(.bad-seed) + notebook-cell");
    await expect.poll(() => next.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
    const drawn = await next.locator(".made").textContent();
    await expect.poll(() => page.workers().length).toBe(0);
    return {scenario, drawn, command: await cell.locator("pre").first().textContent(), errors, foreign};
  });
  expect(seen.scenario).toMatchObject({system: "zookeeper"});
  expect(seen.scenario.faults.length).toBeGreaterThan(0);
  expect(seen.drawn).toContain(`seed ${seen.scenario.seed}`);
  expect(seen.command).toContain("npm run -s sim --");
  expect(seen).toMatchObject({errors: [], foreign: []});
});

test("Stop ends a search at once, ends its workers, and says how far it came", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page}) => {
    const cell = await searching(page, "flapping");
    await cell.locator("[data-key=reigns]").fill("99");
    await cell.locator("[data-key=find]").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => cell.locator("output").textContent(), {timeout: 60_000}).toMatch(/^\d+ of [\d,]+ seeds · [\d,]+ a second$/);
    const focus = await page.evaluate(() => document.activeElement?.getAttribute("data-key"));
    await page.keyboard.press("Enter");
    await expect.poll(() => cell.locator("output").textContent()).toMatch(/^Stopped after [\d,]+ seeds\./);
    await expect.poll(() => page.workers().length).toBe(0);
    return {focus, workers: page.workers().length, again: await page.evaluate(() => document.activeElement?.getAttribute("data-key"))};
  });
  expect(seen).toEqual({focus: "stop", workers: 0, again: "find"});
});
