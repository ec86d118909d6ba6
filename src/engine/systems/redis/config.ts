import {said} from "../../../words/en/redis.ts";
import type {Scenario} from "../../model/scenario.ts";
import {ms, NO_TIME, type NodeId, Refusal, type Ticks, times} from "../../vocabulary.ts";
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
  key(
    "stop-writes-on-bgsave-error",
    true,
    "",
    null,
    "after a save that failed writes are refused, and PING is answered MISCONF",
    "config.c",
  ),
  key("busy-reply-threshold", 5000, "ms", [0, 3_600_000], "a script that runs for longer is answered for: BUSY", "config.c"),
  key("shutdown-timeout", 10, "s", [0, 100_000], "SHUTDOWN waits so long for replicas that are behind; 0: not at all", "config.c"),
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
  readonly stopOnSaveError: boolean;
  readonly busyAfter: Ticks;
  readonly shutdownTimeout: Ticks;
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

type Setting = number | boolean;

/** How handlers get it: as it is written, or in ticks. */
const plain = NO_TIME;
const inMs = ms(1);
const inSeconds = ms(1000);

/** The field in which handlers find a key, and its unit there. */
const PLACES: {readonly [key: string]: readonly [place: keyof Config, ticks: Ticks]} = {
  "min-replicas-to-write": ["minReplicas", plain],
  "min-replicas-max-lag": ["maxLag", plain],
  "repl-timeout": ["replTimeout", plain],
  "repl-ping-replica-period": ["pingPeriod", plain],
  "repl-backlog-size": ["backlogSize", plain],
  "repl-backlog-ttl": ["backlogTtl", plain],
  "repl-diskless-sync-delay": ["syncDelay", inSeconds],
  "stop-writes-on-bgsave-error": ["stopOnSaveError", plain],
  "busy-reply-threshold": ["busyAfter", inMs],
  "shutdown-timeout": ["shutdownTimeout", inSeconds],
  "replica-serve-stale-data": ["serveStale", plain],
  "replica-priority": ["priority", plain],
  save: ["save", inSeconds],
  quorum: ["quorum", plain],
  "down-after-milliseconds": ["downAfter", inMs],
  "failover-timeout": ["failoverTimeout", inMs],
  "parallel-syncs": ["parallelSyncs", plain],
  "master-reboot-down-after-period": ["rebootDownAfter", inMs],
  "info-period": ["infoPeriod", inMs],
  "ping-period": ["pingEvery", inMs],
  "ask-period": ["askPeriod", inMs],
  "publish-period": ["publishPeriod", inMs],
  "tilt-trigger": ["tiltTrigger", inMs],
  "tilt-period": ["tiltPeriod", inMs],
  "slave-reconf-timeout": ["reconfTimeout", inMs],
  "min-link-reconnect-period": ["minLinkReconnect", inMs],
  "election-timeout": ["electionTimeout", inMs],
};

/** One setting as handlers use it. */
function placed(key: string, value: Setting): {readonly [place: string]: Setting} {
  const [place, ticks] = PLACES[key] as (typeof PLACES)[string];
  return {[place]: ticks === plain ? value : times(ticks, Number(value))};
}

/** One setting as it is written. */
export function settingOf(config: Config, key: string): Setting {
  const [place, ticks] = PLACES[key] as (typeof PLACES)[string];
  const value = config[place] as Setting;
  return ticks === plain ? value : Number(value) / ticks;
}

/** The configuration with other values for some keys, as CONFIG SET and SENTINEL SET leave it. */
export const withSettings = (config: Config, settings: {readonly [key: string]: Setting}): Config =>
  Object.freeze({...config, ...Object.assign({}, ...Object.entries(settings).map(([key, value]) => placed(key, value)))});

export function configure(config: Scenario["config"], scenario: Scenario): Config {
  const version = scenario.version ?? VERSIONS[0];
  if (version !== VERSIONS[0]) throw new Refusal(said("redis.version", {version, known: VERSIONS}));
  const {number: read, flag} = reader(KEYS, config);
  const settings = KEYS.map(({key, range}) => placed(key, range === null ? flag(key) : read(key)));
  // Frozen: all processes share it, and so do all copies of them.
  return Object.freeze({...(Object.assign({}, ...settings) as Omit<Config, "master" | "servers" | "sentinels">), ...membersOf(scenario)});
}

/** Which nodes are servers, which sentinels, and whom sentinel.conf names. */
function membersOf(scenario: Scenario): Pick<Config, "master" | "servers" | "sentinels"> {
  const servers = scenario.nodes.filter((n) => (n.process ?? "server") === "server");
  const masters = servers.filter((n) => n.args?.replicaof === undefined);
  const master = masters[0]?.id;
  if (master === undefined) throw new Refusal(said("redis.no-master", {scenario: scenario.name}));
  for (const {id, args} of servers) {
    if (args?.replicaof !== undefined && !servers.some((n) => n.id === args.replicaof && n.id !== id))
      throw new Refusal(said("redis.replicaof", {id, of: String(args.replicaof)}));
  }
  const sentinels = scenario.nodes.filter((n) => n.process === "sentinel").map((n) => n.id);
  return {master, servers: servers.map((n) => n.id), sentinels};
}

export const configOf = remembered((scenario) => configure(scenario.config, scenario));
