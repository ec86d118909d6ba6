import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {places} from "./chapters.ts";
import {openSite, type Site} from "./chromium.ts";
import {installed, type Smoked} from "./other-browsers.ts";
import {bodyOf, steps} from "./smoke.ts";

const [place] = places as readonly [(typeof places)[number]];

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

describe.each([...(await installed())])("in %s", (_name, open) => {
  let browser: Smoked;

  beforeAll(async () => {
    browser = await open();
    await browser.open(site.url + place.path);
  });

  afterAll(() => browser.close());

  test.each(steps)("$claim", async (step) => {
    expect(await browser.run(bodyOf(step, place))).toMatch(step.says);
  });
});
