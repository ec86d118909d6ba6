import {expect, test} from "vitest";
import {fuzz} from "../../src/engine/checking/fuzz.ts";
import {system} from "../../src/engine/systems/redis/index.ts";

const DEPTH = Number(process.env.DEPTH ?? 0.1);
const runs = (all: number): number => Math.max(1, Math.round(all * DEPTH));

test("under random faults no invariant falls, and nobody is acknowledged in an interregnum", {timeout: 600_000}, () => {
  expect(fuzz(system, {runs: runs(2000), seed: 1, ablate: []}).violations).toEqual([]);
});

const broken = system.ablations.filter((a) => a.breaks.length > 0);

test.each(broken)("without its mechanism a random schedule finds a violation: $name", {timeout: 600_000}, ({name}) => {
  const {violations, smallest} = fuzz(system, {runs: 2000, seed: 1, ablate: [name]});
  expect(violations.length).toBe(1);
  expect(smallest).not.toBe(null);
});
