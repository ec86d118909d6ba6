import {describe, expect, test} from "vitest";
import type {Claim} from "../../../../src/engine/kernel/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {claims} from "../../../../src/engine/systems/redis/claims.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import type {Scenario} from "../../../../src/engine/vocabulary.ts";

const DEPTH = Number(process.env.DEPTH ?? 0.1);
const seedsOf = ({seeds}: Claim): number[] => Array.from({length: Math.max(20, Math.round(seeds * DEPTH))}, (_, i) => i + 1);

const claim = (name: string): Claim => {
  const found = claims.find(({id}) => id === `redis/${name}`);
  if (!found) throw new Error(`no claim redis/${name}`);
  return found;
};

/** Seeds in which a claim of single runs does not hold, with its scenario changed. */
function failures(of: Claim, seeds: readonly number[], but: Partial<Scenario> = {}): number[] {
  return seeds.filter((seed) => "holds" in of && !of.holds(run(system, {...of.scenario(seed), ...but})));
}

test("each claim has a name of its own", () => {
  expect(new Set(claims.map(({id}) => id)).size).toBe(claims.length);
  expect(claims.filter(({id}) => !/^redis\/[a-z0-9-]+$/.test(id))).toEqual([]);
});

test.each(claims.map((c) => [c.id, c.says, c] as const))("%s: %s", (_id, _says, c) => {
  if ("holds" in c) return expect(failures(c, seedsOf(c))).toEqual([]);
  const {value, low, high, within} = c.estimate(seedsOf(c).map((seed) => c.row(run(system, c.scenario(seed)))));
  // Fewer seeds make a wider interval: only at full depth all of it must lie within.
  const [least, most] = DEPTH >= 1 ? [low, high] : [value, value];
  expect([least >= within[0], most <= within[1], low <= value, value <= high]).toEqual([true, true, true, true]);
});

describe("a claim fails where its rule is off", () => {
  test.each([
    ["loss-is-bounded", ["min-replicas-off"], 4],
    ["offset-before-run-id", ["selection-ignores-offset"], 20],
    ["no-majority-no-fail-over", ["no-majority"], 4],
    ["two-guard-against-one-stranded", ["min-replicas-off"], 4],
    ["paused-master-goes-on", ["no-convert-wait"], 20],
  ] as const)("%s without %j", (name, ablate, seeds) => {
    const first = Array.from({length: seeds}, (_, i) => i + 1);
    expect(failures(claim(name), first, {ablate}).length).toBeGreaterThan(0);
  });
});
