import type {ClientSpec} from "../../model/scenario.ts";
import type {Setup} from "../../model/setup.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {servers} from "./cast.ts";
import type {ClientArgs} from "./client-state.ts";

const SERVERS: readonly NodeId[] = ["s1", "s2", "s3"];
const PLACES = [...SERVERS, "elsewhere"];
const EVERY_MS = 5000;
const CHANGES = 26;

/** An instance that changes what is told of it again and again, and somebody who looks all of them up in the copy that it fetches. */
function pair(place: string, asks: readonly NodeId[], host?: NodeId): ClientSpec[] {
  const changes = Array.from({length: CHANGES}, (_, i) => ({
    atMs: 15_000 + i * EVERY_MS,
    status: i % 2 === 0 ? ("OUT_OF_SERVICE" as const) : ("UP" as const),
  }));
  const client = (id: string, args: Partial<ClientArgs>): ClientSpec => ({
    id: `${id}-${place}`,
    ...(host === undefined ? {} : {host}),
    args: {servers: asks, ordered: true, ...args} as unknown as {[key: string]: Json},
  });
  return [
    client("instance", {changes}),
    client("reader", {registers: false, fetches: true, watches: PLACES.map((of) => `instance-${of}`), lookupMs: 1000}),
  ];
}

/** Three servers: beside each of them clients that know that server alone, and elsewhere some that know all. */
const setup = (name: string, says: string, config: Setup["shape"]["config"]): Setup => ({
  name,
  says,
  shape: {
    name,
    config,
    nodes: servers(3),
    network: {latency: {uniform: [0.2, 0.8]}},
    clients: [...SERVERS.flatMap((host) => pair(host, [host], host)), ...pair("elsewhere", SERVERS)],
    untilMs: 120_000,
    settle: false,
  },
  formedMs: 40_000,
  judge: "registry",
  // The server that is asked answers before it tells its peers.
  copies: 1,
  stand: "s1",
});

export const setups: readonly Setup[] = [
  setup("defaults", "The usual settings", {}),
  setup("fresh", "No read-only cache, a registry fetched each 5 s, heartbeats each 5 s", {
    "eureka.shouldUseReadOnlyResponseCache": false,
    "eureka.client.refresh.interval": 5,
    "eureka.lease.renewalInterval": 5,
  }),
  setup("no-self-preservation", "The usual settings without self-preservation", {"eureka.enableSelfPreservation": false}),
];

/** Nobody is replaced: a client asks another server. */
export const patience = (seconds: number): Setup["shape"]["config"] => ({
  "eureka.eurekaServer.connectTimeout": seconds,
  "eureka.eurekaServer.readTimeout": seconds,
});
