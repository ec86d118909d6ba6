import {expect, test} from "vitest";
import {evidence, verdict} from "../../../src/engine/analysis/claim.ts";
import type {Claim} from "../../../src/engine/model/claim.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {DEPTH} from "../../depth.ts";

/**
 * Below DEPTH=1 a share or a median is measured over the part of its seeds that DEPTH says, and over 20 at the least. Of a claim that one run
 * can refute, half of that part is tried.
 */
function seedsOf(claim: Claim): number[] {
  const each = "holds" in claim && !("share" in claim);
  const [least, part] = each && DEPTH < 1 ? [10, DEPTH / 2] : [20, DEPTH];
  return Array.from({length: Math.max(least, Math.round(claim.seeds * part))}, (_, i) => i + 1);
}

/** Whether a claim of single runs fails in one of these seeds, with its scenario changed. */
function fails(system: System, of: Claim, seeds: readonly number[], but: Partial<Scenario>): boolean {
  return seeds.some((seed) => "holds" in of && !of.holds(run(system, {...of.scenario(seed), ...but})));
}

/** What is asked of the claims of every system: that they have names, hold, and fail where their rule is off, by [claim, ablations, seeds, the first of them]. */
export function testClaims(
  system: System,
  claims: readonly Claim[],
  without: readonly (readonly [name: string, ablate: readonly string[], seeds: number, from?: number])[],
): void {
  test("each claim has a name of its own", () => {
    expect(new Set(claims.map(({id}) => id)).size).toBe(claims.length);
    expect(claims.filter(({id}) => !new RegExp(`^${system.name}/[a-z0-9-]+$`).test(id))).toEqual([]);
  });

  test.each(claims.map((c) => [c.id, c.says, c] as const))("%s: %s", (_id, _says, c) => {
    const found = seedsOf(c).map((seed) => evidence(system, c, seed));
    expect(verdict(c, found)).toEqual(expect.objectContaining({holds: true}));
  });

  test.each(without.map(([name, ablate, seeds, from = 1]) => [name, ablate, seeds, from] as const))(
    "a claim fails where its rule is off: %s without %j",
    (name, ablate, seeds, from) => {
      const claim = claims.find(({id}) => id === `${system.name}/${name}`);
      if (!claim) throw new Error(`no claim ${system.name}/${name}`);
      const tried = Array.from({length: seeds}, (_, i) => from + i);
      expect(fails(system, claim, tried, {ablate})).toBe(true);
    },
  );
}
