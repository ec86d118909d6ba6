import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {ClientSpec, Scenario} from "../../../../src/engine/model/scenario.ts";
import {type Json, NO_TIME, toMs} from "../../../../src/engine/vocabulary.ts";
import {FAULT, type Story, story} from "./story.ts";

type Args = {readonly [key: string]: Json};
const operator = (at: string, startMs: number, commands: readonly string[], more: Args = {}): ClientSpec => ({
  id: "operator",
  args: {does: "command", servers: [at], startMs: FAULT + startMs, intervalMs: 100, commands, ...more},
});
const client = (id: string, args: Args): ClientSpec => ({id, args: {startMs: FAULT - 2000, intervalMs: 20, ...args}});
const writer = client("writer", {policy: "pinned", servers: ["n1"], readTimeoutMs: 60_000});

interface Wish {
  readonly clients: readonly ClientSpec[];
  readonly faults?: readonly Fault[];
  readonly config?: Scenario["config"];
  readonly untilMs?: number;
  readonly nodes?: Scenario["nodes"];
}

/** Three servers, three sentinels, these clients, and nothing that goes wrong unless it is said. */
const told = ({clients, faults = [], config = {}, untilMs = 10_000, nodes}: Wish): Story =>
  story(
    "selection-order",
    {"down-after-milliseconds": 5000, ...config},
    {
      but: (made) => ({clients, faults, untilMs: FAULT + untilMs, ...(nodes ? {nodes, initial: {}} : {})}) as Partial<typeof made>,
    },
  );
const said = (s: Story, id = "operator") => s.answers(id).map((a) => (a.type === "ok" ? a.result : `-${a.result}`));
const refused = (s: Story, id: string, error: string) => s.answers(id).filter((a) => a.type === "fail" && a.result === error);

describe("CONFIG at run time", () => {
  test("M1, M2: min-replicas-to-write counts from the command on, by the replicas that there are", () => {
    const s = told({
      clients: [writer, operator("n1", 0, ["CONFIG SET min-replicas-to-write 3"]), client("later", {policy: "pinned", servers: ["n2"]})],
    });
    expect(said(s)).toEqual(["OK"]);
    const first = refused(s, "writer", "NOREPLICAS")[0]?.ms ?? 0;
    expect([first > 0, first < 30]).toEqual([true, true]);
    expect(s.run.effective.at(-1)?.nodes).toEqual([]);
    // Replicas ignore it: what they say is that they are replicas.
    expect(refused(s, "later", "READONLY").length).toBeGreaterThan(10);
  });

  test("R5: the floor of the backlog is CONFIG SET's: redis.conf may say less", () => {
    const ask = [
      "CONFIG GET repl-backlog-size",
      "CONFIG SET repl-backlog-size 200",
      "CONFIG GET repl-backlog-size",
      "CONFIG SET repl-backlog-size 1mb",
    ];
    const s = told({clients: [operator("n1", 0, [...ask, "CONFIG GET repl-backlog-size"])], config: {"repl-backlog-size": 100}});
    expect(said(s)).toEqual(["100", "OK", "16384", "OK", "1048576"]);
  });

  test.each([
    ["is forgotten with the process", [], "0"],
    ["is kept by CONFIG REWRITE", ["CONFIG REWRITE"], "2"],
  ])("what was set %s", (_claim, more, after) => {
    const s = told({
      clients: [
        operator("n1", 0, ["CONFIG SET min-replicas-to-write 2", ...more]),
        {...operator("n1", 4000, ["CONFIG GET min-replicas-to-write"]), id: "after"},
      ],
      faults: [
        {kind: "crash", node: "n1", at: FAULT + 1000},
        {kind: "restart", node: "n1", at: FAULT + 1500},
      ],
    });
    expect(said(s, "after")).toEqual([after]);
  });

  test.each([
    "CONFIG SET min-replicas-to-write many",
    "CONFIG SET no-such-thing 1",
    "CONFIG SET replica-priority -1",
    "FLY",
    "DEBUG SLEEP x",
  ])("refused: %s", (line) => {
    expect(said(told({clients: [operator("n1", 0, [line])], untilMs: 1000}))).toEqual(["-ERR"]);
  });

  test("S2: a priority that was set is the one that INFO tells", () => {
    const s = told({
      clients: [operator("n3", -13_000, ["CONFIG SET replica-priority 10"])],
      faults: [{kind: "crash", node: "n1", at: FAULT}],
      config: {"down-after-milliseconds": 1000},
    });
    expect(s.notes("+selected-slave").map((n) => n.slave)).toEqual(["n3"]);
  });
});

