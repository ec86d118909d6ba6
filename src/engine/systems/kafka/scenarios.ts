// This file is long because it is the catalogue of fact sheet §11, in its order; what KRaft mode alone has stands apart. Instantaneous disks and 1 ms
// from host to host, unless a parameter says otherwise. The cluster forms and its topic is made before the fault at 5 s.

import type {Fault} from "../../model/fault.ts";
import type {ScenarioEntry} from "../../model/scenario.ts";
import type {NodeId} from "../../vocabulary.ts";
import {at, number, type Values} from "../catalogue.ts";
import {
  brokerIds,
  brokers,
  consuming,
  divergedLogs,
  FIRST_BROKER_MS,
  producing,
  quorumOf,
  single,
  TOPIC_MS,
  topic,
  zookeepers,
} from "./cluster.ts";
import {cluster, entry, faultAt, hasty, load, MODE} from "./entry.ts";
import {kraftScenarios} from "./kraft/scenarios.ts";
import {BRISK, BRISK_KRAFT, FAULT_MS, LOSSES, vanish} from "./losses.ts";

export const scenarios: readonly ScenarioEntry[] = [
  entry("leader-crash", "The leader of the partition is killed", [MODE, faultAt("when it is killed", "killAtMs")], (p) => ({
    faults: [{kind: "crash", node: "b1", at: at(p, "killAtMs")}],
    untilMs: at(p, "killAtMs") + 27_000,
  })),
  entry(
    "leader-host-vanishes",
    "The host of the leader vanishes: its clients wait for an answer",
    [MODE, faultAt("when it vanishes"), number("requestTimeoutMs", 30_000, "ms", 100, 600_000, "request.timeout.ms of the producer")],
    (p) => ({
      clients: [
        topic(single(brokerIds(3))),
        producing("producer", {intervalMs: at(p, "writeEveryMs"), requestTimeoutMs: at(p, "requestTimeoutMs")}),
        consuming("consumer", {requestTimeoutMs: at(p, "requestTimeoutMs")}),
      ],
      faults: [vanish("b1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + Math.max(30_000, at(p, "requestTimeoutMs")) + 5000,
    }),
  ),
  entry(
    "clean-stop",
    "The leader is stopped in good order, and comes back",
    [MODE, faultAt("when it is told to stop", "stopAtMs"), number("returnAtMs", 15_000, "ms", 0, 600_000, "when it is started again")],
    (p) => ({
      nodes: [...quorumOf(p.mode), ...brokers(3, "b2", {b1: {stopAtMs: at(p, "stopAtMs")}})],
      config: {"leader.imbalance.check.interval.seconds": 20},
      faults: [{kind: "restart", node: "b1", at: at(p, "returnAtMs")}],
      untilMs: at(p, "returnAtMs") + 20_000,
    }),
  ),
  entry(
    "controller-crash",
    "The controller is killed, and with it the leader of a third of the partitions",
    [faultAt("when it is killed", "killAtMs"), number("partitions", 999, "partitions", 3, 300_000, "of three brokers")],
    (p) => ({
      nodes: cluster(p, "b1"),
      clients: [
        topic(spread(at(p, "partitions"))),
        producing("producer", {intervalMs: at(p, "writeEveryMs")}),
        producing("other", {p: "t-1", intervalMs: at(p, "writeEveryMs")}),
        consuming("consumer"),
      ],
      faults: [{kind: "crash", node: "b1", at: at(p, "killAtMs")}],
      untilMs: at(p, "killAtMs") + 30_000 + at(p, "partitions"),
    }),
  ),
  entry(
    "controller-gc-zombie",
    "The controller, which leads as well, pauses for longer than its session",
    [faultAt("when it pauses"), number("pauseMs", 30_000, "ms", 0, 600_000, "for how long")],
    (p) => ({
      nodes: cluster(p, "b1"),
      clients: load(p, [hasty(p, {pinned: "b1"})]),
      faults: [{kind: "pause", node: "b1", at: at(p, "faultMs"), forMs: at(p, "pauseMs")}],
      untilMs: at(p, "faultMs") + at(p, "pauseMs") + 10_000,
    }),
  ),
  entry(
    "controller-race",
    "The controller dies, and all others try to take its place at once",
    [number("n", 5, "brokers", 3, 9, "how many brokers there are")],
    (p) => ({
      nodes: cluster(p, "b1", at(p, "n")),
      clients: [],
      faults: [{kind: "crash", node: "b1", at: FAULT_MS}],
      untilMs: FAULT_MS + 25_000,
    }),
  ),
  entry(
    "slow-follower",
    "A follower stops fetching, and holds up acks=all until it is thrown out",
    [MODE, faultAt("when it stops")],
    (p) => ({
      clients: load(p, [hasty(p)]),
      // It hears ZooKeeper and the controller, but not the leader.
      faults: [{kind: "cut", nodes: ["b3"], from: ["b1"], at: at(p, "faultMs")}],
      untilMs: at(p, "faultMs") + 50_000,
    }),
  ),
  entry("idle-dead-follower", "A follower's host vanishes while nobody writes", [MODE, faultAt("when it vanishes")], (p) => ({
    clients: [topic(single(brokerIds(3))), producing("producer", {intervalMs: at(p, "writeEveryMs"), stopMs: at(p, "faultMs") - 1000})],
    faults: [vanish("b3", at(p, "faultMs"))],
    untilMs: at(p, "faultMs") + 45_000,
  })),
  entry(
    "under-min-isr",
    "Two of three die where two must be in sync",
    [MODE, faultAt("when the first dies"), number("returnAtMs", 40_000, "ms", 0, 600_000, "when it comes back")],
    (p) => ({
      config: {"min.insync.replicas": 2},
      nodes: cluster(p, "b1"),
      clients: load(p, [hasty(p)]),
      faults: [
        {kind: "crash", node: "b2", at: at(p, "faultMs")},
        {kind: "crash", node: "b3", at: at(p, "faultMs") + 1000},
        {kind: "restart", node: "b2", at: at(p, "returnAtMs")},
      ],
      untilMs: Math.max(at(p, "faultMs"), at(p, "returnAtMs")) + 15_000,
    }),
  ),
  entry(
    "isr-to-one-then-die",
    "The last in-sync replica dies, and one that is not in sync comes back",
    [MODE, {key: "unclean", default: false, unit: "", range: null, means: "unclean.leader.election.enable"}],
    (p) => ({
      config: {"unclean.leader.election.enable": p.unclean as boolean},
      nodes: [...quorumOf(p.mode), ...brokers(4, "b4")],
      faults: [
        {kind: "crash", node: "b2", at: FAULT_MS},
        {kind: "crash", node: "b3", at: FAULT_MS},
        {kind: "crash", node: "b1", at: FAULT_MS + 30_000},
        {kind: "restart", node: "b2", at: FAULT_MS + 55_000},
        {kind: "restart", node: "b1", at: FAULT_MS + 75_000},
      ],
      untilMs: FAULT_MS + 85_000,
    }),
  ),
  entry(
    "zk-isolated-leader",
    "The leader is cut off from ZooKeeper alone, and a producer stays with it",
    [faultAt("when it is cut off", "cutAtMs"), number("cutForMs", 55_000, "ms", 0, 600_000, "for how long")],
    (p) => ({
      clients: load(p, [hasty(p, {pinned: "b1"})]),
      faults: [
        {kind: "cut", nodes: ["b1"], from: ["z1", "z2", "z3"], at: at(p, "cutAtMs")},
        {kind: "heal", nodes: ["b1"], from: ["z1", "z2", "z3"], at: at(p, "cutAtMs") + at(p, "cutForMs")},
      ],
      untilMs: at(p, "cutAtMs") + at(p, "cutForMs") + 15_000,
    }),
  ),
  entry(
    "isolated-leader-alone",
    "The leader is cut off from all other brokers and ZooKeeper; a producer with acks=all stays on its side",
    [MODE, faultAt("when it is cut off", "cutAtMs"), number("cutForMs", 55_000, "ms", 0, 600_000, "for how long")],
    (p) => ({
      clients: load(p, [producing("inside", {intervalMs: at(p, "writeEveryMs"), pinned: "b1"})]),
      faults: [
        {kind: "cut", nodes: ["b1"], from: rest(p), at: at(p, "cutAtMs")},
        {kind: "heal", nodes: ["b1"], from: rest(p), at: at(p, "cutAtMs") + at(p, "cutForMs")},
      ],
      untilMs: at(p, "cutAtMs") + at(p, "cutForMs") + 15_000,
    }),
  ),
  entry("hw-truncation-loss", "The leader dies, and so does the next one before its follower has fetched from it", [MODE], (p) => ({
    // One record at a time: when the leader dies, the followers have the last one, and do not know yet that it is committed (R6).
    clients: [
      topic(single(brokerIds(3))),
      producing("producer", {intervalMs: at(p, "writeEveryMs"), stopMs: FAULT_MS - 100}),
      consuming("consumer"),
    ],
    nodes: [...quorumOf(p.mode), ...brokers(4, "b4")],
    faults: [
      {
        kind: "crash",
        node: "b1",
        when: {event: "receive PRODUCE_REPLY", node: "producer", peer: "b1", fromMs: FAULT_MS - 100 - at(p, "writeEveryMs")},
      },
      {kind: "crash", node: "b2", when: {event: "note follower", node: "b3", nth: 2}},
    ],
    untilMs: FAULT_MS + 60_000,
  })),
  entry(
    "hw-truncation-two-brokers",
    "A third replica is added, and the leader dies before its follower has fetched in the new epoch",
    [],
    (p) => ({
      clients: [
        topic(single(["b2", "b1"]), TOPIC_MS, {atMs: FAULT_MS, p: "t-0", replicas: ["b2", "b1", "b3"]}),
        producing("producer", {intervalMs: at(p, "writeEveryMs"), stopMs: FAULT_MS - 100}),
        consuming("consumer"),
      ],
      nodes: cluster(p, "b3"),
      faults: [{kind: "crash", node: "b2", when: {event: "note follower", node: "b1", nth: 2}}],
      untilMs: FAULT_MS + 30_000,
    }),
  ),
  entry(
    "reassignment",
    "A partition moves to other brokers while it is written to; its leader is one of those that it leaves",
    [number("moveAtMs", FAULT_MS, "ms", 0, 600_000, "when it begins to move")],
    (p) => ({
      clients: [
        topic(single(brokerIds(3)), TOPIC_MS, {atMs: at(p, "moveAtMs"), p: "t-0", replicas: ["b2", "b3", "b4"]}),
        producing("producer", {intervalMs: at(p, "writeEveryMs")}),
        consuming("consumer"),
      ],
      nodes: [...zookeepers(3), ...brokers(4, "b4")],
      untilMs: at(p, "moveAtMs") + 5000,
    }),
  ),
  entry(
    "log-divergence-power-loss",
    "Two replicas lose their power, and what only one of them has not flushed; whoever is back first leads",
    [MODE, {key: "survivor", default: "b2", unit: "", range: ["b1", "b2"], means: "who is back first"}],
    (p) => ({
      clients: [topic(single(["b1", "b2"])), producing("producer", {intervalMs: at(p, "writeEveryMs"), stopMs: FAULT_MS})],
      nodes: [...quorumOf(p.mode), ...brokers(3, "b3")],
      faults: [
        {kind: "power-loss", node: "b1", at: FAULT_MS + 100},
        {kind: "power-loss", node: "b2", at: FAULT_MS + 100},
        {kind: "restart", node: p.survivor as string, at: FAULT_MS + 25_000},
        {kind: "restart", node: p.survivor === "b1" ? "b2" : "b1", at: FAULT_MS + 40_000},
      ],
      untilMs: FAULT_MS + 50_000,
    }),
  ),
  entry("two-round-truncation", "A follower's log parts from the leader's in two epochs: it is cut twice, and then copied", [], (p) => ({
    nodes: [...zookeepers(3), {id: "b1", startMs: FIRST_BROKER_MS}, {id: "b2", startMs: TOPIC_MS + 1000}],
    initial: divergedLogs(),
    // The leader writes the first record of its new epoch before its follower comes.
    clients: [producing("producer", {startMs: TOPIC_MS, stopMs: TOPIC_MS + 1, intervalMs: at(p, "writeEveryMs")})],
    untilMs: 6000,
  })),
  entry(
    "zookeeper-outage",
    "ZooKeeper is down, and meanwhile the leader dies",
    [
      number("outMs", 60_000, "ms", 0, 600_000, "how long ZooKeeper is down"),
      number("killLeaderAtMs", 20_000, "ms", 0, 600_000, "when the leader dies"),
    ],
    (p) => ({
      faults: [
        {kind: "crash", node: "z1", at: FAULT_MS},
        {kind: "crash", node: "z2", at: FAULT_MS},
        {kind: "crash", node: "z3", at: FAULT_MS},
        {kind: "crash", node: "b1", at: at(p, "killLeaderAtMs")},
        ...["z1", "z2", "z3"].map((node): Fault => ({kind: "restart", node, at: FAULT_MS + at(p, "outMs")})),
      ],
      untilMs: FAULT_MS + at(p, "outMs") + 30_000,
    }),
  ),
  entry(
    "bounce",
    "A killed broker is started again before its old session has ended",
    [MODE, number("restartAfterMs", 1000, "ms", 0, 60_000, "how soon")],
    (p) => ({
      faults: [
        {kind: "crash", node: "b1", at: FAULT_MS},
        {kind: "restart", node: "b1", at: FAULT_MS + at(p, "restartAfterMs")},
      ],
      untilMs: FAULT_MS + at(p, "restartAfterMs") + 30_000,
    }),
  ),
  entry(
    "duplicate-produce",
    "The answer to a produce is lost, and the batch is sent again",
    [MODE, {key: "idempotent", default: true, unit: "", range: null, means: "enable.idempotence"}],
    (p) => ({
      clients: [
        topic(single(brokerIds(3))),
        producing("producer", {intervalMs: 200, idempotent: p.idempotent as boolean, requestTimeoutMs: 3000}),
        consuming("consumer"),
      ],
      // The request arrives and is done; what the leader says does not come through until the producer has given up.
      faults: [
        {kind: "cut", nodes: ["b1"], from: ["producer"], oneWay: true, when: {event: "receive PRODUCE", node: "b1", fromMs: FAULT_MS}},
        {kind: "heal", nodes: ["b1"], from: ["producer"], at: FAULT_MS + 4000},
      ],
      untilMs: FAULT_MS + 8000,
    }),
  ),
  entry(
    "controller-failover-scale",
    "The controller dies, and the next one loads many partitions",
    [MODE, number("partitions", 10_000, "partitions", 3, 300_000, "of three brokers")],
    (p) => ({
      nodes: cluster(p, "b1"),
      clients: [topic(spread(at(p, "partitions")))],
      faults: [{kind: "crash", node: p.mode === "kraft" ? "c101" : "b1", at: loadedBy(p)}],
      untilMs: loadedBy(p) + 25_000 + at(p, "partitions") * 3,
    }),
  ),
  entry(
    "lost-writes",
    "One fault, and what of the acknowledged records is gone once all is mended",
    [
      MODE,
      {key: "acks", default: "all", unit: "", range: ["0", "1", "all"], means: "acks of both producers"},
      {
        key: "fault",
        default: "crash",
        unit: "",
        range: Object.keys(LOSSES),
        means: "what happens to the replicas; one of two producers stays with the first",
      },
    ],
    (p) => {
      const acks = p.acks === "all" ? -1 : Number(p.acks);
      const writes = {acks: acks as 0 | 1 | -1, intervalMs: at(p, "writeEveryMs"), requestTimeoutMs: 2000, deliveryTimeoutMs: 6000};
      const quorum = quorumOf(p.mode);
      return {
        config: p.mode === "kraft" ? BRISK_KRAFT : BRISK,
        nodes: [...quorum, ...brokers(4, "b4")],
        clients: [topic(single(brokerIds(3))), producing("producer", writes), producing("inside", {...writes, pinned: "b1"})],
        faults: LOSSES[p.fault as string]?.(quorum.map(({id}) => id)) ?? [],
        untilMs: 17_000,
      };
    },
  ),
  entry(
    "preferred-drift",
    "Rolling clean restarts let leaders pile up, and the imbalance check gives them back",
    [MODE, number("checkSeconds", 60, "s", 1, 100_000, "leader.imbalance.check.interval.seconds")],
    (p) => ({
      config: {"leader.imbalance.check.interval.seconds": p.checkSeconds as number},
      nodes: [...quorumOf(p.mode), ...brokers(3, "b2", {b1: {stopAtMs: 10_000}, b2: {stopAtMs: 20_000}, b3: {stopAtMs: 30_000}})],
      clients: [topic(spread(30)), producing("producer", {intervalMs: at(p, "writeEveryMs")})],
      faults: ["b1", "b2", "b3"].map((node, i): Fault => ({kind: "restart", node, at: 14_000 + i * 10_000})),
      untilMs: 100_000,
    }),
  ),
  ...kraftScenarios,
];

/** So many partitions over three brokers, each of which is the first choice for a third. Those of a third are alike: one stands for all. */
const spread = (partitions: number) =>
  ROTATIONS.map((replicas, i) => ({replicas, count: Math.floor(partitions / 3) + (i < partitions % 3 ? 1 : 0)}));

const ROTATIONS = [
  ["b1", "b2", "b3"],
  ["b2", "b3", "b1"],
  ["b3", "b1", "b2"],
];

/** All that a leader on b1 talks to. */
const rest = (p: Values): readonly NodeId[] => [...quorumOf(p.mode).map(({id}) => id), "b2", "b3"];

/** When the topic of so many partitions is there: its making takes as long as anything else. */
const loadedBy = (p: Values): number => TOPIC_MS + 2000 + at(p, "partitions") * (0.8 * at(p, "latencyMs") + 0.4 + at(p, "fsyncMs"));
