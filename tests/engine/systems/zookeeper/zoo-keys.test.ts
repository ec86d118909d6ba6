import {expect, test} from "vitest";
import {zooCfg} from "../../../../src/engine/systems/zookeeper/zoo-cfg.ts";

/** Every key that zookeeperAdmin.md of 3.9.5 documents, in its order, as it is written there; of "Read Only Mode Server" the property. */
const DOCUMENTED = [
  "clientPort secureClientPort observerMasterPort dataDir tickTime dataLogDir globalOutstandingLimit preAllocSize snapCount",
  "commitLogCount snapSizeLimitInKb txnLogSizeLimitInKb maxCnxns maxClientCnxns clientPortAddress minSessionTimeout",
  "maxSessionTimeout fsync.warningthresholdms maxResponseCacheSize maxGetChildrenResponseCacheSize autopurge.snapRetainCount",
  "autopurge.purgeInterval syncEnabled extendedTypesEnabled emulate353TTLNodes watchManagerName watcherCleanThreadsNum",
  "watcherCleanThreshold watcherCleanIntervalInSeconds maxInProcessingDeadWatchers bitHashCacheSize",
  "fastleader.minNotificationInterval fastleader.maxNotificationInterval connectionMaxTokens connectionTokenFillTime",
  "connectionTokenFillCount connectionFreezeTime connectionDropIncrease connectionDropDecrease connectionDecreaseRatio",
  "zookeeper.connection_throttle_weight_enabled zookeeper.connection_throttle_global_session_weight",
  "zookeeper.connection_throttle_local_session_weight zookeeper.connection_throttle_renew_session_weight clientPortListenBacklog",
  "serverCnxnFactory flushDelay maxWriteQueuePollTime maxBatchSize enforceQuota requestThrottleLimit requestThrottleStallTime",
  "requestThrottleDropStale requestStaleLatencyCheck requestStaleConnectionCheck zookeeper.request_throttler.shutdownTimeout",
  "advancedFlowControlEnabled enableEagerACLCheck maxConcurrentSnapSyncs maxConcurrentDiffSyncs digest.enabled",
  "snapshot.compression.method snapshot.trust.empty audit.enable audit.impl.class largeRequestMaxBytes largeRequestThreshold",
  "outstandingHandshake.limit netty.server.earlyDropSecureConnectionHandshakes throttledOpWaitTime learner.closeSocketAsync",
  "leader.closeSocketAsync learner.asyncSending forward_learner_requests_to_commit_processor_disabled",
  "serializeLastProcessedZxid.enabled electionAlg maxTimeToWaitForEpoch initLimit connectToLearnerMasterLimit leaderServes",
  "server.1 syncLimit group.1 weight.1 cnxTimeout quorumCnxnTimeoutMs standaloneEnabled reconfigEnabled 4lw.commands.whitelist",
  "tcpKeepAlive clientTcpKeepAlive electionPortBindRetry observer.reconnectDelayMs observer.election.DelayMs",
  "localSessionsEnabled localSessionsUpgradingEnabled DigestAuthenticationProvider.enabled",
  "DigestAuthenticationProvider.superDigest DigestAuthenticationProvider.digestAlg IPAuthenticationProvider.usexforwardedfor",
  "X509AuthenticationProvider.superUser zookeeper.superUser ssl.authProvider zookeeper.ensembleAuthName",
  "sessionRequireClientSASLAuth enforce.auth.enabled enforce.auth.schemes sslQuorum ssl.keyStore.location ssl.keyStore.password",
  "ssl.quorum.keyStore.location ssl.quorum.keyStore.password ssl.keyStore.passwordPath ssl.quorum.keyStore.passwordPath",
  "ssl.keyStore.type ssl.quorum.keyStore.type ssl.trustStore.location ssl.trustStore.password ssl.quorum.trustStore.location",
  "ssl.quorum.trustStore.password ssl.trustStore.passwordPath ssl.quorum.trustStore.passwordPath ssl.trustStore.type",
  "ssl.quorum.trustStore.type ssl.protocol ssl.quorum.protocol ssl.enabledProtocols ssl.quorum.enabledProtocols ssl.ciphersuites",
  "ssl.quorum.ciphersuites ssl.context.supplier.class ssl.quorum.context.supplier.class ssl.hostnameVerification",
  "ssl.quorum.hostnameVerification ssl.clientHostnameVerification ssl.quorum.clientHostnameVerification",
  "ssl.allowReverseDnsLookup ssl.quorum.allowReverseDnsLookup ssl.crl ssl.quorum.crl ssl.ocsp ssl.quorum.ocsp ssl.clientAuth",
  "ssl.quorum.clientAuth ssl.handshakeDetectionTimeoutMillis ssl.quorum.handshakeDetectionTimeoutMillis ssl.sslProvider",
  "sslQuorumReloadCertFiles client.certReload client.portUnification authProvider kerberos.removeHostFromPrincipal",
  "kerberos.removeRealmFromPrincipal kerberos.canonicalizeHostNames multiAddress.enabled multiAddress.reachabilityCheckTimeoutMs",
  "fips-mode readonlymode.enabled zookeeper.follower.skipLearnerRequestToNextProcessor forceSync jute.maxbuffer",
  "jute.maxbuffer.extrasize skipACL quorumListenOnAllIPs multiAddress.reachabilityCheckEnabled zookeeper.nio.numSelectorThreads",
  "zookeeper.nio.numWorkerThreads zookeeper.commitProcessor.numWorkerThreads zookeeper.commitProcessor.maxReadBatchSize",
  "zookeeper.commitProcessor.maxCommitBatchSize znode.container.checkIntervalMs znode.container.maxPerMinute",
  "znode.container.maxNeverUsedIntervalMs zookeeper.messageTracker.BufferSize zookeeper.messageTracker.Enabled",
  "admin.rateLimiterIntervalInMS admin.snapshot.enabled admin.restore.enabled admin.needClientAuth admin.forceHttps",
  "admin.portUnification admin.enableServer admin.serverAddress admin.serverPort admin.idleTimeout admin.commandURL",
  "metricsProvider.className metricsProvider.httpHost metricsProvider.httpPort metricsProvider.exportJvmInfo",
  "metricsProvider.numWorkerThreads metricsProvider.maxQueueSize metricsProvider.workerShutdownTimeoutMs",
].flatMap((line) => line.split(" "));