describe("MULTI of a client, and scripts", () => {
  test.each(["transaction", "script"])(
    "R1: what a %s writes is executed together, and goes down the stream between MULTI and EXEC",
    (does) => {
      const s = told({clients: [client("pairs", {does, size: 3, policy: "pinned", servers: ["n1"]})], untilMs: 1000});
      const streamed = s.sent("STREAM", "n1", "n2").filter(({message}) => message.kind === "STREAM" && message.command.do === "EXEC");
      expect(streamed.length).toBeGreaterThan(50);
      const results = s.answers("pairs").map((a) => JSON.stringify(a.result));
      expect([results.length % 3, new Set(results).size]).toEqual([0, results.length / 3]);
      expect([s.run.violations, s.lost()]).toEqual([[], 0]);
    },
  );

  test("all or none of a transaction is lost", () => {
    const s = story(
      "split-brain",
      {},
      {
        but: () => ({
          clients: [{id: "pairs", host: "n1", args: {does: "transaction", size: 2, policy: "pinned", servers: ["n1"], startMs: 13_000}}],
        }),
      },
    );
    const lost = s.run.history.filter((o) => o.type === "ok" && s.run.read?.count(o.key, o.value) === 0);
    expect(lost.length).toBeGreaterThan(1000);
    expect(new Set(lost.map((o) => String(o.result))).size).toBe(lost.length / 2);
    expect(s.run.violations).toEqual([]);
  });

  test("M2: one write that would be refused refuses them all", () => {
    const s = told({clients: [client("pairs", {does: "transaction", policy: "pinned", servers: ["n2"]})], untilMs: 100});
    expect(s.answers("pairs").every((a) => a.type === "fail" && a.result === "READONLY")).toBe(true);
  });

  const long = (runsMs: number, more: Args = {}) =>
    client("script", {
      does: "script",
      runsMs,
      startMs: FAULT,
      intervalMs: 60_000,
      policy: "pinned",
      servers: ["n1"],
      readTimeoutMs: 60_000,
      pauseAfterErrorReplyMs: 60_000,
      ...more,
    });

  test("a script has the server to itself for five seconds: who asks is answered after it", () => {
    const s = told({clients: [writer, long(4900)], config: {"down-after-milliseconds": 30_000}});
    const gap = s
      .answers("writer")
      .map((a) => a.ms)
      .filter((ms) => ms > 10 && ms < 4890);
    expect([gap, refused(s, "writer", "BUSY")]).toEqual([[], []]);
    expect(s.answers("script").map((a) => a.type)).toEqual(["ok", "ok"]);
  });

  test("D1: after that all hear BUSY, which is no sign of life: the first sentinel that holds it for down sends SCRIPT KILL, once", () => {
    const s = told({
      clients: [writer, long(60_000)],
      config: {"down-after-milliseconds": 5500, "failover-timeout": 60_000},
      untilMs: 12_000,
    });
    expect(refused(s, "writer", "BUSY").length).toBeGreaterThan(10);
    expect(refused(s, "writer", "BUSY")[0]?.ms).toBeGreaterThan(5000);
    expect(s.notes("script-kill").length).toBeGreaterThan(0);
    expect(new Set(s.notes("script-kill").map((n) => n.node)).size).toBe(s.notes("script-kill").length);
    expect(s.notes("script-ended").length).toBe(1);
    // Killed before it wrote: it has changed nothing.
    expect(refused(s, "script", "ERR").length).toBe(2);
  });

  test("one that has written cannot be killed, and costs the master its place", () => {
    const s = told({clients: [long(30_000, {writesFirst: true}), operator("n1", 6000, ["SCRIPT KILL"])], untilMs: 40_000});
    expect(said(s)[0]).toBe("-UNKILLABLE");
    expect(s.notes("master-mode").length).toBe(1);
  });

  test("SCRIPT KILL without a script: NOTBUSY", () => {
    expect(said(told({clients: [operator("n1", 0, ["SCRIPT KILL"])], untilMs: 1000}))).toEqual(["-NOTBUSY"]);
  });

  test("R8: a replica that runs a script keeps its master's stream for later", () => {
    const s = told({
      clients: [writer, {...long(9000, {servers: ["n2"], size: 0}), id: "script"}],
      config: {"down-after-milliseconds": 30_000},
      untilMs: 12_000,
    });
    expect(s.answers("script").map((a) => a.type)).toEqual(["ok"]);
    expect([s.notes("master-lost", "n2"), s.run.violations, s.server("n2").offset]).toEqual([[], [], s.server("n1").offset]);
  });
});

