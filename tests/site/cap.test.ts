import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const SYSTEMS = ["eureka", "kafka", "rabbitmq", "redis", "zookeeper"];

/** Bytes, gzipped, that a gesture may fetch. */
const MOST = 200_000;

/** The engines that a page has fetched: the build names a system's file after it. */
function enginesIn(page: Page): Set<string> {
  const found = new Set<string>();
  page.on("request", (request) => {
    const [, name = ""] = /\/_astro\/(\w+)\.[\w-]+\.js$/.exec(request.url()) ?? [];
    if (SYSTEMS.includes(name)) found.add(name);
  });
  return found;
}

test("the slider goes through saved runs and fetches no engine; a strip that is opened fetches that of its system alone", async () => {
  const seen = await site.visit("cap/", {}, async ({page, errors, weight, rest}) => {
    await rest();
    const engines = enginesIn(page);
    const strips = page.locator("figure.strips").first();
    const [untouched, saved] = [await weight(), await strips.locator(".figure-title").textContent()];
    const title = () => strips.locator(".figure-title").textContent();
    await strips.locator("input[type=range]").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(title).not.toBe(saved);
    const once = await title();
    await page.keyboard.press("ArrowRight");
    await expect.poll(title).not.toBe(once);
    const [moved, before] = [await weight(), [...engines]];
    await strips.locator("[data-key=open-redis]").click();
    await page.locator("dialog.runs figure.space-time").waitFor();
    const opened = await weight();
    return {first: moved.script - untouched.script, engine: opened.script - moved.script, before, after: [...engines], errors};
  });
  expect(seen).toMatchObject({before: [], after: ["redis"], errors: []});
  expect(seen.first).toBeLessThan(MOST);
  expect(seen.engine).toBeLessThan(MOST);
});

test("a cell of the card opens its runs by Enter, and each is the run of its row; Escape leads back to the cell", async () => {
  const seen = await site.visit("cap/", {}, async ({page, errors, foreign}) => {
    const engines = enginesIn(page);
    const cell = page.locator('.score-card [data-key="redis defaults leader-cut"]').first();
    await cell.focus();
    await page.keyboard.press("Enter");
    const dialog = page.locator("dialog.runs");
    await dialog.waitFor();
    const title = await dialog.locator("h2").textContent();
    await dialog.locator("tbody tr button").nth(6).click();
    await dialog.locator("figure.space-time").waitFor();
    const caption = await dialog.locator("figure.space-time figcaption").textContent();
    await page.keyboard.press("Escape");
    await dialog.waitFor({state: "detached"});
    const back = await page.evaluate(() => document.activeElement?.getAttribute("data-key"));
    return {title, caption, back, engines: [...engines], errors, foreign};
  });
  expect(seen).toMatchObject({engines: ["redis"], back: "redis defaults leader-cut", errors: [], foreign: []});
  expect(seen.title).toMatch(/^\d+ runs: .*setup defaults, fault leader-cut$/);
  expect(seen.caption).toMatch(/^redis, scenario defaults leader-cut, seed 7: /);
});

test("who says what is needed sees which setups do it, and no engine is fetched for that", async () => {
  const seen = await site.visit("cap/", {}, async ({page, errors}) => {
    const engines = enginesIn(page);
    const list = page.locator("figure.choice-list").first();
    const title = () => list.locator(".figure-title").textContent();
    const saved = await title();
    const loss = page.locator("notebook-cell input[type=checkbox]").first();
    await loss.click();
    await expect.poll(title).not.toBe(saved);
    const met = await list.locator("tr.met").count();
    return {saved, now: await title(), met, engines: [...engines], errors};
  });
  expect(seen).toMatchObject({engines: [], errors: []});
  expect(seen.now).toMatch(new RegExp(`^${seen.met} of `));
});
