// What Spring Cloud Netflix 5.0.3 reads under `eureka.`. Source: spring-cloud/spring-cloud-netflix@5ad0371, EurekaServerConfigBean,
// EurekaClientConfigBean, CloudEurekaTransportConfig, TimeoutProperties, EurekaInstanceConfigBean, InstanceRegistryProperties.

/** How Spring binds the value of a property. */
export type Bound = "int" | "long" | "double" | "boolean" | "String" | "InstanceStatus" | "AwsBindingStrategy";

/** Why a property changes nothing here, or what the model lacks of it; of the latter, whether its value is the usual one is asked first. */
type Why =
  | {
      readonly kind: "idle";
      readonly why:
        | "aws"
        | "codec"
        | "host"
        | "identity"
        | "jersey"
        | "list"
        | "metrics"
        | "regions"
        | "servers"
        | "status-page"
        | "who"
        | "zones";
    }
  | {
      readonly kind: "lacks";
      readonly why: "back-off" | "early" | "filter" | "limiter" | "off" | "peers-up" | "renews" | "status" | "sync";
      readonly usual: string;
    };

/** A property of Spring's. `model`: the key that the model has for it, and by how much the value is to be multiplied. */
export type SpringKey = {readonly name: string; readonly type: Bound} & ({readonly model: string; readonly times: number} | Why);

const taken = (name: string, type: Bound, model: string, times = 1): SpringKey => ({name, type, model, times});
const lacks = (name: string, type: Bound, why: (Why & {kind: "lacks"})["why"], usual: string): SpringKey => ({
  name,
  type,
  kind: "lacks",
  why,
  usual,
});
const idle = (why: (Why & {kind: "idle"})["why"], prefix: string, type: Bound, names: string): SpringKey[] =>
  names.split(" ").map((name) => ({name: `${prefix}.${name}`, type, kind: "idle", why}));

const SERVER: readonly SpringKey[] = [
  taken("eureka.server.enable-self-preservation", "boolean", "eureka.enableSelfPreservation"),
  taken("eureka.server.renewal-percent-threshold", "double", "eureka.renewalPercentThreshold"),
  taken("eureka.server.renewal-threshold-update-interval-ms", "int", "eureka.renewalThresholdUpdateIntervalMs"),
  taken("eureka.server.expected-client-renewal-interval-seconds", "int", "eureka.expectedClientRenewalIntervalSeconds"),
  taken("eureka.server.eviction-interval-timer-in-ms", "long", "eureka.evictionIntervalTimerInMs"),
  taken("eureka.server.response-cache-update-interval-ms", "long", "eureka.responseCacheUpdateIntervalMs"),
  taken("eureka.server.response-cache-auto-expiration-in-seconds", "long", "eureka.responseCacheAutoExpirationInSeconds"),
  taken("eureka.server.use-read-only-response-cache", "boolean", "eureka.shouldUseReadOnlyResponseCache"),
  taken("eureka.server.retention-time-in-m-s-in-delta-queue", "long", "eureka.retentionTimeInMSInDeltaQueue"),
  taken("eureka.server.delta-retention-timer-interval-in-ms", "long", "eureka.deltaRetentionTimerIntervalInMs"),
  taken("eureka.server.wait-time-in-ms-when-sync-empty", "int", "eureka.waitTimeInMsWhenSyncEmpty"),
  taken("eureka.server.registry-sync-retries", "int", "eureka.numberRegistrySyncRetries"),
  taken("eureka.server.registry-sync-retry-wait-ms", "long", "eureka.registrySyncRetryWaitMs"),
  taken("eureka.server.max-threads-for-peer-replication", "int", "eureka.maxThreadsForPeerReplication"),
  taken("eureka.server.max-elements-in-peer-replication-pool", "int", "eureka.maxElementsInPeerReplicationPool"),
  taken("eureka.server.max-time-for-replication", "int", "eureka.maxTimeForReplication"),
  taken("eureka.server.peer-node-connect-timeout-ms", "int", "eureka.peerNodeConnectTimeoutMs"),
  taken("eureka.server.peer-node-read-timeout-ms", "int", "eureka.peerNodeReadTimeoutMs"),
  taken("eureka.server.disable-delta", "boolean", "eureka.disableDelta"),
  taken("eureka.instance.registry.default-open-for-traffic-count", "int", "eureka.server.defaultOpenForTrafficCount"),
  lacks("eureka.instance.registry.expected-number-of-clients-sending-renews", "int", "renews", "1"),
  lacks("eureka.server.sync-when-timestamp-differs", "boolean", "sync", "true"),
  lacks("eureka.server.rate-limiter-enabled", "boolean", "limiter", "false"),
  lacks("eureka.server.min-available-instances-for-peer-replication", "int", "peers-up", "-1"),
  ...idle("aws", "eureka.server", "String", "a-w-s-access-id a-w-s-secret-key list-auto-scaling-groups-role-name"),
  ...idle("aws", "eureka.server", "AwsBindingStrategy", "binding-strategy"),
  ...idle("aws", "eureka.server", "boolean", "use-aws-asg-api prime-aws-replica-connections"),
  ...idle(
    "aws",
    "eureka.server",
    "int",
    "e-i-p-bind-rebind-retries e-i-p-binding-retry-interval-ms e-i-p-binding-retry-interval-ms-when-unbound a-s-g-query-timeout-ms route53-bind-rebind-retries route53-binding-retry-interval-ms",
  ),
  ...idle("aws", "eureka.server", "long", "a-s-g-update-interval-ms a-s-g-cache-expiry-timeout-ms route53-domain-t-t-l"),
  ...idle("list", "eureka.server", "int", "peer-eureka-nodes-update-interval-ms"),
  ...idle("servers", "eureka.server", "String", "my-url"),
  ...idle(
    "host",
    "eureka.server",
    "int",
    "peer-node-total-connections peer-node-total-connections-per-host peer-node-connection-idle-timeout-seconds min-threads-for-status-replication max-threads-for-status-replication max-elements-in-status-replication-pool min-threads-for-peer-replication number-of-replication-retries initial-capacity-of-response-cache",
  ),
  ...idle(
    "host",
    "eureka.server",
    "long",
    "max-idle-thread-in-minutes-age-for-status-replication max-idle-thread-age-in-minutes-for-peer-replication",
  ),
  ...idle("host", "eureka.server", "boolean", "batch-replication"),
  ...idle("metrics", "eureka.server", "int", "peer-eureka-status-refresh-time-interval-ms"),
  ...idle("metrics", "eureka.server", "boolean", "log-identity-headers"),
  ...idle(
    "regions",
    "eureka.server",
    "int",
    "remote-region-connect-timeout-ms remote-region-read-timeout-ms remote-region-total-connections remote-region-total-connections-per-host remote-region-connection-idle-timeout-seconds remote-region-registry-fetch-interval remote-region-fetch-thread-pool-size",
  ),
  ...idle(
    "regions",
    "eureka.server",
    "boolean",
    "disable-delta-for-remote-regions g-zip-content-from-remote-region disable-transparent-fallback-to-other-region",
  ),
  ...idle(
    "regions",
    "eureka.server",
    "String",
    "remote-region-urls-with-name remote-region-urls remote-region-app-whitelist remote-region-trust-store remote-region-trust-store-password",
  ),
  ...idle("host", "eureka.server", "boolean", "rate-limiter-throttle-standard-clients"),
  ...idle("host", "eureka.server", "String", "rate-limiter-privileged-clients"),
  ...idle(
    "host",
    "eureka.server",
    "int",
    "rate-limiter-burst-size rate-limiter-registry-fetch-average-rate rate-limiter-full-fetch-average-rate",
  ),
  ...idle("codec", "eureka.server", "boolean", "enable-replicated-request-compression"),
  ...idle("codec", "eureka.server", "String", "json-codec-name xml-codec-name"),
];

