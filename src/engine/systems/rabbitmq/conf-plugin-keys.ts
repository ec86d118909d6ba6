// The keys of the plugins that come with RabbitMQ: a broker knows them all, switched on or not. Source: rabbitmq/rabbitmq-server@5b67ea2 (3.10.8),
// deps/*/priv/schema/*.schema.

import {type KnownKeys, rows} from "./conf-table.ts";

export const ofPlugins: KnownKeys = [
  ...rows("formation", "integer, byte", "cluster_formation.consul.ssl_options.depth cluster_formation.etcd.ssl_options.depth"),
  ...rows(
    "formation",
    "integer, non_negative_integer",
    "cluster_formation.consul.deregister_after cluster_formation.consul.lock_timeout " +
      "cluster_formation.consul.lock_wait_time cluster_formation.consul.svc_ttl cluster_formation.etcd.lock_timeout " +
      "cluster_formation.etcd.lock_wait_time cluster_formation.etcd.node_ttl cluster_formation.etcd.port " +
      "cluster_formation.k8s.port cluster_formation.node_cleanup.interval",
  ),
  ...rows("formation", "integer, port", "cluster_formation.consul.port cluster_formation.consul.svc_port"),
  ...rows("formation", "one of hostname ip", "cluster_formation.k8s.address_type"),
  ...rows(
    "formation",
    "one of none",
    "cluster_formation.aws.instance_tags cluster_formation.consul.ssl_options cluster_formation.consul.svc_meta " +
      "cluster_formation.consul.svc_tags cluster_formation.etcd.endpoints cluster_formation.etcd.ssl_options",
  ),
  ...rows(
    "formation",
    "one of true false",
    "aws.prefer_imdsv2 cluster_formation.aws.use_autoscaling_group cluster_formation.aws.use_private_ip " +
      "cluster_formation.consul.include_nodes_with_warnings cluster_formation.consul.ssl_options.fail_if_no_peer_cert " +
      "cluster_formation.consul.ssl_options.log_alert cluster_formation.consul.ssl_options.reuse_sessions " +
      "cluster_formation.consul.ssl_options.secure_renegotiate cluster_formation.consul.svc_addr_auto " +
      "cluster_formation.consul.svc_addr_use_nodename cluster_formation.consul.use_longname " +
      "cluster_formation.etcd.ssl_options.fail_if_no_peer_cert cluster_formation.etcd.ssl_options.log_alert " +
      "cluster_formation.etcd.ssl_options.reuse_sessions cluster_formation.etcd.ssl_options.secure_renegotiate " +
      "cluster_formation.node_cleanup.only_log_warning",
  ),
  ...rows(
    "formation",
    "one of true false peer best_effort",
    "cluster_formation.consul.ssl_options.crl_check cluster_formation.etcd.ssl_options.crl_check",
  ),
  ...rows(
    "formation",
    "one of verify_peer verify_none",
    "cluster_formation.consul.ssl_options.verify cluster_formation.etcd.ssl_options.verify",
  ),
  ...rows(
    "formation",
    "text",
    "cluster_formation.aws.access_key_id cluster_formation.aws.instance_tags.$name cluster_formation.aws.region " +
      "cluster_formation.aws.secret_key cluster_formation.consul.acl_token cluster_formation.consul.cluster_name " +
      "cluster_formation.consul.domain_suffix cluster_formation.consul.host cluster_formation.consul.lock_prefix " +
      "cluster_formation.consul.scheme cluster_formation.consul.ssl_options.cacertfile " +
      "cluster_formation.consul.ssl_options.cacerts.$name cluster_formation.consul.ssl_options.cert " +
      "cluster_formation.consul.ssl_options.certfile cluster_formation.consul.ssl_options.ciphers.$cipher " +
      "cluster_formation.consul.ssl_options.dh cluster_formation.consul.ssl_options.dhfile " +
      "cluster_formation.consul.ssl_options.key.DSAPrivateKey cluster_formation.consul.ssl_options.key.PrivateKeyInfo " +
      "cluster_formation.consul.ssl_options.key.RSAPrivateKey cluster_formation.consul.ssl_options.keyfile " +
      "cluster_formation.consul.ssl_options.password cluster_formation.consul.ssl_options.psk_identity " +
      "cluster_formation.consul.ssl_options.versions.$version cluster_formation.consul.svc cluster_formation.consul.svc_addr " +
      "cluster_formation.consul.svc_addr_nic cluster_formation.consul.svc_meta.$name cluster_formation.consul.svc_tags.$name " +
      "cluster_formation.etcd.cluster_name cluster_formation.etcd.host cluster_formation.etcd.key_prefix " +
      "cluster_formation.etcd.password cluster_formation.etcd.scheme cluster_formation.etcd.ssl_options.cacertfile " +
      "cluster_formation.etcd.ssl_options.cacerts.$name cluster_formation.etcd.ssl_options.cert " +
      "cluster_formation.etcd.ssl_options.certfile cluster_formation.etcd.ssl_options.ciphers.$cipher " +
      "cluster_formation.etcd.ssl_options.dh cluster_formation.etcd.ssl_options.dhfile " +
      "cluster_formation.etcd.ssl_options.key.DSAPrivateKey cluster_formation.etcd.ssl_options.key.PrivateKeyInfo " +
      "cluster_formation.etcd.ssl_options.key.RSAPrivateKey cluster_formation.etcd.ssl_options.keyfile " +
      "cluster_formation.etcd.ssl_options.password cluster_formation.etcd.ssl_options.psk_identity " +
      "cluster_formation.etcd.ssl_options.versions.$version cluster_formation.etcd.username cluster_formation.k8s.cert_path " +
      "cluster_formation.k8s.host cluster_formation.k8s.hostname_suffix cluster_formation.k8s.namespace_path " +
      "cluster_formation.k8s.scheme cluster_formation.k8s.service_name cluster_formation.k8s.token_path " +
      "cluster_formation.proxy.http_proxy cluster_formation.proxy.https_proxy cluster_formation.proxy.proxy_exclusions.$name",
  ),
  ...rows("formation", "text or address", "cluster_formation.etcd.endpoints.$index"),
  ...rows(
    "metrics",
    "integer",
    "management.listener.port management.sample_retention_policies.$section.$interval management.ssl.backlog " +
      "management.ssl.port management.tcp.port prometheus.ssl.backlog prometheus.ssl.port prometheus.tcp.port",
  ),
  ...rows("metrics", "integer, byte", "management.listener.ssl_opts.depth management.ssl.depth prometheus.ssl.depth"),
  ...rows(
    "metrics",
    "integer, non_negative_integer",
    "management.cors.max_age management.db_cache_multiplier management.listener.server.idle_timeout " +
      "management.listener.server.inactivity_timeout management.listener.server.max_keepalive " +
      "management.listener.server.request_timeout management.listener.server.shutdown_timeout " +
      "management.login_session_timeout management.ssl.idle_timeout management.ssl.inactivity_timeout " +
      "management.ssl.max_keepalive management.ssl.request_timeout management.ssl.shutdown_timeout " +
      "management.tcp.idle_timeout management.tcp.inactivity_timeout management.tcp.max_keepalive " +
      "management.tcp.request_timeout management.tcp.shutdown_timeout prometheus.ssl.idle_timeout " +
      "prometheus.ssl.inactivity_timeout prometheus.ssl.max_keepalive prometheus.ssl.request_timeout " +
      "prometheus.ssl.shutdown_timeout prometheus.tcp.idle_timeout prometheus.tcp.inactivity_timeout " +
      "prometheus.tcp.max_keepalive prometheus.tcp.request_timeout prometheus.tcp.shutdown_timeout",
  ),
  ...rows("metrics", "one of basic detailed none", "management.rates_mode"),
  ...rows("metrics", "one of none", "management.cors.allow_origins management.listener.ssl_opts"),
  ...rows(
    "metrics",
    "one of true false",
    "management.disable_basic_auth management.disable_stats management.enable_queue_totals management.enable_uaa " +
      "management.listener.server.compress management.listener.ssl management.listener.ssl_opts.client_renegotiation " +
      "management.listener.ssl_opts.fail_if_no_peer_cert management.listener.ssl_opts.honor_cipher_order " +
      "management.listener.ssl_opts.honor_ecc_order management.listener.ssl_opts.log_alert " +
      "management.listener.ssl_opts.reuse_sessions management.listener.ssl_opts.secure_renegotiate " +
      "management.ssl.client_renegotiation management.ssl.compress management.ssl.fail_if_no_peer_cert " +
      "management.ssl.honor_cipher_order management.ssl.honor_ecc_order management.ssl.reuse_sessions " +
      "management.ssl.secure_renegotiate management.tcp.compress management_agent.disable_metrics_collector " +
      "prometheus.return_per_object_metrics prometheus.ssl.client_renegotiation prometheus.ssl.compress " +
      "prometheus.ssl.fail_if_no_peer_cert prometheus.ssl.honor_cipher_order prometheus.ssl.honor_ecc_order " +
      "prometheus.ssl.reuse_sessions prometheus.ssl.secure_renegotiate prometheus.tcp.compress",
  ),
  ...rows("metrics", "one of true false peer best_effort", "management.listener.ssl_opts.crl_check"),
  ...rows("metrics", "one of verify_peer verify_none", "management.listener.ssl_opts.verify management.ssl.verify prometheus.ssl.verify"),
  ...rows(
    "metrics",
    "text",
    "event_exchange.vhost management.cors.allow_origins.$name management.csp.policy management.headers.content_type_options " +
      "management.headers.frame_options management.headers.xss_protection management.hsts.policy management.http_log_dir " +
      "management.listener.ssl_opts.cacertfile management.listener.ssl_opts.cacerts.$name management.listener.ssl_opts.cert " +
      "management.listener.ssl_opts.certfile management.listener.ssl_opts.dh management.listener.ssl_opts.dhfile " +
      "management.listener.ssl_opts.key.DSAPrivateKey management.listener.ssl_opts.key.PrivateKeyInfo " +
      "management.listener.ssl_opts.key.RSAPrivateKey management.listener.ssl_opts.keyfile " +
      "management.listener.ssl_opts.password management.listener.ssl_opts.psk_identity " +
      "management.listener.ssl_opts.versions.$version management.load_definitions management.path_prefix " +
      "management.ssl.cacertfile management.ssl.certfile management.ssl.ciphers.$cipher management.ssl.keyfile " +
      "management.ssl.password management.ssl.versions.$version management.uaa_client_id management.uaa_location " +
      "management_agent.filter_aggregated_queue_metrics_pattern prometheus.filter_aggregated_queue_metrics_pattern " +
      "prometheus.path prometheus.ssl.cacertfile prometheus.ssl.certfile prometheus.ssl.ciphers.$cipher " +
      "prometheus.ssl.keyfile prometheus.ssl.password prometheus.ssl.versions.$version",
  ),
  ...rows("metrics", "text, is_ip", "management.listener.ip management.ssl.ip management.tcp.ip prometheus.ssl.ip prometheus.tcp.ip"),
  ...rows(
    "protocols",
    "integer",
    "mqtt.num_acceptors.ssl mqtt.num_acceptors.tcp mqtt.prefetch mqtt.retained_message_store_dets_sync_interval " +
      "mqtt.tcp_listen_options.backlog mqtt.tcp_listen_options.buffer mqtt.tcp_listen_options.fd " +
      "mqtt.tcp_listen_options.high_msgq_watermark mqtt.tcp_listen_options.high_watermark " +
      "mqtt.tcp_listen_options.low_msgq_watermark mqtt.tcp_listen_options.low_watermark mqtt.tcp_listen_options.priority " +
      "mqtt.tcp_listen_options.recbuf mqtt.tcp_listen_options.send_timeout mqtt.tcp_listen_options.sndbuf " +
      "mqtt.tcp_listen_options.tos stomp.num_acceptors.ssl stomp.num_acceptors.tcp stomp.tcp_listen_options.backlog " +
      "stomp.tcp_listen_options.buffer stomp.tcp_listen_options.fd stomp.tcp_listen_options.high_msgq_watermark " +
      "stomp.tcp_listen_options.high_watermark stomp.tcp_listen_options.low_msgq_watermark " +
      "stomp.tcp_listen_options.low_watermark stomp.tcp_listen_options.priority stomp.tcp_listen_options.recbuf " +
      "stomp.tcp_listen_options.send_timeout stomp.tcp_listen_options.sndbuf stomp.tcp_listen_options.tos " +
      "stream.advertised_port stream.advertised_tls_port stream.credits_required_for_unblocking stream.frame_max " +
      "stream.heartbeat stream.initial_credits stream.num_acceptors.ssl stream.num_acceptors.tcp " +
      "stream.tcp_listen_options.backlog stream.tcp_listen_options.buffer stream.tcp_listen_options.fd " +
      "stream.tcp_listen_options.high_msgq_watermark stream.tcp_listen_options.high_watermark " +
      "stream.tcp_listen_options.low_msgq_watermark stream.tcp_listen_options.low_watermark " +
      "stream.tcp_listen_options.priority stream.tcp_listen_options.recbuf stream.tcp_listen_options.send_timeout " +
      "stream.tcp_listen_options.sndbuf stream.tcp_listen_options.tos web_mqtt.cowboy_opts.idle_timeout " +
      "web_mqtt.cowboy_opts.max_empty_lines web_mqtt.cowboy_opts.max_header_name_length " +
      "web_mqtt.cowboy_opts.max_header_value_length web_mqtt.cowboy_opts.max_headers web_mqtt.cowboy_opts.max_keepalive " +
      "web_mqtt.cowboy_opts.max_request_line_length web_mqtt.num_acceptors.ssl web_mqtt.num_acceptors.tcp " +
      "web_mqtt.ssl.backlog web_mqtt.ssl.port web_mqtt.tcp.backlog web_mqtt.tcp.port web_stomp.cowboy_opts.idle_timeout " +
      "web_stomp.cowboy_opts.max_empty_lines web_stomp.cowboy_opts.max_header_name_length " +
      "web_stomp.cowboy_opts.max_header_value_length web_stomp.cowboy_opts.max_headers web_stomp.cowboy_opts.max_keepalive " +
      "web_stomp.cowboy_opts.max_request_line_length web_stomp.num_acceptors.ssl web_stomp.num_acceptors.tcp web_stomp.port " +
      "web_stomp.ssl.backlog web_stomp.ssl.port web_stomp.tcp.backlog web_stomp.tcp.port",
  ),
  ...rows(
    "protocols",
    "integer or address",
    "mqtt.listeners.ssl.$name mqtt.listeners.tcp.$name stomp.listeners.ssl.$name stomp.listeners.tcp.$name " +
      "stream.listeners.ssl.$name stream.listeners.tcp.$name",
  ),
  ...rows("protocols", "integer, byte", "web_mqtt.ssl.depth web_stomp.ssl.depth"),
  ...rows(
    "protocols",
    "integer, non_negative_integer",
    "mqtt.login_timeout mqtt.tcp_listen_options.linger.timeout stomp.login_timeout stomp.tcp_listen_options.linger.timeout " +
      "stream.tcp_listen_options.linger.timeout web_mqtt.cowboy_opts.timeout web_mqtt.ws_opts.idle_timeout " +
      "web_mqtt.ws_opts.max_frame_size web_stomp.cowboy_opts.timeout web_stomp.ws_opts.idle_timeout " +
      "web_stomp.ws_opts.max_frame_size",
  ),
  ...rows("protocols", "integer, port", "mqtt.tcp_listen_options.port stomp.tcp_listen_options.port stream.tcp_listen_options.port"),
  ...rows("protocols", "one of binary text", "web_stomp.ws_frame"),
  ...rows("protocols", "one of classic quorum", "mqtt.durable_queue_type"),
  ...rows("protocols", "one of infinity or integer", "web_mqtt.max_connections web_stomp.max_connections"),
  ...rows(
    "protocols",
    "one of none",
    "mqtt.listeners.ssl mqtt.listeners.tcp mqtt.tcp_listen_options stomp.listeners.ssl stomp.listeners.tcp " +
      "stomp.tcp_listen_options stream.listeners.ssl stream.listeners.tcp stream.tcp_listen_options",
  ),
  ...rows(
    "protocols",
    "one of none or address",
    "web_mqtt.ssl.listener web_mqtt.tcp.listener web_stomp.ssl.listener web_stomp.tcp.listener",
  ),
  ...rows("protocols", "one of none or text", "amqp1_0.default_user"),
  ...rows(
    "protocols",
    "one of true false",
    "amqp1_0.protocol_strict_mode mqtt.allow_anonymous mqtt.proxy_protocol mqtt.sparkplug mqtt.ssl_cert_login " +
      "mqtt.tcp_listen_options.delay_send mqtt.tcp_listen_options.dontroute mqtt.tcp_listen_options.exit_on_close " +
      "mqtt.tcp_listen_options.keepalive mqtt.tcp_listen_options.linger.on mqtt.tcp_listen_options.nodelay " +
      "mqtt.tcp_listen_options.send_timeout_close stomp.default_nack_requeue stomp.hide_server_info stomp.implicit_connect " +
      "stomp.proxy_protocol stomp.ssl_cert_login stomp.tcp_listen_options.delay_send stomp.tcp_listen_options.dontroute " +
      "stomp.tcp_listen_options.exit_on_close stomp.tcp_listen_options.keepalive stomp.tcp_listen_options.linger.on " +
      "stomp.tcp_listen_options.nodelay stomp.tcp_listen_options.send_timeout_close stream.ssl_cert_login " +
      "stream.tcp_listen_options.delay_send stream.tcp_listen_options.dontroute stream.tcp_listen_options.exit_on_close " +
      "stream.tcp_listen_options.keepalive stream.tcp_listen_options.linger.on stream.tcp_listen_options.nodelay " +
      "stream.tcp_listen_options.send_timeout_close web_mqtt.proxy_protocol web_mqtt.ssl.client_renegotiation " +
      "web_mqtt.ssl.honor_cipher_order web_mqtt.ssl.honor_ecc_order web_mqtt.ssl.reuse_sessions " +
      "web_mqtt.ssl.secure_renegotiate web_mqtt.ws_opts.compress web_stomp.proxy_protocol web_stomp.ssl.client_renegotiation " +
      "web_stomp.ssl.honor_cipher_order web_stomp.ssl.honor_ecc_order web_stomp.ssl.reuse_sessions " +
      "web_stomp.ssl.secure_renegotiate web_stomp.use_http_auth web_stomp.ws_opts.compress",
  ),
  ...rows("protocols", "one of true false peer best_effort", "web_mqtt.ssl.crl_check web_stomp.ssl.crl_check"),
  ...rows("protocols", "one of undefined infinity or integer", "mqtt.subscription_ttl"),
  ...rows(
    "protocols",
    "text",
    "amqp1_0.default_vhost mqtt.default_pass mqtt.default_user mqtt.exchange mqtt.retained_message_store mqtt.vhost " +
      "stomp.default_pass stomp.default_topic_exchange stomp.default_user stomp.default_vhost stream.advertised_host " +
      "stream.advertised_tls_host web_mqtt.ssl.cacertfile web_mqtt.ssl.certfile web_mqtt.ssl.ciphers.$cipher " +
      "web_mqtt.ssl.keyfile web_mqtt.ssl.password web_mqtt.ssl.versions.$version web_mqtt.ws_path web_stomp.ssl.cacertfile " +
      "web_stomp.ssl.certfile web_stomp.ssl.ciphers.$cipher web_stomp.ssl.keyfile web_stomp.ssl.password " +
      "web_stomp.ssl.versions.$version web_stomp.ws_path",
  ),
  ...rows("protocols", "text, is_ip", "web_mqtt.ssl.ip web_mqtt.tcp.ip web_stomp.ssl.ip web_stomp.tcp.ip"),
  ...rows(
    "security",
    "integer",
    "auth_http.connection_timeout auth_http.request_timeout auth_ldap.connection_pool_size auth_ldap.port " +
      "auth_oauth2.https.depth trust_store.refresh_interval",
  ),
  ...rows("security", "integer or only infinity", "auth_ldap.idle_timeout auth_ldap.timeout"),
  ...rows("security", "integer, byte", "auth_ldap.ssl_options.depth trust_store.ssl_options.depth"),
  ...rows("security", "integer, non_negative_integer", "auth_cache.cache_ttl"),
  ...rows("security", "one of as_user anon", "auth_ldap.dn_lookup_bind auth_ldap.other_bind"),
  ...rows("security", "one of get post", "auth_http.http_method"),
  ...rows("security", "one of none", "auth_ldap.servers auth_ldap.ssl_options trust_store.ssl_options"),
  ...rows(
    "security",
    "one of none or text",
    "auth_ldap.dn_lookup_attribute auth_ldap.dn_lookup_base auth_ldap.group_lookup_base auth_ldap.ssl_options.sni",
  ),
  ...rows(
    "security",
    "one of true false",
    "auth_cache.cache_refusals auth_ldap.ssl_options.client_renegotiation auth_ldap.ssl_options.fail_if_no_peer_cert " +
      "auth_ldap.ssl_options.honor_cipher_order auth_ldap.ssl_options.honor_ecc_order auth_ldap.ssl_options.log_alert " +
      "auth_ldap.ssl_options.reuse_sessions auth_ldap.ssl_options.secure_renegotiate auth_ldap.use_ssl auth_ldap.use_starttls " +
      "auth_oauth2.https.fail_if_no_peer_cert trust_store.ssl_options.client_renegotiation " +
      "trust_store.ssl_options.fail_if_no_peer_cert trust_store.ssl_options.honor_cipher_order " +
      "trust_store.ssl_options.log_alert trust_store.ssl_options.reuse_sessions trust_store.ssl_options.secure_renegotiate",
  ),
  ...rows("security", "one of true false network network_unsafe", "auth_ldap.log"),
  ...rows(
    "security",
    "one of true false peer best_effort",
    "auth_ldap.ssl_options.crl_check auth_oauth2.https.crl_check trust_store.ssl_options.crl_check",
  ),
  ...rows(
    "security",
    "one of verify_peer verify_none",
    "auth_ldap.ssl_options.verify auth_oauth2.https.peer_verification trust_store.ssl_options.verify",
  ),
  ...rows("security", "one of wildcard none", "auth_ldap.ssl_options.hostname_verification auth_oauth2.https.hostname_verification"),
  ...rows(
    "security",
    "text",
    "auth_cache.cache_module auth_cache.cached_backend auth_cache.cached_backend.authn auth_cache.cached_backend.authz " +
      "auth_http.resource_path auth_http.topic_path auth_http.user_path auth_http.vhost_path " +
      "auth_ldap.dn_lookup_bind.password auth_ldap.dn_lookup_bind.user_dn auth_ldap.other_bind.password " +
      "auth_ldap.other_bind.user_dn auth_ldap.servers.$server auth_ldap.ssl_options.cacertfile " +
      "auth_ldap.ssl_options.cacerts.$name auth_ldap.ssl_options.cert auth_ldap.ssl_options.certfile auth_ldap.ssl_options.dh " +
      "auth_ldap.ssl_options.dhfile auth_ldap.ssl_options.key.DSAPrivateKey auth_ldap.ssl_options.key.PrivateKeyInfo " +
      "auth_ldap.ssl_options.key.RSAPrivateKey auth_ldap.ssl_options.keyfile auth_ldap.ssl_options.password " +
      "auth_ldap.ssl_options.psk_identity auth_ldap.ssl_options.versions.$version auth_ldap.user_bind_pattern " +
      "auth_ldap.user_dn_pattern auth_oauth2.additional_scopes_key auth_oauth2.algorithms.$algorithm auth_oauth2.default_key " +
      "auth_oauth2.https.cacertfile auth_oauth2.jwks_url auth_oauth2.resource_server_id auth_oauth2.signing_keys.$name " +
      "trust_store.directory trust_store.providers.$name trust_store.ssl_options.cacertfile " +
      "trust_store.ssl_options.cacerts.$name trust_store.ssl_options.cert trust_store.ssl_options.certfile " +
      "trust_store.ssl_options.dh trust_store.ssl_options.dhfile trust_store.ssl_options.key.DSAPrivateKey " +
      "trust_store.ssl_options.key.PrivateKeyInfo trust_store.ssl_options.key.RSAPrivateKey trust_store.ssl_options.keyfile " +
      "trust_store.ssl_options.password trust_store.ssl_options.psk_identity trust_store.ssl_options.versions.$version " +
      "trust_store.url",
  ),
];
