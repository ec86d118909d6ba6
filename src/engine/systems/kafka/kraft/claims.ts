import type {Claim} from "../../../model/claim.ts";
import type {Fault} from "../../../model/fault.ts";
import type {Run} from "../../../model/run.ts";
import type {Scenario} from "../../../model/scenario.ts";
import {toMs} from "../../../vocabulary.ts";
import {lostWrites} from "../../claims.ts";
import {acknowledged, anyPhase, faultMs, holdsAll, ledAfter, longestWait, lostBy, of, written} from "../claimed.ts";
import {CONTROLLER} from "../state.ts";

/** When the quorum stands and its clients write; from here on the fault is 37 ms later from seed to seed, and meets every phase of the heartbeats. */
const anyBeat = (seed: number): number => 6000 + ((seed * 37) % 4000);

/** How long the first active controller and its successor both believed that they are it, ms. */
function twoControllers(run: Run): number {
  const led = run.beliefs.filter(({scope, leads}) => scope === CONTROLLER && leads);
  const next = led.find(({node}) => node !== led[0]?.node);
  const until = led[0]?.to ?? run.end;
  return next === undefined ? 0 : Math.max(0, toMs(until) - toMs(next.from));
}

/** Whether two controllers could have written at once. */
const twoCouldWrite = (run: Run): boolean => run.effective.some(({scope, nodes}) => scope === CONTROLLER && nodes.length > 1);

/** The largest term in which anybody was the active controller. */
const lastTerm = (run: Run): number =>
  Math.max(...run.beliefs.filter(({scope, leads}) => scope === CONTROLLER && leads).map(({term}) => term));

const rejoin = (seed: number, ablate: readonly string[] = []): Scenario => ({
  ...of("prevote-rejoin", {cutAtMs: anyBeat(seed), cutMs: 10_000 + (seed % 20) * 2500}, seed, ablate),
  settle: false,
});

const unheard = (seed: number): Scenario => ({...of("check-quorum", {cutAtMs: anyBeat(seed)}, seed), settle: false});

const successions: readonly Claim[] = [
  {
    id: "kafka/quorum-elects",
    says: "Of three controllers with a fetch time-out of 2 s another is active 1.4 to 9 s after the active one is killed.",
    seeds: 400,
    scenario: (seed) => ({...of("quorum-leader-crash", {killAtMs: anyBeat(seed)}, seed), settle: false}),
    holds: (run) => ledAfter(run, CONTROLLER) >= 1400 && ledAfter(run, CONTROLLER) <= 9000,
  },
  {
    id: "kafka/quorum-crash-not-felt",
    says: "Meanwhile no record waits for half a second.",
    seeds: 200,
    scenario: (seed) => ({...of("quorum-leader-crash", {killAtMs: anyBeat(seed)}, seed), settle: false}),
    holds: (run) => longestWait(run, "producer") < 500,
  },
  {
    id: "kafka/partitions-do-not-matter",
    says: "With a hundred thousand partitions, too, another is active within 9 s.",
    seeds: 20,
    scenario: (seed) => ({...of("controller-failover-scale", {mode: "kraft", partitions: 100_000}, seed), settle: false}),
    holds: (run) => ledAfter(run, CONTROLLER) <= 9000,
  },
  {
    id: "kafka/pre-vote-keeps-epoch",
    says: "A voter that was cut off for 10 to 57.5 s comes back, and the controller and its epoch are the same.",
    seeds: 200,
    scenario: (seed) => rejoin(seed),
    holds: (run) => lastTerm(run) === 1 && holdsAll(run),
  },
  {
    id: "kafka/without-pre-vote-deposed",
    says: "Without the pre-vote it deposes the active controller when it comes back.",
    seeds: 200,
    scenario: (seed) => rejoin(seed, ["no-pre-vote"]),
    holds: (run) => lastTerm(run) > 5,
  },
  {
    id: "kafka/check-quorum-ends-it",
    says: "Two believe that they are the active controller for 2.5 s at most, never could both write, and no invariant falls.",
    seeds: 200,
    scenario: unheard,
    holds: (run) => twoControllers(run) <= 2500 && !twoCouldWrite(run) && holdsAll(run),
  },
  {
    id: "kafka/kraft-zombie-changes-nothing",
    says: "An active controller that pauses for 5 to 15 s could write nothing beside its successor, and no record with acks=all is lost.",
    seeds: 200,
    scenario: (seed) => of("paused-controller", {faultMs: anyBeat(seed), pauseMs: 5000 + (seed % 20) * 500}, seed),
    holds: (run) => !twoCouldWrite(run) && holdsAll(run) && lostBy(run, "producer") === 0,
  },
  {
    id: "kafka/quorum-lost-goes-on",
    says: "Without a majority of controllers no record waits for half a second while the leader lives, and nobody leads after it until a majority is back.",
    seeds: 200,
    scenario: (seed) => ({...of("quorum-lost", {}, seed), settle: false}),
    holds: (run) =>
      written(run, "producer").every((o) => toMs(o.invokedAt) > 14_400 || toMs(o.completedAt ?? run.end) - toMs(o.invokedAt) < 500) &&
      acknowledged(run, "producer", 15_100, 35_000) === 0,
  },
];

