import type {Claim} from "../../model/claim.ts";
import type {Fault} from "../../model/fault.ts";
import type {Operation} from "../../model/operation.ts";
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {toMs} from "../../vocabulary.ts";
import {lostWrites} from "../claims.ts";
import {acknowledged, anyCheck, anyPhase, faultMs, holdsAll, ledAfter, longestWait, lostBy, of, written} from "./claimed.ts";
import {producing} from "./cluster.ts";
import {fuzz} from "./fuzz.ts";
import {kraftClaims} from "./kraft/claims.ts";
import {setups} from "./setups.ts";
import {shapes} from "./shapes.ts";
import {CONTROLLER} from "./state.ts";

/**
 * Faults at the events that random schedules aim at, in each of their clusters in turn: the process at that event dies or is cut off, and
 * comes back after a while. No disk loses anything.
 */
function blows(seed: number): Scenario {
  const {events} = fuzz;
  const shape = shapes[seed % shapes.length] as (typeof shapes)[number];
  const turn = Math.floor(seed / shapes.length);
  const whenever = (n: number, fromMs: number) => ({event: events[(turn + n) % events.length] as string, nth: 1 + (seed % 3), fromMs});
  const death = (n: number, fromMs: number): Fault[] => {
    const when = whenever(n, fromMs);
    return [
      {kind: "crash", node: "@self", as: `dead-${n}`, when},
      {kind: "restart", node: `@dead-${n}`, when: {...when, plusMs: 100 + (seed % 13) * 150}},
    ];
  };
  const when = whenever(3, 1200);
  const apart: Fault[] = [
    {kind: "cut", nodes: ["@self"], as: "apart", when},
    {kind: "heal", when: {...when, plusMs: 900 + (seed % 17) * 60}},
  ];
  return {...shape, system: "kafka", seed, faults: [...(seed % 2 === 0 ? apart : death(0, 1200)), ...death(1, 2500), ...death(7, 4000)]};
}

/** The controller is a fourth broker, which has no replica of anything, and dies. */
function withoutController(seed: number): Scenario {
  const scenario = of("leader-crash", {}, seed);
  return {
    ...scenario,
    nodes: [...scenario.nodes, {id: "b4", startMs: 400}],
    faults: [{kind: "crash", node: "b4", at: anyPhase(seed)}],
    settle: false,
  };
}

/** The way from the leader to `b2` breaks before it dies, so that `b3` has more. */
function uneven(seed: number): Scenario {
  const scenario = of("leader-crash", {killAtMs: anyPhase(seed), writeEveryMs: 100}, seed);
  const cut: Fault = {kind: "cut", nodes: ["b1"], from: ["b2"], oneWay: true, at: anyPhase(seed) - 350};
  return {...scenario, faults: [cut, ...scenario.faults]};
}

/** A leader that is cut off with two producers, one of which does not wait for those in sync. */
function aloneWithTwo(seed: number, ablate: readonly string[] = []): Scenario {
  const scenario = of("isolated-leader-alone", {cutAtMs: anyPhase(seed)}, seed, ablate);
  return {...scenario, clients: [...(scenario.clients ?? []), producing("hasty", {acks: 1, intervalMs: 200, pinned: "b1"})]};
}

const elections: readonly Claim[] = [
  {
    id: "kafka/killed-leader-waits-for-session",
    says: "With a session of 18 s a leader whose process is killed is replaced after 12 to 21.5 s, and never sooner.",
    seeds: 400,
    scenario: (seed) => ({...of("leader-crash", {killAtMs: anyPhase(seed)}, seed), settle: false}),
    holds: (run) => ledAfter(run) >= 12_000 && ledAfter(run) <= 21_500,
  },
  {
    id: "kafka/vanished-host-holds-clients",
    says: "If the leader's host vanishes another leads within 21.5 s, and the producer has no answer for 29.5 s and more: request.timeout.ms.",
    seeds: 200,
    scenario: (seed) => ({...of("leader-host-vanishes", {faultMs: anyPhase(seed)}, seed), settle: false}),
    holds: (run) => ledAfter(run) <= 21_500 && longestWait(run, "producer") >= 29_500,
  },
  {
    id: "kafka/first-in-order-leads",
    says: "If b2 is in sync and behind b3, b2 leads next, and no acknowledged record is lost.",
    seeds: 200,
    scenario: uneven,
    holds: (run) => run.beliefs.filter((b) => b.scope === "t-0" && b.leads)[1]?.node === "b2" && lostWrites(run).length === 0,
  },
  {
    id: "kafka/one-controller-an-epoch",
    says: "Whoever dies or is cut off at whatever step: no two controllers are elected in one epoch, and no invariant falls.",
    seeds: 1000,
    scenario: blows,
    holds: holdsAll,
  },
  {
    id: "kafka/no-controller-no-matter",
    says: "A controller that has no replica dies, and no record waits for a second.",
    seeds: 200,
    scenario: withoutController,
    holds: (run) => longestWait(run, "producer") < 1000 && ledAfter(run, CONTROLLER) >= 12_000,
  },
];

