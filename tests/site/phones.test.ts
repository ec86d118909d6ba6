import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openSite, type Site} from "./chromium.ts";

/** Pixels, either way: as much as a finger covers. */
const FINGER = 44;
const phone = {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true};

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

/** Opens what is folded, so that nothing is missed. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });

test("with everything unfolded no page is wider than a phone", async () => {
  for (const path of site.paths) {
    const wide = await site.visit(path, phone, async ({page}) => {
      await unfold(page);
      return page.evaluate(() => document.documentElement.scrollWidth);
    });
    expect({path, wide}).toEqual({path, wide: phone.viewport.width});
  }
});

test("every control of every page is large enough for a finger", async () => {
  for (const path of site.paths) {
    const small = await site.visit(path, phone, async ({page}) => {
      await unfold(page);
      return page.evaluate((least) => {
        // A box or a dot is pressed by its label, too.
        const place = (control: Element) =>
          (control.matches("[type=checkbox], [type=radio], [type=file]") && control.closest("label")) || control;
        return [...document.querySelectorAll("button, summary, select, textarea, input")].flatMap((control) => {
          const {width, height} = place(control).getBoundingClientRect();
          const seen = width > 1 && height > 1 && control.checkVisibility({visibilityProperty: true});
          if (!seen || (width >= least - 0.5 && height >= least - 0.5)) return [];
          const about = control.getAttribute("aria-label") ?? control.textContent?.trim().slice(0, 30);
          return [`${control.localName}.${control.className} ${about}: ${width.toFixed(0)} × ${height.toFixed(0)}`];
        });
      }, FINGER);
    });
    expect({path, small: [...new Set(small)]}).toEqual({path, small: []});
  }
});

test("on paper every figure is there, hints and solutions are unfolded, and nothing could be pressed", async () => {
  for (const path of site.paths) {
    const seen = await site.visit(path, {}, async ({page}) => {
      await page.emulateMedia({media: "print"});
      return page.evaluate(() => {
        const shown = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().height > 0;
        const figures = [...document.querySelectorAll("main figure")];
        return {
          missing: figures.filter((figure) => !shown(figure)).map((figure) => figure.getAttribute("aria-label")),
          controls: [...document.querySelectorAll("main :is(button, input, select, progress)")]
            .filter(shown)
            .map((one) => one.outerHTML.slice(0, 80)),
          folded: [...document.querySelectorAll("main :is(.hint, .solution)")].filter(
            (fold) => fold.clientHeight < (fold.firstElementChild?.clientHeight ?? 0) + 10,
          ).length,
        };
      });
    });
    expect({path, ...seen}).toEqual({path, missing: [], controls: [], folded: 0});
  }
});

test("on a phone the buttons of the page bar stand beside each other, and none is cut off", async () => {
  const [shown, whole] = await site.visit("zookeeper/", phone, async ({page}) => {
    await page.locator("notebook-cell input").first().focus();
    await page.keyboard.press("Space");
    const row = page.locator(".page-bar p").first();
    await row.waitFor();
    return row.evaluate(({clientWidth, scrollWidth}) => [clientWidth, scrollWidth]);
  });
  expect(whole).toBe(shown);
});
