import type {ConfigFile, FileEntry, FileReading, Meaning} from "../../model/config-file.ts";
import {
  idle,
  isWithin,
  type Key,
  known,
  memory,
  named,
  rangeOf,
  refused,
  type Said,
  taken,
  whole,
  wordsOf,
  wouldNotStart,
} from "./directives.ts";

/** The keys of redis.conf that the model has. Source: redis/redis@f35f36a, src/config.c static_configs. */
const OWN: readonly Key[] = [
  "min-replicas-to-write",
  "min-replicas-max-lag",
  "repl-timeout",
  "repl-ping-replica-period",
  "repl-backlog-size",
  "repl-backlog-ttl",
  "repl-diskless-sync-delay",
  "replica-serve-stale-data",
  "replica-priority",
].map(known);

/** Names of before Redis 5, which still stand for the new ones. Source: the aliases in static_configs. */
const aliases: {readonly [old: string]: string} = {
  "min-slaves-to-write": "min-replicas-to-write",
  "min-slaves-max-lag": "min-replicas-max-lag",
  "repl-ping-slave-period": "repl-ping-replica-period",
  "slave-serve-stale-data": "replica-serve-stale-data",
  "slave-priority": "replica-priority",
};

/** What Redis 7.0.15 takes and the model does not need. Source: static_configs, and loadServerConfigFromString for what is not in it. */
const others: {readonly [name: string]: string} = {
  ...named("n1 is the first master here, and the others follow it", "replicaof slaveof"),
  ...named("replicas of the model take no writes, as by default", "replica-read-only slave-read-only"),
  ...named("no replica is hidden from the sentinels here", "replica-announced"),
  ...named(
    "the model has no addresses and no ports",
    "bind bind-source-addr port protected-mode unixsocket unixsocketperm tcp-backlog tcp-keepalive timeout socket-mark-id repl-disable-tcp-nodelay replica-announce-ip slave-announce-ip replica-announce-port slave-announce-port",
  ),
  ...named(
    "the model knows neither passwords nor certificates",
    "requirepass masterauth masteruser user aclfile acl-pubsub-default acllog-max-len tls-port tls-session-cache-size tls-session-cache-timeout tls-cluster tls-replication tls-auth-clients tls-prefer-server-ciphers tls-session-caching tls-cert-file tls-key-file tls-key-file-pass tls-client-cert-file tls-client-key-file tls-client-key-file-pass tls-dh-params-file tls-ca-cert-file tls-ca-cert-dir tls-protocols tls-ciphers tls-ciphersuites",
  ),
  ...named(
    "the model has no append-only file",
    "appendonly appendfsync appendfilename appenddirname no-appendfsync-on-rewrite auto-aof-rewrite-percentage auto-aof-rewrite-min-size aof-rewrite-incremental-fsync aof-load-truncated aof-use-rdb-preamble aof-timestamp-enabled aof-disable-auto-gc aof-rewrite-cpulist aof_rewrite_cpulist",
  ),
  ...named(
    "a snapshot is made, sent and loaded in no time here",
    "rdbchecksum rdbcompression rdb-del-sync-files rdb-save-incremental-fsync rdb-key-save-delay key-load-delay loading-process-events-interval-bytes repl-diskless-sync repl-diskless-load repl-diskless-sync-max-replicas replica-lazy-flush slave-lazy-flush sanitize-dump-payload stop-writes-on-bgsave-error replica-ignore-disk-write-errors",
  ),
  ...named(
    "memory is never full here",
    "maxmemory maxmemory-policy maxmemory-samples maxmemory-eviction-tenacity maxmemory-clients replica-ignore-maxmemory slave-ignore-maxmemory lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush activedefrag active-defrag-cycle-min active-defrag-cycle-max active-defrag-threshold-lower active-defrag-threshold-upper active-defrag-ignore-bytes active-defrag-max-scan-fields jemalloc-bg-thread lfu-log-factor lfu-decay-time active-expire-effort",
  ),
  ...named(
    "no client is turned away here, and no buffer overflows",
    "maxclients client-output-buffer-limit client-query-buffer-limit proto-max-bulk-len tracking-table-max-keys",
  ),
  ...named(
    "Redis Cluster is not modelled: it elects by itself",
    [
      "cluster-enabled cluster-config-file cluster-node-timeout cluster-port cluster-announce-ip cluster-announce-hostname cluster-announce-port cluster-announce-bus-port cluster-announce-tls-port",
      "cluster-require-full-coverage cluster-replica-no-failover cluster-slave-no-failover cluster-allow-reads-when-down cluster-allow-pubsubshard-when-down cluster-allow-replica-migration cluster-replica-validity-factor cluster-slave-validity-factor cluster-migration-barrier cluster-link-sendbuf-limit cluster-preferred-endpoint-type",
    ].join(" "),
  ),
  ...named(
    "how values are stored changes no fail-over",
    "databases activerehashing hash-max-listpack-entries hash-max-ziplist-entries hash-max-listpack-value hash-max-ziplist-value list-max-listpack-size list-max-ziplist-size list-max-ziplist-entries list-max-ziplist-value list-compress-depth set-max-intset-entries zset-max-listpack-entries zset-max-ziplist-entries zset-max-listpack-value zset-max-ziplist-value hll-sparse-max-bytes stream-node-max-bytes stream-node-max-entries",
  ),
  ...named(
    "it changes nothing that the model has",
    "dir dbfilename logfile loglevel pidfile daemonize supervised always-show-logo set-proc-title proc-title-template syslog-enabled syslog-ident syslog-facility crash-log-enabled crash-memcheck-enabled use-exit-on-panic watchdog-period latency-monitor-threshold latency-tracking latency-tracking-info-percentiles slowlog-log-slower-than slowlog-max-len notify-keyspace-events io-threads io-threads-do-reads server-cpulist server_cpulist bio-cpulist bio_cpulist bgsave-cpulist bgsave_cpulist oom-score-adj oom-score-adj-values disable-thp ignore-warnings enable-protected-configs enable-debug-command enable-module-command propagation-error-behavior busy-reply-threshold lua-time-limit lua-replicate-commands loadmodule",
  ),
  ...named("the model's servers work ten times a second, as by default", "hz dynamic-hz"),
  ...named("the model stops no server in good order", "shutdown-timeout shutdown-on-sigint shutdown-on-sigterm"),
  ...named("what stands in that file is not read here", "include"),
  ...named("Sentinel must be told of a renamed INFO, SLAVEOF, CONFIG, CLIENT or MULTI (sentinel rename-command)", "rename-command"),
};

