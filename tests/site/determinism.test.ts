import {afterAll, beforeAll, expect, test} from "vitest";
import type {System} from "../../src/engine/kernel/system.ts";
import {run, scenarioOf} from "../../src/engine/run.ts";
import {bundle, findSystems} from "../bundle.ts";
import {openSite, type Site} from "./chromium.ts";

let site: Site;
let engine: string;

beforeAll(async () => {
  site = await openSite();
  engine = await bundle();
}, 60_000);

afterAll(() => site.close());

test("every scenario has the same trace in Chromium and here", async () => {
  const cases: [string, string, string][] = [];
  for (const [name, module] of Object.entries(findSystems())) {
    const {system} = (await import(module)) as {system: System};
    for (const {name: scenario} of system.scenarios) cases.push([name, scenario, run(system, scenarioOf(system, scenario)).hash]);
  }
  const there = await site.visit("", {}, async ({page}) => {
    await page.addScriptTag({content: engine});
    type Hashes = {traceHash(system: string, scenario: string, seed: number): string};
    return page.evaluate((all) => all.map(([system, scenario]) => (globalThis as unknown as Hashes).traceHash(system, scenario, 1)), cases);
  });
  expect(cases.map(([system, scenario], i) => [system, scenario, there[i]])).toEqual(cases);
});
