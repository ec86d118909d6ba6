import type {Claim} from "../../model/claim.ts";
import {isLost, type Operation} from "../../model/operation.ts";
import type {Run} from "../../model/run.ts";
import {earlier, later, minus, ms, NO_TIME, type NodeId, plus, type Ticks, toMs} from "../../vocabulary.ts";
import {lostWrites} from "../claims.ts";
import {fault, masters, of, wasRead} from "./claim-runs.ts";
import {operating} from "./operating-claims.ts";

/** Acknowledged by that server after that time. */
const acknowledged = (run: Run, by: NodeId, after: Ticks): readonly Operation[] =>
  run.history.filter((o) => o.f === "write" && o.type === "ok" && o.server === by && (o.completedAt ?? 0) > after);

const allLost = ({read}: Run, writes: readonly Operation[]): boolean => read !== null && writes.every((o) => isLost(read, o));

/** Ms from the fault to the next acknowledged write. */
function outage(run: Run): number {
  const next = run.history.find((o) => o.f === "write" && o.type === "ok" && (o.completedAt ?? 0) > fault(run) + ms(100));
  return next?.completedAt ? toMs(minus(next.completedAt, fault(run))) : Number.POSITIVE_INFINITY;
}

/** For how long two would have acknowledged a write, ms. */
const dualWrite = (run: Run): number =>
  run.effective
    .filter((s) => s.nodes.length > 1)
    .reduce((sum, s) => sum + toMs(later(NO_TIME, minus(earlier(s.to ?? run.end, run.end), s.from))), 0);

const LAGS = [1, 2, 5, 10] as const;
const lagOf = (seed: number): number => LAGS[seed % LAGS.length] as number;

const losses: readonly Claim[] = [
  {
    id: "redis/split-brain-loses",
    says: "As installed, a master that is cut off for 15 s with its client goes on acknowledging until it is demoted, 9.5 to 13 s after the heal, and more than nine tenths of that is lost.",
    seeds: 200,
    scenario: (seed) => of("split-brain", seed),
    holds(run) {
      const after = acknowledged(run, "n1", fault(run));
      const last = toMs(minus(after.at(-1)?.completedAt ?? NO_TIME, fault(run))) - 15_000;
      return wasRead(run) && last > 9500 && last < 13_000 && lostWrites(run).length > 0.9 * after.length;
    },
  },
  {
    id: "redis/loss-is-bounded",
    says: "With min-replicas-to-write 1 and min-replicas-max-lag 1, 2, 5 or 10 in turn, no write that a cut-off master acknowledges more than the lag and 2.2 s after the cut is lost, and none that it acknowledges after the heal: there is none.",
    seeds: 1000,
    scenario: (seed) => of("split-brain-min-replicas", seed, {intervalMs: 50}, {"min-replicas-max-lag": lagOf(seed)}),
    holds(run) {
      const until = fault(run) + ms(lagOf(run.scenario.seed) * 1000 + 2200);
      return wasRead(run) && lostWrites(run).every((o) => (o.completedAt ?? 0) <= until);
    },
  },
  {
    id: "redis/one-stranded-replica-is-enough",
    says: "With min-replicas-to-write 1 and one replica on the old side, writes are acknowledged throughout a cut of 15 s and until the demotion, and lost.",
    seeds: 200,
    scenario: (seed) => of("stranded-replica", seed),
    holds: (run) => wasRead(run) && lostWrites(run).length > (0.9 * 24_000) / 21,
  },
  {
    id: "redis/two-guard-against-one-stranded",
    says: "With min-replicas-to-write 2 the same cut loses nothing that was acknowledged more than the lag of 2 and 2.2 s after it.",
    seeds: 200,
    scenario: (seed) => of("stranded-replica", seed, {}, {"min-replicas-to-write": 2}),
    holds: (run) => wasRead(run) && lostWrites(run).every((o) => (o.completedAt ?? 0) <= fault(run) + ms(4200)),
  },
  {
    id: "redis/paused-master-goes-on",
    says: "A master that was paused for 5 s and replaced meanwhile acknowledges writes to a client that held on for 9.5 s and more, all of which are lost.",
    seeds: 200,
    scenario: (seed) => of("master-pause", seed),
    holds(run) {
      const after = acknowledged(run, "n1", plus(fault(run), ms(5000)));
      const last = toMs(minus(after.at(-1)?.completedAt ?? NO_TIME, fault(run))) - 5000;
      return wasRead(run) && last > 9500 && allLost(run, after);
    },
  },
  {
    id: "redis/empty-restart-loses-all",
    says: "A master without a disk that is back after 300 ms is never replaced, and every write from before is lost.",
    seeds: 200,
    scenario: (seed) => of("empty-restart", seed),
    holds(run) {
      const before = run.history.filter((o) => o.f === "write" && o.type === "ok" && (o.completedAt ?? 0) < fault(run));
      return wasRead(run) && masters(run).every((id) => id === "n1") && before.length > 0 && allLost(run, before);
    },
  },
  {
    id: "redis/wait-one-is-not-enough",
    says: "A write for which WAIT 1 returned 1 is lost when the replica that had it may not be promoted.",
    seeds: 200,
    scenario: (seed) => of("wait-not-enough", seed),
    holds: (run) => wasRead(run) && lostWrites(run).length > 0,
  },
  {
    id: "redis/wait-for-all-keeps",
    says: "Where WAIT 2 of two replicas returned 2, the same crash loses nothing.",
    seeds: 200,
    scenario: (seed) => of("wait-not-enough", seed, {waitReplicas: 2}),
    holds: (run) => wasRead(run) && lostWrites(run).length === 0,
  },
];

