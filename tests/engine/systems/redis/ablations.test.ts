import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import {seeds} from "../story.ts";
import {median, type Story, story} from "./story.ts";

/** Fact sheet §10, row for row, and the invariants that fall; the last is the switch that V9 asks for. */
const SHEET: readonly (readonly [name: string, ...breaks: string[]])[] = [
  ["no-majority", "election-rule", "one-elected-per-epoch", "minority-inertia"],
  ["vote-repeatedly", "one-vote-an-epoch", "one-elected-per-epoch"],
  ["vote-not-persisted", "one-vote-an-epoch"],
  ["no-epoch-compare", "address-changes-only-forward", "config-epoch-monotone"],
  ["no-desync"],
  ["no-vote-backoff"],
  ["min-replicas-off", "min-replicas-bound"],
  ["selection-ignores-offset", "promotion-discipline"],
  ["no-link-age-filter", "promotion-discipline"],
  ["no-demotion", "demotion-in-time"],
  ["no-convert-wait"],
  ["no-answer-expiry", "odown-needs-quorum"],
  ["clear-flags-on-switch"],
  ["tilt-off"],
  ["slow-info"],
  ["no-client-kill"],
  ["psync1"],
  ["quorum-from-live", "election-rule", "one-elected-per-epoch", "minority-inertia"],
  ["count-own-epoch"],
];

test("the table of ablations is the fact sheet's, row for row, and the switch of V9", () => {
  expect(system.ablations.map((a) => [a.name, ...a.breaks])).toEqual(SHEET);
});

type Change = (made: Scenario) => Partial<Scenario>;

/** The same scenario with the mechanism and without it. */
function pair(name: string, scenario: string, values: Parameters<typeof story>[1] = {}, but?: Change, seed = 1) {
  const wish = {seed, ...(but ? {but} : {})};
  return {kept: story(scenario, values, wish), off: story(scenario, values, {...wish, ablate: [name]})};
}

const broken = (s: Story) => s.run.violations.map((v) => v.invariant).sort();
const since = (s: Story, kind: string, fromMs = 0) => s.notes(kind).filter((n) => n.ms >= fromMs);
const crash = (node: string, at = 15_000): Fault => ({kind: "crash", node, at});

