import {expect, test} from "vitest";
import {measures} from "../../src/engine/analysis/measures.ts";
import {defineSystem} from "../../src/engine/define.ts";
import {run, scenarioOf} from "../../src/engine/run.ts";
import {introduce, simulate, sweep} from "../../src/engine/simulate.ts";
import {zookeeper} from "../../src/engine/systems/zookeeper/index.ts";

const {system} = zookeeper;
const coldStart = ({servers, seed}: {servers: number; seed: number}) => scenarioOf(system, "cold-start", {servers}, seed);

test("a system that nobody has introduced is refused, and after that it runs what run runs", () => {
  // The files of a process share what is introduced: a name that no other has.
  const own = {...system, name: "nobodys"};
  const ofOwn = (point: {servers: number; seed: number}) => ({...coldStart(point), system: "nobodys"});
  const scenario = ofOwn({servers: 3, seed: 7});
  expect(() => simulate(scenario)).toThrow('simulate: unknown system "nobodys"');
  expect(() => sweep(ofOwn, {servers: [3]}, {runs: 1})).toThrow('sweep: unknown system "nobodys"');
  introduce({...zookeeper, system: own});
  expect(simulate(scenario).hash).toBe(run(own, scenario).hash);
});

test("a run keeps its trace unless it is told not to", () => {
  introduce(zookeeper);
  const scenario = coldStart({servers: 3, seed: 7});
  expect(simulate(scenario).trace?.length).toBeGreaterThan(50);
  expect(simulate(scenario, {record: false}).trace).toBeNull();
});

test("a system is introduced again, but not another one under its name", () => {
  expect(introduce(introduce(zookeeper))).toBe(zookeeper);
  expect(() => introduce({system: {...system}})).toThrow('introduce: there is another system "zookeeper": choose a name of its own');
});

test("every point of the grid has a row for every seed, its parameters and seed among the columns", () => {
  introduce(zookeeper);
  const rows = sweep(coldStart, {servers: [3, 5]}, {runs: 2, row: (of) => ({leader: measures(of).final.leader})});
  expect(rows).toEqual([
    {servers: 3, seed: 1, leader: "z2"},
    {servers: 5, seed: 1, leader: "z5"},
    {servers: 3, seed: 2, leader: "z2"},
    {servers: 5, seed: 2, leader: "z5"},
  ]);
});

test("a system of one's own is simulated by its name once it is introduced", () => {
  const lone = introduce(
    defineSystem({
      name: "lone",
      messages: {},
      processes: {server: {init: () => ({}), receive() {}}},
      believe: () => [{scope: "group", role: "leader", term: 1, leads: true}],
      scenarios: [
        {
          name: "alone",
          title: "Nobody else is there",
          parameters: [],
          make: () => ({config: {}, nodes: [{id: "a"}], network: {latency: {constant: 1}}, faults: [], untilMs: 10}),
        },
      ],
    }),
  );
  expect(measures(simulate(lone.scenarios.alone())).final.leader).toBe("a");
});
