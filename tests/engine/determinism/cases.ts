import type {Run} from "../../../src/engine/model/run.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run, scenarioOf} from "../../../src/engine/run.ts";
import {findSystems} from "../../bundle.ts";
import {DEPTH} from "../../depth.ts";

/** One scenario of a system, with the hashes that its runs have here, by seed. */
export interface Case {
  readonly system: string;
  readonly scenario: string;
  readonly hashes: readonly (readonly [seed: number, hash: string])[];
}

/** A run of so few events is made with all seeds at any depth: the slowest engine takes a breath for it. */
const SHORT = 5000;
const SEEDS = {short: 11, long: Math.ceil(10 * DEPTH)};

/** Every scenario of every system: two hundred runs and more, at any depth. */
export async function cases(): Promise<Case[]> {
  const found: Case[] = [];
  for (const [name, module] of Object.entries(findSystems())) {
    const {system} = (await import(module)) as {system: System};
    for (const {name: scenario} of system.scenarios) {
      const make = (seed: number): Run => run(system, scenarioOf(system, scenario, {}, seed));
      const count = make(1).events < SHORT ? SEEDS.short : SEEDS.long;
      const hashes = Array.from({length: count}, (_, i) => [i + 1, make(i + 1).hash] as const);
      found.push({system: name, scenario, hashes});
    }
  }
  return found;
}
