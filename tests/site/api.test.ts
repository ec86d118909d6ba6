import {afterAll, beforeAll, expect, test} from "vitest";
import {systemNames} from "../../cli/systems.ts";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(async () => {
  await site.close();
});

test("every name in the reference leads to its own heading", async () => {
  const {links, wrong} = await site.visit("api/", {}, ({page}) =>
    page.evaluate(() => {
      const links = [...document.querySelectorAll<HTMLAnchorElement>('main .sl-markdown-content a[href^="#"]:has(code)')];
      const leads = (link: HTMLAnchorElement) => document.getElementById(link.hash.slice(1))?.textContent;
      return {
        links: links.length,
        wrong: links.flatMap((link) => (leads(link) === link.textContent ? [] : [`${link.textContent}: ${leads(link)}`])),
      };
    }),
  );
  expect(links).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

test("search finds a name of the reference", async () => {
  const found = await site.visit("", {}, async ({page, rest}) => {
    // Starlight waits for an idle browser, and one without a screen is idle when it has drawn a frame.
    await rest();
    await page.keyboard.press("Control+k");
    await page.locator("site-search input").fill("leaderCrashSessions");
    await page.locator(".pagefind-ui__result-link").first().waitFor();
    return page.locator(".pagefind-ui__result-link").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  });
  expect(found.some((href) => href.includes("/api/"))).toBe(true);
});

test("every system has its settings on the page of systems", async () => {
  const headings = await site.visit("api/systems/", {javaScriptEnabled: false}, ({page}) => page.locator("main h3").allTextContents());
  expect(headings).toEqual(expect.arrayContaining(systemNames().map((name) => `Settings of ${name}`)));
});
