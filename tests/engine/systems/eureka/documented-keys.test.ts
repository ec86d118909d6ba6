import {expect, test} from "vitest";
import {KEYS} from "../../../../src/engine/systems/eureka/config.ts";
import {NETFLIX_LACKS, netflixIdle} from "../../../../src/engine/systems/eureka/netflix-keys.ts";
import {SPRING_KEYS, springKey, uniform} from "../../../../src/engine/systems/eureka/spring-keys.ts";

// The setters of the beans of Spring Cloud Netflix 5.0.3, by what they are bound below.
const SETTERS: {readonly [prefix: string]: string} = {
  "eureka.server": `MyUrl InitialCapacityOfResponseCache AWSAccessId AWSSecretKey EIPBindRebindRetries EIPBindingRetryIntervalMs
    EIPBindingRetryIntervalMsWhenUnbound EnableSelfPreservation RenewalPercentThreshold ExpectedClientRenewalIntervalSeconds
    RenewalThresholdUpdateIntervalMs PeerEurekaNodesUpdateIntervalMs NumberOfReplicationRetries
    PeerEurekaStatusRefreshTimeIntervalMs WaitTimeInMsWhenSyncEmpty PeerNodeConnectTimeoutMs PeerNodeReadTimeoutMs
    PeerNodeTotalConnections PeerNodeTotalConnectionsPerHost PeerNodeConnectionIdleTimeoutSeconds
    RetentionTimeInMSInDeltaQueue DeltaRetentionTimerIntervalInMs UseAwsAsgApi EvictionIntervalTimerInMs ASGQueryTimeoutMs
    ASGUpdateIntervalMs ASGCacheExpiryTimeoutMs ResponseCacheAutoExpirationInSeconds ResponseCacheUpdateIntervalMs
    UseReadOnlyResponseCache DisableDelta MaxIdleThreadInMinutesAgeForStatusReplication MinThreadsForStatusReplication
    MaxThreadsForStatusReplication MaxElementsInStatusReplicationPool SyncWhenTimestampDiffers RegistrySyncRetries
    RegistrySyncRetryWaitMs MaxElementsInPeerReplicationPool MaxIdleThreadAgeInMinutesForPeerReplication
    MinThreadsForPeerReplication MaxThreadsForPeerReplication MaxTimeForReplication PrimeAwsReplicaConnections
    DisableDeltaForRemoteRegions RemoteRegionConnectTimeoutMs RemoteRegionReadTimeoutMs RemoteRegionTotalConnections
    RemoteRegionTotalConnectionsPerHost RemoteRegionConnectionIdleTimeoutSeconds gZipContentFromRemoteRegion
    RemoteRegionUrlsWithName RemoteRegionUrls RemoteRegionAppWhitelist RemoteRegionRegistryFetchInterval
    RemoteRegionFetchThreadPoolSize RemoteRegionTrustStore RemoteRegionTrustStorePassword
    DisableTransparentFallbackToOtherRegion BatchReplication RateLimiterEnabled RateLimiterThrottleStandardClients
    RateLimiterPrivilegedClients RateLimiterBurstSize RateLimiterRegistryFetchAverageRate RateLimiterFullFetchAverageRate
    LogIdentityHeaders ListAutoScalingGroupsRoleName EnableReplicatedRequestCompression JsonCodecName XmlCodecName
    Route53BindRebindRetries Route53BindingRetryIntervalMs Route53DomainTTL BindingStrategy
    MinAvailableInstancesForPeerReplication`,
  "eureka.client": `Enabled RegistryFetchIntervalSeconds InstanceInfoReplicationIntervalSeconds
    InitialInstanceInfoReplicationIntervalSeconds EurekaServiceUrlPollIntervalSeconds ProxyPort ProxyHost ProxyUserName
    ProxyPassword EurekaServerReadTimeoutSeconds EurekaServerConnectTimeoutSeconds BackupRegistryImpl
    EurekaServerTotalConnections EurekaServerTotalConnectionsPerHost EurekaServerURLContext EurekaServerPort
    EurekaServerDNSName Region EurekaConnectionIdleTimeoutSeconds RegistryRefreshSingleVipAddress
    HeartbeatExecutorThreadPoolSize HeartbeatExecutorExponentialBackOffBound CacheRefreshExecutorThreadPoolSize
    CacheRefreshExecutorExponentialBackOffBound ServiceUrl gZipContent UseDnsForFetchingServiceUrls RegisterWithEureka
    PreferSameZoneEureka LogDeltaDiff DisableDelta FetchRemoteRegionsRegistry AvailabilityZones FilterOnlyUpInstances
    FetchRegistry DollarReplacement EscapeCharReplacement AllowRedirects OnDemandUpdateStatusChange EncoderName DecoderName
    ClientDataAccept ShouldUnregisterOnShutdown ShouldEnforceRegistrationAtInit Order`,
  "eureka.client.timeout": "ConnectTimeout ConnectRequestTimeout SocketTimeout",
  "eureka.client.transport": `SessionedClientReconnectIntervalSeconds RetryableClientQuarantineRefreshPercentage
    BootstrapResolverRefreshIntervalSeconds ApplicationsResolverDataStalenessThresholdSeconds AsyncResolverRefreshIntervalMs
    AsyncResolverWarmUpTimeoutMs AsyncExecutorThreadPoolSize ReadClusterVip WriteClusterVip BootstrapResolverForQuery
    BootstrapResolverStrategy ApplicationsResolverUseIp`,
  "eureka.instance": `Hostname IpAddress Appname AppGroupName InstanceEnabledOnit NonSecurePort SecurePort NonSecurePortEnabled
    SecurePortEnabled LeaseRenewalIntervalInSeconds LeaseExpirationDurationInSeconds VirtualHostName InstanceId
    SecureVirtualHostName ASGName MetadataMap DataCenterInfo StatusPageUrlPath StatusPageUrl HomePageUrlPath HomePageUrl
    HealthCheckUrlPath HealthCheckUrl SecureHealthCheckUrl Namespace PreferIpAddress AsyncClientInitialization InitialStatus
    DefaultAddressResolutionOrder`,
  "eureka.instance.registry": "ExpectedNumberOfClientsSendingRenews DefaultOpenForTrafficCount",
  "eureka.dashboard": "Path Enabled",
  eureka: "Environment Datacenter",
};

