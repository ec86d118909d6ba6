import type {Page, Route} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {run} from "../../src/engine/index.ts";
import type {PlayheadBar} from "../../src/views/playhead-bar.ts";
import {cellsOf, type Place, places} from "./chapters.ts";
import {openSite, type Site} from "./chromium.ts";
import {illegible} from "./legible.ts";
import {hasNoBarrier, hasNoBarrierInTheDark} from "./questions.ts";

/** Bytes of script, gzipped, that the first touch of a page may fetch. */
const FIRST_TOUCH = 200_000;
/** What one chapter shows is looked at in the first; what each must show, in each. */
const [place] = places as readonly [Place];
const chapter = place.path;

let site: Site;

/** Cells of the chapter about the first election: its controls, its run, and the one about what follows it. */
const at = {control: "", result: "", late: ""};

beforeAll(async () => {
  site = await openSite();
  await site.visit(chapter, {}, async ({page}) => {
    Object.assign(at, await cellsOf(page, place));
  });
});

afterAll(async () => {
  await site.close();
});

const live = (page: Page, id: string) => page.locator(`#${id}[data-status=live]`).waitFor();
const line = (page: Page, id: string) => page.locator(`#${id} .made`).textContent();

/** The sources of cells that plot one thing. */
const plotting = (page: Page) => page.locator(".cell-source", {hasText: "display(chart("});

test("with JavaScript off every figure and its list of events are there", async () => {
  for (const {path, pictures, flights} of [{path: "", pictures: 1, flights: 10}, ...places]) {
    const seen = await site.visit(path, {javaScriptEnabled: false}, async ({page}) => ({
      figures: await page.locator("figure.space-time svg[role]:visible").count(),
      flights: await page.locator("figure.space-time .flight").count(),
      // Closed, and opened by the browser itself.
      lists: await page.locator("figure.space-time details:has(tbody) > summary:visible").count(),
      plots: await page
        .locator("notebook-cell", {has: plotting(page)})
        .locator(".cell-output figure:visible, .cell-output > svg:visible")
        .count(),
      // What a question keeps folded is not seen yet.
      plotted: await page.locator("notebook-cell:visible", {has: plotting(page)}).count(),
      rows: Math.max(
        ...(await page.locator("figure.space-time tbody").evaluateAll((bodies) => bodies.map((body) => body.children.length))),
      ),
      badges: await page.locator("notebook-cell .badge").allTextContents(),
    }));
    expect(seen.figures).toBeGreaterThanOrEqual(pictures);
    expect(seen.lists).toBe(seen.figures);
    expect(seen.plots).toBeGreaterThanOrEqual(seen.plotted);
    expect(seen.flights).toBeGreaterThan(flights);
    expect(seen.rows).toBeLessThanOrEqual(60);
    expect(new Set(seen.badges)).toEqual(new Set(["saved"]));
  }
});

test("on a wide screen figures and remarks take from the margin, and not from the sidebar", async () => {
  const seen = await site.visit(chapter, {javaScriptEnabled: false}, async ({page}) => {
    const boxes = [];
    for (const width of [1540, 1920, 2560]) {
      await page.setViewportSize({width, height: 900});
      boxes.push({
        figure: await page.locator("figure.space-time").first().boundingBox(),
        remark: await page.locator(".aside").first().boundingBox(),
        text: await page.locator(".sl-markdown-content").boundingBox(),
        sidebar: await page.locator(".sidebar-pane").boundingBox(),
      });
    }
    return boxes;
  });
  expect(seen.length).toBe(3);
  for (const {figure, text, sidebar} of seen) {
    expect(figure?.x).toBeLessThan(text?.x ?? 0);
    expect(figure?.x).toBeGreaterThan((sidebar?.x ?? 0) + (sidebar?.width ?? 0));
  }
  const [narrow, ...wide] = seen;
  expect(narrow?.remark?.x).toBeGreaterThanOrEqual(narrow?.text?.x ?? Number.POSITIVE_INFINITY);
  for (const {remark, text, sidebar} of wide) {
    expect((remark?.x ?? 0) + (remark?.width ?? 0)).toBeLessThan(text?.x ?? 0);
    expect(remark?.x).toBeGreaterThan((sidebar?.x ?? 0) + (sidebar?.width ?? 0));
  }
});

