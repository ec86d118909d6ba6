import {expect, test} from "vitest";
import type {Context} from "../../../src/engine/model/process.ts";
import type {Machine, Scenario} from "../../../src/engine/model/scenario.ts";
import {run} from "../../../src/engine/run.ts";
import {ms, ticks} from "../../../src/engine/vocabulary.ts";
import {near} from "./near.ts";
import {processOf, SLOW, scenarioOf, systemOf} from "./systems.ts";
import {runTalks, story, times} from "./talkers.ts";

const overdue = (process: "talker" | "impatient") =>
  runTalks({
    nodes: {
      a: [
        {at: 0, do: "connect", to: "b"},
        {at: 2000, do: "tell", to: "b"},
      ],
      b: [{at: 1000, do: "timers", waits: [500, 1500]}],
    },
    faults: [{at: 1100, kind: "pause", node: "b", forMs: 3000}],
    untilMs: 10_000,
    process,
  });

test("T25: on resume a runtime that polls first handles what is in its buffers, then its overdue timers", () => {
  expect(story(overdue("talker"), "b").slice(1)).toEqual(["got 1", "rang", "rang"]);
});

test("T25: on resume a runtime that looks at its clock first runs the overdue timers, then handles its input", () => {
  expect(story(overdue("impatient"), "b").slice(1)).toEqual(["rang", "rang", "got 1"]);
  expect(times(overdue("impatient"), "b", "rang")).toEqual([4100, 4100]);
});

test("T23: a paused process shows both instants of an arrival: when its kernel had it, and when it was handled", () => {
  const handled = overdue("talker").trace?.filter((e) => e.kind === "receive" && e.node === "b") ?? [];
  expect(handled.map((e) => (e.kind === "receive" ? [e.sentAt, e.arrivedAt, e.at] : []))).toEqual([[ms(2000), ms(2000.1), ms(4100)]]);
});

const counting = systemOf({
  messages: {TICK: ["n"]},
  processes: {
    teller: processOf<{conn: number; told: number}>({
      init: () => ({conn: 0, told: 0}),
      start(s, ctx) {
        ctx.listen("talk");
        if (ctx.self === "a") s.conn = ctx.connect("b", "talk");
      },
      connected(s, conn, ctx) {
        for (s.told = 1; s.told <= 3; s.told++) {
          ctx.note({kind: "telling", n: s.told});
          ctx.send(conn, {kind: "TICK", n: s.told} as {kind: "TICK"});
        }
        ctx.put("told", s.told);
        ctx.close(conn);
      },
      receive(_, __, message, ctx) {
        ctx.note({kind: "got", n: (message as {n?: number}).n});
      },
    }),
  },
});

test("T25: a process paused in the middle of a handler sends the rest when it is resumed", () => {
  const r = run(
    counting,
    scenarioOf({
      nodes: [{id: "a"}, {id: "b"}],
      faults: [{kind: "pause", node: "a", forMs: 1000, when: {event: "note telling", nth: 2}}],
      untilMs: 5000,
    }),
    {record: true},
  );
  near(times(r, "b", "got"), [0, 1000, 1000]);
  expect(story(r, "b")).toEqual(["accepted", "got 1", "got 2", "got 3", "eof"]);
});

test.each(["before", "after"] as const)("a pause %s the sending of a message keeps the triggers' count", (side) => {
  const r = run(
    counting,
    scenarioOf({
      nodes: [{id: "a"}, {id: "b"}],
      faults: [
        {kind: "pause", node: "a", forMs: 1000, when: {event: "send TICK", nth: 2, side}},
        {kind: "drop", message: "TICK", node: "a", when: {event: "send TICK", nth: 3}},
      ],
      untilMs: 5000,
    }),
    {record: true},
  );
  // The third leaves on resume, is dropped, and comes a time-out later.
  near(times(r, "b", "got"), side === "before" ? [0, 1000, 1208] : [0, 0, 1208]);
  expect(story(r, "b")).toEqual(["accepted", "got 1", "got 2", "got 3", "eof"]);
});

test("a process killed in the middle of a handler leaves no further effect of it", () => {
  const r = run(
    counting,
    scenarioOf({
      nodes: [{id: "a"}, {id: "b"}],
      faults: [{kind: "crash", node: "a", when: {event: "note telling", nth: 2}}],
      untilMs: 5000,
    }),
    {record: true},
  );
  expect(story(r, "b")).toEqual(["accepted", "got 1", "eof"]);
  expect(story(r, "a")).toEqual(["connected", "telling 1", "telling 2"]);
});

test("after its death a handler cannot listen, invoke, write, set a timer, connect, hand on or work", () => {
  const dying = systemOf({
    processes: {
      dying: processOf<{lives: number}>({
        threads: ["main", "other"],
        init: () => ({lives: 0}),
        start(_, ctx) {
          if (ctx.self === "b") {
            ctx.setTimer("call", ms(10));
            return;
          }
          ctx.exit();
          ctx.listen("talk");
          ctx.invoke("write", "k", 1);
          ctx.append("log", 1);
          ctx.put("cell", 1);
          ctx.setTimer("late", ticks(1));
          ctx.connect("b", "talk");
          ctx.submit("other", "x");
          ctx.work("think", "x");
          ctx.sync(["log"], "x", true);
          ctx.loopback("talk", {kind: "NONE"});
          ctx.note({kind: "ghost"});
        },
        timer(_, name, __, ctx) {
          if (name === "call") ctx.connect("a", "talk");
        },
      }),
    },
  });
  const r = run(dying, scenarioOf({nodes: [{id: "a"}, {id: "b"}], untilMs: 1000}), {record: true});
  expect(story(r, "a")).toEqual([]);
  expect(story(r, "b")).toEqual(["refused"]);
  expect(r.history).toEqual([]);
  // Two starts, one timer, and the SYN, its knock and its answer.
  expect(r.events).toBe(6);
});