const CLIENT: readonly SpringKey[] = [
  taken("eureka.client.registry-fetch-interval-seconds", "int", "eureka.client.refresh.interval"),
  taken("eureka.client.instance-info-replication-interval-seconds", "int", "eureka.appinfo.replicate.interval"),
  taken("eureka.client.initial-instance-info-replication-interval-seconds", "int", "eureka.appinfo.initial.replicate.time"),
  taken("eureka.client.eureka-service-url-poll-interval-seconds", "int", "eureka.serviceUrlPollIntervalMs", 1000),
  taken("eureka.client.disable-delta", "boolean", "eureka.disableDelta"),
  taken("eureka.client.timeout.connect-timeout", "int", "eureka.eurekaServer.connectTimeout", 0.001),
  taken("eureka.client.timeout.socket-timeout", "int", "eureka.eurekaServer.readTimeout", 0.001),
  taken(
    "eureka.client.transport.sessioned-client-reconnect-interval-seconds",
    "int",
    "eureka.transport.sessionedClientReconnectIntervalSeconds",
  ),
  taken(
    "eureka.client.transport.retryable-client-quarantine-refresh-percentage",
    "double",
    "eureka.transport.retryableClientQuarantineRefreshPercentage",
  ),
  lacks("eureka.client.enabled", "boolean", "off", "true"),
  lacks("eureka.client.filter-only-up-instances", "boolean", "filter", "true"),
  lacks("eureka.client.on-demand-update-status-change", "boolean", "early", "true"),
  lacks("eureka.client.heartbeat-executor-exponential-back-off-bound", "int", "back-off", "10"),
  lacks("eureka.client.cache-refresh-executor-exponential-back-off-bound", "int", "back-off", "10"),
  ...idle(
    "jersey",
    "eureka.client",
    "int",
    "eureka-server-read-timeout-seconds eureka-server-connect-timeout-seconds eureka-server-total-connections eureka-server-total-connections-per-host eureka-connection-idle-timeout-seconds",
  ),
  ...idle(
    "who",
    "eureka.client",
    "boolean",
    "register-with-eureka fetch-registry should-unregister-on-shutdown should-enforce-registration-at-init healthcheck.enabled refresh.enable",
  ),
  ...idle("servers", "eureka.client", "String", "service-url eureka-server-u-r-l-context eureka-server-port eureka-server-d-n-s-name"),
  ...idle("servers", "eureka.client", "boolean", "use-dns-for-fetching-service-urls allow-redirects"),
  ...idle("zones", "eureka.client", "String", "availability-zones region fetch-remote-regions-registry"),
  ...idle("zones", "eureka.client", "boolean", "prefer-same-zone-eureka"),
  ...idle("host", "eureka.client", "String", "proxy-port proxy-host proxy-user-name proxy-password backup-registry-impl"),
  ...idle(
    "host",
    "eureka.client",
    "int",
    "heartbeat-executor-thread-pool-size cache-refresh-executor-thread-pool-size order timeout.connect-request-timeout",
  ),
  ...idle("codec", "eureka.client", "boolean", "g-zip-content"),
  ...idle(
    "codec",
    "eureka.client",
    "String",
    "dollar-replacement escape-char-replacement encoder-name decoder-name client-data-accept registry-refresh-single-vip-address",
  ),
  ...idle("metrics", "eureka.client", "boolean", "log-delta-diff"),
  ...idle(
    "host",
    "eureka.client",
    "boolean",
    "jersey.enabled webclient.enabled restclient.enabled tls.enabled transport.bootstrap-resolver-for-query transport.applications-resolver-use-ip",
  ),
  ...idle(
    "host",
    "eureka.client",
    "int",
    "transport.bootstrap-resolver-refresh-interval-seconds transport.applications-resolver-data-staleness-threshold-seconds transport.async-resolver-refresh-interval-ms transport.async-resolver-warm-up-timeout-ms transport.async-executor-thread-pool-size",
  ),
  ...idle(
    "host",
    "eureka.client",
    "String",
    "transport.read-cluster-vip transport.write-cluster-vip transport.bootstrap-resolver-strategy tls",
  ),
];

