import type {Locator, Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {places} from "./chapters.ts";
import {openSite, type Site} from "./chromium.ts";
import {cellOf, write} from "./editing.ts";

const chapter = "zookeeper/";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

const question = (page: Page, id = "zookeeper/who-wins") => page.locator(`[data-predict="${id}"]`);
const exercise = (page: Page, id: string) => page.locator(`[data-exercise="zookeeper/${id}"]`);
const says = (page: Page, id?: string) => question(page, id).locator(".predict-says");
const book = (page: Page) => page.evaluate(() => JSON.parse(localStorage.getItem("interregnum") ?? "null"));
const mark = (page: Page, path = chapter) => page.locator(`#starlight__sidebar a[href$="/${path}"] .chapter-mark`);

async function commit(page: Page, answer: string, id?: string): Promise<void> {
  await question(page, id).locator(`input[value="${answer}"]`).check();
  await question(page, id).locator(".predict-commit").click();
}

/** Sets what an exercise is asked with: numbers into their fields, the rest are boxes to be ticked. */
async function set(task: Locator, values: {readonly [label: string]: number | boolean}): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    const field = task.locator("form", {hasText: label}).locator('input:not([type="range"])');
    await field.focus();
    const cell = task.locator("notebook-cell[data-status=live]").filter({has: task.page().locator("form", {hasText: label})});
    await cell.waitFor();
    if (typeof value === "boolean") await field.setChecked(value);
    else {
      await field.fill(String(value));
      await field.press("Enter");
    }
  }
  await expect.poll(() => task.locator("notebook-cell[data-status=stale]:has(.run)").count(), {timeout: 30_000}).toBe(1);
}

async function attempt(task: Locator, runs: number): Promise<string> {
  await task.locator(".run").click();
  const grade = task.locator("notebook-cell[data-status=live] .grade[data-solved]");
  await task.locator("notebook-cell[data-status=live]:has(.run)").waitFor({timeout: 60_000});
  await expect.poll(() => grade.textContent(), {timeout: 60_000}).toContain(`of ${runs} runs`);
  return (await grade.textContent()) ?? "";
}

test.each(places)(
  "a prediction is asked for before its run, and the run grades it: $path",
  async ({path, prediction: {id, wrong, right}}) => {
    const seen = await site.visit(path, {}, async ({page}) => {
      const run = question(page, id).locator(".predict-then");
      await run.locator("summary").first().click();
      // What answers is fetched by this first gesture.
      await expect.poll(() => says(page, id).textContent()).not.toBe("");
      const early = {says: await says(page, id).textContent(), open: await run.getAttribute("open"), book: await book(page)};
      await commit(page, wrong[0], id);
      await expect.poll(() => says(page, id).textContent()).toContain(`You predicted “${wrong[1]}”. It came out otherwise: “${right[1]}”.`);
      const shown = await run.locator("figure:is(.space-time, .reigns)").first().isVisible();
      await mark(page, path).waitFor();
      await commit(page, right[0], id);
      await expect.poll(() => says(page, id).textContent()).toContain("and so it is");
      return {early, shown, mark: await mark(page, path).textContent(), kept: (await book(page)).predictions[id]};
    });
    expect(seen.early).toEqual({says: expect.stringContaining("Choose an answer first"), open: null, book: null});
    expect(seen.shown).toBe(true);
    expect(seen.mark).toBe("begun");
    // The first answer counts.
    expect(seen.kept).toEqual({answer: wrong[0], right: false});
  },
);