const replication: readonly Claim[] = [
  {
    id: "kafka/slow-follower-holds-up",
    says: "A follower that stops fetching holds up acks=all for 30 to 46 s where replica.lag.time.max.ms is 30 s.",
    seeds: 200,
    scenario: (seed) => ({...of("slow-follower", {faultMs: anyCheck(seed)}, seed), settle: false}),
    holds: (run) => longestWait(run, "producer") >= 29_500 && longestWait(run, "producer") <= 46_500,
  },
  {
    id: "kafka/hasty-is-not-held-up",
    says: "Meanwhile no record of acks=1 waits for half a second.",
    seeds: 200,
    scenario: (seed) => ({...of("slow-follower", {faultMs: anyCheck(seed)}, seed), settle: false}),
    holds: (run) => longestWait(run, "hasty") < 500,
  },
  {
    id: "kafka/idle-follower-stays",
    says: "If the host of a follower vanishes while nobody writes, the list of those in sync does not change for 12 s, and then by the controller.",
    seeds: 200,
    scenario: (seed) => ({...of("idle-dead-follower", {faultMs: anyPhase(seed)}, seed), settle: false}),
    holds: (run) => {
      const changed = run.marks.find(({stage, scope, at}) => stage === "elect" && scope === "t-0" && toMs(at) > faultMs(run));
      return changed !== undefined && toMs(changed.at) - faultMs(run) >= 12_000;
    },
  },
];

const splitBrains: readonly Claim[] = [
  {
    id: "kafka/zombie-changes-nothing",
    says: "A controller that pauses beyond its session changes no partition afterwards, no invariant falls, and no record with acks=all is lost.",
    seeds: 300,
    scenario: (seed) => of("controller-gc-zombie", {faultMs: anyPhase(seed), pauseMs: 25_000 + (seed % 20) * 500}, seed),
    holds: (run) => holdsAll(run) && lostBy(run, "producer") === 0,
  },
  {
    id: "kafka/acks-one-is-lost",
    says: "A leader cut off from ZooKeeper for 55 s acknowledges records with acks=1 that are lost; none with acks=all is.",
    seeds: 200,
    scenario: (seed) => of("zk-isolated-leader", {cutAtMs: anyPhase(seed)}, seed),
    holds: (run) => lostBy(run, "hasty") > 0 && lostBy(run, "producer") === 0,
  },
  {
    id: "kafka/old-leader-commits-nothing",
    says: "A leader cut off from everybody but its producer acknowledges no record with acks=all from the cut to the heal, and none is lost.",
    seeds: 200,
    scenario: (seed) => aloneWithTwo(seed),
    holds: (run) =>
      acknowledged(run, "inside", faultMs(run) + 100, faultMs(run) + 55_000) === 0 && lostBy(run, "inside") === 0 && holdsAll(run),
  },
  {
    id: "kafka/shrink-at-once-loses",
    says: "If it goes by the smaller list before the controller has agreed, records that it acknowledged are lost.",
    seeds: 200,
    scenario: (seed) => aloneWithTwo(seed, ["isr-shrink-at-once"]),
    holds: (run) => lostBy(run, "inside") > 0,
  },
];

/** The followers die, then the leader; a follower comes back first. */
const lastOne = (unclean: boolean) => (seed: number) => of("isr-to-one-then-die", {unclean, writeEveryMs: 500}, seed);

/** Random crashes and cuts where two must be in sync, and every producer waits for them. */
function strictBlows(seed: number): Scenario {
  const scenario = blows(seed);
  const clients = (scenario.clients ?? []).filter(({id}) => id !== "one");
  return {...scenario, clients, config: {...scenario.config, "min.insync.replicas": 2, "unclean.leader.election.enable": false}};
}

