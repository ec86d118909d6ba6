import {said} from "../../../words/en/eureka.ts";
import type {Scenario} from "../../model/scenario.ts";
import {ms, type NodeId, Refusal, type Ticks} from "../../vocabulary.ts";
import {type Key, key, reader} from "../keys.ts";

const SERVER = "DefaultEurekaServerConfig.java";
const CLIENT = "DefaultEurekaClientConfig.java";
const TRANSPORT = "DefaultEurekaTransportConfig.java";
const INSTANCE = "PropertiesInstanceConfig.java";

/** The real keys, as eureka-server.properties and eureka-client.properties have them. Source: Netflix/eureka@d68c140 (v2.0.6). */
export const KEYS: readonly Key[] = [
  key("eureka.lease.renewalInterval", 30, "s", [1, 3600], "from the end of one heartbeat to the next", INSTANCE),
  key("eureka.lease.duration", 90, "s", [1, 36_000], "how long a lease is said to last", INSTANCE),
  key("eureka.client.refresh.interval", 30, "s", [1, 3600], "from the end of one fetch of the registry to the next", CLIENT),
  key("eureka.appinfo.replicate.interval", 30, "s", [1, 3600], "a change that is not yet registered is tried again after it", CLIENT),
  key("eureka.appinfo.initial.replicate.time", 40, "s", [0, 3600], "the same, counted from the start", CLIENT),
  key("eureka.disableDelta", false, "", null, "clients fetch the whole registry each time", CLIENT),
  key("eureka.serviceUrlPollIntervalMs", 300_000, "ms", [1000, 36_000_000], "the list of servers is shuffled again after it", CLIENT),
  key("eureka.eurekaServer.connectTimeout", 5, "s", [1, 3600], "a client's limit for a connection; 180 with Spring", CLIENT),
  key("eureka.eurekaServer.readTimeout", 8, "s", [1, 3600], "a client's limit for an answer; 180 with Spring", CLIENT),
  key(
    "eureka.transport.sessionedClientReconnectIntervalSeconds",
    1200,
    "s",
    [1, 360_000],
    "a client stays at a server from half to one and a half of it",
    TRANSPORT,
  ),
  key(
    "eureka.transport.retryableClientQuarantineRefreshPercentage",
    0.66,
    "ratio",
    [0, 1],
    "share of failed servers at which a client forgets which ones failed",
    TRANSPORT,
  ),
  key("eureka.enableSelfPreservation", true, "", null, "no eviction while too few heartbeats come", SERVER),
  key("eureka.renewalPercentThreshold", 0.85, "ratio", [0, 1], "share of the expected heartbeats, and of the registry at a tick", SERVER),
  key("eureka.renewalThresholdUpdateIntervalMs", 900_000, "ms", [1000, 36_000_000], "the number of clients is counted again", SERVER),
  key("eureka.expectedClientRenewalIntervalSeconds", 30, "s", [1, 3600], "how often the server expects heartbeats", SERVER),
  key("eureka.evictionIntervalTimerInMs", 60_000, "ms", [100, 36_000_000], "from one look for expired leases to the next", SERVER),
  key("eureka.responseCacheUpdateIntervalMs", 30_000, "ms", [100, 36_000_000], "the read-only cache is copied", SERVER),
  key("eureka.responseCacheAutoExpirationInSeconds", 180, "s", [1, 36_000], "an entry of the read-write cache is loaded again", SERVER),
  key("eureka.shouldUseReadOnlyResponseCache", true, "", null, "answers come from the read-only cache", SERVER),
  key("eureka.retentionTimeInMSInDeltaQueue", 180_000, "ms", [1000, 36_000_000], "how long a change is told in deltas", SERVER),
  key("eureka.deltaRetentionTimerIntervalInMs", 30_000, "ms", [100, 36_000_000], "older changes are purged", SERVER),
  key("eureka.waitTimeInMsWhenSyncEmpty", 300_000, "ms", [0, 36_000_000], "reads are refused after a start that found nobody", SERVER),
  key("eureka.numberRegistrySyncRetries", 5, "", [0, 1000], "tries to copy a peer's registry at the start", SERVER),
  key("eureka.registrySyncRetryWaitMs", 30_000, "ms", [0, 36_000_000], "between two of them", SERVER),
  key("eureka.maxThreadsForPeerReplication", 20, "", [1, 1000], "batches under way to one peer", SERVER),
  key("eureka.maxElementsInPeerReplicationPool", 10_000, "", [1, 1_000_000], "tasks that may wait for a peer", SERVER),
  key("eureka.maxTimeForReplication", 30_000, "ms", [100, 36_000_000], "after it a cancellation is no longer told to a peer", SERVER),
  key("eureka.peerNodeConnectTimeoutMs", 1000, "ms", [1, 3_600_000], "a server's limit for a peer's connection; 200 with Spring", SERVER),
  key("eureka.peerNodeReadTimeoutMs", 5000, "ms", [1, 3_600_000], "a server's limit for a peer's answer; 200 with Spring", SERVER),
  key(
    "eureka.server.defaultOpenForTrafficCount",
    1,
    "clients",
    [0, 1_000_000],
    "Spring expects so many clients where it found none",
    "spring-cloud/spring-cloud-netflix@5ad0371 InstanceRegistry.java",
  ),
];