const failovers: readonly Claim[] = [
  {
    id: "redis/one-elected-an-epoch",
    says: "Five sentinels that stand together, 20 to 200 ms apart: in no epoch are two of them elected, and no invariant falls.",
    seeds: 1000,
    scenario: (seed) => ({...of("split-vote", seed, {sentinels: 5, latencyMs: [20, 50, 100, 200][seed % 4] as number}), settle: false}),
    holds: (run) => run.violations.length === 0,
  },
  {
    id: "redis/three-of-two-refuse",
    says: "With three servers and min-replicas-to-write 3 no write is ever acknowledged, before a crash or after it.",
    seeds: 200,
    scenario: (seed) => ({...of("master-crash", seed, {}, {"min-replicas-to-write": 3, "min-replicas-max-lag": 10}), settle: false}),
    holds: (run) => run.history.some((o) => o.f === "write") && run.history.every((o) => o.f !== "write" || o.type !== "ok"),
  },
  {
    id: "redis/crash-costs-a-second-more",
    says: "After a crash, with down-after-milliseconds 1000, an aware client writes again after 2.15 to 2.3 s in the median.",
    seeds: 400,
    unit: "ms",
    scenario: (seed) => ({...of("master-crash", seed), settle: false}),
    row: outage,
    median: [2150, 2300],
  },
  {
    id: "redis/dual-write-after-pause",
    says: "After a pause of 5 s two masters acknowledge writes for 10 s in the median: until the second INFO finds the old one.",
    seeds: 200,
    unit: "ms",
    scenario: (seed) => of("master-pause", seed),
    row: dualWrite,
    median: [9950, 10_100],
  },
  {
    id: "redis/second-fail-over",
    says: "With down-after-milliseconds 1000 a healthy new master is replaced again in 1 to 12 % of the crashes.",
    seeds: 1000,
    scenario: (seed) => ({...of("spurious-second-failover", seed, {intervalMs: 100}), settle: false}),
    holds: (run) => masters(run).length > 2,
    share: [0.01, 0.12],
  },
  {
    id: "redis/no-majority-no-fail-over",
    says: "With two of three sentinels dead nobody is promoted within 30 s of the crash, though a quorum of 1 calls the master objectively down.",
    seeds: 200,
    scenario: (seed) => ({...of("no-majority", seed), settle: false}),
    holds: (run) => masters(run).every((id) => id === "n1") && run.violations.length === 0,
  },
  {
    id: "redis/quorum-of-all-stops-with-one",
    says: "Where all five sentinels must agree and one is dead, nobody is promoted.",
    seeds: 200,
    scenario: (seed) => ({...of("quorum-all", seed), settle: false}),
    holds: (run) => masters(run).every((id) => id === "n1") && run.violations.length === 0,
  },
  {
    id: "redis/priority-before-offset",
    says: "A replica of priority 50 that has lagged for 500 ms is promoted before one of priority 100 that has everything, and acknowledged writes are lost.",
    seeds: 200,
    scenario: (seed) => of("selection-order", seed, {n2Priority: 50, n2LagMs: 500}),
    holds: (run) => wasRead(run) && masters(run)[1] === "n2" && lostWrites(run).length > 0,
  },
  {
    id: "redis/offset-before-run-id",
    says: "With equal priorities the replica that has received more is promoted, and no write acknowledged before the crash is lost.",
    seeds: 200,
    scenario: (seed) => of("selection-order", seed, {n2LagMs: 500}),
    // A second fail-over may lose what the new master acknowledged: another claim is about that.
    holds: (run) => wasRead(run) && masters(run)[1] === "n3" && lostWrites(run).every((o) => (o.completedAt ?? 0) > fault(run)),
  },
  {
    id: "redis/nobody-finishes-for-a-dead-leader",
    says: "When the elected sentinel dies, the next attempt begins after twice failover-timeout: with 10 s nobody is promoted for 20 s after the crash, and somebody within 24.",
    seeds: 200,
    scenario: (seed) => ({...of("leader-crash", seed), settle: false}),
    holds(run) {
      const next = run.beliefs.find((b) => b.leads && b.node !== "n1");
      const after = toMs(minus(next?.from ?? NO_TIME, fault(run)));
      return after > 20_000 && after < 24_000;
    },
  },
  {
    id: "redis/two-nodes-with-min-replicas-refuse",
    says: "With one replica and min-replicas-to-write 1, no write is acknowledged from the crash until the old master is back as a replica, 25 s later and more.",
    seeds: 200,
    scenario: (seed) => ({...of("two-node-min-replicas", seed), settle: false}),
    holds: (run) => masters(run).includes("n2") && outage(run) > 25_000 && outage(run) < 40_000,
  },
  {
    id: "redis/healthy-master-replaced",
    says: "A master that two of three sentinels no longer hear is replaced although it serves, and what it acknowledges meanwhile is lost.",
    seeds: 200,
    scenario: (seed) => of("one-way-cut", seed),
    holds: (run) =>
      wasRead(run) && masters(run).length > 1 && lostWrites(run).length > 0 && lostWrites(run).every((o) => o.server === "n1"),
  },
];

