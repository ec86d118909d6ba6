import {expect, test} from "vitest";
import {measures} from "../../../src/engine/analysis/measures.ts";
import {showing} from "../../../src/engine/analysis/wanted.ts";
import {type Found, type Progress, randomFaults, search, seedsOf} from "../../../src/engine/checking/search.ts";
import {Refusal, type Run, run, type Scenario, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system as zk} from "../../../src/engine/systems/zookeeper/index.ts";
import {system as bully} from "../../views/bully.ts";

const zookeeper = zk as unknown as System;

function all(steps: Generator<Progress, Found | null>): {progress: Progress[]; found: Found | null} {
  const progress: Progress[] = [];
  for (;;) {
    const {done, value} = steps.next();
    if (done) return {progress, found: value};
    progress.push(value);
  }
}

const crash = scenarioOf(zookeeper, "leader-crash-sessions");
const noise: Scenario["faults"] = [
  {kind: "clock-drift", node: "z1", ppm: 10, at: 100},
  {kind: "pause", node: "z2", forMs: 10, at: 2000},
];

test("a search under one scenario's faults leaves out those that are not needed, and keeps the others as they are", () => {
  const {found} = all(
    search(zookeeper, seedsOf({...crash, faults: [...noise, ...crash.faults]}), showing({kind: "no-leader", forMs: 250}), {seeds: 3}),
  );
  expect(found?.seed).toBe(1);
  expect(found?.smallest).toEqual({...crash, seed: 1});
});

test("two who can write are found in a system that does not look for a quorum", () => {
  const {found} = all(search(bully, seedsOf(scenarioOf(bully, "leader-loss", {latencyMs: 30})), showing({kind: "dual-write"}), {seeds: 5}));
  // Slow greetings are enough: neither the cut nor the crash is needed.
  expect(found?.smallest.faults).toEqual([]);
});

test("a lost acknowledged write is found where messages may vanish, and its smallest schedule still loses it", () => {
  const trials = randomFaults(zookeeper, {ablate: ["lossy-channel"]});
  const {found} = all(search(zookeeper, trials, showing({kind: "lost-write"}), {seeds: 20, budget: 60}));
  const {scenario, smallest} = found as Found;
  expect(smallest.faults.length).toBeLessThanOrEqual(scenario.faults.length);
  expect(smallest.ablate).toEqual(["lossy-channel"]);
  expect(measures(run(zookeeper, smallest)).lostWrites).toBeGreaterThan(0);
  // Opened from a link or a file it is the same run.
  expect(run(zookeeper, JSON.parse(JSON.stringify(smallest)) as Scenario).hash).toBe(run(zookeeper, smallest).hash);
});

test("the smallest schedule can spare no fault", () => {
  const wanted = showing({kind: "flapping", reigns: 3, withinMs: 6000});
  const quick: Scenario = {...crash, clients: [], untilMs: 6000, settle: false};
  const {found} = all(search(zookeeper, randomFaults(zookeeper, {cluster: quick}), wanted, {seeds: 40}));
  const smallest = found?.smallest as Scenario;
  const shows = (faults: Scenario["faults"]): boolean => {
    try {
      return wanted(run(zookeeper, {...smallest, faults}));
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
  expect(shows(smallest.faults)).toBe(true);
  for (const fault of smallest.faults) expect(shows(smallest.faults.filter((f) => f !== fault))).toBe(false);
});

test("one step is one run, and says where to go on", () => {
  const never = () => false;
  const {progress, found} = all(search(bully, seedsOf(scenarioOf(bully, "leader-loss")), never, {seeds: 3, from: 7}));
  expect(found).toBeNull();
  expect(progress.map(({phase, tried, next}) => [phase, tried, next])).toEqual([
    ["searching", 1, 8],
    ["searching", 2, 9],
    ["searching", 3, 10],
  ]);
  expect(progress.map(({events}) => events)).toEqual([...progress.map(({events}) => events)].sort((a, b) => a - b));
});

test("parts of a search find together what the whole finds", () => {
  const trials = randomFaults(zookeeper);
  const wanted = showing({kind: "flapping", reigns: 3, withinMs: 3000});
  const whole = all(search(zookeeper, trials, wanted, {seeds: 16, budget: 0})).found;
  const parts = [1, 9].map((from) => all(search(zookeeper, trials, wanted, {seeds: 8, from, budget: 0})).found);
  expect(parts.find((part) => part !== null)?.scenario).toEqual(whole?.scenario);
  expect(whole?.shrunk).toBe(0);
});

test("a budget ends the shrinking with the smallest so far", () => {
  const wanted = (r: Run) => r.faults.length > 0;
  const {found, progress} = all(search(zookeeper, randomFaults(zookeeper), wanted, {seeds: 9, budget: 5}));
  expect(found?.shrunk).toBeLessThanOrEqual(5);
  expect(progress.at(-1)?.smallest).toEqual(found?.smallest);
});

test("random faults can be put to one scenario's own cluster and load", () => {
  const scenario = randomFaults(zookeeper, {cluster: crash})(12).scenario;
  expect(scenario).toMatchObject({nodes: crash.nodes, clients: crash.clients, untilMs: crash.untilMs, name: crash.name});
  expect(scenario.faults).not.toEqual(crash.faults);
});

test("neighbouring seeds draw different schedules, and the same seed the same", () => {
  const trials = randomFaults(zookeeper);
  const drawn = Array.from({length: 50}, (_, i) => JSON.stringify(trials(i + 1).scenario.faults));
  expect(new Set(drawn).size).toBeGreaterThan(40);
  expect(trials(7).scenario).toEqual(randomFaults(zookeeper)(7).scenario);
});

test("nonsense is refused before anything runs", () => {
  const trials = seedsOf(crash);
  expect(() => search(zookeeper, trials, () => true, {seeds: 0}).next()).toThrow("search: seeds is 0: must be a whole number, 1 or more");
  expect(() => search(zookeeper, trials, () => true, {seeds: 1, from: -1}).next()).toThrow("from is -1");
});
