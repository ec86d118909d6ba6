import type {ClientSpec, NodeSpec, Scenario, Shape} from "../../../model/scenario.ts";
import type {EventName} from "../../../model/system.ts";
import {FUZZ_MACHINE} from "../../fuzz-machine.ts";
import {brokerIds, controllers, single, topic} from "../cluster.ts";
import type {KafkaMessage} from "../messages.ts";
import type {KafkaNote} from "../notes.ts";
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

const brokers = (n: number): NodeSpec[] => brokerIds(n).map((id, i) => ({id, startMs: 200 + 40 * i}));

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

const on = (n: number): readonly ClientSpec[] => [topic(single(brokerIds(n)), 900), ...load];

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
];

export const kraftEvents: readonly EventName<KafkaMessage, KafkaNote>[] = [
  ...(["VOTE", "VOTE_REPLY", "RAFT_FETCH_REPLY", "BROKER_REGISTRATION_REPLY", "BROKER_HEARTBEAT"] as const).map(
    (kind) => `send ${kind}` as const,
  ),
  ...(["VOTE", "RAFT_FETCH", "BEGIN_QUORUM_EPOCH", "BROKER_HEARTBEAT"] as const).map((kind) => `receive ${kind}` as const),
  ...(["quorum-state", "__cluster_metadata-0"] as const).flatMap((file) => [`sync ${file}`, `write ${file}`] as const),
  ...(["quorum-role", "vote-granted", "quorum-mark", "broker-fenced", "broker-registered", "broker-unfenced"] as const).map(
    (note) => `note ${note}` as const,
  ),
];
