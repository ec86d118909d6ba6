import {said} from "../../../words/en/zookeeper-files.ts";
import type {Said} from "../../../words/message.ts";
import {type Finding, idle, lacking, unknown} from "../findings.ts";
import {getInteger, isTrue} from "../java.ts";

/** How parseProperties reads a value: as a number, a switch or a path, or as it stands. What it does not know itself becomes a property. */
export type Reads = "int" | "long" | "double" | "switch" | "path" | "text" | "property";

export interface KnownKey {
  readonly reads: Reads;
  readonly finds: (value: string) => Finding;
}

type Keys = readonly (readonly [key: string, known: KnownKey])[];

const rows = (reads: Reads, finds: KnownKey["finds"], keys: string): Keys => keys.split(" ").map((key) => [key, {reads, finds}]);
const nothing = (why: Said) => () => idle(why);
/** It would change something unless its value is as by default. */
const unless = (isUsual: (value: string) => boolean, why: Said) => (value: string) =>
  isUsual(value) ? idle(said("zookeeper.file.idle.usual")) : lacking(why);
const off = (value: string): boolean => !isTrue(value);
const is = (usual: string) => (value: string) => value === usual;
const atLeast = (usual: number) => (value: string) => (getInteger(value) ?? usual) >= usual;

const sasl = "quorum.auth.enableSasl quorum.auth.learnerRequireSasl quorum.auth.serverRequireSasl";

/**
 * What parseProperties reads itself and the model does not have.
 * Source: apache/zookeeper@293c895, server/quorum/QuorumPeerConfig.java parseProperties.
 */
const parsed: Keys = [
  ...rows("path", nothing(said("zookeeper.file.idle.paths")), "dataDir dataLogDir"),
  ...rows("int", nothing(said("zookeeper.file.idle.ports")), "clientPort secureClientPort clientPortListenBacklog"),
  ...rows("text", nothing(said("zookeeper.file.idle.ports")), "clientPortAddress secureClientPortAddress"),
  ...rows("switch", nothing(said("zookeeper.file.idle.ports")), "quorumListenOnAllIPs"),
  ...rows(
    "int",
    unless((value) => (getInteger(value) ?? 0) <= 0, said("zookeeper.file.lacks.observer-master")),
    "observerMasterPort",
  ),
  ...rows("int", nothing(said("zookeeper.file.idle.clients")), "maxClientCnxns"),
  ...rows("int", nothing(said("zookeeper.file.idle.purge")), "autopurge.snapRetainCount autopurge.purgeInterval"),
  ...rows("switch", unless(off, said("zookeeper.file.lacks.local-sessions")), "localSessionsEnabled localSessionsUpgradingEnabled"),
  ...rows("int", nothing(said("zookeeper.file.idle.election-alg")), "electionAlg"),
  ...rows("text", nothing(said("zookeeper.file.idle.peer-type")), "peerType"),
  ...rows("switch", nothing(said("zookeeper.file.idle.observer-log")), "syncEnabled"),
  ...rows("text", nothing(said("zookeeper.file.idle.dynamic")), "dynamicConfigFile"),
  ...rows("switch", nothing(said("zookeeper.file.idle.standalone")), "standaloneEnabled"),
  ...rows("switch", nothing(said("zookeeper.file.idle.reconfiguration")), "reconfigEnabled"),
  ...rows("switch", unless(off, said("zookeeper.file.lacks.handshakes")), `sslQuorum portUnification ${sasl}`),
  ...rows("switch", nothing(said("zookeeper.file.idle.keys")), "sslQuorumReloadCertFiles"),
  ...rows(
    "text",
    nothing(said("zookeeper.file.idle.identity")),
    "quorum.auth.learner.saslLoginContext quorum.auth.server.saslLoginContext quorum.auth.kerberos.servicePrincipal",
  ),
  ...rows("int", nothing(said("zookeeper.file.idle.threads")), "quorum.cnxn.threads.size"),
  ...rows("switch", nothing(said("zookeeper.file.idle.checks")), "jvm.pause.monitor"),
  ...rows(
    "long",
    nothing(said("zookeeper.file.idle.checks")),
    "jvm.pause.info-threshold.ms jvm.pause.warn-threshold.ms jvm.pause.sleep.time.ms",
  ),
  ...rows("text", nothing(said("zookeeper.file.idle.metrics")), "metricsProvider.className"),
  ...rows("switch", unless(off, said("zookeeper.file.lacks.addresses")), "multiAddress.enabled"),
  ...rows("switch", unless(isTrue, said("zookeeper.file.lacks.addresses")), "multiAddress.reachabilityCheckEnabled"),
  ...rows("int", unless(is("1000"), said("zookeeper.file.lacks.addresses")), "multiAddress.reachabilityCheckTimeoutMs"),
  ...rows("text", () => lacking(said("zookeeper.file.lacks.oracle")), "oraclePath"),
];

