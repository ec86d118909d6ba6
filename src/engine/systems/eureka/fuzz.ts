import type {ClientSpec, NodeSpec, Scenario, Shape} from "../../model/scenario.ts";
import type {EventName, System} from "../../model/system.ts";
import type {Json} from "../../vocabulary.ts";
import {FUZZ_MACHINE} from "../fuzz-machine.ts";
import type {ClientArgs} from "./client-state.ts";
import type {Config} from "./config.ts";
import type {EurekaMessage} from "./messages.ts";
import type {EurekaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import type {Member} from "./state.ts";

/** All that can be set at a thirtieth or less: leases end and caches are copied between two faults. The minute of the heartbeats cannot be set. */
const QUICK: Scenario["config"] = {
  "eureka.lease.renewalInterval": 1,
  "eureka.lease.duration": 2,
  "eureka.client.refresh.interval": 1,
  "eureka.appinfo.replicate.interval": 1,
  "eureka.appinfo.initial.replicate.time": 2,
  "eureka.expectedClientRenewalIntervalSeconds": 1,
  "eureka.evictionIntervalTimerInMs": 1000,
  "eureka.responseCacheUpdateIntervalMs": 500,
  "eureka.retentionTimeInMSInDeltaQueue": 3000,
  "eureka.deltaRetentionTimerIntervalInMs": 1000,
  "eureka.waitTimeInMsWhenSyncEmpty": 2000,
  "eureka.registrySyncRetryWaitMs": 300,
  "eureka.maxTimeForReplication": 1000,
  "eureka.peerNodeConnectTimeoutMs": 100,
  "eureka.peerNodeReadTimeoutMs": 200,
  "eureka.eurekaServer.connectTimeout": 1,
  "eureka.eurekaServer.readTimeout": 1,
  "eureka.renewalThresholdUpdateIntervalMs": 4000,
  "eureka.transport.sessionedClientReconnectIntervalSeconds": 5,
};

const servers = (n: number, args: NodeSpec["args"] = {}): NodeSpec[] => Array.from({length: n}, (_, i) => ({id: `s${i + 1}`, args}));

const client = (id: string, args: Partial<ClientArgs>, startMs = 0): ClientSpec => ({
  id,
  startMs,
  args: args as {readonly [key: string]: Json},
});

const clients: readonly ClientSpec[] = [
  client("crowd", {count: 6, enrolled: true, spreadMs: 1000}),
  client("late", {count: 2, spreadMs: 500}, 1500),
  client("slow", {onDemand: false}, 300),
  client("reporter", {enrolled: true, changes: [{atMs: 2500, status: "DOWN"}]}),
  {
    id: "operator",
    process: "operator",
    args: {
      server: "s1",
      requests: [
        {atMs: 1800, does: "override", id: "slow", status: "OUT_OF_SERVICE"},
        {atMs: 3500, does: "override", id: "slow", status: null},
        {atMs: 5000, does: "read", id: "slow"},
      ],
    },
  },
  client("leaver", {enrolled: true, stopMs: 4000}),
  client("reader", {registers: false, fetches: true, watches: ["leaver", "slow"], lookupMs: 400}, 200),
];

const shape = (name: string, nodes: readonly NodeSpec[], config: Scenario["config"] = {}, more: Partial<Shape> = {}): Shape => ({
  name,
  nodes,
  config: {...QUICK, ...config},
  network: {latency: {uniform: [0.2, 6]}},
  machine: FUZZ_MACHINE,
  clients,
  settle: false,
  untilMs: 18_000,
  ...more,
});

const UNGUARDED = {"eureka.enableSelfPreservation": false};

const shapes: readonly Shape[] = [
  shape("one, unguarded", servers(1), UNGUARDED),
  shape("two", servers(2)),
  shape("two, unguarded", servers(2), UNGUARDED),
  shape("three, unguarded", servers(3), UNGUARDED),
  shape("four, far", servers(4), UNGUARDED, {network: {latency: {uniform: [20, 120]}}}),
  shape("three that begin", servers(3, {cold: true}), UNGUARDED),
  shape("three of Spring that begin", servers(3, {cold: true}), UNGUARDED, {version: "spring-5.0.3"}),
  shape("a chain", [
    {id: "s1", args: {peers: ["s2"]}},
    {id: "s2", args: {peers: ["s1", "s3"]}},
    {id: "s3", args: {peers: ["s2"]}},
  ]),
  shape("a small buffer", servers(3), {
    ...UNGUARDED,
    "eureka.maxElementsInPeerReplicationPool": 2,
    "eureka.maxThreadsForPeerReplication": 1,
  }),
  shape("over a minute", servers(2), {}, {untilMs: 150_000}),
];

/** Sends and turns: the instants at which a fault has most to destroy. */
const events: readonly EventName<EurekaMessage, EurekaNote>[] = [
  ...(["REGISTER", "RENEW", "CANCEL", "OVERRIDE", "BATCH", "BATCHED", "REGISTRY", "CHANGES"] as const).map(
    (kind) => `send ${kind}` as const,
  ),
  ...(["REGISTER", "CANCEL", "BATCH", "CHANGES"] as const).map((kind) => `receive ${kind}` as const),
  ...(["opened", "registered", "cancelled", "overridden", "evicting", "batch-failed", "fetched"] as const).map(
    (note) => `note ${note}` as const,
  ),
];

export const fuzz: System<Member, EurekaMessage, Rules, Config, EurekaNote>["fuzz"] = {shapes, events, port: "http", strikesClients: true};
