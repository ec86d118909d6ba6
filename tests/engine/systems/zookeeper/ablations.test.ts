import {describe, expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import {type Story, story} from "./story.ts";

/** Fact sheet §11, row for row: the name, and the invariants that fall. */
const SHEET: readonly (readonly [name: string, ...breaks: string[]])[] = [
  ["no-zxid-compare"],
  ["no-epoch-compare", "primary-integrity", "prefix-agreement"],
  ["no-d5"],
  ["half-quorum", "one-established-leader"],
  ["no-round-check"],
  ["no-leader-check"],
  ["no-finalize-wait"],
  ["no-rebroadcast"],
  ["count-self-at-once"],
  ["volatile-accepted-epoch", "one-established-leader", "promise"],
  ["volatile-current-epoch", "leader-completeness", "no-lost-write"],
  ["ack-before-fsync", "durable-quorum", "no-lost-write"],
  ["no-newleader-quorum", "durable-quorum"],
  ["leader-never-gives-up"],
  ["lossy-channel", "log-shape"],
  ["no-ack-timeout"],
  ["no-zxid-seen-check", "session-monotonicity"],
  ["keep-session-deadlines"],
  ["observers-vote", "non-voters-never-count"],
];

test("the table of ablations is the fact sheet's, row for row", () => {
  expect(system.ablations.map((a) => [a.name, ...a.breaks])).toEqual(SHEET);
});

/** The same scenario with the mechanism and without it. */
function pair(
  ablate: readonly string[],
  name: string,
  values: Parameters<typeof story>[1] = {},
  but?: (made: Scenario) => Partial<Scenario>,
) {
  const wish = but ? {but} : {};
  return {kept: story(name, values, wish), off: story(name, values, {...wish, ablate})};
}

/** All that is said to be safe without it: no invariant falls, nothing acknowledged is gone. */
const unharmed = ({run, measures}: Story) => expect([run.violations, measures.lostWrites ?? 0]).toEqual([[], 0]);
const servedBy = (s: Story, fromMs: number) => s.notes("serving").flatMap((n) => (n.ms > fromMs ? [n.node] : []));
const voted = (s: Story, leader: number, ...by: string[]) =>
  s.notes("decided").filter((n) => n.leader === leader && (by.length === 0 || by.includes(n.node))).length;
const starting = (s: Scenario, ms: {readonly [id: string]: number | null}) =>
  s.nodes.map((n) => (n.id in ms ? {...n, startMs: ms[n.id] as number | null} : n));

describe("D5 and the comparison of zxids stand behind one another (leader 2 dies, 1 has its last write, 3 has not)", () => {
  const crash = 2850;
  // The client has its answer, its next call is still on the way.
  const answered = (made: Scenario): Partial<Scenario> => ({
    faults: made.faults.map((f): Fault => (f.kind === "crash" && "when" in f ? {...f, when: {...f.when, plusMs: 15}} : f)),
    untilMs: 60_000,
  });

  test("no-zxid-compare: 3 is elected, refuses who knows more, gives up after 20 s, and again: nothing is served, nothing lost", () => {
    const {kept, off} = pair(["no-zxid-compare"], "leader-loss", {writes: 20}, answered);
    expect([servedBy(kept, crash), servedBy(off, crash)]).toEqual([["z1"], []]);
    const gaveUp = off.notes("leaving", "z3").filter((n) => n.why === "found no quorum in time");
    expect(gaveUp.length).toBe(2);
    expect(off.server("z1").tree.nodes.has("/a-19")).toBe(true);
    unharmed(off);
  });

  test("no-d5: nothing changes while votes are compared as they should be", () => {
    const {kept, off} = pair(["no-d5"], "leader-loss", {writes: 20}, answered);
    expect(off.run.hash).toBe(kept.run.hash);
  });

  test("no-zxid-compare and no-d5 together lose an acknowledged write, which neither does alone", () => {
    const {kept, off} = pair(["no-zxid-compare", "no-d5"], "leader-loss", {writes: 20}, answered);
    unharmed(kept);
    expect(off.run.violations.map((v) => v.invariant).sort()).toEqual(expect.arrayContaining(["leader-completeness", "no-lost-write"]));
    expect(off.measures.lostWrites).toBe(1);
  });
});

describe("what costs time", () => {
  test("no-round-check: a belated vote for the dead 3 has it elected a second time", () => {
    const {kept, off} = pair(["no-round-check"], "cold-start", {thirdStartsMs: 0}, (made) => ({
      faults: [
        {kind: "crash", node: "z3", when: {event: "note leading", node: "z3"}},
        {
          kind: "delay",
          message: "NOTIFICATION",
          node: "z2",
          peer: "z1",
          byMs: 700,
          when: {event: "send NOTIFICATION", node: "z2", peer: "z1", nth: 2},
        },
      ],
      untilMs: made.untilMs + 3000,
    }));
    expect([voted(kept, 3, "z1"), voted(off, 3, "z1")]).toEqual([1, 2]);
    expect((off.notes("serving")[0]?.ms ?? 0) - (kept.notes("serving")[0]?.ms ?? 0)).toBeGreaterThan(500);
    unharmed(off);
  });

  test("no-leader-check: a follower that restarts joins the vanished leader of which the others still speak", () => {
    const {kept, off} = pair(["no-leader-check"], "leader-crash-sessions", {}, () => ({
      clients: [],
      faults: [
        {kind: "power-loss", node: "z5", at: 5000},
        {kind: "restart", node: "z1", at: 6000},
      ],
      untilMs: 60_000,
    }));
    const joined = (s: Story) => s.notes("active", "z1").filter((n) => n.ms > 6000)[0]?.ms ?? 0;
    expect([voted(kept, 5, "z1"), voted(off, 5, "z1")]).toEqual([1, 2]);
    expect(joined(off) - joined(kept)).toBeGreaterThan(5000);
    unharmed(off);
  });

  test("no-finalize-wait: a better server 100 ms late comes too late, and the second-best leads", () => {
    const {kept, off} = pair(["no-finalize-wait"], "late-better-server", {delayMs: 100});
    expect([kept.measures.final.leader, off.measures.final.leader]).toEqual(["z5", "z4"]);
    unharmed(off);
  });

  test("no-rebroadcast: one lost vote and its link, and two of three look for ever", () => {
    const {kept, off} = pair(["no-rebroadcast"], "cold-start", {linksUp: false}, (made) => ({
      nodes: starting(made, {z1: 1000, z3: null}),
      // The vote that waited for server 1 is on its way.
      faults: [{kind: "reset-connection", node: "z2", peer: "z1", port: "election", at: 1055}],
      untilMs: 120_000,
    }));
    expect([kept.measures.final.leader, off.measures.final.leader, off.roles]).toMatchObject(["z2", null, {z1: "LOOKING", z2: "LOOKING"}]);
    unharmed(off);
  });

  test("count-self-at-once: the first quorum comes sooner, the decision does not, for the loopback restarts the wait", () => {
    const service = {election: {constant: 3}};
    const machine = {name: "busy", processStart: {constant: 0}, teardown: {constant: 0}, fsync: {constant: 0}, service, work: {}};
    const whole = pair(["count-self-at-once"], "cold-start", {}, () => ({machine}));
    const decisions = (s: Story) => s.notes("decided").map((n) => [n.ms, n.node, n.leader]);
    expect(decisions(whole.off)).toEqual(decisions(whole.kept));
    // Server 1 has adopted 2's vote; its own copy still waits for the thread.
    const early = pair(["count-self-at-once"], "cold-start", {}, () => ({machine, untilMs: 15, settle: false}));
    expect([early.kept.server("z1").finalizing, early.off.server("z1").finalizing]).toEqual([false, true]);
  });
});

describe("what costs freshness, liveness or sessions", () => {
  test("leader-never-gives-up: cut off with one follower it reigns to the end, and its clients read the past", () => {
    const {kept, off} = pair(["leader-never-gives-up"], "minority-leader");
    const reign = (s: Story) => s.measures.reigns.find((r) => r.id === "z5")?.toMs;
    expect([reign(kept), reign(off)]).toEqual([expect.any(Number), null]);
    expect(off.measures.staleReads).toBeGreaterThan(100 * Math.max(1, kept.measures.staleReads));
    const hangs = off.run.history.filter((o) => o.process === "inside-writer" && o.type === "ok" && o.invokedAt > 5_100_000);
    expect(hangs).toEqual([]);
    unharmed(off);
  });

  test("no-ack-timeout: with one follower gone and the other's disk stuck, writes stall and nobody is elected", () => {
    const {kept, off} = pair(["no-ack-timeout"], "stuck-disk", {}, (made) => ({
      faults: [...made.faults.filter((f) => f.kind !== "heal-disk"), {kind: "crash", node: "z1", at: 5500}],
      untilMs: 60_000,
    }));
    const left = (s: Story) => s.notes("leaving", "z3").map((n) => n.why);
    expect([left(kept), left(off)]).toEqual([["lost its quorum"], []]);
    expect([off.measures.operations.ok, off.roles.z3]).toEqual([0, "LEADING"]);
    unharmed(off);
  });

  test.each(["3.8.0", "3.9.5"])("keep-session-deadlines: after 15 s without a leader a session of 10 s is gone (%s)", (version) => {
    const {kept, off} = pair(["keep-session-deadlines"], "leader-crash-sessions", {version}, (made) => ({
      // It comes back three seconds after each attempt: later than the first look at the deadlines.
      clients: (made.clients ?? []).flatMap((c) => (c.id === "owner" ? [{...c, args: {...c.args, pauseMs: 3000}}] : [])),
      faults: ["z3", "z4", "z5"].flatMap((node): Fault[] => [
        {kind: "crash", node, at: 5000},
        {kind: "restart", node, at: 20_000},
      ]),
      untilMs: 40_000,
    }));
    const lost = (s: Story) => s.notes("session-expired", "owner").length;
    expect([lost(kept), lost(off)]).toEqual([0, 1]);
    expect([kept.notes("session-closed"), off.notes("session-closed").length > 0]).toEqual([[], true]);
  });
});

test("half-quorum: cut four servers in the middle, and either half acknowledges writes; with more than half, neither does", () => {
  const halved = (): Partial<Scenario> => ({
    faults: [{kind: "cut", nodes: ["z1", "z2"], from: ["z3", "z4"], at: 3000}],
    untilMs: 40_000,
  });
  const {kept, off} = pair(["half-quorum"], "cold-start", {servers: 4, thirdStartsMs: 0}, halved);
  expect([kept.measures.dualWriteMs, kept.measures.reigns.at(-1)?.effective.at(-1)?.toMs ?? null]).toEqual([0, expect.any(Number)]);
  expect(off.measures.dualWriteMs).toBeGreaterThan(10_000);
});