const touched = [{path: "", one: null}, ...places.map((one) => ({path: one.path, one}))];

test.each(touched)(
  "the first touch fetches the engine and no more than its budget; its run has the same hash here: /$path",
  async ({path, one}) => {
    const seen = await site.visit(path, {}, async ({page, weight, errors, foreign}) => {
      const {control, result} = one === null ? {control: "cell-1", result: "cell-2"} : await cellsOf(page, one);
      const before = (await weight()).script;
      await page.locator(`#${control} input[type=range]`).focus();
      await page.keyboard.press("ArrowRight");
      await live(page, result);
      const more = (await weight()).script - before;
      return {more, hash: await page.locator(`#${result} [data-trace-hash]`).first().getAttribute("data-trace-hash"), errors, foreign};
    });
    console.log(`first touch of /${path}: ${seen.more} bytes of script more, gzipped`);
    expect(seen).toMatchObject({errors: [], foreign: []});
    expect(seen.more).toBeLessThan(FIRST_TOUCH);
    expect(seen.more).toBeGreaterThan(1000);
    if (one !== null) expect(seen.hash).toBe(run(one.system, one.stepped).hash);
  },
);

test("a slider runs again what depends on it, and only that", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const slider = page.locator(`#${at.control} input[type=range]`);
    const title = page.locator(`#${at.result} .figure-title`);
    const before = await title.textContent();
    await slider.focus();
    await page.keyboard.press("Home");
    await live(page, at.late);
    await expect.poll(() => title.textContent()).not.toBe(before);
    return {
      before,
      after: await title.textContent(),
      number: await page.locator(`#${at.control} input[type=number]`).first().inputValue(),
      focus: await page.evaluate(() => document.activeElement?.getAttribute("name")),
      line: await line(page, at.result),
      untouched: await page.locator("#cell-2").getAttribute("data-status"),
    };
  });
  expect(seen.before).not.toBe(seen.after);
  expect(seen).toMatchObject({number: "0", focus: "range", untouched: "saved"});
  expect(seen.line).toMatch(/^seed 1 · \d+ events · \d+\.\d ms$/);
});

/** What takes hold of something and moves it. */
interface Pointer {
  readonly down: (x: number, y: number) => Promise<void>;
  readonly move: (x: number, y: number) => Promise<void>;
  readonly up: () => Promise<void>;
}

const pointers: readonly {
  on: string;
  viewport: {width: number; height: number};
  hasTouch: boolean;
  of: (page: Page) => Promise<Pointer>;
}[] = [
  {
    on: "a screen",
    viewport: {width: 1280, height: 800},
    hasTouch: false,
    of: async ({mouse}) => ({
      down: async (x, y) => {
        await mouse.move(x, y);
        await mouse.down();
      },
      move: (x, y) => mouse.move(x, y, {steps: 4}),
      up: () => mouse.up(),
    }),
  },
  {
    on: "a phone",
    viewport: {width: 360, height: 740},
    hasTouch: true,
    of: async (page) => {
      const session = await page.context().newCDPSession(page);
      const touch = async (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: {x: number; y: number}[]) =>
        void (await session.send("Input.dispatchTouchEvent", {type, touchPoints}));
      return {
        down: (x, y) => touch("touchStart", [{x, y}]),
        move: (x, y) => touch("touchMove", [{x, y}]),
        up: () => touch("touchEnd", []),
      };
    },
  },
];

