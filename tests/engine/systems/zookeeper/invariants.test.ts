// Longer than 400 lines because each of the invariants has its two halves here: the danger it guards against comes up in ordinary runs,
// and a stream of notes that breaks it is told.
import {describe, expect, test} from "vitest";
import type {Operation} from "../../../../src/engine/model/operation.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {World} from "../../../../src/engine/model/world.ts";
import {run} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import type {Server} from "../../../../src/engine/systems/zookeeper/state.ts";
import {emptyTree, type Txn, txn} from "../../../../src/engine/systems/zookeeper/tree.ts";
import {type Zxid, zxid} from "../../../../src/engine/systems/zookeeper/zxid.ts";
import {NO_TIME, type NodeId} from "../../../../src/engine/vocabulary.ts";
import {inEnglish} from "../../../../src/words/said.ts";
import {seeds} from "../story.ts";
import {type Story, story, tell} from "./story.ts";

const NAMES =
  "one-established-leader prefix-agreement durable-quorum leader-completeness primary-integrity log-shape epochs-never-decrease promise newleader-ack no-commit-by-deposed non-voters-never-count decision-rule session-monotonicity zab-orders no-lost-write".split(
    " ",
  );

test("the invariants are those of fact sheet §10 in its order, and what clients were promised", () => {
  expect(system.invariants.map((i) => i.name)).toEqual(NAMES);
});

const told = (s: Story, kind: string) => s.notes(kind).length;
const epochsOf = (s: Story, kind: string) => new Set(s.notes(kind).map((n) => n.zxid?.epoch ?? n.epoch)).size;

/** Three servers under load as random schedules have them; the only trouble is that server 1 hears the others late. */
const lagging = (seed: number): Story =>
  tell({
    ...(system.fuzz?.shapes[0] as Scenario),
    system: "zookeeper",
    name: "lagging",
    faults: [{kind: "slow-link", nodes: ["z1"], from: ["z2", "z3"], factor: 30, at: 1500}],
    seed,
  });

test.each([7, 9, 10])(
  "a leader that wakes when the time for its epoch is over, but its quorum is there, has that epoch, seed %i",
  (seed) => {
    const s = tell({
      ...(system.fuzz?.shapes[0] as Scenario),
      system: "zookeeper",
      name: "waking",
      clients: [],
      faults: [{kind: "pause", node: "z3", forMs: 2305, when: {event: "note phase", node: "z3"}}],
      seed,
    });
    expect(s.run.violations).toEqual([]);
    const woken = s.notes("accepted-epoch").filter(({node}) => node === "z3");
    expect(woken.length).toBeGreaterThan(0);
  },
);

