import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {testSite} from "../../scripts/base.mjs";
import {serviceWorker} from "../../scripts/offline.mjs";
import {serve} from "../../scripts/serve.mjs";
import {openBrowser} from "./chromium.ts";

/** A copy of the built site, of which this test makes a newer version. */
let folder = "";
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "interregnum-offline-"));
  cpSync(join(import.meta.dirname, "../..", testSite.folder), folder, {recursive: true});
  browser = await openBrowser();
});

afterAll(() => rmSync(folder, {recursive: true}));

test("after one visit the whole course is there without a network, and cells come alive", async () => {
  const server = await serve(folder, {base: testSite.base, port: 0});
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await context.setOffline(true);
    await server.close();
    await page.goto(`${server.url}zookeeper/`);
    expect(await page.locator("figure.space-time svg").count()).toBeGreaterThan(1);
    const control = page.locator("notebook-cell .cell-output input[type=range]").first();
    await control.focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("notebook-cell[data-status=live]").first().waitFor();
    await page.goto(`${server.url}no/such/page/`);
    expect(await page.locator("body").textContent()).toContain("No page has this address");
  } finally {
    await context.close();
  }
});

test("a newer version is said to be there, and comes when the reader says so", async () => {
  const server = await serve(folder, {base: testSite.base, port: 0});
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.reload();
    expect(await page.locator(".newer").isVisible()).toBe(false);
    const index = join(folder, "index.html");
    writeFileSync(index, readFileSync(index, "utf8").replace("<title>", "<title>Newer: "));
    writeFileSync(join(folder, "sw.js"), serviceWorker(folder));
    await page.reload();
    await page.locator(".newer").waitFor();
    // Until then the page and all it fetches are of the old version.
    expect(await page.title()).not.toMatch(/^Newer/);
    await page.locator(".newer button").click();
    await page.waitForFunction(() => document.title.startsWith("Newer"));
    expect((await page.evaluate(() => caches.keys())).length).toBe(1);
  } finally {
    await context.close();
    await server.close();
  }
});
