// What Netflix's own server and client read, all under `eureka.`. Source: Netflix/eureka@d68c140 (v2.0.6), DefaultEurekaServerConfig.java,
// PropertyBasedClientConfigConstants.java, PropertyBasedTransportConfigConstants.java, PropertyBasedInstanceConfigConstants.java.

/** Why a property changes nothing here. */
export type NetflixWhy =
  | "aws"
  | "codec"
  | "host"
  | "identity"
  | "list"
  | "metrics"
  | "regions"
  | "servers"
  | "status-page"
  | "who"
  | "zones";

/** What the model lacks of a property, unless its value is the usual one. */
export const NETFLIX_LACKS: {
  readonly [key: string]: {
    readonly why: "back-off" | "early" | "filter" | "limiter" | "peers-up" | "status" | "sync";
    readonly usual: string;
  };
} = {
  "eureka.syncWhenTimestampDiffers": {why: "sync", usual: "true"},
  "eureka.rateLimiter.enabled": {why: "limiter", usual: "false"},
  "eureka.minAvailableInstancesForPeerReplication": {why: "peers-up", usual: "-1"},
  "eureka.shouldFilterOnlyUpInstances": {why: "filter", usual: "true"},
  "eureka.shouldOnDemandUpdateStatusChange": {why: "early", usual: "true"},
  "eureka.client.heartbeat.exponentialBackOffBound": {why: "back-off", usual: "10"},
  "eureka.client.cacheRefresh.exponentialBackOffBound": {why: "back-off", usual: "10"},
  "eureka.traffic.enabled": {why: "status", usual: "false"},
};

const IDLE: {readonly [why in NetflixWhy]: string} = {
  aws:
    "asgCacheExpiryTimeoutMs asgQueryTimeoutMs asgUpdateIntervalMs awsAccessId awsBindingStrategy awsSecretKey eipBindRebindRetries " +
    "eipBindRebindRetryIntervalMs eipBindRebindRetryIntervalMsWhenUnbound listAutoScalingGroupsRoleName primeAwsReplicaConnections " +
    "route53BindRebindRetries route53BindRebindRetryIntervalMs route53DomainTTL shouldUseAwsAsgApi",
  codec:
    "enableReplicatedRequestCompression jsonCodecName xmlCodecName clientDataAccept decoderName encoderName dollarReplacement " +
    "escapeCharReplacement eurekaServer.gzipContent registryRefreshSingleVipAddress",
  host:
    "initialCapacityOfResponseCache maxElementsInStatusReplicationPool maxIdleThreadAgeInMinutesForPeerReplication " +
    "maxIdleThreadAgeInMinutesForStatusReplication maxThreadsForStatusReplication minThreadsForPeerReplication " +
    "minThreadsForStatusReplication numberOfReplicationRetries peerNodeConnectionIdleTimeoutSeconds peerNodeTotalConnections " +
    "peerNodeTotalConnectionsPerHost shouldBatchReplication rateLimiter.burstSize rateLimiter.fullFetchAverageRate " +
    "rateLimiter.privilegedClients rateLimiter.registryFetchAverageRate rateLimiter.throttleStandardClients backupregistry " +
    "client.cacheRefresh.threadPoolSize client.heartbeat.threadPoolSize eurekaserver.connectionIdleTimeoutInSeconds " +
    "eurekaServer.maxTotalConnections eurekaServer.maxConnectionsPerHost eurekaServer.proxyHost eurekaServer.proxyPassword " +
    "eurekaServer.proxyPort eurekaServer.proxyUserName transport.applicationsResolverUseIp transport.asyncExecutorThreadPoolSize " +
    "transport.asyncResolverRefreshIntervalMs transport.asyncResolverWarmupTimeoutMs transport.bootstrapResolverStrategy " +
    "transport.applicationsResolverDataStalenessThresholdSeconds transport.readClusterVip transport.useBootstrapResolverForQuery " +
    "transport.writeClusterVip",
  identity:
    "appGroup name asgName broadcastPublicIpv4 defaultAddressResolutionOrder instanceId metadata port securePort secureVipAddress vipAddress environment datacenter",
  list: "peerEurekaNodesUpdateIntervalMs",
  metrics: "peerEurekaStatusRefreshTimeIntervalMs auth.shouldLogIdentityHeaders printDeltaFullDiff",
  regions:
    "disableDeltaForRemoteRegions fetchRemoteRegionsRegistry remoteRegion.disable.transparent.fallback remoteRegion.fetchThreadPoolSize " +
    "remoteRegion.gzipContent remoteRegion.registryFetchIntervalInSeconds remoteRegion.trustStoreFileName remoteRegion.trustStorePassword " +
    "remoteRegionConnectTimeoutMs remoteRegionConnectionIdleTimeoutSeconds remoteRegionReadTimeoutMs remoteRegionTotalConnections " +
    "remoteRegionTotalConnectionsPerHost remoteRegionUrls remoteRegionUrlsWithName",
  servers: "myUrl serviceUrl eurekaServer.domainName domainName context eurekaServer.context eurekaServer.port shouldUseDns allowRedirects",
  "status-page": "healthCheckUrl healthCheckUrlPath homePageUrl homePageUrlPath secureHealthCheckUrl statusPageUrl statusPageUrlPath",
  who: "shouldFetchRegistry registration.enabled shouldEnforceFetchRegistryAtInit shouldEnforceRegistrationAtInit shouldUnregisterOnShutdown",
  zones: "availabilityZones region preferSameZone",
};

const KNOWN: ReadonlyMap<string, NetflixWhy> = new Map(
  Object.entries(IDLE).flatMap(([why, names]) => names.split(" ").map((name) => [`eureka.${name}`, why as NetflixWhy] as const)),
);

/** Below these stand names of the reader's own: zones, metadata, regions. */
const OPEN = ["eureka.serviceUrl", "eureka.metadata", "eureka.remoteRegion", "eureka.experimental", "eureka.port", "eureka.securePort"];

/** Why a property that the model does not have changes nothing here; null: nobody reads it. */
export function netflixIdle(key: string): NetflixWhy | null {
  const zones = /\.availabilityZones$/.test(key) ? "zones" : null;
  const open = OPEN.find((name) => key.startsWith(`${name}.`));
  return KNOWN.get(key) ?? zones ?? (open === undefined ? null : (KNOWN.get(open) ?? "regions"));
}
