// This file is long because it is the whole catalogue of fact sheet §11, each scenario with the outcome and the times it gives.
import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import {seeds} from "../story.ts";
import {median, type Story, story} from "./story.ts";

const NAMES = [
  "master-crash",
  "master-vanishes",
  "master-pause",
  "split-brain",
  "split-brain-min-replicas",
  "stranded-replica",
  "no-majority",
  "no-quorum",
  "split-vote",
  "selection-order",
  "priority-zero",
  "stale-replica",
  "empty-restart",
  "leader-crash",
  "promoted-replica-dies",
  "tilt",
  "spurious-second-failover",
  "one-way-cut",
  "quorum-all",
  "wait-not-enough",
  "two-node-min-replicas",
  "backlog-overrun",
];

const within = (value: number | null, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};
const kinds = (s: Story, kind: string, fromMs = 0) => s.notes(kind).filter((n) => n.ms >= fromMs);
const failures = (s: Story, client: string, error: string) => s.answers(client).filter((a) => a.type === "fail" && a.result === error);
/** Over many seeds: what each run says, nulls left out. */
const over = (name: string, values: Parameters<typeof story>[1], ask: (s: Story) => number | null, deep = 100): number[] =>
  seeds(deep).flatMap((seed) => ask(story(name, values, {seed})) ?? []);

test("the catalogue has the sheet's twenty-two scenarios in its order", () => {
  expect(system.scenarios.map((s) => s.name)).toEqual(NAMES);
});

test.each(NAMES)("%s breaks no invariant, whatever the seed", (name) => {
  for (const seed of seeds(30)) {
    const {run} = story(name, {}, {seed, bare: true});
    expect([seed, run.violations]).toEqual([seed, []]);
  }
});

describe("master-crash", () => {
  const s = story("master-crash");

  test("each stage comes when the sheet says: SDOWN, ODOWN, election, selection, promotion, sight, switch", () => {
    within(s.first("+sdown"), 900, 1200);
    within(s.first("+odown"), 980, 1280);
    within(s.first("+elected-leader"), 1060, 1360);
    within(s.first("+selected-slave"), 1130, 1430);
    within(s.first("master-mode"), 1200, 1500);
    within(s.first("+promoted-slave"), 2030, 2330);
    within(s.first("+switch-master"), 2100, 2400);
  });

  test("config_epoch 1 everywhere, nothing lost, and the leader switches a second after the others", () => {
    const switches = kinds(s, "+switch-master");
    expect([switches.map((n) => n.epoch), s.lost()]).toEqual([[1, 1, 1], 0]);
    within((switches[2]?.ms ?? 0) - (switches[0]?.ms ?? 0), 900, 1150);
    expect(switches[2]?.node).toBe(kinds(s, "+elected-leader")[0]?.node);
  });

  test("R7: the other replica goes on partially, the returning master begins anew", () => {
    expect(kinds(s, "partial-resync").map((n) => n.by)).toEqual(["replid2"]);
    const back = story(
      "master-crash",
      {},
      {but: (made) => ({faults: [...made.faults, {kind: "restart", node: "n1", at: 20_000}], untilMs: 40_000})},
    );
    expect(back.notes("sync-finished", "n1").map((n) => n.how)).toEqual(["full"]);
  });

  test("over many seeds the medians are those of the recorded kills within 40 ms", () => {
    const first = (kind: string) => median(over("master-crash", {intervalMs: 100}, (s) => s.first(kind)));
    within(first("+sdown"), 1012, 1092);
    within(first("+odown"), 1093, 1173);
    within(first("+elected-leader"), 1169, 1249);
    within(first("master-mode"), 1308, 1388);
    within(first("+promoted-slave"), 2136, 2216);
  });
});

describe("master-vanishes", () => {
  test("D2: silence is timed from the first unanswered PING: ODOWN between 1.1 and 2.3 s", () => {
    const times = over("master-vanishes", {intervalMs: 100}, (s) => s.first("+odown"));
    within(Math.min(...times), 1050, 2300);
    within(Math.max(...times), 1100, 2300);
  });

  test("the replica's link looks up, so no filter is in its way", () => {
    const s = story("master-vanishes");
    expect([kinds(s, "master-lost").length, kinds(s, "-failover-abort-no-good-slave").length, s.lost()]).toEqual([0, 0, 0]);
  });
});

