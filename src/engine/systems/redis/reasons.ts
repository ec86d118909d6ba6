// Directives that Redis 7.0.15 takes and the model does not have: why each does not matter here, or what is lacking.
import {said} from "../../../words/en/redis-files.ts";
import type {Said} from "../../../words/message.ts";
import {type Finding, idle, lacking} from "../findings.ts";
import {isNoOne} from "./config-table.ts";

type Reason = (words: readonly string[]) => Finding;

const rows = (reason: Reason, names: string): {readonly [name: string]: Reason} =>
  Object.fromEntries(names.split(" ").map((name) => [name, reason]));
const nothing = (why: Said, names: string) => rows(() => idle(why), names);
/** It would change something unless its value is the default. */
const unless = (usual: string, why: Said, name: string) =>
  rows(([word = ""]) => (word.toLowerCase() === usual ? idle(said("redis.file.idle.usual")) : lacking(why)), name);

/** What Sentinel sends to servers. Source: redis/redis@f35f36a, src/sentinel.c. */
const SENT = ["info", "ping", "publish", "subscribe", "slaveof", "config", "client", "script", "multi", "exec", "auth"];

/** By the name of the directive as it is today; those of the model's own keys are not among them. */
export const REASONS: {readonly [name: string]: Reason} = {
  replicaof: (words) => idle(isNoOne(words) ? said("redis.file.idle.usual") : said("redis.file.idle.replicaof")),
  ...unless("yes", said("redis.file.lacks.writable"), "replica-read-only"),
  ...unless("yes", said("redis.file.lacks.announced"), "replica-announced"),
  ...unless("no", said("redis.file.lacks.nodelay"), "repl-disable-tcp-nodelay"),
  ...unless("0", said("redis.file.lacks.full-copies"), "repl-diskless-sync-max-replicas"),
  ...unless("no", said("redis.file.lacks.log"), "appendonly"),
  ...unless("no", said("redis.file.lacks.cluster"), "cluster-enabled"),
  "rename-command": ([command = ""]) =>
    SENT.includes(command.toLowerCase()) ? lacking(said("redis.file.lacks.renamed")) : idle(said("redis.file.idle.nothing")),
  include: () => lacking(said("redis.file.lacks.include")),
  ...nothing(said("redis.file.idle.usual"), "repl-diskless-sync"),
  ...nothing(
    said("redis.file.idle.addresses"),
    "bind bind-source-addr port protected-mode unixsocket unixsocketperm tcp-backlog tcp-keepalive timeout socket-mark-id replica-announce-ip slave-announce-ip replica-announce-port slave-announce-port",
  ),
  ...nothing(
    said("redis.file.idle.secrets"),
    "requirepass masterauth masteruser user aclfile acl-pubsub-default acllog-max-len tls-port tls-session-cache-size tls-session-cache-timeout tls-cluster tls-replication tls-auth-clients tls-prefer-server-ciphers tls-session-caching tls-cert-file tls-key-file tls-key-file-pass tls-client-cert-file tls-client-key-file tls-client-key-file-pass tls-dh-params-file tls-ca-cert-file tls-ca-cert-dir tls-protocols tls-ciphers tls-ciphersuites",
  ),
  ...nothing(
    said("redis.file.idle.log"),
    "appendfsync appendfilename appenddirname no-appendfsync-on-rewrite auto-aof-rewrite-percentage auto-aof-rewrite-min-size aof-rewrite-incremental-fsync aof-load-truncated aof-use-rdb-preamble aof-timestamp-enabled aof-disable-auto-gc aof_rewrite_cpulist",
  ),
  ...nothing(
    said("redis.file.idle.snapshots"),
    "rdbchecksum rdbcompression rdb-del-sync-files rdb-save-incremental-fsync rdb-key-save-delay key-load-delay loading-process-events-interval-bytes repl-diskless-load replica-lazy-flush slave-lazy-flush sanitize-dump-payload stop-writes-on-bgsave-error replica-ignore-disk-write-errors",
  ),
  ...nothing(
    said("redis.file.idle.memory"),
    "maxmemory maxmemory-policy maxmemory-samples maxmemory-eviction-tenacity maxmemory-clients replica-ignore-maxmemory slave-ignore-maxmemory lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush activedefrag active-defrag-cycle-min active-defrag-cycle-max active-defrag-threshold-lower active-defrag-threshold-upper active-defrag-ignore-bytes active-defrag-max-scan-fields jemalloc-bg-thread lfu-log-factor lfu-decay-time active-expire-effort",
  ),
  ...nothing(
    said("redis.file.idle.clients"),
    "maxclients client-output-buffer-limit client-query-buffer-limit proto-max-bulk-len tracking-table-max-keys",
  ),
  ...nothing(
    said("redis.file.idle.cluster"),
    "cluster-config-file cluster-node-timeout cluster-port cluster-announce-ip cluster-announce-hostname cluster-announce-port cluster-announce-bus-port cluster-announce-tls-port cluster-require-full-coverage cluster-replica-no-failover cluster-slave-no-failover cluster-allow-reads-when-down cluster-allow-pubsubshard-when-down cluster-allow-replica-migration cluster-replica-validity-factor cluster-slave-validity-factor cluster-migration-barrier cluster-link-sendbuf-limit cluster-preferred-endpoint-type",
  ),
  ...nothing(
    said("redis.file.idle.storage"),
    "databases activerehashing hash-max-listpack-entries hash-max-ziplist-entries hash-max-listpack-value hash-max-ziplist-value list-max-listpack-size list-max-ziplist-size list-compress-depth set-max-intset-entries zset-max-listpack-entries zset-max-ziplist-entries zset-max-listpack-value zset-max-ziplist-value hll-sparse-max-bytes stream-node-max-bytes stream-node-max-entries",
  ),
  ...nothing(
    said("redis.file.idle.nothing"),
    "dir dbfilename logfile loglevel pidfile daemonize supervised always-show-logo set-proc-title proc-title-template syslog-enabled syslog-ident syslog-facility crash-log-enabled crash-memcheck-enabled use-exit-on-panic watchdog-period latency-monitor-threshold latency-tracking latency-tracking-info-percentiles slowlog-log-slower-than slowlog-max-len notify-keyspace-events io-threads io-threads-do-reads server_cpulist bio_cpulist bgsave_cpulist oom-score-adj oom-score-adj-values disable-thp ignore-warnings enable-protected-configs enable-debug-command enable-module-command propagation-error-behavior busy-reply-threshold lua-time-limit",
  ),
  ...nothing(said("redis.file.idle.speed"), "hz dynamic-hz"),
  ...nothing(said("redis.file.idle.shutdown"), "shutdown-timeout shutdown-on-sigint shutdown-on-sigterm"),
  ...nothing(said("redis.file.idle.modules"), "loadmodule"),
};
