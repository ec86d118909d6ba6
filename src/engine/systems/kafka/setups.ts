import type {Setup} from "../../model/setup.ts";
import {brokerIds, brokers, consuming, producing, quorumOf, single, topic} from "./cluster.ts";
import {whenItStands} from "./entry.ts";
import {CLIENTS_MS, HOST} from "./files.ts";
import type {ProducerArgs} from "./producer.ts";

interface Ways {
  readonly mode?: "zk" | "kraft";
  readonly acks?: ProducerArgs["acks"];
  readonly config?: Setup["shape"]["config"];
}

/** A partition of three replicas: beside each broker somebody who writes and somebody who reads, and elsewhere, too. */
function setup(name: string, says: string, {mode = "zk", acks = -1, config = {}}: Ways): Setup {
  const writing: Partial<ProducerArgs> = {acks, intervalMs: 1000, startMs: CLIENTS_MS};
  const clients = [
    topic(single(brokerIds(3)), 5000),
    ...brokerIds(3).flatMap((host) => [
      producing(`writer-${host}`, writing, {host}),
      {...consuming(`reader-${host}`, {startMs: CLIENTS_MS}), host},
    ]),
    producing("writer", writing),
    consuming("reader", {startMs: CLIENTS_MS}),
  ];
  return {
    name,
    says,
    shape: {
      name,
      config,
      nodes: [...quorumOf(mode), ...brokers(3, "b2")],
      network: {latency: {uniform: [0.2, 0.8]}},
      machine: HOST,
      clients: mode === "kraft" ? clients.map(whenItStands) : clients,
      untilMs: 75_000,
    },
    formedMs: 12_000,
    judge: "log",
    // With acks=all the replicas that are in sync, of which there may be as few as min.insync.replicas.
    copies: acks === -1 ? Number(config["min.insync.replicas"] ?? 1) : 1,
    stand: null,
  };
}

export const setups: readonly Setup[] = [
  setup("defaults", "acks=all, min.insync.replicas 1, ZooKeeper", {}),
  setup("safest", "acks=all, min.insync.replicas 2, ZooKeeper", {config: {"min.insync.replicas": 2}}),
  setup("safest-kraft", "acks=all, min.insync.replicas 2, KRaft", {mode: "kraft", config: {"min.insync.replicas": 2}}),
  setup("fastest", "acks=1, unclean.leader.election.enable", {acks: 1, config: {"unclean.leader.election.enable": true}}),
];

/** ZooKeeper grants no session shorter than two of its ticks, and none longer than twenty. */
export const patience = (seconds: number): Setup["shape"]["config"] => ({
  "zookeeper.session.timeout.ms": seconds * 1000,
  tickTime: seconds * 200,
});
