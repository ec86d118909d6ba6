import {expect, test} from "vitest";
import type {Parameter, Scenario} from "../../src/engine/model/scenario.ts";
import {at, run, scenarioOf, settingsOf, traceHash} from "../../src/engine/run.ts";
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
  expect(settingsOf(system, "plain-start", ["count=4", "limitMs=1e2", "cuont=5", "speed=a=b"])).toEqual({
    count: 4,
    limitMs: 100,
    cuont: "5",
    speed: "a=b",
  });
  expect(settingsOf(system, "plain-start", ["count=many", "limitMs=", "speed=fast"])).toEqual({count: "many", limitMs: "", speed: "fast"});
  expect(() => settingsOf(system, "plain-start", ["count=4", "count=5"])).toThrow(/^count is set twice: leave one$/);
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
  [() => scenarioOf(system, "plain-start", {count: Number.NaN}), "toy plain-start: count=NaN: must be a number (default 3)"],
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
  [() => given({seed: "x"}), 'scenario test: seed is "x": must be a whole number, 0 or more'],
  [() => given({seed: Number.NaN}), "scenario test: seed is NaN: must be a whole number, 0 or more"],
  [() => given({seed: -1}), "scenario test: seed is -1: must be a whole number, 0 or more"],
  [() => given({seed: 1.5}), "scenario test: seed is 1.5: must be a whole number, 0 or more"],
  [() => given({seed: null}), "scenario test: seed is null: must be a whole number, 0 or more"],
  [() => given({nodes: undefined}), "scenario test: nodes is undefined: must be a list, of at most 20,000"],
  [() => given({nodes: [null]}), "scenario test: nodes[0] is null: must be an object of id, process, host, startMs, args"],
  [() => given({config: undefined}), "scenario test: config is undefined: must be an object"],
  [() => given({network: undefined}), "scenario test: network is undefined: must be an object of latency, links, neighbourDiscovery, loss"],
  [() => given({faults: undefined}), "scenario test: faults is undefined: must be a list, of at most 20,000"],
  [() => given({clients: [{}]}), "scenario test: clients[0].id is missing: must be a text of at most 1000 characters"],
  [() => given({ablate: "doubled"}), 'scenario test: ablate is "doubled": must be a list, of at most 20,000'],
  [
    () => run(system, undefined as unknown as Scenario),
    "scenario undefined: it is undefined: must be an object of system, name, version, config, nodes, initial, network, machine, clients, faults, untilMs, settle, ablate, seed",
  ],
  [() => run(system, bare({nodes: [{id: "a"}, {id: "a"}], untilMs: 1})), 'scenario test: nodes[1].id is "a": two nodes have the same id'],
  [() => run(system, bare({nodes: [{id: "7"}], untilMs: 1})), 'scenario test: nodes[0].id is "7": an id needs a letter'],
  [
    () => run(system, bare({nodes: [{id: "a"}], untilMs: 1, initial: {b: 1}})),
    'scenario test: initial.b is "b": no node of the scenario; one of a',
  ],
  [
    () => run(system, bare({nodes: [{id: "a", process: "b"}], untilMs: 1})),
    'scenario test: nodes[0].process is "b": no process of toy; one of asker',
  ],
  [() => run(system, bare({nodes: [{id: "a"}], untilMs: -1})), "scenario test: untilMs is -1: must be a number of ms from 0 to 1e12"],
  [
    () => run(system, bare({nodes: [{id: "a"}], untilMs: 1, machine: "mill"})),
    'scenario test: machine is "mill": no machine of toy; one of instant, slow',
  ],
  [
    () => run(system, bare({nodes: [{id: "a"}], untilMs: 1, network: {latency: "lan"}})),
    'scenario test: network.latency is "lan": no latency profile; one of lab-bridge, same-rack, same-zone, cross-zone, cross-zone-far, cross-region, continent, wan, ram, nvme-plp, nvme-consumer, cloud-ssd, cloud-old, hdd; did you mean wan?',
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
    'scenario test: network.links[0].to is "b": no node of the scenario; one of a',
  ],
  [() => at({...run(system, scenarioOf(system, "plain-start"))}, 1), "at(run, index): this run was not made here; run its scenario first"],
] as readonly (readonly [() => unknown, string])[])("what cannot be is refused in one line: %#", (ask, says) => {
  expect(ask).toThrow(says);
  expect(ask).toThrow(Refusal);
  expect(says).not.toContain("\n");
});

test("the hash of a trace alone is that of the whole run, ablations and settling included", () => {
  for (const ablate of [[], ["doubled"]]) {
    const scenario = {...scenarioOf(system, "plain-start"), ablate};
    expect(traceHash(system, scenario)).toBe(run(system, scenario).hash);
  }
  expect(traceHash(system, {...scenarioOf(system, "plain-start"), ablate: ["doubled"]})).not.toBe(
    traceHash(system, scenarioOf(system, "plain-start")),
  );
});
