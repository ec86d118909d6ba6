import type {Page, Route} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {run, scenarioOf} from "../../src/engine/index.ts";
import type {System} from "../../src/engine/model/system.ts";
import {system} from "../../src/engine/systems/zookeeper/index.ts";
import {openSite, type Site, type Visit} from "./chromium.ts";

const chapter = "zookeeper/";
const zookeeper = system as unknown as System;

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const visit = <T>(look: (visit: Visit) => Promise<T>) => site.visit(chapter, {}, look);

const cellOf = (page: Page, source: string) => page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: source})});
const control = (page: Page) => cellOf(page, "const thirdStartsMs = view").first();
const result = (page: Page) => cellOf(page, "const first = simulate");
const plot = (page: Page) => page.locator("notebook-cell[data-status=saved]:has(figure.chart circle)").first();
const runs = (page: Page) => page.locator("dialog.runs");
const live = (page: Page) => page.locator("notebook-cell[data-status=live]").first().waitFor();

/** The hash of the first election with server 3 starting then. */
const hashOf = (thirdStartsMs: number) => run(zookeeper, scenarioOf(zookeeper, "cold-start", {thirdStartsMs, jitter: 0.5}, 1)).hash;
const hash = (page: Page) => result(page).locator("[data-trace-hash]").first().getAttribute("data-trace-hash");

/** Keeps all scripts from arriving, until what it answers is called. */
async function slow(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let open = false;
  await page.route("**/*.js", (route) => (open ? route.continue() : void held.push(route)));
  return async () => {
    open = true;
    for (const route of held) await route.continue();
  };
}

test("the first click on a saved dot opens its runs", async () => {
  const seen = await visit(async ({page, errors}) => {
    await plot(page).locator("circle").first().click();
    await runs(page).waitFor();
    return {title: await runs(page).locator("h2").textContent(), errors};
  });
  expect(seen).toEqual({title: expect.stringMatching(/^200 runs: /), errors: []});
});

test("a dot that is still held when the page comes alive opens its runs when it is let go", async () => {
  const title = await visit(async ({page}) => {
    const arrive = await slow(page);
    const dot = plot(page).locator("circle").first();
    await dot.scrollIntoViewIfNeeded();
    const {x = 0, y = 0, width = 0, height = 0} = (await dot.boundingBox()) ?? {};
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await arrive();
    await live(page);
    await page.mouse.up();
    await runs(page).waitFor();
    return runs(page).locator("h2").textContent();
  });
  expect(title).toMatch(/^200 runs: /);
});

test("keys pressed on a saved picture go through its dots when it is live", async () => {
  const title = await visit(async ({page}) => {
    const arrive = await slow(page);
    await plot(page).locator(".picture").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await arrive();
    await runs(page).waitFor();
    return runs(page).locator("h2").textContent();
  });
  expect(title).toMatch(/^200 runs: /);
});

test("the first click on a saved message takes the playhead to it", async () => {
  const seen = await visit(async ({page}) => {
    const flight = result(page).locator(".flights .flight:not(:has(.loop))").last();
    const says = await flight.getAttribute("aria-label");
    await flight.click();
    await result(page).locator("tr[aria-current]").waitFor({state: "attached"});
    return {ends: says?.match(/z\d → z\d/)?.[0], row: await result(page).locator("tr[aria-current]").textContent()};
  });
  expect(seen.row).toContain(seen.ends);
});

test("a number that is typed first, and ended by Enter, is what runs; the page stays", async () => {
  const seen = await visit(async ({page}) => {
    const arrive = await slow(page);
    const address = page.url();
    await control(page).locator("input[type=number]").first().focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("150");
    await page.keyboard.press("Enter");
    await arrive();
    await expect.poll(() => hash(page), {timeout: 20_000}).toBe(hashOf(150));
    return {stays: page.url() === address, slider: await control(page).locator("input[type=range]").inputValue()};
  });
  expect(seen).toEqual({stays: true, slider: "150"});
});

test("after a number field was touched first, its slider is heard, and keeps the focus", async () => {
  const seen = await visit(async ({page}) => {
    await control(page).locator("input[type=number]").first().focus();
    await control(page).and(page.locator("[data-status=live]")).waitFor();
    const slider = control(page).locator("input[type=range]");
    const {x = 0, y = 0, width = 0, height = 0} = (await slider.boundingBox()) ?? {};
    await page.mouse.move(x + width * 0.66, y + height / 2);
    await page.mouse.down();
    const early = Number(await slider.inputValue());
    await page.mouse.move(x + width * 0.4, y + height / 2, {steps: 4});
    const during = Number(await slider.inputValue());
    await expect.poll(() => hash(page), {timeout: 20_000}).toBe(hashOf(during));
    await page.mouse.up();
    await page.keyboard.press("ArrowRight");
    const after = Number(await slider.inputValue());
    await expect.poll(() => hash(page), {timeout: 20_000}).toBe(hashOf(after));
    return {
      dragged: during < early,
      stepped: after - during,
      number: Number(await control(page).locator("input[type=number]").first().inputValue()) - after,
    };
  });
  expect(seen).toEqual({dragged: true, stepped: 10, number: 0});
});

test("after a number field was touched first, a button beside it is pressed by the first click", async () => {
  const names = await visit(async ({page}) => {
    const history = page.locator("notebook-cell:has(.branching)");
    await history.locator("[data-key=fault-time]").focus();
    await history.and(page.locator("[data-status=live]")).waitFor();
    await history.locator("[data-key=fault-time]").fill("9000");
    await history.locator("[data-key=fault-restart]").click();
    await expect.poll(() => history.locator("[role=treeitem]").count()).toBe(2);
    return history.locator("[role=treeitem]").allTextContents();
  });
  expect(names).toEqual(["main", "restart @leader at 9000 ms"]);
});
