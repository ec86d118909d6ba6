import {commonAims, invariantAims, leaderWithin} from "../../src/engine/analysis/aims.ts";
import type {Run, Scenario, System} from "../../src/engine/index.ts";
import {run} from "../../src/engine/index.ts";
import {system} from "../../src/engine/systems/zookeeper/index.ts";
import {branch, plant} from "../../src/notebook/library/branches.ts";
import {type BranchesInput, branches} from "../../src/views/branches.ts";
import {compare} from "../../src/views/compare.ts";
import {lights} from "../../src/views/lights.ts";
import {waterfall} from "../../src/views/waterfall.ts";
import {english} from "../english.ts";
import {recordedRun, scenarios} from "./examples.ts";

/** A named example of a view that judges a run, or sets it beside others: drawn by the tests, and for the eye in the gallery. */
export interface Example {
  readonly name: string;
  readonly draw: (document: Document) => HTMLElement;
}

const zk = scenarios.zookeeper;

/** A run is drawn by many tests, and never changed by one. */
const known = new Map<string, Run>();
function once(scenario: Scenario, make: (scenario: Scenario) => Run): Run {
  const key = JSON.stringify(scenario);
  const found = known.get(key) ?? make(scenario);
  known.set(key, found);
  return found;
}
const recordedOnce = (scenario: Scenario): Run => once(scenario, recordedRun);
const many = (of: (seed: number) => Scenario, runs: number): Run[] =>
  Array.from({length: runs}, (_, i) => once(of(i + 1), (scenario) => run(system as unknown as System, scenario)));

export const crash = zk("leader-crash-sessions");
export const paused: Scenario = {...crash, faults: [{kind: "pause", node: "z1", forMs: 3000, at: 3000}, ...crash.faults]};

export const pair = (was: Scenario, now: Scenario) => (document: Document) =>
  compare(recordedOnce(was), recordedOnce(now), {document, words: english});

/** A tree with two branches, one of which has a branch of its own. */
export function tree() {
  const one = branch(plant(crash), "main", {kind: "fault", fault: {kind: "crash", node: "z1"}, atMs: 3000}, english);
  const two = branch(one.tree, "main", {kind: "setting", key: "tickTime", value: 500}, english);
  return branch(two.tree, one.name, {kind: "fault", fault: {kind: "cut", nodes: ["z2", "z3"]}, atMs: 4000.25}, english).tree;
}

export const chooser = (document: Document): BranchesInput => branches(tree(), {document, words: english});

const allAims = [...commonAims, leaderWithin(1000), ...invariantAims(system as unknown as System)];

export const comparisons: readonly Example[] = [
  {name: "the same run twice", draw: pair(crash, crash)},
  {name: "one more fault", draw: pair(crash, paused)},
  {name: "another setting", draw: pair(zk("minority-leader"), zk("minority-leader", {syncLimit: 10}))},
  {
    name: "another seed of a toy",
    draw: pair(scenarios.bully("leader-loss", {latencyMs: 30}, 1), scenarios.bully("leader-loss", {latencyMs: 30}, 2)),
  },
  {name: "one that is over sooner", draw: pair(scenarios.bully("leader-loss"), scenarios.bully("nothing"))},
];

export const waterfalls: readonly Example[] = [
  {
    name: "a run without an interregnum but its first",
    draw: (document) => waterfall(recordedOnce(zk("rejoin")), {document, words: english}),
  },
  {name: "the interregna of one run", draw: (document) => waterfall(recordedOnce(crash), {document, words: english})},
  {name: "one that does not end", draw: (document) => waterfall(recordedOnce(zk("hierarchical-quorum")), {document, words: english})},
  {name: "one whose detection is long", draw: (document) => waterfall(recordedOnce(zk("minority-leader")), {document, words: english})},
  {name: "a toy without stages", draw: (document) => waterfall(recordedOnce(scenarios.bully("leader-loss")), {document, words: english})},
  {
    name: "twenty runs",
    draw: (document) =>
      waterfall(
        many((seed) => zk("leader-crash-sessions", {jitter: 0.8}, seed), 20),
        {document, words: english},
      ),
  },
];

export const lamps: readonly Example[] = [
  {name: "all aims hold", draw: (document) => lights(recordedOnce(crash), {document, words: english})},
  {
    name: "a leader too late, and nobody can say what was lost",
    draw: (document) => lights(recordedOnce({...zk("minority-leader"), settle: false}), {document, words: english, aims: allAims}),
  },
  {
    name: "an invariant falls",
    draw: (document) => lights(recordedOnce({...crash, ablate: ["lossy-channel"]}), {document, words: english, aims: allAims}),
  },
  {
    name: "two who lead",
    draw: (document) => lights(recordedOnce(scenarios.bully("leader-loss", {latencyMs: 30})), {document, words: english}),
  },
];

export const tools: readonly Example[] = [...comparisons, ...waterfalls, ...lamps, {name: "branches of a scenario", draw: chooser}];
