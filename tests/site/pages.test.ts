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

const painted = [
  "body",
  "header",
  "main h1",
  "main p",
  "main p a",
  "main :not(pre) > code",
  "main pre span",
  "main td",
  "summary",
  "figure svg text",
  "nav a",
];

test.for(["light", "dark"] as const)(
  "where no script runs, a page is %s if its reader's system is, and has the colours it has with one",
  async (colorScheme) => {
    const coloursOf = (javaScriptEnabled: boolean) =>
      site.visit("redis/", {javaScriptEnabled, colorScheme}, ({page}) =>
        page.evaluate(
          (selectors) =>
            selectors.map((selector) => {
              const element = document.querySelector(selector);
              if (element === null) return `${selector}: there is none`;
              const {color, backgroundColor, fill, colorScheme} = getComputedStyle(element);
              return [selector, color, backgroundColor, fill, colorScheme].join(" ");
            }),
          painted,
        ),
      );
    const [without, withScript] = await Promise.all([coloursOf(false), coloursOf(true)]);
    expect(without).toEqual(withScript);
    expect(without[0]).toContain(colorScheme);
  },
);

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
