import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Noted} from "../../../../src/engine/model/note.ts";
import type {Shape} from "../../../../src/engine/model/scenario.ts";
import type {World} from "../../../../src/engine/model/world.ts";
import {run, scenarioOf} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import {type Rules, rules} from "../../../../src/engine/systems/redis/rules.ts";
import {ms} from "../../../../src/engine/vocabulary.ts";
import type {Told} from "../../../../src/words/message.ts";
import {inEnglish} from "../../../../src/words/said.ts";
import {seeds} from "../story.ts";

/** Fact sheet §9, in its order. */
const NAMES = [
  "one-vote-an-epoch",
  "epochs-never-decrease",
  "config-epoch-monotone",
  "election-rule",
  "one-elected-per-epoch",
  "address-changes-only-forward",
  "promotion-discipline",
  "law-of-loss",
  "replica-prefix",
  "branch-uniqueness",
  "ack-honesty",
  "min-replicas-bound",
  "wait-means-applied",
  "odown-needs-quorum",
  "tilt-silence",
  "priority-zero-never",
  "demotion-in-time",
  "minority-inertia",
];

test("the sheet's eighteen invariants are watched, in its order", () => {
  expect(system.invariants.map((i) => i.name)).toEqual(NAMES);
});

/** What a monitor says; null: nothing is wrong. */
const english = (told: Told | null | undefined): string | null => (told === null || told === undefined ? null : inEnglish(told));

/** What falls, over some seeds, when a rule is another. */
function fallen(name: string, values: Parameters<typeof scenarioOf>[2], but: Partial<Rules>): Set<string> {
  const found = seeds(60).flatMap((seed) => run(system, scenarioOf(system, name, values, seed), {rules: but}).violations);
  return new Set(found.map((v) => v.invariant));
}