test("a prediction is judged for what was set when it was made, and for nothing else", async () => {
  const id = "redis/one-replica-stays";
  const seen = await site.visit("redis/", {}, async ({page}) => {
    const set = async (value: string) => {
      const number = page.locator("form", {hasText: "min-replicas-to-write"}).locator('input[type="number"]');
      await number.fill(value);
      await number.press("Enter");
    };
    await commit(page, "always", id);
    await expect.poll(() => says(page, id).textContent()).not.toBe("");
    const first = await says(page, id).textContent();
    await set("2");
    await expect.poll(() => says(page, id).textContent(), {timeout: 30_000}).not.toBe(first);
    const moved = await says(page, id).textContent();
    const shown = await question(page, id).locator(".predict-answer").textContent();
    await set("1");
    await expect.poll(() => says(page, id).textContent(), {timeout: 30_000}).not.toBe(moved);
    return {first, moved, shown, back: await says(page, id).textContent()};
  });
  expect(seen.first).toBe("You predicted “yes, all the time”, and so it is.");
  expect(seen.shown).toBe("only for the lag and two seconds");
  expect(seen.moved).toBe(`You predicted “yes, all the time” for what was set then. For what is set now it is: “${seen.shown}”.`);
  expect(seen.back).toBe(seen.first);
});

test("an edited attempt has one Run, which takes the text and grades it; a grade of other code says so", async () => {
  const seen = await site.visit("redis/", {}, async ({page, errors}) => {
    const task = page.locator('[data-exercise="redis/bound-the-loss"]');
    const id = await cellOf(page, "const attempt = ");
    const note = task.locator(".cell-former");
    const runs = page.locator(`#${id}`).getByRole("button", {name: "Run", exact: true});
    await write(page, id, (was) =>
      was.replace(/"min-replicas-to-write": \d+, "min-replicas-max-lag": \d+/, '"min-replicas-to-write": 2, "min-replicas-max-lag": 2'),
    );
    await note.waitFor();
    const typed = {note: await note.textContent(), runs: await runs.count(), grade: await task.locator(".grade").textContent()};
    await runs.first().click();
    await expect.poll(() => task.locator(".grade").textContent(), {timeout: 90_000}).toMatch(/^Solved\..* 200 runs\.$/);
    await note.waitFor({state: "detached"});
    return {typed, errors};
  });
  expect(seen.typed).toEqual({note: expect.stringContaining("the code that ran last"), runs: 1, grade: expect.stringMatching(/^Not yet/)});
  expect(seen.errors).toEqual([]);
});

test.each(places)("a chapter asks for at least five answers, and each exercise has hints and a solution: $path", async ({path}) => {
  const counts = await site.visit(path, {javaScriptEnabled: false}, async ({page}) => ({
    asked: await page.locator("[data-predict], [data-exercise]").count(),
    exercises: await page.locator("[data-exercise]").count(),
    hinted: await page.locator("[data-exercise]:has(.hint):has(.solution)").count(),
    open: await page.locator("[data-exercise] .grade").allTextContents(),
  }));
  expect(counts.asked).toBeGreaterThanOrEqual(5);
  expect(counts.hinted).toBe(counts.exercises);
  for (const grade of counts.open) expect(grade).toMatch(/^Not yet\./);
});

test.each<[id: string, runs: number, values: {readonly [label: string]: number | boolean}]>([
  ["two-believers", 200, {"Server 5 is near 2 and 3": true, "Server 5 starts late by": 217}],
  ["longest-pause", 400, {tickTime: 500, syncLimit: 8}],
  ["patient-session", 400, {"Session time-out": 15_000, tickTime: 1000}],
])("what the solution of %s says solves it", async (id, runs, values) => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    const task = exercise(page, id);
    await set(task, values);
    return {grade: await attempt(task, runs), errors};
  });
  expect(seen).toEqual({grade: expect.stringMatching(/^Solved\./), errors: []});
});

