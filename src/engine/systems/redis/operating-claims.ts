import type {Claim} from "../../model/claim.ts";
import type {Run} from "../../model/run.ts";
import type {ClientSpec, Scenario} from "../../model/scenario.ts";
import {minus, ms, NO_TIME, plus, toMs} from "../../vocabulary.ts";
import {lostWrites} from "../claims.ts";
import {anyPhase, fault, masters, of, wasRead} from "./claim-runs.ts";

/** A line that somebody types at a server or a sentinel. */
const types = (at: string, startMs: number, line: string): ClientSpec => ({
  id: `operator-${at}`,
  args: {does: "command", servers: [at], startMs, commands: [line]},
});

/** Seconds from the fault until somebody else than the first master leads; of those after a time. */
function nextLeader(run: Run, afterMs = 0): number {
  const next = run.beliefs.find((b) => b.leads && b.node !== "n1" && toMs(minus(b.from, fault(run))) > afterMs && b.from < run.end);
  return next ? toMs(minus(next.from, fault(run))) / 1000 : Number.POSITIVE_INFINITY;
}

/** The new master dies 50 ms after its promotion, under a quorum of three sentinels. */
const heirDies = (quorum: number, untilMs: number, seed: number): Scenario => ({
  ...of("promoted-replica-dies", seed, {intervalMs: 500}, {quorum}),
  untilMs,
  settle: false,
});

/** The same under a quorum of all; 22 s after the first crash that line is typed at every sentinel. */
function cured(line: string, seed: number): Scenario {
  const made = heirDies(3, 100_000, seed);
  const lines = ["s1", "s2", "s3"].map((at) => types(at, anyPhase(seed) + 22_000, line));
  return {...made, clients: [...(made.clients ?? []), ...lines]};
}

const promotions = (run: Run): number => masters(run).filter((id) => id !== "n1").length;

/** Nothing befalls the master but what is typed. */
function typed(seed: number, lines: readonly ClientSpec[]): Scenario {
  const made = of("master-crash", seed);
  return {...made, clients: [...(made.clients ?? []), ...lines], faults: [], untilMs: anyPhase(seed) + 20_000};
}

const longest = (run: Run): number => {
  const times = run.history
    .flatMap((o) => (o.f === "write" && o.type === "ok" && o.completedAt !== null ? [toMs(o.completedAt)] : []))
    .sort((a, b) => a - b);
  return Math.max(0, ...times.slice(1).map((at, i) => at - (times[i] ?? at)));
};

/** What the chapter's second part says, to those who run it. */
export const operating: readonly Claim[] = [
  {
    id: "redis/heir-dies-under-quorum-of-all",
    says: "Three sentinels that must all agree, and the new master dies 50 ms after its promotion: nobody else is promoted in the 105 s that are watched.",
    seeds: 200,
    scenario: (seed) => heirDies(3, 120_000, seed),
    holds: (run) => promotions(run) === 1,
  },
  {
    id: "redis/heir-dies-under-quorum-of-two",
    says: "With a quorum of two of three somebody else is promoted within 8 s of the first crash.",
    seeds: 200,
    scenario: (seed) => heirDies(2, 40_000, seed),
    holds: (run) => promotions(run) > 1 && nextLeader(run, 1800) < 8,
  },
  {
    id: "redis/smaller-quorum-ends-it",
    says: "Twenty seconds after that the quorum is set to two at all three sentinels: somebody is promoted within 5 s.",
    seeds: 200,
    scenario: (seed) => cured("SENTINEL SET mymaster quorum 2", seed),
    holds: (run) => nextLeader(run, 20_000) < 22 + 5,
  },
  {
    id: "redis/reset-takes-the-last-hope",
    says: "Twenty seconds after that SENTINEL RESET is sent to all three: nobody is promoted in the minute that follows.",
    seeds: 200,
    scenario: (seed) => cured("SENTINEL RESET *", seed),
    holds: (run) => promotions(run) === 1,
  },
  {
    id: "redis/raised-priority-waits",
    says: "With failover-timeout 10 s and a priority that is raised from 0 five seconds after the crash, somebody is promoted 20 to 24 s after it.",
    seeds: 200,
    scenario: (seed) => ({...of("priority-zero", seed, {raisedMs: 5000, intervalMs: 200}), settle: false}),
    holds: (run) => nextLeader(run) > 20 && nextLeader(run) < 24,
  },
  {
    id: "redis/forced-failover-does-not-wait",
    says: "With SENTINEL FAILOVER two seconds after the priority was raised, somebody is promoted within a second of it.",
    seeds: 200,
    scenario(seed) {
      const made = of("priority-zero", seed, {raisedMs: 5000, intervalMs: 200});
      return {...made, clients: [...(made.clients ?? []), types("s2", anyPhase(seed) + 7000, "SENTINEL FAILOVER mymaster")], settle: false};
    },
    holds: (run) => nextLeader(run) > 7 && nextLeader(run) < 8,
  },
  {
    id: "redis/stale-replica-refused",
    says: "The only replica that is left had lost its master for 15 s when that died, with down-after-milliseconds 1000: nobody is promoted in 30 s.",
    seeds: 200,
    scenario: (seed) => ({...of("stale-replica", seed, {brokenMs: 15_000, faultMs: 45_000, intervalMs: 500}), settle: false}),
    holds: (run) => promotions(run) === 0,
  },
  {
    id: "redis/planned-switch-over-loses",
    says: "SENTINEL FAILOVER of a master that is well: a client that holds on to it, with a write each 20 ms, is never without an answer for a second, and loses more than 400 writes.",
    seeds: 200,
    scenario: (seed) => typed(seed, [types("s2", anyPhase(seed), "SENTINEL FAILOVER mymaster")]),
    holds: (run) => wasRead(run) && promotions(run) > 0 && longest(run) < 1000 && lostWrites(run).length > 400,
  },
  {
    id: "redis/shutdown-loses-nothing",
    says: "SHUTDOWN of the master: another is promoted, and no write acknowledged up to then is lost.",
    seeds: 200,
    scenario: (seed) => typed(seed, [types("n1", anyPhase(seed), "SHUTDOWN")]),
    // A second fail-over may lose what the new master acknowledged: another claim is about that.
    holds: (run) =>
      wasRead(run) && promotions(run) > 0 && lostWrites(run).every((o) => (o.completedAt ?? NO_TIME) > plus(fault(run), ms(1000))),
  },
  {
    id: "redis/slow-script-replaces",
    says: "A read-only script of 3 s at the master, with down-after-milliseconds 1000: it is replaced.",
    seeds: 200,
    scenario(seed) {
      const startMs = anyPhase(seed);
      const job = {
        does: "script",
        servers: ["n1"],
        policy: "pinned",
        startMs,
        stopMs: startMs + 100,
        intervalMs: 100_000,
        runsMs: 3000,
        writesFirst: false,
        readTimeoutMs: 60_000,
      };
      return {...typed(seed, [{id: "job", args: job}]), settle: false};
    },
    holds: (run) => promotions(run) > 0,
  },
];
