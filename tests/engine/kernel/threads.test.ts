import {expect, test} from "vitest";
import type {Context} from "../../../src/engine/model/process.ts";
import type {Run} from "../../../src/engine/model/run.ts";
import type {Machine} from "../../../src/engine/model/scenario.ts";
import {run} from "../../../src/engine/run.ts";
import {ms, ticks, toMs} from "../../../src/engine/vocabulary.ts";
import {processOf, SLOW, scenarioOf, systemOf} from "./systems.ts";
import {story, times} from "./talkers.ts";

/** One process whose `start` and `done` are given. */
function alone(start: (ctx: Context) => void, machine: Machine = {...SLOW, service: {main: {constant: 1}, side: {constant: 10}}}): Run {
  const system = systemOf({
    processes: {
      worker: processOf<object>({
        threads: ["main", "side"],
        init: () => ({}),
        start: (_, ctx) => start(ctx),
        done(_, token, ctx) {
          ctx.note({kind: "done", n: token});
          if (token === "again") ctx.work("think", "once more");
        },
        timer(_, name, __, ctx) {
          ctx.note({kind: "rang", n: name});
        },
      }),
    },
  });
  return run(system, scenarioOf({nodes: [{id: "a"}], machine, untilMs: 10_000}), {record: true});
}

const when = (r: Run) => (r.trace ?? []).flatMap((e) => (e.kind === "note" ? [[String(e.note.n), toMs(e.at)]] : []));

test("S1: a thread serves one event at a time, each for its service time, in the order of arrival", () => {
  const r = alone((ctx) => {
    for (const n of [1, 2, 3]) ctx.submit("side", n);
  });
  expect(when(r)).toEqual([
    ["1", 10],
    ["2", 20],
    ["3", 30],
  ]);
});

test("S2: threads are independent queues", () => {
  const r = alone((ctx) => {
    ctx.submit("side", "slow");
    ctx.submit("main", "quick");
  });
  expect(when(r)).toEqual([
    ["quick", 1],
    ["slow", 10],
  ]);
});

test("S1: a timer waits behind what its thread is doing", () => {
  const r = alone((ctx) => {
    ctx.setTimer("tick", ms(5));
    ctx.work("think", "thought");
  });
  expect(when(r)).toEqual([
    ["thought", 20],
    ["tick", 21],
  ]);
});

test("work asked for twice is done one after the other, and goes on before what waits", () => {
  const r = alone((ctx) => {
    ctx.submit("main", "waiting");
    ctx.work("think", "again");
    ctx.work("think", "second");
  });
  expect(when(r)).toEqual([
    ["again", 20],
    ["second", 40],
    ["once more", 60],
    ["waiting", 61],
  ]);
});

test("S2: a thread that waits for its fsync does nothing else; the other goes on", () => {
  const r = alone((ctx) => {
    ctx.append("log", 1);
    ctx.sync(["log"], "synced", true);
    ctx.submit("main", "main");
    ctx.submit("side", "side");
  });
  expect(when(r)).toEqual([
    ["synced", 5],
    ["main", 6],
    ["side", 10],
  ]);
});

test("an fsync that does not block lets its thread go on", () => {
  const r = alone((ctx) => {
    ctx.append("log", 1);
    ctx.sync(["log"], "synced");
    ctx.submit("main", "main");
  });
  expect(when(r)).toEqual([
    ["main", 1],
    ["synced", 6],
  ]);
});

test("D6: the fsyncs of one device follow each other", () => {
  const r = alone((ctx) => {
    for (const n of [1, 2, 3]) {
      ctx.append("log", n);
      ctx.sync(["log"], n);
    }
  }, SLOW);
  expect(times(r, "a", "done").map((t) => Math.floor(t))).toEqual([6, 11, 16]);
});

test("a timer cancelled or set again while it waits for its thread does not ring as it was", () => {
  const system = systemOf({
    processes: {
      worker: processOf<object>({
        init: () => ({}),
        start(_, ctx) {
          ctx.setTimer("cancelled", ms(5));
          ctx.setTimer("again", ms(5));
          ctx.work("think", null);
        },
        done(_, __, ctx) {
          ctx.cancelTimer("cancelled");
          ctx.setTimer("again", ms(100));
        },
        timer(_, name, __, ctx) {
          ctx.note({kind: "rang", n: name});
        },
      }),
    },
  });
  const r = run(system, scenarioOf({nodes: [{id: "a"}], machine: SLOW, untilMs: 1000}), {record: true});
  expect(when(r)).toEqual([["again", 121]]);
});

test("nothing of an earlier life reaches a process that was started again", () => {
  const system = systemOf({
    processes: {
      worker: processOf<object>({
        threads: ["main", "side"],
        init: () => ({}),
        start(_, ctx) {
          ctx.note({kind: "started"});
          ctx.append("log", 1);
          ctx.sync(["log"], "synced");
          ctx.setTimer("tick", ms(8));
          ctx.submit("side", "handed");
          ctx.work("think", "worked");
        },
        done(_, token, ctx) {
          ctx.note({kind: String(token)});
        },
        timer(_, name, __, ctx) {
          ctx.note({kind: name});
        },
      }),
    },
  });
  const scenario = scenarioOf({
    nodes: [{id: "a"}],
    machine: {...SLOW, processStart: {constant: 1}, service: {side: {constant: 12}}},
    faults: [
      {at: 2, kind: "crash", node: "a"},
      {at: 2, kind: "restart", node: "a"},
    ],
    untilMs: 1000,
  });
  const r = run(system, scenario, {record: true});
  // The second fsync returns at 10 ms and waits for its thread, as the timer of 11 ms does.
  expect((r.trace ?? []).flatMap((e) => (e.kind === "note" ? [[e.note.kind, toMs(e.at)]] : []))).toEqual([
    ["started", 0],
    ["started", 3],
    ["handed", 15],
    ["worked", 23],
    ["synced", 23],
    ["tick", 23],
  ]);
});

test("a timer set to no number is our own mistake", () => {
  expect(() => alone((ctx) => ctx.setTimer("tick", ticks(Number.NaN)))).toThrow("Interregnum is wrong: a sets timer tick to NaN");
});

test("on the instant machine everything happens at once, in order", () => {
  const r = alone(
    (ctx) => {
      ctx.work("think", "a");
      ctx.submit("side", "b");
      ctx.work("think", "c");
    },
    {...SLOW, service: {}, work: {}, fsync: "ram"},
  );
  expect(story(r, "a").sort()).toEqual(["done a", "done b", "done c"]);
  expect(times(r, "a", "done")).toEqual([0, 0, 0]);
});

test("work without end at no cost is stopped by the budget of events", () => {
  const system = systemOf({
    processes: {
      spinner: processOf<object>({
        init: () => ({}),
        start: (_, ctx) => ctx.work("nothing", 1),
        done: (_, __, ctx) => ctx.work("nothing", 1),
      }),
    },
  });
  expect(() => run(system, scenarioOf({nodes: [{id: "a"}], untilMs: 1}), {budget: 12_345})).toThrow(
    "stopped: 12,345 events at 0 ms of 1 ms; scenario test does not come to rest",
  );
});
