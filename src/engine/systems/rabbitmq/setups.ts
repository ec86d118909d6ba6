import type {ClientSpec} from "../../model/scenario.ts";
import type {Setup} from "../../model/setup.ts";
import type {Json} from "../../vocabulary.ts";
import type {ConsumerArgs} from "./consumer.ts";
import type {PublisherArgs} from "./publisher.ts";
import {standingQuorum} from "./quorum/initial.ts";
import {quorumTables} from "./quorum/queue-type.ts";

import {NODES, nodes, standing, tables} from "./scene.ts";

interface Ways {
  readonly consumes?: Partial<ConsumerArgs>;
  readonly config?: Setup["shape"]["config"];
  readonly queue?: "mirrored" | "quorum";
}

/** A queue on three nodes: beside each of them somebody who publishes there and nowhere else, and somebody elsewhere who publishes and one who consumes. */
function setup(name: string, says: string, {consumes = {}, config = {}, queue = "mirrored"}: Ways): Setup {
  const publisher = (id: string, args: Partial<PublisherArgs>): ClientSpec => ({
    id,
    args: {startMs: 1000, intervalMs: 1000, republish: true, ...args} as {[key: string]: Json},
  });
  const consumer: Partial<ConsumerArgs> = {servers: ["n2", "n3", "n1"], workMs: 4, reconnect: true, ...consumes};
  const trio = nodes(3);
  return {
    name,
    says,
    shape: {
      name,
      config,
      nodes: trio,
      initial:
        queue === "quorum" ? quorumTables(trio, standingQuorum("q", "n1", NODES)) : tables(trio, [standing("q", "n1", ["n2", "n3"])]),
      network: {latency: {uniform: [0.2, 0.8]}},
      machine: "plain",
      clients: [
        ...NODES.map((host) => ({...publisher(`publisher-${host}`, {servers: [host]}), host})),
        publisher("publisher", {servers: ["n3", "n2", "n1"]}),
        {id: "consumer", process: "consumer", args: consumer as {[key: string]: Json}},
      ],
      untilMs: 80_000,
    },
    formedMs: 10_000,
    judge: "queue",
    // A confirm waits for the mirrors that there are, which may be none; of a quorum queue for a majority of three.
    copies: queue === "quorum" ? 2 : 1,
    stand: null,
  };
}

const NOTICED = {net_ticktime: 10};

export const setups: readonly Setup[] = [
  setup("mirrored", "A mirrored queue with the usual settings, confirms and acknowledgements by hand", {}),
  setup("mirrored-ignore", "The same with net_ticktime 10, so that a cut is noticed, and partitions are ignored", {config: NOTICED}),
  setup("mirrored-pause-minority", "The same with net_ticktime 10 and pause_minority", {
    config: {...NOTICED, cluster_partition_handling: "pause_minority"},
  }),
  setup("mirrored-autoheal", "The same with net_ticktime 10 and autoheal", {
    config: {...NOTICED, cluster_partition_handling: "autoheal"},
  }),
  setup("quorum", "A quorum queue with the usual settings", {queue: "quorum"}),
  setup("mirrored-auto-ack", "A mirrored queue with net_ticktime 10, and automatic acknowledgement", {
    config: NOTICED,
    consumes: {ack: "auto"},
  }),
];

export const patience = (seconds: number): Setup["shape"]["config"] => ({net_ticktime: seconds});
