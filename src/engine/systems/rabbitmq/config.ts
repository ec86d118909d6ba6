import {said} from "../../../words/en/rabbitmq.ts";
import type {Parameter, Scenario} from "../../model/scenario.ts";
import {ms, type NodeId, Refusal, type Ticks} from "../../vocabulary.ts";
import type {QueueRecord} from "./messages.ts";
import {configureQuorum, QUORUM_KEYS, type QuorumConfig} from "./quorum/config.ts";

type Key = Parameter & {readonly source: string};

const key = (name: string, value: Parameter["default"], unit: string, range: Parameter["range"], means: string, source: string): Key => ({
  key: name,
  default: value,
  unit,
  range,
  means,
  source,
});

/** Choices of those keys that are words. */
const WHEN = ["always", "when-synced"] as const;
const SYNC = ["manual", "automatic"] as const;
const PARTITION = ["ignore", "pause_minority", "pause_if_all_down", "autoheal"] as const;
const RECOVER = ["ignore", "autoheal"] as const;

/** The real keys: of the kernel, of rabbitmq.conf, and of a policy. Source: rabbitmq/rabbitmq-server@5b67ea2 (3.10.8). */
export const KEYS: readonly Key[] = [
  key(
    "net_ticktime",
    60,
    "s",
    [1, 3600],
    "a silent node is declared down after 0.75 to 1.25 times this",
    "Erlang/OTP lib/kernel/src/net_kernel.erl",
  ),
  key(
    "cluster_partition_handling",
    "ignore",
    "",
    PARTITION,
    "what a node does that loses others",
    "deps/rabbit/src/rabbit_node_monitor.erl",
  ),
  key(
    "cluster_partition_handling.pause_if_all_down.nodes",
    "n1",
    "",
    null,
    "names with spaces between: a node pauses that reaches none of these",
    "deps/rabbit/src/rabbit_node_monitor.erl",
  ),
  key(
    "cluster_partition_handling.pause_if_all_down.recover",
    "ignore",
    "",
    RECOVER,
    "what happens where both sides have some of these",
    "deps/rabbit/src/rabbit_node_monitor.erl",
  ),
  key(
    "ha-promote-on-failure",
    "always",
    "",
    WHEN,
    "whether a mirror is promoted though none is synchronised",
    "deps/rabbit/src/rabbit_mirror_queue_misc.erl",
  ),
  key(
    "ha-promote-on-shutdown",
    "when-synced",
    "",
    WHEN,
    "the same where the master's node is stopped in good order",
    "deps/rabbit/src/rabbit_mirror_queue_master.erl",
  ),
  key(
    "ha-sync-mode",
    "manual",
    "",
    SYNC,
    "whether a new mirror is sent what the queue has",
    "deps/rabbit/src/rabbit_mirror_queue_misc.erl",
  ),
  key(
    "mirroring_sync_batch_size",
    4096,
    "messages",
    [1, 100_000],
    "how many messages are sent to a new mirror at once",
    "deps/rabbit/src/rabbit_mirror_queue_misc.erl",
  ),
  key(
    "mirroring_sync_max_throughput",
    0,
    "B/s",
    [0, 1e9],
    "how fast at most; 0: as fast as can be",
    "deps/rabbit/src/rabbit_mirror_queue_misc.erl",
  ),
  key(
    "queue-version",
    1,
    "",
    [1, 2],
    "of the queue's index: 2 confirms without an fsync",
    "deps/rabbit/src/rabbit_classic_queue_index_v2.erl",
  ),
  ...QUORUM_KEYS,
];

/** The first; those after it for quorum queues alone, in what differs there. */
export const VERSIONS = ["3.10.8", "4.0", "4.3"] as const;

/** What of a queue's policy is used. */
export interface Policy {
  readonly promoteOnFailure: (typeof WHEN)[number];
  readonly promoteOnShutdown: (typeof WHEN)[number];
  readonly syncMode: (typeof SYNC)[number];
}

/** What handlers use. */
export interface Config extends Policy, QuorumConfig {
  /** A quarter of net_ticktime: how often a connection between nodes is looked at. */
  readonly tick: Ticks;
  readonly partitions: (typeof PARTITION)[number];
  readonly preferred: readonly NodeId[];
  readonly recover: (typeof RECOVER)[number];
  readonly syncBatch: number;
  /** Bytes a second; 0: no limit. */
  readonly syncThroughput: number;
  readonly indexVersion: number;
  /** All nodes of the cluster, in the scenario's order. */
  readonly nodes: readonly NodeId[];
}

/** A queue's policy: what its record says, and for the rest the scenario's keys. */
export const policyOf = ({policy}: QueueRecord, config: Policy): Policy => (policy === undefined ? config : {...config, ...policy});

export function configure(config: Scenario["config"], scenario: Scenario): Config {
  const version = scenario.version ?? VERSIONS[0];
  if (!(VERSIONS as readonly string[]).includes(version)) throw new Refusal(said("rabbitmq.version", {version, known: VERSIONS}));
  const value = (name: string) => config[name] ?? KEYS.find((k) => k.key === name)?.default;
  return {
    tick: ms((Number(value("net_ticktime")) * 1000) / 4),
    partitions: value("cluster_partition_handling") as Config["partitions"],
    preferred: String(value("cluster_partition_handling.pause_if_all_down.nodes")).split(" "),
    recover: value("cluster_partition_handling.pause_if_all_down.recover") as Config["recover"],
    promoteOnFailure: value("ha-promote-on-failure") as Config["promoteOnFailure"],
    promoteOnShutdown: value("ha-promote-on-shutdown") as Config["promoteOnShutdown"],
    syncMode: value("ha-sync-mode") as Config["syncMode"],
    syncBatch: Number(value("mirroring_sync_batch_size")),
    syncThroughput: Number(value("mirroring_sync_max_throughput")),
    indexVersion: Number(value("queue-version")),
    nodes: scenario.nodes.map(({id}) => id),
    ...configureQuorum(config, version),
  };
}
