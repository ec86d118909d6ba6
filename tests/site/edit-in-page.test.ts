import {afterAll, beforeAll, expect, test} from "vitest";
import {cellsOf, places} from "./chapters.ts";
import {openSite, type Site, type Visit} from "./chromium.ts";
import {answer, cellOf, runs} from "./editing.ts";

/** The ZooKeeper chapter: the cell that says when server 3 starts, the one that runs, the one that shows the cluster. */
const chapter = "zookeeper/";
const at = {control: "", run: "", below: ""};

let site: Site;

beforeAll(async () => {
  site = await openSite();
  await site.visit(chapter, {}, async ({page}) => {
    at.control = await cellOf(page, "const thirdStartsMs = view");
    at.run = await cellOf(page, "const first = simulate");
    at.below = await cellOf(page, "display(cluster(first, {playhead: head}))");
  });
});

afterAll(() => site.close());

const visit = <T>(look: (visit: Visit) => Promise<T>) => site.visit(chapter, {}, look);

test.each(places)(
  "an edited cell runs, is marked, and what hangs on it runs again; Reset brings the author's back: $path",
  async (place) => {
    const seen = await site.visit(place.path, {}, async ({page, errors}) => {
      const {result, late} = await cellsOf(page, place);
      const hash = () => page.locator(`#${result} [data-trace-hash]`).first().getAttribute("data-trace-hash");
      const below = () => page.locator(`#${late} [data-trace-hash]`).first().getAttribute("data-trace-hash");
      const author = await hash();
      const says = await runs(page, result, (was) => was.replace(place.edit.was, place.edit.now));
      await page.locator(`#${result} .made`, {hasText: "seed 9"}).waitFor();
      await page.locator(`#${late}[data-status=live]`).waitFor();
      const during = {hash: await hash(), below: await below(), mark: await page.locator(`#${result} .edited`).textContent()};
      await page.locator(`#${result} .cell-edit-bar button`, {hasText: "Reset"}).click();
      await page.locator(`#${result} .made`, {hasText: "seed 1"}).waitFor();
      await expect.poll(below).toBe(author);
      return {author, says, during, after: await hash(), marks: await page.locator("notebook-cell .edited").count(), errors};
    });
    expect(seen.says).toBe("It ran.");
    expect(seen.during.mark).toBe("edited");
    expect(seen.during.hash).not.toBe(seen.author);
    expect(seen.during.below).toBe(seen.during.hash);
    expect(seen).toMatchObject({after: seen.author, marks: 0, errors: []});
  },
);

test("Reset page brings every author's cell and every input back", async () => {
  const seen = await visit(async ({page}) => {
    const slider = page.locator(`#${at.control} input[type=range]`);
    const author = await slider.inputValue();
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(`#${at.run}[data-status=live]`).waitFor();
    await runs(page, at.run, (was) => was.replace("thirdStartsMs, seed", "thirdStartsMs, seed: 9"));
    await page.locator(`#${at.run} .made`, {hasText: "seed 9"}).waitFor();
    await page.locator(".page-bar button", {hasText: "Reset page"}).click();
    await page.locator(`#${at.run} .made`, {hasText: "seed 1"}).waitFor();
    return {author, now: await slider.inputValue(), marks: await page.locator("notebook-cell .edited").count()};
  });
  expect(seen).toMatchObject({now: seen.author, marks: 0});
});

// What else never ends, and the limit that stops it, is tried with a short one: edit.test.ts, tests/notebook/edit.
test("an endless loop is told of, what was there is kept, and the page can be used", async () => {
  const seen = await visit(async ({page}) => {
    const before = await page.locator(`#${at.below} .cell-output`).innerHTML();
    const said = await runs(page, at.below, () => "while (true) {}");
    const kept = (await page.locator(`#${at.below} .cell-output`).innerHTML()) === before;
    await page.locator(`#${at.control} input[type=range]`).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(`#${at.run}[data-status=live]`).waitFor();
    return {said, kept};
  });
  expect(seen).toEqual({said: expect.stringMatching(/^stopped after 2 s/), kept: true});
});

test("by the keyboard alone: Enter edits a source, Shift+Enter runs it, an error says its line, Escape leaves it, Enter comes back", async () => {
  const seen = await visit(async ({page}) => {
    await page.locator(`#${at.below} summary`).first().focus();
    const fold = page.locator(`#${at.below} .cell-source`);
    await fold.locator("summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(`#${at.below} .cm-focused`).waitFor();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText("const a = 1\ndisplay(misspelt)");
    await page.keyboard.press("Shift+Enter");
    const says = await answer(page, at.below);
    const line = await page.locator(`#${at.below} .cm-faulty`).textContent();
    const stays = await page.evaluate(() => document.activeElement?.classList.contains("cm-content"));
    await page.keyboard.press("Escape");
    const left = await page.evaluate(() => document.activeElement?.matches(".cell-source pre"));
    await page.keyboard.press("Enter");
    await page.locator(`#${at.below} .cm-focused`).waitFor();
    return {says, line, stays, left};
  });
  expect(seen.says).toMatch(/^line 2: no cell declares misspelt/);
  expect(seen).toMatchObject({line: "display(misspelt)", stays: true, left: true});
});

test("a callback that comes back again and again and never ends is told of, and the page can be used", async () => {
  await visit(async ({page}) => {
    await runs(page, at.below, (was) => `setInterval(() => { for (;;) {} }, 10)\n${was}`);
    await expect.poll(() => page.locator(`#${at.below} .cell-problem`).textContent()).toMatch(/^stopped after 0.002 s/);
    await page.locator(`#${at.control} input[type=range]`).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(`#${at.run}[data-status=live]`).waitFor();
  });
});
