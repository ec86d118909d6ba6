// Fact sheet §11: a master or a client is killed, and its mirrors are as they should be.

import type {ScenarioEntry} from "../../model/scenario.ts";
import {at, number, word} from "../catalogue.ts";
import type {ConsumerArgs} from "./consumer.ts";
import {scenarios as partitions} from "./partition-scenarios.ts";
import {QUEUE_TYPE, queueOf} from "./quorum/queue-type.ts";
import {quorumScenarios} from "./quorum/scenarios.ts";
import {consumer, crash, entry, NODES, nodes, publisher, standing, tables} from "./scene.ts";
import {scenarios as unsynchronised} from "./unsynchronised-scenarios.ts";

export const scenarios: readonly ScenarioEntry[] = [
  entry(
    "mirrored-kill-master",
    "The master's node is killed; both clients are elsewhere",
    [
      word("killNode", ["n1", "n2", "n3"], "the node that is killed: the master's, or a mirror's"),
      word("publisherNode", ["n3", "n1", "n2"], "where the publisher is"),
      word("consumerNode", ["n2", "n1", "n3"], "where the consumer is"),
    ],
    (p) => ({
      clients: [publisher(p, p.publisherNode as string), consumer(p.consumerNode as string)],
      faults: [crash(p.killNode as string, at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry(
    "ack-lost-in-flight",
    "The consumer's last acks do not reach the mirrors before the master dies",
    [number("ackDelayMs", 5, "ms", 0, 1000, "from the end of the consumer's work to its ack")],
    (p) => ({
      clients: [publisher(p, "n3"), consumer("n2", {ackDelayMs: at(p, "ackDelayMs")})],
      faults: [crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry(
    "publisher-on-killed-node",
    "The publisher is connected to the node that dies",
    [
      {key: "confirms", default: true, unit: "", range: null, means: "the publisher waits for confirms"},
      {key: "republish", default: true, unit: "", range: null, means: "it goes to another node and publishes again what is unconfirmed"},
    ],
    (p) => ({
      clients: [
        publisher(p, "n1", {
          servers: p.republish === true ? NODES : ["n1"],
          confirms: p.confirms === true,
          republish: p.republish === true,
        }),
        consumer("n2"),
      ],
      faults: [crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry("oldest-wins", "The master dies, comes back empty as the youngest mirror, and then its successor dies", [], (p) => {
    const trio = nodes(3);
    const fault = at(p, "faultMs");
    return {
      initial: tables(trio, [standing("q", "n1", ["n3", "n2"])]),
      clients: [publisher(p, "n2", {republish: true, servers: NODES})],
      faults: [crash("n1", fault), {kind: "restart", node: "n1", at: fault + 1000}, crash("n3", fault + 4000)],
      untilMs: fault + 6000,
    };
  }),
  entry(
    "consumer-crash",
    "A consumer crashes on a full queue",
    [
      word("ackMode", ["auto", "manual"], "whether it acknowledges by hand"),
      number("prefetch", 20, "messages", 0, 65_535, "how many it may hold unacknowledged; 0: any number"),
      number("backlog", 2000, "messages", 0, 20_000, "messages that wait as it comes"),
      number("workMs", 2, "ms", 0, 1000, "what it needs for a message"),
      number("crashAfterMs", 400, "ms", 0, 60_000, "from its subscription to its end"),
    ],
    (p) => {
      const fault = at(p, "faultMs");
      return {
        clients: [
          publisher(p, "n1", {startMs: 0, intervalMs: 0, outstanding: null, messages: at(p, "backlog")}),
          consumer("n2", {
            ack: p.ackMode as ConsumerArgs["ack"],
            prefetch: at(p, "prefetch"),
            workMs: at(p, "workMs"),
            startMs: Math.max(0, fault - at(p, "crashAfterMs")),
            crashMs: fault,
          }),
        ],
        untilMs: fault + 2000,
      };
    },
  ),
  entry(
    "queue-process-crash",
    "The master's process is killed, and its node lives",
    [
      {key: "republish", default: true, unit: "", range: null, means: "the publisher publishes again what is refused"},
      number("intervalMs", 2, "ms", 1, 60_000, "from one publish to the next: some are always unconfirmed"),
    ],
    (p) => ({
      nodes: nodes(3, {n1: {crashQueueAtMs: at(p, "faultMs")}}),
      clients: [publisher(p, "n3", {republish: p.republish === true}), consumer("n2", {workMs: 1})],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry(
    "cancel-vs-resubscribe",
    "A consumer that asked to be told of a fail-over, and one that did not",
    [
      {key: "xCancel", default: true, unit: "", range: null, means: "it subscribes with x-cancel-on-ha-failover"},
      {key: "capability", default: true, unit: "", range: null, means: "its client understands basic.cancel"},
    ],
    (p) => ({
      clients: [publisher(p, "n3"), consumer("n2", {cancelOnFailover: p.xCancel === true, capable: p.capability === true})],
      faults: [crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry(
    "slow-replica",
    "The disk of one mirror is slow",
    [
      number("fsyncMs", 200, "ms", 2, 10_000, "an fsync on n3; 2 on the others"),
      number("outstanding", 10, "messages", 1, 10_000, "the publisher waits while so many are unconfirmed"),
      QUEUE_TYPE,
    ],
    (p) => ({
      ...queueOf(p),
      clients: [publisher(p, "n2", {outstanding: at(p, "outstanding")}), consumer("n2")],
      faults: [{kind: "slow-disk", node: "n3", factor: at(p, "fsyncMs") / 2, at: at(p, "faultMs")}],
      untilMs: at(p, "faultMs") + 5000,
    }),
  ),
  ...unsynchronised,
  ...partitions,
  ...quorumScenarios,
];
