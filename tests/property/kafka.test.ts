import {expect, test} from "vitest";
import {fuzz} from "../../src/engine/checking/fuzz.ts";
import type {System} from "../../src/engine/model/system.ts";
import {system as kafka} from "../../src/engine/systems/kafka/index.ts";
import {shapes} from "../../src/engine/systems/kafka/shapes.ts";
import {DEPTH} from "../depth.ts";

const system = {...kafka, fuzz: {...kafka.fuzz, shapes}} as unknown as System;

test("under random faults no invariant falls, and nobody is acknowledged in an interregnum", {timeout: 600_000}, () => {
  expect(fuzz(system, {runs: Math.max(1, Math.round(500 * DEPTH)), seed: 1, ablate: []}).violations).toEqual([]);
});

/** Those of the system it stands on are asked of that (zookeeper.test.ts). */
const lower = new Set(system.standsOn.flatMap(({ablations}) => ablations.map(({name}) => name)));

test.each(system.ablations.filter(({name, breaks}) => breaks.length > 0 && !lower.has(name)))(
  "without its mechanism a random schedule finds a violation: $name",
  {timeout: 600_000},
  ({name}) => {
    expect(fuzz(system, {runs: 1000, seed: 1, ablate: [name], budget: 0}).violations.length).toBe(1);
  },
);
