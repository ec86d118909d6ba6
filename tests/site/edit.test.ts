import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {type EditSite, openEditSite} from "./edit-page.ts";
import {answer} from "./editing.ts";

let site: EditSite;

/** Bytes of script, gzipped, that Edit may bring. */
const FIRST_EDIT = 250_000;

/** Milliseconds: more than anything here takes that ends of itself, and less than anybody waits for what does not. */
const [LONG_MS, SHORT_MS] = [30_000, 200];

beforeAll(async () => {
  site = await openEditSite();
});

afterAll(() => site.close());

const fetchEditing = (page: Page, limitMs = LONG_MS) => page.evaluate((limit) => Reflect.get(window, "fetchEditing")(limit), limitMs);

const open = (page: Page, id: string) => page.evaluate((cell) => Reflect.get(window, "editing").edit(document.getElementById(cell)), id);

/** Opens a cell, types into it instead of what is there, and runs it by the keyboard. */
async function type(page: Page, id: string, source: string): Promise<string> {
  await open(page, id);
  await page.locator(`#${id} .cm-content`).press("ControlOrMeta+a");
  await page.keyboard.insertText(source);
  await page.keyboard.press("Shift+Enter");
  return answer(page, id);
}

const replaced = (page: Page): Promise<string[]> => page.evaluate(() => Reflect.get(window, "replaced"));

test.each<[claim: string, source: string]>([
  ["an endless loop", "while (true) {}"],
  ["a callback that never ends", "display(Plot.dot([1], {x: () => { for (;;) {} }}))"],
  ["a model that never ends", "simulate({...zookeeper.scenarios.coldStart(), settle: false, untilMs: 1e12})"],
  ["a rule that never answers", "simulate(zookeeper.scenarios.coldStart(), {rules: {supersedes: () => { while (true) {} }}})"],
])("is stopped at the limit, takes nobody's place, and does not hold the page: %s", async (_, source) => {
  const seen = await site.visit(async ({page}) => {
    await fetchEditing(page, SHORT_MS);
    // It answers: none of this ran in the page.
    return {says: await type(page, "cell-2", source), replaced: await replaced(page)};
  });
  expect(seen).toEqual({says: expect.stringMatching(/^stopped after 0.2 s: a loop that does not end/), replaced: []});
});

test("unbounded recursion is told with its line", async () => {
  const says = await site.visit(async ({page}) => {
    await fetchEditing(page);
    return type(page, "cell-2", "const again = (n) => again(n) + 1\nagain(1)");
  });
  expect(says).toMatch(/^line 1: Maximum call stack size exceeded$/);
});

test("what ends takes the author's place, is marked, and can be taken back", async () => {
  await site.visit(async ({page}) => {
    await fetchEditing(page);
    const says = await type(page, "cell-1", 'const thirdHas = view(Inputs.toggle({label: "Third", value: true}))');
    expect(says).toBe("It ran.");
    const state = () =>
      page.evaluate(() => [
        Reflect.get(window, "replaced").at(-1),
        Object.keys(Reflect.get(window, "edited")),
        document.getElementById("cell-1")?.hasAttribute("data-edited"),
      ]);
    expect(await state()).toEqual(["cell-1", ["cell-1"], true]);
    await page.locator("#cell-1 .cell-edit-bar button", {hasText: "Reset"}).click();
    expect(await state()).toEqual(["cell-1", [], false]);
    expect(await page.locator("#cell-1 .cm-content").textContent()).toContain("Server 3 has the last write too");
  });
});

test("an error says its line, and the line bears it until it is mended", async () => {
  await site.visit(async ({page}) => {
    await fetchEditing(page);
    expect(await type(page, "cell-2", "const a = 1\nconst b = misspelt")).toMatch(/^line 2: no cell declares misspelt/);
    expect(await page.locator("#cell-2 .cm-faulty").textContent()).toBe("const b = misspelt");
    await page.locator("#cell-2 .cm-content").press("End");
    await page.keyboard.insertText("2");
    await page.locator("#cell-2 .cm-faulty").waitFor({state: "detached"});
  });
});

test("Escape leaves the editor and gives the focus to the source", async () => {
  await site.visit(async ({page}) => {
    await fetchEditing(page);
    await open(page, "cell-3");
    await page.locator("#cell-3 .cm-content").press("Escape");
    await page.locator("#cell-3 .cell-editor").waitFor({state: "detached"});
    expect(await page.evaluate(() => document.activeElement === document.querySelector("#cell-3 pre"))).toBe(true);
  });
});

test("code that comes with a link is shown and does not run", async () => {
  await site.visit(async ({page}) => {
    await fetchEditing(page);
    await page.evaluate(() => Reflect.get(window, "editing").offer({"cell-4": "window.linkRan = true"}));
    expect(await page.locator("#cell-4 .cm-content").textContent()).toBe("window.linkRan = true");
    expect(await page.locator("#cell-4 .cell-problem").textContent()).toMatch(/^This code came with the link\. It has not run/);
    expect(await page.evaluate(() => "linkRan" in window)).toBe(false);
  });
});

test("the first Edit brings no more than its budget; the worker that tries cells out comes with the first change", async () => {
  const {edit, worker, errors} = await site.visit(async ({page, bytes, errors}) => {
    const before = bytes();
    await fetchEditing(page);
    await open(page, "cell-5");
    const edit = bytes() - before;
    await type(page, "cell-5", "1 + 1");
    return {edit, worker: bytes() - before - edit, errors};
  });
  console.log(`first Edit: ${edit} bytes of script, gzipped; the worker that tries cells out: ${worker}`);
  expect(edit).toBeGreaterThan(50_000);
  expect(edit).toBeLessThan(FIRST_EDIT);
  expect(worker).toBeGreaterThan(0);
  expect(worker).toBeLessThan(100_000);
  expect(errors).toEqual([]);
});