describe("SHUTDOWN", () => {
  const behind: Fault[] = [
    {kind: "cut", nodes: ["n1"], from: ["n2"], oneWay: true, at: FAULT - 500},
    {kind: "heal", nodes: ["n1"], from: ["n2"], at: FAULT + 3000},
  ];
  /** When n1 was gone, ms after the fault. */
  const goneAt = (s: Story): number => toMs(s.run.beliefs.find((b) => b.node === "n1")?.to ?? NO_TIME) - FAULT;

  test("waits for replicas that are behind, writes wait with it, and nothing that was acknowledged is lost", () => {
    const s = told({
      clients: [writer, operator("n1", 0, ["SHUTDOWN"], {readTimeoutMs: 60_000})],
      faults: behind,
      config: {"failover-timeout": 10_000},
      untilMs: 20_000,
    });
    const last = Math.max(
      ...s
        .answers("writer")
        .filter((a) => a.type === "ok" && a.server === "n1")
        .map((a) => a.ms),
    );
    expect(last).toBeLessThan(100);
    expect([s.lost(), s.run.violations]).toEqual([0, []]);
    expect(goneAt(s)).toBeGreaterThan(3000);
  });

  test("NOW waits for nobody, and what the one that is promoted has not heard is lost", () => {
    const only: Fault[] = behind.map((f) => ({...f, ...("from" in f ? {from: ["n2", "n3"]} : {})}) as Fault);
    const s = told({clients: [writer, operator("n1", 0, ["SHUTDOWN NOW"])], faults: only, untilMs: 20_000});
    expect(goneAt(s)).toBeLessThan(10);
    expect(s.lost()).toBeGreaterThan(5);
  });

  test("gives up after shutdown-timeout, and goes", () => {
    const never: Fault[] = [{kind: "cut", nodes: ["n1"], from: ["n2"], oneWay: true, at: FAULT - 500}];
    const s = told({
      clients: [writer, operator("n1", 0, ["SHUTDOWN"], {readTimeoutMs: 60_000})],
      faults: never,
      config: {"shutdown-timeout": 2},
      untilMs: 15_000,
    });
    expect([goneAt(s) >= 2000, goneAt(s) < 2200]).toEqual([true, true]);
  });

  test.each([
    ["SHUTDOWN", 0, false],
    ["SHUTDOWN SAVE", 0, true],
    ["SHUTDOWN NOSAVE", 3600, false],
    ["SHUTDOWN", 3600, true],
  ])("%s with save %i: what it had is there after a restart: %s", (line, save, there) => {
    const alone: Fault[] = [
      ...["n2", "n3"].map((node): Fault => ({kind: "crash", node, at: FAULT - 5000})),
      {kind: "restart", node: "n1", at: FAULT + 2000},
    ];
    const s = told({
      clients: [client("writer", {policy: "pinned", servers: ["n1"], stopMs: FAULT - 100}), operator("n1", 0, [line])],
      faults: alone,
      config: {save, "down-after-milliseconds": 30_000},
    });
    const all = s.run.history.filter((o) => o.process === "writer" && o.type === "ok").length;
    expect([all > 50, s.lost("writer")]).toEqual([true, there ? 0 : all]);
  });

  test("a snapshot that cannot be written keeps it alive, FORCE does not", () => {
    const tried = (line: string) =>
      told({clients: [writer, operator("n1", 0, ["CONFIG SET dir /", line])], config: {save: 3600, "stop-writes-on-bgsave-error": false}});
    const [stays, goes] = [tried("SHUTDOWN SAVE"), tried("SHUTDOWN SAVE FORCE")];
    expect([said(stays), stays.answers("writer").at(-1)?.type]).toEqual([["OK", "-ERR"], "ok"]);
    expect(goes.notes("master-lost", "n2").length).toBe(1);
  });

  test("ABORT lets those that waited go on", () => {
    const s = told({
      clients: [
        writer,
        operator("n1", 0, ["SHUTDOWN"], {readTimeoutMs: 60_000}),
        {...operator("n1", 1000, ["SHUTDOWN ABORT"]), id: "again"},
      ],
      faults: behind,
    });
    expect([said(s), said(s, "again")]).toEqual([["-ERR"], ["OK"]]);
    expect(s.answers("writer").filter((a) => a.type === "ok" && a.ms > 1000 && a.ms < 1200).length).toBeGreaterThan(3);
    expect(s.run.violations).toEqual([]);
  });
});

