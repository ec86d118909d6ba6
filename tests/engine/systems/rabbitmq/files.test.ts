import {expect, test} from "vitest";
import {trialScenario, variants} from "../../../../src/engine/analysis/verdict.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {definitions} from "../../../../src/engine/systems/rabbitmq/definitions.ts";
import {system} from "../../../../src/engine/systems/rabbitmq/index.ts";
import {documentedKeys, rabbitmqConf} from "../../../../src/engine/systems/rabbitmq/rabbitmq-conf.ts";
import {entriesOf, withSettings} from "../../../../src/notebook/library/config-text.ts";

const conf = (text: string) => rabbitmqConf.read(entriesOf(rabbitmqConf, text));
const imported = (text: string) => definitions.read(entriesOf(definitions, text));
const told = (text: string) => conf(text).meanings.map((m) => [m.kind, m.kind === "taken" ? m.as : m.why]);

/** An export with one policy, as rabbitmqctl writes it. */
const policy = (definition: object, more: object = {}) => ({
  vhost: "/",
  name: "ha",
  pattern: "^q",
  "apply-to": "queues",
  definition,
  priority: 0,
  ...more,
});
const exported = (...policies: object[]) =>
  JSON.stringify(
    {rabbit_version: "3.10.8", users: [{name: "guest"}], vhosts: [{name: "/"}], policies, queues: [], exchanges: [], bindings: []},
    null,
    1,
  );

test("the samples are read, and each would start", () => {
  for (const file of [rabbitmqConf, definitions]) {
    const {nodes, meanings} = file.read(entriesOf(file, file.sample));
    expect([nodes, meanings.filter(({kind}) => kind === "refused" || kind === "unknown")]).toEqual([null, []]);
  }
});

