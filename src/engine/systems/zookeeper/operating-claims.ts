import type {Claim} from "../../model/claim.ts";
import type {Fault} from "../../model/fault.ts";
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {NO_TIME, type NodeId, toMs} from "../../vocabulary.ts";
import {lostWrites} from "../claims.ts";
import {anyPhase, epochOf, keepsAll, longestGap, of, servesAfter} from "./claim-runs.ts";

const SHORT_LIMITS = [5, 10, 20] as const;
const limitOf = (seed: number): number => SHORT_LIMITS[seed % SHORT_LIMITS.length] as number;

/**
 * Two of three servers are up; server 2 starts empty, and the snapshot that it is sent is on its disk after that part of initLimit ticks, as
 * often as it tries.
 */
function refilled(part: number, seed: number): Scenario {
  const made = of("phantom-ack", {startSpreadMs: 500}, seed);
  const ids = ["z1", "z2", "z3"];
  const when = (nth: number, plusMs?: number) => ({event: "send ACKEPOCH", node: "z2", nth, ...(plusMs === undefined ? {} : {plusMs})});
  const hangs = Array.from({length: 30}, (_, i): Fault[] => [
    {kind: "slow-disk", node: "z2", factor: null, when: when(i + 1)},
    {kind: "heal-disk", node: "z2", when: when(i + 1, part * limitOf(seed) * 2000)},
  ]);
  return {
    ...made,
    config: {...made.config, initLimit: limitOf(seed)},
    nodes: made.nodes.filter(({id}) => ids.includes(id)),
    initial: Object.fromEntries(Object.entries(made.initial ?? {}).filter(([id]) => ids.includes(id))),
    faults: [...made.faults.filter((f) => f.kind === "restart" && (f.node === "z2" || f.node === "z3")), ...hangs.flat()],
    untilMs: 120_000,
    settle: false,
  };
}

const everServes = (run: Run): boolean => run.effective.some((s) => s.nodes.length > 0 && s.from < run.end);

/** Five servers, of which server 3 leads, are restarted one after the other, each away for 2 s, one each 4 s. */
function rolled(order: readonly NodeId[], seed: number): Scenario {
  const made = of("leader-crash-sessions", {servers: 5}, seed);
  const faults = order.flatMap((node, i): Fault[] => [
    {kind: "crash", node, at: 3000 + i * 4000},
    {kind: "restart", node, at: 5000 + i * 4000},
  ]);
  const nodes = made.nodes.map((n) => (n.id === "z4" || n.id === "z5" ? {...n, startMs: 800} : n));
  return {...made, nodes, faults, untilMs: 27_000};
}

/** The others in an order that the seed draws, server 3 last. */
const leaderLast = (seed: number): NodeId[] => {
  const others = ["z1", "z2", "z4", "z5"];
  const from = seed % 4;
  return [...others.slice(from), ...others.slice(0, from), "z3"];
};

/** Server 2's disk hangs for 20 s, with a writer at server 3, which leads. */
function hung(down: readonly Fault[], seed: number): Scenario {
  const made = of("stuck-disk", {}, seed);
  const at = anyPhase(seed, 6000);
  const [writer] = made.clients ?? [];
  return {
    ...made,
    clients: [
      {...writer, id: "writer", args: {does: "create", path: "/a", servers: ["z3"], startMs: 2000, intervalMs: 500, policy: "pinned"}},
    ],
    faults: [...down, {kind: "slow-disk", node: "z2", factor: null, at}, {kind: "heal-disk", node: "z2", at: at + 20_000}],
    untilMs: at + 65_000,
  };
}

/** Of nine servers in three groups these die at once. */
const bereft = (dead: readonly NodeId[], seed: number): Scenario => ({
  ...of("hierarchical-quorum", {}, seed),
  faults: dead.map((node): Fault => ({kind: "crash", node, at: 3000})),
  untilMs: 6000,
  settle: false,
});