describe("a monitor that nothing trips proves nothing", () => {
  test("replica-prefix, branch-uniqueness: an old master goes on from a history that was left", () => {
    const takesAll: Rules["continuesPartially"] = (asked, own, from) =>
      asked.id === own.replid2 || rules.continuesPartially(asked, own, from);
    const found = fallen("master-pause", {intervalMs: 50}, {continuesPartially: takesAll});
    for (const name of ["replica-prefix", "branch-uniqueness"]) expect(found).toContain(name);
  });

  test("law-of-loss: a promotion begins no history of its own", () => {
    expect(fallen("master-pause", {intervalMs: 50}, {branch: (own) => own})).toContain("law-of-loss");
  });

  test("wait-means-applied: WAIT counts replicas that have not answered", () => {
    expect(fallen("wait-not-enough", {waitReplicas: 2}, {acknowledgedBy: () => 2})).toContain("wait-means-applied");
  });

  test("priority-zero-never: selection does not ask for the priority", () => {
    const blind: Rules["qualifies"] = (c, master, limits) => rules.qualifies({...c, priority: 1}, master, limits);
    expect(fallen("priority-zero", {intervalMs: 200}, {qualifies: blind})).toContain("priority-zero-never");
  });

  const cases: [claim: string, heardAt: number, countedAt: number, but: {resumedAt?: number; lead?: number}, wrong: string | null][] = [
    ["heard a second more than max-lag before the count", 15_900, 18_900, {}, null],
    [
      "heard longer ago than that",
      15_899,
      18_900,
      {},
      "accepted a write with 0 replicas heard within 3000 ms before it counted them, of 1",
    ],
    ["a count older than a turn of the cron", 18_899, 18_899, {}, "accepted a write by a count that was 1101 ms old"],
    ["as old, after a pause in which the count grew old", 12_000, 12_000, {resumedAt: 19_000}, null],
    ["as old, and the pause was before it", 12_000, 18_800, {resumedAt: 12_000}, "accepted a write"],
    ["heard long ago by a clock that was set back meanwhile", 1000, 19_000, {lead: -60_000}, null],
  ];
  test.each(cases)("min-replicas-bound: %s", (_claim, heardAt, countedAt, {resumedAt, lead = 0}, wrong) => {
    const bound = system.invariants.find((i) => i.name === "min-replicas-bound");
    const memory = bound?.init(scenarioOf(system, "split-brain-min-replicas"));
    const at = ms(20_000);
    const config = {minReplicas: 1, maxLag: 2};
    const say = (counted: number, ahead: number, silentMs: number) => {
      const server = {process: "server", config, countedAt: ms(counted), accepted: {at, lead: ms(ahead)}};
      return english(
        bound?.on?.accepted?.(memory, {kind: "accepted", node: "n1", at, silentMs: [silentMs]}, {state: () => server} as never),
      );
    };
    expect(say(20_000, 0, 0)).toBe(null);
    if (resumedAt !== undefined) bound?.lifecycle?.(memory, "n1", "up", {now: ms(resumedAt)} as never);
    expect(say(countedAt, lead, 20_000 - heardAt)).toEqual(wrong === null ? null : expect.stringContaining(wrong));
  });

  test("min-replicas-bound: a master that was stopped takes one more write on a count from before, as the real one does", () => {
    const paused = seeds(60).map((seed) =>
      run(system, scenarioOf(system, "master-pause", {pauseMs: 8000, "min-replicas-to-write": 1, "min-replicas-max-lag": 2}, seed)),
    );
    expect(paused.flatMap((r) => r.violations)).toEqual([]);
  });

  test("demotion-in-time: a replica below a replica, of which no sentinel was ever told, stays where it is", () => {
    const quiet = system.invariants.find((i) => i.name === "demotion-in-time");
    const judge = (slaves: string[]) => {
      const memory = quiet?.init(scenarioOf(system, "master-crash"));
      const master = {id: "n1", state: "none", sdown: false, slaves: new Map(slaves.map((id) => [id, {}]))};
      const states: {[id: string]: object} = {
        n1: {process: "server", master: null},
        n2: {process: "server", master: "n1"},
        n3: {process: "server", master: "n2"},
        s1: {process: "sentinel", tilt: false, master},
      };
      const world = {now: 10 ** 9, ids: Object.keys(states), state: (id: string) => states[id], status: () => "up", linked: () => true};
      return english(quiet?.end?.(memory, world as never, [], null));
    };
    expect([judge(["n2"]), judge(["n2", "n3"])]).toEqual([null, expect.stringContaining("n3 follows another")]);
  });

  const sentinel = {process: "sentinel", tilt: false, currentEpoch: 5, master: {leaderEpoch: 5, configEpoch: 4}};
  const told = (name: string, kind: string, state: object, fields: object = {}, again: object = {}): (string | null)[] => {
    const found = system.invariants.find((i) => i.name === name);
    const memory = found?.init(scenarioOf(system, "master-crash"));
    const world = (s: object) => ({now: 0, ids: [], state: () => s, safe: () => sentinel}) as unknown as World<never>;
    const note = {kind, node: "s1", at: 0, ...fields} as Noted;
    const handler = found?.on?.[kind];
    return [state, {...state, ...again}].map((s) => {
      return english(handler?.(memory, note, world(s)));
    });
  };
  test("odown-needs-quorum: an answer counts until its age is judged again, however long a stuck disk puts that off", () => {
    const peer = {masterDown: true, lastReply: ms(5000)};
    const master = {sdown: true, sentinels: new Map([["s2", peer]])};
    const looking = {process: "sentinel", config: {askPeriod: ms(1000), quorum: 2}, previousTick: ms(10_900), looked: ms(10_000), master};
    expect(told("odown-needs-quorum", "+odown", looking, {of: "n1"}, {looked: ms(10_001)})).toEqual([
      null,
      "s1 held n1 for objectively down with 1 of 2",
    ]);
  });

  test("tilt-silence: a sentinel in TILT begins a fail-over", () => {
    expect(told("tilt-silence", "+try-failover", sentinel, {}, {tilt: true})).toEqual([null, "s1 was in TILT and did +try-failover"]);
  });

  test("epochs-never-decrease: an epoch goes back", () => {
    expect(told("epochs-never-decrease", "config-rewritten", sentinel, {}, {currentEpoch: 4})).toEqual([
      null,
      "s1 went from epoch 5 back to 4",
    ]);
  });

  test("ack-honesty: more is acknowledged than was applied", () => {
    const replica = {conn: 1, id: "n2", ackOffset: 7};
    const server = {process: "server", offset: 9, link: {conn: 1, state: "connected"}, replicas: new Map([[1, replica]])};
    expect(told("ack-honesty", "good-replicas", server, {node: "n1"}, {offset: 6})).toEqual([
      null,
      "n1 has 7 acknowledged by n2, which is at 6",
    ]);
  });
});