const deaths: readonly Claim[] = [
  {
    id: "kafka/fenced-after-session",
    says: "With a session of 9 s and heartbeats each 2 s a leader whose process is killed is replaced after 6.9 to 10.6 s.",
    seeds: 400,
    scenario: (seed) => ({...of("leader-crash", {mode: "kraft", killAtMs: anyPhase(seed)}, seed), settle: false}),
    holds: (run) => ledAfter(run) >= 6900 && ledAfter(run) <= 10_600,
  },
  {
    id: "kafka/successor-waits-anew",
    says: "A leader that dies with the active controller is replaced 9 s or more after there is another controller.",
    seeds: 200,
    scenario: (seed) => ({...of("quorum-leader-crash", {killAtMs: anyBeat(seed), alsoKillBroker: true}, seed), settle: false}),
    holds: (run) => ledAfter(run) - ledAfter(run, CONTROLLER) >= 9000,
  },
  {
    id: "kafka/other-life-waits",
    says: "A broker that is killed and started again after a second is refused until its old session is over: it follows again 7 s or more after its death.",
    seeds: 200,
    scenario: (seed) => ({...of("bounce", {mode: "kraft"}, seed), settle: false}),
    holds: (run) => {
      const again = run.beliefs.find(
        ({node, scope, role, from}) => node === "b1" && scope === "t-0" && role === "follower" && toMs(from) > 6000,
      );
      return again !== undefined && toMs(again.from) - faultMs(run) >= 7000;
    },
  },
];

/** The second of three is stopped, and then the last one dies by a loss of power. */
const standing = (elr: boolean, seed: number): Scenario => of("last-replica-standing", {elr}, seed);

/** All machines at once, and the disks are flushed after each record. */
const powerless = (node: string, at: number): Fault[] => [
  {kind: "power-loss", node, at},
  {kind: "restart", node, at: at + 5000},
];

const disks: readonly Claim[] = [
  {
    id: "kafka/eligible-keeps",
    says: "Two of three stop, the last one loses its power: with eligible leader replicas no acknowledged record is lost.",
    seeds: 200,
    scenario: (seed) => standing(true, seed),
    holds: (run) => lostWrites(run).length === 0 && holdsAll(run),
  },
  {
    id: "kafka/without-eligible-loses",
    says: "Without them acknowledged records are lost in at least 85 % of the runs.",
    seeds: 200,
    scenario: (seed) => standing(false, seed),
    holds: (run) => lostWrites(run).length > 0,
    share: [0.85, 1],
  },
  {
    id: "kafka/metadata-survives-power",
    says: "All controllers and brokers lose their power at once: whoever was elected before, no invariant of the quorum falls.",
    seeds: 200,
    scenario: (seed) => {
      const scenario = of("leader-crash", {mode: "kraft", fsyncMs: 4}, seed);
      const all = scenario.nodes.map(({id}) => id);
      return {...scenario, faults: all.flatMap((id, i) => powerless(id, anyBeat(seed) + ((seed * 7 * i) % 11))), untilMs: 40_000};
    },
    holds: holdsAll,
  },
];

/** What the page of KRaft mode says of the model, each with its check. */
export const kraftClaims: readonly Claim[] = [...successions, ...deaths, ...disks];
