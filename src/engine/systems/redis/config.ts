import type {Scenario} from "../../model/scenario.ts";
import {ms, type NodeId, Refusal, type Ticks} from "../../vocabulary.ts";
import {type Key, key, reader, remembered} from "../keys.ts";

/** The real keys of redis.conf, of sentinel.conf and of SENTINEL DEBUG that matter here. Source: redis/redis@f35f36a (7.0.15). */
export const KEYS: readonly Key[] = [
  key("min-replicas-to-write", 0, "replicas", [0, 1000], "good replicas without which a master refuses writes; 0: off", "config.c"),
  key("min-replicas-max-lag", 10, "s", [0, 100_000], "a replica silent for longer is not good; 0: off", "config.c"),
  key("repl-timeout", 60, "s", [1, 100_000], "silence after which a replication link is given up", "config.c"),
  key("repl-ping-replica-period", 10, "s", [1, 100_000], "PINGs in the replication stream", "config.c"),
  key("repl-backlog-size", 1_048_576, "bytes", [1, 1_000_000_000], "how much of the stream is kept for partial resyncs", "config.c"),
  key("repl-backlog-ttl", 3600, "s", [0, 1_000_000], "a master without replicas keeps its backlog for so long; 0: for ever", "config.c"),
  key("repl-diskless-sync-delay", 5, "s", [0, 100_000], "wait for more replicas before a full resync", "config.c"),
  key("replica-serve-stale-data", true, "", null, "a replica without its master answers reads", "config.c"),
  key("replica-priority", 100, "", [0, 1_000_000], "smaller is chosen first, 0 never; a node's args.priority goes before it", "config.c"),
  key(
    "save",
    0,
    "s",
    [0, 1_000_000],
    'a snapshot every so often if anything has changed (one save point, 1 change); 0: save ""',
    "config.c",
  ),
  key("quorum", 2, "sentinels", [1, 1000], "how many must hold the master for down: argument of sentinel monitor", "sentinel.conf"),
  key("down-after-milliseconds", 30_000, "ms", [1, 3_600_000], "silence that makes an instance subjectively down", "sentinel.c"),
  key("failover-timeout", 180_000, "ms", [1, 36_000_000], "twice this between two attempts; limit of each step", "sentinel.c"),
  key("parallel-syncs", 1, "replicas", [1, 1000], "replicas pointed at the new master at a time", "sentinel.c"),
  key("master-reboot-down-after-period", 0, "ms", [0, 3_600_000], "a rebooted master is down if it loads for longer; 0: off", "sentinel.c"),
  key(
    "info-period",
    10_000,
    "ms",
    [10, 600_000],
    "INFO to servers; once a second, whatever this says, while a fail-over is near",
    "SENTINEL DEBUG",
  ),
  key("ping-period", 1000, "ms", [10, 600_000], "PING to everybody, and least time between two dials", "SENTINEL DEBUG"),
  key("ask-period", 1000, "ms", [10, 600_000], "is-master-down-by-addr; an answer counts for five of them", "SENTINEL DEBUG"),
  key("publish-period", 2000, "ms", [10, 600_000], "hello", "SENTINEL DEBUG"),
  key("tilt-trigger", 2000, "ms", [100, 600_000], "a longer gap between two ticks means TILT", "SENTINEL DEBUG"),
  key("tilt-period", 30_000, "ms", [10, 600_000], "length of TILT", "SENTINEL DEBUG"),
  key("slave-reconf-timeout", 10_000, "ms", [10, 600_000], "a replica that does not obey is given up (F7)", "SENTINEL DEBUG"),
  key("min-link-reconnect-period", 15_000, "ms", [10, 600_000], "a link younger than that is never closed as stale", "SENTINEL DEBUG"),
  key("election-timeout", 10_000, "ms", [10, 600_000], "a candidate waits for votes so long, or failover-timeout", "SENTINEL DEBUG"),
];

export const VERSIONS = ["7.0.15"] as const;

/** The name of the one master that is monitored: the scope of a reign. */
export const MASTER_NAME = "mymaster";