// All keys of deps/rabbit/docs/rabbitmq.conf.example of 3.10.8, commented out there or not.
const EXAMPLE =
  "amqp1_0.default_user amqp1_0.protocol_strict_mode auth_backends.1 auth_backends.1.authn auth_backends.1.authz " +
  "auth_ldap.dn_lookup_attribute auth_ldap.log auth_ldap.other_bind auth_ldap.other_bind.password auth_ldap.port auth_ldap.servers.1 " +
  "auth_ldap.servers.2 auth_ldap.timeout auth_ldap.use_ssl auth_ldap.user_dn_pattern auth_mechanisms.1 auth_mechanisms.2 " +
  "auth_mechanisms.3 background_gc_enabled background_gc_target_interval channel_max cluster_formation.classic_config.nodes.1 " +
  "cluster_formation.classic_config.nodes.2 cluster_formation.classic_config.nodes.3 cluster_formation.classic_config.nodes.4 " +
  "cluster_formation.dns.hostname cluster_formation.node_type cluster_formation.peer_discovery_backend cluster_keepalive_interval " +
  "cluster_name cluster_partition_handling cluster_partition_handling.pause_if_all_down.nodes.1 " +
  "cluster_partition_handling.pause_if_all_down.nodes.2 cluster_partition_handling.pause_if_all_down.recover " +
  "collect_statistics_interval consumer_timeout default_pass default_permissions.configure default_permissions.read " +
  "default_permissions.write default_user default_user_tags.administrator default_user_tags.custom_tag default_user_tags.management " +
  "default_vhost disk_free_limit.absolute disk_free_limit.relative frame_max handshake_timeout heartbeat initial_frame_max " +
  "listeners.ssl.default listeners.tcp listeners.tcp.default listeners.tcp.local_v6 listeners.tcp.other_port log.console " +
  "log.console.level log.dir log.exchange log.exchange.level log.file log.file.level log.file.rotation.date log.file.rotation.size " +
  "loopback_users.guest management.http_log_dir management.load_definitions management.path_prefix management.rates_mode " +
  "management.sample_retention_policies.basic.hour management.sample_retention_policies.detailed.10 " +
  "management.sample_retention_policies.global.day management.ssl.cacertfile management.ssl.ciphers.1 management.ssl.ciphers.2 " +
  "management.ssl.ciphers.3 management.ssl.ciphers.4 management.ssl.ciphers.5 management.ssl.ciphers.6 management.ssl.ciphers.7 " +
  "management.ssl.ciphers.8 management.ssl.ciphers.9 management.ssl.client_renegotiation management.ssl.versions.1 " +
  "management.tcp.inactivity_timeout management.tcp.port memory_monitor_interval mirroring_sync_batch_size " +
  "mnesia_table_loading_retry_limit mnesia_table_loading_retry_timeout motd_file mqtt.allow_anonymous mqtt.default_pass " +
  "mqtt.default_user mqtt.durable_queue_type mqtt.exchange mqtt.listeners.ssl.default mqtt.listeners.tcp.1 mqtt.listeners.tcp.2 " +
  "mqtt.num_acceptors.ssl mqtt.num_acceptors.tcp mqtt.prefetch mqtt.proxy_protocol mqtt.subscription_ttl " +
  "mqtt.tcp_listen_options.backlog mqtt.tcp_listen_options.exit_on_close mqtt.tcp_listen_options.keepalive mqtt.vhost net_ticktime " +
  "num_acceptors.ssl num_acceptors.tcp password_hashing_module product.name product.version proxy_protocol queue_index_embed_msgs_below " +
  "raft.segment_max_entries raft.snapshot_chunk_size raft.wal_max_batch_size raft.wal_max_size_bytes reverse_dns_lookups " +
  "socket_writer.gc_threshold ssl_handshake_timeout ssl_options.bypass_pem_cache ssl_options.cacertfile ssl_options.ciphers.10 " +
  "ssl_options.ciphers.11 ssl_options.ciphers.12 ssl_options.ciphers.13 ssl_options.ciphers.14 ssl_options.ciphers.15 " +
  "ssl_options.ciphers.16 ssl_options.ciphers.17 ssl_options.ciphers.18 ssl_options.ciphers.19 ssl_options.ciphers.20 " +
  "ssl_options.ciphers.21 ssl_options.ciphers.22 ssl_options.ciphers.23 ssl_options.ciphers.24 ssl_options.ciphers.25 " +
  "ssl_options.ciphers.26 ssl_options.ciphers.27 ssl_options.ciphers.28 ssl_options.ciphers.29 ssl_options.ciphers.30 " +
  "ssl_options.ciphers.31 ssl_options.ciphers.32 ssl_options.ciphers.33 ssl_options.ciphers.34 ssl_options.ciphers.35 " +
  "ssl_options.ciphers.36 ssl_options.client_renegotiation ssl_options.fail_if_no_peer_cert ssl_options.versions.1 " +
  "ssl_options.versions.2 stomp.default_pass stomp.default_user stomp.implicit_connect stomp.listeners.ssl.default " +
  "stomp.listeners.tcp.1 stomp.listeners.tcp.2 stomp.num_acceptors.ssl stomp.num_acceptors.tcp stomp.proxy_protocol " +
  "stomp.ssl_cert_login stomp.tcp_listen_options.exit_on_close stomp.tcp_listen_options.keepalive tcp_listen_options.backlog " +
  "tcp_listen_options.buffer tcp_listen_options.exit_on_close tcp_listen_options.keepalive tcp_listen_options.nodelay " +
  "tcp_listen_options.recbuf tcp_listen_options.send_timeout tcp_listen_options.sndbuf total_memory_available_override_value " +
  "vm_memory_calculation_strategy vm_memory_high_watermark.absolute vm_memory_high_watermark.relative " +
  "vm_memory_high_watermark_paging_ratio";

test("every key of the documented example is one that a broker knows", () => {
  const unknown = EXAMPLE.split(" ").filter((key) =>
    conf(`${key} = 1`).meanings.some((m) => m.kind !== "taken" && /unknown variable/.test(m.why)),
  );
  expect([unknown, documentedKeys().length]).toEqual([[], 827]);
});

test.each<[text: string, kind: string]>([
  ["log.file.level = debug", "idle"],
  ["listeners.tcp.default = 5672", "idle"],
  ["listeners.tcp.local = 127.0.0.1:5672", "idle"],
  ["cluster_formation.classic_config.nodes.1 = rabbit@a", "idle"],
  ["management.tcp.port = 15672 # there", "idle"],
  ["heartbeat = 60", "idle"],
  ["heartbeat = 10", "lacking"],
  ["consumer_timeout = 1800000", "idle"],
  ["consumer_timeout = 10000", "lacking"],
  ["classic_queue.default_version = 2", "taken"],
  ["include conf.d/more.conf", "lacking"],
  ["default_queue_type = quorum", "unknown"],
  ["deprecated_features.permit.classic_queue_mirroring = false", "unknown"],
  ["net_ticktime = 20", "taken"],
  ["net_ticktime = 4000", "beyond"],
])("%s is %s", (text, kind) => {
  expect(told(text)[0]?.[0]).toBe(kind);
});

