import {expect, expectTypeOf, test} from "vitest";
import {type Definition, defineSystem} from "../../src/engine/define.ts";
import type {Scenario, ScenarioEntry} from "../../src/engine/model/scenario.ts";
import {run} from "../../src/engine/run.ts";
import type {Parameters} from "../../src/engine/subject.ts";
import type {Message} from "../../src/engine/vocabulary.ts";

interface Member {
  leads: boolean;
}

const scenarios = [
  {
    name: "one-dies",
    title: "The one that leads dies",
    parameters: [],
    make: () => ({
      config: {},
      nodes: [{id: "a", args: {leads: true}}, {id: "b"}],
      network: {latency: {constant: 1}},
      faults: [{kind: "crash", node: "@leader", at: 50}],
      untilMs: 100,
    }),
  },
] as const satisfies readonly ScenarioEntry[];

/** Who is told to, leads. */
const plain = {
  name: "plain",
  processes: {member: {init: ({args}: {args?: object}): Member => ({leads: args !== undefined})}},
  messages: {},
  believe: ({leads}: Member) => [{scope: "group", role: leads ? "leader" : "follower", term: 1, leads}],
  scenarios,
} satisfies Definition<Member, Message, object, object, string>;

test("a system needs no more than a name, processes, messages and what they believe: the rest has a meaning", () => {
  const {system, scenarios} = defineSystem(plain);
  const {effective, converged, read, violations} = run(system, scenarios.oneDies());
  expect(effective.map(({nodes, from}) => [from / 1000, nodes])).toEqual([
    [0, ["a"]],
    [50, []],
    // Settling has brought it back.
    [100, ["a"]],
  ]);
  expect({converged, read, violations}).toEqual({converged: true, read: null, violations: []});
});

test("its scenarios go by their names as JavaScript writes them, for the type checker too", () => {
  const plainly = defineSystem(plain);
  expectTypeOf(plainly.scenarios.oneDies).toEqualTypeOf<(parameters?: Parameters) => Scenario>();
  expect(Object.keys(plainly.scenarios)).toEqual(["oneDies"]);
  expect(plainly.scenarios.oneDies({seed: 7})).toMatchObject({system: "plain", name: "one-dies", seed: 7});
});

test("the clients' process is no member unless it says so", () => {
  const client = {init: () => ({leads: false})};
  const {system} = defineSystem({...plain, processes: {...plain.processes, client, watcher: {...client, member: false}}});
  expect(Object.entries(system.processes).map(([name, {member}]) => [name, member])).toEqual([
    ["member", true],
    ["client", false],
    ["watcher", false],
  ]);
});

test("processes get the keys of the scenario, and the defaults of the others", () => {
  const key = (name: string, value: number) => ({key: name, default: value, unit: "ms", range: null, means: "", source: "none"});
  const {system} = defineSystem({...plain, config: [key("waitMs", 5), key("restMs", 7)]});
  const scenario = {...defineSystem(plain).scenarios.oneDies(), config: {waitMs: 6}};
  expect(system.configure(scenario.config, scenario)).toEqual({waitMs: 6, restMs: 7});
});

test("random faults may wait for each of its messages", () => {
  expect(defineSystem({...plain, messages: {PING: [], PONG: ["n"]}}).system.fuzz?.events).toEqual([
    "send PING",
    "receive PING",
    "send PONG",
    "receive PONG",
  ]);
});

test.each([
  [
    "a name that is no name",
    {name: "Two Leaders"},
    'defineSystem: name "Two Leaders": must be lower-case words with dashes, as in two-leaders',
  ],
  ["no process", {processes: {}}, "defineSystem: plain has no process: must have one or more, as in {processes: {server}}"],
  [
    "an ablation of a rule that there is not",
    {rules: {wins: () => true}, ablations: [{name: "no-rule", says: "", breaks: [], rules: {looses: () => true}}]},
    "defineSystem: plain, ablation no-rule: there is no rule looses: one of wins",
  ],
  [
    "an ablation that breaks what nobody checks",
    {invariants: [{name: "one", says: "", init: () => null}], ablations: [{name: "a", says: "", breaks: ["two"]}]},
    "defineSystem: plain, ablation a: there is no invariant two: one of one",
  ],
])("it refuses %s in one line that says what would be right", (_what, mistake, line) => {
  expect(() => defineSystem({...plain, ...mistake} as typeof plain)).toThrow(line);
});