/** Properties that could change what is measured. Source: all that server/ of 3.9.5 reads under `zookeeper.`. */
const lacked: Keys = [
  ...rows(
    "property",
    unless((value) => value !== "no", said("zookeeper.file.lacks.leader-serves")),
    "leaderServes",
  ),
  ...rows("property", unless(is("1000"), said("zookeeper.file.lacks.overload")), "globalOutstandingLimit"),
  ...rows(
    "property",
    unless(is("0"), said("zookeeper.file.lacks.overload")),
    "request_throttle_max_requests connection_throttle_tokens throttled_op_wait_time",
  ),
  ...rows("property", unless(is("-1"), said("zookeeper.file.lacks.election-read")), "quorumCnxnTimeoutMs"),
  ...rows("property", unless(is("0"), said("zookeeper.file.lacks.flush")), "flushDelay maxWriteQueuePollTime"),
  ...rows("property", unless(is("1000"), said("zookeeper.file.lacks.flush")), "maxBatchSize"),
  ...rows("property", unless(atLeast(10), said("zookeeper.file.lacks.sync-throttle")), "leader.maxConcurrentSnapSyncs"),
  ...rows("property", unless(atLeast(100), said("zookeeper.file.lacks.sync-throttle")), "leader.maxConcurrentDiffSyncs"),
  ...rows("property", unless(is("0"), said("zookeeper.file.lacks.observer-delay")), "observer.reconnectDelayMs"),
  ...rows("property", unless(off, said("zookeeper.file.lacks.async-sending")), "learner.asyncSending"),
  ...rows("property", unless(isTrue, said("zookeeper.file.lacks.empty-data")), "db.autocreate"),
  ...rows("property", unless(off, said("zookeeper.file.lacks.snap-sync")), "forceSnapshotSync"),
  ...rows("property", () => lacking(said("zookeeper.file.lacks.first-zxid")), "testingonly.initialZxid"),
];

const tls =
  "keyStore.location keyStore.password keyStore.passwordPath keyStore.type trustStore.location trustStore.password trustStore.passwordPath trustStore.type protocol enabledProtocols ciphersuites context.supplier.class hostnameVerification clientHostnameVerification allowReverseDnsLookup crl ocsp clientAuth handshakeDetectionTimeoutMillis";
const tlsOf = (prefix: string): string =>
  tls
    .split(" ")
    .map((key) => `${prefix}.${key}`)
    .join(" ");

