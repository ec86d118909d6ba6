import type {NodeSpec, Scenario, Shape} from "../../model/scenario.ts";
import type {EventName, System} from "../../model/system.ts";
import type {Json} from "../../vocabulary.ts";
import {FUZZ_MACHINE} from "../fuzz-machine.ts";
import {brokerIds, divergedLogs, producing, single, topic, zookeepers} from "./cluster.ts";
import type {Config} from "./config.ts";
import {kraftEvents, kraftShapes} from "./kraft/fuzz.ts";
import type {KafkaMessage} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import {load, PATIENCE, QUICK_BROKERS} from "./workload.ts";
import type {Member} from "./world.ts";

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
const shapes: readonly Shape[] = [
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

const events: readonly EventName<KafkaMessage, KafkaNote>[] = [
  ...(
    ["LEADER_AND_ISR", "UPDATE_METADATA", "ALTER_PARTITION", "ALTER_PARTITION_REPLY", "FETCH", "FETCH_REPLY", "PRODUCE_REPLY"] as const
  ).map((kind) => `send ${kind}` as const),
  ...(["LEADER_AND_ISR", "ALTER_PARTITION", "ALTER_PARTITION_REPLY", "FETCH", "PRODUCE"] as const).map(
    (kind) => `receive ${kind}` as const,
  ),
  ...(["t-0/leader-epoch-checkpoint", "replication-offset-checkpoint"] as const).flatMap(
    (file) => [`sync ${file}`, `write ${file}`] as const,
  ),
  ...(
    [
      "leader",
      "follower",
      "isr-asked",
      "isr",
      "state-written",
      "controller-elected",
      "controller-ready",
      "broker-change",
      "truncated",
    ] as const
  ).map((note) => `note ${note}` as const),
];

export const fuzz: System<Member, KafkaMessage, Rules, Config, KafkaNote>["fuzz"] = {
  shapes: [...shapes, ...kraftShapes],
  events: [...events, ...kraftEvents],
  port: "kafka",
};