describe("R11: a key with a time to live", () => {
  const volatile = client("volatile", {does: "append", key: "v", expiresMs: 500, policy: "pinned", servers: ["n1"], stopMs: FAULT});
  const reader = (id: string, server: string) => client(id, {does: "get", key: "v:1", policy: "pinned", servers: [server], intervalMs: 5});

  test("is deleted by the master within a tenth of a second of its end, by DEL down the stream, and is no lost write", () => {
    const s = told({clients: [volatile], untilMs: 2000});
    const written = s.run.history.filter((o) => o.process === "volatile" && o.type === "ok").length;
    const deleted = s.sent("STREAM", "n1", "n2").filter(({message}) => message.kind === "STREAM" && message.command.do === "DEL");
    expect([written > 50, deleted.length]).toEqual([true, written]);
    expect([s.lost(), s.run.violations, s.server("n2").volatile.size]).toEqual([0, [], 0]);
  });

  test("is gone for the readers of a replica at its time, whether they were told or not", () => {
    const cut: Fault[] = [{kind: "cut", nodes: ["n1"], from: ["n2"], at: FAULT - 1800}];
    const s = told({clients: [volatile, reader("here", "n1"), reader("there", "n2")], faults: cut, untilMs: 100});
    const lastSeen = (id: string) =>
      Math.max(
        ...s
          .answers(id)
          .filter((a) => a.result !== null)
          .map((a) => a.ms),
      );
    for (const id of ["here", "there"]) expect([id, lastSeen(id) > -1520, lastSeen(id) < -1480]).toEqual([id, true, true]);
    expect(s.server("n2").volatile.size).toBeGreaterThan(0);
  });
});

test("D1: a save that fails makes PING an error, and a healthy master is replaced", () => {
  const s = told({
    clients: [writer, operator("n1", 0, ["CONFIG SET dir /", "BGSAVE"])],
    config: {save: 3600, "down-after-milliseconds": 1000},
  });
  expect(refused(s, "writer", "MISCONF").length).toBeGreaterThan(10);
  expect(s.notes("+sdown").length).toBe(3);
  expect(s.notes("master-mode").length).toBe(1);
});

test("and does not with stop-writes-on-bgsave-error no, or without save points", () => {
  for (const config of [{save: 3600, "stop-writes-on-bgsave-error": false}, {save: 0}]) {
    const s = told({
      clients: [writer, operator("n1", 0, ["CONFIG SET dir /", "BGSAVE"])],
      config: {...config, "down-after-milliseconds": 1000},
    });
    expect([refused(s, "writer", "MISCONF"), s.notes("+sdown")]).toEqual([[], []]);
  }
});

test("R4: a donor that dies under its snapshot leaves a partial resync with the old master", () => {
  const donor = {id: "n3", args: {}};
  const nodes = [{id: "n1"}, {id: "n2", args: {replicaof: "n1"}}, donor];
  const s = told({
    nodes,
    clients: [writer, operator("n2", 0, ["REPLICAOF n3 6379"]), {...operator("n2", 2000, ["REPLICAOF n1 6379"]), id: "back"}],
    faults: [{kind: "crash", node: "n3", when: {event: "send SNAPSHOT", node: "n3", side: "before"}}],
  });
  expect(s.notes("full-resync", "n3").map((n) => n.replica)).toEqual(["n2"]);
  expect(
    s
      .notes("sync-finished", "n2")
      .filter((n) => n.ms > 0)
      .map((n) => n.how),
  ).toEqual(["partial"]);
});

test("DEBUG SLEEP stops a server as long as it says", () => {
  const s = told({clients: [writer, operator("n1", 0, ["DEBUG SLEEP 2"], {readTimeoutMs: 5000})]});
  const answers = s.answers("writer").map((a) => a.ms);
  expect(answers.filter((ms) => ms > 30 && ms < 1990)).toEqual([]);
  expect(said(s)).toEqual(["OK"]);
});
