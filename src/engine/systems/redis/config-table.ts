// What a directive of redis.conf may be followed by. Source: redis/redis@f35f36a (7.0.15), src/config.c static_configs and the set functions.
import {memory, strtoll, whole, wordsOf} from "./directives.ts";

/** How the words after a directive are checked, and Redis' own words for what is wrong with them. */
export interface Check {
  /** Any number of words; a single word is split at its blanks. */
  readonly multi: boolean;
  readonly error: (words: readonly string[]) => string | null;
}

const single = (error: (word: string) => string | null): Check => ({multi: false, error: ([word = ""]) => error(word)});
const several = (error: Check["error"]): Check => ({multi: true, error});
const of = (check: Check, names: string): {readonly [name: string]: Check} =>
  Object.fromEntries(names.split(" ").map((name) => [name, check]));

const COUNT = "wrong number of arguments";
const yesNo = single((word) => (/^(yes|no)$/i.test(word) ? null : "argument must be 'yes' or 'no'"));
const text = single(() => null);
const isOneOf = (words: readonly string[], word: string): boolean => words.includes(word.toLowerCase());
const noneOf = (words: readonly string[]): string => `argument(s) must be one of the following: ${words.join(", ")}`;
const oneOf = (...words: readonly string[]): Check => single((word) => (isOneOf(words, word) ? null : noneOf(words)));

const INT = 2_147_483_647n;
const LONG = 9_223_372_036_854_775_807n;

const between = (value: bigint, low: bigint, high: bigint): string | null =>
  value >= low && value <= high ? null : `argument must be between ${low} and ${high} inclusive`;

const number = (low: bigint, high: bigint): Check =>
  single((word) => {
    const value = whole(word);
    return value === null ? "argument couldn't be parsed into an integer" : between(value, low, high);
  });

/** Bytes; `unsigned`: compared as such. */
const bytes = (low: bigint, high: bigint, {unsigned = false} = {}): Check =>
  single((word) => {
    const value = memory(word);
    if (value === null) return "argument must be a memory value";
    return between(unsigned ? BigInt.asUintN(64, value) : value, low, high);
  });

const port = number(0n, 65_535n);
const count = number(0n, INT);

/** Octal digits, and in the error, too. */
const permissions = single((word) => {
  const value = strtoll(word, 8);
  if (value === null) return "argument couldn't be parsed as an octal number";
  return value >= 0n && value <= 0o777n ? null : "argument must be between 0 and 777 inclusive";
});

const memoryOrPercent = single((word) => {
  const percent = /^(.+)%$/.exec(word)?.[1];
  const value = memory(word) ?? (percent === undefined ? null : whole(percent));
  if (value === null || (memory(word) === null && value < 0n)) return "argument must be a memory or percent value";
  if (memory(word) === null) return value > 100n ? "percentage argument must be less or equal to 100" : null;
  // A size that is negative in 64 bits counts as a percentage.
  return value < -100n ? "percentage argument must be less or equal to 100" : null;
});

const baseName = (key: string, what: string, empty: boolean): Check =>
  single((word) => {
    if (word === "" && !empty) return `${key} can't be empty`;
    return /[/\\]/.test(word) ? `${key} can't be a path, just a ${what}` : null;
  });

const SIGNALS = ["default", "save", "nosave", "now", "force"];
const signal = several((words) => {
  if (words.length === 0 || words.some((word) => !isOneOf(SIGNALS, word))) return noneOf(SIGNALS);
  const has = (name: string) => words.some((word) => word.toLowerCase() === name);
  return has("save") && has("nosave") ? "shutdown options SAVE and NOSAVE can't be used simultaneously" : null;
});

/** A single empty word counts as no word. */
export const savePoints = (words: readonly string[]): readonly string[] => (words.length === 1 && words[0] === "" ? [] : words);

const save = several((words) => {
  const points = savePoints(words);
  const isBad = points.some((word, i) => {
    const value = strtoll(word);
    return value === null || value < (i % 2 === 0 ? 1n : 0n);
  });
  return points.length % 2 === 1 || isBad ? "Invalid save parameters" : null;
});

const bufferLimit = several((words) => {
  if (words.length % 4 !== 0) return "Wrong number of arguments in buffer limit configuration.";
  for (let i = 0; i < words.length; i += 4) {
    const [kind = "", hard = "", soft = "", seconds = ""] = words.slice(i, i + 4);
    if (!isOneOf(["normal", "slave", "replica", "pubsub"], kind)) return "Invalid client class specified in buffer limit configuration.";
    const time = strtoll(seconds);
    if (memory(hard) === null || memory(soft) === null || time === null || BigInt.asIntN(32, time) < 0n)
      return "Error in hard, soft or soft_seconds setting in buffer limit configuration.";
  }
  return null;
});

