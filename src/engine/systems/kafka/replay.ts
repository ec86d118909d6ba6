// What all replays of recordings of Kafka share: a fresh cluster for each run, the inputs of the real run, the clients of the plan.

import {said} from "../../../words/en/kafka-recordings.ts";
import {type Chance, type Draws, drawsOf, type Figure, type PlannedClient, type Recording} from "../../model/recorded.ts";
import type {ClientSpec, NodeSpec, Scenario} from "../../model/scenario.ts";
import {type Json, type NodeId, Refusal} from "../../vocabulary.ts";
import {KEYS as ZOOKEEPER_KEYS} from "../zookeeper/config.ts";
import type {AdminArgs} from "./admin.ts";
import type {BrokerArgs} from "./broker.ts";
import {KEYS} from "./config.ts";
import type {ConsumerArgs} from "./consumer.ts";
import type {WriterArgs} from "./writer.ts";

/** The ensemble has formed by then; brokers follow, the controller first, its topics, then clients. */
const FORMED_MS = 2000;
const REGISTERED_MS = 2500;
const TOPICS_MS = 6000;
const IN_SYNC_MS = 1000;
const VOTERS_MS = 1000;

/** One real run's inputs, and the chances of the run of the model in its place. */
export interface Inputs extends Draws {
  readonly recording: Recording;
  readonly index: number;
  /** Which of the real runs. */
  readonly of: number;
  /** What keeps the metadata there. */
  readonly mode: "zk" | "kraft";
  readonly brokers: readonly NodeId[];
  /** Servers of ZooKeeper, or controllers. */
  readonly quorum: readonly NodeId[];
  figure(name: string): Figure;
  /** When a node's log has an event for the first time from some instant on, ms after t0; null: it has not. */
  logged(node: NodeId, event: string, fromMs?: number, detail?: string): number | null;
  shuffled<T>(list: readonly T[]): readonly T[];
}

export function inputsOf(recording: Recording, index: number, chance: Chance): Inputs {
  const of = index % recording.runs.length;
  const run = recording.runs[of] as Recording["runs"][number];
  const nodes = [...new Set(recording.plan.start.map(({node}) => node))].sort();
  const quorum = nodes.filter((id) => !id.startsWith("b"));
  return {
    recording,
    index,
    of,
    mode: quorum.some((id) => id.startsWith("c")) ? "kraft" : "zk",
    brokers: nodes.filter((id) => id.startsWith("b")),
    quorum,
    figure: (name) => run.metrics[name] ?? null,
    logged: (node, event, fromMs = 0, detail = "") =>
      run.events.find(([at, who, what, told]) => at >= fromMs && who === node && what === event && told.includes(detail))?.[0] ?? null,
    ...drawsOf(chance),
    shuffled(list) {
      const left = [...list];
      return list.map(() => left.splice(chance(0, left.length - 1), 1)[0] as (typeof list)[number]);
    },
  };
}

/** The assignment of the run's topics: as the run has it, else this leader and the others in any order. */
export function assignmentOf(inputs: Inputs, leader: NodeId): readonly NodeId[] {
  const {recording, of, brokers} = inputs;
  const given = inputs.figure("replicas");
  const replicas = typeof given === "string" ? given.split(" ") : [leader, ...inputs.shuffled(brokers.filter((id) => id !== leader))];
  if (replicas[0] !== leader || replicas.some((id) => !brokers.includes(id)))
    throw new Refusal(said("kafka.recording.assignment", {scenario: recording.scenario, run: of, replicas: replicas.join(" ")}));
  return replicas;
}

type Settings = {readonly [key: string]: number | string | boolean};

/** The file's settings, by the names of the real keys. */
function settingsOf({config}: Recording): Settings {
  const known = new Set([...KEYS, ...ZOOKEEPER_KEYS].map(({key}) => key));
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]): [string, number | boolean][] => {
      if (!known.has(key)) return [];
      if (value === "true" || value === "false") return [[key, value === "true"]];
      return typeof value === "number" || typeof value === "boolean" ? [[key, value]] : [];
    }),
  );
}

/** Settings of the topics, where the plan makes them with some. */
function topicSettings({plan}: Recording): Settings {
  return Object.assign({}, ...plan.initial.steps.map(({args}) => (args.config ?? {}) as Settings));
}

/** From a formed cluster to t0, ms: its topics are made, clients start, and the recorder waits. */
export const faultAt = (inputs: Inputs): number =>
  clientsAt() - Math.min(0, ...inputs.recording.plan.clients.map((c) => inputs.instant(c.startMs, 0)));

export const clientsAt = (): number => TOPICS_MS + IN_SYNC_MS;