// Names that the property classes of Netflix's 2.0.6 read, below `eureka.`.
const NETFLIX = `allowRedirects appGroup appinfo.initial.replicate.time appinfo.replicate.interval asgCacheExpiryTimeoutMs asgName
  asgQueryTimeoutMs asgUpdateIntervalMs auth.shouldLogIdentityHeaders awsAccessId awsBindingStrategy awsSecretKey
  backupregistry broadcastPublicIpv4 client.cacheRefresh.exponentialBackOffBound client.cacheRefresh.threadPoolSize
  client.heartbeat.exponentialBackOffBound client.heartbeat.threadPoolSize client.refresh.interval clientDataAccept
  context decoderName defaultAddressResolutionOrder deltaRetentionTimerIntervalInMs disableDelta
  disableDeltaForRemoteRegions dollarReplacement domainName eipBindRebindRetries eipBindRebindRetryIntervalMs
  eipBindRebindRetryIntervalMsWhenUnbound enableReplicatedRequestCompression enableSelfPreservation encoderName
  escapeCharReplacement eurekaServer.connectTimeout eurekaServer.context eurekaServer.domainName eurekaServer.gzipContent
  eurekaServer.maxConnectionsPerHost eurekaServer.maxTotalConnections eurekaServer.port eurekaServer.proxyHost
  eurekaServer.proxyPassword eurekaServer.proxyPort eurekaServer.proxyUserName eurekaServer.readTimeout
  eurekaserver.connectionIdleTimeoutInSeconds evictionIntervalTimerInMs expectedClientRenewalIntervalSeconds
  fetchRemoteRegionsRegistry healthCheckUrl healthCheckUrlPath homePageUrl homePageUrlPath initialCapacityOfResponseCache
  instanceId jsonCodecName lease.duration lease.renewalInterval listAutoScalingGroupsRoleName
  maxElementsInPeerReplicationPool maxElementsInStatusReplicationPool maxIdleThreadAgeInMinutesForPeerReplication
  maxIdleThreadAgeInMinutesForStatusReplication maxThreadsForPeerReplication maxThreadsForStatusReplication
  maxTimeForReplication minAvailableInstancesForPeerReplication minThreadsForPeerReplication
  minThreadsForStatusReplication myUrl name numberOfReplicationRetries numberRegistrySyncRetries
  peerEurekaNodesUpdateIntervalMs peerEurekaStatusRefreshTimeIntervalMs peerNodeConnectTimeoutMs
  peerNodeConnectionIdleTimeoutSeconds peerNodeReadTimeoutMs peerNodeTotalConnections peerNodeTotalConnectionsPerHost port
  preferSameZone primeAwsReplicaConnections printDeltaFullDiff rateLimiter.burstSize rateLimiter.enabled
  rateLimiter.fullFetchAverageRate rateLimiter.privilegedClients rateLimiter.registryFetchAverageRate
  rateLimiter.throttleStandardClients region registration.enabled registryRefreshSingleVipAddress registrySyncRetryWaitMs
  remoteRegion.disable.transparent.fallback remoteRegion.fetchThreadPoolSize remoteRegion.gzipContent
  remoteRegion.registryFetchIntervalInSeconds remoteRegion.trustStoreFileName remoteRegion.trustStorePassword
  remoteRegionConnectTimeoutMs remoteRegionConnectionIdleTimeoutSeconds remoteRegionReadTimeoutMs
  remoteRegionTotalConnections remoteRegionTotalConnectionsPerHost remoteRegionUrls remoteRegionUrlsWithName
  renewalPercentThreshold renewalThresholdUpdateIntervalMs responseCacheAutoExpirationInSeconds
  responseCacheUpdateIntervalMs retentionTimeInMSInDeltaQueue route53BindRebindRetries route53BindRebindRetryIntervalMs
  route53DomainTTL secureHealthCheckUrl securePort secureVipAddress serviceUrlPollIntervalMs shouldBatchReplication
  shouldEnforceFetchRegistryAtInit shouldFetchRegistry shouldFilterOnlyUpInstances shouldOnDemandUpdateStatusChange
  shouldUnregisterOnShutdown shouldUseAwsAsgApi shouldUseDns shouldUseReadOnlyResponseCache statusPageUrl
  statusPageUrlPath syncWhenTimestampDiffers traffic.enabled transport.applicationsResolverDataStalenessThresholdSeconds
  transport.applicationsResolverUseIp transport.asyncExecutorThreadPoolSize transport.asyncResolverRefreshIntervalMs
  transport.asyncResolverWarmupTimeoutMs transport.bootstrapResolverStrategy transport.readClusterVip
  transport.retryableClientQuarantineRefreshPercentage transport.sessionedClientReconnectIntervalSeconds
  transport.useBootstrapResolverForQuery transport.writeClusterVip vipAddress waitTimeInMsWhenSyncEmpty xmlCodecName`;

test("every property that Spring binds is known, and each that is known has a setter", () => {
  const documented = Object.entries(SETTERS).flatMap(([prefix, setters]) =>
    setters.split(/\s+/).map((name) => uniform(`${prefix}.${name}`)),
  );
  expect(documented.filter((name) => springKey(name) === null)).toEqual([]);
  // Those that are read by name, without a bean.
  const byName = [
    "healthcheck.enabled",
    "refresh.enable",
    "jersey.enabled",
    "webclient.enabled",
    "restclient.enabled",
    "tls",
    "tls.enabled",
  ];
  const known = new Set([...documented, ...byName.map((name) => uniform(`eureka.client.${name}`))]);
  expect(SPRING_KEYS.map(({name}) => name).filter((name) => !known.has(uniform(name)))).toEqual([]);
});

test("every property that Netflix's server and client read is known", () => {
  const read = (key: string) => KEYS.some((one) => one.key === key) || NETFLIX_LACKS[key] !== undefined || netflixIdle(key) !== null;
  expect(
    NETFLIX.split(/\s+/)
      .map((name) => `eureka.${name}`)
      .filter((key) => !read(key)),
  ).toEqual([]);
});
