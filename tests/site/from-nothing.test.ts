import type {Locator, Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

const chapter = "from-nothing/";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const cellWith = (page: Page, source: string): Locator =>
  page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: source})});

/** Edits a cell by the keyboard alone: what is in it gives way to what `change` makes of it. */
async function edit(page: Page, cell: Locator, change: (was: string) => string): Promise<void> {
  const was = (await cell.locator(".cell-source code").textContent()) ?? "";
  await cell.getByRole("button", {name: "Edit"}).click();
  const editor = cell.locator(".cm-content");
  await editor.waitFor();
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(change(was));
  await page.keyboard.press("Shift+Enter");
}

test("a design of the reader's own is swept in workers: the gentle bully is edited, run and solved", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    const task = page.locator('[data-exercise="from-nothing/gentle"]');
    const before = await task.locator(".grade").textContent();
    await edit(page, cellWith(page, 'name: "gentle"'), (was) =>
      was.replace("(own: string, leader: string) => own > leader", "() => false"),
    );
    await task.locator("notebook-cell[data-status=stale]:has(.run)").waitFor({timeout: 30_000});
    await task.locator(".run").click();
    await expect.poll(() => task.locator(".grade").textContent(), {timeout: 60_000}).toMatch(/^Solved/);
    return {before, grade: await task.locator(".grade").textContent(), errors};
  });
  expect(seen.before).toMatch(/^Not yet\. It holds in 0 of 200 runs\./);
  expect(seen).toMatchObject({grade: "Solved. It holds in 200 of 200 runs.", errors: []});
});

test("the process that all designs share can be edited: what hangs on it runs again within the limit of a trial", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    const opening = cellWith(page, "const opening = simulate");
    await edit(page, cellWith(page, "const store: Handlers"), (was) => `// the reader was here\n${was}`);
    await cellWith(page, "const store: Handlers").locator(".edited").waitFor({timeout: 30_000});
    await opening.and(page.locator("[data-status=live]")).waitFor({timeout: 30_000});
    return {failed: await page.locator(".cell-error").allTextContents(), errors};
  });
  expect(seen).toEqual({failed: [], errors: []});
});

test("a mistake in a definition is told in its own cell, in one line", async () => {
  const says = await site.visit(chapter, {}, async ({page}) => {
    const cell = cellWith(page, "const unfenced = defineSystem");
    await edit(page, cell, (was) => was.replace('name: "unfenced"', 'name: "Not a name"'));
    const error = cell.locator(".cell-error, .edit-problem, [role=alert]").first();
    await error.waitFor({timeout: 30_000});
    return error.textContent();
  });
  expect(says).toContain('defineSystem: name "Not a name": must be lower-case words with dashes, as in two-leaders');
});