describe("master-pause", () => {
  const s = story("master-pause");

  test("promoted by 2.9 s; resumed, the old master answers its client for ten more seconds, and loses all of it", () => {
    within(s.first("+promoted-slave"), 2000, 3200);
    within(s.first("+convert-to-slave"), 15_000, 15_200);
    const held = s.answers("holder").filter((a) => a.type === "ok" && a.ms > 5000);
    within(held.length, 1900, 2100);
    within(s.lost("holder"), held.length, held.length + 1);
    expect(s.lost("aware")).toBe(0);
  });

  test("C6, R7: demotion comes 10 s after the return, with a full resync", () => {
    expect(s.notes("sync-finished", "n1").map((n) => n.how)).toEqual(["full"]);
    within(s.measures.dualWriteMs, 9900, 10_300);
  });

  test("a pause of 900 ms is no death: nothing happens", () => {
    const short = story("master-pause", {pauseMs: 900});
    expect([kinds(short, "+odown"), kinds(short, "+switch-master"), short.lost()]).toEqual([[], [], 0]);
  });
});

describe("split-brain", () => {
  const s = story("split-brain");

  test("the majority writes again 3.3 to 4.5 s after the cut, the holder all the time, and loses 25 s of it", () => {
    within(s.first("+odown"), 2100, 3300);
    const gap = s.measures.clients.find((c) => c.id === "aware")?.longestOutageMs ?? 0;
    within(gap, 3200, 4600);
    const accepted = s.answers("holder").filter((a) => a.type === "ok" && a.ms > 0);
    within(accepted.at(-1)?.ms ?? 0, 25_000, 26_200);
    within(s.lost("holder"), accepted.length - 2, accepted.length + 1);
    expect(s.lost("aware")).toBe(0);
  });

  test("the sentinel inside flags everybody but n1, serves n1's address, and learns the new epoch within 1.2 s of the heal", () => {
    expect([...new Set(s.notes("+sdown slave", "s1").map((n) => n.of))].sort()).toEqual(["n2", "n3"]);
    expect([...new Set(s.notes("+sdown sentinel", "s1").map((n) => n.of))].sort()).toEqual(["s2", "s3"]);
    within(s.first("+switch-master", "s1"), 15_000, 16_200);
  });
});

describe("split-brain-min-replicas", () => {
  test.each([10, 5, 2, 1])(
    "M3: with max-lag %i the old master refuses between a second less and two more, and no later write is lost",
    (lag) => {
      for (const seed of seeds(20)) {
        const s = story("split-brain-min-replicas", {"min-replicas-max-lag": lag, intervalMs: 20}, {seed});
        const refused = failures(s, "holder", "NOREPLICAS").find((a) => a.ms > 0)?.ms ?? null;
        within(refused, (lag - 1) * 1000 - 50, (lag + 2) * 1000 + 50);
        const accepted = s.answers("holder").filter((a) => a.type === "ok" && a.ms > 0 && a.ms <= (lag + 2.2) * 1000).length;
        // One ACK sent again after the heal may open the gate once more (M3).
        within(s.lost("holder"), accepted - 2, accepted + ((lag + 2) * 1000) / 20);
      }
    },
  );

  test("M6: the promoted replica refuses for want of a replica until the first has followed it", () => {
    const s = story("split-brain-min-replicas");
    within(failures(s, "aware", "NOREPLICAS").length, 0, 8);
    const reign = s.measures.reigns.find((r) => r.term === 1);
    const effective = reign?.effective[0]?.fromMs ?? 0;
    within(effective - (reign?.fromMs ?? 0), 800, 1200);
  });
});

describe("stranded-replica", () => {
  const s = story("stranded-replica");

  test("M5: one replica on the old side keeps it writable for the whole cut: all of it is lost", () => {
    expect(kinds(s, "master-mode").map((n) => n.node)).toEqual(["n3"]);
    expect(failures(s, "holder", "NOREPLICAS").filter((a) => a.ms < 15_000)).toEqual([]);
    within(s.lost("holder"), 4500, 5300);
  });

  test("C7: the stranded replica is put right after failover-timeout, and resyncs in full", () => {
    expect(kinds(s, "+fix-slave-config", 15_000).length + kinds(s, "+slave-reconf-sent", 15_000).length).toBeGreaterThan(0);
    expect(s.notes("sync-finished", "n2").at(-1)?.how).toBe("full");
  });

  test("with min-replicas-to-write 2 it refuses after max-lag", () => {
    const two = story("stranded-replica", {"min-replicas-to-write": 2});
    within(failures(two, "holder", "NOREPLICAS").find((a) => a.ms > 0)?.ms ?? null, 950, 4050);
  });
});

