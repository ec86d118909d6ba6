import {expect, test} from "vitest";
import type {Parameter, Scenario} from "../../src/engine/model/scenario.ts";
import {at, run, scenarioOf, settingsOf} from "../../src/engine/run.ts";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {scenarioOf as bare, processOf, systemOf} from "./kernel/systems.ts";

const count: Parameter = {key: "count", default: 3, unit: "", range: [1, 9], means: "how many"};
const speed: Parameter = {key: "speed", default: "slow", unit: "", range: ["slow", "fast"], means: "how fast"};
const limit: Parameter & {source: string} = {
  key: "limitMs",
  default: 100,
  unit: "ms",
  range: [0, 1000],
  means: "when it ends",
  source: "none",
};

/** Notes what its rule answers for its limit. */
const system = systemOf({
  name: "toy",
  config: [limit],
  rules: {answer: (x: number) => x + 1, other: () => 0} as object,
  processes: {
    asker: processOf<object>({
      init: () => ({}),
      start(_, ctx) {
        const {answer} = ctx.rules as {answer: (x: number) => number};
        ctx.note({kind: "answer", value: answer((ctx.config as {limitMs: number}).limitMs)});
      },
    }),
  },
  configure: (config) => ({limitMs: 100, ...config}),
  ablations: [
    {name: "doubled", says: "", breaks: [], rules: {answer: (x: number) => 2 * x} as object},
    {name: "negated", says: "", breaks: [], rules: {answer: (x: number) => -x} as object},
    {name: "limitless", says: "", breaks: [], config: {limitMs: 0}},
  ],
  scenarios: [
    {
      name: "plain-start",
      title: "",
      parameters: [count, speed],
      make: ({count: n, speed: word}) => {
        const {
          system: _,
          seed: __,
          name: ___,
          ...made
        } = bare({nodes: [{id: "a", args: {n: n as number, word: word as string}}], untilMs: 10});
        return made;
      },
    },
  ],
});

const answers = (ablate: string[], rules?: object) => {
  const r = run(system, {...scenarioOf(system, "plain-start"), ablate}, {record: true, ...(rules ? {rules} : {})});
  return (r.trace ?? []).flatMap((e) => (e.kind === "note" ? [e.note.value] : []));
};

test("an ablation puts its rules and settings over the system's own; of several the last wins, and an override over all", () => {
  expect(answers([])).toEqual([101]);
  expect(answers(["doubled"])).toEqual([200]);
  expect(answers(["doubled", "negated"])).toEqual([-100]);
  expect(answers(["limitless", "doubled"])).toEqual([0]);
  expect(answers(["doubled"], {answer: () => 7})).toEqual([7]);
});

test("a run records the hash of the source of each rule it was given", () => {
  const scenario = scenarioOf(system, "plain-start");
  const one = run(system, scenario, {rules: {answer: () => 7}});
  const two = run(system, scenario, {rules: {answer: () => 8}});
  expect(Object.keys(one.overridden)).toEqual(["answer"]);
  expect(one.overridden.answer).toMatch(/^[0-9a-f]{16}$/);
  expect(one.overridden.answer).not.toBe(two.overridden.answer);
  expect(run(system, scenario).overridden).toEqual({});
});

test("a scenario takes its own parameters and the system's keys, each checked", () => {
  const made = scenarioOf(system, "plain-start", {count: 9, limitMs: 50}, 42);
  expect([made.system, made.name, made.seed, made.config, made.nodes[0]?.args]).toEqual([
    "toy",
    "plain-start",
    42,
    {limitMs: 50},
    {n: 9, word: "slow"},
  ]);
});

test("settings as a command line writes them get the type of their parameter, and keep a text that has none", () => {
  expect(settingsOf(system, "plain-start", ["count=4", "speed=fast", "limitMs=1e2", "cuont=5", "speed=a=b"])).toEqual({
    count: 4,
    limitMs: 100,
    cuont: "5",
    speed: "a=b",
  });
  expect(settingsOf(system, "plain-start", ["count=many", "limitMs="])).toEqual({count: "many", limitMs: ""});
});

/** A run as a program without types, or a file, may ask for it. */
const given = (odd: object, options: object = {}) => run(system, {...bare({nodes: [{id: "a"}], untilMs: 1}), ...odd}, options);

