// The keys of a broker that the model does not have. Source: apache/kafka@c821449 (3.9), the classes that
// server/src/main/java/org/apache/kafka/server/config/AbstractKafkaConfig.java merges.

import {said} from "../../../words/en/kafka-files.ts";
import {type Finding, idle, lacking} from "../findings.ts";
import type {Bounds, Type} from "./config-def.ts";

/** A key that Kafka reads: as what, and what it means for the runs. */
export interface KnownKey {
  readonly type: Type;
  readonly bounds: Bounds | null;
  readonly finds: (value: number | boolean | string) => Finding;
}

type Keys = readonly (readonly [key: string, known: KnownKey])[];

type Why = "groups" | "host" | "kraft" | "listeners" | "logs" | "metrics" | "quotas" | "security" | "tiers";

const rows = (why: Why, type: Type, keys: string, bounds: Bounds | null = null): Keys =>
  keys.split(" ").map((key) => [key, {type, bounds, finds: () => idle(said(`kafka.file.idle.${why}`))}]);

const one = (key: string, type: Type, finds: KnownKey["finds"], bounds: Bounds | null = null): Keys[number] => [key, {type, bounds, finds}];

/** It changes something unless its value is the usual one. */
const unless = (usual: number | boolean | string, lacks: Finding) => (value: number | boolean | string) =>
  value === usual ? idle(said("kafka.file.idle.usual")) : lacks;

const told: Keys = [
  one("process.roles", "text", (roles) => (roles === "" ? idle(said("kafka.file.idle.usual")) : lacking(said("kafka.file.lacks.kraft")))),
  one("zookeeper.metadata.migration.enable", "switch", unless(false, lacking(said("kafka.file.lacks.kraft")))),
  one("num.replica.fetchers", "INT", unless(1, lacking(said("kafka.file.lacks.fetchers")))),
  one("replica.fetch.min.bytes", "INT", unless(1, lacking(said("kafka.file.lacks.min-bytes")))),
  one("controlled.shutdown.enable", "switch", unless(true, lacking(said("kafka.file.lacks.shutdown")))),
  one("inter.broker.protocol.version", "text", (version) =>
    /^3\.9(-IV0)?$/.test(String(version)) ? idle(said("kafka.file.idle.usual")) : lacking(said("kafka.file.lacks.protocol")),
  ),
  one("replica.selector.class", "text", () => lacking(said("kafka.file.lacks.selector"))),
  one("broker.id", "INT", () => idle(said("kafka.file.idle.identity"))),
  one("node.id", "INT", () => idle(said("kafka.file.idle.identity"))),
  one("log.dirs", "text", () => idle(said("kafka.file.idle.paths"))),
  one("log.dir", "text", () => idle(said("kafka.file.idle.paths"))),
  one("default.replication.factor", "INT", () => idle(said("kafka.file.idle.topics"))),
  one("num.partitions", "INT", () => idle(said("kafka.file.idle.topics")), [1]),
  one("zookeeper.connect", "text", () => idle(said("kafka.file.idle.zookeeper"))),
  one("replica.fetch.max.bytes", "INT", () => idle(said("kafka.file.idle.host")), [0]),
];