// What cuttlefish 3.0.1 says of it.
test.each<[text: string, error: string]>([
  ["net_ticktime = soon", '"soon" cannot be converted to a(n) integer; Error transforming datatype for: net_ticktime'],
  ["net_ticktime = 0", "net_ticktime invalid, number should be greater or equal to one"],
  [
    "cluster_partition_handling = pause",
    '"pause" is not a valid enum value, acceptable values are: ignore, pause_minority, autoheal, pause_if_all_down',
  ],
  ["vm_memory_high_watermark.relative = 1", '"1" cannot be converted to a(n) float'],
  ["mirroring_sync_batch_size = 2MB", "mirroring_sync_batch_size invalid, Batch size should be greater than 0 and less than 1M"],
  ["listeners.tcp.default = here", '"here" cannot be converted to a(n) IP'],
  ["log.console.formatter.single_line = yes", '"yes" is not a valid enum value, acceptable values are: on, off'],
  ["sysmon_handler.triggers.process.garbage_collection = 5x", "Invalid duration value: 5x"],
  ["net_tick_time = 60", "Conf file attempted to set unknown variable: net_tick_time): did you mean one of net_ticktime"],
  ["ha-mode = all", "unknown variable: ha-mode): it is set by a policy, not in this file"],
  ["heartbeat = $(other.key)", "'heartbeat' substitution requires a config variable 'other.key' to be set"],
  ["heartbeat 60", "Syntax error in rabbitmq.conf after line 1 column 1, parsing incomplete"],
  ["[{rabbit, [{heartbeat, 60}]}].", "which belongs into advanced.config"],
  ["\ufeffheartbeat = 60", "byte order mark"],
])("RabbitMQ would not start with %j", (text, error) => {
  expect([told(text)[0]?.[0], String(told(text)[0]?.[1]).includes(error)]).toEqual(["refused", true]);
  expect(conf(text).nodes).toEqual([]);
});

test("a list of nodes belongs to pause_if_all_down, and it to a list", () => {
  const all = "cluster_partition_handling = pause_if_all_down";
  const node = "cluster_partition_handling.pause_if_all_down.nodes.1 = rabbit@a";
  const recover = "cluster_partition_handling.pause_if_all_down.recover = ignore";
  expect(conf(all).missing.join()).toContain("Nodes required for pause_if_all_down");
  expect(conf(`${all}\n${node}`).missing.join()).toContain(
    "expected to find setting 'cluster_partition_handling.pause_if_all_down.recover'",
  );
  expect(conf(`${all}\n${node}\n${recover}`).nodes).toBe(null);
});

test("of two lines the last counts, comments and blanks part nothing, a value may be another's", () => {
  const {config, meanings} = conf("# ours\n\n  net_ticktime = 10\r\nnet_ticktime=$(x.y)   # later\n");
  expect([config, meanings.map(({kind}) => kind)]).toEqual([{}, ["idle", "refused"]]);
  expect(conf("net_ticktime = 10\nnet_ticktime = 30").config).toEqual({net_ticktime: 30});
});

test("a setting is changed where it stands", () => {
  expect(withSettings(rabbitmqConf, "# mine\nnet_ticktime = 60 # long\n", {net_ticktime: 20})).toBe("# mine\nnet_ticktime = 20 # long\n");
  const text = exported(policy({"ha-mode": "all", "ha-promote-on-failure": "always"}));
  expect(withSettings(definitions, text, {"ha-promote-on-failure": "when-synced"})).toBe(text.replace('"always"', '"when-synced"'));
});

test.each<[definition: object, kinds: string[]]>([
  [{"ha-mode": "all"}, ["taken"]],
  [{"ha-mode": "exactly", "ha-params": 3}, ["taken", "taken"]],
  [{"ha-mode": "exactly", "ha-params": 2}, ["taken", "taken"]],
  [{"ha-mode": "nodes", "ha-params": ["rabbit@a"]}, ["taken", "taken"]],
  [{"max-length": 1000, "queue-mode": "lazy"}, ["lacking", "idle"]],
  [{"ha-mode": "all", "ha-promote-on-failure": "when-synced"}, ["taken", "taken"]],
])("keys of a policy of %j are %j", (definition, kinds) => {
  const {meanings} = imported(exported(policy(definition)));
  expect(meanings.filter(({key}) => key.includes("definition")).map(({kind}) => kind)).toEqual(kinds);
});