describe("sometimes: the danger comes up in ordinary runs, and nothing falls", () => {
  test.each<[invariant: string, danger: string, s: () => Story, reached: (s: Story) => unknown, expected: unknown]>([
    [
      "one-established-leader",
      "two believe to lead in one round, one of them is established",
      () => story("late-better-server", {delayMs: 213, nearTwoAndThree: true}),
      (s) => [s.measures.dualReignMs > 10_000, told(s, "established")],
      [true, 1],
    ],
    [
      "prefix-agreement",
      "a leader brings what none before it had committed",
      () => story("resurrected-tail"),
      (s) => [s.notes("committed").some((n) => n.zxid?.epoch === 1 && n.zxid.counter === 5), s.run.read?.count("/a-3", "/a-3")],
      [false, 1],
    ],
    [
      "durable-quorum",
      "a commit that one of three will never have on its disk",
      () => story("stuck-disk"),
      (s) => s.notes("committed").filter((n) => n.ms > 5000 && !n.sids?.includes(2)).length,
      2,
    ],
    [
      "leader-completeness",
      "a leader begins after commits of an older epoch",
      () => story("leader-loss", {writes: 5}),
      (s) => [epochsOf(s, "quorum-acked-newleader"), epochsOf(s, "committed")],
      [2, 2],
    ],
    [
      "primary-integrity",
      "a tail that an epoch has left out is still on a disk",
      () => story("resurrected-tail", {first: "1 and 2"}),
      (s) => [s.notes("logged", "z3").some((n) => n.zxid?.counter === 5), s.run.read?.count("/a-3", "/a-3")],
      [true, 0],
    ],
    ["log-shape", "a log is cut back and goes on", () => story("four-syncs"), (s) => told(s, "truncated"), 1],
    [
      "epochs-never-decrease",
      "a server comes back with epochs from its disk",
      () => story("partial-partition"),
      (s) => s.notes("started", "z3").map((n) => n.acceptedEpoch),
      [1, 2],
    ],
    [
      "promise",
      "an epoch below the promise is offered",
      () => story("observer", {observerAccepted: 7}),
      (s) => s.notes("leaving", "z9")[0]?.why,
      "was offered an epoch below one it has promised",
    ],
    [
      "newleader-ack",
      "the leader's history has something the follower lacks",
      () => story("leader-loss", {writes: 5}),
      (s) => s.notes("synchronise", "z1").some((n) => (n.entries ?? 0) > 0),
      true,
    ],
    [
      "no-commit-by-deposed",
      "a deposed leader still has a proposal that waits for acks",
      () => story("minority-leader"),
      (s) => s.server("z3").leader !== null && s.notes("proposed", "z5").length > s.notes("committed", "z5").length,
      true,
    ],
    [
      "non-voters-never-count",
      "an observer acknowledges NEWLEADER, too",
      () => story("observer"),
      (s) => s.notes("learner-acked-newleader", "z9").length,
      1,
    ],
    [
      "decision-rule",
      "servers decide by E8, by E10 and by E12",
      () => story("rejoin", {}, {but: (made) => ({nodes: made.nodes.map((n) => (n.id === "z2" ? {...n, startMs: 2000} : n))})}),
      (s) => [...new Set(s.notes("decided").map((n) => n.by))].sort(),
      ["E10", "E12", "E8"],
    ],
    [
      "zab-orders",
      "primaries of two epochs propose, and each server applies of both",
      () => story("leader-crash-sessions"),
      (s) => [epochsOf(s, "proposed"), new Set(s.notes("applied", "z1").map((n) => n.zxid?.epoch)).size],
      [2, 2],
    ],
    [
      "no-lost-write",
      "writes were acknowledged by a leader that died, and are read back",
      () => story("leader-loss", {writes: 20}),
      (s) => [s.run.history.filter((o) => o.f === "write" && o.type === "ok" && o.server === "z2").length, s.run.read !== null],
      [19, true],
    ],
  ])("%s: %s", (_invariant, _danger, make, reached, expected) => {
    const s = make();
    expect([reached(s), s.run.violations]).toEqual([expected, []]);
  });

  test("session-monotonicity: a client comes to a server that is behind what it has seen, and is refused", () => {
    const runs = seeds(20).map(lagging);
    expect(runs.flatMap((s) => s.run.violations)).toEqual([]);
    expect(runs.reduce((sum, s) => sum + told(s, "refused-behind"), 0)).toBeGreaterThan(0);
  });
});

interface Disk {
  readonly log?: readonly (readonly [number, number])[];
  /** So much of it is synced; all unless said. */
  readonly synced?: number;
  readonly currentEpoch?: number;
  readonly observer?: boolean;
  /** An ephemeral node's owner. */
  readonly owner?: number;
}

/** A world that is only its disks. */
function worldOf(disks: {readonly [id: NodeId]: Disk}): World<Server> {
  const entries = (id: NodeId, file: string): Txn[] =>
    (file === "log" ? (disks[id]?.log ?? []) : []).map(([epoch, counter]) =>
      txn({zxid: zxid(epoch, counter), session: 0, cxid: 0, origin: 0, change: {type: "error", error: ""}}),
    );
  const tree = (owner: number) => ({...emptyTree(), nodes: new Map([["/e", {owner}]])});
  return {
    disk: (id: NodeId) => ({log: (file: string) => ({entries: entries(id, file), length: entries(id, file).length}), get: () => undefined}),
    safeLength: (id: NodeId, file: string) => Math.min(disks[id]?.synced ?? Number.POSITIVE_INFINITY, entries(id, file).length),
    safe: (id: NodeId) => disks[id]?.currentEpoch,
    state: (id: NodeId) => ({voter: disks[id]?.observer !== true, tree: tree(disks[id]?.owner ?? 0)}),
  } as unknown as World<Server>;
}

type Line = readonly [node: NodeId, kind: string, fields?: object];

const SCENE = {
  system: "zookeeper",
  name: "told",
  config: {},
  nodes: [{id: "z1"}, {id: "z2"}, {id: "z3"}, {id: "z4", args: {observer: true}}],
  network: {latency: {constant: 1}},
  faults: [],
  untilMs: 1,
  seed: 1,
} satisfies Scenario;

