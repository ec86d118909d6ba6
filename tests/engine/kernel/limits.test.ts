import {expect, test} from "vitest";
import type {Fault} from "../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import {scenarioOf as named, run} from "../../../src/engine/run.ts";
import {system as zookeeper} from "../../../src/engine/systems/zookeeper/index.ts";
import {type ConnId, ticks} from "../../../src/engine/vocabulary.ts";
import {asProcess, processOf, scenarioOf, systemOf} from "./systems.ts";

const system = systemOf({
  messages: {MORE: []},
  processes: {
    doubler: processOf<object>({
      init: () => ({}),
      start: (_, ctx) => ctx.loopback("talk", {kind: "MORE"}),
      receive(_, __, ___, ctx) {
        ctx.loopback("talk", {kind: "MORE"});
        ctx.loopback("talk", {kind: "MORE"});
      },
    }),
    hearer: processOf<object>({init: () => ({}), start: (_, ctx) => ctx.listen("talk")}),
    // A hundred messages each tenth of a millisecond, whatever becomes of them.
    teller: asProcess<{conn: ConnId}, {kind: "MORE"}>({
      threads: ["main"],
      ports: {talk: "main"},
      resume: "input-first",
      member: true,
      init: () => ({conn: 0}),
      start(s, ctx) {
        s.conn = ctx.connect("b", "talk");
      },
      receive: () => {},
      connected: (_, __, ctx) => ctx.setTimer("tell", ticks(100)),
      timer(s, _, __, ctx) {
        for (let i = 0; i < 100; i++) ctx.send(s.conn, {kind: "MORE"});
        ctx.setTimer("tell", ticks(100));
      },
    }),
  },
});

const told = (parts: Partial<Scenario>, ...faults: readonly Fault[]): Scenario =>
  scenarioOf({
    nodes: [
      {id: "a", process: "teller", startMs: 10},
      {id: "b", process: "hearer"},
    ],
    faults,
    untilMs: 10_000,
    ...parts,
  });

test.each<[claim: string, scenario: Scenario, says: RegExp]>([
  [
    "of which each brings two more, at one instant",
    scenarioOf({nodes: [{id: "a"}], untilMs: 1}),
    /^stopped: more than 200,000 wait for their time at 0 ms; scenario test brings more than it can handle$/,
  ],
  ["for a thread that is too slow", told({machine: "slow"}), /^stopped: more than 200,000 wait for b at [\d.]+ ms; scenario test/],
  ["for a process that is paused", told({}, {at: 20, kind: "pause", node: "b"}), /^stopped: more than 200,000 wait for b at [\d.]+ ms/],
  [
    "for an answer across a cut",
    told({}, {at: 20, kind: "cut", nodes: ["b"]}),
    /^stopped: more than 200,000 wait for b to answer at [\d.]+ ms/,
  ],
])("what waits has a limit, and reaching it is said: %s", (_, scenario, says) => {
  expect(() => run(system, scenario)).toThrow(says);
});

test("where every vote supersedes, votes bring votes without end, and the run says so", () => {
  const scenario = named(zookeeper, "cold-start", {}, 1);
  expect(() => run(zookeeper, scenario, {rules: {supersedes: () => true}})).toThrow(
    "stopped: more than 200,000 wait for their time at 0 ms; scenario cold-start brings more than it can handle",
  );
});

test("a run that keeps its trace has a smaller budget of events, for the trace is what fills the memory", () => {
  const spinner = systemOf({
    processes: {
      spinner: processOf<object>({
        init: () => ({}),
        start: (_, ctx) => ctx.work("nothing", 1),
        done: (_, __, ctx) => ctx.work("nothing", 1),
      }),
    },
  });
  expect(() => run(spinner, scenarioOf({nodes: [{id: "a"}], untilMs: 1}), {record: true})).toThrow(/^stopped: 2,000,000 events at 0 ms/);
});
