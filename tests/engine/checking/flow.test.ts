import {expect, test} from "vitest";
import {flow} from "../../../src/engine/checking/flow.ts";
import type {Fault} from "../../../src/engine/model/fault.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {processOf, scenarioOf, systemOf} from "../kernel/systems.ts";
import {runTalks, talkers} from "../kernel/talkers.ts";

const talk = (faults: readonly Fault[] = []) =>
  runTalks({
    nodes: {
      alice: [
        {at: 0, do: "connect", to: "bob"},
        {at: 9, do: "ask", to: "bob"},
        {at: 1000, do: "ask", to: "bob"},
      ],
      bob: [],
    },
    network: {latency: {constant: 0.25}},
    faults,
    untilMs: 3000,
  });

test("a line has the time, who to whom, the kind and the fields, in columns", () => {
  expect(flow(talkers, talk([{at: 500, kind: "clock-jump", node: "bob", byMs: 7}]))).toEqual([
    "   9.00  alice → bob    ASK         n=1",
    "   9.25  * bob          got         n=1 peer=alice",
    "   9.25  bob   → alice  ANSWER      n=1",
    "   9.50  * alice        heard       n=1 peer=bob",
    " 500.00  * bob          clock-jump  byMs=7",
    "1000.00  alice → bob    ASK         n=2",
    "1000.25  * bob          got         n=2 peer=alice",
    "1000.25  bob   → alice  ANSWER      n=2",
    "1000.50  * alice        heard       n=2 peer=bob",
  ]);
});

test("show keeps some kinds, from and to some of the time; columns are as wide as what is left", () => {
  expect(flow(talkers, talk(), {show: ["ASK", "connected"], toMs: 999})).toEqual([
    "0.5  * alice      connected  peer=bob",
    "9.0  alice → bob  ASK        n=1",
  ]);
  expect(flow(talkers, talk(), {show: ["heard"], fromMs: 9.5, toMs: 9.5})).toEqual(["9.5  * alice  heard  n=1 peer=bob"]);
  expect(flow(talkers, talk(), {show: ["nothing"]})).toEqual([]);
});

test("of keeps what happens to some processes, and what they say and hear", () => {
  const faults: Fault[] = [{at: 500, kind: "clock-jump", node: "bob", byMs: 7}];
  expect(flow(talkers, talk(faults), {of: ["alice"], toMs: 600})).toEqual([
    "9.00  alice → bob    ASK     n=1",
    "9.25  bob   → alice  ANSWER  n=1",
    "9.50  * alice        heard   n=1 peer=bob",
  ]);
  expect(flow(talkers, talk(faults), {of: ["bob"], show: ["got", "clock-jump"], toMs: 600})).toEqual([
    "  9.25  * bob  got         n=1 peer=alice",
    "500.00  * bob  clock-jump  byMs=7",
  ]);
});

test("✕ marks what never arrived, and says when if it did after all", () => {
  const cut: Fault = {at: 500, kind: "cut", nodes: ["bob"]};
  expect(flow(talkers, talk([cut]), {show: ["ASK"], fromMs: 500})).toEqual(["1000  alice → bob  ASK  n=2  ✕"]);
  const healed = talk([cut, {at: 1100, kind: "heal"}]);
  expect(flow(talkers, healed, {show: ["ASK", "heal"], fromMs: 500})).toEqual([
    "1000  alice → bob  ASK   n=2  ✕ until 1208.75",
    "1100  * network    heal",
  ]);
  const dead = talk([
    {at: 900, kind: "pause", node: "bob"},
    {at: 1100, kind: "crash", node: "bob"},
  ]);
  expect(flow(talkers, dead, {show: ["ASK", "crash"], fromMs: 950})).toEqual([
    "1000  alice → bob  ASK    n=2  ✕",
    "1100  * bob        crash",
  ]);
});

test("ends, starts, timers, fsyncs and operations are shown by their own words", () => {
  const system = systemOf({
    processes: {
      busy: processOf<object>({
        init: () => ({}),
        start(_, ctx) {
          ctx.append("log", 1);
          ctx.sync(["log", "cell"], null);
          ctx.setTimer("go", ms(1), ctx.invoke("write", "k", "v"));
        },
        timer: (_, __, id, ctx) => ctx.complete(id as number, "ok"),
      }),
    },
  });
  const r = run(system, scenarioOf({nodes: [{id: "a"}], faults: [{at: 2, kind: "crash", node: "a"}], untilMs: 5}), {record: true});
  expect(flow(system, r, {show: ["up", "down", "timer", "sync", "invoke", "ok"]})).toEqual([
    "0  * a  up",
    "0  * a  invoke  f=write key=k value=v",
    "0  * a  sync    files=log,cell",
    "1  * a  timer   name=go",
    "1  * a  ok      f=write key=k value=v",
    "2  * a  down",
  ]);
});

test("values are printed as the system prints them, else as JSON; words stay bare", () => {
  const system: System = {
    ...systemOf({
      processes: {
        noter: processOf<object>({
          init: () => ({}),
          start: (_, ctx) =>
            ctx.note({
              kind: "said",
              zxid: {epoch: 1, counter: 255},
              other: {a: 1},
              list: [1, "x"],
              words: "two words",
              empty: "",
              none: null,
              gone: undefined,
            }),
        }),
      },
    }),
    print: (value) => {
      const {epoch, counter} = (value ?? {}) as {epoch?: number; counter?: number};
      return epoch === undefined || counter === undefined ? null : `0x${epoch.toString(16)}${counter.toString(16).padStart(8, "0")}`;
    },
  };
  const r = run(system, scenarioOf({nodes: [{id: "a"}], untilMs: 1}), {record: true});
  expect(flow(system, r)).toEqual(['0  * a  said  zxid=0x1000000ff other={"a":1} list=1,x words="two words" empty="" none=null']);
});

test("a run without its trace is refused", () => {
  const r = run(talkers, talk().scenario);
  expect(() => flow(talkers, r)).toThrow("flow of talks: the run has no trace; run it with {record: true}");
});
