import {afterAll, beforeAll, expect, test} from "vitest";
import {histories} from "../engine/checking/histories/samples.ts";
import {openSite, type Site} from "./chromium.ts";
import {cellOf} from "./editing.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

test("an operation is dragged until no order fits, and what depends on it follows", async () => {
  await site.visit("history/", {viewport: {width: 1280, height: 900}}, async ({page, errors, foreign}) => {
    const cell = page.locator(`#${await cellOf(page, "const five = view")}`);
    const title = cell.locator(".figure-title");
    const bar = cell.locator('[data-key="operation-2"]');
    expect(await title.textContent()).toBe("All 5 operations have a place in one order");
    // The first touch brings the picture to life.
    await bar.click();
    await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
    const box = await bar.boundingBox();
    if (box === null) throw new Error("the operation is not drawn");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const by of [40, 90, 150, 200]) await page.mouse.move(x + by, y);
    await page.mouse.up();
    expect(await title.textContent()).toBe("No order fits read → 1 of process clara");
    await expect.poll(() => page.locator("main").textContent()).toContain("As the history stands above, there is none");
    expect(await bar.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("ArrowLeft");
    expect([errors, foreign]).toEqual([[], []]);
  });
});

test("the first gesture of all may be the choice of a file", async () => {
  await site.visit("history/", {}, async ({page, errors, foreign}) => {
    const cell = page.locator(`#${await cellOf(page, "historyFile()")}`);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), cell.locator("input[type=file]").click()]);
    await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
    await chooser.setFiles({name: "right.log", mimeType: "text/plain", buffer: Buffer.from(histories[0]?.text ?? "")});
    await expect.poll(() => cell.locator("output").textContent(), {timeout: 30_000}).toMatch(/^Right: 4 operations/);
    expect(await cell.locator(".call").count()).toBe(4);
    expect([errors, foreign]).toEqual([[], []]);
  });
});

test("a file of the reader's own is checked in the page, and goes nowhere", async () => {
  await site.visit("history/", {}, async ({page, errors, foreign}) => {
    const cell = page.locator(`#${await cellOf(page, "historyFile()")}`);
    await cell.locator("select").focus();
    await expect.poll(() => cell.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
    const says = cell.locator(".history-file output");
    const choose = (name: string, text: string) =>
      cell.locator("input[type=file]").setInputFiles({name, mimeType: "text/plain", buffer: Buffer.from(text)});
    await choose("right.log", histories[0]?.text ?? "");
    await expect.poll(() => says.textContent(), {timeout: 30_000}).toMatch(/^Right: 4 operations/);
    expect(await cell.locator(".call").count()).toBe(4);
    await choose("short.edn", (histories[2]?.text ?? "").slice(0, 80));
    await expect.poll(() => says.textContent(), {timeout: 30_000}).toMatch(/^short.edn line 3: the file ends before/);
    expect([errors, foreign]).toEqual([[], []]);
  });
});
