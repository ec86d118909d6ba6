import type {Claim} from "../../model/claim.ts";
import type {Fault} from "../../model/fault.ts";
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {toMs} from "../../vocabulary.ts";
import type {Values} from "../catalogue.ts";
import {lostWrites, made} from "../claims.ts";
import {scenarios} from "./scenarios.ts";

/** A scenario of the catalogue, some of its parameters and keys changed; messages take from half to one and a half of their latency unless said. */
function of(name: string, values: Values, seed: number, keys: Scenario["config"] = {}): Scenario {
  const scenario = made(scenarios, name, {jitter: 0.5, ...values});
  return {...scenario, config: {...scenario.config, ...keys}, system: "rabbitmq", name, seed};
}

/** The fault a millisecond and some later from seed to seed: it meets every phase of what is published, delivered and acknowledged. */
const anyPhase = (seed: number): number => 1000 + ((seed * 7) % 41);

const faultMs = (run: Run): number => toMs(run.faults[0]?.at ?? run.end);

/** Who believed to be master from when on after the first fault, ms after it. */
const heirs = (run: Run) =>
  run.beliefs.filter((b) => b.leads && toMs(b.from) > faultMs(run)).map(({node, from}) => ({node, ms: toMs(from) - faultMs(run)}));

/** How often each message was processed. */
function deliveries(run: Run): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const {f, result} of run.history) {
    if (f === "deliver" && result !== undefined) counts.set(String(result), (counts.get(String(result)) ?? 0) + 1);
  }
  return counts;
}

const twice = (run: Run): number => [...deliveries(run).values()].filter((n) => n > 1).length;

/** Publishes that are neither in the queue nor were ever processed, confirmed or not. */
const gone = (run: Run): number => run.history.filter((o) => o.f === "write" && run.read?.count(o.key, o.value) === 0).length;

/** Publishes that the queue has twice. */
const doubled = (run: Run): number => run.history.filter((o) => o.f === "write" && (run.read?.count(o.key, o.value) ?? 0) > 1).length;

const keepsAll = (run: Run): boolean => run.read !== null && lostWrites(run).length === 0;

/** A host that vanishes, in any phase of the pulse, which is a quarter of net_ticktime. */
function vanishing(seed: number): Scenario {
  const at = 4000 + ((seed * 137) % 2000);
  const scenario = of("mirrored-kill-master", {intervalMs: 500, faultMs: at}, seed, {net_ticktime: 8});
  const faults: readonly Fault[] = [{kind: "power-loss", node: "n1", at}];
  return {...scenario, faults, untilMs: at + 12_000, settle: false};
}

/** A publisher alone: what is in the queue at the end is what it has published. */
function publishing(seed: number): Scenario {
  const scenario = of("mirrored-kill-master", {faultMs: anyPhase(seed), intervalMs: 2 + (seed % 5)}, seed);
  return {...scenario, clients: (scenario.clients ?? []).filter(({id}) => id === "publisher"), untilMs: 1600};
}

const failOver: readonly Claim[] = [
  {
    id: "rabbitmq/killed-master-replaced-in-tenths",
    says: "If the master's node is killed a mirror is master after 110 to 140 ms.",
    seeds: 400,
    scenario: (seed) => ({...of("mirrored-kill-master", {faultMs: anyPhase(seed)}, seed), settle: false}),
    holds: (run) => (heirs(run)[0]?.ms ?? 0) >= 110 && (heirs(run)[0]?.ms ?? 0) <= 140,
  },
  {
    id: "rabbitmq/vanished-master-waits-for-tick",
    says: "If its host vanishes and net_ticktime is 8 s, a mirror is master after 6 to 10.2 s.",
    seeds: 300,
    scenario: vanishing,
    holds: (run) => (heirs(run)[0]?.ms ?? 0) >= 5900 && (heirs(run)[0]?.ms ?? 0) <= 10_250,
  },
  {
    id: "rabbitmq/oldest-is-promoted",
    says: "The first death makes n3 the master, which is the older mirror, the second n2, as n1 came back as the youngest; nothing is lost.",
    seeds: 200,
    scenario: (seed) => of("oldest-wins", {intervalMs: 50, faultMs: anyPhase(seed)}, seed),
    holds: (run) =>
      heirs(run)
        .map(({node}) => node)
        .join() === "n3,n2" && keepsAll(run),
  },
  {
    id: "rabbitmq/living-channel-loses-nothing",
    says: "The master's node is killed at any moment, clients being elsewhere: no publish is lost, confirmed or not, and none is there twice.",
    seeds: 500,
    scenario: publishing,
    holds: (run) => run.read !== null && gone(run) === 0 && doubled(run) === 0,
  },
];

