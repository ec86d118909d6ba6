import {type Key, key} from "../../keys.ts";

/** The keys of KRaft mode, with the defaults of 4.1.1. Source: apache/kafka@be816b8. */
export const KRAFT_KEYS: readonly Key[] = [
  key("broker.heartbeat.interval.ms", 2000, "ms", [1, 600_000], "how often a broker tells the controller that it lives", "KRaftConfigs"),
  key("broker.session.timeout.ms", 9000, "ms", [1, 600_000], "silence after which the controller fences a broker", "KRaftConfigs"),
  key(
    "metadata.max.idle.interval.ms",
    500,
    "ms",
    [1, 600_000],
    "how often the active controller writes a record that says nothing",
    "KRaftConfigs",
  ),
  key(
    "controller.quorum.election.timeout.ms",
    1000,
    "ms",
    [1, 600_000],
    "how long a voter looks for a majority, up to twice that, drawn anew each time",
    "QuorumConfig",
  ),
  key(
    "controller.quorum.fetch.timeout.ms",
    2000,
    "ms",
    [1, 600_000],
    "a voter that could not fetch for so long stands itself",
    "QuorumConfig",
  ),
  key(
    "controller.quorum.election.backoff.max.ms",
    1000,
    "ms",
    [0, 600_000],
    "the longest that a voter waits for its turn when a leader has resigned",
    "QuorumConfig",
  ),
  key("controller.quorum.append.linger.ms", 25, "ms", [0, 60_000], "how long a record waits for others to go with it", "QuorumConfig"),
  key("controller.quorum.request.timeout.ms", 2000, "ms", [1, 600_000], "a request to a voter is given up after so long", "QuorumConfig"),
  key("controller.quorum.retry.backoff.ms", 20, "ms", [1, 60_000], "pause after a request that failed", "QuorumConfig"),
  key(
    "unclean.leader.election.interval.ms",
    300_000,
    "ms",
    [1, 3_600_000],
    "how often partitions without a leader are looked at, where any replica may lead",
    "ReplicationConfigs",
  ),
  key(
    "eligible.leader.replicas.version",
    1,
    "",
    [0, 1],
    "1: who left the ISR below its minimum may still be elected (KIP-966)",
    "EligibleLeaderReplicasVersion",
  ),
];
