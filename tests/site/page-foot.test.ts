import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(async () => {
  await site.close();
});

test("? shows the keys, Escape closes them, and the focus is where it was; a question mark that is typed is one", async () => {
  await site.visit("zookeeper/", {}, async ({page}) => {
    const dialog = page.locator("dialog.keys");
    const control = page.locator("notebook-cell .cell-output input[type=range]").first();
    await control.focus();
    await page.keyboard.press("?");
    await dialog.waitFor();
    expect(await dialog.locator("tr").count()).toBeGreaterThan(5);
    await page.keyboard.press("Escape");
    await dialog.waitFor({state: "hidden"});
    // The cell comes to life meanwhile, and its live control has the focus then.
    await expect.poll(() => control.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.locator("notebook-cell .cell-output input[type=number]").first().focus();
    await page.keyboard.press("?");
    expect(await dialog.isVisible()).toBe(false);
    await page.locator(".keys-hint button").click();
    await dialog.waitFor();
  });
});