/** Whether a directive is one that redis-server 7.0.15 knows. Sentinel reads them, too: it is the same program. */
export const isDirective = (name: string): boolean =>
  name === "save" || Object.hasOwn(others, name) || OWN.some(({key}) => key === nameOf(name));

const SAMPLE = `# On every server: any of them may become the master.
min-replicas-to-write 1
min-replicas-max-lag 2
`;

const nameOf = (key: string): string => {
  const name = key.toLowerCase();
  return Object.hasOwn(aliases, name) ? (aliases[name] as string) : name;
};

export const redisConf: ConfigFile = {
  name: "redis.conf",
  format: "directives",
  sample: SAMPLE,
  unknown: "Redis 7.0 does not know it and would not start",
  read(entries) {
    const config: {[key: string]: number | boolean} = {};
    const meanings = entries.map((entry): Meaning => ({...entry, ...meaning(entry, entries, config)}));
    return {config, nodes: null, meanings, missing: warnings(entries, config)};
  },
  entry(entries, key, value) {
    const found = entries.findLast((entry) => nameOf(entry.key) === key);
    const said = typeof value === "boolean" ? (value ? "yes" : "no") : key !== "save" ? String(value) : value === 0 ? '""' : `${value} 1`;
    return {line: found?.line ?? null, key, value: said};
  },
};

function meaning(entry: FileEntry, entries: readonly FileEntry[], config: FileReading["config"] & {[key: string]: number | boolean}): Said {
  const name = nameOf(entry.key);
  const text = `${entry.key} ${entry.value}`.trim();
  const words = wordsOf(entry.value);
  if (words === null) return wouldNotStart(text, "Unbalanced quotes in configuration line", "a quote that closes, and a blank after it");
  if (name === "sentinel") return wouldNotStart(text, "sentinel directive while not in sentinel mode", "this line in sentinel.conf");
  if (name === "save") return savePoints(text, words, config);
  const own = OWN.find(({key}) => key === name);
  if (own === undefined) {
    const why = Object.hasOwn(others, name) ? others[name] : undefined;
    // A dot is in the names of modules alone.
    return why !== undefined ? idle(why) : name.includes(".") ? idle("the model has no modules") : {kind: "unknown"};
  }
  if (words.length !== 1) {
    const right = words.includes("#") ? "one value; a comment needs a line of its own" : "one value";
    return wouldNotStart(text, "wrong number of arguments", right);
  }
  const said = setting(own, text, words[0] as string, config);
  const again = entries.findLast(({key}) => nameOf(key) === name);
  return said.kind === "taken" && again !== undefined && again.line > entry.line
    ? idle(`stands again in line ${again.line}, which counts`)
    : said;
}

