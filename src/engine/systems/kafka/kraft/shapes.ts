import type {ClientSpec, NodeSpec, Scenario, Shape} from "../../../model/scenario.ts";
import type {Json, NodeId} from "../../../vocabulary.ts";
import {FUZZ_MACHINE} from "../../fuzz-machine.ts";
import {brokerIds, controllers, single, topic} from "../cluster.ts";
import type {Initial} from "../initial.ts";
import {load, QUICK_BROKERS} from "../workload.ts";

/** Short limits, so that within seconds leaders are missed, brokers are fenced and followers fall behind. */
const QUICK: Scenario["config"] = {
  "controller.quorum.election.timeout.ms": 150,
  "controller.quorum.fetch.timeout.ms": 600,
  "controller.quorum.election.backoff.max.ms": 150,
  "controller.quorum.request.timeout.ms": 400,
  "controller.quorum.append.linger.ms": 5,
  "metadata.max.idle.interval.ms": 100,
  "broker.heartbeat.interval.ms": 200,
  "broker.session.timeout.ms": 900,
  "unclean.leader.election.interval.ms": 1000,
  ...QUICK_BROKERS,
};

const brokers = (n: number, args: {readonly [id: NodeId]: NodeSpec["args"]} = {}): NodeSpec[] =>
  brokerIds(n).map((id, i) => ({id, startMs: 200 + 40 * i, ...(args[id] ? {args: args[id]} : {})}));

/** A controller's metadata log to begin with, a record of each of these quorum epochs; it has heard of the third. */
const epochs = (...all: readonly number[]): Json =>
  ({metadata: {epochs: all.map((e) => [e, 1] as const), epoch: 3}}) satisfies Initial as unknown as Json;

const voters = (n: number): NodeSpec[] => controllers(n).map(({startMs: _, ...node}) => node);

function shape(name: string, nodes: readonly NodeSpec[], clients: readonly ClientSpec[], config: Scenario["config"] = {}): Shape {
  return {
    name,
    config: {...QUICK, ...config},
    network: {latency: {uniform: [0.2, 6]}},
    machine: FUZZ_MACHINE,
    nodes,
    clients,
    untilMs: 8000,
  };
}

/**
 * Three voters at odds: `c101` and `c102` have a record of epoch 2, which nobody knows to be committed, and `c103`, which comes when `c101` leads, has
 * one of epoch 3. What `c101` says takes longer than its followers wait for it.
 */
const atOdds: Shape = {
  ...shape("quorum at odds", voters(3), [], {
    "controller.quorum.election.timeout.ms": 500,
    "controller.quorum.fetch.timeout.ms": 320,
    "controller.quorum.request.timeout.ms": 600,
  }),
  nodes: voters(3).map((node) => ({...node, startMs: {c102: 700, c103: 1900}[node.id] ?? 0})),
  network: {
    latency: {uniform: [0.2, 6]},
    links: ["c102", "c103"].map((to) => ({from: "c101", to, latency: {uniform: [300, 450]}})),
  },
  initial: {c101: epochs(1, 2), c102: epochs(1, 2), c103: epochs(1, 3)},
};

/** Votes take so long that many a voter goes down between two who ask it in one epoch. */
const undecided: Shape = {
  ...shape("quorum undecided", voters(5), [], {
    "controller.quorum.election.timeout.ms": 150,
    "controller.quorum.fetch.timeout.ms": 450,
  }),
  network: {latency: {uniform: [50, 250]}},
};

const on = (n: number): readonly ClientSpec[] => [topic(single(brokerIds(n)), 900), ...load];

/** `b2` stops soon, so that `b1` is the last in sync. */
const oneStops: Shape = shape("kraft, one stops", [...voters(3), ...brokers(2, {b2: {stopAtMs: 1300}})], on(2), {
  "min.insync.replicas": 2,
});

/**
 * The quorum alone, in even sizes, too; enough in sync, and too few. There is no quorum of one: it takes a record to be committed before its
 * own disk has it (flushLeaderLog), and without power forgets what brokers have acted upon.
 */
export const kraftShapes: readonly Shape[] = [
  shape("quorum of three", voters(3), []),
  shape("quorum of five", voters(5), []),
  shape("quorum of four", voters(4), []),
  shape("kraft", [...voters(3), ...brokers(3)], on(3)),
  shape("kraft, two in sync", [...voters(3), ...brokers(3)], on(3), {"min.insync.replicas": 2}),
  shape("kraft, four brokers", [...voters(3), ...brokers(4)], on(4), {"min.insync.replicas": 2}),
  shape("kraft, no eligible replicas", [...voters(3), ...brokers(3)], on(3), {"eligible.leader.replicas.version": 0}),
  shape("kraft, two replicas", [...voters(3), ...brokers(2)], on(2), {"min.insync.replicas": 2}),
  oneStops,
  atOdds,
  undecided,
];
