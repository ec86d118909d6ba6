import type {ClientSpec} from "../../model/scenario.ts";
import type {Setup} from "../../model/setup.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import type {ClientArgs} from "./client.ts";
import {HOST} from "./files.ts";
import {known, sentinels, servers} from "./scenarios.ts";

const HOSTS: readonly NodeId[] = ["n1", "n2", "n3"];
const SPREAD_MS = 1000;
/** The replicas have copied their master by then, so that no client waits for that. */
const CLIENTS_MS = 8000;

type Args = Partial<ClientArgs>;
const client = (id: string, args: Args, where: {readonly host?: NodeId} = {}): ClientSpec => ({
  id,
  ...where,
  args: {key: "x", startMs: CLIENTS_MS, intervalMs: 1000, ...args} as {[key: string]: Json},
});

interface Ways {
  readonly writes?: Args;
  readonly reads?: Args;
  readonly config?: Setup["shape"]["config"];
  readonly copies?: number;
}

/** A key that all write and read: on each host somebody who asks the sentinel there for the master, and somebody who asks all of them. */
function setup(name: string, says: string, {writes, reads, config = {}, copies = 1}: Ways): Setup {
  const nodes = [...servers(3), ...sentinels(3, HOSTS)];
  return {
    name,
    says,
    shape: {
      name,
      config,
      nodes,
      initial: known(nodes, SPREAD_MS),
      network: {latency: {uniform: [0.2, 0.8]}},
      machine: HOST,
      clients: [
        ...HOSTS.flatMap((host, i) => {
          const own: Args = {servers: [`s${i + 1}`]};
          const read: Args = reads?.policy === "pinned" ? {...reads, servers: [host]} : {...own, ...reads};
          return [
            client(`writer-${host}`, {does: "set", ...own, ...writes}, {host}),
            client(`reader-${host}`, {does: "get", ...read}, {host}),
          ];
        }),
        client("writer", {does: "set", servers: ["s1", "s2", "s3"], ...writes}),
        client("reader", {does: "get", servers: ["s1", "s2", "s3"]}),
      ],
      untilMs: 80_000,
    },
    formedMs: 12_000,
    judge: "register",
    copies,
    stand: null,
  };
}

/** The usual half a minute is as long as the standard cut: whether that is noticed before it heals would be a matter of luck. */
const NOTICED = {"down-after-milliseconds": 5000};

export const setups: readonly Setup[] = [
  setup("defaults", "The usual settings; all ask the master", {}),
  setup("noticed", "The usual settings with down-after-milliseconds 5000, so that a cut is noticed", {config: NOTICED}),
  setup(
    "min-replicas-and-wait",
    "The same with min-replicas-to-write 1, min-replicas-max-lag 10, and after each write WAIT for one replica",
    {
      config: {...NOTICED, "min-replicas-to-write": 1, "min-replicas-max-lag": 10},
      writes: {waitReplicas: 1, waitMs: 1000},
      copies: 2,
    },
  ),
  setup("replica-reads", "The usual settings; each host reads from its own server", {reads: {policy: "pinned"}}),
];

export const patience = (seconds: number): Setup["shape"]["config"] => ({"down-after-milliseconds": seconds * 1000});