/** Properties that the same page names without a keyword of their own, or with another. */
const PROPERTIES = [
  "leader.maxTimeToWaitForEpoch connection_throttle_tokens connection_throttle_fill_time connection_throttle_fill_count",
  "connection_throttle_freeze_time connection_throttle_drop_increase connection_throttle_drop_decrease connection_throttle_decrease_ratio",
  "request_throttle_max_requests request_throttle_stall_time request_throttle_drop_stale request_stale_latency_check",
  "request_stale_connection_check netty.advancedFlowControl.enabled leader.maxConcurrentSnapSyncs leader.maxConcurrentDiffSyncs",
  "netty.server.outstandingHandshake.limit throttled_op_wait_time observer.syncEnabled datadir.autocreate db.autocreate",
].flatMap((line) => line.split(" "));

const outcome = (key: string, value: string) => zooCfg.read([{key, value, line: 1}]).meanings[0];

test("the list is that of the page", () => {
  expect([DOCUMENTED.length, new Set(DOCUMENTED).size]).toEqual([193, 193]);
});

test.each([...DOCUMENTED, ...PROPERTIES])("%s is known: measured, without effect, or lacking", (key) => {
  expect(outcome(key, "1")?.kind).not.toBe("unknown");
});

test.each<[claim: string, key: string, value: string, kind: string, why: RegExp]>([
  ["a leader without clients", "leaderServes", "no", "lacking", /with no they go to the others/],
  ["any other word", "leaderServes", "nope", "idle", /^as by default$/],
  ["another limit of what waits", "globalOutstandingLimit", "10", "lacking", /no overload/],
  ["the usual one", "globalOutstandingLimit", "1000", "idle", /^as by default$/],
  ["a port for observers of followers", "observerMasterPort", "2191", "lacking", /never a follower/],
  ["none", "observerMasterPort", "0", "idle", /^as by default$/],
  ["TLS between servers", "sslQuorum", "true", "lacking", /handshakes take time/],
  ["none of it", "sslQuorum", "false", "idle", /^as by default$/],
  ["fewer learners at a time", "leader.maxConcurrentSnapSyncs", "1", "lacking", /any number of learners/],
  ["more than by default", "leader.maxConcurrentSnapSyncs", "20", "idle", /^as by default$/],
  ["local sessions", "localSessionsEnabled", "true", "lacking", /no local sessions/],
  ["an oracle", "oraclePath", "/o", "lacking", /no oracle/],
  ["a name that the page has and nobody reads", "connectionMaxTokens", "9", "idle", /what is read is connection_throttle_tokens$/],
  ["a prefix too many", "zookeeper.cnxTimeout", "9", "idle", /zookeeper\.zookeeper\.cnxTimeout.*it would be cnxTimeout$/],
  ["a property without the prefix", "jute.maxbuffer", "9", "idle", /only be set on the command line, -Djute\.maxbuffer$/],
  ["and with it", "zookeeper.jute.maxbuffer", "9", "idle", /-Djute\.maxbuffer$/],
  ["a slip", "tickTme", "9", "unknown", /^becomes the property zookeeper\.tickTme, which nothing in ZooKeeper 3\.9\.5 reads$/],
  ["a slip behind a prefix", "zookeeper.tickTme", "9", "unknown", /zookeeper\.zookeeper\.tickTme/],
  ["a member of a family", "metricsProvider.httpPort", "7000", "idle", /what is counted/],
  ["the start of one alone", "authProvider.", "a", "unknown", /authProvider/],
  ["what every object has", "__proto__", "1", "unknown", /__proto__/],
  ["the same", "toString", "1", "unknown", /toString/],
])("what a key is here: %s", (_, key, value, kind, why) => {
  expect(outcome(key, value)).toMatchObject({kind, why: expect.stringMatching(why)});
});