/** The machines of a cluster, in the order in which they start: whoever is the controller comes first. */
export function nodesOf(inputs: Inputs, controller: NodeId, args: {readonly [id: NodeId]: Partial<BrokerArgs>} = {}): NodeSpec[] {
  const more = (id: NodeId) => (args[id] ? {args: json(args[id])} : {});
  if (inputs.mode === "kraft") {
    // Fail-overs of earlier runs have brought the heartbeats of a warm cluster in step: in 7 of the 16 runs of k10 at least two of three brokers
    // turn to a new controller within 10 ms of each other.
    const inStep = FORMED_MS + inputs.uniform(0, heartbeatMs(inputs));
    return [
      // The others come when its election time-out can run out and theirs cannot.
      ...inputs.quorum.map((id): NodeSpec => ({id, process: "controller", startMs: id === controller ? 0 : VOTERS_MS, ...more(id)})),
      ...inputs.brokers.map((id): NodeSpec => ({id, startMs: inStep + inputs.uniform(0, 10), ...more(id)})),
    ];
  }
  const first = FORMED_MS + inputs.uniform(0, 1000);
  return [
    ...inputs.quorum.map((id): NodeSpec => ({id, process: "server"})),
    ...inputs.brokers.map((id): NodeSpec => {
      const startMs = id === controller ? first : first + REGISTERED_MS - 1500 + inputs.uniform(0, 1500);
      return {id, startMs, ...more(id)};
    }),
  ];
}

/** How long a broker is silent before it is taken to be dead. */
export const sessionMs = (inputs: Inputs): number =>
  inputs.mode === "kraft" ? given(inputs, "broker.session.timeout.ms", 9000) : given(inputs, "zookeeper.session.timeout.ms", 18_000);

const heartbeatMs = (inputs: Inputs): number => given(inputs, "broker.heartbeat.interval.ms", 2000);

const given = ({recording}: Inputs, key: string, otherwise: number): number => {
  const value = recording.config[key];
  return typeof value === "number" ? value : otherwise;
};

/** The topics that the recorder made, in the order of its plan. */
export const topicNames = ({recording}: Inputs): readonly string[] =>
  recording.plan.initial.steps.flatMap(({args}) => (Array.isArray(args.topics) ? args.topics.map(String) : []));

const json = (args: object) => args as {readonly [key: string]: Json};

/** Topics in any order: real ones come in that of their names' hashes. */
export const topicsOf = (inputs: Inputs, topics: readonly (readonly [topic: string, replicas: readonly NodeId[]])[]): ClientSpec[] =>
  inputs.shuffled(topics).map(([topic, replicas], i) => ({
    id: `admin-${topic}`,
    process: "admin",
    args: json({topic, assignment: [{replicas, count: 1}], startMs: TOPICS_MS + 200 * i, moves: null} satisfies AdminArgs),
  }));

/** Where a client of a replay stands; times in ms. */
interface Place {
  readonly t0: number;
  readonly p: string;
  readonly leader: NodeId;
  readonly enoughMs?: number | null;
}

/** A client as it is planned, of this partition; `t0` in ms. */
export function clientOf(planned: PlannedClient, inputs: Inputs, {t0, p, leader, enoughMs = null}: Place): ClientSpec {
  const host = planned.runsOn.startsWith("the leader's host") ? {host: leader} : {};
  const startMs = t0 + inputs.instant(planned.startMs, 0);
  const more = (planned as PlannedClient & {args?: {requestTimeoutMs?: number} | null; ack?: string | null}) ?? {};
  if (planned.operation.startsWith("Fetch")) {
    const maxWaitMs = Number(/wait at most (\d+) ms/.exec(planned.operation)?.[1] ?? 500);
    const reads: Partial<ConsumerArgs> = {p, startMs, maxWaitMs, requestTimeoutMs: planned.readTimeoutMs ?? 30_000};
    return {id: planned.name, process: "consumer", ...host, args: json(reads)};
  }
  if (!planned.operation.startsWith("Produce"))
    throw new Refusal(
      said("kafka.recording.client", {scenario: inputs.recording.scenario, client: planned.name, operation: planned.operation}),
    );
  const writes: Partial<WriterArgs> = {
    p,
    acks: more.ack === "acks=1" ? 1 : -1,
    first: leader,
    policy: planned.policy === "pinned" ? "pinned" : "metadata",
    startMs,
    enoughMs,
    intervalMs: planned.intervalMs ?? 5,
    pauseAfterErrorMs: planned.pauseAfterErrorMs ?? 20,
    connectTimeoutMs: planned.connectTimeoutMs ?? 250,
    readTimeoutMs: planned.readTimeoutMs ?? 21_000,
    requestTimeoutMs: more.args?.requestTimeoutMs ?? 20_000,
  };
  return {id: planned.name, process: "writer", ...host, args: json(writes)};
}

/** What all replays share: the file's settings, the bridge, and the machine. */
export function sceneOf({recording, index, mode}: Inputs, rest: Pick<Scenario, "nodes" | "untilMs"> & Partial<Scenario>): Scenario {
  return {
    system: "kafka",
    name: recording.scenario,
    config: {...settingsOf(recording), ...topicSettings(recording)},
    network: {latency: "lab-bridge", neighbourDiscovery: true},
    machine: mode === "kraft" ? "recorded-kraft" : "recorded",
    faults: [],
    seed: index + 1,
    ...rest,
  };
}
