import {said} from "../../../words/en/kafka.ts";
import type {Scenario} from "../../model/scenario.ts";
import {ms, type NodeId, Refusal, type Ticks} from "../../vocabulary.ts";
import {type Key, key, reader, remembered} from "../keys.ts";
import {KRAFT_KEYS} from "./kraft/config.ts";

const MOST = Number.MAX_SAFE_INTEGER;

/** The real keys of server.properties that matter here; times in ms unless said. Source: apache/kafka@84caaa6 (3.9.0). */
export const KEYS: readonly Key[] = [
  key(
    "zookeeper.session.timeout.ms",
    18_000,
    "ms",
    [1, 600_000],
    "silence after which ZooKeeper ends a broker's session",
    "server/config/ZkConfigs",
  ),
  key(
    "zookeeper.max.in.flight.requests",
    10,
    "requests",
    [1, 1000],
    "how many requests a broker has on their way to ZooKeeper",
    "server/config/ZkConfigs",
  ),
  key("min.insync.replicas", 1, "replicas", [1, 100], "in-sync replicas without which acks=all is refused", "LogConfig"),
  key("unclean.leader.election.enable", false, "", null, "without a live in-sync replica any live one may lead", "LogConfig"),
  key(
    "replica.lag.time.max.ms",
    30_000,
    "ms",
    [1, 3_600_000],
    "a follower that has not caught up for so long leaves the ISR",
    "ReplicationConfigs",
  ),
  key("replica.fetch.wait.max.ms", 500, "ms", [1, 60_000], "how long a leader holds a follower's empty fetch", "ReplicationConfigs"),
  key("replica.fetch.backoff.ms", 1000, "ms", [0, 60_000], "pause of a partition after a failed fetch", "ReplicationConfigs"),
  key("replica.socket.timeout.ms", 30_000, "ms", [1, 600_000], "a follower gives up a fetch without an answer", "ReplicationConfigs"),
  key(
    "replica.high.watermark.checkpoint.interval.ms",
    5000,
    "ms",
    [1, 600_000],
    "how often high watermarks are written to disk",
    "ReplicationConfigs",
  ),
  key(
    "controller.socket.timeout.ms",
    30_000,
    "ms",
    [1, 600_000],
    "a controller gives up a request without an answer, and repeats it",
    "ReplicationConfigs",
  ),
  key(
    "controlled.shutdown.max.retries",
    3,
    "tries",
    [0, 100],
    "how often a stopping broker asks the controller to be released",
    "ServerConfigs",
  ),
  key("controlled.shutdown.retry.backoff.ms", 5000, "ms", [1, 600_000], "pause between these tries", "ServerConfigs"),
  key("auto.leader.rebalance.enable", true, "", null, "the controller gives leadership back to preferred replicas", "ReplicationConfigs"),
  key(
    "leader.imbalance.check.interval.seconds",
    300,
    "s",
    [1, 100_000],
    "how often it looks for partitions led by others",
    "ReplicationConfigs",
  ),
  key(
    "leader.imbalance.per.broker.percentage",
    10,
    "%",
    [0, 100],
    "share of a broker's partitions that others may lead",
    "ReplicationConfigs",
  ),
  key("log.flush.interval.messages", MOST, "records", [1, MOST], "a log is flushed after so many records", "LogConfig"),
  key("log.flush.interval.ms", MOST, "ms", [1, MOST], "a log is flushed when its first unflushed record is so old", "LogConfig"),
  ...KRAFT_KEYS,
];

/** The last version with ZooKeeper mode, and the one whose KRaft mode this is. */
export const VERSIONS = ["3.9.0", "4.1.1"] as const;

/** What only KRaft mode needs. */
interface KraftConfig {
  readonly voters: readonly NodeId[];
  readonly heartbeat: Ticks;
  readonly session: Ticks;
  readonly idle: Ticks;
  readonly electionTimeout: Ticks;
  readonly fetchTimeout: Ticks;
  readonly electionBackoffMs: number;
  readonly linger: Ticks;
  readonly requestTimeout: Ticks;
  readonly retryBackoff: Ticks;
  readonly uncleanEvery: Ticks;
  readonly elr: number;
}

