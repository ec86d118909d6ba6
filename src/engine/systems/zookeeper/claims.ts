import type {Claim} from "../../model/claim.ts";
import type {Fault} from "../../model/fault.ts";
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {NO_TIME, type NodeId, toMs} from "../../vocabulary.ts";
import type {Values} from "../catalogue.ts";
import {lostWrites} from "../claims.ts";
import {anyPhase, epochOf, keepsAll, longestGap, of, servesAfter} from "./claim-runs.ts";
import {fuzz} from "./fuzz.ts";
import {operating} from "./operating-claims.ts";
import {reads} from "./read-claims.ts";

const TIMEOUTS = [6000, 10_000, 20_000, 30_000] as const;
const timeoutOf = (seed: number): number => TIMEOUTS[seed % TIMEOUTS.length] as number;

/** The pause, 70 ms later from seed to seed: over 10 s, as far apart as the pings of a client may lie. */
const anyPingPhase = (seed: number): number => 12_000 + ((seed * 70) % 10_000);

/**
 * Faults at the sends, writes, syncs and role changes that random schedules aim at, in each of their clusters in turn. The process at that
 * event dies by crash or power loss and returns after a while; in every other seed somebody is cut off first, and the leader dies during
 * that. A fault whose event does not occur does not happen.
 */
function blows(seed: number): Scenario {
  const {shapes, events} = fuzz;
  const shape = shapes[seed % shapes.length] as (typeof shapes)[number];
  const turn = Math.floor(seed / shapes.length);
  const whenever = (n: number, fromMs: number) => ({event: events[(turn + n) % events.length] as string, nth: 1 + (seed % 3), fromMs});
  const death = (n: number, fromMs: number): Fault[] => {
    const when = whenever(n, fromMs);
    const kind = (turn + n) % 3 === 0 ? ("power-loss" as const) : ("crash" as const);
    const dies = {kind, node: "@self", as: `dead-${n}`, when} as Fault;
    return [dies, {kind: "restart", node: `@dead-${n}`, when: {...when, plusMs: 100 + (seed % 13) * 50}}];
  };
  const when = whenever(0, 800);
  const apart: Fault[] = [
    {kind: "cut", nodes: ["@self"], as: "apart", when},
    {kind: "crash", node: "@leader", as: "killed", when: {...when, plusMs: 20 + (seed % 17) * 10}},
    {kind: "heal", when: {...when, plusMs: 60 + (seed % 17) * 10}},
    {kind: "restart", node: "@killed", when: {...when, plusMs: 1500}},
  ];
  const faults = seed % 2 === 0 ? [...apart, ...death(1, 3500)] : [...death(0, (seed % 3) * 500), ...death(1, 1500), ...death(7, 2500)];
  return {...shape, system: "zookeeper", seed, faults};
}

/** Who believes it leads when the scenario ends; of several, the one in the newest epoch. */
function leader(run: Run): NodeId | null {
  const last = run.beliefs.filter((b) => b.leads && b.from < run.end && (b.to === null || b.to >= run.end));
  return last.reduce((best, b) => (best === null || b.term > best.term ? b : best), null as (typeof last)[number] | null)?.node ?? null;
}

/** When somebody who did not lead before that time first believes it leads, ms. */
const leadsFrom = (run: Run, afterMs: number): number =>
  Math.min(...run.beliefs.filter((b) => b.leads && toMs(b.from) > afterMs).map((b) => toMs(b.from)));

/** How long after a time its leader went on believing it led, ms. */
function goesOn(run: Run, ms: number): number {
  const old = run.beliefs.filter((b) => b.leads && toMs(b.from) < ms && (b.to === null || toMs(b.to) >= ms));
  return Math.max(...old.map((b) => toMs(b.to ?? run.end) - ms));
}

/** From the last vote that counted to the first write that would have been acknowledged, ms. */
function handshakeOf(run: Run): number {
  const last = run.beliefs.filter((b) => b.leads && b.from < run.end).reduce((best, b) => (b.term > best.term ? b : best));
  const serving = run.effective.find((s) => s.nodes.includes(last.node) && s.from >= last.from);
  return toMs(serving?.from ?? run.end) - toMs(last.from);
}

/** The leader dies 5 ms after a commit that server 3 has not heard of; the client has its answer. */
const afterAnswer: Values = {writes: 3, afterMs: 5, watchMs: 30_000};
/** Power fails a moment after the answer; disks take some 9 ms, the network 1. */
const power: Values = {writes: 3, dies: "power", disk: "hdd", latencyMs: 1, afterMs: 1};