/** What the chapter's second part says, to those who run it. */
export const operating: readonly Claim[] = [
  {
    id: "zookeeper/snapshot-within-init-limit",
    says: "With initLimit 5, 10 and 20 in turn, two of three servers up and one of them empty: where its snapshot is on disk after nine tenths of initLimit ticks, the first leader serves.",
    seeds: 300,
    scenario: (seed) => refilled(0.9, seed),
    holds: (run) => everServes(run) && epochOf(run) === 2,
  },
  {
    id: "zookeeper/snapshot-beyond-init-limit",
    says: "Where it takes a tenth more than initLimit ticks, nobody serves within two minutes, and leaders are elected again and again.",
    seeds: 300,
    scenario: (seed) => refilled(1.1, seed),
    holds: (run) => !everServes(run) && epochOf(run) > 2,
  },
  {
    id: "zookeeper/leader-last-one-election",
    says: "Five servers restarted one each 4 s, the leader last: one new epoch, and no acknowledged write is lost.",
    seeds: 200,
    scenario: (seed) => rolled(leaderLast(seed), seed),
    holds: (run) => epochOf(run) === 2 && keepsAll(run),
  },
  {
    id: "zookeeper/hang-in-a-bare-quorum",
    says: "With two of three up and the follower's disk hanging for 20 s, no write is acknowledged for as long and at most a minute, and none is lost.",
    seeds: 200,
    scenario: (seed) => hung([{kind: "crash", node: "z1", at: 4000}], seed),
    holds(run) {
      const ms = longestGap(run, 5000);
      return ms >= 19_900 && ms <= 60_000 && lostWrites(run).length === 0 && run.violations.length === 0;
    },
  },
  {
    id: "zookeeper/hang-among-three",
    says: "With three up and a follower's disk hanging for 20 s, a write each half a second is acknowledged within half a second.",
    seeds: 200,
    scenario: (seed) => hung([], seed),
    holds(run) {
      const writes = run.history.filter((o) => o.f === "write");
      return writes.length > 50 && writes.every((o) => o.type === "ok" && toMs(o.completedAt ?? NO_TIME) - toMs(o.invokedAt) < 500);
    },
  },
  {
    id: "zookeeper/unreached-leader",
    says: "A follower that restarts and cannot reach its leader is LOOKING for the whole 30 s, follows within a minute after, and meanwhile writes go on.",
    seeds: 200,
    scenario: (seed) => ({...of("partial-partition", {faultMs: anyPhase(seed)}, seed), settle: false}),
    holds(run) {
      const at = anyPhase(run.scenario.seed);
      const follows = run.beliefs.filter((b) => b.node === "z3" && b.role === "FOLLOWING" && toMs(b.from) > at);
      const first = Math.min(...follows.map((b) => toMs(b.from)));
      return first > at + 30_000 && first < at + 90_000 && longestGap(run, at) === 0;
    },
  },
  {
    id: "zookeeper/a-place-and-two-more",
    says: "Of nine servers in three groups all of one and one of each other die: within a second somebody accepts writes.",
    seeds: 200,
    scenario: (seed) => bereft(["z7", "z8", "z9", `z${1 + (seed % 3)}`, `z${4 + (seed % 2)}`], seed),
    holds: (run) => servesAfter(run, 3001) < 1000 || longestGap(run, 3000) === 0,
  },
  {
    id: "zookeeper/two-and-two",
    says: "Of nine servers in three groups two of each of two die: nobody accepts a write again.",
    seeds: 200,
    scenario: (seed) => bereft(["z4", `z${5 + (seed % 2)}`, "z7", `z${8 + (seed % 2)}`], seed),
    holds: (run) =>
      servesAfter(run, 4500) === Number.POSITIVE_INFINITY &&
      run.effective.every((s) => s.nodes.length === 0 || toMs(s.to ?? run.end) < 4500),
  },
];