const unsynchronised: readonly Claim[] = [
  {
    id: "rabbitmq/unsynchronised-loses-the-head",
    says: "100 messages are older than the mirrors. The master is killed: by default a mirror is master within 200 ms, and those 100 are lost.",
    seeds: 200,
    scenario: (seed) => of("unsynchronised-kill", {headMessages: 100, faultMs: 2000 + anyPhase(seed)}, seed),
    holds: (run) => (heirs(run)[0]?.ms ?? 1000) < 200 && lostWrites(run).length === 100,
  },
  {
    id: "rabbitmq/when-synced-waits",
    says: "Under ha-promote-on-failure when-synced the same loses nothing, and the next master is n1 again, started 4 s later.",
    seeds: 200,
    scenario: (seed) =>
      of("unsynchronised-kill", {headMessages: 100, faultMs: 2000 + anyPhase(seed)}, seed, {"ha-promote-on-failure": "when-synced"}),
    holds: (run) => heirs(run)[0]?.node === "n1" && (heirs(run)[0]?.ms ?? 0) >= 4000 && keepsAll(run),
  },
  {
    id: "rabbitmq/any-synced-is-not-the-oldest",
    says: "The older mirror is empty, the younger one synchronised, when-synced: the older one is promoted, and messages are lost.",
    seeds: 100,
    scenario: (seed) => of("one-synced-one-not", {faultMs: anyPhase(seed)}, seed),
    holds: (run) => heirs(run)[0]?.node === "n2" && lostWrites(run).length > 0,
  },
];

const clients: readonly Claim[] = [
  {
    id: "rabbitmq/late-acks-come-again",
    says: "Acks leave 60 ms after the work. The master is killed: messages are processed twice, and none is lost.",
    seeds: 200,
    scenario: (seed) => of("ack-lost-in-flight", {ackDelayMs: 60, faultMs: anyPhase(seed)}, seed),
    holds: (run) => twice(run) > 0 && keepsAll(run),
  },
  {
    id: "rabbitmq/confirmed-and-retried-is-kept",
    says: "A publisher with confirms that publishes again at another node what is in doubt loses nothing, if its own node is killed.",
    seeds: 500,
    scenario: (seed) => ({...of("publisher-on-killed-node", {intervalMs: 4, faultMs: anyPhase(seed)}, seed), untilMs: 2000}),
    holds: (run) => run.read !== null && gone(run) === 0,
  },
  {
    id: "rabbitmq/auto-ack-loses-with-the-consumer",
    says: "300 messages wait, a consumer with automatic acknowledgement dies after 200 ms and 2 ms of work each: 180 and more are lost.",
    seeds: 200,
    scenario: (seed) => of("consumer-crash", {backlog: 300, crashAfterMs: 200, faultMs: anyPhase(seed)}, seed),
    holds: (run) => lostWrites(run).length >= 180,
  },
  {
    id: "rabbitmq/manual-ack-loses-nothing",
    says: "With manual acknowledgement it loses nothing.",
    seeds: 300,
    scenario: (seed) => of("consumer-crash", {ackMode: "manual", backlog: 300, crashAfterMs: 300, faultMs: anyPhase(seed)}, seed),
    holds: keepsAll,
  },
];

/** A cut of twenty seconds, net_ticktime 8, a publisher on each side. */
const parted = (strategy: string, seed: number): Scenario =>
  of(
    "partition-strategies",
    {healAfterMs: 20_000, operator: strategy === "ignore", intervalMs: 500, faultMs: 3000 + ((seed * 137) % 2000)},
    seed,
    {cluster_partition_handling: strategy, net_ticktime: 8},
  );

const partitions: readonly Claim[] = [
  {
    id: "rabbitmq/ignore-loses-a-side",
    says: "A cut of 20 s with net_ticktime 8 is ignored, and then n1 is restarted: 10 confirmed messages and more are lost.",
    seeds: 100,
    scenario: (seed) => parted("ignore", seed),
    holds: (run) => lostWrites(run).length >= 10,
  },
  {
    id: "rabbitmq/pause-minority-keeps",
    says: "Under pause_minority the same loses no confirmed message.",
    seeds: 300,
    scenario: (seed) => parted("pause_minority", seed),
    holds: keepsAll,
  },
];

