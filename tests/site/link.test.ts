import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

const chapter = "zookeeper/";

let site: Site;
/** The cell that runs. */
let run = "";

beforeAll(async () => {
  site = await openSite();
  await site.visit(chapter, {}, async ({page}) => {
    run =
      (await page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: "const first = simulate"})}).getAttribute("id")) ??
      "";
  });
});

afterAll(() => site.close());

/** The link that the page hands out, from its fragment on. */
async function handedOut(page: Page): Promise<string> {
  await page.locator(".page-bar button", {hasText: "Link to this state"}).click();
  await page.locator("input.page-link:visible").waitFor();
  const link = await page.locator("input.page-link").inputValue();
  return link.slice(link.indexOf("#"));
}

const notice = (page: Page) => page.locator(".page-notice");
/** The event at the playhead: what one event sends at once are several stops of it. */
const event = (page: Page) =>
  page.locator(`#${run} figure.space-time`).evaluate((figure) => (figure as HTMLElement & {value: number}).value);
const hash = (page: Page) => page.locator(`#${run} [data-trace-hash]`).first().getAttribute("data-trace-hash");

test("a link can be read while it is short, and brings another page to the same inputs, run and playhead", async () => {
  const made = await site.visit(chapter, {}, async ({page}) => {
    await page.locator("notebook-cell .seed-input button").first().click();
    await page.locator(`#${run} .made`, {hasText: "seed 2"}).waitFor();
    await page.locator(`#${run} .playhead input`).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    return {link: await handedOut(page), hash: await hash(page), event: await event(page)};
  });
  expect(made.link).toMatch(/^#seed=2&run\.cell=cell-\d+&run\.playhead=\d+&run\.trace=[0-9a-f]{16}&run\.engine=0\.1\.0$/);
  const found = await site.visit(chapter + made.link, {}, async ({page}) => {
    await page.locator(`#${run} .made`, {hasText: "seed 2"}).waitFor();
    await expect.poll(() => event(page)).toBe(made.event);
    return {hash: await hash(page), says: await notice(page).textContent(), role: await notice(page).getAttribute("role")};
  });
  expect(found).toEqual({hash: made.hash, says: "This page is as the link has it.", role: "status"});
});

test("what of a link is refused is named, and the rest is taken", async () => {
  const says = await site.visit(`${chapter}#thirdStartsMs=99999&seed=3&nobody=1&run.faults=7`, {}, async ({page}) => {
    await page.locator("notebook-cell .seed-input input").first().waitFor();
    await expect.poll(() => page.locator("notebook-cell .seed-input input").first().inputValue()).toBe("3");
    await expect.poll(() => notice(page).textContent()).toContain("thirdStartsMs");
    return notice(page).textContent();
  });
  expect(says).toContain("nobody this page has no such input");
  expect(says).toContain("run.faults must be a list of faults");
  expect(says).toContain("thirdStartsMs 99999: this input takes no such value");
});

test("a link whose run has become another one says so", async () => {
  const says = await site.visit(`${chapter}#seed=2&run.cell=${run}&run.trace=00000000000000aa&run.engine=0.0.9`, {}, async ({page}) => {
    await expect.poll(() => notice(page).textContent(), {timeout: 15_000}).toContain("not the run");
    return notice(page).textContent();
  });
  expect(says).toMatch(/its trace had hash 00000000000000aa, this one has [0-9a-f]{16} \(made with engine 0\.0\.9, this is 0\.1\.0\)/);
});

test("edited code makes a long link, which is deflated; who opens it sees the code, and it runs when told to and not before", async () => {
  const code = `globalThis.linkRan = true\n${"// why this is so\n".repeat(30)}display(cluster(first, {playhead: head}))`;
  const cell = await site.visit(chapter, {}, async ({page}) =>
    page
      .locator("notebook-cell", {has: page.locator(".cell-source", {hasText: "display(cluster(first, {playhead: head}))"})})
      .getAttribute("id"),
  );
  const link = await site.visit(chapter, {}, async ({page}) => {
    await page.locator(`#${cell} .edit`).click();
    await page.locator(`#${cell} .cm-content`).press("ControlOrMeta+a");
    await page.keyboard.insertText(code);
    await page.keyboard.press("Shift+Enter");
    await page.locator(`#${cell} .edited`).waitFor();
    return handedOut(page);
  });
  expect(link).toMatch(/^#~1~[\w-]+$/);
  const seen = await site.visit(chapter + link, {}, async ({page}) => {
    const says = page.locator(`#${cell} .cell-problem`, {hasText: "It has not run"});
    await says.waitFor();
    const before = {ran: await page.evaluate(() => "linkRan" in window), says: await notice(page).textContent()};
    await page.locator(`#${cell} .cell-edit-bar button`, {hasText: "Run"}).click();
    await page.locator(`#${cell} .edited`).waitFor();
    await page.waitForFunction(() => "linkRan" in window);
    return before;
  });
  expect(seen.ran).toBe(false);
  expect(seen.says).toBe(`This link brought code, which has not run: ${cell?.replace("-", " ")}.`);
});

test("a seed that was found and a branch that was grown come with the link, and are drawn on the other page", async () => {
  const drawn = async (page: Page) => {
    const found = page.locator(".bad-seed figure.space-time").first();
    await found.waitFor({timeout: 30_000});
    const [item] = await page.locator(".branching [aria-selected=true]").allTextContents();
    await page.locator("notebook-cell:has(.branching) + notebook-cell figure.compare").waitFor({timeout: 30_000});
    return {
      found: await found.getAttribute("data-trace-hash"),
      branch: item,
      compared: await page.locator("notebook-cell:has(.branching) + notebook-cell figure.compare").getAttribute("data-trace-hash"),
    };
  };
  const made = await site.visit(chapter, {}, async ({page}) => {
    const search = page.locator("notebook-cell:has(.bad-seed)");
    await search.locator("[data-key=wanted]").focus();
    await page.keyboard.press("Tab");
    await expect.poll(() => search.getAttribute("data-status"), {timeout: 30_000}).toBe("live");
    await search.locator("[data-key=wanted]").selectOption("no-leader");
    await search.locator("[data-key=find]").click();
    await expect.poll(() => search.locator("output").textContent(), {timeout: 90_000}).toMatch(/^Seed \d+ shows it, and /);
    await page.locator(".branching [data-key=set]").focus();
    await page.keyboard.press("Tab");
    await expect.poll(() => page.locator("notebook-cell:has(.branching)").getAttribute("data-status")).toBe("live");
    await page.locator(".branching [data-key=set]").focus();
    await page.keyboard.press("Enter");
    return {...(await drawn(page)), link: await handedOut(page)};
  });
  const {link, ...there} = made;
  const here = await site.visit(chapter + link, {}, async ({page}) => ({...(await drawn(page)), says: await notice(page).textContent()}));
  expect(here).toEqual({...there, says: "This page is as the link has it."});
});