test("no-majority: tries at 1.1, 11 to 12 and 21 to 23 s, epochs 1 to 3, aborts after 5 to 6 s; nobody is elected, n1 is still named", () => {
  const s = story("no-majority");
  const tries = kinds(s, "+try-failover");
  expect(tries.map((n) => n.epoch)).toEqual([1, 2, 3]);
  within(tries[0]?.ms ?? null, 1000, 1200);
  within(tries[1]?.ms ?? null, 11_000, 12_300);
  within(tries[2]?.ms ?? null, 21_000, 23_400);
  within(kinds(s, "-failover-abort-not-elected")[0]?.ms ?? null, 6050, 7300);
  expect([kinds(s, "+elected-leader"), s.sentinel("s1").master.id]).toEqual([[], "n1"]);
});

test.each([
  ["two of three dead, quorum 2", {}],
  ["two of five dead, quorum 4: a majority lives", {sentinels: 5, dead: 2, quorum: 4}],
])("no-quorum: %s: subjectively down only, the epoch stays 0", (_claim, values) => {
  const s = story("no-quorum", values);
  expect([kinds(s, "+sdown").length > 0, kinds(s, "+odown"), s.sentinel("s1").currentEpoch]).toEqual([true, [], 0]);
});

describe("split-vote", () => {
  const isSplit = (seed: number, latencyMs: number) => {
    const {run} = story("split-vote", {latencyMs, intervalMs: 200}, {seed, bare: true});
    return !run.marks.some((m) => m.stage === "elect" && m.at < 20_000_000);
  };
  const share = (latencyMs: number) => seeds(300).filter((seed) => isSplit(seed, latencyMs)).length / seeds(300).length;

  // The sheet's simulation has 0.81 at 100 ms. A PING that was under way when the master died is timed from its sending: one sentinel in five is
  // up to 200 ms ahead of the others, and gets their votes.
  test("V7: no vote is split at 5 ms, more than a third at 100 ms", () => {
    expect(share(5)).toBe(0);
    within(share(100), 0.35, 0.8);
  });

  test("V8: the next attempt comes two fail-over timeouts after the first, and is elected", () => {
    const seed = seeds(300).find((one) => isSplit(one, 100)) ?? 0;
    const s = story("split-vote", {}, {seed});
    expect(kinds(s, "+vote-for-leader").filter((n) => n.epoch === 1 && n.node === n.leader).length).toBe(3);
    within(kinds(s, "-failover-abort-not-elected")[0]?.ms ?? null, 6000, 7800);
    within(kinds(s, "+try-failover").find((n) => n.ms > 5000)?.ms ?? null, 11_000, 13_000);
  });
});

describe("selection-order", () => {
  const promoted = (s: Story) => kinds(s, "master-mode")[0]?.node;

  test("S2: a smaller priority beats a larger offset, and costs what the replica lags", () => {
    const s = story("selection-order", {n2Priority: 50, n2LagMs: 400});
    expect(promoted(s)).toBe("n2");
    within(s.lost(), 60, 90);
  });

  test("S2: of equal priority the one with the larger offset goes first, and nothing is lost", () => {
    for (const seed of seeds(50)) {
      const s = story("selection-order", {n2LagMs: 400, intervalMs: 20}, {seed});
      expect([promoted(s), s.lost()]).toEqual(["n3", 0]);
    }
  });

  test("S2: of equal offset the one with the smaller run id", () => {
    for (const seed of seeds(50)) {
      const s = story("selection-order", {intervalMs: 50}, {seed});
      const [n2, n3] = ["n2", "n3"].map((id) => s.server(id).runid);
      expect(promoted(s)).toBe((n2 as string) < (n3 as string) ? "n2" : "n3");
    }
  });
});

