import {afterAll, beforeAll, expect, test} from "vitest";
import {bundle} from "../bundle.ts";
import {cases} from "../engine/determinism/cases.ts";
import {openSite, type Site} from "./chromium.ts";

let site: Site;
let engine: string;

beforeAll(async () => {
  site = await openSite();
  engine = await bundle();
}, 60_000);

afterAll(() => site.close());

test("every scenario has the same trace in Chromium and here, in two hundred runs at the least", async () => {
  const here = (await cases()).flatMap(({system, scenario, events, hashes}) =>
    hashes.map(([seed, hash]) => [system, scenario, seed, events, hash] as const),
  );
  const there = await site.visit("", {}, async ({page}) => {
    await page.addScriptTag({content: engine});
    type Hashes = {traceHash(system: string, scenario: string, seed: number, events: number | null): string};
    return page.evaluate(
      (all) => all.map(([system, scenario, seed, events]) => (globalThis as unknown as Hashes).traceHash(system, scenario, seed, events)),
      here,
    );
  });
  expect(here.length).toBeGreaterThanOrEqual(200);
  expect(here.map(([system, scenario, seed, events], i) => [system, scenario, seed, events, there[i]])).toEqual(here);
});
