import {expect, test} from "vitest";
import {sweep as sweepOf} from "../../src/engine/analysis/sweep.ts";
import type {System} from "../../src/engine/kernel/system.ts";
import {run, scenarioOf} from "../../src/engine/run.ts";
import {introduce, simulate, sweep} from "../../src/engine/simulate.ts";
import {system as zookeeper} from "../../src/engine/systems/zookeeper/index.ts";

const system = zookeeper as unknown as System;
const coldStart = ({servers, seed}: {servers: number; seed: number}) => scenarioOf(system, "cold-start", {servers}, seed);

test("a system that nobody has introduced is refused, and after that it runs what run runs", () => {
  const scenario = coldStart({servers: 3, seed: 7});
  expect(() => simulate(scenario)).toThrow('simulate: unknown system "zookeeper": this program holds none; import it, or introduce');
  expect(() => sweep(coldStart, {servers: [3]}, {runs: 1})).toThrow('sweep: unknown system "zookeeper"');
  introduce(system);
  expect(simulate(scenario).hash).toBe(run(system, scenario).hash);
});

test("a run keeps its trace unless it is told not to", () => {
  introduce(system);
  const scenario = coldStart({servers: 3, seed: 7});
  expect(simulate(scenario).trace?.length).toBeGreaterThan(50);
  expect(simulate(scenario, {record: false}).trace).toBeNull();
});

test("a system is introduced again, but not another one under its name", () => {
  expect(introduce(system).scenarios.coldStart?.({seed: 7})).toEqual(introduce(system).scenarios.coldStart?.({seed: 7}));
  expect(() => introduce({...system})).toThrow('introduce: there is another system "zookeeper": choose a name of its own');
});

test("the rows are those of a sweep of the one system", () => {
  introduce(system);
  const grid = {servers: [3, 5]};
  expect(sweep(coldStart, grid, {runs: 2})).toEqual(sweepOf(system, coldStart, grid, {runs: 2}));
});