function setting(own: Key, text: string, word: string, config: {[key: string]: number | boolean}): Said {
  if (own.range === null) {
    const value = word.toLowerCase();
    if (value !== "yes" && value !== "no") return wouldNotStart(text, "argument must be 'yes' or 'no'", "yes or no");
    config[own.key] = value === "yes";
    return taken(own, value === "yes");
  }
  const isMemory = own.unit === "bytes";
  const value = isMemory ? memory(word) : whole(word);
  const units = isMemory ? "; k is 1000, kb 1024, and so with m, mb, g, gb" : "";
  if (Number.isNaN(value))
    return wouldNotStart(
      text,
      isMemory ? "argument must be a memory value" : "argument couldn't be parsed into an integer",
      `a whole number from ${rangeOf(own)}${units}`,
    );
  const [least] = own.range as readonly number[];
  if (value < Number(least)) {
    const most = own.key.startsWith("repl-backlog") ? "9223372036854775807" : "2147483647";
    return wouldNotStart(text, `argument must be between ${least} and ${most} inclusive`, `a whole number from ${rangeOf(own)}`);
  }
  if (!isWithin(own, value)) return refused(`${text}: the model takes ${rangeOf(own)}`);
  config[own.key] = value;
  return taken(own, value);
}

/** `save 3600 1 300 100`: pairs of seconds and changes. The model has one pair, of one change. */
function savePoints(text: string, given: readonly string[], config: {[key: string]: number | boolean}): Said {
  const own = known("save");
  const words = given.length === 1 ? (wordsOf(given[0] as string) ?? []) : given;
  const numbers = words.map(whole);
  const isBad = numbers.length % 2 === 1 || numbers.some((value, i) => !(value >= (i % 2 === 0 ? 1 : 0)));
  if (isBad || given.length === 0)
    return wouldNotStart(text, "Invalid save parameters", 'pairs of seconds and changes, as in save 60 1, or save ""');
  const often = numbers.filter((_, i) => i % 2 === 0 && (numbers[i + 1] as number) <= 1);
  if (words.length > 0 && often.length === 0) return idle("the model saves after one change or never");
  const before = config.save === undefined || config.save === 0 ? Number.POSITIVE_INFINITY : (config.save as number);
  const least = Math.min(...often, before);
  const value = words.length === 0 ? 0 : least;
  if (!isWithin(own, value)) return refused(`${text}: the model takes ${rangeOf(own)}`);
  config.save = value;
  return taken(own, value);
}

/** What holds between entries, and what Redis takes without a word. */
function warnings(entries: readonly FileEntry[], config: {readonly [key: string]: number | boolean}): string[] {
  const at = (key: string): number => Number(config[key] ?? known(key).default);
  const says = (name: string): string | undefined => entries.findLast(({key}) => nameOf(key) === name)?.value.toLowerCase();
  const least = at("min-replicas-to-write");
  const found: string[] = [];
  if (least > 0 && at("min-replicas-max-lag") === 0) found.push("min-replicas-max-lag 0 switches min-replicas-to-write off");
  if (least > 2) found.push(`min-replicas-to-write ${least}: three servers accept no write with it; it takes ${least + 1} or more`);
  if (least === 2) found.push("min-replicas-to-write 2: with two replicas, one that is away stops all writes");
  if (least === 0 && config["min-replicas-max-lag"] !== undefined)
    found.push("min-replicas-max-lag alone does nothing: min-replicas-to-write is 0");
  if (at("repl-timeout") <= at("repl-ping-replica-period"))
    found.push("repl-timeout is not longer than repl-ping-replica-period: an idle master is given up again and again");
  if (at("replica-priority") === 0) found.push("replica-priority 0, which is taken for every server here: nobody may be promoted");
  if (says("requirepass") !== undefined && says("masterauth") === undefined)
    found.push("requirepass without masterauth: this server, once it is a replica, cannot follow a master with that password");
  if (says("appendonly") === "yes")
    found.push("appendonly yes: the model has no append-only file, so what is lost at a loss of power here is more than yours");
  if (says("cluster-enabled") === "yes") found.push("cluster-enabled yes: Sentinel is not for Redis Cluster");
  return found;
}
