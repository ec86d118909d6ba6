import {expect, test} from "vitest";
import {differences} from "../../../src/engine/analysis/differences.ts";
import {divergence} from "../../../src/engine/analysis/divergence.ts";
import {run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {
  type Branches,
  branch,
  branchNamed,
  deleteBranch,
  plant,
  renameBranch,
  replant,
  standing,
} from "../../../src/notebook/library/branches.ts";
import {inEnglish} from "../../../src/words/said.ts";
import {english} from "../../english.ts";

const zookeeper = system as unknown as System;
const scenario = scenarioOf(zookeeper, "leader-crash-sessions");
const crash = (node: string, ms: number) => ({kind: "fault", fault: {kind: "crash", node}, atMs: ms}) as const;

function grown(): Branches {
  const one = branch(plant(scenario), "main", crash("z1", 3000), english);
  const two = branch(one.tree, "main", {kind: "setting", key: "tickTime", value: 500}, english);
  return branch(two.tree, one.name, crash("z2", 4000), english).tree;
}

test("a fault at the playhead begins a branch and keeps the old one", () => {
  const root = plant(scenario);
  const {tree, name} = branch(root, "main", crash("z1", 3000), english);
  expect(name).toBe("crash z1 at 3000 ms");
  expect(root).toEqual(plant(scenario));
  expect(branchNamed(tree, "main").scenario).toEqual(scenario);
  expect(differences(scenario, branchNamed(tree, name).scenario)).toEqual([
    {of: "faults", key: "2", was: undefined, now: {kind: "crash", node: "z1", at: 3000}},
  ]);
});

test("up to its fault a branch is the run that it began at", () => {
  const {tree, name} = branch(plant(scenario), "main", crash("z1", 3000), english);
  const [was, now] = ["main", name].map((n) => run(zookeeper, branchNamed(tree, n).scenario, {record: true}));
  expect(was && now && divergence(was, now)?.at).toBe(3_000_000);
});

test("a changed setting is a branch from the beginning on", () => {
  const {tree, name} = branch(plant(scenario), "main", {kind: "setting", key: "tickTime", value: 500}, english);
  expect(branchNamed(tree, name)).toMatchObject({name: "tickTime=500", of: "main", scenario: {config: {tickTime: 500}}});
});

test("another scenario can take its place, under the words it was given", () => {
  const other = {...scenario, seed: 7};
  const {tree, name} = branch(plant(scenario), "main", {kind: "scenario", scenario: other, says: "seed 7"}, english);
  expect(branchNamed(tree, name).scenario).toEqual(other);
});

test("a second branch of the same name has a number", () => {
  const first = branch(plant(scenario), "main", crash("z1", 3000), english);
  expect(branch(first.tree, "main", crash("z1", 3000), english).name).toBe("crash z1 at 3000 ms (2)");
});

test("a deleted branch takes along what began at it, and nothing else", () => {
  expect(deleteBranch(grown(), "crash z1 at 3000 ms").map((b) => b.name)).toEqual(["main", "tickTime=500"]);
  expect(() => deleteBranch(grown(), "main")).toThrow("branch main: it is the one that all others began at; it stays");
});

test("a renamed branch keeps what began at it", () => {
  const tree = renameBranch(grown(), "crash z1 at 3000 ms", " early ");
  expect(branchNamed(tree, "crash z2 at 4000 ms").of).toBe("early");
  expect(() => renameBranch(tree, "early", "main")).toThrow('there is a branch "main" already');
  expect(() => renameBranch(tree, "early", " ")).toThrow("a name must not be empty");
});

test("a tree is JSON, and comes back as it went", () => {
  expect(JSON.parse(JSON.stringify(grown()))).toEqual(grown());
});

test("a name that is not there is refused with those that are; so is one branch too many", () => {
  expect(() => branch(plant(scenario), "mian", crash("z1", 1), english)).toThrow('no branch "mian": there are main');
  let tree = plant(scenario);
  for (let i = 1; i < 24; i++) tree = branch(tree, "main", crash("z1", i), english).tree;
  expect(() => branch(tree, "main", crash("z1", 99), english)).toThrow("there are 24 branches already: delete one first");
});

const keys = zookeeper.config.map(({key}) => key);
/** The root as a slider would make it. */
const later = scenarioOf(zookeeper, "leader-crash-sessions", {faultMs: 7000});

test("on another root each branch is what its change makes of the one it began at", () => {
  const tree = replant(grown(), later, keys, english);
  expect(tree.map(({name, of, lacks}) => [name, of, lacks])).toEqual(grown().map(({name, of}) => [name, of, null]));
  expect(branchNamed(tree, "main").scenario).toEqual(later);
  const changes = (of: Branches) => differences(branchNamed(of, "main").scenario, branchNamed(of, "crash z2 at 4000 ms").scenario);
  expect(changes(tree)).toEqual(changes(grown()));
  expect(branchNamed(tree, "tickTime=500").scenario).toEqual({...later, config: {...later.config, tickTime: 500}});
});

test.each<[why: string, root: typeof scenario, settings: readonly string[], lacks: readonly (string | null)[]]>([
  [
    "there is no z1",
    {...scenario, nodes: scenario.nodes.slice(1)},
    keys,
    [null, "there is no z1", "it began at crash z1 at 3000 ms", null],
  ],
  ["the run ends at 3500 ms", {...scenario, untilMs: 3500}, keys, [null, null, "the run ends at 3500 ms", null]],
  ["there is no setting tickTime", scenario, [], [null, null, null, "there is no setting tickTime"]],
])("a change that makes no sense there stays with the reason: %s; and comes back with the root it fits", (_why, root, settings, lacks) => {
  const tree = replant(grown(), root, settings, english);
  expect(tree.map((b) => b.lacks && inEnglish(b.lacks))).toEqual(lacks);
  expect(replant(tree, scenario, keys, english)).toEqual(grown());
});

test("whoever was on a branch that is left out stands on the nearest one below it", () => {
  const tree = replant(grown(), {...scenario, nodes: scenario.nodes.slice(1)}, keys, english);
  expect(["crash z2 at 4000 ms", "tickTime=500"].map((name) => standing(tree, name).name)).toEqual(["main", "tickTime=500"]);
  expect(() => branch(tree, "crash z1 at 3000 ms", crash("z2", 1), english)).toThrow("it stands on nothing now: there is no z1");
});
