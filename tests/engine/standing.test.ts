import {expect, test} from "vitest";
import {defineSystem} from "../../src/engine/define.ts";
import {homesOf, scenarioAt} from "../../src/engine/model/home.ts";
import type {Scenario} from "../../src/engine/model/scenario.ts";
import type {System} from "../../src/engine/model/system.ts";
import {at, run} from "../../src/engine/run.ts";
import {NO_TIME, Refusal, toMs} from "../../src/engine/vocabulary.ts";
import {shop, shopping, store} from "./shop.ts";

const system = shop.system as unknown as System;
const shops = (parts: Partial<Scenario> = {}) => run(system, shopping(parts), {record: true, notes: ["heard", "store.heard", "asked"]});
const sent = (parts: Partial<Scenario>, kind: string) =>
  shops(parts).trace?.filter((e) => e.kind === "send" && e.message.kind === kind) ?? [];

test("what both systems name has the lower one's name before it, all else is as plain as it was", () => {
  expect(Object.keys(system.messages)).toEqual(["ACK", "ASK", "store.ACK"]);
  expect(system.config.map(({key}) => key)).toEqual(["everyMs", "size", "store.everyMs"]);
  expect(Object.keys(system.notes ?? {})).toEqual(["heard", "asked", "store.heard"]);
  expect(system.durable).toEqual(["log", "store.log"]);
  expect(Object.keys(system.processes)).toEqual(["broker", "client", "server", "store.client"]);
  expect(Object.keys(system.rules)).toEqual(["answer"]);
  expect(system.invariants.map(({name, of}) => [name, of])).toEqual([["small", "store"]]);
  expect(system.ablations.map(({name, breaks}) => [name, breaks])).toEqual([
    ["tenfold", ["small"]],
    ["forgets", []],
    ["mute", []],
  ]);
});

test("a system that stands on nothing is what it was", () => {
  expect(homesOf(store.system as unknown as System).length).toBe(1);
  const scenario = shopping();
  expect(scenarioAt(store.system as unknown as System, scenario, 0)).toBe(scenario);
});

test("a lower system sees its own nodes, under its own names, and its own keys", () => {
  const below = scenarioAt(system, shopping({config: {everyMs: 50, "store.everyMs": 20}}), 1);
  expect(below.nodes.map(({id, process}) => [id, process])).toEqual([
    ["s1", "server"],
    ["s2", "server"],
  ]);
  expect([below.system, below.config]).toEqual(["store", {everyMs: 20}]);
});

test("each process keeps the timers and the keys of its system, a library within it those of its own", () => {
  const timers = (parts: Partial<Scenario>) => shops(parts).trace?.flatMap((e) => (e.kind === "timer" && e.node === "b2" ? [e.name] : []));
  const count = (parts: Partial<Scenario>, name: string) => timers(parts)?.filter((one) => one === name).length;
  // Broker b2 starts at 1 ms and beats every 30 ms; its library asks first at 3 ms, and every 100 ms from then on.
  expect([count({}, "beat"), count({}, "store.beat")]).toEqual([16, 4]);
  expect([count({config: {"store.everyMs": 50}}, "beat"), count({config: {"store.everyMs": 50}}, "store.beat")]).toEqual([16, 9]);
});

test("a connection carries the messages of the system that was dialled", () => {
  expect(new Set(sent({}, "store.ACK").map(({node}) => node))).toEqual(new Set(["s1"]));
  expect(new Set(sent({}, "ACK").map(({node}) => node))).toEqual(new Set(["b1"]));
});

test("a note of a library is its system's, and its monitors are told of it", () => {
  const {notes, violations} = shops();
  expect(new Set(notes.map(({kind}) => kind))).toEqual(new Set(["heard", "store.heard", "asked"]));
  expect(violations).toEqual([]);
});

test("an ablation and a rule of the lower system are there for a scenario of the upper one", () => {
  expect(shops({ablate: ["tenfold"]}).violations.map(({invariant, detail}) => [invariant, detail])).toEqual([
    ["small", "somebody is told 10"],
  ]);
  const heard = run(system, shopping(), {rules: {answer: () => 7}, notes: ["store.heard"]}).notes;
  expect(new Set(heard.map(({n}) => n))).toEqual(new Set([7]));
});

test("what an ablation of the lower system does to files and messages it does to its own only", () => {
  const faults = ["s1", "b1"].map((node) => ({kind: "restart", node, at: 250}) as const);
  const kept = (ablate: readonly string[]) => {
    const r = run(system, shopping({faults, ablate, untilMs: 251}));
    const world = at(r, r.events);
    return ["s1", "b1"].map((id) => world.disk(id).log("log").length > 0);
  };
  expect([kept([]), kept(["forgets"])]).toEqual([
    [true, true],
    [false, true],
  ]);
  const arrived = (kind: string) => shops({ablate: ["mute"]}).trace?.some((e) => e.kind === "receive" && e.message.kind === kind);
  expect([arrived("store.ACK"), arrived("ACK")]).toEqual([false, true]);
});

test("a machine of the lower system serves its threads and not those of the other", () => {
  const first = (node: string, machine: string, kind: string) => {
    const found = shops({machine}).trace?.find((e) => e.kind === "receive" && e.node === node && e.message.kind === kind);
    return found && toMs(found.at);
  };
  // Two connections are accepted from 2 ms on, 5 ms each, then comes what was asked at 3 ms.
  expect([first("s1", "instant", "ASK"), first("s1", "counter", "ASK")]).toEqual([4, 17]);
  expect(first("b2", "counter", "ACK")).toBe(first("b2", "instant", "ACK"));
  expect(system.machines.counter?.service).toEqual({"store.main": {constant: 5}});
});

