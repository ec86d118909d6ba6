import {expect, test} from "vitest";
import {evidence, verdict} from "../../../src/engine/analysis/claim.ts";
import type {Claim} from "../../../src/engine/model/claim.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {DEPTH} from "../../depth.ts";

const seedsOf = ({seeds}: Claim): number[] => Array.from({length: Math.max(20, Math.round(seeds * DEPTH))}, (_, i) => i + 1);

/** Seeds in which a claim of single runs does not hold, with its scenario changed. */
function failures(system: System, of: Claim, seeds: readonly number[], but: Partial<Scenario> = {}): number[] {
  return seeds.filter((seed) => "holds" in of && !of.holds(run(system, {...of.scenario(seed), ...but})));
}

/** What is asked of the claims of every system: that they have names, hold, and fail where their rule is off, by [claim, ablations, seeds]. */
export function testClaims(
  system: System,
  claims: readonly Claim[],
  without: readonly (readonly [name: string, ablate: readonly string[], seeds: number])[],
): void {
  test("each claim has a name of its own", () => {
    expect(new Set(claims.map(({id}) => id)).size).toBe(claims.length);
    expect(claims.filter(({id}) => !new RegExp(`^${system.name}/[a-z0-9-]+$`).test(id))).toEqual([]);
  });

  test.each(claims.map((c) => [c.id, c.says, c] as const))("%s: %s", (_id, _says, c) => {
    const found = seedsOf(c).map((seed) => evidence(system, c, seed));
    expect(verdict(c, found)).toEqual(expect.objectContaining({holds: true}));
  });

  test.each(without)("a claim fails where its rule is off: %s without %j", (name, ablate, seeds) => {
    const claim = claims.find(({id}) => id === `${system.name}/${name}`);
    if (!claim) throw new Error(`no claim ${system.name}/${name}`);
    const first = Array.from({length: seeds}, (_, i) => i + 1);
    expect(failures(system, claim, first, {ablate}).length).toBeGreaterThan(0);
  });
}