/** Netflix's server and client, and Spring Cloud Netflix 5.0.3 around both. */
export const VERSIONS = ["2.0.6", "spring-5.0.3"] as const;

/** What Spring sets otherwise. Source: EurekaServerConfigBean, TimeoutProperties, spring-cloud/spring-cloud-netflix@5ad0371. */
const SPRING: Scenario["config"] = {
  "eureka.eurekaServer.connectTimeout": 180,
  "eureka.eurekaServer.readTimeout": 180,
  "eureka.peerNodeConnectTimeoutMs": 200,
  "eureka.peerNodeReadTimeoutMs": 200,
};

/** The configuration in ticks, and the servers of the scenario. */
export type Config = ReturnType<typeof configure>;

export function configure(given: Scenario["config"], scenario: Scenario) {
  const version = scenario.version ?? VERSIONS[0];
  if (!(VERSIONS as readonly string[]).includes(version)) throw new Refusal(said("eureka.version", {version, known: VERSIONS}));
  const spring = version === "spring-5.0.3";
  const {number, flag} = reader(KEYS, spring ? {...SPRING, ...given} : given);
  const time = (name: string): Ticks => ms(number(name));
  const seconds = (name: string): Ticks => ms(number(name) * 1000);
  const servers: readonly NodeId[] = scenario.nodes.map((n) => n.id);
  return {
    spring,
    servers,
    renewalInterval: seconds("eureka.lease.renewalInterval"),
    duration: seconds("eureka.lease.duration"),
    refreshInterval: seconds("eureka.client.refresh.interval"),
    replicateInterval: seconds("eureka.appinfo.replicate.interval"),
    firstReplicate: seconds("eureka.appinfo.initial.replicate.time"),
    disableDelta: flag("eureka.disableDelta"),
    shuffleEvery: time("eureka.serviceUrlPollIntervalMs"),
    clientLimits: {connect: seconds("eureka.eurekaServer.connectTimeout"), read: seconds("eureka.eurekaServer.readTimeout")},
    session: seconds("eureka.transport.sessionedClientReconnectIntervalSeconds"),
    quarantineShare: number("eureka.transport.retryableClientQuarantineRefreshPercentage"),
    selfPreservation: flag("eureka.enableSelfPreservation"),
    share: number("eureka.renewalPercentThreshold"),
    recountEvery: time("eureka.renewalThresholdUpdateIntervalMs"),
    expectedInterval: seconds("eureka.expectedClientRenewalIntervalSeconds"),
    evictEvery: time("eureka.evictionIntervalTimerInMs"),
    cacheEvery: time("eureka.responseCacheUpdateIntervalMs"),
    cacheExpiry: seconds("eureka.responseCacheAutoExpirationInSeconds"),
    readOnlyCache: flag("eureka.shouldUseReadOnlyResponseCache"),
    deltaRetention: time("eureka.retentionTimeInMSInDeltaQueue"),
    purgeEvery: time("eureka.deltaRetentionTimerIntervalInMs"),
    emptyWait: time("eureka.waitTimeInMsWhenSyncEmpty"),
    syncTries: number("eureka.numberRegistrySyncRetries"),
    syncWait: time("eureka.registrySyncRetryWaitMs"),
    workers: number("eureka.maxThreadsForPeerReplication"),
    buffer: number("eureka.maxElementsInPeerReplicationPool"),
    taskLifetime: time("eureka.maxTimeForReplication"),
    peerLimits: {connect: time("eureka.peerNodeConnectTimeoutMs"), read: time("eureka.peerNodeReadTimeoutMs")},
    openCount: spring ? number("eureka.server.defaultOpenForTrafficCount") : 0,
  } as const;
}
