import {afterAll, beforeAll, expect, test} from "vitest";
import type {System} from "../../src/engine/kernel/system.ts";
import {run, scenarioOf} from "../../src/engine/run.ts";
import {bundle, findSystems} from "../bundle.ts";
import {openSite, type Site} from "./chromium.ts";

const SEEDS = Array.from({length: Math.ceil(10 * Number(process.env.DEPTH ?? 0.1))}, (_, i) => i + 1);

let site: Site;
let engine: string;

beforeAll(async () => {
  site = await openSite();
  engine = await bundle();
}, 60_000);

afterAll(() => site.close());

test("every scenario has the same trace in Chromium and here", async () => {
  const cases: [string, string, number, string][] = [];
  for (const [name, module] of Object.entries(findSystems())) {
    const {system} = (await import(module)) as {system: System};
    for (const {name: scenario} of system.scenarios)
      for (const seed of SEEDS) cases.push([name, scenario, seed, run(system, scenarioOf(system, scenario, {}, seed)).hash]);
  }
  const there = await site.visit("", {}, async ({page}) => {
    await page.addScriptTag({content: engine});
    type Hashes = {traceHash(system: string, scenario: string, seed: number): string};
    return page.evaluate(
      (all) => all.map(([system, scenario, seed]) => (globalThis as unknown as Hashes).traceHash(system, scenario, seed)),
      cases,
    );
  });
  expect(cases.map(([system, scenario, seed], i) => [system, scenario, seed, there[i]])).toEqual(cases);
});
