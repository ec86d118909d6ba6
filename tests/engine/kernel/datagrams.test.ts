import {expect, test} from "vitest";
import {defineSystem, type Handlers} from "../../../src/engine/define.ts";
import type {Fault} from "../../../src/engine/model/fault.ts";
import type {Run} from "../../../src/engine/model/run.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import {run} from "../../../src/engine/run.ts";
import {ms, toMs} from "../../../src/engine/vocabulary.ts";

type Word = {readonly kind: "WORD"; readonly n: number};
interface Speaker {
  said: number;
}

/** `a` posts a numbered word every 10 ms, and as many at once as it is told to; whoever hears one notes it. */
const speaker: Handlers<Speaker, Word> = {
  init: () => ({said: 0}),
  start(_s, ctx) {
    if (ctx.self === "a") ctx.setTimer("say", ms(10), 1);
  },
  timer(s, _name, at_once, ctx) {
    for (let i = 0; i < (at_once as number); i++) {
      ctx.note({kind: "saying", n: ++s.said});
      ctx.sendDatagram("b", {kind: "WORD", n: s.said});
    }
    ctx.setTimer("say", ms(10), 1);
  },
  datagram(_s, from, {n}, ctx) {
    ctx.note({kind: "heard", from, n});
  },
};

const {system} = defineSystem({name: "speakers", processes: {speaker}, messages: {WORD: ["n"]}, believe: () => []});

function speak({
  faults = [],
  network = {},
  untilMs = 100,
  seed = 1,
}: {
  faults?: Fault[];
  network?: object;
  untilMs?: number;
  seed?: number;
}): Run {
  const scenario: Scenario = {
    system: "speakers",
    name: "speak",
    config: {},
    nodes: [{id: "a"}, {id: "b"}],
    network: {latency: {constant: 1}, ...network},
    faults,
    untilMs,
    settle: false,
    seed,
  };
  return run(system, scenario, {record: true, notes: ["heard"]});
}

const heard = (r: Run): number[] => r.notes.map(({n}) => n as number);
const lost = (r: Run): number => (r.trace ?? []).filter(({kind}) => kind === "lost").length;

test("T32: a datagram needs no connection, is heard with its sender, and costs one way", () => {
  const r = speak({untilMs: 35});
  expect(r.notes.map(({from, n, at}) => [from, n, toMs(at)])).toEqual([
    ["a", 1, 11],
    ["a", 2, 21],
    ["a", 3, 31],
  ]);
});

test("T32: what is sent into a cut is lost, and no heal brings it back", () => {
  const faults: Fault[] = [
    {kind: "cut", nodes: ["a"], at: 15},
    {kind: "heal", at: 45},
  ];
  expect(heard(speak({faults, untilMs: 75}))).toEqual([1, 5, 6, 7]);
  expect(lost(speak({faults, untilMs: 75}))).toBe(3);
});

test("T32: what is on its way when the cut comes is lost with the rest", () => {
  expect(heard(speak({faults: [{kind: "cut", nodes: ["a"], at: 20.5}], untilMs: 75}))).toEqual([1]);
});

test("T32: nobody hears it while the process is down, and nobody is told", () => {
  const r = speak({
    faults: [
      {kind: "crash", node: "b", at: 15},
      {kind: "restart", node: "b", at: 35},
    ],
    untilMs: 55,
  });
  expect(heard(r)).toEqual([1, 4, 5]);
  expect((r.trace ?? []).some(({kind}) => kind === "disconnected")).toBe(false);
});

test("T23, T32: a paused process hears at its resumption what its socket held", () => {
  const r = speak({faults: [{kind: "pause", node: "b", forMs: 30, at: 15}], untilMs: 55});
  expect(r.notes.map(({n, at}) => [n, toMs(at)])).toEqual([
    [1, 11],
    [2, 45],
    [3, 45],
    [4, 45],
    [5, 51],
  ]);
});

test("T32: a socket holds so many small datagrams and loses the rest", () => {
  const r = speak({faults: [{kind: "pause", node: "b", forMs: 3000, at: 15}], untilMs: 3016});
  expect(heard(r).length).toBe(1 + 277);
  expect(lost(r)).toBeGreaterThan(0);
});

test("T14, T32: a datagram that is lost at random is not sent again", () => {
  const r = speak({network: {loss: 0.25}, untilMs: 20_000});
  const share = heard(r).length / 2000;
  expect(share).toBeGreaterThan(0.72);
  expect(share).toBeLessThan(0.78);
  expect(heard(r).length + lost(r)).toBe(2000);
});

test.each([
  ["dropped", {kind: "drop", message: "WORD", node: "a", at: 15}, [1, 3, 4]],
  ["delayed, and overtaken", {kind: "delay", message: "WORD", node: "a", byMs: 15, at: 15}, [1, 3, 2, 4]],
  ["duplicated", {kind: "duplicate", message: "WORD", node: "a", at: 15}, [1, 2, 2, 3, 4]],
] as const)("one datagram can be %s", (_what, fault, expected) => {
  expect(heard(speak({faults: [fault], untilMs: 45}))).toEqual(expected);
});

test.each([
  ["before", 51],
  ["after", 21],
] as const)("T25: what a process paused %s a sending has not sent leaves when it is resumed", (side, second) => {
  const fault: Fault = {kind: "pause", node: "a", forMs: 30, when: {event: "send WORD", nth: 2, side}};
  const r = speak({faults: [fault], untilMs: 65});
  expect(r.notes.map(({n, at}) => [n, toMs(at)])).toEqual([
    [1, 11],
    [2, second],
    [3, 51],
    [4, 61],
  ]);
});

test("a process killed as it sends sends nothing", () => {
  expect(heard(speak({faults: [{kind: "crash", node: "a", when: {event: "send WORD", nth: 2, side: "before"}}]}))).toEqual([1]);
});

test("posting to nobody, or to oneself, is a mistake of the model's author", () => {
  const {system: stray} = defineSystem({
    name: "stray",
    processes: {node: {init: () => ({}), start: (_s, ctx) => ctx.sendDatagram("nobody", {kind: "WORD"})}},
    messages: {WORD: []},
    believe: () => [],
  });
  const scenario = {
    system: "stray",
    name: "s",
    config: {},
    nodes: [{id: "a"}],
    network: {latency: {constant: 1}},
    faults: [],
    untilMs: 1,
    seed: 1,
  };
  expect(() => run(stray, scenario)).toThrow('a sends a datagram to "nobody", which is no other process');
});

test("same seed, same hash; a word more, another", () => {
  const network = {loss: 0.3, latency: {uniform: [1, 9]}};
  expect(speak({network}).hash).toBe(speak({network}).hash);
  expect(speak({network, untilMs: 110}).hash).not.toBe(speak({network}).hash);
  expect(speak({network, seed: 2}).hash).not.toBe(speak({network}).hash);
});