test.each(pointers)(
  "on $on and a slow network the first drag is kept: the slider stays in the hand, and its value arrives",
  async ({viewport, hasTouch, of}) => {
    const seen = await site.visit(chapter, {viewport, hasTouch}, async ({page}) => {
      const pointer = await of(page);
      const held: Route[] = [];
      let open = false;
      await page.route("**/*.js", (route) => (open ? route.continue() : void held.push(route)));
      const slider = page.locator(`#${at.control} input[type=range]`);
      await slider.scrollIntoViewIfNeeded();
      await slider.evaluate((element) => element.setAttribute("data-mine", ""));
      const box = (await slider.boundingBox()) ?? {x: 0, y: 0, width: 0, height: 0};
      const y = box.y + box.height / 2;
      await pointer.down(box.x + box.width * 0.66, y);
      await pointer.move(box.x + box.width * 0.5, y);
      const early = await slider.inputValue();
      open = true;
      for (const route of held) await route.continue();
      await live(page, at.result);
      const during = await page.locator(`#${at.control} input[type=range]`).evaluate((element) => element.hasAttribute("data-mine"));
      await pointer.move(box.x + box.width * 0.3, y);
      const late = await page.locator(`#${at.control} input[type=range]`).inputValue();
      await pointer.up();
      await page.locator(`#${at.control} input[type=range]:not([data-mine])`).waitFor();
      return {
        early,
        late,
        during,
        requests: held.length,
        after: await page.locator(`#${at.control} input[type=range]`).inputValue(),
        number: await page.locator(`#${at.control} input[type=number]`).first().inputValue(),
        focus: await page.evaluate(() => document.activeElement?.getAttribute("name")),
      };
    });
    expect(seen.requests).toBeGreaterThan(0);
    expect(seen.during).toBe(true);
    expect(Number(seen.late)).toBeLessThan(Number(seen.early));
    expect(seen).toMatchObject({after: seen.late, number: seen.late});
    // A finger gives what it drags no focus.
    if (!hasTouch) expect(seen.focus).toBe("range");
  },
);

test("a button pressed before the page is live is answered when it is", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    await page.locator(`#${at.control} .seed-input button`).click();
    await live(page, at.result);
    await page.locator(`#${at.result} .made`, {hasText: "seed 2"}).waitFor();
    return {seed: await page.locator(`#${at.control} .seed-input input`).inputValue(), line: await line(page, at.result)};
  });
  expect(seen.seed).toBe("2");
  expect(seen.line).toMatch(/^seed 2 · /);
});

test("what is typed before the page is live goes on being typed", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const field = page.locator(`#${at.control} .seed-input input`);
    await field.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("4");
    await live(page, at.result);
    await page.keyboard.type("2");
    await page.locator(`#${at.result} .made`, {hasText: "seed 42"}).waitFor();
    return page.evaluate(() => (document.activeElement as HTMLInputElement).value);
  });
  expect(seen).toBe("42");
});

test("the playhead steps by event from the keyboard, and the list follows", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const head = page.locator(`#${at.result} .playhead input`);
    await head.focus();
    await page.keyboard.press("Home");
    await page.locator(`#${at.result} tr[aria-current]`).waitFor({state: "attached"});
    const steps: (string | null)[] = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft"]) {
      await page.keyboard.press(key);
      steps.push(await head.getAttribute("aria-valuetext"));
    }
    return {
      steps,
      row: await page.locator(`#${at.result} tr[aria-current]`).textContent(),
      says: await page.locator(`#${at.result} .playhead output`).textContent(),
      // A line has no width: Playwright takes it for hidden.
      shown: (await page.locator(`#${at.result} .head`).getAttribute("visibility")) === "visible",
      others: await page.locator("notebook-cell[data-status=live]").count(),
    };
  });
  expect(seen.steps.map((step) => step?.split(" ")[0])).toEqual(["2", "3", "2"]);
  expect(seen.row).toContain("z1");
  expect(seen.says).toContain("ms: z1 ");
  expect(seen.shown).toBe(true);
});

