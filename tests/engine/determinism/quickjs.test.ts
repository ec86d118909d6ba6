import {getQuickJS, type QuickJSContext} from "quickjs-emscripten";
import {afterAll, beforeAll, expect, test} from "vitest";
import type {System} from "../../../src/engine/kernel/system.ts";
import {run, scenarioOf} from "../../../src/engine/run.ts";
import {bundle, findSystems} from "../../bundle.ts";

const DEPTH = Number(process.env.DEPTH ?? 0.1);

const systems = await Promise.all(
  Object.entries(findSystems()).map(async ([name, module]) => [name, ((await import(module)) as {system: System}).system] as const),
);

const cases = systems.flatMap(([name, system]) => system.scenarios.map((scenario) => [name, scenario.name, system] as const));

const SEEDS = Array.from({length: Math.ceil(10 * DEPTH)}, (_, i) => i + 1);

let quickjs: QuickJSContext;

beforeAll(async () => {
  quickjs = (await getQuickJS()).newContext();
  quickjs.unwrapResult(quickjs.evalCode(await bundle())).dispose();
}, 60_000);

afterAll(() => quickjs.dispose());

function thereHash(system: string, scenario: string, seed: number): string {
  const handle = quickjs.unwrapResult(quickjs.evalCode(`traceHash(${JSON.stringify(system)}, ${JSON.stringify(scenario)}, ${seed})`));
  const hash = quickjs.getString(handle);
  handle.dispose();
  return hash;
}

test.each(cases)(
  "%s %s has the same trace in QuickJS and here",
  (name, scenario, system) => {
    for (const seed of SEEDS) expect(thereHash(name, scenario, seed)).toBe(run(system, scenarioOf(system, scenario, {}, seed)).hash);
  },
  120_000,
);
