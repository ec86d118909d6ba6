import {existsSync, readdirSync} from "node:fs";
import {join} from "node:path";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import type {Parameter, Scenario, ScenarioEntry} from "../../src/engine/model/scenario.ts";
import type {System} from "../../src/engine/model/system.ts";
import {run, scenarioOf} from "../../src/engine/run.ts";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {DEPTH} from "../depth.ts";

const SYSTEMS = join(import.meta.dirname, "../../src/engine/systems");
const names = readdirSync(SYSTEMS).filter((name) => existsSync(join(SYSTEMS, name, "index.ts")));
const systems = await Promise.all(
  names.map(async (name) => ((await import(join(SYSTEMS, name, "index.ts"))) as {readonly system: System}).system),
);

type Value = number | string | boolean;

/** Its ends, its default, and what lies about them; the whole range seldom, for hours of virtual time show no more than minutes. */
function drawnFrom({default: usual, range, unit}: Parameter): fc.Arbitrary<Value> {
  if (typeof usual === "boolean") return fc.boolean();
  if (typeof usual === "string") return fc.constantFrom(...(range ?? [usual]));
  const [low, high] = range as readonly [number, number];
  if (unit === "ratio")
    return fc.oneof(
      fc.constantFrom(low, usual),
      fc.integer({min: 0, max: 100}).map((n) => low + (n * Math.min(1, high - low)) / 100),
    );
  const near = Math.min(high, Math.max(low + 1, 3 * usual, 50));
  return fc.oneof(
    {weight: 3, arbitrary: fc.integer({min: low, max: near})},
    {weight: 2, arbitrary: fc.constantFrom(low, Math.min(low + 1, high), usual)},
    {weight: 1, arbitrary: fc.integer({min: low, max: Math.min(high, 10 * near)})},
  );
}

/** Some of its parameters, each with a value of its range. */
const valuesOf = (entry: ScenarioEntry): fc.Arbitrary<Record<string, Value>> =>
  fc
    .subarray([...entry.parameters], {maxLength: Math.min(4, entry.parameters.length)})
    .chain((some) => fc.record(Object.fromEntries(some.map((p) => [p.key, drawnFrom(p)]))));

/** Whether it is the real system that breaks it, in this version. */
const fallsAsInReality = (system: System, invariant: string, {version}: Scenario): boolean =>
  version !== undefined && (system.invariants.find((i) => i.name === invariant)?.fallsIn ?? []).includes(version);

/** What fell in a run; null: it is too long to be worth it, or the model refuses these values together. */
function fallen(system: System, name: string, values: Record<string, Value>, seed: number): readonly string[] | null {
  try {
    const scenario = scenarioOf(system, name, values, seed);
    const {violations} = run(system, scenario, {budget: 150_000});
    return violations.filter((v) => !fallsAsInReality(system, v.invariant, scenario)).map((v) => `${v.invariant}: ${v.detail}`);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

describe.each(systems.map((system) => [system.name, system] as const))("%s", (_, system) => {
  test.each(system.scenarios.map((entry) => [entry.name, entry] as const))(
    "%s holds its invariants over the range of its own parameters",
    {timeout: 300_000},
    (name, entry) => {
      let judged = 0;
      const holds = (values: Record<string, Value>, seed: number): void => {
        const found = fallen(system, name, values, seed);
        if (found === null) return;
        judged++;
        if (found.length > 0) throw new Error(found.join("; "));
      };
      fc.assert(fc.property(valuesOf(entry), fc.integer({min: 1, max: 1_000_000}), holds), {
        numRuns: Math.max(3, Math.round(24 * DEPTH)),
        seed: 1,
      });
      expect(judged).toBeGreaterThan(1);
    },
  );
});
