import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

/** As much as a page may move under its reader: what Chromium's own measure calls good is twice that. */
const MOST = 0.05;

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** Runs in the page, before anything else: adds up what moves without the reader having done something. */
function watchShifts(): void {
  const told = globalThis as typeof globalThis & {moved: number};
  told.moved = 0;
  const sum = (list: PerformanceObserverEntryList) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {value: number; hadRecentInput: boolean})[])
      if (!entry.hadRecentInput) told.moved += entry.value;
  };
  new PerformanceObserver(sum).observe({type: "layout-shift", buffered: true});
}

/** Two frames on, when what has moved has been told. */
const moved = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done((globalThis as typeof globalThis & {moved: number}).moved)));
      }),
  );

test.each([
  {width: 1280, height: 800},
  {width: 360, height: 740},
])("nothing moves at $width px when the faces come after the text, nor when every cell becomes live", async (viewport) => {
  const seen = await site.visit("notebook/", {viewport}, async ({page}) => {
    let arrive = () => {};
    const asked = new Promise<void>((done) => {
      arrive = done;
    });
    await page.route("**/*.woff2", async (route) => {
      await asked;
      await route.continue();
    });
    await page.addInitScript(watchShifts);
    await page.reload({waitUntil: "domcontentloaded"});
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    arrive();
    await page.evaluate(() => document.fonts.ready);
    const loaded = await moved(page);
    await page.locator("notebook-cell input[type=range]").first().focus();
    await page.locator(".page-run-button").click();
    await page.locator("notebook-cell:not([data-status=live])").first().waitFor({state: "detached"});
    return {loaded, live: (await moved(page)) - loaded};
  });
  expect(seen.loaded).toBeLessThan(MOST);
  expect(seen.live).toBeLessThan(MOST);
});

test("the contents of a page stand where they stay, before its text has come", async () => {
  const [before, after] = await site.visit("zookeeper/", {viewport: {width: 1280, height: 800}}, ({page}) =>
    page.evaluate(() => {
      const left = () => document.querySelector(".right-sidebar")?.getBoundingClientRect().left;
      const [pane] = document.getElementsByClassName("main-pane") as HTMLCollectionOf<HTMLElement>;
      const after = left();
      pane?.remove();
      return [left(), after];
    }),
  );
  expect(before).toBe(after);
});