describe("what is not safe without its mechanism", () => {
  /** n1 dies while {s1, n2} and {s2, s3, n3} are cut from each other. */
  const halves: Change = (made) => ({
    nodes: made.nodes,
    faults: [{kind: "cut", nodes: ["n2", "s1"], from: ["n3", "s2", "s3"], at: 14_990}, crash("n1"), {kind: "heal", at: 35_000}],
    untilMs: 45_000,
  });

  test("no-majority, V6: both halves elect in epoch 1 and promote, and two addresses of one number never agree (C3)", () => {
    const {kept, off} = pair("no-majority", "selection-order", {quorum: 1}, halves);
    expect([
      broken(kept),
      since(kept, "+elected-leader")
        .map((n) => n.node)
        .includes("s1"),
    ]).toEqual([[], false]);
    expect(broken(off)).toEqual(expect.arrayContaining(["election-rule", "one-elected-per-epoch", "minority-inertia"]));
    expect(
      since(off, "master-mode")
        .map((n) => n.node)
        .sort(),
    ).toEqual(["n2", "n3"]);
    expect([off.sentinel("s1").master.id, off.sentinel("s2").master.id]).toEqual(["n2", "n3"]);
  });

  test("quorum-from-live, V10: of four, two halves elect each its own", () => {
    const four: Change = (made) => ({
      nodes: [...made.nodes, {id: "s4", process: "sentinel"}],
      initial: Object.fromEntries(
        ["s1", "s2", "s3", "s4"].map((id) => [
          id,
          {slaves: ["n2", "n3"], sentinels: ["s1", "s2", "s3", "s4"].filter((x) => x !== id), spreadMs: 10_000},
        ]),
      ),
      faults: [{kind: "cut", nodes: ["n2", "s1", "s2"], from: ["n3", "s3", "s4"], at: 12_000}, crash("n1")],
      untilMs: 20_000,
      settle: false,
    });
    const {kept, off} = pair("quorum-from-live", "selection-order", {}, four);
    expect(since(kept, "+elected-leader")).toEqual([]);
    expect(broken(off)).toEqual(["election-rule", "minority-inertia", "one-elected-per-epoch"]);
  });

  test("vote-repeatedly, V3: two candidates of one epoch both win", () => {
    const runs = seeds(100).map((seed) => story("split-vote", {intervalMs: 500}, {seed, ablate: ["vote-repeatedly"], bare: true}));
    const fallen = runs.flatMap(broken);
    expect(fallen).toEqual(expect.arrayContaining(["one-vote-an-epoch", "one-elected-per-epoch"]));
  });

  test("vote-not-persisted, V4: a sentinel that restarts gives its vote of the same epoch again", () => {
    const forgetful: Change = (made) => ({
      faults: [
        ...made.faults,
        // By then it has told the other candidates for whom it voted.
        {kind: "crash", node: "@self", as: "voter", when: {event: "note +vote-for-leader", fromMs: 15_000, plusMs: 500}},
        {kind: "restart", node: "@voter", when: {event: "note +vote-for-leader", fromMs: 15_000, plusMs: 550}},
      ],
    });
    const runs = (ablate: readonly string[]) =>
      seeds(300).flatMap((seed) => broken(story("split-vote", {intervalMs: 500}, {seed, ablate, but: forgetful, bare: true})));
    expect(runs([])).toEqual([]);
    expect(runs(["vote-not-persisted"])).toContain("one-vote-an-epoch");
  });

  test("no-epoch-compare, C3: a sentinel back from a partition names the old master again, and addresses flap", () => {
    const {kept, off} = pair("no-epoch-compare", "split-brain");
    expect([broken(kept), since(kept, "+switch-master").length]).toEqual([[], 3]);
    expect(broken(off)).toContain("address-changes-only-forward");
    expect(since(off, "+switch-master").length).toBeGreaterThan(6);
  });

  test("min-replicas-off, M2: the loss grows with the cut, instead of max-lag and 2 s", () => {
    const {kept, off} = pair("min-replicas-off", "split-brain-min-replicas", {"min-replicas-max-lag": 2, intervalMs: 20});
    expect([broken(kept), broken(off)]).toEqual([[], ["min-replicas-bound"]]);
    expect(off.lost("holder")).toBeGreaterThan(4 * kept.lost("holder"));
  });

  test("selection-ignores-offset, S2: the loss is what the replica with the smaller run id lags", () => {
    const lost = (ablate: readonly string[]) =>
      seeds(100).map((seed) => story("selection-order", {n2LagMs: 1000}, {seed, ablate, bare: true}));
    expect(Math.max(...lost([]).map((s) => s.lost()))).toBe(0);
    const off = lost(["selection-ignores-offset"]);
    expect(Math.max(...off.map((s) => s.lost()))).toBeGreaterThan(150);
    expect(off.flatMap(broken)).toContain("promotion-discipline");
  });

  test("no-link-age-filter, S1: a replica half a minute behind is promoted", () => {
    const {kept, off} = pair("no-link-age-filter", "stale-replica", {faultMs: 45_000});
    expect([since(kept, "master-mode").length, since(off, "master-mode").map((n) => n.node)]).toEqual([0, ["n2"]]);
    expect(broken(off)).toEqual(["promotion-discipline"]);
  });

  test("no-demotion, C6: two masters for ever", () => {
    const {kept, off} = pair("no-demotion", "master-pause");
    expect([broken(kept), broken(off)]).toEqual([[], ["demotion-in-time"]]);
    expect(off.measures.dualWriteMs).toBeGreaterThan(19_000);
  });

  test("no-answer-expiry, O3: one sentinel and a dead peer's old word make ODOWN", () => {
    const word: Change = (made) => ({
      faults: [
        {kind: "pause", node: "n1", forMs: 1500, at: 15_000},
        {kind: "cut", nodes: ["s1"], from: ["s2", "s3"], when: {event: "note +odown", fromMs: 15_000}},
        {kind: "cut", nodes: ["s1"], from: ["n1"], at: 30_000},
      ],
      nodes: made.nodes,
      untilMs: 40_000,
      settle: false,
    });
    const runs = (ablate: readonly string[]) =>
      seeds(100).flatMap((seed) => broken(story("selection-order", {intervalMs: 500}, {seed, ablate, but: word, bare: true})));
    expect(runs([])).toEqual([]);
    expect(runs(["no-answer-expiry"])).toContain("odown-needs-quorum");
  });
});

