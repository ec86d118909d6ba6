import type {System} from "../../../src/engine/model/system.ts";
import {run, scenarioOf} from "../../../src/engine/run.ts";
import {Refusal} from "../../../src/engine/vocabulary.ts";
import {findSystems} from "../../bundle.ts";
import {DEPTH} from "../../depth.ts";
import {openingHash, wholeHash} from "./trace-hash.ts";

/** One scenario of a system, with the hashes that its runs have here, by seed: of whole runs, or where `events` is a number after so many. */
export interface Case {
  readonly system: string;
  readonly scenario: string;
  readonly events: number | null;
  readonly hashes: readonly (readonly [seed: number, hash: string])[];
}

/** A run of so few events is made to its end at any depth, and with more seeds than one: the slowest engine takes a breath for it. */
const SHORT = 1000;
/** Of a longer one a deep run makes ten whole runs; any other the first events of one, beyond its first fault, which is among the first 3,300. */
const OPENING = 4500;
const SEEDS = {short: DEPTH < 1 ? 5 : 11, long: Math.ceil(10 * DEPTH)};

/** Every scenario of every system: two hundred runs and more, at any depth. */
export async function cases(): Promise<Case[]> {
  const found: Case[] = [];
  for (const [name, module] of Object.entries(findSystems())) {
    const {system} = (await import(module)) as {system: System};
    for (const {name: scenario} of system.scenarios) {
      const short = endsWithin(system, scenario, SHORT);
      const events = short || DEPTH >= 1 ? null : OPENING;
      const hashOf = (seed: number) => (events === null ? wholeHash(system, scenario, seed) : openingHash(system, scenario, seed, events));
      const hashes = Array.from({length: short ? SEEDS.short : SEEDS.long}, (_, i) => [i + 1, hashOf(i + 1)] as const);
      found.push({system: name, scenario, events, hashes});
    }
  }
  return found;
}

function endsWithin(system: System, scenario: string, budget: number): boolean {
  try {
    run(system, scenarioOf(system, scenario, {}, 1), {budget});
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