/** Properties that change nothing here. Source: as above. */
const properties: Keys = [
  ["paths", "datadir.autocreate"],
  ["admin", "4lw.commands.whitelist admin.enableServer admin.serverAddress admin.serverPort admin.idleTimeout admin.commandURL"],
  ["admin", "admin.rateLimiterIntervalInMS admin.snapshot.enabled admin.restore.enabled admin.needClientAuth admin.forceHttps"],
  ["admin", "admin.portUnification admin.httpVersion controllerPort"],
  ["clients", "maxCnxns"],
  ["snapshots", "snapCount snapSizeLimitInKb txnLogSizeLimitInKb preAllocSize snapshot.compression.method snapshot.trust.empty"],
  ["snapshots", "serializeLastProcessedZxid.enabled"],
  ["observer-log", "observer.syncEnabled"],
  ["sockets", "tcpKeepAlive clientTcpKeepAlive learner.closeSocketAsync leader.closeSocketAsync electionPortBindRetry"],
  ["requests", "connection_throttle_fill_time connection_throttle_fill_count connection_throttle_freeze_time"],
  ["requests", "connection_throttle_weight_enabled connection_throttle_global_session_weight connection_throttle_local_session_weight"],
  ["requests", "connection_throttle_renew_session_weight request_throttle_stall_time request_throttle_drop_stale"],
  ["requests", "request_stale_latency_check request_stale_connection_check request_throttler.shutdownTimeout largeRequestMaxBytes"],
  ["requests", "largeRequestThreshold enforceQuota jute.maxbuffer.extrasize observerMaster.sizeLimit"],
  ["memory", "maxResponseCacheSize maxGetChildrenResponseCacheSize intBufferStartingSizeBytes nio.directBufferBytes"],
  ["memory", "forward_learner_requests_to_commit_processor_disabled follower.skipLearnerRequestToNextProcessor"],
  ["memory", "netty.advancedFlowControl.enabled"],
  ["nodes", "extendedTypesEnabled emulate353TTLNodes"],
  ["watches", "watchManagerName watcherCleanThreadsNum watcherCleanThreshold watcherCleanIntervalInSeconds"],
  ["watches", "maxInProcessingDeadWatchers bitHashCacheSize"],
  ["threads", "serverCnxnFactory nio.numSelectorThreads nio.numWorkerThreads nio.sessionlessCnxnTimeout nio.shutdownTimeout"],
  ["threads", "commitProcessor.numWorkerThreads commitProcessor.maxReadBatchSize commitProcessor.maxCommitBatchSize"],
  ["threads", "commitProcessor.shutdownTimeout"],
  ["checks", "fsync.warningthresholdms digest.enabled audit.enable audit.impl.class messageTracker.BufferSize messageTracker.Enabled"],
  ["checks", "leader.ackLoggingFrequency closeSessionTxn.enabled jmx.log4j.disable jmx.log4j.mbean pathStats.enabled pathStats.delay"],
  ["checks", "pathStats.initialDelay pathStats.maxDepth pathStats.sampleRate pathStats.slotCapacity pathStats.slotDuration"],
  ["checks", "pathStats.topPathMax test.allowDiscontinuousProposals"],
  ["keys", `${tlsOf("ssl")} ${tlsOf("ssl.quorum")} ssl.sslProvider ssl.authProvider client.certReload client.portUnification fips-mode`],
  ["keys", "netty.server.outstandingHandshake.limit netty.server.earlyDropSecureConnectionHandshakes"],
  ["identity", "authProvider DigestAuthenticationProvider.enabled DigestAuthenticationProvider.superDigest"],
  ["identity", "DigestAuthenticationProvider.digestAlg IPAuthenticationProvider.usexforwardedfor X509AuthenticationProvider.superUser"],
  ["identity", "SASLAuthenticationProvider.superPassword superUser ensembleAuthName sessionRequireClientSASLAuth enforce.auth.enabled"],
  ["identity", "enforce.auth.schemes skipACL enableEagerACLCheck kerberos.removeHostFromPrincipal kerberos.removeRealmFromPrincipal"],
  ["identity", "kerberos.canonicalizeHostNames kerberos.minReLoginTimeMs allowSaslFailedClients letAnySaslUserDoX kinit"],
  ["identity", "requireKerberosConfig sasl.serverconfig security.auth_to_local server.principal server.realm"],
].flatMap(([why, keys]) => rows("property", nothing(said(`zookeeper.file.idle.${why as "paths"}`)), keys as string));

