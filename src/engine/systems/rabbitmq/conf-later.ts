// Keys of rabbitmq.conf that came after 3.10, by the version that brought them. Source: rabbitmq/rabbitmq-server, deps/*/priv/schema/*.schema of
// v3.11.28, v3.12.14, v3.13.7, v4.0.9, v4.1.8, v4.2.9 and v4.3.5.

export const LATER: {readonly [version: string]: string} = {
  "3.11":
    "amqp1_0.convert_amqp091_headers_to_app_props amqp1_0.convert_app_props_to_amqp091_headers " +
    "auth_oauth2.preferred_username_claims.$preferred_username_claims auth_oauth2.resource_server_type auth_oauth2.scope_prefix " +
    "auth_oauth2.verify_aud default_limits.vhosts.$id.max_connections default_limits.vhosts.$id.max_queues " +
    "default_limits.vhosts.$id.pattern default_policies.operator.$id.classic_queues.ha_mode " +
    "default_policies.operator.$id.classic_queues.ha_params default_policies.operator.$id.classic_queues.ha_sync_mode " +
    "default_policies.operator.$id.classic_queues.queue_version default_policies.operator.$id.delivery_limit " +
    "default_policies.operator.$id.expires default_policies.operator.$id.max_in_memory_bytes " +
    "default_policies.operator.$id.max_in_memory_length default_policies.operator.$id.max_length " +
    "default_policies.operator.$id.max_length_bytes default_policies.operator.$id.message_ttl " +
    "default_policies.operator.$id.queue_pattern default_policies.operator.$id.vhost_pattern default_users.$name.configure " +
    "default_users.$name.password default_users.$name.read default_users.$name.tags default_users.$name.vhost_pattern " +
    "default_users.$name.write management.http.max_body_size management.oauth_client_id management.oauth_client_secret " +
    "management.oauth_enabled management.oauth_initiated_logon_type management.oauth_metadata_url management.oauth_provider_url " +
    "management.oauth_response_type management.oauth_scopes management.restrictions.operator_policy_changes.disabled " +
    "management.restrictions.quorum_queue_replica_operations.disabled management.uaa_client_secret prometheus.authentication.enabled " +
    "prometheus.tcp.listener quorum_queue.property_equivalence.relaxed_checks_on_redeclaration " +
    "raft.adaptive_failure_detector.poll_interval ranch_connection_max runtime_parameters.limits.$category vhost_max",
  "3.12":
    "channel_max_per_node consumer_max_per_channel default_queue_type message_interceptors.incoming.$interceptor.overwrite " +
    "mqtt.mailbox_soft_limit stomp.max_frame_size web_mqtt.use_file_handle_cache web_stomp.use_file_handle_cache",
  "3.13":
    "auth_http.ssl_options auth_http.ssl_options.cacertfile auth_http.ssl_options.cacerts.$name auth_http.ssl_options.cert " +
    "auth_http.ssl_options.certfile auth_http.ssl_options.client_renegotiation auth_http.ssl_options.crl_check " +
    "auth_http.ssl_options.depth auth_http.ssl_options.dh auth_http.ssl_options.dhfile auth_http.ssl_options.fail_if_no_peer_cert " +
    "auth_http.ssl_options.honor_cipher_order auth_http.ssl_options.honor_ecc_order auth_http.ssl_options.hostname_verification " +
    "auth_http.ssl_options.key.DSAPrivateKey auth_http.ssl_options.key.PrivateKeyInfo auth_http.ssl_options.key.RSAPrivateKey " +
    "auth_http.ssl_options.keyfile auth_http.ssl_options.log_alert auth_http.ssl_options.password auth_http.ssl_options.psk_identity " +
    "auth_http.ssl_options.reuse_sessions auth_http.ssl_options.secure_renegotiate auth_http.ssl_options.sni " +
    "auth_http.ssl_options.verify auth_http.ssl_options.versions.$version auth_oauth2.authorization_endpoint " +
    "auth_oauth2.default_oauth_provider auth_oauth2.end_session_endpoint auth_oauth2.https.verify auth_oauth2.issuer " +
    "auth_oauth2.oauth_providers.$name.authorization_endpoint auth_oauth2.oauth_providers.$name.end_session_endpoint " +
    "auth_oauth2.oauth_providers.$name.https.cacertfile auth_oauth2.oauth_providers.$name.https.crl_check " +
    "auth_oauth2.oauth_providers.$name.https.depth auth_oauth2.oauth_providers.$name.https.hostname_verification " +
    "auth_oauth2.oauth_providers.$name.https.verify auth_oauth2.oauth_providers.$name.issuer " +
    "auth_oauth2.oauth_providers.$name.jwks_uri auth_oauth2.oauth_providers.$name.token_endpoint " +
    "auth_oauth2.resource_servers.$name.additional_scopes_key auth_oauth2.resource_servers.$name.id " +
    "auth_oauth2.resource_servers.$name.oauth_provider_id auth_oauth2.resource_servers.$name.resource_server_type " +
    "auth_oauth2.resource_servers.$name.scope_prefix auth_oauth2.token_endpoint cluster_formation.aws.hostname_path " +
    "cluster_formation.consul.svc_id cluster_formation.k8s.tls.cacertfile cluster_formation.k8s.tls.certfile " +
    "cluster_formation.k8s.tls.fail_if_no_peer_cert cluster_formation.k8s.tls.keyfile cluster_formation.k8s.tls.verify " +
    "cluster_queue_limit deprecated_features.permit.$name management.oauth_disable_basic_auth " +
    "management.oauth_resource_servers.$name.disabled management.oauth_resource_servers.$name.id " +
    "management.oauth_resource_servers.$name.label management.oauth_resource_servers.$name.oauth_client_id " +
    "management.oauth_resource_servers.$name.oauth_client_secret management.oauth_resource_servers.$name.oauth_initiated_logon_type " +
    "management.oauth_resource_servers.$name.oauth_metadata_url management.oauth_resource_servers.$name.oauth_provider_url " +
    "management.oauth_resource_servers.$name.oauth_response_type management.oauth_resource_servers.$name.oauth_scopes " +
    "metadata_store.khepri.default_timeout mqtt.max_packet_size_authenticated mqtt.max_packet_size_unauthenticated " +
    "mqtt.max_session_expiry_interval_seconds mqtt.topic_alias_maximum quorum_queue.continuous_membership_reconciliation.auto_remove " +
    "quorum_queue.continuous_membership_reconciliation.enabled quorum_queue.continuous_membership_reconciliation.interval " +
    "quorum_queue.continuous_membership_reconciliation.target_group_size " +
    "quorum_queue.continuous_membership_reconciliation.trigger_interval stream.replication.port_range.max " +
    "stream.replication.port_range.min tracing.dir tracing.password tracing.username",
  "4.0":
    "anonymous_login_pass anonymous_login_user auth_oauth2.oauth_providers.$name.algorithms.$algorithm " +
    "auth_oauth2.oauth_providers.$name.default_key auth_oauth2.oauth_providers.$name.signing_keys.$id " +
    "auth_oauth2.resource_servers.$name.preferred_username_claims.$preferred_username_claims cluster_formation.registration.enabled " +
    "cluster_tags.$tag http_dispatch.auth_backends.$num http_dispatch.auth_backends.$num.authn http_dispatch.auth_backends.$num.authz " +
    "link_max_per_session management.delegate_count management.require_auth_for_api_reference mqtt.ssl_cert_client_id_from " +
    "mqtt.ssl_cert_login_san_index mqtt.ssl_cert_login_san_type node_tags.$tag session_max_per_connection shovel.topology.predeclared",
  "4.1":
    "auth_oauth2.discovery_endpoint_params.$param auth_oauth2.discovery_endpoint_path auth_oauth2.jwks_uri " +
    "auth_oauth2.oauth_providers.$name.discovery_endpoint_params.$param auth_oauth2.oauth_providers.$name.discovery_endpoint_path " +
    "auth_oauth2.resource_servers.$name.scope_aliases.$alias auth_oauth2.resource_servers.$name.scope_aliases.$index.alias " +
    "auth_oauth2.resource_servers.$name.scope_aliases.$index.scope auth_oauth2.scope_aliases.$alias " +
    "auth_oauth2.scope_aliases.$index.alias auth_oauth2.scope_aliases.$index.scope cluster_exchange_limit " +
    "cluster_formation.k8s.ordinal_start cluster_formation.k8s.seed_node event_exchange.protocol exchange_types.local_random.enabled " +
    "federation.exchanges.connection_close_timeout federation.queues.connection_close_timeout federation.shutdown.link_batch_size " +
    "federation.shutdown.throttle_delay federation.shutdown.timeout management.oauth_authorization_endpoint_params.$name " +
    "management.oauth_resource_servers.$name.oauth_authorization_endpoint_params.$name " +
    "management.oauth_resource_servers.$name.oauth_token_endpoint_params.$name management.oauth_token_endpoint_params.$name " +
    "mqtt.disconnect_on_unauthorized prevent_startup_if_node_was_reset quorum_queue.commands_soft_limit " +
    "quorum_queue.initial_cluster_size stream.replication.address_family",
  "4.2":
    "amqp10_client.ssl_options amqp10_client.ssl_options.cacertfile amqp10_client.ssl_options.cacerts.$name " +
    "amqp10_client.ssl_options.cert amqp10_client.ssl_options.certfile amqp10_client.ssl_options.crl_check " +
    "amqp10_client.ssl_options.depth amqp10_client.ssl_options.key.DSAPrivateKey amqp10_client.ssl_options.key.PrivateKeyInfo " +
    "amqp10_client.ssl_options.key.RSAPrivateKey amqp10_client.ssl_options.keyfile amqp10_client.ssl_options.log_alert " +
    "amqp10_client.ssl_options.password amqp10_client.ssl_options.psk_identity amqp10_client.ssl_options.reuse_sessions " +
    "amqp10_client.ssl_options.secure_renegotiate amqp10_client.ssl_options.sni amqp10_client.ssl_options.verify " +
    "amqp10_client.ssl_options.versions.$version amqp_client.ssl_options amqp_client.ssl_options.cacertfile " +
    "amqp_client.ssl_options.cacerts.$name amqp_client.ssl_options.cert amqp_client.ssl_options.certfile " +
    "amqp_client.ssl_options.crl_check amqp_client.ssl_options.depth amqp_client.ssl_options.key.DSAPrivateKey " +
    "amqp_client.ssl_options.key.PrivateKeyInfo amqp_client.ssl_options.key.RSAPrivateKey amqp_client.ssl_options.keyfile " +
    "amqp_client.ssl_options.log_alert amqp_client.ssl_options.password amqp_client.ssl_options.psk_identity " +
    "amqp_client.ssl_options.reuse_sessions amqp_client.ssl_options.secure_renegotiate amqp_client.ssl_options.sni " +
    "amqp_client.ssl_options.verify amqp_client.ssl_options.versions.$version auth_ldap.queries.resource_access " +
    "auth_ldap.queries.tags auth_ldap.queries.topic_access auth_ldap.queries.vhost_access auth_oauth2.require_exp " +
    "auth_oauth2.resource_servers.$name.require_exp auth_oauth2.resource_servers.$name.verify_aud " +
    "cluster_formation.aws.ec2_instance_states.$state cluster_formation.aws.hostname_path.$number " +
    "default_policies.operator.$id.apply_to federation.exchanges.shutdown.link_batch_size " +
    "federation.exchanges.shutdown.throttle_delay federation.exchanges.shutdown.timeout federation.queues.shutdown.link_batch_size " +
    "federation.queues.shutdown.throttle_delay federation.queues.shutdown.timeout log.error_logger_format_depth " +
    "log.summarize_process_state management.headers.referrer_policy management.ssl.max_connections management.tcp.max_connections " +
    "max_channels_per_connection max_connections message_interceptors.$stage.$name.$key mqtt.max_connections " +
    "mqtt.message_interceptors.$stage.$name.$key prometheus.ssl.max_connections prometheus.tcp.max_connections " +
    "queue_types.classic.enabled queue_types.quorum.enabled queue_types.stream.enabled " +
    "raft.adaptive_failure_detector.detection_threshold raft.adaptive_failure_detector.heartbeat_interval " +
    "raft.adaptive_failure_detector.scaling_factor shovel.local.max_credit shovel.operating_mode ssl_options.crl_sources.$index " +
    "ssl_options.crl_sources.$index.path ssl_options.crl_sources.$index.timeout stomp.max_frame_size_unauthenticated stream.data_dir " +
    "stream.max_connections stream.max_super_stream_partitions stream.read_ahead trust_store.https_request_timeout " +
    "web_mqtt.allow_origins web_mqtt.allow_origins.$name web_mqtt.hsts.policy web_stomp.allow_origins web_stomp.allow_origins.$name " +
    "web_stomp.hsts.policy",
  "4.3":
    "auth_http.authorization_failure_disclosure consumer_disconnected_timeout http_dispatch.access_log_dir log.user.file " +
    "log.user.level log.user.rotation.compress log.user.rotation.count log.user.rotation.date log.user.rotation.size " +
    "management.credential_encryption_secret management.definitions.require_json_extension management.http.hide_allow_header " +
    "metadata_store.khepri.snapshot_interval quorum_queue.compress_mem_tables quorum_queue.max_append_entries_rpc_batch_size " +
    "quorum_queue.segment_compute_checksums quorum_queue.segment_max_entries quorum_queue.segment_max_size_bytes " +
    "quorum_queue.snapshot_chunk_size quorum_queue.wal_compute_checksums quorum_queue.wal_max_batch_size quorum_queue.wal_max_entries " +
    "quorum_queue.wal_max_size_bytes shovel.delete_after_duration_floor stream.initial_frame_max " +
    "stream.max_uncompressed_sub_entry_batch_size stream.read_ahead_limit",
};
