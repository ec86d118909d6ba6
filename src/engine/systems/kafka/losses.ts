// What a table of lost records is made of: acks, min.insync.replicas and unclean elections against these faults (fact sheet §12, 3).

import type {Fault} from "../../model/fault.ts";
import type {NodeId} from "../../vocabulary.ts";
import {brokerIds} from "./cluster.ts";

/** When a scenario's fault strikes, unless it says otherwise. */
export const FAULT_MS = 5000;

/** The broker's host, with all that runs there, is gone: nothing is answered, not even refused. */
export const vanish = (node: NodeId, when: number): Fault => ({kind: "power-loss", node, at: when});

const BRISK_BROKERS = {
  "replica.lag.time.max.ms": 1500,
  "replica.fetch.backoff.ms": 200,
  "replica.high.watermark.checkpoint.interval.ms": 500,
};

/** Limits of a second or two, so that a table of many runs is soon made. */
export const BRISK = {tickTime: 200, "zookeeper.session.timeout.ms": 1500, ...BRISK_BROKERS};
export const BRISK_KRAFT = {"broker.heartbeat.interval.ms": 300, "broker.session.timeout.ms": 1500, ...BRISK_BROKERS};

const back = (times: {readonly [node: NodeId]: number}): Fault[] =>
  Object.entries(times).map(([node, when]): Fault => ({kind: "restart", node, at: when}));

/** Faults of the table of losses (fact sheet §12, 3), by name; given who keeps the metadata. */
export const LOSSES: {readonly [fault: string]: (quorum: readonly NodeId[]) => readonly Fault[]} = {
  crash: () => [{kind: "crash", node: "b1", at: FAULT_MS}, ...back({b1: 10_000})],
  pause: () => [{kind: "pause", node: "b1", at: FAULT_MS, forMs: 4000}],
  cut: (quorum) => [
    {kind: "cut", nodes: ["b1"], from: [...quorum, "b2", "b3", "b4"], at: FAULT_MS},
    {kind: "heal", nodes: ["b1"], from: [...quorum, "b2", "b3", "b4"], at: 10_000},
  ],
  "last-in-sync": () => [
    {kind: "crash", node: "b2", at: FAULT_MS},
    {kind: "crash", node: "b3", at: FAULT_MS},
    {kind: "crash", node: "b1", at: 9000},
    ...back({b2: 12_000, b1: 15_000, b3: 15_000}),
  ],
  "power-loss": () => [...brokerIds(3).map((node) => vanish(node, FAULT_MS)), ...back({b2: 9000, b3: 9200, b1: 9400})],
};