const safety: readonly Claim[] = [
  {
    id: "zookeeper/no-committed-write-lost",
    says: "Whoever dies or is cut off at whatever step, by crash or power loss, up to three times: no acknowledged write is lost and no invariant falls.",
    seeds: 2000,
    scenario: blows,
    holds: keepsAll,
  },
  {
    id: "zookeeper/vote-order-alone",
    says: "With votes compared by id alone no write is lost; but a leader that lacks a committed write is refused, and for 20 s nobody else is tried.",
    seeds: 200,
    scenario: (seed) => of("leader-loss", {...afterAnswer, watchMs: 15_000}, seed, ["no-zxid-compare"]),
    holds: (run) => lostWrites(run).length === 0 && run.violations.length === 0 && servesAfter(run, 2500) === Number.POSITIVE_INFINITY,
  },
  {
    id: "zookeeper/leader-check-alone",
    says: "With the leader's check of its followers off, and votes compared as they should be, no write is lost.",
    seeds: 200,
    scenario: (seed) => of("leader-loss", afterAnswer, seed, ["no-d5"]),
    holds: keepsAll,
  },
  {
    id: "zookeeper/both-checks-off",
    says: "With both off an acknowledged write is lost every time.",
    seeds: 200,
    scenario: (seed) => of("leader-loss", afterAnswer, seed, ["no-zxid-compare", "no-d5"]),
    holds: (run) => lostWrites(run).length > 0,
  },
  {
    id: "zookeeper/sync-before-ack",
    says: "Where an ack leaves before the disk has the write, a loss of power in all three loses acknowledged writes in about half of the runs.",
    seeds: 400,
    scenario: (seed) => of("leader-loss", power, seed, ["ack-before-fsync"]),
    holds: (run) => lostWrites(run).length > 0,
    share: [0.4, 0.7],
  },
  {
    id: "zookeeper/sync-before-ack-kept",
    says: "With the rule in force the same loss of power loses none.",
    seeds: 400,
    scenario: (seed) => of("leader-loss", power, seed),
    holds: keepsAll,
  },
  {
    id: "zookeeper/tail-may-return",
    says: "A write that only the dead leader had logged, never acknowledged, is there afterwards if that server is among those who elect.",
    seeds: 200,
    scenario: (seed) => of("resurrected-tail", {}, seed),
    holds: (run) =>
      run.history.some((o) => o.f === "write" && o.type === "info" && run.read !== null && run.read.count(o.key, o.value) > 0),
  },
];

const elections: readonly Claim[] = [
  {
    id: "zookeeper/early-call-waits",
    says: "Of three servers 10 ms apart the follower calls its new leader too early in 45 to 70 % of the elections: from the vote to the first write it takes 90 ms and more, most of it leaderConnectDelayDuringRetryMs.",
    seeds: 400,
    scenario: (seed) => of("leader-loss", {writes: 3}, seed),
    holds: (run) => handshakeOf(run) >= 90,
    share: [0.45, 0.7],
  },
  {
    id: "zookeeper/early-call-rare-in-five",
    says: "Of five servers 10 ms apart it takes 90 ms and more in at most 4 % of the elections after a crash.",
    seeds: 400,
    scenario: (seed) => of("leader-crash-sessions", {faultMs: anyPhase(seed)}, seed),
    holds: (run) => handshakeOf(run) >= 90,
    share: [0, 0.04],
  },
  {
    id: "zookeeper/zxid-unique",
    says: "Whatever befalls the servers, no two transactions have one zxid, and each is committed after all that are smaller.",
    seeds: 300,
    scenario: blows,
    holds: (run) => run.violations.length === 0,
  },
  {
    id: "zookeeper/full-counter-ends-a-reign",
    says: "A leader whose counter is full stops leading, a new epoch begins within a second and a half, and no acknowledged write is lost.",
    seeds: 200,
    scenario: (seed) => of("zxid-rollover", {}, seed),
    holds: (run) =>
      run.violations.length === 0 &&
      epochOf(run) === 2 &&
      run.converged === true &&
      lostWrites(run).length === 0 &&
      longestGap(run, 1000) < 1500,
  },
  {
    id: "zookeeper/longer-log-wins",
    says: "In one epoch the larger zxid wins over the larger id.",
    seeds: 200,
    scenario: (seed) => of("leader-loss", {writes: 3}, seed),
    holds: (run) => leader(run) === "z1" && epochOf(run) === 2,
  },
  {
    id: "zookeeper/id-breaks-a-tie",
    says: "With equal logs the larger id wins.",
    seeds: 200,
    scenario: (seed) => of("leader-loss", {writes: 3, thirdHas: true}, seed),
    holds: (run) => leader(run) === "z3" && epochOf(run) === 2,
  },
  {
    id: "zookeeper/epoch-before-zxid",
    says: "A short log of a newer epoch wins over a long one of an older, and the extra entries are cut off.",
    seeds: 200,
    scenario: (seed) => of("epoch-beats-zxid", {}, seed),
    holds: (run) => leader(run) === "z1" && keepsAll(run),
  },
  {
    id: "zookeeper/election-is-the-wait",
    says: "Five empty servers 10 ms apart that start together have a leader after 215 to 240 ms, 200 of which are finalizeWait.",
    seeds: 400,
    unit: "ms",
    scenario: (seed) => of("cold-start", {servers: 5, thirdStartsMs: 0}, seed),
    row: (run) => leadsFrom(run, 0),
    median: [215, 240],
  },
  {
    id: "zookeeper/latecomer-does-not-wait",
    says: "A server that starts late follows within 60 ms where messages take 10: it does not wait out finalizeWait.",
    seeds: 200,
    scenario: (seed) => of("cold-start", {}, seed),
    holds: (run) => run.beliefs.some((b) => b.node === "z3" && b.role === "FOLLOWING" && toMs(b.from) < 2060),
  },
  {
    id: "zookeeper/epochs-are-burnt",
    says: "With three servers, an epoch that its leader and one follower accepted, more than half, is used by no other leader: after 3, with 4 accepted once, comes 5.",
    seeds: 200,
    scenario: (seed) => of("burnt-epochs", {}, seed),
    holds: (run) => epochOf(run) === 5 && run.violations.length === 0,
  },
  {
    id: "zookeeper/observer-never-counts",
    says: "An observer with the longest log and the largest id never leads and is counted in no quorum.",
    seeds: 200,
    scenario: (seed) => of("observer", {}, seed),
    holds: (run) =>
      run.violations.length === 0 &&
      leader(run) === "z3" &&
      run.beliefs.every((b) => b.node !== "z9" || b.role === "LOOKING" || b.role === "OBSERVING"),
  },
];

