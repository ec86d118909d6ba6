import {expect, test} from "vitest";
import {fuzz} from "../../src/engine/checking/fuzz.ts";
import type {System} from "../../src/engine/model/system.ts";
import {DEPTH} from "../depth.ts";

/** What is asked of every system under random schedules: that it holds, and that each of its mechanisms is needed for that. */
export function testSchedules(system: System): void {
  test("under random faults no invariant falls, and nobody is acknowledged in an interregnum", {timeout: 600_000}, () => {
    expect(fuzz(system, {runs: Math.max(1, Math.round(2000 * DEPTH)), seed: 1, ablate: []}).violations).toEqual([]);
  });

  const broken = system.ablations.filter((a) => a.breaks.length > 0);

  test.each(broken)("without its mechanism a random schedule finds a violation: $name", {timeout: 600_000}, ({name}) => {
    // What is asked is whether it is found. That it is made smaller, and how far, is asked of the shrinker (tests/engine/checking).
    const {violations, smallest} = fuzz(system, {runs: 2000, seed: 1, ablate: [name], budget: 0});
    expect(violations.length).toBe(1);
    expect(smallest?.ablate).toEqual([name]);
  });
}
