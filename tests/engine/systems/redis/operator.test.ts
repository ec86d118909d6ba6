import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {ClientSpec} from "../../../../src/engine/model/scenario.ts";
import {FAULT, type Story, story} from "./story.ts";

const operator = (at: string, startMs: number, commands: readonly string[], id = "operator"): ClientSpec => ({
  id,
  args: {does: "command", servers: [at], startMs: FAULT + startMs, intervalMs: 100, commands},
});
const told = (clients: readonly ClientSpec[], faults: readonly Fault[] = [], config = {}, untilMs = 10_000): Story =>
  story("selection-order", config, {but: () => ({clients, faults, untilMs: FAULT + untilMs})});
const said = (s: Story, id = "operator") => s.answers(id).map((a) => (a.type === "ok" ? a.result : `-${a.result}`));
const crash = (node: string, at = 0): Fault => ({kind: "crash", node, at: FAULT + at});

describe("V6, V10: SENTINEL CKQUORUM", () => {
  test.each<[claim: string, dead: string[], quorum: number, answer: string]>([
    ["all are there", [], 2, "OK 3 usable Sentinels. Quorum and failover authorization can be reached"],
    ["one is dead", ["s3"], 2, "OK 2 usable Sentinels. Quorum and failover authorization can be reached"],
    [
      "one is dead and all are the quorum",
      ["s3"],
      3,
      "-NOQUORUM 2 usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master",
    ],
    [
      "two are dead, and one is the quorum",
      ["s2", "s3"],
      1,
      "-NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the majority and authorize a failover",
    ],
    [
      "two are dead",
      ["s2", "s3"],
      2,
      "-NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master. Not enough available Sentinels to reach the majority and authorize a failover",
    ],
  ])("%s", (_claim, dead, quorum, answer) => {
    const s = told(
      [operator("s1", 5000, ["SENTINEL CKQUORUM mymaster"])],
      dead.map((id) => crash(id)),
      {quorum},
    );
    expect(said(s)).toEqual([answer]);
  });

  test("a name that nobody monitors is an error", () => {
    expect(said(told([operator("s1", 0, ["SENTINEL CKQUORUM other"])], [], {}, 1000))).toEqual(["-ERR"]);
  });
});

describe("SENTINEL RESET", () => {
  test("F11: forgets replicas and sentinels, and finds them again by hello and by the next INFO", () => {
    const s = told([operator("s1", 0, ["SENTINEL RESET mymaster", "SENTINEL CKQUORUM mymaster"])], [], {quorum: 1}, 12_000);
    expect(said(s)).toEqual(["1", "OK 1 usable Sentinels. Quorum and failover authorization can be reached"]);
    const found = (kind: string) =>
      s
        .notes(kind, "s1")
        .filter((n) => n.ms > 0)
        .map((n) => [n.of, n.ms] as const);
    expect(
      found("+sentinel")
        .map(([of]) => of)
        .sort(),
    ).toEqual(["s2", "s3"]);
    expect(
      found("+slave")
        .map(([of]) => of)
        .sort(),
    ).toEqual(["n2", "n3"]);
    for (const [, ms] of found("+sentinel")) expect(ms).toBeLessThan(3200);
    for (const [, ms] of found("+slave")) expect(ms).toBeLessThan(10_300);
  });

  test.each([
    ["*", "1"],
    ["my*", "1"],
    ["*master", "1"],
    ["other", "0"],
  ])("takes a pattern: %s", (pattern, answer) => {
    expect(said(told([operator("s1", 0, [`SENTINEL RESET ${pattern}`])], [], {}, 1000))).toEqual([answer]);
  });

  test("S1: all three are reset, and the master dies before the next INFO: nobody is good, now or later", () => {
    const all = ["s1", "s2", "s3"].map((id) => operator(id, -4000, ["SENTINEL RESET mymaster"], `at ${id}`));
    const s = told(all, [crash("n1")], {"info-period": 60_000}, 60_000);
    // They have met again by hello, and agree that it is down.
    expect(s.notes("+odown").length).toBeGreaterThan(0);
    expect([s.notes("-failover-abort-no-good-slave").length > 0, s.notes("+promoted-slave")]).toEqual([true, []]);
  });
});

describe("SENTINEL SET and DEBUG", () => {
  test("D2: down-after-milliseconds counts from the command on, for the one that was told", () => {
    const s = told([operator("s1", -1000, ["SENTINEL SET mymaster down-after-milliseconds 3000"])], [crash("n1")]);
    const at = (id: string) => s.first("+sdown", id);
    // The other two have replaced the master before the first would have noticed.
    expect([at("s1"), Number(at("s2")) < 1300, Number(at("s3")) < 1300]).toEqual([null, true, true]);
  });

  test("O4: a quorum is kept in sentinel.conf", () => {
    const back: Fault[] = [
      {kind: "crash", node: "s1", at: FAULT + 500},
      {kind: "restart", node: "s1", at: FAULT + 700},
    ];
    const s = told([operator("s1", 0, ["SENTINEL SET mymaster quorum 3"])], [...back, crash("n1", 5000), crash("s2", 4000)]);
    expect([s.sentinel("s1").config.quorum, s.sentinel("s3").config.quorum]).toEqual([3, 2]);
    expect(s.notes("+odown", "s1")).toEqual([]);
    expect(s.notes("+odown", "s3").length).toBe(1);
  });

  test("DEBUG sets its own keys, SET those of sentinel.conf, and neither the other's", () => {
    const lines = [
      "SENTINEL DEBUG info-period 1000",
      "SENTINEL SET mymaster info-period 1000",
      "SENTINEL DEBUG quorum 1",
      "SENTINEL SET mymaster quorum 0",
    ];
    const s = told([operator("s1", 0, lines)], [], {}, 2000);
    expect(said(s)).toEqual(["OK", "-ERR", "-ERR", "-ERR"]);
    expect(s.sent("INFO", "s1", "n1").filter((m) => m.ms > 0 && m.ms < 2000).length).toBeGreaterThan(1);
  });

  test("X5: SENTINEL FAILOVER, typed", () => {
    const s = told([
      operator("s2", 0, ["SENTINEL FAILOVER mymaster", "SENTINEL FAILOVER mymaster", "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster"]),
    ]);
    expect(said(s).slice(0, 2)).toEqual(["OK", "-INPROG"]);
    expect(s.notes("+promoted-slave").length).toBe(1);
  });
});

test("a client that is to command must be told whom", () => {
  expect(() => told([{id: "operator", args: {does: "command", commands: ["PING"]}}])).toThrow(
    "client operator: args.servers must name the server or sentinel that it commands",
  );
});