const silent: Keys = [
  ...rows(
    "groups",
    "INT",
    "group.initial.rebalance.delay.ms group.max.session.timeout.ms group.min.session.timeout.ms offset.metadata.max.bytes " +
      "offsets.topic.compression.codec",
  ),
  ...rows("groups", "INT", "group.coordinator.append.linger.ms", [0]),
  ...rows(
    "groups",
    "INT",
    "group.consumer.heartbeat.interval.ms group.consumer.max.heartbeat.interval.ms group.consumer.max.session.timeout.ms " +
      "group.consumer.max.size group.consumer.min.heartbeat.interval.ms group.consumer.min.session.timeout.ms " +
      "group.consumer.session.timeout.ms group.coordinator.threads group.max.size group.share.heartbeat.interval.ms " +
      "group.share.max.heartbeat.interval.ms group.share.max.session.timeout.ms group.share.min.heartbeat.interval.ms " +
      "group.share.min.session.timeout.ms group.share.session.timeout.ms offsets.commit.timeout.ms offsets.load.buffer.size " +
      "offsets.retention.minutes offsets.topic.num.partitions offsets.topic.segment.bytes producer.id.expiration.ms " +
      "transaction.abort.timed.out.transaction.cleanup.interval.ms transaction.max.timeout.ms " +
      "transaction.remove.expired.transaction.cleanup.interval.ms transaction.state.log.load.buffer.size " +
      "transaction.state.log.min.isr transaction.state.log.num.partitions transaction.state.log.segment.bytes " +
      "transactional.id.expiration.ms",
    [1],
  ),
  ...rows("groups", "INT", "group.share.partition.max.record.locks", [100, 10000]),
  ...rows("groups", "INT", "group.share.min.record.lock.duration.ms", [1000, 30000]),
  ...rows("groups", "INT", "group.share.record.lock.duration.ms", [1000, 60000]),
  ...rows("groups", "INT", "group.share.delivery.count.limit", [2, 10]),
  ...rows("groups", "INT", "group.share.max.record.lock.duration.ms", [30000, 3600000]),
  ...rows("groups", "LONG", "offsets.retention.check.interval.ms", [1]),
  ...rows("groups", "SHORT", "offsets.commit.required.acks"),
  ...rows("groups", "SHORT", "offsets.topic.replication.factor transaction.state.log.replication.factor", [1]),
  ...rows("groups", "SHORT", "group.share.max.groups", [1, 100]),
  ...rows("groups", "SHORT", "group.share.max.size", [10, 1000]),
  ...rows("groups", "switch", "transaction.partition.verification.enable"),
  ...rows("groups", "text", "group.consumer.assignors group.coordinator.rebalance.protocols"),
  ...rows(
    "host",
    "INT",
    "delete.records.purgatory.purge.interval.requests fetch.purgatory.purge.interval.requests " +
      "num.replica.alter.log.dirs.threads producer.purgatory.purge.interval.requests replica.socket.receive.buffer.bytes " +
      "request.timeout.ms socket.receive.buffer.bytes socket.send.buffer.bytes zookeeper.connection.timeout.ms",
  ),
  ...rows(
    "host",
    "INT",
    "max.connection.creation.rate max.connections max.connections.per.ip max.incremental.fetch.session.cache.slots " +
      "replica.fetch.response.max.bytes reserved.broker.max.id",
    [0],
  ),
  ...rows(
    "host",
    "INT",
    "background.threads num.io.threads num.network.threads queued.max.requests socket.listen.backlog.size " + "socket.request.max.bytes",
    [1],
  ),
  ...rows("host", "INT", "fetch.max.bytes", [1024]),
  ...rows(
    "host",
    "LONG",
    "connections.max.idle.ms queued.max.request.bytes socket.connection.setup.timeout.max.ms " + "socket.connection.setup.timeout.ms",
  ),
  ...rows("host", "switch", "broker.id.generation.enable"),
  ...rows("host", "text", "broker.rack max.connections.per.ip.overrides"),
  ...rows(
    "kraft",
    "INT",
    "broker.heartbeat.interval.ms broker.session.timeout.ms controller.quorum.append.linger.ms " +
      "controller.quorum.election.backoff.max.ms controller.quorum.election.timeout.ms controller.quorum.fetch.timeout.ms " +
      "controller.quorum.request.timeout.ms controller.quorum.retry.backoff.ms initial.broker.registration.timeout.ms " +
      "metadata.log.segment.bytes",
  ),
  ...rows("kraft", "INT", "metadata.max.idle.interval.ms", [0]),
  ...rows("kraft", "LONG", "metadata.log.segment.ms metadata.max.retention.bytes metadata.max.retention.ms"),
  ...rows("kraft", "LONG", "metadata.log.max.snapshot.interval.ms", [0]),
  ...rows("kraft", "LONG", "metadata.log.max.record.bytes.between.snapshots", [1]),
  ...rows("kraft", "switch", "eligible.leader.replicas.enable"),
  ...rows(
    "kraft",
    "text",
    "controller.listener.names controller.quorum.bootstrap.servers controller.quorum.voters early.start.listeners " +
      "metadata.log.dir sasl.mechanism.controller.protocol",
  ),
  ...rows(
    "listeners",
    "text",
    "advertised.listeners control.plane.listener.name inter.broker.listener.name listener.security.protocol.map listeners",
  ),
  ...rows("logs", "DOUBLE", "log.cleaner.io.buffer.load.factor log.cleaner.io.max.bytes.per.second"),
  ...rows("logs", "DOUBLE", "log.cleaner.min.cleanable.ratio", [0, 1]),
  ...rows(
    "logs",
    "INT",
    "compression.gzip.level compression.lz4.level compression.zstd.level log.retention.hours log.retention.minutes " + "log.segment.bytes",
  ),
  ...rows(
    "logs",
    "INT",
    "log.cleaner.io.buffer.size log.cleaner.threads log.flush.offset.checkpoint.interval.ms " +
      "log.flush.start.offset.checkpoint.interval.ms log.index.interval.bytes log.roll.jitter.hours message.max.bytes",
    [0],
  ),
  ...rows("logs", "INT", "log.roll.hours max.request.partition.size.limit num.recovery.threads.per.data.dir", [1]),
  ...rows("logs", "INT", "log.index.size.max.bytes", [4]),
  ...rows(
    "logs",
    "LONG",
    "log.cleaner.dedupe.buffer.size log.flush.scheduler.interval.ms log.retention.bytes log.retention.ms log.roll.jitter.ms " +
      "log.roll.ms",
  ),
  ...rows(
    "logs",
    "LONG",
    "log.cleaner.backoff.ms log.cleaner.delete.retention.ms log.cleaner.min.compaction.lag.ms " +
      "log.message.timestamp.after.max.ms log.message.timestamp.before.max.ms log.message.timestamp.difference.max.ms " +
      "log.segment.delete.delay.ms",
    [0],
  ),
  ...rows("logs", "LONG", "log.cleaner.max.compaction.lag.ms log.dir.failure.timeout.ms log.retention.check.interval.ms", [1]),
  ...rows(
    "logs",
    "switch",
    "auto.create.topics.enable delete.topic.enable log.cleaner.enable log.message.downconversion.enable log.preallocate",
  ),
  ...rows(
    "logs",
    "text",
    "alter.config.policy.class.name compression.type create.topic.policy.class.name log.cleanup.policy " +
      "log.message.format.version log.message.timestamp.type",
  ),
  ...rows("metrics", "INT", "kafka.metrics.polling.interval.secs metrics.num.samples telemetry.max.bytes", [1]),
  ...rows("metrics", "LONG", "metrics.sample.window.ms", [1]),
  ...rows("metrics", "switch", "auto.include.jmx.reporter"),
  ...rows("metrics", "text", "kafka.metrics.reporters metric.reporters metrics.recording.level"),
  ...rows(
    "quotas",
    "INT",
    "alter.log.dirs.replication.quota.window.num alter.log.dirs.replication.quota.window.size.seconds " +
      "controller.quota.window.num controller.quota.window.size.seconds quota.window.num quota.window.size.seconds " +
      "remote.log.manager.copy.quota.window.num remote.log.manager.copy.quota.window.size.seconds " +
      "remote.log.manager.fetch.quota.window.num remote.log.manager.fetch.quota.window.size.seconds " +
      "replication.quota.window.num replication.quota.window.size.seconds",
    [1],
  ),
  ...rows("quotas", "text", "client.quota.callback.class"),
  ...rows("security", "DOUBLE", "sasl.kerberos.ticket.renew.jitter sasl.kerberos.ticket.renew.window.factor"),
  ...rows("security", "DOUBLE", "sasl.login.refresh.window.jitter", [0.0, 0.25]),
  ...rows("security", "DOUBLE", "sasl.login.refresh.window.factor", [0.5, 1.0]),
  ...rows(
    "security",
    "INT",
    "sasl.login.connect.timeout.ms sasl.login.read.timeout.ms sasl.oauthbearer.clock.skew.seconds " + "sasl.server.max.receive.size",
  ),
  ...rows("security", "INT", "connection.failed.authentication.delay.ms", [0]),
  ...rows("security", "INT", "password.encoder.iterations", [1024]),
  ...rows("security", "INT", "password.encoder.key.length", [8]),
  ...rows(
    "security",
    "LONG",
    "connections.max.reauth.ms sasl.kerberos.min.time.before.relogin sasl.login.retry.backoff.max.ms " +
      "sasl.login.retry.backoff.ms sasl.oauthbearer.jwks.endpoint.refresh.ms " +
      "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms sasl.oauthbearer.jwks.endpoint.retry.backoff.ms",
  ),
  ...rows(
    "security",
    "LONG",
    "delegation.token.expiry.check.interval.ms delegation.token.expiry.time.ms delegation.token.max.lifetime.ms",
    [1],
  ),
  ...rows("security", "SHORT", "sasl.login.refresh.buffer.seconds", [0, 3600]),
  ...rows("security", "SHORT", "sasl.login.refresh.min.period.seconds", [0, 900]),
  ...rows(
    "security",
    "switch",
    "sasl.oauthbearer.header.urlencode ssl.allow.dn.changes ssl.allow.san.changes zookeeper.set.acl " +
      "zookeeper.ssl.client.enable zookeeper.ssl.crl.enable zookeeper.ssl.ocsp.enable",
  ),
  ...rows(
    "security",
    "text",
    "authorizer.class.name delegation.token.master.key delegation.token.secret.key password.encoder.cipher.algorithm " +
      "password.encoder.keyfactory.algorithm password.encoder.old.secret password.encoder.secret principal.builder.class " +
      "sasl.client.callback.handler.class sasl.enabled.mechanisms sasl.jaas.config sasl.kerberos.kinit.cmd " +
      "sasl.kerberos.principal.to.local.rules sasl.kerberos.service.name sasl.login.callback.handler.class sasl.login.class " +
      "sasl.mechanism sasl.mechanism.inter.broker.protocol sasl.oauthbearer.expected.audience " +
      "sasl.oauthbearer.expected.issuer sasl.oauthbearer.jwks.endpoint.url sasl.oauthbearer.scope.claim.name " +
      "sasl.oauthbearer.sub.claim.name sasl.oauthbearer.token.endpoint.url sasl.server.callback.handler.class " +
      "security.inter.broker.protocol security.providers ssl.cipher.suites ssl.client.auth ssl.enabled.protocols " +
      "ssl.endpoint.identification.algorithm ssl.engine.factory.class ssl.key.password ssl.keymanager.algorithm " +
      "ssl.keystore.certificate.chain ssl.keystore.key ssl.keystore.location ssl.keystore.password ssl.keystore.type " +
      "ssl.principal.mapping.rules ssl.protocol ssl.provider ssl.secure.random.implementation ssl.trustmanager.algorithm " +
      "ssl.truststore.certificates ssl.truststore.location ssl.truststore.password ssl.truststore.type " +
      "zookeeper.clientCnxnSocket zookeeper.ssl.cipher.suites zookeeper.ssl.enabled.protocols " +
      "zookeeper.ssl.endpoint.identification.algorithm zookeeper.ssl.keystore.location zookeeper.ssl.keystore.password " +
      "zookeeper.ssl.keystore.type zookeeper.ssl.protocol zookeeper.ssl.truststore.location zookeeper.ssl.truststore.password " +
      "zookeeper.ssl.truststore.type",
  ),
  ...rows("tiers", "INT", "remote.log.manager.copier.thread.pool.size remote.log.manager.expiration.thread.pool.size"),
  ...rows("tiers", "INT", "remote.log.metadata.custom.metadata.max.bytes", [0]),
  ...rows(
    "tiers",
    "INT",
    "remote.fetch.max.wait.ms remote.log.manager.thread.pool.size remote.log.reader.max.pending.tasks " + "remote.log.reader.threads",
    [1],
  ),
  ...rows("tiers", "LONG", "log.local.retention.bytes log.local.retention.ms"),
  ...rows(
    "tiers",
    "LONG",
    "remote.log.index.file.cache.total.size.bytes remote.log.manager.copy.max.bytes.per.second " +
      "remote.log.manager.fetch.max.bytes.per.second remote.log.manager.task.interval.ms",
    [1],
  ),
  ...rows("tiers", "switch", "remote.log.storage.system.enable"),
  ...rows(
    "tiers",
    "text",
    "remote.log.metadata.manager.class.name remote.log.metadata.manager.class.path remote.log.metadata.manager.impl.prefix " +
      "remote.log.metadata.manager.listener.name remote.log.storage.manager.class.name remote.log.storage.manager.class.path " +
      "remote.log.storage.manager.impl.prefix",
  ),
];

const KNOWN: ReadonlyMap<string, KnownKey> = new Map([...told, ...silent]);

/** Names of topics' settings, and those under which a broker has them. */
const OF_TOPICS: {readonly [name: string]: string} = {
  "flush.messages": "log.flush.interval.messages",
  "flush.ms": "log.flush.interval.ms",
  "retention.ms": "log.retention.ms",
  "retention.bytes": "log.retention.bytes",
  "segment.bytes": "log.segment.bytes",
  "segment.ms": "log.roll.ms",
  "cleanup.policy": "log.cleanup.policy",
  "max.message.bytes": "message.max.bytes",
};

/** A key that brokers have and the model does not; null: neither has it. Any key may be of one listener, `listener.name.NAME.KEY`. */
export const knownKey = (key: string): KnownKey | null =>
  KNOWN.get(key) ??
  (key.startsWith("listener.name.") ? {type: "text", bounds: null, finds: () => idle(said("kafka.file.idle.listeners"))} : null);

/** The name that a broker reads instead of a topic's; null: it is none of a topic's. */
export const brokersName = (key: string): string | null => (Object.hasOwn(OF_TOPICS, key) ? (OF_TOPICS[key] as string) : null);