/** What an invariant says to these notes, one after the other; null: nothing. */
function said(name: string, lines: readonly Line[], disks: {readonly [id: NodeId]: Disk} = {}): string | null {
  const invariant = system.invariants.find((i) => i.name === name);
  const memory = invariant?.init(SCENE);
  for (const [node, kind, fields] of lines) {
    const wrong = invariant?.on?.[kind]?.(memory, {...fields, node, kind, at: NO_TIME}, worldOf(disks)) ?? null;
    if (wrong !== null) return inEnglish(wrong);
  }
  return null;
}

const z = (epoch: number, counter: number): {zxid: Zxid} => ({zxid: zxid(epoch, counter)});
const serves = (node: NodeId, epoch: number): Line => [node, "quorum-acked-newleader", {epoch}];
const commits = (node: NodeId, epoch: number, counter: number, sids = [1, 2]): Line => [node, "committed", {...z(epoch, counter), sids}];
const two = [
  [1, 1],
  [1, 2],
] as const;

describe("told: what breaks it is named, what comes next to it is not", () => {
  test.each<
    [invariant: string, breaks: string, fine: readonly Line[], broken: readonly Line[], says: string, disks?: {[id: NodeId]: Disk}]
  >([
    [
      "one-established-leader",
      "a second established server in one epoch",
      [
        ["z1", "established", {epoch: 1}],
        ["z2", "established", {epoch: 2}],
      ],
      [
        ["z1", "established", {epoch: 1}],
        ["z2", "established", {epoch: 1}],
      ],
      "z1 and then z2 were established in epoch 1",
    ],
    [
      "prefix-agreement",
      "a commit that comes after a later one",
      [commits("z1", 1, 1), commits("z1", 1, 2)],
      [commits("z1", 1, 2), commits("z1", 1, 1)],
      "z1 commits 0x100000001 after 0x100000002",
    ],
    [
      "prefix-agreement",
      "something applied that nobody has committed",
      [commits("z1", 1, 1), ["z2", "applied", z(1, 1)]],
      [["z2", "applied", z(1, 1)]],
      "nobody has committed",
    ],
    [
      "prefix-agreement",
      "a leader that brings what belongs before a commit",
      [serves("z1", 2), commits("z1", 2, 1)],
      [commits("z2", 1, 3), serves("z1", 2)],
      "z1 brings 0x100000001 into the history",
      {z1: {log: two}},
    ],
    [
      "durable-quorum",
      "a commit that one disk alone would keep",
      [commits("z1", 1, 1)],
      [commits("z1", 1, 2)],
      "servers 1, 4 alone would keep it",
      {z1: {log: two}, z2: {log: two, synced: 1}, z4: {log: two}},
    ],
    [
      "durable-quorum",
      "an initial history that one disk alone would keep",
      [],
      [serves("z1", 2)],
      "is the initial history of a serving leader",
      {z1: {log: two}, z4: {log: two}},
    ],
    [
      "leader-completeness",
      "a leader without an older commit",
      [commits("z2", 1, 2), serves("z1", 2)],
      [commits("z2", 1, 3), serves("z1", 2)],
      "z1 leads epoch 2 without 0x100000003",
      {z1: {log: two}},
    ],
    [
      "primary-integrity",
      "a proposal before a quorum has the history",
      [serves("z1", 1), ["z1", "proposed", z(1, 1)]],
      [["z1", "proposed", z(1, 1)]],
      "before a quorum has its history",
    ],
    [
      "primary-integrity",
      "an entry of an epoch that a later one has left out",
      [serves("z2", 2)],
      [serves("z2", 2), serves("z1", 3)],
      "z1 resurrects 0x100000001",
      {z1: {log: two}},
    ],
    [
      "log-shape",
      "a gap",
      [
        ["z1", "logged", z(1, 1)],
        ["z1", "logged", z(2, 1)],
      ],
      [
        ["z1", "logged", z(1, 1)],
        ["z1", "logged", z(1, 3)],
      ],
      "right after 0x100000001",
    ],
    [
      "log-shape",
      "an older entry behind a newer",
      [
        ["z1", "logged", z(1, 2)],
        ["z1", "logged", z(1, 3)],
      ],
      [
        ["z1", "logged", z(1, 2)],
        ["z1", "logged", z(1, 1)],
      ],
      "z1 logs 0x100000001 after 0x100000002",
    ],
    [
      "log-shape",
      "an entry below a snapshot, but not below one that was never kept",
      [
        ["z1", "memory", {...z(1, 9), how: "SNAP"}],
        ["z1", "memory", {...z(1, 2), how: "disk"}],
        ["z1", "logged", z(1, 3)],
      ],
      [
        ["z1", "snapshot", z(1, 9)],
        ["z1", "logged", z(1, 3)],
      ],
      "z1 logs 0x100000003 after 0x100000009",
      {z1: {log: two}},
    ],
    [
      "epochs-never-decrease",
      "an epoch that a restart has lost",
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "started", {acceptedEpoch: 2, currentEpoch: 1}],
      ],
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "started", {acceptedEpoch: 1, currentEpoch: 1}],
      ],
      "goes back from acceptedEpoch 2 to 1",
    ],
    [
      "epochs-never-decrease",
      "a currentEpoch above the promise",
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "current-epoch", {epoch: 2}],
      ],
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "current-epoch", {epoch: 3}],
      ],
      "above its acceptedEpoch 2",
    ],
    [
      "promise",
      "an answer to an epoch below the promise",
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "ackepoch", {epoch: 2, counts: true}],
        ["z1", "ackepoch", {epoch: 2, counts: false}],
      ],
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "ackepoch", {epoch: 1, counts: true}],
      ],
      "acknowledges epoch 1 after it promised 2",
    ],
    [
      "promise",
      "a second counting answer for one epoch",
      [
        ["z1", "ackepoch", {epoch: 1, counts: true}],
        ["z1", "ackepoch", {epoch: 2, counts: true}],
      ],
      [
        ["z1", "ackepoch", {epoch: 1, counts: true}],
        ["z1", "ackepoch", {epoch: 1, counts: true}],
      ],
      "counted twice for epoch 1",
    ],
    [
      "promise",
      "an ack to an older leader",
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "acked", {...z(1, 2), epoch: 2}],
      ],
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "acked", {...z(1, 2), epoch: 1}],
      ],
      "to the leader of 1 after it promised 2",
    ],
    [
      "promise",
      "an ack of an older NEWLEADER",
      [["z1", "learner-acked-newleader", {epoch: 2}]],
      [
        ["z1", "accepted-epoch", {epoch: 2}],
        ["z1", "learner-acked-newleader", {epoch: 1}],
      ],
      "NEWLEADER of 1 after it promised 2",
    ],
    [
      "newleader-ack",
      "an ack without the whole history synced",
      [
        ["z1", "established", {epoch: 2}],
        ["z2", "learner-acked-newleader", {epoch: 2}],
        ["z4", "learner-acked-newleader", {epoch: 2}],
      ],
      [
        ["z1", "established", {epoch: 2}],
        ["z3", "learner-acked-newleader", {epoch: 2}],
      ],
      "without 0x100000002 on its disk",
      {z1: {log: two}, z2: {log: two, currentEpoch: 2}, z3: {log: two, synced: 1, currentEpoch: 2}, z4: {observer: true}},
    ],
    [
      "newleader-ack",
      "an ack without the epoch on disk",
      [["z2", "learner-acked-newleader", {epoch: 2}]],
      [["z3", "learner-acked-newleader", {epoch: 2}]],
      "without having it on its disk",
      {z2: {currentEpoch: 2}, z3: {currentEpoch: 1}},
    ],
    [
      "no-commit-by-deposed",
      "a commit of an older epoch outside the new history",
      [serves("z1", 2), commits("z2", 1, 2)],
      [serves("z1", 2), commits("z2", 1, 3)],
      "although epoch 2 serves",
      {z1: {log: two}},
    ],
    [
      "non-voters-never-count",
      "an observer in a commit",
      [commits("z1", 1, 1, [1, 2])],
      [commits("z1", 1, 1, [1, 4])],
      "server 4, no voter, counts in a commit",
    ],
    [
      "non-voters-never-count",
      "an observer in a quorum",
      [["z1", "quorum", {of: "D3", sids: [1, 2]}]],
      [["z1", "quorum", {of: "D3", sids: [1, 4]}]],
      "counts in the quorum of D3",
    ],
    [
      "decision-rule",
      "a role without a decision since it looked",
      [
        ["z1", "looking"],
        ["z1", "decided", {by: "E12"}],
        ["z1", "following"],
      ],
      [
        ["z1", "decided", {by: "E8"}],
        ["z1", "looking"],
        ["z1", "leading"],
      ],
      "z1 leaves LOOKING without a decision",
    ],
    [
      "session-monotonicity",
      "an answer older than one before",
      [
        ["c", "seen", {session: 1, ...z(1, 2)}],
        ["c", "seen", {session: 2, ...z(1, 1)}],
      ],
      [
        ["c", "seen", {session: 1, ...z(1, 2)}],
        ["c", "seen", {session: 1, ...z(1, 1)}],
      ],
      "c is shown 0x100000001 after 0x100000002",
    ],
    [
      "session-monotonicity",
      "an ephemeral node that outlives its session",
      [["z1", "session-closed", {session: 8}]],
      [["z1", "session-closed", {session: 7}]],
      "z1: /e outlives its session",
      {z1: {owner: 7}},
    ],
    [
      "zab-orders",
      "something applied that nobody proposed",
      [
        ["z1", "proposed", z(1, 1)],
        ["z2", "applied", z(1, 1)],
      ],
      [["z2", "applied", z(1, 1)]],
      "nobody proposed",
    ],
    [
      "zab-orders",
      "two applied out of order",
      [
        ["z1", "proposed", z(1, 1)],
        ["z1", "proposed", z(1, 2)],
        ["z2", "applied", z(1, 1)],
        ["z2", "applied", z(1, 2)],
      ],
      [
        ["z1", "proposed", z(1, 1)],
        ["z1", "proposed", z(1, 2)],
        ["z2", "applied", z(1, 2)],
        ["z2", "applied", z(1, 1)],
      ],
      "z2 applies 0x100000001 after 0x100000002",
    ],
    [
      "zab-orders",
      "a proposal before the one that precedes it",
      [
        ["z1", "proposed", z(1, 1)],
        ["z1", "proposed", z(1, 2)],
      ],
      [
        ["z1", "proposed", z(1, 1)],
        ["z1", "proposed", z(1, 3)],
      ],
      "before the one that precedes it",
    ],
  ])("%s: %s", (name, _breaks, fine, broken, says, disks) => {
    expect(said(name, fine, disks)).toBe(null);
    expect(said(name, broken, disks)).toContain(says);
  });

  test("no-lost-write: an acknowledged write that the final read misses, but not one in doubt", () => {
    const end = system.invariants.find((i) => i.name === "no-lost-write")?.end;
    const write = (key: string, type: Operation["type"]) =>
      ({f: "write", key, value: key, type, process: "c", completedAt: 5000}) as Operation;
    const read = {count: (key: string) => (key === "kept" ? 1 : 0)};
    const none = worldOf({});
    expect(end?.(null, none, [write("kept", "ok"), write("gone", "info")], read)).toBe(null);
    expect(inEnglish(end?.(null, none, [write("kept", "ok"), write("gone", "ok")], read) ?? "")).toBe(
      "1 acknowledged write is gone, the first gone of c at 5 ms",
    );
    expect(end?.(null, none, [write("gone", "ok")], null)).toBe(null);
  });

  test("a run tells it, too: with a rule overridden a cell sees the invariant that falls", () => {
    const scenario = {...(story("epoch-beats-zxid").run.scenario as Scenario)};
    expect(run(system, scenario).violations).toEqual([]);
    const byZxid = (a: {zxid: Zxid}, b: {zxid: Zxid}) => a.zxid.epoch === b.zxid.epoch && a.zxid.counter > b.zxid.counter;
    const {violations, overridden} = run(system, scenario, {rules: {supersedes: byZxid, isMoreRecent: () => false}});
    expect(violations.map((v) => v.invariant)).toContain("primary-integrity");
    expect(Object.keys(overridden)).toEqual(["supersedes", "isMoreRecent"]);
  });
});

test("a version in which an invariant falls says so: 3.8.0 acknowledges NEWLEADER with its history unproven (ZOOKEEPER-4646), 3.9.5 does not", () => {
  const falls = (version: string) => story("bare-quorum-blip", {version}).run.violations.map((v) => v.invariant);
  expect([falls("3.8.0"), falls("3.9.5")]).toEqual([["newleader-ack"], []]);
  for (const name of ["newleader-ack", "durable-quorum"])
    expect(system.invariants.find((i) => i.name === name)?.fallsIn).toEqual(["3.8.0"]);
});