test("the playhead stays at its time when the run changes", async () => {
  const seen = await site.visit(chapter, {}, async ({page}) => {
    const time = () => page.locator(`#${at.result} .playhead`).evaluate((bar) => (bar as PlayheadBar).head.stop?.at);
    await page.locator(`#${at.result} .playhead input`).focus();
    await page.keyboard.press("Home");
    await live(page, at.result);
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
    const was = await time();
    await page.locator(`#${at.control} .seed-input button`).click();
    await page.locator(`#${at.result} .made`, {hasText: "seed 2"}).waitFor();
    return {was, now: await time()};
  });
  expect(seen.was).toBeGreaterThan(0);
  expect(seen.now).toBe(seen.was);
});

test.each([
  {on: "a screen", viewport: {width: 1280, height: 800}},
  {on: "a phone", viewport: {width: 360, height: 740}},
])("on $on the playhead plays, is dragged in its picture, and has its thumb under its line; all can be read", async ({viewport}) => {
  const seen = await site.visit(chapter, {viewport, reducedMotion: "no-preference"}, async ({page}) => {
    const cell = page.locator(`#${at.result}`);
    const part = async () => Number(await cell.locator(".playhead input").inputValue()) / 1000;
    const middle = async (selector: string) => {
      const {x = 0, width = 0} = (await cell.locator(selector).first().boundingBox()) ?? {};
      return x + width / 2;
    };
    await cell.locator("[data-key=play]").click();
    await live(page, at.result);
    await expect.poll(part).toBeGreaterThan(0.1);
    await cell.locator("[data-key=play]").click();
    const played = await part();
    // Its upper end may lie under the page's own bar.
    await cell.locator(".playhead").scrollIntoViewIfNeeded();
    const [from, slider] = [await middle(".over .grip rect"), await cell.locator(".playhead input").boundingBox()];
    const above = (slider?.y ?? 0) - 60;
    await page.mouse.move(from, above);
    await page.mouse.down();
    await page.mouse.move(from + 90, above, {steps: 6});
    const held = Math.abs((await middle(".over .grip rect")) - from - 90);
    await page.mouse.up();
    const bar = await cell.locator(".playhead input").boundingBox();
    const thumb = (bar?.x ?? 0) + 8 + (await part()) * ((bar?.width ?? 0) - 16);
    const moved = {played, dragged: await part(), held};
    // Where the picture is wider than its column, it comes back over the slider once the head is let go.
    await expect.poll(async () => Math.abs(thumb - (await middle(".over .head line")))).toBeLessThan(2);
    // At the end nothing lies under the veil, and the cluster stays.
    await cell.locator(".playhead input").press("End");
    return {...moved, unread: await illegible(page)};
  });
  expect(seen.dragged).toBeGreaterThan(seen.played + 0.05);
  expect(seen.held).toBeLessThan(2);
  expect(seen.unread).toEqual([]);
});

test("pointing at a message tells its fields", async () => {
  await site.visit(chapter, {}, async ({page}) => {
    await page.locator(`#${at.result} .playhead input`).focus();
    await live(page, at.result);
    // The live picture takes the place of the saved one: until it has, what was told goes with the old one.
    const told = async () => {
      await page.mouse.move(0, 0);
      await page.locator(`#${at.result} .flight:not(:has(.loop))`).last().hover();
      return (await page.locator(`#${at.result} output`).allTextContents()).join("\n");
    };
    await expect.poll(told).toMatch(/^NOTIFICATION z2 → z3: sid=2 state=LEADING leader=2/m);
  });
});

test.each(places)("axe finds no barrier in a page that is live and unfolded, nor in its colours in the dark, $path", async (one) => {
  const violations = await site.visit(one.path, {colorScheme: "light", reducedMotion: "reduce"}, async (visit) => {
    const {page} = visit;
    const {control, result, late} = await cellsOf(page, one);
    await page.locator(`#${control} input[type=range]`).focus();
    await page.keyboard.press("ArrowRight");
    await live(page, late);
    await page.locator(`#${result} .playhead input`).focus();
    await page.keyboard.press("ArrowLeft");
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
    });
    return [...(await hasNoBarrier.wrong(visit, one.path)), ...(await hasNoBarrierInTheDark.wrong(visit, one.path))];
  });
  expect(violations).toEqual([]);
});
