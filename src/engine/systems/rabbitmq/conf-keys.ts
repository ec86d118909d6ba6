// The keys of rabbitmq.conf that change nothing that is measured. Source: rabbitmq/rabbitmq-server@5b67ea2 (3.10.8), deps/rabbit/priv/schema/rabbit.schema.

import {type KnownKeys, rows} from "./conf-table.ts";

export const ofTheBroker: KnownKeys = [
  ...rows("definitions", "one of sha sha224 sha256 sha384 sha512", "definitions.hashing.algorithm"),
  ...rows("definitions", "one of true false", "definitions.skip_if_unchanged"),
  ...rows(
    "definitions",
    "text",
    "default_vhost definitions.https.url definitions.import_backend definitions.local.path load_definitions motd_file " +
      "product.name product.version",
  ),
  ...rows(
    "formation",
    "integer, non_zero_positive_integer",
    "cluster_formation.discovery_retry_interval cluster_formation.discovery_retry_limit " +
      "cluster_formation.internal_lock_retries cluster_formation.lock_retry_limit cluster_formation.lock_retry_timeout " +
      "cluster_formation.target_cluster_size_hint",
  ),
  ...rows("formation", "one of disc disk ram", "cluster_formation.node_type"),
  ...rows(
    "formation",
    "text",
    "cluster_formation.classic_config.nodes.$node cluster_formation.dns.hostname cluster_formation.peer_discovery_backend " +
      "cluster_formation.randomized_startup_delay_range.max cluster_formation.randomized_startup_delay_range.min cluster_name",
  ),
  ...rows("host", "bytes", "queue_index_embed_msgs_below"),
  ...rows("host", "flag", "sysmon_handler.triggers.distribution_port sysmon_handler.triggers.port"),
  ...rows("host", "float", "disk_free_limit.relative vm_memory_high_watermark.relative"),
  ...rows("host", "float, less_than_1", "vm_memory_high_watermark_paging_ratio"),
  ...rows(
    "host",
    "integer",
    "background_gc_target_interval memory_monitor_interval sysmon_handler.thresholds.busy_ports " +
      "sysmon_handler.thresholds.busy_processes",
  ),
  ...rows("host", "integer or text", "disk_free_limit.absolute total_memory_available_override_value vm_memory_high_watermark.absolute"),
  ...rows("host", "integer, non_negative_integer", "default_worker_pool_size delegate_count"),
  ...rows("host", "integer, non_zero_positive_integer", "message_store_shutdown_timeout"),
  ...rows("host", "one of rss erlang allocated legacy", "vm_memory_calculation_strategy"),
  ...rows("host", "one of stop_node continue transient persistent", "vhost_restart_strategy"),
  ...rows("host", "one of true false", "background_gc_enabled hipe_compile"),
  ...rows("host", "only off or bytes", "sysmon_handler.triggers.process.heap_size"),
  ...rows(
    "host",
    "only off or ms",
    "sysmon_handler.triggers.process.garbage_collection sysmon_handler.triggers.process.long_scheduled_execution",
  ),
  ...rows("host", "text", "erlang.K"),
  ...rows("keepalive", "integer", "cluster_keepalive_interval"),
  ...rows("listeners", "bytes", "frame_max initial_frame_max"),
  ...rows(
    "listeners",
    "integer",
    "channel_max num_acceptors.ssl num_acceptors.tcp tcp_listen_options.backlog tcp_listen_options.buffer " +
      "tcp_listen_options.fd tcp_listen_options.high_msgq_watermark tcp_listen_options.high_watermark " +
      "tcp_listen_options.low_msgq_watermark tcp_listen_options.low_watermark tcp_listen_options.priority " +
      "tcp_listen_options.recbuf tcp_listen_options.send_timeout tcp_listen_options.sndbuf tcp_listen_options.tos",
  ),
  ...rows("listeners", "integer or address", "listeners.ssl.$name listeners.tcp.$name"),
  ...rows("listeners", "integer, max_message_size", "max_message_size"),
  ...rows("listeners", "integer, non_negative_integer", "tcp_listen_options.linger.timeout"),
  ...rows("listeners", "integer, non_zero_positive_integer", "distribution.listener.port_range.max distribution.listener.port_range.min"),
  ...rows("listeners", "integer, port", "tcp_listen_options.port"),
  ...rows("listeners", "one of none", "listeners.ssl listeners.tcp tcp_listen_options"),
  ...rows(
    "listeners",
    "one of true false",
    "proxy_protocol reverse_dns_lookups tcp_listen_options.delay_send tcp_listen_options.dontroute " +
      "tcp_listen_options.exit_on_close tcp_listen_options.keepalive tcp_listen_options.linger.on tcp_listen_options.nodelay " +
      "tcp_listen_options.send_timeout_close",
  ),
  ...rows("listeners", "only infinity or integer", "connection_max handshake_timeout"),
  ...rows("listeners", "only off or integer", "socket_writer.gc_threshold"),
  ...rows("listeners", "text, is_ip", "distribution.listener.interface"),
  ...rows("locator", "text", "queue_leader_locator queue_master_locator"),
  ...rows(
    "logs",
    "flag",
    "log.console.formatter.single_line log.console.use_colors log.exchange.formatter.single_line " +
      "log.file.formatter.single_line log.syslog.formatter.single_line",
  ),
  ...rows(
    "logs",
    "integer",
    "log.channel.rotation.count log.channel.rotation.size log.connection.rotation.count log.connection.rotation.size " +
      "log.default.rotation.count log.default.rotation.size log.federation.rotation.count log.federation.rotation.size " +
      "log.file.rotation.count log.file.rotation.size log.mirroring.rotation.count log.mirroring.rotation.size " +
      "log.queue.rotation.count log.queue.rotation.size log.ra.rotation.count log.ra.rotation.size log.syslog.port " +
      "log.upgrade.rotation.count log.upgrade.rotation.size",
  ),
  ...rows("logs", "integer, byte", "log.syslog.ssl_options.depth"),
  ...rows("logs", "one of =debug debug info !=info notice <=notice <warning warning error critical alert emergency none", "log.file.level"),
  ...rows(
    "logs",
    "one of debug info notice warning error critical alert emergency none",
    "log.channel.level log.connection.level log.console.level log.default.level log.exchange.level log.federation.level " +
      "log.journald.level log.mirroring.level log.queue.level log.ra.level log.syslog.level log.upgrade.level",
  ),
  ...rows("logs", "one of false or text", "log.file"),
  ...rows(
    "logs",
    "one of kern kernel user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7",
    "log.syslog.facility",
  ),
  ...rows(
    "logs",
    "one of lc uc lc3 uc3 lc4 uc4",
    "log.console.formatter.level_format log.exchange.formatter.level_format log.file.formatter.level_format " +
      "log.syslog.formatter.level_format",
  ),
  ...rows("logs", "one of plaintext json", "log.console.formatter log.exchange.formatter log.file.formatter log.syslog.formatter"),
  ...rows("logs", "one of rfc3164 rfc5424", "log.syslog.protocol"),
  ...rows("logs", "one of rfc3339_space rfc3339_T epoch_usecs epoch_secs lager_default", "log.console.formatter.time_format"),
  ...rows(
    "logs",
    "one of rfc3339_space rfc3339_T epoch_usecs epoch_secs lager_default or text",
    "log.exchange.formatter.time_format log.file.formatter.time_format log.syslog.formatter.time_format",
  ),
  ...rows("logs", "one of stdout stderr", "log.console.stdio"),
  ...rows(
    "logs",
    "one of true false",
    "log.channel.rotation.compress log.connection.rotation.compress log.console log.default.rotation.compress log.exchange " +
      "log.federation.rotation.compress log.file.rotation.compress log.journald log.mirroring.rotation.compress " +
      "log.queue.rotation.compress log.ra.rotation.compress log.syslog log.syslog.multiline_mode " +
      "log.syslog.ssl_options.client_renegotiation log.syslog.ssl_options.fail_if_no_peer_cert " +
      "log.syslog.ssl_options.honor_cipher_order log.syslog.ssl_options.honor_ecc_order log.syslog.ssl_options.log_alert " +
      "log.syslog.ssl_options.reuse_sessions log.syslog.ssl_options.secure_renegotiate log.upgrade.rotation.compress",
  ),
  ...rows("logs", "one of true false peer best_effort", "log.syslog.ssl_options.crl_check"),
  ...rows("logs", "one of udp tcp tls ssl", "log.syslog.transport"),
  ...rows("logs", "one of verify_peer verify_none", "log.syslog.ssl_options.verify"),
  ...rows(
    "logs",
    "text",
    "log.channel.file log.channel.rotation.date log.connection.file log.connection.rotation.date " +
      "log.console.color_esc_seqs.alert log.console.color_esc_seqs.critical log.console.color_esc_seqs.debug " +
      "log.console.color_esc_seqs.emergency log.console.color_esc_seqs.error log.console.color_esc_seqs.info " +
      "log.console.color_esc_seqs.notice log.console.color_esc_seqs.warning log.console.formatter.json.field_map " +
      "log.console.formatter.json.verbosity_map log.console.formatter.plaintext.format log.default.rotation.date log.dir " +
      "log.exchange.formatter.json.field_map log.exchange.formatter.json.verbosity_map " +
      "log.exchange.formatter.plaintext.format log.federation.file log.federation.rotation.date " +
      "log.file.formatter.json.field_map log.file.formatter.json.verbosity_map log.file.formatter.plaintext.format " +
      "log.file.rotation.date log.journald.fields log.mirroring.file log.mirroring.rotation.date log.queue.file " +
      "log.queue.rotation.date log.ra.file log.ra.rotation.date log.syslog.formatter.json.field_map " +
      "log.syslog.formatter.json.verbosity_map log.syslog.formatter.plaintext.format log.syslog.host log.syslog.identity " +
      "log.syslog.ssl_options.cacertfile log.syslog.ssl_options.cacerts.$name log.syslog.ssl_options.cert " +
      "log.syslog.ssl_options.certfile log.syslog.ssl_options.dh log.syslog.ssl_options.dhfile " +
      "log.syslog.ssl_options.key.DSAPrivateKey log.syslog.ssl_options.key.PrivateKeyInfo " +
      "log.syslog.ssl_options.key.RSAPrivateKey log.syslog.ssl_options.keyfile log.syslog.ssl_options.password " +
      "log.syslog.ssl_options.psk_identity log.syslog.ssl_options.versions.$version log.upgrade.file " +
      "log.upgrade.rotation.date",
  ),
  ...rows("logs", "text, is_ip", "log.syslog.ip"),
  ...rows("metrics", "integer", "collect_statistics_interval"),
  ...rows("metrics", "one of none coarse fine", "collect_statistics"),
  ...rows(
    "quorum",
    "integer, non_zero_positive_integer",
    "raft.segment_max_entries raft.snapshot_chunk_size raft.wal_hibernate_after raft.wal_max_batch_size " +
      "raft.wal_max_entries raft.wal_max_size_bytes",
  ),
  ...rows("quorum", "one of true false", "quorum_queue.compute_checksums"),
  ...rows("quorum", "text", "raft.data_dir"),
  ...rows("security", "integer", "ssl_handshake_timeout"),
  ...rows("security", "integer, byte", "definitions.tls.depth ssl_options.depth"),
  ...rows("security", "integer, non_negative_integer", "credential_validator.min_length ssl_cert_login_san_index"),
  ...rows("security", "one of distinguished_name common_name subject_alternative_name subject_alt_name", "ssl_cert_login_from"),
  ...rows("security", "one of dns ip email uri other_name", "ssl_cert_login_san_type"),
  ...rows("security", "one of emergency alert critical error warning notice info debug", "definitions.tls.log_level ssl_options.log_level"),
  ...rows("security", "one of none", "loopback_users ssl_options"),
  ...rows(
    "security",
    "one of true false",
    "default_user_tags.$tag definitions.tls.fail_if_no_peer_cert definitions.tls.log_alert definitions.tls.reuse_session " +
      "definitions.tls.reuse_sessions definitions.tls.secure_renegotiate ssl_allow_poodle_attack ssl_options.bypass_pem_cache " +
      "ssl_options.client_renegotiation ssl_options.fail_if_no_peer_cert ssl_options.honor_cipher_order " +
      "ssl_options.honor_ecc_order ssl_options.log_alert ssl_options.reuse_sessions ssl_options.secure_renegotiate",
  ),
  ...rows("security", "one of true false peer best_effort", "definitions.tls.crl_check ssl_options.crl_check"),
  ...rows("security", "one of verify_peer verify_none", "definitions.tls.verify ssl_options.verify"),
  ...rows(
    "security",
    "text",
    "auth_backends.$num auth_backends.$num.authn auth_backends.$num.authz auth_mechanisms.$name credential_validator.regexp " +
      "credential_validator.validation_backend default_pass default_permissions.configure default_permissions.read " +
      "default_permissions.write default_user definitions.tls.cacertfile definitions.tls.cacerts.$name definitions.tls.cert " +
      "definitions.tls.certfile definitions.tls.ciphers.$cipher definitions.tls.dh definitions.tls.keyfile " +
      "definitions.tls.password definitions.tls.versions.$version loopback_users.$user password_hashing_module " +
      "ssl_options.cacertfile ssl_options.cacerts.$name ssl_options.cert ssl_options.certfile ssl_options.ciphers.$cipher " +
      "ssl_options.dh ssl_options.dhfile ssl_options.key.DSAPrivateKey ssl_options.key.PrivateKeyInfo " +
      "ssl_options.key.RSAPrivateKey ssl_options.keyfile ssl_options.password ssl_options.psk_identity " +
      "ssl_options.versions.$version",
  ),
];