/** Read as a number when the server first throttles; without a valid one it does not start. */
const ratios: Keys = rows(
  "double",
  nothing(said("zookeeper.file.idle.requests")),
  "connection_throttle_drop_increase connection_throttle_drop_decrease connection_throttle_decrease_ratio",
);

const KNOWN: ReadonlyMap<string, KnownKey> = new Map([...parsed, ...lacked, ...properties, ...ratios]);

/** Names that zookeeperAdmin.md gives, and those under which the server looks for them. */
const NAMES: {readonly [documented: string]: string} = {
  connectionMaxTokens: "connection_throttle_tokens",
  connectionTokenFillTime: "connection_throttle_fill_time",
  connectionTokenFillCount: "connection_throttle_fill_count",
  connectionFreezeTime: "connection_throttle_freeze_time",
  connectionDropIncrease: "connection_throttle_drop_increase",
  connectionDropDecrease: "connection_throttle_drop_decrease",
  connectionDecreaseRatio: "connection_throttle_decrease_ratio",
  requestThrottleLimit: "request_throttle_max_requests",
  requestThrottleStallTime: "request_throttle_stall_time",
  requestThrottleDropStale: "request_throttle_drop_stale",
  requestStaleLatencyCheck: "request_stale_latency_check",
  requestStaleConnectionCheck: "request_stale_connection_check",
  advancedFlowControlEnabled: "netty.advancedFlowControl.enabled",
  maxConcurrentSnapSyncs: "leader.maxConcurrentSnapSyncs",
  maxConcurrentDiffSyncs: "leader.maxConcurrentDiffSyncs",
  "outstandingHandshake.limit": "netty.server.outstandingHandshake.limit",
  throttledOpWaitTime: "throttled_op_wait_time",
  maxTimeToWaitForEpoch: "leader.maxTimeToWaitForEpoch",
};

/** Properties without `zookeeper.` before them, which no line of zoo.cfg can set. */
const COMMAND_LINE: ReadonlySet<string> = new Set([
  ...["jute.maxbuffer", "readonlymode.enabled"],
  ...["znode.container.checkIntervalMs", "znode.container.maxPerMinute", "znode.container.maxNeverUsedIntervalMs"],
]);

const FAMILIES: readonly (readonly [start: string, known: KnownKey])[] = [
  ["metricsProvider.", {reads: "text", finds: nothing(said("zookeeper.file.idle.metrics"))}],
  ["authProvider.", {reads: "property", finds: nothing(said("zookeeper.file.idle.identity"))}],
];

/** A key that ZooKeeper has and the model does not; null: neither has it. `key` is trimmed. */
export const knownKey = (key: string): KnownKey | null =>
  KNOWN.get(key) ?? FAMILIES.find(([start]) => key.startsWith(start) && key.length > start.length)?.[1] ?? null;

/**
 * Why a key has no effect that becomes a property nobody reads, where a reader may expect one. `isRead`: whether another spelling would be
 * read.
 */
export function unread(key: string, isRead: (key: string) => boolean): Finding {
  const mark = /^(?:\ufeff|ï»¿)/.exec(key);
  if (mark !== null) return unknown(said("zookeeper.file.trap.mark", {key: key.slice(mark[0].length)}));
  const right = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
  if (right !== undefined) return idle(said("zookeeper.file.trap.name", {key, right}));
  if (COMMAND_LINE.has(key)) return idle(said("zookeeper.file.trap.command-line", {key, right: key}));
  const bare = /^zookeeper\.(.+)$/.exec(key)?.[1];
  if (bare !== undefined && COMMAND_LINE.has(bare)) return idle(said("zookeeper.file.trap.command-line", {key, right: bare}));
  if (bare !== undefined && isRead(bare)) return idle(said("zookeeper.file.trap.prefix", {key, right: bare}));
  return unknown(said("zookeeper.file.unknown", {key}));
}