const oomScores = several((words) => {
  if (words.length !== 3) return COUNT;
  const isBad = words.some((word) => {
    const value = strtoll(word);
    return value === null || value < -2000n || value > 2000n;
  });
  return isBad ? "Invalid oom-score-adj-values, elements must be between -2000 and 2000." : null;
});

const bind = several((words) => (words.length > 16 ? "Too many bind addresses specified." : null));

const replicaof = several((words) => {
  if (words.length !== 2) return COUNT;
  if (isNoOne(words)) return null;
  const master = strtoll(words[1] as string);
  return master === null || master < 0n || master > 65_535n ? "Invalid master port" : null;
});

/** `replicaof no one`: no master. */
export const isNoOne = ([host = "", port = ""]: readonly string[]): boolean => host.toLowerCase() === "no" && port.toLowerCase() === "one";

const percentiles = several((words) => {
  for (const word of savePoints(words)) {
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
    if (Number.isNaN(value)) return "Invalid latency-tracking-info-percentiles parameters";
    if (value < 0 || value > 100) return "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]";
  }
  return null;
});

const hostname = single((word) => {
  if (word.length >= 256) return "Hostnames must be less than 256 characters";
  return /^[A-Za-z0-9.-]*$/.test(word) ? null : "Hostnames may only contain alphanumeric characters, hyphens or dots";
});

const TITLE = new Set(["title", "listen-addr", "server-mode", "config-file", "port", "tls-port", "unixsocket"]);
const titleTemplate = single((word) => {
  const rest = word.replaceAll("{{", "").replace(/\{([^{}]*)\}/g, (all, name: string) => (TITLE.has(name) ? "" : all));
  return word.trim() === "" || rest.includes("{") ? "template format is invalid or contains unknown variables" : null;
});

const events = single((word) => (/^[Ag$lshzxeKEtmdn]*$/.test(word) ? null : "Invalid event class character. Use 'Ag$lshzxeKEtmdn'."));

const policies = [
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "noeviction",
];

