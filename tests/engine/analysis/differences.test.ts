import {expect, test} from "vitest";
import {differences, differencesOfRuns} from "../../../src/engine/analysis/differences.ts";
import {run, type Scenario, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {rules} from "../../../src/engine/systems/zookeeper/rules.ts";

const zookeeper = system as unknown as System;
const base: Scenario = {
  system: "toy",
  name: "a",
  config: {tickTime: 2000, syncLimit: 5},
  nodes: [{id: "z1"}, {id: "z2"}],
  network: {latency: {constant: 10}},
  faults: [{kind: "crash", node: "z1", at: 100}],
  untilMs: 1000,
  seed: 1,
};

test.each<[claim: string, change: Partial<Scenario>, of: string, key: string, was: unknown, now: unknown]>([
  ["a setting is named by its key", {config: {tickTime: 2000, syncLimit: 10}}, "config", "syncLimit", 5, 10],
  ["a setting that only one has is undefined in the other", {config: {tickTime: 2000}}, "config", "syncLimit", 5, undefined],
  ["a part without parts has no key", {seed: 2}, "seed", "", 1, 2],
  ["a part that only one has is named whole", {ablate: ["no-d5"]}, "ablate", "", undefined, ["no-d5"]],
  ["a node is named by its id", {nodes: [{id: "z1"}, {id: "z2", startMs: 50}]}, "nodes", "z2.startMs", undefined, 50],
  ["a nested number is named by its path", {network: {latency: {constant: 20}}}, "network", "latency.constant", 10, 20],
  [
    "a fault that is another is one difference",
    {faults: [{kind: "crash", node: "z1", at: 200}]},
    "faults",
    "1",
    {kind: "crash", node: "z1", at: 100},
    {kind: "crash", node: "z1", at: 200},
  ],
  [
    "a fault that was put in front of another is the only one named",
    {faults: [{kind: "heal", at: 1}, ...base.faults]},
    "faults",
    "1",
    undefined,
    {kind: "heal", at: 1},
  ],
  ["a fault that was taken away has no other side", {faults: []}, "faults", "1", {kind: "crash", node: "z1", at: 100}, undefined],
])("%s", (_, change, of, key, was, now) => {
  expect(differences(base, {...base, ...change})).toEqual([{of, key, was, now}]);
});

test("the order of fields makes no difference, nor does a copy", () => {
  const copy = {...base, faults: [{at: 100, node: "z1", kind: "crash"}], config: {syncLimit: 5, tickTime: 2000}} as Scenario;
  expect(differences(base, JSON.parse(JSON.stringify(copy)) as Scenario)).toEqual([]);
});

test("of two runs the rules that were overridden count, too", () => {
  const scenario = scenarioOf(zookeeper, "cold-start");
  const {supersedes} = rules;
  const changed = run(zookeeper, scenario, {rules: {supersedes: (...votes: Parameters<typeof supersedes>) => supersedes(...votes)}});
  expect(differencesOfRuns(run(zookeeper, scenario), changed)).toEqual([
    {of: "rules", key: "supersedes", was: undefined, now: expect.stringMatching(/^[0-9a-f]{16}$/)},
  ]);
});