const PAUSE_THE_TOLD = {kind: "pause", node: "@self", forMs: 60_000, when: {event: "note replica-of", fromMs: 15_000}} as const;

/** Seconds from the fault to the first other master; null: none by the end of the scenario. */
function replacedAfter(run: Run): number | null {
  const next = run.beliefs.find((b) => b.leads && b.node !== "n1" && b.from < run.end);
  return next ? toMs(minus(next.from, fault(run))) / 1000 : null;
}

const delays: readonly Claim[] = [
  {
    id: "redis/one-hung-replica-holds-up-the-rest",
    says: "With parallel-syncs 1 and one of four replicas that hangs as it is told, the other two are told 20 to 25 s after the promotion, where failover-timeout is 20 s.",
    seeds: 200,
    scenario(seed) {
      const crash = of("master-crash", seed, {faultMs: 15_000}, {"down-after-milliseconds": 2000, "failover-timeout": 20_000});
      return {
        ...crash,
        nodes: [...crash.nodes, ...["n4", "n5"].map((id) => ({id, args: {replicaof: "n1"}}))],
        faults: [...crash.faults, PAUSE_THE_TOLD],
        untilMs: 45_000,
        settle: false,
      };
    },
    holds(run) {
      const promoted = run.beliefs.find((b) => b.leads && b.node !== "n1")?.from ?? NO_TIME;
      const told = run.beliefs.filter((b) => b.role === "replica" && b.from > promoted).map((b) => toMs(minus(b.from, promoted)));
      return told.length === 3 && (told[0] as number) < 2500 && told.slice(1).every((at) => at > 20_000 && at < 25_000);
    },
  },
  {
    id: "redis/tilt-delays",
    says: "When two of three sentinels have stopped for 3 s, 5 s before the crash, nobody is promoted for 27 s after it, and somebody within 31, with down-after-milliseconds 5000.",
    seeds: 200,
    scenario: (seed) => ({...of("tilt", seed, {}, {"down-after-milliseconds": 5000}), settle: false}),
    holds(run) {
      const after = replacedAfter(run);
      return after !== null && after > 27 && after < 31;
    },
  },
  {
    id: "redis/tilt-can-outlast-the-filter",
    says: "With down-after-milliseconds 1000 the same crash is followed by no promotion within 45 s, though TILT ends after 29, in more than 90 % of the runs.",
    seeds: 400,
    scenario: (seed) => ({...of("tilt", seed), settle: false}),
    holds: (run) => replacedAfter(run) === null,
    share: [0.9, 1],
  },
  {
    id: "redis/tilt-guards-against-leaps",
    says: "A master that is back after 3 s, with down-after-milliseconds 30000, is not replaced when the clocks of two sentinels leap by a minute meanwhile.",
    seeds: 200,
    scenario(seed) {
      const crash = of("selection-order", seed, {faultMs: 15_000}, {"down-after-milliseconds": 30_000});
      const leaps = ["s1", "s2"].map((node) => ({kind: "clock-jump", node, byMs: 60_000, at: 16_500}) as const);
      return {...crash, faults: [...crash.faults, ...leaps, {kind: "restart", node: "n1", at: 18_000}], untilMs: 30_000, settle: false};
    },
    holds: (run) => replacedAfter(run) === null,
  },
];

/** What the chapter says of the model, each with its check. */
export const claims: readonly Claim[] = [...losses, ...failovers, ...delays, ...operating];