/** By the names of static_configs, aliases among them, in its order. */
export const CHECKS: {readonly [name: string]: Check} = {
  ...of(
    yesNo,
    "rdbchecksum daemonize io-threads-do-reads always-show-logo protected-mode rdbcompression rdb-del-sync-files activerehashing stop-writes-on-bgsave-error set-proc-title dynamic-hz lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush repl-disable-tcp-nodelay repl-diskless-sync aof-rewrite-incremental-fsync no-appendfsync-on-rewrite cluster-require-full-coverage rdb-save-incremental-fsync aof-load-truncated aof-use-rdb-preamble aof-timestamp-enabled cluster-replica-no-failover cluster-slave-no-failover replica-lazy-flush slave-lazy-flush replica-serve-stale-data slave-serve-stale-data replica-read-only slave-read-only replica-ignore-maxmemory slave-ignore-maxmemory jemalloc-bg-thread activedefrag syslog-enabled cluster-enabled appendonly cluster-allow-reads-when-down cluster-allow-pubsubshard-when-down crash-log-enabled crash-memcheck-enabled use-exit-on-panic disable-thp cluster-allow-replica-migration replica-announced latency-tracking aof-disable-auto-gc replica-ignore-disk-write-errors tls-cluster tls-replication tls-prefer-server-ciphers tls-session-caching",
  ),
  ...of(
    text,
    "aclfile unixsocket pidfile replica-announce-ip slave-announce-ip masteruser cluster-announce-ip cluster-config-file syslog-ident server_cpulist bio_cpulist aof_rewrite_cpulist bgsave_cpulist ignore-warnings bind-source-addr logfile masterauth requirepass tls-cert-file tls-key-file tls-key-file-pass tls-client-cert-file tls-client-key-file tls-client-key-file-pass tls-dh-params-file tls-ca-cert-file tls-ca-cert-dir tls-protocols tls-ciphers tls-ciphersuites dir",
  ),
  "cluster-announce-hostname": hostname,
  dbfilename: baseName("dbfilename", "filename", true),
  appendfilename: baseName("appendfilename", "filename", false),
  appenddirname: baseName("appenddirname", "dirname", false),
  "proc-title-template": titleTemplate,
  supervised: oneOf("upstart", "systemd", "auto", "no"),
  "syslog-facility": oneOf("user", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"),
  "repl-diskless-load": oneOf("disabled", "on-empty-db", "swapdb"),
  loglevel: oneOf("debug", "verbose", "notice", "warning"),
  "maxmemory-policy": oneOf(...policies),
  appendfsync: oneOf("everysec", "always", "no"),
  "oom-score-adj": oneOf("no", "yes", "relative", "absolute"),
  "acl-pubsub-default": oneOf("allchannels", "resetchannels"),
  "sanitize-dump-payload": oneOf("no", "yes", "clients"),
  ...of(oneOf("no", "yes", "local"), "enable-protected-configs enable-debug-command enable-module-command"),
  "cluster-preferred-endpoint-type": oneOf("ip", "hostname", "unknown-endpoint"),
  "propagation-error-behavior": oneOf("ignore", "panic", "panic-on-replicas"),
  "tls-auth-clients": oneOf("no", "yes", "optional"),
  ...of(signal, "shutdown-on-sigint shutdown-on-sigterm"),
  ...of(number(1n, INT), "databases maxmemory-samples repl-timeout repl-ping-replica-period repl-ping-slave-period"),
  ...of(
    port,
    "port replica-announce-port slave-announce-port cluster-port cluster-announce-bus-port cluster-announce-port cluster-announce-tls-port tls-port",
  ),
  "io-threads": number(1n, 128n),
  ...of(
    count,
    "auto-aof-rewrite-percentage cluster-replica-validity-factor cluster-slave-validity-factor tcp-keepalive cluster-migration-barrier lfu-log-factor lfu-decay-time replica-priority slave-priority repl-diskless-sync-delay timeout tcp-backlog list-compress-depth hz min-replicas-to-write min-slaves-to-write min-replicas-max-lag min-slaves-max-lag watchdog-period shutdown-timeout repl-diskless-sync-max-replicas tls-session-cache-size tls-session-cache-timeout",
  ),
  ...of(number(-INT - 1n, INT), "list-max-listpack-size list-max-ziplist-size rdb-key-save-delay key-load-delay"),
  ...of(number(1n, 99n), "active-defrag-cycle-min active-defrag-cycle-max"),
  ...of(number(0n, 1000n), "active-defrag-threshold-lower active-defrag-threshold-upper"),
  "maxmemory-eviction-tenacity": number(0n, 100n),
  "active-expire-effort": number(1n, 10n),
  maxclients: number(1n, 4_294_967_295n),
  unixsocketperm: permissions,
  "socket-mark-id": number(0n, 4_294_967_295n),
  "active-defrag-max-scan-fields": number(1n, LONG),
  ...of(
    number(0n, LONG),
    "slowlog-max-len acllog-max-len busy-reply-threshold lua-time-limit cluster-node-timeout latency-monitor-threshold stream-node-max-entries hash-max-listpack-entries hash-max-ziplist-entries set-max-intset-entries zset-max-listpack-entries zset-max-ziplist-entries tracking-table-max-keys repl-backlog-ttl",
  ),
  "slowlog-log-slower-than": number(-1n, LONG),
  "proto-max-bulk-len": bytes(1_048_576n, LONG),
  "client-query-buffer-limit": bytes(1_048_576n, LONG, {unsigned: true}),
  "repl-backlog-size": bytes(1n, LONG),
  ...of(bytes(0n, 2n * LONG + 1n, {unsigned: true}), "maxmemory cluster-link-sendbuf-limit"),
  "active-defrag-ignore-bytes": bytes(1n, LONG, {unsigned: true}),
  ...of(
    bytes(0n, LONG, {unsigned: true}),
    "hash-max-listpack-value hash-max-ziplist-value stream-node-max-bytes zset-max-listpack-value zset-max-ziplist-value hll-sparse-max-bytes",
  ),
  "maxmemory-clients": memoryOrPercent,
  "auto-aof-rewrite-min-size": bytes(0n, LONG),
  "loading-process-events-interval-bytes": number(1024n, INT),
  save,
  "client-output-buffer-limit": bufferLimit,
  "oom-score-adj-values": oomScores,
  "notify-keyspace-events": events,
  bind,
  ...of(replicaof, "replicaof slaveof"),
  "latency-tracking-info-percentiles": percentiles,
};

/** Directives that are accepted with one word and ignored. */
export const DEPRECATED = ["list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands"];

/** The words after a directive as they are checked: a single word that stands for several is split. */
export function argumentsOf(check: Check, words: readonly string[]): readonly string[] {
  const [only = ""] = words;
  return check.multi && words.length === 1 && only !== "" ? (wordsOf(only) ?? []) : words;
}

/** Redis' error for a directive of its table with these words; null: none. */
export function tableError(check: Check, words: readonly string[]): string | null {
  return !check.multi && words.length !== 1 ? COUNT : check.error(argumentsOf(check, words));
}