describe("what costs time, or writes", () => {
  test("no-desync, V7: at equal phases every round is split, and nobody is ever elected", () => {
    for (const seed of seeds(30)) {
      const {kept, off} = pair("no-desync", "split-vote", {spreadMs: 0, latencyMs: 20, intervalMs: 500}, undefined, seed);
      expect([off.run.marks.some((m) => m.stage === "elect"), broken(off)]).toEqual([false, []]);
      expect(kept.run.marks.some((m) => m.stage === "elect")).toBe(true);
    }
  });

  test("no-vote-backoff, V5: who voted begins an attempt of its own, and the promoted server is promoted away", () => {
    const tries = (ablate: readonly string[]) =>
      seeds(100).map(
        (seed) => story("master-crash", {intervalMs: 500}, {seed, ablate, bare: true}).run.marks.filter((m) => m.stage === "agree").length,
      );
    const mean = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0) / counts.length;
    expect(mean(tries(["no-vote-backoff"]))).toBeGreaterThan(mean(tries([])) + 0.8);
  });

  test("no-convert-wait, C6: an uninformed sentinel demotes the server that has just been promoted", () => {
    const {kept, off} = pair("no-convert-wait", "master-crash");
    expect([since(kept, "+convert-to-slave").length, since(off, "+convert-to-slave").length > 0]).toEqual([0, true]);
    expect(broken(off)).toEqual([]);
  });

  test("clear-flags-on-switch, O5: a repair: after the new master's death its loss is agreed on anew, a tick later at least", () => {
    const {kept, off} = pair("clear-flags-on-switch", "promoted-replica-dies");
    const odown = (s: Story) => since(s, "+odown", 2500)[0]?.ms ?? 0;
    const sdown = (s: Story) => since(s, "+sdown", 2500)[0]?.ms ?? 0;
    expect(odown(kept) - sdown(kept)).toBe(0);
    expect(odown(off) - sdown(off)).toBeGreaterThan(0);
  });

  test("tilt-off, T1: a jump of the clock makes a fail-over of a master that would have been back in time", () => {
    const jump: Change = (made) => ({
      faults: [
        crash("n1"),
        {kind: "clock-jump", node: "s1", byMs: 60_000, at: 16_500},
        {kind: "clock-jump", node: "s2", byMs: 60_000, at: 16_500},
        {kind: "restart", node: "n1", at: 18_000},
      ],
      nodes: made.nodes,
      untilMs: 30_000,
    });
    const {kept, off} = pair("tilt-off", "selection-order", {"down-after-milliseconds": 30_000, intervalMs: 100}, jump);
    expect([since(kept, "+odown").length, since(off, "+try-failover").length]).toEqual([0, 1]);
  });

  test("slow-info, S3: the promotion is seen seconds later, or nobody's INFO is fresh enough", () => {
    const seen = (ablate: readonly string[]) =>
      seeds(100).map((seed) => {
        const {run} = story("master-crash", {intervalMs: 500}, {seed, ablate, bare: true});
        return run.marks.find((m) => m.stage === "publish" && m.at > 15_000_000)?.at ?? 40_000_000;
      });
    expect(median(seen(["slow-info"])) - median(seen([]))).toBeGreaterThan(2_000_000);
  });

  test("no-client-kill, F4: the holder of a demoted master stays, and collects READONLY without ever losing its connection", () => {
    const {kept, off} = pair("no-client-kill", "split-brain");
    const inDoubt = (s: Story) => s.answers("holder").filter((a) => a.type === "info").length;
    const readonly = (s: Story) => s.answers("holder").filter((a) => a.result === "READONLY").length;
    expect([readonly(kept) > 0, readonly(off) > 0, inDoubt(off)]).toEqual([true, true, 0]);
    expect(broken(off)).toEqual([]);
  });

  test("psync1, R7: every replica resyncs in full at each fail-over", () => {
    const {kept, off} = pair("psync1", "master-crash");
    const how = (s: Story) => since(s, "sync-finished").map((n) => n.how);
    expect([how(kept), how(off)]).toEqual([["partial"], ["full"]]);
  });
});

describe("V9: votes of the current epoch elect, the attempt's own number stays on the configuration", () => {
  /** s3 has seen epoch 50 elsewhere and stops before its first hello; it goes on, in TILT, 15 ms into the attempt of another. */
  const jump: Change = (made) => ({
    initial: {...made.initial, s3: {...(made.initial?.s3 as object), currentEpoch: 50}},
    faults: [
      {kind: "pause", node: "s3", at: 1000},
      crash("n1"),
      {kind: "resume", node: "s3", when: {event: "note +try-failover", fromMs: 15_000, plusMs: 15}},
    ],
    untilMs: 25_000,
  });
  const elected = (ablate: readonly string[]) =>
    seeds(100).map((seed) => {
      const s = story("selection-order", {spreadMs: 0, intervalMs: 500}, {seed, but: jump, ablate});
      expect(broken(s)).toEqual([]);
      const [began, won] = [since(s, "+try-failover")[0], since(s, "+elected-leader")[0]];
      return {ms: (won?.ms ?? Number.NaN) - (began?.ms ?? 0), epoch: won?.epoch, config: since(s, "+promoted-slave")[0]?.epoch};
    });

  test("as written: the votes at hand are ignored, a second later those of epoch 50 elect, config_epoch is 1", () => {
    for (const {ms, epoch, config} of elected([])) {
      expect([ms > 900 && ms < 1300, epoch, config]).toEqual([true, 1, 1]);
    }
  });

  test("with count-own-epoch the votes at hand elect at the next tick", () => {
    for (const {ms, config} of elected(["count-own-epoch"])) expect([ms < 200, config]).toEqual([true, 1]);
  });
});