test("a fault waits for an event of either system by its name", () => {
  const crashed = (event: string) => shops({faults: [{kind: "crash", node: "@self", when: {event}}]}).faults.map(({nodes}) => nodes);
  expect(crashed("send ACK")).toEqual([["b1"]]);
  expect(crashed("send store.ACK")).toEqual([["s1"]]);
  expect(crashed("note store.heard")).toEqual([["b1"]]);
  expect(crashed("write store.log")).toEqual([["s1"]]);
  expect(crashed("write log")).toEqual([["b1"]]);
});

test("a dropped message is the one of the system that is named: it comes when it is sent again", () => {
  const first = (message: string) => {
    const {trace} = shops({faults: [{kind: "drop", message, node: "s1", peer: "b1", at: 0}]});
    return trace?.find((e) => e.kind === "receive" && e.node === "b1" && e.message.kind === "store.ACK")?.at ?? NO_TIME;
  };
  expect(first("ACK")).toBe(first("ASK"));
  expect(toMs(first("store.ACK")) - toMs(first("ACK"))).toBeGreaterThan(100);
});

test("@leader:scope leads that scope, of whichever system it is", () => {
  const crashed = (node: string) => shops({faults: [{kind: "crash", node, at: 200}]}).faults.map(({nodes}) => nodes);
  expect(crashed("@leader:stock")).toEqual([["s1"]]);
  expect(crashed("@follower:stock")).toEqual([["s2"]]);
  expect(crashed("@leader")).toEqual([["b1"]]);
  expect(crashed("@leader:till")).toEqual([["b1"]]);
  expect(crashed("@followers:till")).toEqual([[]]);
});

test("beliefs and who can be written to are asked of each system, and the upper one's may hang on the lower", () => {
  const r = shops({
    faults: [
      {kind: "crash", node: "s1", at: 300},
      {kind: "crash", node: "s2", at: 400},
    ],
  });
  expect(new Set(r.beliefs.map(({node, scope}) => `${node} ${scope}`))).toEqual(new Set(["s1 stock", "s2 stock", "b1 till", "b2 till"]));
  expect(r.effective.map(({scope, nodes, from}) => [scope, nodes, toMs(from)])).toContainEqual(["till", [], 400]);
  expect(r.effective.map(({scope, nodes, from}) => [scope, nodes, toMs(from)])).toContainEqual(["stock", [], 300]);
  expect(new Set(r.marks.map(({stage, scope}) => `${stage} ${scope}`))).toEqual(new Set(["sync stock"]));
});

test("the world shows a system its own members, the run all", () => {
  const r = shops();
  expect(r.ids).toEqual(["s1", "s2", "b1", "b2"]);
  const world = at(r, 100);
  expect([world.ids, world.of("store").ids, world.of("shop").ids]).toEqual([r.ids, ["s1", "s2"], ["b1", "b2"]]);
  expect(r.ids.map((id) => `${id} ${system.tells?.(world.state(id), world.home(id))}`)).toEqual([
    "s1 asked 8",
    "s2 asked 0",
    "b1 sold 3",
    "b2 sold 3",
  ]);
});

test("the same seed gives the same run", () => {
  expect(shops().hash).toBe(shops().hash);
  expect(shops({ablate: ["tenfold"]}).hash).not.toBe(shops().hash);
});

test.each<[claim: string, parts: Partial<Scenario>, line: string]>([
  [
    "a scope that there is not",
    {faults: [{kind: "crash", node: "@leader:tlil", at: 1}]},
    'is "@leader:tlil": no scope of shop there; one of till, stock; did you mean till?',
  ],
  ["a role that there is not", {faults: [{kind: "crash", node: "@boss:till", at: 1}]}, 'is "@boss:till": no node of the scenario'],
  ["a name that has to say whose it is", {faults: [{kind: "drop", message: "store.ASK", node: "s1", at: 1}]}, "did you mean store.ACK?"],
  [
    "a client among the nodes",
    {nodes: [{id: "s1", process: "store.client"}]},
    "it runs a client's process, store.client, and is no member",
  ],
  ["a member among the clients", {clients: [{id: "c", process: "server"}]}, "it runs a process of the cluster, server, and is no client"],
  ["a key of the lower system out of its range", {config: {"store.everyMs": 0}}, "store.everyMs=0: must be from 1 to 1000"],
])("refused in one line: %s", (_, parts, line) => {
  expect(() => shops(parts)).toThrow(Refusal);
  expect(() => shops(parts)).toThrow(line);
});

test("nobody leads a system without a main scope", () => {
  const {system: flat} = defineSystem({
    name: "flat",
    messages: {},
    processes: {node: {init: () => ({})}},
    mainScope: () => null,
    believe: () => [],
  });
  const scenario = {...shopping({system: "flat", nodes: [{id: "a"}]}), faults: [{kind: "crash", node: "@leader", at: 1} as const]};
  expect(() => run(flat as unknown as System, scenario)).toThrow('is "@leader": flat has no main scope');
});

test.each<[claim: string, lower: System, parts: object, line: string]>([
  ["does not say what it notes itself", store.system as unknown as System, {}, "must say which notes and files it has itself"],
  ["stands on one that stands on a third", system, {notes: {}, durable: []}, "one floor is all there is"],
])("a system is refused that %s", (_, lower, parts, line) => {
  const make = () =>
    defineSystem({name: "top", standsOn: [lower], messages: {}, processes: {node: {init: () => ({})}}, believe: () => [], ...parts});
  expect(make).toThrow(line);
});