const promises: readonly Claim[] = [
  {
    id: "kafka/cut-by-watermark-loses",
    says: "If a follower cuts its log to its high watermark, a record acknowledged by two leaders that die one after the other is lost.",
    seeds: 200,
    scenario: (seed) => of("hw-truncation-loss", {writeEveryMs: 1000}, seed, ["truncate-by-hw"]),
    holds: (run) => lostWrites(run).length > 0,
  },
  {
    id: "kafka/cut-by-epoch-keeps",
    says: "With the cut by leader epochs it is kept, and no invariant falls.",
    seeds: 200,
    scenario: (seed) => of("hw-truncation-loss", {writeEveryMs: 1000}, seed),
    holds: (run) => lostWrites(run).length === 0 && holdsAll(run),
  },
  {
    id: "kafka/under-min-refuses",
    says: "Where two must be in sync and one is, no record with acks=all is acknowledged until a second one is back, and then all are, once.",
    seeds: 200,
    scenario: (seed) => of("under-min-isr", {faultMs: anyPhase(seed)}, seed),
    holds: (run) =>
      acknowledged(run, "producer", faultMs(run) + 1500, 40_000) === 0 &&
      written(run, "producer").every(({type}) => type === "ok") &&
      run.converged === true &&
      holdsAll(run) &&
      written(run, "producer").every(({key, value}) => run.read?.count(key, value) === 1),
  },
  {
    id: "kafka/clean-waits",
    says: "Without unclean elections nobody leads until the last in-sync replica is back, and no acknowledged record is lost.",
    seeds: 200,
    scenario: lastOne(false),
    holds: (run) => acknowledged(run, "producer", 35_100, 80_000) === 0 && lostWrites(run).length === 0,
  },
  {
    id: "kafka/unclean-loses",
    says: "With unclean elections another leads before it is back, and acknowledged records are lost.",
    seeds: 200,
    scenario: lastOne(true),
    holds: (run) => acknowledged(run, "producer", 35_100, 80_000) > 0 && lostWrites(run).length > 0,
  },
  {
    id: "kafka/no-acknowledged-record-lost",
    says: "With acks=all and two in sync no acknowledged record is lost, whoever dies or is cut off at whatever step, as long as disks keep what they have.",
    seeds: 1000,
    scenario: strictBlows,
    holds: (run) => holdsAll(run) && lostWrites(run).length === 0,
  },
  {
    id: "kafka/power-loss-of-all-loses",
    says: "If all three replicas lose power at once and nothing was flushed, acknowledged records are lost in at least 90 % of the runs.",
    seeds: 400,
    scenario: (seed) => ({
      ...of("leader-crash", {}, seed),
      faults: ["b1", "b2", "b3"].flatMap((node): Fault[] => [
        {kind: "power-loss", node, at: anyPhase(seed)},
        {kind: "restart", node, at: anyPhase(seed) + 5000},
      ]),
    }),
    holds: (run) => lostWrites(run).length > 0,
    share: [0.9, 1],
  },
  {
    id: "kafka/zookeeper-outage-goes-on",
    says: "While all of ZooKeeper is down and the leader is up no record waits for half a second.",
    seeds: 200,
    scenario: (seed) => ({...of("zookeeper-outage", {}, seed), settle: false}),
    holds: (run) =>
      written(run, "producer").every((o) => toMs(o.invokedAt) > 19_400 || toMs(o.completedAt ?? run.end) - toMs(o.invokedAt) < 500),
  },
  {
    id: "kafka/idempotent-once",
    says: "A batch whose answer is lost is sent again, and an idempotent one is in the log once.",
    seeds: 200,
    scenario: (seed) => of("duplicate-produce", {idempotent: true}, seed),
    holds: (run) => run.read !== null && written(run, "producer").every(({key, value}) => run.read?.count(key, value) === 1),
  },
  {
    id: "kafka/without-idempotence-twice",
    says: "Without idempotence it is there twice.",
    seeds: 200,
    scenario: (seed) => of("duplicate-produce", {idempotent: false}, seed),
    holds: (run) => written(run, "producer").some(({key, value}) => (run.read?.count(key, value) ?? 0) > 1),
  },
];

/** On the score card the cut is as long as a producer waits for an answer: request.timeout.ms. Here it lasts as long again. */
function longCut(seed: number): Scenario {
  const setup = setups.find(({name}) => name === "safest") ?? setups[0];
  if (setup === undefined) throw new Error("the card has setups");
  const at = anyPhase(seed) + setup.formedMs;
  const faults: readonly Fault[] = [
    {kind: "cut", nodes: ["@leader"], at},
    {kind: "heal", at: at + 60_000},
  ];
  return {...setup.shape, system: "kafka", seed, faults, untilMs: at + 65_000};
}

/** Whether a consumer was told that nothing is new, at a broker that had not what another had acknowledged before it was asked. */
function readsOldEnd(run: Run): boolean {
  const told = run.history.filter(({f, type, result}) => f === "write" && type === "ok" && typeof result === "number");
  const isOld = ({value, result, invokedAt}: Operation) =>
    Array.isArray(result) &&
    result.length === 0 &&
    told.some((o) => (o.completedAt ?? run.end) < invokedAt && Number(o.result) >= Number(value));
  return run.history.some((o) => o.f === "poll" && o.type === "ok" && isOld(o));
}

const reads: readonly Claim[] = [
  {
    id: "kafka/deposed-leader-reads-old",
    says: "The leader is cut off for a minute with a consumer beside it: that consumer is told that nothing is new when another leader has acknowledged records, and no record is lost.",
    seeds: 60,
    scenario: longCut,
    holds: (run) => readsOldEnd(run) && lostWrites(run).length === 0,
  },
];

/** What the chapters say of the model, each with its check. */
export const claims: readonly Claim[] = [...elections, ...replication, ...splitBrains, ...promises, ...reads, ...kraftClaims];