test.each([
  [() => settingsOf(system, "plain-start", ["count"]), "count: must be key=value"],
  [() => settingsOf(system, "plain-start", ["=3"]), "=3: must be key=value"],
  [() => scenarioOf(system, "plain-strat"), 'unknown scenario "plain-strat" of toy: did you mean plain-start? (sim --list names all)'],
  [() => scenarioOf(system, "leader-loss"), 'unknown scenario "leader-loss" of toy: sim --list names all'],
  [() => scenarioOf(system, "plain-start", {cuont: 1}), 'unknown parameter "cuont" of toy plain-start: one of count, speed, limitMs'],
  [() => scenarioOf(system, "plain-start", {count: 10}), "toy plain-start: count=10: must be from 1 to 9 (default 3)"],
  [() => scenarioOf(system, "plain-start", {limitMs: -1}), "toy plain-start: limitMs=-1: must be from 0 to 1000 ms (default 100)"],
  [() => scenarioOf(system, "plain-start", {count: "x"}), 'toy plain-start: count="x": must be a number (default 3)'],
  [() => scenarioOf(system, "plain-start", {count: Number.NaN}), "toy plain-start: count=NaN: must be from 1 to 9 (default 3)"],
  [() => scenarioOf(system, "plain-start", {speed: "warp"}), 'toy plain-start: speed="warp": must be one of slow, fast'],
  [() => answers(["tripled"]), 'unknown ablation "tripled" of toy: one of doubled, negated, limitless'],
  [() => answers([], {anwser: () => 1}), 'unknown rule "anwser" of toy: one of answer, other'],
  [() => answers([], {toString: () => 1}), 'unknown rule "toString" of toy: one of answer, other'],
  [() => answers([], {answer: 7}), 'rule "answer" of toy: must be a function, is 7'],
  [
    () => given({}, {ablate: ["doubled"]}),
    'run: "ablate" is no option: one of rules, record, notes, budget; ablate belongs to the scenario',
  ],
  [() => given({}, {seed: 7}), "budget; seed belongs to the scenario: {...scenario, seed: …}"],
  [() => given({}, {recrod: false}), 'run: "recrod" is no option: one of rules, record, notes, budget'],
  [() => given({}, {budget: Number.NaN}), "run: budget is NaN, must be a number of events, 1 or more"],
  [() => given({seed: "x"}), 'scenario test: "seed" must be a whole number, 0 or more; it is x'],
  [() => given({seed: Number.NaN}), "0 or more; it is NaN"],
  [() => given({seed: -1}), "0 or more; it is -1"],
  [() => given({seed: 1.5}), "0 or more; it is 1.5"],
  [() => given({seed: null}), "0 or more; it is null"],
  [() => given({nodes: undefined}), 'scenario test: "nodes" must be a list of {"id": "…"}'],
  [() => given({nodes: [null]}), 'scenario test: "nodes" must be a list of {"id": "…"}'],
  [() => given({config: undefined}), 'scenario test: "config" must be an object of keys with their values'],
  [() => given({network: undefined}), 'scenario test: "network" must be as {"latency": {"constant": 10}}, in ms'],
  [() => given({faults: undefined}), 'scenario test: "faults" must be a list of faults, as {"kind": "crash"'],
  [() => given({clients: [{}]}), 'scenario test: "clients" must be a list of {"id": "…"'],
  [() => given({ablate: "doubled"}), 'scenario test: "ablate" must be a list of names'],
  [() => run(system, undefined as unknown as Scenario), 'scenario undefined: "nodes" must be'],
  [() => run(system, bare({nodes: [{id: "a"}, {id: "a"}], untilMs: 1})), "scenario test: two nodes have the same id"],
  [() => run(system, bare({nodes: [{id: "7"}], untilMs: 1})), 'scenario test: node "7": an id needs a letter'],
  [() => run(system, bare({nodes: [{id: "a"}], untilMs: 1, initial: {b: 1}})), 'scenario test: initial names "b": no such node'],
  [() => run(system, bare({nodes: [{id: "a", process: "b"}], untilMs: 1})), 'node a: process "b" is unknown: one of asker'],
  [() => run(system, bare({nodes: [{id: "a"}], untilMs: -1})), 'scenario test: "untilMs" must be a number of ms, 0 or more; it is -1'],
  [() => run(system, bare({nodes: [{id: "a"}], untilMs: 1, machine: "mill"})), 'machine "mill" of toy is unknown: one of instant, slow'],
  [
    () => run(system, bare({nodes: [{id: "a"}], untilMs: 1, network: {latency: "lan"}})),
    'latency "lan" is unknown: one of lab-bridge, same-rack, same-zone',
  ],
  [
    () =>
      run(
        system,
        bare({
          nodes: [{id: "a"}],
          untilMs: 1,
          network: {latency: "wan", links: [{from: "a", to: "b", latency: "wan"}]},
        }),
      ),
    'network.links names "b": no such node',
  ],
  [() => at({...run(system, scenarioOf(system, "plain-start"))}, 1), "at(run, index): this run was not made here; run its scenario first"],
] as readonly (readonly [() => unknown, string])[])("what cannot be is refused in one line: %#", (ask, says) => {
  expect(ask).toThrow(says);
  expect(ask).toThrow(Refusal);
  expect(says).not.toContain("\n");
});