describe("priority-zero", () => {
  test("S1: nobody qualifies, an abort at each attempt, two fail-over timeouts apart", () => {
    const aborts = kinds(story("priority-zero"), "-failover-abort-no-good-slave");
    within(aborts[0]?.ms ?? null, 1150, 1600);
    within((aborts[1]?.ms ?? 0) - (aborts[0]?.ms ?? 0), 19_500, 22_000);
  });

  test("given a priority in between, n3 is promoted at the next attempt", () => {
    const s = story("priority-zero", {raisedMs: 5000});
    expect(kinds(s, "master-mode").map((n) => n.node)).toEqual(["n3"]);
    within(s.first("master-mode"), 20_500, 23_500);
  });
});

test.each([
  [30_000, null],
  [8000, "n2"],
])("stale-replica, S1: its link broken for %i ms, the only replica is promoted: %s", (brokenMs, expected) => {
  const s = story("stale-replica", {brokenMs});
  expect(kinds(s, "master-mode", -60_000).find((n) => n.ms > 0)?.node ?? null).toBe(expected);
});

describe("empty-restart", () => {
  test("nobody is objectively down, a +reboot, and all that was written before is gone everywhere", () => {
    const s = story("empty-restart");
    const before = s.answers("aware").filter((a) => a.type === "ok" && a.ms < 0).length;
    expect([kinds(s, "+sdown"), kinds(s, "+odown"), s.lost()]).toEqual([[], [], before]);
    expect(kinds(s, "+reboot").length).toBe(3);
    expect(
      s
        .notes("sync-finished")
        .filter((n) => n.ms > 0)
        .map((n) => n.how),
    ).toEqual(["full", "full"]);
  });

  test("D5: with down-after-milliseconds 1000 each sentinel flags it for a tick, and there is still no ODOWN", () => {
    const s = story("empty-restart", {"down-after-milliseconds": 1000});
    const flagged = kinds(s, "+sdown");
    expect([flagged.length, kinds(s, "-sdown").length, kinds(s, "+odown").length]).toEqual([3, 3, 0]);
  });

  test("R11: with a snapshot on disk it comes back with what was saved", () => {
    const s = story("empty-restart", {save: 1});
    within(s.lost(), 0, 210);
    expect(s.lost()).toBeLessThan(story("empty-restart").lost());
  });
});

describe("leader-crash", () => {
  test("V8: elected, then dead: nobody goes on, the next attempt comes two fail-over timeouts after the votes", () => {
    const s = story("leader-crash");
    const tries = kinds(s, "+try-failover");
    within((tries[1]?.ms ?? 0) - (tries[0]?.ms ?? 0), 20_000, 21_300);
    expect(kinds(s, "master-mode").find((n) => n.ms < 20_000)).toBeUndefined();
  });

  test("dead after SLAVEOF NO ONE: a master that nobody names; the next attempt may choose it again", () => {
    const s = story("leader-crash", {crashAt: "noone"});
    within(s.first("master-mode"), 1200, 1500);
    within(kinds(s, "+switch-master")[0]?.ms ?? null, 21_000, 24_000);
  });

  test("dead after +promoted-slave with no hello out: only its restart spreads the new address", () => {
    const s = story("leader-crash", {crashAt: "promoted", restartMs: 5000});
    const promoted = s.first("+promoted-slave") ?? 0;
    const switches = kinds(s, "+switch-master");
    within((switches[0]?.ms ?? 0) - promoted, 5000, 7300);
    expect(switches[0]?.epoch).toBe(1);
  });
});

describe("promoted-replica-dies", () => {
  test("O5: the followers' stale flags make ODOWN in the tick of SDOWN, and they promote the other one", () => {
    const s = story("promoted-replica-dies");
    const [first, second] = kinds(s, "master-mode");
    expect([first?.node, second?.node].sort()).toEqual(["n2", "n3"]);
    const promoted = s.first("+promoted-slave") ?? 0;
    const odown = kinds(s, "+odown").find((n) => n.ms > promoted && n.of === first?.node);
    within((odown?.ms ?? 0) - promoted, 1000, 1500);
    within(kinds(s, "+promoted-slave")[1]?.ms ?? null, 4000, 5000);
  });

  test("F8: the old leader is stuck in its fail-over until a hello with a higher number resets it", () => {
    const s = story("promoted-replica-dies");
    const leader = kinds(s, "+elected-leader")[0]?.node;
    expect(kinds(s, "+failover-end").filter((n) => n.node === leader && n.epoch === 1)).toEqual([]);
    expect(s.notes("+switch-master", leader).map((n) => n.by)).toEqual(["hello"]);
  });

  test("with a quorum of three: two votes of three, and a deadlock", () => {
    const s = story("promoted-replica-dies", {quorum: 3});
    expect(kinds(s, "-failover-abort-not-elected").length).toBeGreaterThan(0);
    expect(kinds(s, "master-mode").length).toBe(1);
  });
});