const outages: readonly Claim[] = [
  {
    id: "zookeeper/minority-commits-nothing",
    says: "A leader cut off with a minority acknowledges no write, and at no time are there two to whom a write would be acknowledged.",
    seeds: 200,
    scenario: (seed) => of("minority-leader", {faultMs: anyPhase(seed), healAfterMs: 15_000}, seed),
    holds: (run) => run.effective.every((s) => s.nodes.length < 2) && lostWrites(run).length === 0 && run.violations.length === 0,
  },
  {
    id: "zookeeper/old-leader-goes-by-itself",
    says: "A leader cut off from all stops leading by itself, between 4.5 and 6 ticks later where syncLimit is 5.",
    seeds: 200,
    scenario: (seed) => of("leader-crash-sessions", {how: "cut", faultMs: anyPhase(seed)}, seed),
    holds: (run) => {
      const ms = goesOn(run, anyPhase(run.scenario.seed));
      return ms >= 4.5 * 2000 && ms <= 6 * 2000 + 100;
    },
  },
  {
    id: "zookeeper/no-quorum-no-service",
    says: "With two of three servers dead nobody accepts a write for the whole minute until one is back; then it takes a second at most.",
    seeds: 200,
    scenario: (seed) => of("quorum-loss", {faultMs: anyPhase(seed)}, seed),
    holds: (run) => {
      const dead = anyPhase(run.scenario.seed) + 5000;
      const back = servesAfter(run, dead + 2000) - (55_000 - 2000);
      return back > 0 && back < 1000;
    },
  },
  {
    id: "zookeeper/session-survives",
    says: "A session whose leader dies survives it, and so does its ephemeral node.",
    seeds: 200,
    scenario: (seed) => of("leader-crash-sessions", {faultMs: anyPhase(seed)}, seed),
    holds: (run) => run.read?.count("/e", "owner") === 1,
  },
  {
    id: "zookeeper/successor-waits",
    says: "With time-outs of 6, 10, 20 and 30 s in turn and a pause at any phase of the pings, an ephemeral node outlives its silent owner by the time-out less a third of it, 10 s at most, and plus 1.5 ticks at most.",
    seeds: 600,
    scenario: (seed) => {
      const sessionTimeoutMs = timeoutOf(seed);
      return of("controller-race", {sessionTimeoutMs, pauseMs: 2 * sessionTimeoutMs, faultMs: anyPingPhase(seed)}, seed);
    },
    holds: (run) => {
      const next = run.history.find((o) => o.f === "hold" && o.type === "ok" && o.process !== "a");
      const {seed} = run.scenario;
      const ms = toMs(next?.completedAt ?? NO_TIME) - anyPingPhase(seed);
      // What it takes to make the new owner comes on top.
      return ms > timeoutOf(seed) - Math.min(timeoutOf(seed) / 3, 10_000) - 100 && ms <= timeoutOf(seed) + 1.5 * 2000 + 100;
    },
  },
];

/** What the chapters say of the model, each with its check. */
export const claims: readonly Claim[] = [...safety, ...elections, ...outages, ...operating, ...reads];
