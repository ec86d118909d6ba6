import type {Page} from "playwright-core";
import {expect} from "vitest";

/** The id of the cell whose source holds this. */
export const cellOf = async (page: Page, source: string): Promise<string> =>
  (await page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: source})}).getAttribute("id")) ?? "";

/** Opens a cell by its button unless it is open, and has other code in its place. */
export async function write(page: Page, id: string, source: (was: string) => string): Promise<void> {
  const editor = page.locator(`#${id} .cm-content`);
  if ((await editor.count()) === 0) await page.locator(`#${id} .edit`).click();
  await editor.waitFor();
  const was = (await page.locator(`#${id} .cm-line`).allTextContents()).join("\n");
  await editor.press("ControlOrMeta+a");
  await page.keyboard.insertText(source(was));
}

/** What is said of an edit once it was tried. */
export async function answer(page: Page, id: string): Promise<string> {
  const says = page.locator(`#${id} .cell-problem`);
  await expect.poll(() => says.textContent(), {timeout: 20_000, interval: 20}).not.toMatch(/^$|trying/);
  return (await says.textContent()) ?? "";
}

/** Has other code in a cell, and runs it. */
export async function runs(page: Page, id: string, source: (was: string) => string): Promise<string> {
  await write(page, id, source);
  await page.keyboard.press("Shift+Enter");
  return answer(page, id);
}
