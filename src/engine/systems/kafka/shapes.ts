// Clusters for random schedules, of both modes: small ones under load, and some in which one mechanism matters. No page draws any of them.

import type {NodeSpec, Scenario, Shape} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {FUZZ_MACHINE} from "../fuzz-machine.ts";
import {brokerIds, divergedLogs, producing, single, topic, zookeepers} from "./cluster.ts";
import {kraftShapes} from "./kraft/shapes.ts";
import {load, PATIENCE, QUICK_BROKERS} from "./workload.ts";

/** Short limits, so that within seconds sessions end, followers fall behind and high watermarks are late. */
const QUICK: Scenario["config"] = {
  tickTime: 100,
  "zookeeper.session.timeout.ms": 600,
  ...QUICK_BROKERS,
};

const nodes = (brokers: number, servers = 3, args: {readonly [key: string]: Json} = {}): NodeSpec[] => [
  ...zookeepers(servers),
  ...brokerIds(brokers).map((id, i) => ({id, startMs: 350 + 40 * i, args: {restartMs: 100, ...args}})),
];

function shape(name: string, parts: Partial<Shape> & Pick<Shape, "nodes">, replicas: number, config: Scenario["config"] = {}): Shape {
  return {
    name,
    config: {...QUICK, ...config},
    network: {latency: {uniform: [0.2, 6]}},
    machine: FUZZ_MACHINE,
    clients: [topic(single(brokerIds(replicas)), 700), ...load],
    untilMs: 8000,
    ...parts,
  };
}

/** Small ISRs, slow links and one server of ZooKeeper occur more often here than in practice, because mistakes hide there. */
const zkShapes: readonly Shape[] = [
  shape("three", {nodes: nodes(3)}, 3),
  shape("three, one ZooKeeper", {nodes: nodes(3, 1)}, 3),
  shape("two in sync", {nodes: nodes(3, 1)}, 3, {"min.insync.replicas": 2}),
  shape("two replicas", {nodes: nodes(2, 1)}, 2),
  shape("far", {nodes: nodes(3, 1), network: {latency: {uniform: [20, 60]}}}, 3),
  shape("four", {nodes: nodes(4, 1)}, 4, {"min.insync.replicas": 2}),
  shape("flushed", {nodes: nodes(3, 1)}, 3, {"log.flush.interval.messages": 1}),
  shape("unclean", {nodes: nodes(3, 1)}, 3, {"unclean.leader.election.enable": true}),
  shape(
    "moving",
    {
      nodes: nodes(3, 1),
      clients: [topic(single(["b2", "b1"]), 700, {atMs: 1500, p: "t-0", replicas: ["b1", "b3"]}), ...load],
    },
    3,
  ),
  {
    ...shape("diverged", {nodes: nodes(2), initial: divergedLogs()}, 2),
    clients: load,
  },
  shape(
    "leader alone is enough",
    {
      nodes: nodes(3, 1),
      clients: [topic(single(brokerIds(3)), 700), ...load, producing("one", {...PATIENCE, acks: 1, intervalMs: 60})],
    },
    3,
  ),
];

/** So slow that a controller has read and not yet written when the next one is elected. */
const slow = {uniform: [40, 100]} as const;

const aimed: readonly Shape[] = [
  // `b1` is deposed, and its session lives, while it moves what `b3` has led, which stops.
  shape(
    "deposed in mid-election",
    {
      nodes: nodes(3, 1).map((node) => {
        if (node.process === "server" || node.id === "b1") return node;
        return {...node, startMs: 1500, ...(node.id === "b3" ? {args: {...node.args, stopAtMs: 4500}} : {})};
      }),
      network: {
        latency: {uniform: [0.2, 6]},
        links: [
          {from: "b1", to: "z1", latency: slow},
          {from: "z1", to: "b1", latency: slow},
        ],
      },
      clients: [topic(single(["b3", "b2", "b1"]), 2000), {id: "shell", process: "shell", args: {atMs: 4600}}, ...load],
    },
    3,
  ),
  // `b1` stops before `b2` has heard that its only record is committed; `b3`, which lacks it and is preferred, asks `b2`.
  shape(
    "one behind is preferred",
    {
      nodes: nodes(4, 1).map((node) => {
        if (node.id === "b1") return {...node, startMs: 600, args: {...node.args, stopAtMs: 4500}};
        return {...node, startMs: {b2: 600, b3: 1300}[node.id] ?? node.startMs ?? 0};
      }),
      network: {
        latency: {uniform: [0.2, 6]},
        links: [
          {from: "b1", to: "b2", latency: {constant: 400}},
          {from: "b1", to: "b3", latency: {constant: 6000}},
          {from: "b2", to: "b3", latency: {uniform: [900, 1300]}},
        ],
      },
      clients: [topic(single(["b3", "b1", "b2"]), 1000), producing("one", {...PATIENCE, startMs: 3500, intervalMs: 3000})],
    },
    3,
    {"min.insync.replicas": 2, "replica.lag.time.max.ms": 3000},
  ),
];

export const shapes: readonly Shape[] = [...zkShapes, ...aimed, ...kraftShapes];