/** What handlers use: durations in ticks of the kernel. */
export interface Config {
  readonly sessionMs: number;
  readonly maxInFlight: number;
  readonly minIsr: number;
  readonly unclean: boolean;
  readonly lag: Ticks;
  readonly fetchWait: Ticks;
  readonly fetchBackoff: Ticks;
  readonly socketTimeout: Ticks;
  readonly checkpointEvery: Ticks;
  readonly controllerTimeout: Ticks;
  readonly shutdownTries: number;
  readonly shutdownBackoff: Ticks;
  readonly rebalances: boolean;
  readonly rebalanceEvery: Ticks;
  readonly imbalance: number;
  readonly flushMessages: number;
  /** Null: not by time. */
  readonly flushEvery: Ticks | null;
  readonly brokers: readonly NodeId[];
  /** Empty in KRaft mode. */
  readonly zookeepers: readonly NodeId[];
  /** Its voters are empty in ZooKeeper mode. */
  readonly kraft: KraftConfig;
}

/** Processes of the scenario, by what they run. */
const running = ({nodes}: Scenario, process: string): readonly NodeId[] =>
  nodes.flatMap((node) => ((node.process ?? "broker") === process ? [node.id] : []));

export function configure(config: Scenario["config"], scenario: Scenario): Config {
  const {number: read, flag} = reader(KEYS, config);
  const zookeepers = running(scenario, "server");
  const voters = running(scenario, "controller");
  // The mode is what the brokers have: servers of ZooKeeper, or controllers.
  if (zookeepers.length + voters.length === 0) throw new Refusal(said("kafka.no-zookeeper", {scenario: scenario.name}));
  if (zookeepers.length * voters.length > 0) throw new Refusal(said("kafka.two-modes", {scenario: scenario.name}));
  const known = voters.length === 0 ? VERSIONS[0] : VERSIONS[1];
  const version = scenario.version ?? known;
  if (version !== known) throw new Refusal(said("kafka.version", {version, known: [known]}));
  const time = (name: string): Ticks => ms(read(name));
  return Object.freeze({
    sessionMs: read("zookeeper.session.timeout.ms"),
    maxInFlight: read("zookeeper.max.in.flight.requests"),
    minIsr: read("min.insync.replicas"),
    unclean: flag("unclean.leader.election.enable"),
    lag: time("replica.lag.time.max.ms"),
    fetchWait: time("replica.fetch.wait.max.ms"),
    fetchBackoff: time("replica.fetch.backoff.ms"),
    socketTimeout: time("replica.socket.timeout.ms"),
    checkpointEvery: time("replica.high.watermark.checkpoint.interval.ms"),
    controllerTimeout: time("controller.socket.timeout.ms"),
    shutdownTries: read("controlled.shutdown.max.retries"),
    shutdownBackoff: time("controlled.shutdown.retry.backoff.ms"),
    rebalances: flag("auto.leader.rebalance.enable"),
    rebalanceEvery: ms(read("leader.imbalance.check.interval.seconds") * 1000),
    imbalance: read("leader.imbalance.per.broker.percentage"),
    flushMessages: read("log.flush.interval.messages"),
    flushEvery: read("log.flush.interval.ms") === MOST ? null : time("log.flush.interval.ms"),
    brokers: running(scenario, "broker"),
    zookeepers,
    kraft: {
      voters,
      heartbeat: time("broker.heartbeat.interval.ms"),
      session: time("broker.session.timeout.ms"),
      idle: time("metadata.max.idle.interval.ms"),
      electionTimeout: time("controller.quorum.election.timeout.ms"),
      fetchTimeout: time("controller.quorum.fetch.timeout.ms"),
      electionBackoffMs: read("controller.quorum.election.backoff.max.ms"),
      linger: time("controller.quorum.append.linger.ms"),
      requestTimeout: time("controller.quorum.request.timeout.ms"),
      retryBackoff: time("controller.quorum.retry.backoff.ms"),
      uncleanEvery: time("unclean.leader.election.interval.ms"),
      elr: read("eligible.leader.replicas.version"),
    },
  });
}

export const configOf = remembered((scenario) => configure(scenario.config, scenario));
