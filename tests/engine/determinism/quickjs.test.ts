import {getQuickJS, type QuickJSContext} from "quickjs-emscripten";
import {afterAll, beforeAll, expect, test} from "vitest";
import {bundle} from "../../bundle.ts";
import {cases} from "./cases.ts";

const all = await cases();

let quickjs: QuickJSContext;

beforeAll(async () => {
  quickjs = (await getQuickJS()).newContext();
  quickjs.unwrapResult(quickjs.evalCode(await bundle())).dispose();
}, 60_000);

afterAll(() => quickjs.dispose());

function thereHash(...of: readonly [system: string, scenario: string, seed: number, events: number | null]): string {
  const handle = quickjs.unwrapResult(quickjs.evalCode(`traceHash(${of.map((one) => JSON.stringify(one)).join(", ")})`));
  const hash = quickjs.getString(handle);
  handle.dispose();
  return hash;
}

test("two hundred runs at the least are compared", () => {
  expect(all.flatMap(({hashes}) => hashes).length).toBeGreaterThanOrEqual(200);
});

test.each(all)(
  "$system $scenario has the same trace in QuickJS and here",
  ({system, scenario, events, hashes}) => {
    expect(hashes.map(([seed]) => [seed, thereHash(system, scenario, seed, events)])).toEqual(hashes);
  },
  120_000,
);
