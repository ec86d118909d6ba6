import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {command} from "../cli/commands.ts";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const drawn = (page: Page) => page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: "JSON.parse(line)"})});
const title = (page: Page) => drawn(page).locator(".figure-title").textContent();

test("rows that the command line wrote are drawn when they are pasted, and the page's own again when they are gone", async () => {
  const rows = command("sweep", ["-"], JSON.stringify({system: "zookeeper", scenario: "leader-crash-sessions", seeds: 4})).out;
  const seen = await site.visit("sweeps/", {}, async ({page, errors}) => {
    const saved = await title(page);
    await page.locator("textarea").fill(rows);
    await expect.poll(() => title(page), {timeout: 30_000}).toContain("Half of 4 runs");
    await page.locator("textarea").fill("");
    await expect.poll(() => title(page), {timeout: 30_000}).toBe(saved);
    return {saved, errors};
  });
  expect(seen).toEqual({saved: expect.stringContaining("Half of 800 runs"), errors: []});
});

test("a line that is no row is an error of its cell, which names what was found", async () => {
  const says = await site.visit("sweeps/", {}, async ({page}) => {
    await page.locator("textarea").fill("longestOutageMs: 12");
    await drawn(page).locator(".cell-error").waitFor();
    return drawn(page).locator(".cell-error").textContent();
  });
  expect(says).toContain("longestOut");
});
