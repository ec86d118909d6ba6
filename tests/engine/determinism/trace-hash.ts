import {digest} from "../../../src/engine/kernel/hash.ts";
import {advance, createKernel} from "../../../src/engine/kernel/kernel.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {scenarioOf, traceHash} from "../../../src/engine/run.ts";
import {ms} from "../../../src/engine/vocabulary.ts";

// What is asked of every JavaScript engine; it is bundled for those that know no modules.

/** The hash of a scenario's trace as it is by default, settling included. */
export const wholeHash = (system: System, name: string, seed: number): string => traceHash(system, scenarioOf(system, name, {}, seed));

/**
 * The hash after so many events, or after all there are before settling. Clients that can be told how often they write do so once a second, so
 * that the faults are among those events.
 */
export function openingHash(system: System, name: string, seed: number, events: number): string {
  const rare = system.scenarios.find((one) => one.name === name)?.parameters.some(({key}) => key === "intervalMs");
  const scenario = scenarioOf(system, name, rare ? {intervalMs: 1000} : {}, seed);
  const {k} = createKernel(system, scenario, {bare: true});
  advance(k, ms(scenario.untilMs), events);
  return digest(k.s.hash);
}