/** The leader's host vanishes, in any phase of aten's polls. */
function quorumVanishing(seed: number): Scenario {
  const at = 6000 + ((seed * 137) % 15_000);
  const faults: readonly Fault[] = [{kind: "power-loss", node: "n1", at}];
  return {...of("quorum-kill-leader", {intervalMs: 1000, faultMs: at}, seed), faults, untilMs: at + 15_000, settle: false};
}

/** Confirms that a publisher has within a time, ms. */
const confirmed = (run: Run, client: string, from: number, to: number): number =>
  run.history
    .filter((o) => o.process === client && o.f === "write" && o.type === "ok")
    .filter(({completedAt}) => toMs(completedAt ?? run.end) > from && toMs(completedAt ?? run.end) < to).length;

const quorum: readonly Claim[] = [
  {
    id: "rabbitmq/quorum-leader-within-a-second",
    says: "If the node of a quorum queue's leader is killed another member leads after 100 to 1,000 ms.",
    seeds: 300,
    scenario: (seed) => ({...of("quorum-kill-leader", {faultMs: anyPhase(seed)}, seed), settle: false}),
    holds: (run) => (heirs(run)[0]?.ms ?? 0) >= 100 && (heirs(run)[0]?.ms ?? 0) <= 1000,
  },
  {
    id: "rabbitmq/quorum-sees-silence",
    says: "If its host vanishes another member leads after 5 to 12 s, net_ticktime being 60.",
    seeds: 300,
    scenario: quorumVanishing,
    holds: (run) => (heirs(run)[0]?.ms ?? 0) >= 5000 && (heirs(run)[0]?.ms ?? 0) <= 12_000,
  },
  {
    id: "rabbitmq/cut-off-leader-confirms-nothing",
    says: "A leader that is cut off from both others for 15 s confirms nothing from 100 ms after the cut on, and no confirmed message is lost.",
    seeds: 200,
    scenario: (seed) => of("quorum-leader-cut", {cutMs: 15_000, intervalMs: 500, insideMs: 500, faultMs: anyPhase(seed)}, seed),
    holds: (run) => confirmed(run, "inside", faultMs(run) + 100, faultMs(run) + 15_000) === 0 && keepsAll(run),
  },
  {
    id: "rabbitmq/quorum-minority-waits",
    says: "With two of three members dead nothing is confirmed, and when one is back after 8 s nothing that was confirmed is lost.",
    seeds: 200,
    scenario: (seed) => of("quorum-minority", {intervalMs: 200, returnMs: 8000, faultMs: anyPhase(seed)}, seed),
    holds: (run) =>
      confirmed(run, "publisher", faultMs(run) + 100, faultMs(run) + 8000) === 0 &&
      confirmed(run, "publisher", faultMs(run) + 8000, toMs(run.end)) > 0 &&
      keepsAll(run),
  },
  {
    id: "rabbitmq/quorum-repeats-nothing",
    says: "The leader's node is killed, clients being elsewhere: no message is lost, none is in the queue twice, none is delivered twice.",
    seeds: 300,
    scenario: (seed) => ({...of("quorum-kill-leader", {faultMs: anyPhase(seed)}, seed), untilMs: 2600}),
    holds: (run) => run.read !== null && gone(run) === 0 && twice(run) === 0,
  },
  {
    id: "rabbitmq/quorum-retries-can-double",
    says: "The publisher's own node, which is the leader's, is killed, and it publishes again elsewhere: nothing is lost, and some runs have a message twice.",
    seeds: 200,
    scenario: retrying,
    holds: (run) => doubled(run) > 0,
    share: [0.02, 1],
  },
];

/** A publisher at the leader's node, which is killed. */
function retrying(seed: number): Scenario {
  const scenario = of("quorum-kill-leader", {faultMs: anyPhase(seed), intervalMs: 4}, seed);
  const [publisher] = scenario.clients ?? [];
  const args = {...publisher?.args, servers: ["n1", "n2", "n3"], republish: true};
  return {...scenario, clients: publisher ? [{...publisher, args}] : [], untilMs: 2600};
}

/** What the prose asserts about the model. */
export const claims: readonly Claim[] = [...failOver, ...unsynchronised, ...clients, ...partitions, ...quorum];