describe("tilt", () => {
  const s = story("tilt");

  test("T1: two sentinels in TILT for 30 s say no; the third is alone, and nobody is objectively down before they are back", () => {
    const tilted = s.notes("+tilt").map((n) => n.node);
    expect(tilted.sort()).toEqual(["s1", "s2"]);
    within(s.first("+sdown", "s3"), 900, 1300);
    within(s.first("+odown"), 27_900, 28_800);
  });

  // The sheet expects a fail-over then. But who comes out of TILT has held the master for down for a moment, and the replicas say that their
  // link has been down for 27 s: more than ten times a down-after-milliseconds of a second.
  test("S1: elected by then, a sentinel out of TILT finds no replica good enough where down-after-milliseconds is a second", () => {
    const leader = kinds(s, "+elected-leader")[0]?.node;
    expect(["s1", "s2"]).toContain(leader);
    expect([kinds(s, "-failover-abort-no-good-slave")[0]?.node, kinds(s, "master-mode")]).toEqual([leader, []]);
  });

  test("and with three seconds it promotes one at once", () => {
    const longer = story("tilt", {"down-after-milliseconds": 3000});
    within(longer.first("master-mode"), 27_900, 29_500);
  });
});

test("spurious-second-failover: some of the crashes at 1000 ms end in a second one, none with clear-flags-on-switch", () => {
  const second = (seed: number, ablate: readonly string[] = []) => {
    const {run} = story("spurious-second-failover", {intervalMs: 200}, {seed, ablate, bare: true});
    const promoted = run.marks.find((m) => m.stage === "publish")?.at ?? Number.POSITIVE_INFINITY;
    return run.marks.some((m) => m.stage === "agree" && m.at > promoted);
  };
  const all = seeds(600);
  const found = all.filter((seed) => second(seed));
  within(found.length / all.length, 0.001, 0.13);
  expect(all.filter((seed) => second(seed, ["clear-flags-on-switch"]))).toEqual([]);
});

describe("one-way-cut", () => {
  const s = story("one-way-cut");

  test("two sentinels replace a master that the third sees well; it votes all the same", () => {
    expect(s.notes("+sdown", "s1").filter((n) => n.of === "n1" && n.ms < 5000)).toEqual([]);
    expect(s.notes("+vote-for-leader", "s1").length).toBe(1);
    within(s.first("master-mode"), 1300, 2700);
  });

  test("the aware client stays where it is, without an error, until the old master is demoted by the sentinel that reaches it", () => {
    const moved = s.answers("aware").find((a) => a.ms > 0 && a.server !== "n1")?.ms ?? 0;
    within(moved, 10_000, 14_500);
    expect(kinds(s, "+convert-to-slave")[0]?.node).toBe("s1");
    within(s.lost("aware"), 1400, 2300);
  });
});

describe("quorum-all", () => {
  test("one of five dead: a quorum of five is never met", () => {
    expect(kinds(story("quorum-all"), "+odown")).toEqual([]);
  });

  test("all five alive: five votes elect", () => {
    const s = story("quorum-all", {dead: 0});
    expect(kinds(s, "+vote-for-leader").filter((n) => n.epoch === 1).length).toBe(5);
    expect(kinds(s, "master-mode").length).toBeLessThanOrEqual(1);
  });
});

describe("wait-not-enough", () => {
  test("W4: WAIT 1 returned, and the write is gone: the replica that had it may not be promoted", () => {
    const s = story("wait-not-enough");
    expect(kinds(s, "master-mode").map((n) => n.node)).toEqual(["n3"]);
    within(s.lost(), 40, 110);
  });

  test("with WAIT 2 what was acknowledged is there", () => {
    for (const seed of seeds(20)) expect(story("wait-not-enough", {waitReplicas: 2}, {seed}).lost()).toBe(0);
  });
});

test("two-node-min-replicas: promoted at 1.35 s, refused until the old master has returned and been made a replica", () => {
  const s = story("two-node-min-replicas");
  within(s.first("master-mode"), 1200, 1500);
  const refused = failures(s, "aware", "NOREPLICAS");
  within(refused.at(-1)?.ms ?? null, 29_900, 30_400);
  expect(s.lost()).toBe(0);
});