// What rabbit_policy, rabbit_policies and rabbit_mirror_queue_misc of 3.10.8 complain of.
test.each<[policies: object[], error: string]>([
  [[policy({"ha-mod": "all"})], '[{<<"ha-mod">>,<<"all">>}] are not recognised policy settings'],
  [[policy({"ha-mode": "some"})], '<<"some">> is not a valid ha-mode value'],
  [[policy({"ha-mode": "exactly"})], 'ha-mode="exactly" takes an integer, none given'],
  [[policy({"ha-mode": "exactly", "ha-params": "2"})], 'ha-mode="exactly" takes an integer, <<"2">> given'],
  [[policy({"ha-mode": "nodes", "ha-params": []})], 'ha-mode="nodes" list must be non-empty'],
  [[policy({"ha-mode": "all", "ha-params": 2})], 'ha-mode="all" does not take parameters'],
  [[policy({"ha-sync-mode": "automatic"})], "ha-mode must be specified to specify ha-params, ha-sync-mode or ha-promote-on-shutdown"],
  [[policy({"ha-mode": "all", "ha-sync-mode": "auto"})], 'ha-sync-mode must be "manual" or "automatic", got <<"auto">>'],
  [[policy({"message-ttl": "60000"})], '<<"60000">> is not a valid message TTL'],
  [[policy({"ha-mode": "all"}, {priority: "0"})], 'priority should be a number, actually was <<"0">>'],
  [[policy({"ha-mode": "all"}, {"apply-to": "queue"})], "apply-to 'queue' unrecognised; should be 'queues', 'exchanges' or 'all'"],
  [[policy({"ha-mode": "all"}, {pattern: "(q"})], "pattern should be regular expression but is invalid"],
  [[policy({})], "no policy provided (//ha)"],
  [[policy({"ha-mode": "all"}, {name: undefined})], "policy in virtual host '/' has undefined name"],
])("an import would fail, and there is no verdict: %j", (policies, error) => {
  const {nodes, meanings, missing} = imported(exported(...policies));
  expect([...missing, ...meanings.map((m) => (m.kind === "refused" ? m.why : ""))].join()).toContain(error);
  expect(nodes).toEqual([]);
});

test("text that is no JSON, or has no policies", () => {
  expect(imported("{policies: 1}").meanings.map((m) => m.kind === "refused" && m.why)).toEqual(["the import would fail (not_json)"]);
  expect(imported("{}").missing).toEqual(["no policy for queues: a queue of three replicas was taken"]);
  expect(imported("[]").nodes).toEqual([]);
  expect(imported(exported()).meanings.map(({kind}) => kind)).toEqual(["idle", "idle", "idle", "idle", "idle", "idle"]);
});

test("of several policies that mirror the one of the highest priority is tried, and said", () => {
  const {config, missing, meanings} = imported(
    exported(policy({"ha-mode": "all"}), policy({"ha-mode": "all", "ha-promote-on-failure": "when-synced"}, {name: "two", priority: 5})),
  );
  expect([config, missing[0]?.includes("two, of the highest priority")]).toEqual([{"ha-promote-on-failure": "when-synced"}, true]);
  expect(meanings.find(({key}) => key === "policies[0].definition.ha-mode")?.kind).toBe("idle");
});

test("a line is that of the value", () => {
  const {meanings} = imported(
    `{\n "policies": [\n  {"vhost": "/", "name": "a\\"}", "pattern": "",\n   "definition": {"ha-mode":\n "all"}, "priority": 1}]}`,
  );
  expect(meanings.map(({key, line}) => [key, line])).toEqual([
    ["policies[0].vhost", 3],
    ["policies[0].name", 3],
    ["policies[0].pattern", 3],
    ["policies[0].definition.ha-mode", 5],
    ["policies[0].priority", 5],
  ]);
});

test("a policy of fewer replicas is tried with as many", () => {
  const known = system as unknown as System;
  const masters = (definition: object) => {
    const own = {...imported(exported(policy(definition))), file: "definitions.json"};
    const found = run(known, trialScenario(known, own, {trial: "leader-crash", variant: "file", seed: 1}));
    return [...new Set(found.beliefs.filter(({leads}) => leads).map(({node}) => node))].join();
  };
  expect([{"ha-mode": "exactly", "ha-params": 2}, {"max-length": 9}].map(masters)).toEqual(["n1,n2", "n1"]);
});

test("the settings of both files reach the trials, and cost what they cost", () => {
  const quick = {...conf("net_ticktime = 8"), file: "rabbitmq.conf"};
  const known = system as unknown as System;
  expect(variants(known, quick).map(({name}) => name)).toEqual(["usual", "net_ticktime", "file"]);
  const masters = (variant: string) => {
    const found = run(known, trialScenario(known, quick, {trial: "leader-cut", variant, seed: 1}));
    return new Set(found.beliefs.filter(({leads}) => leads).map(({node}) => node)).size;
  };
  expect([masters("usual"), masters("file")]).toEqual([1, 2]);
});
