import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

const chapter = "zookeeper/";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const pasted = `# ours
tickTime=1000
initLimit=10
syncLimit=lots
elections.allowed=yes
dataDir=/data
server.1=a:2888:3888
server.2=b:2888:3888
server.3=c:2888:3888
`;

const form = (page: Page) => page.locator(".config-input");
const verdict = (page: Page) => page.locator("notebook-cell:has(.verdict-table)");
const head = (page: Page) => verdict(page).locator("thead th").allTextContents();
/** The sweep between the form and the table. */
const dear = (page: Page) => page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: "const verdictRows = sweep"})});

/** Pastes a file and waits until what hangs on it says that it is of another. */
async function paste(page: Page, text: string): Promise<void> {
  await form(page).locator("textarea").fill(text);
  await expect.poll(() => dear(page).getAttribute("data-status"), {timeout: 30_000}).toBe("stale");
}

test("a pasted file says what each of its lines is: unknown keys are listed, a bad value is explained", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    await paste(page, pasted);
    const says = await form(page).locator("[role=status]").textContent();
    await form(page).locator("summary").click();
    return {says, lines: await form(page).locator("tbody tr").allTextContents()};
  });
  expect(seen.says).toContain("unknown: elections.allowed (line 5)");
  expect(seen.says).toContain("syncLimit=lots: must be a whole number of ticks");
  expect(seen.lines.find((line) => line.includes("tickTime"))).toContain("taken");
  expect(seen.lines.find((line) => line.includes("dataDir"))).toContain("no effect here");
});

test("its verdict shows the standard faults, and what each changed setting does alone", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    const usual = await head(page);
    await paste(page, pasted.replace("lots", "2"));
    await dear(page).locator(".run").click();
    await expect.poll(() => head(page), {timeout: 90_000}).toContain("syncLimit alone");
    await expect.poll(() => dear(page).getAttribute("data-status"), {timeout: 90_000}).toBe("live");
    const rows = await verdict(page).locator("tbody tr").allTextContents();
    return {usual, now: await head(page), rows, errors};
  });
  expect(seen.usual).toEqual(["usual", "zoo.cfg"]);
  expect(seen.now).toEqual(["usual", "zoo.cfg", "tickTime alone", "syncLimit alone"]);
  expect(seen.rows.length).toBeGreaterThan(4);
  expect(seen.errors).toEqual([]);
});

test("the file is given back with its comments and its order", async () => {
  const text = await site.visit(chapter, {}, async ({page}) => {
    const link = page.locator("notebook-cell a[download]");
    await form(page).locator("textarea").fill(pasted.replace("lots", "3"));
    await expect.poll(() => link.getAttribute("href"), {timeout: 30_000}).toContain("syncLimit%3D3");
    return {href: await link.getAttribute("href"), name: await link.getAttribute("download")};
  });
  expect(text.name).toBe("zoo.cfg");
  expect(decodeURIComponent(text.href?.split(",")[1] ?? "")).toBe(pasted.replace("lots", "3"));
});
