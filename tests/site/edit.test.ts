import {afterAll, beforeAll, expect, test} from "vitest";
import {type EditPage, openEditPage} from "./edit-page.ts";

let site: EditPage;

/** Bytes of script, gzipped, that Edit may bring. */
const FIRST_EDIT = 250_000;
let [before, more] = [0, 0];

beforeAll(async () => {
  site = await openEditPage();
  before = site.bytes();
  await site.page.evaluate(async () => {
    await Reflect.get(window, "fetchEditing")();
    Reflect.get(window, "editing").edit(document.getElementById("cell-1"));
  });
  more = site.bytes() - before;
});

afterAll(async () => {
  await site.close();
});

/** Opens a cell, types into it instead of what is there, and runs it by the keyboard. */
async function type(id: string, source: string) {
  const {page} = site;
  await page.evaluate((cell) => {
    const element = document.getElementById(cell);
    Reflect.get(window, "editing").edit(element);
  }, id);
  await page.locator(`#${id} .cm-content`).press("ControlOrMeta+a");
  await page.keyboard.insertText(source);
  const start = performance.now();
  await page.keyboard.press("Shift+Enter");
  const says = page.locator(`#${id} .cell-problem`);
  await page.waitForFunction((cell) => !/^$|trying/.test(document.querySelector(`#${cell} .cell-problem`)?.textContent ?? ""), id);
  return {says: await says.textContent(), tookMs: performance.now() - start};
}

test.each<[claim: string, source: string, says: RegExp]>([
  ["an endless loop", "while (true) {}", /^stopped after 2 s: a loop that does not end/],
  ["unbounded recursion", "const again = (n) => again(n) + 1\nagain(1)", /^line 1: Maximum call stack size exceeded$/],
  ["a callback that never ends", "display(Plot.dot([1], {x: () => { for (;;) {} }}))", /^stopped after 2 s/],
  ["a model that never ends", "simulate({...zookeeper.scenarios.coldStart(), settle: false, untilMs: 1e12})", /stopped/],
  [
    "a rule that never answers",
    "simulate(zookeeper.scenarios.coldStart(), {rules: {supersedes: () => { while (true) {} }}})",
    /^stopped after 2 s/,
  ],
])("stops with a message within 3 s and leaves the page usable: %s", async (_, source, says) => {
  const {page} = site;
  const before = await page.evaluate(() => [Reflect.get(window, "replaced").length, Reflect.get(window, "ticks")]);
  const {says: said, tookMs} = await type("cell-2", source);
  const after = await page.evaluate(() => [Reflect.get(window, "replaced").length, Reflect.get(window, "ticks")]);
  expect(said).toMatch(says);
  console.log(`${_}: ${Math.round(tookMs)} ms`);
  expect(tookMs).toBeLessThan(3000);
  expect(after[0]).toBe(before[0]);
  // A page that is held counts no ticks of 50 ms.
  expect(after[1] - before[1]).toBeGreaterThanOrEqual(Math.floor(tookMs / 50 / 2));
});

test("what ends takes the author's place, is marked, and can be taken back", async () => {
  const {page} = site;
  const {says} = await type("cell-1", 'const thirdHas = view(Inputs.toggle({label: "Third", value: true}))');
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

test("an error says its line, and the line bears it until it is mended", async () => {
  const {says} = await type("cell-2", "const a = 1\nconst b = misspelt");
  expect(says).toMatch(/^line 2: no cell declares misspelt/);
  expect(await site.page.locator("#cell-2 .cm-faulty").textContent()).toBe("const b = misspelt");
  await site.page.locator("#cell-2 .cm-content").press("End");
  await site.page.keyboard.insertText("2");
  expect(await site.page.locator("#cell-2 .cm-faulty").count()).toBe(0);
});

test("Escape leaves the editor and gives the focus to the source", async () => {
  const {page} = site;
  await page.evaluate(() => Reflect.get(window, "editing").edit(document.getElementById("cell-3")));
  await page.locator("#cell-3 .cm-content").press("Escape");
  expect(await page.evaluate(() => document.activeElement === document.querySelector("#cell-3 pre"))).toBe(true);
  expect(await page.locator("#cell-3 .cell-editor").count()).toBe(0);
});

test("code that comes with a link is shown and does not run", async () => {
  const {page} = site;
  await page.evaluate(() => Reflect.get(window, "editing").offer({"cell-4": "window.linkRan = true"}));
  expect(await page.locator("#cell-4 .cm-content").textContent()).toBe("window.linkRan = true");
  expect(await page.locator("#cell-4 .cell-problem").textContent()).toMatch(/^This code came with the link\. It has not run/);
  expect(await page.evaluate(() => "linkRan" in window)).toBe(false);
});

test("the first Edit brings no more than its budget; the worker that tries cells out comes with the first change", async () => {
  await type("cell-5", "1 + 1");
  const worker = site.bytes() - before - more;
  console.log(`first Edit: ${more} bytes of script, gzipped; the worker that tries cells out: ${worker}`);
  expect(more).toBeGreaterThan(50_000);
  expect(more).toBeLessThan(FIRST_EDIT);
  expect(worker).toBeGreaterThan(0);
  expect(worker).toBeLessThan(100_000);
  expect(site.errors).toEqual([]);
});
