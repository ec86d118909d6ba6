import type {Page} from "playwright-core";
import {bareHeap} from "./heap.ts";
import {type Figure, perSecond, short} from "./measure.ts";
import {siteInChromium} from "./site.ts";

/** Headless Chromium draws at most 60 times a second, so with that cap no test could show more: it is switched off. */
const uncapped = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];
/** How long the playhead is held, once through the run. */
const HELD_MS = 5000;
const FRAMES = 60;
/** How long cells may take to become live: a busy machine gets its figure, too. */
const PATIENCE_MS = 120_000;

/** Replaces the cell about the first election: a run of about 5,000 events, with every view that one cell can give it. */
const scrubbed = `const first = simulate(zookeeper.scenarios.leaderCrashSessions({seed}))
const [reign] = measures(first).reigns
const head = playhead(first)
display(spaceTime(first, {playhead: head}))
display(reigns(first, {playhead: head}))
display(messages(first, {playhead: head}))
display(lights(first, {playhead: head}))
display(head)
`;

/** What was measured while the playhead moved through the run once. */
export interface Scrub {
  /** When each frame began, ms. */
  readonly frames: readonly number[];
  /** How long the page's thread was busy meanwhile, ms. */
  readonly busyMs: number;
  readonly events: number;
  /** How many cells the page has, and how many of them are live. */
  readonly cells: number;
  readonly live: number;
}

/** Frames a second from the first to the last, and how long the slowest of twenty takes, ms. */
export function pace(frames: readonly number[]): {readonly perSecond: number; readonly p95Ms: number} {
  const gaps = frames.slice(1).map((at, i) => at - (frames[i] as number));
  const sorted = [...gaps].sort((a, b) => a - b);
  const whole = gaps.reduce((sum, gap) => sum + gap, 0);
  return {perSecond: (1000 * gaps.length) / whole, p95Ms: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN};
}

/** In Chromium, on the site as it is built: all cells of the ZooKeeper chapter live, and a playhead that moves with every frame. */
export async function scrubbing(): Promise<Figure[]> {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  const site = await siteInChromium(uncapped);
  try {
    const seen = await site.visit("zookeeper/", {}, ({page}) => scrub(page));
    const {perSecond: value, p95Ms} = pace(seen.frames);
    const all = seen.live === seen.cells;
    const cpu = seen.busyMs / (seen.frames.length - 1);
    return [
      {
        name: `scrubbing a run of ${seen.events.toLocaleString("en")} events`,
        value,
        unit: "frames/s",
        ratio: heap / value,
        target: `≥ ${FRAMES} frames/s, all cells live`,
        holds: value >= FRAMES && all,
        detail: `no cap, ${seen.live} of ${seen.cells} cells live; ${short(cpu)} ms CPU a frame, 95 % of frames ≤ ${short(p95Ms)} ms`,
      },
    ];
  } finally {
    await site.close();
  }
}

async function scrub(page: Page): Promise<Scrub> {
  const cell = page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: "const first = simulate"})});
  const head = cell.locator(".playhead input");
  const others = page.locator("notebook-cell:not([data-status=live])");
  await head.focus();
  await page.locator(".page-run-button").click();
  await others.first().waitFor({state: "detached", timeout: PATIENCE_MS});
  await cell.locator(".edit").click();
  await cell.locator(".cm-content").press("ControlOrMeta+a");
  await page.keyboard.insertText(scrubbed);
  await page.keyboard.press("Shift+Enter");
  await cell.locator("figure.reigns").waitFor({timeout: PATIENCE_MS});
  await others.first().waitFor({state: "detached", timeout: PATIENCE_MS});
  const made = (await cell.locator(".made").textContent()) ?? "";
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", {timeDomain: "threadTicks"});
  const busy = async () => {
    const {metrics} = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({name}) => name === "TaskDuration")?.value ?? Number.NaN);
  };
  const before = await busy();
  const frames = await head.evaluate(moved, HELD_MS);
  return {
    frames,
    busyMs: (await busy()) - before,
    events: Number(made.replaceAll(",", "").match(/(\d+) events/)?.[1]),
    cells: await page.locator("notebook-cell").count(),
    live: await page.locator("notebook-cell[data-status=live]").count(),
  };
}

/** Runs in the page: moves the playhead through the run once, one step a frame, and returns when each frame began. */
function moved(input: Element, heldMs: number): Promise<number[]> {
  const range = input as HTMLInputElement;
  const frames: number[] = [];
  return new Promise((done) => {
    const step = (now: number) => {
      frames.push(now);
      const share = (now - (frames[0] as number)) / heldMs;
      if (share >= 1) return done(frames);
      range.valueAsNumber = Math.floor(share * Number(range.max));
      range.dispatchEvent(new Event("input", {bubbles: true}));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}