/** What handlers use: durations in ticks of the kernel, but for what Redis counts in whole seconds. */
export interface Config {
  readonly minReplicas: number;
  /** Whole seconds. */
  readonly maxLag: number;
  /** Whole seconds. */
  readonly replTimeout: number;
  /** Turns of replicationCron. */
  readonly pingPeriod: number;
  readonly backlogSize: number;
  /** Whole seconds. */
  readonly backlogTtl: number;
  readonly syncDelay: Ticks;
  readonly serveStale: boolean;
  readonly priority: number;
  readonly save: Ticks;
  readonly quorum: number;
  readonly downAfter: Ticks;
  readonly failoverTimeout: Ticks;
  readonly parallelSyncs: number;
  readonly rebootDownAfter: Ticks;
  readonly infoPeriod: Ticks;
  readonly pingEvery: Ticks;
  readonly askPeriod: Ticks;
  readonly publishPeriod: Ticks;
  readonly tiltTrigger: Ticks;
  readonly tiltPeriod: Ticks;
  readonly reconfTimeout: Ticks;
  readonly minLinkReconnect: Ticks;
  readonly electionTimeout: Ticks;
  /** The server that sentinel.conf names at first: the first that is nobody's replica. */
  readonly master: NodeId;
  readonly servers: readonly NodeId[];
  readonly sentinels: readonly NodeId[];
}

export function configure(config: Scenario["config"], scenario: Scenario): Config {
  const version = scenario.version ?? VERSIONS[0];
  if (version !== VERSIONS[0]) throw new Refusal(`version ${version} of redis: must be ${VERSIONS[0]}`);
  const {number: read, flag} = reader(KEYS, config);
  const period = (name: string): Ticks => ms(read(name));
  return {
    minReplicas: read("min-replicas-to-write"),
    maxLag: read("min-replicas-max-lag"),
    replTimeout: read("repl-timeout"),
    pingPeriod: read("repl-ping-replica-period"),
    backlogSize: read("repl-backlog-size"),
    backlogTtl: read("repl-backlog-ttl"),
    syncDelay: ms(read("repl-diskless-sync-delay") * 1000),
    serveStale: flag("replica-serve-stale-data"),
    priority: read("replica-priority"),
    save: ms(read("save") * 1000),
    quorum: read("quorum"),
    downAfter: period("down-after-milliseconds"),
    failoverTimeout: period("failover-timeout"),
    parallelSyncs: read("parallel-syncs"),
    rebootDownAfter: period("master-reboot-down-after-period"),
    infoPeriod: period("info-period"),
    pingEvery: period("ping-period"),
    askPeriod: period("ask-period"),
    publishPeriod: period("publish-period"),
    tiltTrigger: period("tilt-trigger"),
    tiltPeriod: period("tilt-period"),
    reconfTimeout: period("slave-reconf-timeout"),
    minLinkReconnect: period("min-link-reconnect-period"),
    electionTimeout: period("election-timeout"),
    ...membersOf(scenario),
  };
}

/** Which nodes are servers, which sentinels, and whom sentinel.conf names. */
function membersOf(scenario: Scenario): Pick<Config, "master" | "servers" | "sentinels"> {
  const servers = scenario.nodes.filter((n) => (n.process ?? "server") === "server");
  const masters = servers.filter((n) => n.args?.replicaof === undefined);
  const master = masters[0]?.id;
  if (master === undefined) throw new Refusal(`scenario ${scenario.name}: one server must be without args.replicaof: the master`);
  for (const {id, args} of servers) {
    if (args?.replicaof !== undefined && !servers.some((n) => n.id === args.replicaof && n.id !== id))
      throw new Refusal(`node ${id}: replicaof "${args.replicaof}": must be another server of the scenario`);
  }
  const sentinels = scenario.nodes.filter((n) => n.process === "sentinel").map((n) => n.id);
  return {master, servers: servers.map((n) => n.id), sentinels};
}

export const configOf = remembered((scenario) => configure(scenario.config, scenario));