const INSTANCE: readonly SpringKey[] = [
  taken("eureka.instance.lease-renewal-interval-in-seconds", "int", "eureka.lease.renewalInterval"),
  taken("eureka.instance.lease-expiration-duration-in-seconds", "int", "eureka.lease.duration"),
  lacks("eureka.instance.initial-status", "InstanceStatus", "status", "UP"),
  ...idle("who", "eureka.instance", "boolean", "instance-enabled-onit async-client-initialization"),
  ...idle("identity", "eureka.instance", "int", "non-secure-port secure-port"),
  ...idle("identity", "eureka.instance", "boolean", "non-secure-port-enabled secure-port-enabled prefer-ip-address"),
  ...idle(
    "identity",
    "eureka.instance",
    "String",
    "appname app-group-name virtual-host-name instance-id secure-virtual-host-name a-s-g-name metadata-map ip-address namespace hostname default-address-resolution-order data-center-info",
  ),
  ...idle(
    "status-page",
    "eureka.instance",
    "String",
    "status-page-url-path status-page-url home-page-url-path home-page-url health-check-url-path health-check-url secure-health-check-url",
  ),
  ...idle("status-page", "eureka.dashboard", "String", "path"),
  ...idle("status-page", "eureka.dashboard", "boolean", "enabled"),
  ...idle("identity", "eureka", "String", "environment datacenter"),
];

export const SPRING_KEYS: readonly SpringKey[] = [...SERVER, ...CLIENT, ...INSTANCE];

/** Maps and beans whose own keys are the reader's: all that is below counts as theirs. */
const OPEN = [
  "eureka.client.service-url",
  "eureka.client.availability-zones",
  "eureka.client.tls",
  "eureka.instance.metadata-map",
  "eureka.server.remote-region-urls-with-name",
  "eureka.server.remote-region-app-whitelist",
];

/** A name as Spring compares it: an element is its letters and digits, in lower case, so that `fooBar`, `foo-bar` and `foo_bar` are one. */
export const uniform = (key: string): string =>
  key
    .replace(/\[\d+\]/g, "")
    .split(".")
    .map((part) => part.toLowerCase().replace(/[^a-z0-9]/g, ""))
    .join(".");

const KNOWN: ReadonlyMap<string, SpringKey> = new Map(SPRING_KEYS.map((key) => [uniform(key.name), key]));
const BELOW = OPEN.map((name) => uniform(name));

/** What Spring reads under that name; null: nothing. */
export function springKey(key: string): SpringKey | null {
  const name = uniform(key);
  const open = BELOW.find((one) => name.startsWith(`${one}.`));
  return KNOWN.get(open ?? name) ?? null;
}
