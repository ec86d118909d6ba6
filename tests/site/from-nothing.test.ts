import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";
import {cellOf, runs} from "./editing.ts";

const chapter = "from-nothing/";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

test("a design of the reader's own is swept in workers: the gentle bully is edited, run and solved", async () => {
  const seen = await site.visit(chapter, {}, async ({page, errors}) => {
    const task = page.locator('[data-exercise="from-nothing/gentle"]');
    const before = await task.locator(".grade").textContent();
    await runs(page, await cellOf(page, 'name: "gentle"'), (was) =>
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
    const [opening, store] = [await cellOf(page, "const opening = simulate"), await cellOf(page, "const store: Handlers")];
    const said = await runs(page, store, (was) => `// the reader was here\n${was}`);
    await page.locator(`#${opening}[data-status=live]`).waitFor();
    return {said, failed: await page.locator(".cell-error").allTextContents(), errors};
  });
  expect(seen).toEqual({said: "It ran.", failed: [], errors: []});
});

test("a mistake in a definition is told in its own cell, in one line", async () => {
  const says = await site.visit(chapter, {}, async ({page}) => {
    const cell = await cellOf(page, "const unfenced = defineSystem");
    return runs(page, cell, (was) => was.replace('name: "unfenced"', 'name: "Not a name"'));
  });
  expect(says).toContain('defineSystem: name "Not a name": must be lower-case words with dashes, as in two-leaders');
});

test("each figure shows what its sentence says is wrong, before any script", async () => {
  const broken = await site.visit(chapter, {javaScriptEnabled: false}, ({page}) =>
    page
      .locator("figure.lights")
      .evaluateAll((all) =>
        all.map((figure) =>
          [...figure.querySelectorAll("li")]
            .filter((li) => li.textContent?.includes("broken"))
            .map((li) => /(?:always|never)\s*([\w-]+):/.exec(li.textContent ?? "")?.[1]),
        ),
      ),
  );
  expect(broken.map((names) => names.filter((name) => name !== "one-leader"))).toEqual([
    expect.arrayContaining(["a-leader-in-the-end"]),
    ["steady"],
    ["a-leader-in-the-end"],
    expect.arrayContaining(["no-way-back"]),
    expect.arrayContaining(["no-way-back"]),
    [],
    ["fresh-reads"],
    ["no-way-back"],
    [],
  ]);
});

test("a run of a design is taken away with the code of its cells, since no command line knows it", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const opening = await cellOf(page, "const opening = simulate");
    await page.locator("input[type=range]").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(`#${opening}[data-status=live] .take`).click();
    const dialog = page.locator("dialog.take-away");
    return {says: await dialog.textContent(), slice: await dialog.locator(".slice").textContent()};
  });
  expect(seen.says).toContain("The system lone-timeout is code of this page's own");
  for (const name of ["const store:", "const lone:", "const scenarios =", "const opening ="]) expect(seen.slice).toContain(name);
});