test.each(["start", "timer"] as const)("who lost its disk in the middle of a %s may miss what was on it; who lives may not", (within) => {
  const looksFor = (value: string, faults: Scenario["faults"]) => {
    const write = (ctx: Context) => {
      ctx.put("cell", "here");
      ctx.note({kind: "written"});
      if (ctx.get("cell") !== value) throw new Error(`no ${value}`);
    };
    const start = (_: null, ctx: Context) => (within === "start" ? write(ctx) : ctx.setTimer("write", ms(10)));
    const writer = processOf<null>({init: () => null, start, timer: (_, __, ___, ctx) => write(ctx)});
    return run(systemOf({processes: {writer}}), scenarioOf({nodes: [{id: "a"}], faults, untilMs: 100}), {record: true});
  };
  expect(story(looksFor("here", []), "a")).toEqual(["written"]);
  expect(story(looksFor("here", [{kind: "power-loss", node: "a", when: {event: "note written"}}]), "a")).toEqual(["written"]);
  expect(() => looksFor("there", [])).toThrow("no there");
});

test("an event that waited for a thread before a pause comes before what arrived during it", () => {
  const r = runTalks({
    nodes: {
      a: [
        {at: 0, do: "connect", to: "b"},
        {at: 100, do: "tell", to: "b", count: 5, every: 0.1},
      ],
      b: [],
    },
    machine: "slow",
    faults: [{at: 101.5, kind: "pause", node: "b", forMs: 1000}],
    untilMs: 3000,
  });
  expect(story(r, "b")).toEqual(["accepted", "got 1", "got 2", "got 3", "got 4", "got 5"]);
});

test("a pause set off by one event of a busy thread leaves the next ones waiting, and their service is still to come", () => {
  const caller = [
    {at: 0, do: "connect", to: "b"},
    {at: 100, do: "tell", to: "b"},
  ] as const;
  const r = runTalks({
    nodes: {a1: caller, a2: caller, a3: caller, b: []},
    machine: "slow",
    faults: [{kind: "pause", node: "b", forMs: 1000, when: {event: "note got"}}],
    untilMs: 3000,
  });
  const [first = 0, ...rest] = times(r, "b", "got");
  expect(rest).toEqual([first + 1001, first + 1002]);
});

test("a process paused while it connects learns of it when it is resumed", () => {
  const r = runTalks({
    nodes: {a: [{at: 0, do: "connect", to: "b"}], b: []},
    network: {latency: {constant: 100}},
    faults: [{at: 50, kind: "pause", node: "a", forMs: 1000}],
    untilMs: 3000,
  });
  expect(times(r, "a", "connected")).toEqual([1050]);
});

/** Two callers ring at a process that has a thread for each, and a timer on a third; all while it is paused. */
function raced(seed: number, service: Machine["service"] = {}): string[] {
  const racing = systemOf({
    messages: {TELL: ["n"]},
    processes: {
      racer: processOf<object, {readonly kind: "TELL"; readonly n: string}>({
        threads: ["main"],
        perPeer: ["line"],
        ports: {talk: "line"},
        resume: "input-first",
        init: () => ({}),
        start(_, ctx) {
          ctx.listen("talk");
          ctx.setTimer("tick", ms(500));
          if (ctx.self !== "c") ctx.connect("c", "talk");
        },
        connected(_, conn, ctx) {
          for (let n = 0; n < 3; n++) ctx.send(conn, {kind: "TELL", n: `${ctx.self}${n}`});
        },
        receive(_, __, message, ctx) {
          ctx.note({kind: "read", n: message.n});
        },
        timer(_, name, __, ctx) {
          ctx.note({kind: "rang", n: name});
        },
      }),
    },
  });
  const scenario = scenarioOf({
    nodes: [{id: "a"}, {id: "b"}, {id: "c"}],
    machine: {...SLOW, service},
    faults: [{kind: "pause", node: "c", at: 0, forMs: 1000}],
    untilMs: 2000,
  });
  const notes = run(racing, {...scenario, seed}, {notes: ["read", "rang"]}).notes.filter((note) => note.node === "c");
  return notes.map((note) => String(note.n));
}

test("T25: on resume the order between threads is drawn; within each it stays, and each works off what it finds", () => {
  const orders = Array.from({length: 60}, (_, i) => raced(i + 1, {line: {constant: 1}, main: {constant: 1}}));
  const places = orders.map((order) => order.map((n) => n[0]).join(""));
  expect([...new Set(places)].sort()).toEqual(["aaabbbt", "aaatbbb", "bbbaaat", "bbbtaaa", "taaabbb", "tbbbaaa"]);
  for (const order of orders) expect(order.filter((n) => n.startsWith("a"))).toEqual(["a0", "a1", "a2"]);
});

test("T25: threads that cost nothing race as well", () => {
  const first = Array.from({length: 60}, (_, i) => raced(i + 1)[0]);
  expect([...new Set(first)].sort()).toEqual(["a0", "b0", "tick"]);
});
