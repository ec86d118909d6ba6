import {expect, test} from "vitest";
import {digest} from "../../../src/engine/kernel/hash.ts";
import {advance, checkpoint, createKernel} from "../../../src/engine/kernel/kernel.ts";
import type {KernelState} from "../../../src/engine/kernel/state.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run, scenarioOf} from "../../../src/engine/run.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {findSystems} from "../../bundle.ts";
import {DEPTH} from "../../depth.ts";

const systems = await Promise.all(
  Object.entries(findSystems()).map(async ([name, module]) => [name, ((await import(module)) as {system: System}).system] as const),
);
const cases = systems.flatMap(([name, system]) => system.scenarios.map((scenario) => [name, scenario.name, system] as const));

/** Below DEPTH=1 clients that can be told how often they write do so once a second: what is between the writes is as much to go on from. */
const values = (system: System, name: string) => {
  const told = system.scenarios.find((one) => one.name === name)?.parameters.some(({key}) => key === "intervalMs");
  return told && DEPTH < 1 ? {intervalMs: 1000} : {};
};

/** After which parts of its events a run is left and taken up again: at DEPTH=1 after each of them, below it after one, in turn. */
const PARTS = [0.2, 0.5, 0.8] as const;
const partsOf = (name: string, system: System): readonly number[] =>
  DEPTH < 1 ? [PARTS[system.scenarios.findIndex((one) => one.name === name) % PARTS.length] as number] : PARTS;

test.each(cases)("%s %s goes on from a checkpoint as if it had never stopped", (_, name, system) => {
  const scenario = {...scenarioOf(system, name, values(system, name)), settle: false};
  const whole = run(system, scenario);
  const saved: KernelState[] = [];
  const {k} = createKernel(system, scenario, {bare: true});
  for (const part of partsOf(name, system)) {
    advance(k, ms(scenario.untilMs), Math.floor(whole.events * part));
    saved.push(checkpoint(k));
  }
  advance(k, ms(scenario.untilMs));
  for (const state of [k.s, ...saved]) {
    const again = createKernel(system, scenario, {bare: true});
    again.k.s = state;
    advance(again.k, ms(scenario.untilMs));
    expect([again.k.s.count, again.k.s.hash]).toEqual([k.s.count, k.s.hash]);
  }
  expect([k.s.count, digest(k.s.hash)]).toEqual([whole.events, whole.hash]);
});
