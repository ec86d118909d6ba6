import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** A file as a reader might paste it, with one line that nobody knows and a bad value, and what must be said of it. */
interface Pasting {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly says: readonly string[];
  /** The word in the row of a key. */
  readonly rows: {readonly [key: string]: string};
  /** The bad value, one that will do, and the columns that the verdict has then. */
  readonly bad: string;
  readonly good: string;
  readonly usual: readonly string[];
  readonly columns: readonly string[];
  /** How the title owns up to the key that nobody knows. */
  readonly unknown: string;
}

const pastings: readonly Pasting[] = [
  {
    path: "zookeeper/",
    name: "zoo.cfg",
    text: `# ours
tickTime=1000
initLimit=10
syncLimit=lots
elections.allowed=yes
dataDir=/data
server.1=a:2888:3888
server.2=b:2888:3888
server.3=c:2888:3888
`,
    says: ["unknown: elections.allowed (line 5)", 'syncLimit: ZooKeeper would not start (NumberFormatException: For input string: "lots")'],
    rows: {tickTime: "taken", dataDir: "no effect here"},
    bad: "lots",
    good: "2",
    usual: ["usual", "zoo.cfg"],
    columns: ["usual", "zoo.cfg", "tickTime alone", "syncLimit alone"],
    unknown: "not tried: elections.allowed$",
  },
  {
    path: "redis/",
    name: "sentinel.conf",
    text: `# ours
sentinel monitor orders 192.0.2.1 6379 2
sentinel down-after-milliseconds orders soon
sentinel failover-timeout orders 180000
locale-collate ""
port 26379
`,
    says: ["unknown: locale-collate (line 5)", "down-after-milliseconds: Redis would not start (negative or zero time parameter.)"],
    rows: {"sentinel monitor": "taken", port: "no effect here"},
    bad: "soon",
    good: "2000",
    usual: [
      ...["usual", "sentinel.conf and redis.conf", "down-after-milliseconds alone", "failover-timeout alone"],
      ...["min-replicas-to-write alone", "min-replicas-max-lag alone"],
    ],
    columns: [
      ...["usual", "sentinel.conf and redis.conf", "down-after-milliseconds alone"],
      ...["min-replicas-to-write alone", "min-replicas-max-lag alone"],
    ],
    unknown: "not tried: locale-collate$",
  },
];

const form = (page: Page, name: string) => page.locator(".config-input", {hasText: `Your ${name}`});
const verdict = (page: Page) => page.locator("notebook-cell:has(.verdict-table)");
const head = (page: Page) => verdict(page).locator("thead th").allTextContents();
/** The sweep between the forms and the table. */
const sweepCell = (page: Page) =>
  page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: "const verdictRows = sweep"})});

/** Pastes a file and waits until what hangs on it says that it is of another. */
async function paste(page: Page, name: string, text: string): Promise<void> {
  await form(page, name).locator("textarea").fill(text);
  await expect.poll(() => sweepCell(page).getAttribute("data-status"), {timeout: 30_000}).toBe("stale");
}

describe.each(pastings)("$name", ({path, name, text, says, rows, bad, good, usual, columns, unknown}) => {
  test("when pasted says what each of its lines is: unknown keys are listed, a bad value is explained", async () => {
    const seen = await site.visit(path, {}, async ({page}) => {
      await paste(page, name, text);
      const said = await form(page, name).locator("[role=status]").textContent();
      await form(page, name).locator("summary").click();
      return {said, lines: await form(page, name).locator("tbody tr").allTextContents()};
    });
    for (const one of says) expect(seen.said).toContain(one);
    for (const [key, word] of Object.entries(rows)) expect(seen.lines.find((line) => line.includes(key))).toContain(word);
  });

  test("has a verdict that shows the standard faults, and what each changed setting does alone", async () => {
    const seen = await site.visit(path, {}, async ({page, errors}) => {
      const saved = await head(page);
      await paste(page, name, text.replace(bad, good));
      const former = await verdict(page).locator(".cell-former").textContent();
      await sweepCell(page).locator(".run").click();
      await expect.poll(() => head(page), {timeout: 90_000}).toEqual(columns);
      // The first seeds bring every row and column. That a sweep comes to its end is asked of a shorter one (sweep-cells.test.ts).
      await sweepCell(page)
        .locator(".stop")
        .evaluateAll((all) => {
          for (const button of all) (button as HTMLElement).click();
        });
      await expect.poll(() => sweepCell(page).getAttribute("data-status")).toMatch(/^(stopped|live)$/);
      await expect.poll(() => verdict(page).getAttribute("data-status")).toMatch(/^(stopped|live)$/);
      const title = await verdict(page).locator(".figure-title").textContent();
      await verdict(page).locator(".picture .file circle").first().click();
      const opened = await page.locator("dialog.runs h2").textContent();
      return {former, saved, rows: await verdict(page).locator("tbody tr").allTextContents(), title, opened, errors};
    });
    expect(seen.former).toMatch(/^Still of the former /);
    expect(seen.saved).toEqual(usual);
    expect(seen.rows.length).toBeGreaterThan(4);
    expect(seen.title).toMatch(new RegExp(unknown));
    expect(seen.opened).toMatch(/^(One|\d+) runs?: trial [\w-]+, variant \w+$/);
    expect(seen.errors).toEqual([]);
  });

  test("is given back with its comments and its order", async () => {
    const link = await site.visit(path, {}, async ({page}) => {
      const link = page.locator("notebook-cell a[download]", {hasText: name});
      await form(page, name).locator("textarea").fill(text.replace(bad, good));
      const given = async () => decodeURIComponent((await link.getAttribute("href"))?.split(",")[1] ?? "");
      await expect.poll(given, {timeout: 30_000}).toBe(text.replace(bad, good));
      return link.getAttribute("download");
    });
    expect(link).toBe(name);
  });
});