test.each([
  [16_384, "full"],
  [1_048_576, "partial"],
])("backlog-overrun, R5: with a backlog of %i bytes the resync is %s", (size, how) => {
  const s = story("backlog-overrun", {"repl-backlog-size": size});
  expect(
    s
      .notes("sync-finished", "n2")
      .filter((n) => n.ms > 0)
      .map((n) => n.how),
  ).toEqual([how]);
});

describe("F6, F7: with parallel-syncs 2 and one of seven replicas that hangs as it is told", () => {
  const hangs = (made: Scenario): Partial<Scenario> => ({
    nodes: [...made.nodes, ...["n4", "n5", "n6", "n7", "n8"].map((id) => ({id, args: {replicaof: "n1"}}))],
    initial: Object.fromEntries(
      Object.entries(made.initial ?? {}).map(([id, file]) => [
        id,
        {...(file as object), slaves: ["n2", "n3", "n4", "n5", "n6", "n7", "n8"]},
      ]),
    ),
    faults: [...made.faults, {kind: "pause", node: "@self", forMs: 60_000, when: {event: "note replica-of", fromMs: 15_000}}],
  });
  const s = story("master-crash", {"parallel-syncs": 2, "slave-reconf-timeout": 1500, "failover-timeout": 60_000}, {but: hangs});
  const [hung = ""] = s.notes("-slave-reconf-sent-timeout").map((n) => n.slave);

  test("it is given up once, told again at that, and the fail-over ends without it", () => {
    expect(s.notes("+slave-reconf-sent").filter((n) => n.slave === hung).length).toBe(2);
    expect([s.notes("-slave-reconf-sent-timeout").length, s.notes("+failover-end").length]).toEqual([1, 1]);
  });

  test("and the other five go one by one, before and after: it keeps its place", () => {
    let underWay = 0;
    const most = [...s.notes("+slave-reconf-sent"), ...s.notes("+slave-reconf-done")]
      .filter((n) => n.slave !== hung)
      .sort((a, b) => a.ms - b.ms)
      .map((n) => (underWay += n.kind === "+slave-reconf-sent" ? 1 : -1));
    expect([most.length, Math.max(...most)]).toEqual([10, 1]);
  });
});

describe("what clients see", () => {
  const operator = (made: Scenario): Partial<Scenario> => ({
    clients: [...(made.clients ?? []), {id: "operator", args: {does: "failover", servers: ["s2"], startMs: 15_000}}],
    faults: [] as Fault[],
    untilMs: 40_000,
  });

  test("X5: a forced fail-over of a healthy master needs no vote, tells it nothing, and costs ten seconds of a holder's writes", () => {
    const s = story("master-pause", {}, {but: operator});
    expect([kinds(s, "+try-failover").length, s.notes("+sdown").length]).toEqual([1, 0]);
    within(s.first("+convert-to-slave"), 9000, 22_000);
    within(s.lost("holder"), 1500, 4300);
  });

  test("K3: one that hears +switch-master leaves the old master when its sentinel switches", () => {
    const listens = (made: Scenario): Partial<Scenario> => {
      const forced = operator(made);
      return {...forced, clients: (forced.clients ?? []).map((c) => (c.id === "aware" ? {...c, args: {...c.args, subscribes: true}} : c))};
    };
    const deaf = story("master-pause", {}, {but: operator});
    const hears = story("master-pause", {}, {but: listens});
    expect(hears.lost("aware")).toBeLessThan(deaf.lost("aware") / 3);
  });

  test("K6: a reader of replicas reads the past", () => {
    const reader = (made: Scenario): Partial<Scenario> => ({
      clients: [
        {id: "writer", args: {does: "set", key: "x", startMs: 13_000, intervalMs: 5}},
        {id: "reader", args: {does: "get", key: "x", policy: "pinned", servers: ["n2"], startMs: 13_000, intervalMs: 5}},
      ],
      faults: [{kind: "cut", nodes: ["n1"], from: ["n2"], at: 15_000}] as Fault[],
      nodes: made.nodes,
      untilMs: 20_000,
    });
    expect(story("selection-order", {}, {but: reader}).measures.staleReads).toBeGreaterThan(400);
  });
});