test("an attempt is graded by its runs; hints, tries and the solved exercise are kept", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const task = exercise(page, "lose-a-write");
    await task.locator(".hint summary").first().click();
    await expect.poll(async () => (await book(page))?.exercises["zookeeper/lose-a-write"]?.hints).toBe(1);
    await set(task, {"Server 3 has the last write": false});
    const wrong = await attempt(task, 200);
    await task.locator(".grade button").first().click();
    await task.locator(".failing figure.space-time").waitFor();
    const decided = await task.locator(".failing .playhead output").first().textContent();
    await set(task, {"The leader dies": 2});
    await task.locator(".run").click();
    await expect.poll(() => task.locator(".grade").textContent(), {timeout: 60_000}).toContain("Solved.");
    await task.getByText("solved", {exact: true}).waitFor();
    await task.locator(".solution summary").click();
    const solution = await task.locator(".solution[open]").textContent();
    const kept = await book(page);
    await page.reload({waitUntil: "networkidle"});
    await task.locator(".exercise-state", {hasText: /./}).waitFor();
    await mark(page).waitFor();
    return {
      wrong,
      decided,
      solution,
      kept,
      after: await task.locator(".exercise-state").textContent(),
      mark: await mark(page).textContent(),
    };
  });
  expect(seen.wrong).toMatch(/^Not yet\. It holds in 0 of 200 runs\. It fails with seed 1, /);
  expect(seen.decided).toMatch(/ after the crash: /);
  expect(seen.solution).toContain("Server 3 lacks the write");
  const {tries, hints, solved} = seen.kept.exercises["zookeeper/lose-a-write"];
  expect({hints, solved}).toEqual({hints: 1, solved: true});
  expect(tries).toBeGreaterThanOrEqual(2);
  expect([seen.after, seen.mark]).toEqual(["solved", "begun"]);
});

test("progress is saved to a file, taken from one, and erased when asked twice; the sidebar follows", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    await commit(page, "z1");
    await mark(page).waitFor();
    await page.goto(`${site.url}notebook/`, {waitUntil: "networkidle"});
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", {name: "Save it to a file"}).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const saved = JSON.parse(Buffer.concat(chunks).toString());
    const erase = page.getByRole("button", {name: "Erase it"});
    const status = page.locator("[data-progress] [role=status]");
    await erase.click();
    await status.filter({hasText: /./}).waitFor();
    const once = await book(page);
    await erase.click();
    await expect.poll(() => mark(page).count()).toBe(0);
    const twice = await book(page);
    const file = {...saved, chapters: {zookeeper: "done"}, cheats: true};
    const load = page.locator("[data-progress] input[type=file]");
    await load.setInputFiles({name: "progress.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file))});
    await mark(page).waitFor();
    const said = await status.textContent();
    return {name: download.suggestedFilename(), saved, once, twice, said, mark: await mark(page).textContent(), loaded: await book(page)};
  });
  expect(seen.name).toBe("interregnum-progress.json");
  expect(seen.saved.predictions).toEqual({"zookeeper/who-wins": {answer: "z1", right: true}});
  expect(seen.once).toEqual(seen.saved);
  expect(seen.twice).toBe(null);
  expect(seen.said).toContain("cheats: is no part of progress");
  expect(seen.mark).toBe("done");
  expect(seen.loaded.predictions).toEqual(seen.saved.predictions);
});

test("a source is plain at first and in colour when it is looked at, with the same letters", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const source = page.locator("notebook-cell").first().locator(".cell-source");
    const code = source.locator("code");
    const plain = {html: await code.innerHTML(), text: await code.textContent()};
    await source.locator("summary").click();
    await code.locator(".t1").first().waitFor();
    const colours = await code.locator("span").evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color));
    return {plain, text: await code.textContent(), colours: new Set(colours).size};
  });
  expect(seen.plain.html).not.toContain("<span");
  expect(seen.text).toBe(seen.plain.text);
  expect(seen.colours).toBeGreaterThan(2);
});

test("a chapter that asks nothing is done when it has been read to its end, and not before", async () => {
  const seen = await site.visit("notebook/", {}, async ({page}) => {
    const before = await book(page);
    await page.locator("[data-chapter-end]").scrollIntoViewIfNeeded();
    const own = page.locator("#starlight__sidebar a[href$='/notebook/'] .chapter-mark");
    await own.waitFor();
    return {before, mark: await own.textContent(), chapters: (await book(page)).chapters};
  });
  expect(seen).toEqual({before: null, mark: "done", chapters: {notebook: "done"}});
});