test("what the sheet calls famous non-invariants do happen", () => {
  const runs = (name: string, values = {}) =>
    seeds(20).map((seed) => run(system, scenarioOf(system, name, {intervalMs: 50, ...values}, seed)));
  const two = runs("master-pause").some((r) => r.effective.some((e) => e.nodes.length > 1));
  const lost = runs("wait-not-enough").some((r) =>
    r.history.some((o) => o.f === "write" && o.type === "ok" && r.read?.count(o.key, o.value) === 0),
  );
  const unfinished = runs("priority-zero").some(
    (r) => r.marks.some((m) => m.stage === "elect") && !r.marks.some((m) => m.stage === "publish"),
  );
  expect({
    "two masters may be written to": two,
    "a write that WAIT saw may be lost": lost,
    "an election may end without a promotion": unfinished,
  }).toEqual({
    "two masters may be written to": true,
    "a write that WAIT saw may be lost": true,
    "an election may end without a promotion": true,
  });
});

/** Schedules of random faults by which a predicate once accused the model, whose run was right. */
const ACCUSED: readonly (readonly [claim: string, shape: string, seed: number, faults: readonly Fault[]])[] = [
  [
    "a master that stood still has counted its replicas a second ago, by its own time",
    "min-replicas",
    1062684598,
    [
      {kind: "cut", nodes: ["n1", "n2", "n3"], from: ["s1", "s2", "s3"], at: 4467},
      {kind: "heal", nodes: ["n1", "n2", "n3"], from: ["s1", "s2", "s3"], at: 6392},
      {kind: "pause", node: "n1", forMs: 2599, at: 5206},
      {kind: "clock-drift", node: "n2", ppm: 0, when: {event: "sync dump.rdb", node: "n2", nth: 3, side: "before", fromMs: 2878}},
      {kind: "cut", nodes: ["n1", "n2", "n3"], at: 1956},
      {kind: "heal", nodes: ["n1", "n2", "n3"], at: 3913},
      {kind: "clock-drift", node: "@leader", ppm: 40000, when: {event: "write sentinel.conf", nth: 5, side: "before", fromMs: 4345}},
    ],
  ],
  [
    "a replica below a replica of which no sentinel was told",
    "strangers",
    308399249,
    [
      {kind: "power-loss", node: "n1", as: "n6", when: {event: "send FULLRESYNC", node: "n1", nth: 5, side: "after", fromMs: 3032}},
      {kind: "restart", node: "@n6", when: {event: "send FULLRESYNC", node: "n1", nth: 5, side: "after", fromMs: 3032, plusMs: 1914}},
      {kind: "crash", node: "n1", as: "n36", at: 785},
      {kind: "restart", node: "@n36", at: 3338},
      {
        kind: "slow-disk",
        node: "n3",
        factor: 40,
        as: "d1",
        when: {event: "send ISMASTERDOWN", node: "n3", nth: 2, side: "before", fromMs: 5160},
      },
      {kind: "heal-disk", node: "@d1", when: {event: "send ISMASTERDOWN", node: "n3", nth: 2, side: "before", fromMs: 5160, plusMs: 425}},
    ],
  ],
  [
    "a sentinel that loses power between two rewrites of its file",
    "three",
    752080672,
    [
      {kind: "power-loss", node: "s1", as: "n16", when: {event: "sync sentinel.conf", node: "s1", nth: 2, side: "after", fromMs: 186}},
      {kind: "clock-drift", node: "n1", ppm: 60000, at: 0},
      {kind: "power-loss", node: "s1", as: "n2", at: 5085},
      {kind: "restart", node: "@n2", at: 7407},
    ],
  ],
  [
    "a sentinel whose disk hangs still counts the answers that were young when it last looked",
    "three",
    0,
    [
      {kind: "crash", node: "n1", as: "n0", at: 1666},
      {kind: "restart", node: "@n0", at: 2012},
      {kind: "slow-disk", node: "n1", factor: null, as: "d0", at: 3028},
      {kind: "heal-disk", node: "@d0", at: 3792},
    ],
  ],
];

test.each(ACCUSED)("nothing is accused: %s", (_claim, name, seed, faults) => {
  const shape = system.fuzz.shapes.find((s) => s.name === name) as Shape;
  expect(run(system, {...shape, system: "redis", faults, seed}).violations).toEqual([]);
});
