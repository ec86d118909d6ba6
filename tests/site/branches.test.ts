import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

async function history(page: Page) {
  const cell = page.locator("notebook-cell:has(.branching)");
  await cell.locator("[data-key=fault-target]").focus();
  await page.keyboard.press("Tab");
  await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
  return cell;
}

const names = (page: Page) => page.locator(".branching [role=treeitem]:not([hidden])").allTextContents();

test("a fault at the playhead begins a branch, which is compared with the line it began at; the old one stays", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page, errors, foreign}) => {
    const cell = await history(page);
    await cell.locator("[data-key=fault-time]").fill("3000");
    await cell.locator("[data-key=fault-crash]").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => names(page)).toHaveLength(2);
    const tree = await names(page);
    await page.locator("notebook-cell:has(.branching) ~ notebook-cell figure.compare").first().waitFor({timeout: 30_000});
    const changes = await page.locator("notebook-cell:has(.branching) ~ notebook-cell figure.compare .changes").first().textContent();
    return {tree, changes, selected: await cell.locator("[aria-selected=true]").textContent(), errors, foreign};
  });
  expect(seen.tree).toEqual(["main", "crash @leader at 3000 ms"]);
  expect(seen.selected).toBe("crash @leader at 3000 ms");
  expect(seen.changes).toContain("3,000");
  expect(seen).toMatchObject({errors: [], foreign: []});
});

test("the tree is walked, and its branches deleted, by keys alone", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page}) => {
    const cell = await history(page);
    await cell.locator("[data-key=set]").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => names(page)).toHaveLength(2);
    await cell.locator("[aria-selected=true]").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    const walked = await cell.locator("[aria-selected=true]").textContent();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Delete");
    await expect.poll(() => names(page)).toHaveLength(1);
    return {walked, focus: await page.evaluate(() => document.activeElement?.textContent)};
  });
  expect(seen).toEqual({walked: "main", focus: "main"});
});

test("when the scenario at the root is another, the branches follow it, and the reader stays on the one that was selected", async () => {
  const seen = await site.visit("zookeeper/", {}, async ({page, errors}) => {
    const cell = await history(page);
    await cell.locator("[data-key=fault-time]").fill("9000");
    await cell.locator("[data-key=fault-restart]").click();
    await expect.poll(() => names(page)).toHaveLength(2);
    const before = await names(page);
    await cell.locator(".edit").click();
    const editor = cell.locator(".cm-content");
    await editor.waitFor();
    const was = (await cell.locator(".cm-line").allTextContents()).join("\n");
    await editor.press("ControlOrMeta+a");
    await page.keyboard.insertText(was.replace("quorumLoss()", "quorumLoss({faultMs: 6000})"));
    await page.keyboard.press("Shift+Enter");
    const says = cell.locator(".branching > output");
    await expect.poll(() => says.textContent(), {timeout: 30_000}).toContain("1 of 1 branch follows it");
    const selected = await cell.locator("[aria-selected=true]").textContent();
    await page.locator("notebook-cell:has(.branching) ~ notebook-cell figure.compare").first().waitFor({timeout: 30_000});
    return {before, after: await names(page), selected, errors};
  });
  expect(seen).toMatchObject({after: seen.before, selected: seen.before[1], errors: []});
});
