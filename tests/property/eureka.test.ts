import {expect, test} from "vitest";
import {fuzz} from "../../src/engine/checking/fuzz.ts";
import type {System} from "../../src/engine/model/system.ts";
import {system as eureka} from "../../src/engine/systems/eureka/index.ts";
import {DEPTH} from "../depth.ts";

const system = eureka as unknown as System;

test("under random faults no invariant falls", {timeout: 600_000}, () => {
  expect(fuzz(system, {runs: Math.max(1, Math.round(500 * DEPTH)), seed: 1, ablate: []}).violations).toEqual([]);
});

test.each([
  {name: "multi-hop", ablate: ["multi-hop"]},
  {name: "older-wins", ablate: ["older-wins"]},
  {name: "no-eviction-cap", ablate: ["no-eviction-cap"]},
])("without its mechanism a random schedule finds a violation: $name", {timeout: 600_000}, ({ablate}) => {
  expect(fuzz(system, {runs: 600, seed: 1, ablate, budget: 0}).violations.length).toBe(1);
});
