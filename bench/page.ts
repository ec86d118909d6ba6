import type {Page} from "playwright-core";
import {bareHeap} from "./heap.ts";
import {type Figure, perSecond, short} from "./measure.ts";
import {siteInChromium} from "./site.ts";

/** How long the slider is held down. */
const HELD_MS = 3000;
const FRAMES = 30;
const SECONDS = 10;

/** What a reader waits for, in Chromium, on the site as it is built: a slider held down, and a thousand leader crashes. */
export async function inThePage(): Promise<Figure[]> {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  const site = await siteInChromium();
  try {
    const frames = await site.visit("zookeeper/", {}, ({page}) => heldSlider(page));
    const seconds = await site.visit("notebook/", {}, ({page}) => thousandCrashes(page));
    return [
      {
        name: "a slider held down re-runs the election",
        value: frames,
        unit: "frames/s",
        ratio: heap / frames,
        target: `≥ ${FRAMES} frames/s`,
        holds: frames >= FRAMES,
        detail: `simulated, drawn and put in place, over ${HELD_MS / 1000} s`,
      },
      {
        name: "1,000 leader crashes in the page's workers",
        value: seconds,
        unit: "s",
        ratio: heap * seconds,
        target: `≤ ${SECONDS} s`,
        holds: seconds <= SECONDS,
        detail: `${short(1000 / seconds)} runs/s`,
      },
    ];
  } finally {
    await site.close();
  }
}

/** How often a second the first election is run and shown again while its slider moves with every frame. */
async function heldSlider(page: Page): Promise<number> {
  const cell = (source: string) => page.locator("notebook-cell", {has: page.locator(".cell-source", {hasText: source})});
  const slider = cell("const thirdStartsMs = view").locator("input[type=range]");
  const result = cell("const first = simulate");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await result.and(page.locator("[data-status=live]")).waitFor();
  const id = await result.getAttribute("id");
  return slider.evaluate(
    (input, {id, heldMs}) =>
      new Promise<number>((done) => {
        const range = input as HTMLInputElement;
        let shown = 0;
        const observer = new MutationObserver(() => shown++);
        observer.observe(document.getElementById(id) as Element, {childList: true});
        const start = performance.now();
        const move = () => {
          const elapsed = performance.now() - start;
          if (elapsed >= heldMs) {
            observer.disconnect();
            return done(shown / (elapsed / 1000));
          }
          range.valueAsNumber = Math.round((elapsed / heldMs) * 290) * 10;
          range.dispatchEvent(new Event("input", {bubbles: true}));
          requestAnimationFrame(move);
        };
        move();
      }),
    {id: id ?? "", heldMs: HELD_MS},
  );
}

async function thousandCrashes(page: Page): Promise<number> {
  await page.getByLabel("Leader crashes").selectOption("1");
  const sweep = page.locator("notebook-cell:has(.cell-work)").first();
  await sweep.and(page.locator("[data-status=stale]")).waitFor();
  const start = performance.now();
  await sweep.locator(".run").click();
  await sweep.and(page.locator("[data-status=running]")).waitFor();
  await sweep.and(page.locator("[data-status=live]")).waitFor({timeout: 120_000});
  return (performance.now() - start) / 1000;
}
