import type {ClientSpec, Scenario} from "../../model/scenario.ts";
import type {EventName, System} from "../../model/system.ts";
import type {Json} from "../../vocabulary.ts";
import {FUZZ_MACHINE} from "../fuzz-machine.ts";
import type {Config} from "./config.ts";
import type {RabbitMessage} from "./messages.ts";
import type {NodeArgs} from "./node.ts";
import type {RabbitNote} from "./notes.ts";
import {quorumEvents, quorumShapes} from "./quorum/fuzz.ts";
import type {Rules} from "./rules.ts";
import {nodes, standing, tables} from "./scene.ts";
import type {Broker} from "./state.ts";

type Fuzz = System<Broker, RabbitMessage, Rules, Config, RabbitNote>["fuzz"];
type Shape = Fuzz["shapes"][number];
type Args = {readonly [key: string]: Json};

const publisher = (id: string, args: Args): ClientSpec => ({
  id,
  // A confirm that does not come is not waited for until the run has no end.
  args: {startMs: 300, intervalMs: 15, stopMs: 6000, republish: true, confirmTimeoutMs: 20_000, ...args},
});
const consumer = (id: string, args: Args): ClientSpec => ({
  id,
  process: "consumer",
  args: {startMs: 350, workMs: 3, reconnect: true, ...args},
});

const CLIENTS: readonly ClientSpec[] = [
  publisher("first", {servers: ["n1", "n2", "n3"]}),
  publisher("last", {servers: ["n3", "n2", "n1"], intervalMs: 25}),
  consumer("worker", {servers: ["n2", "n3", "n1"], prefetch: 5, requeueEach: 7}),
];

/** Nobody consumes, so that the queue is long and everything is in it at the end. */
const STORED: readonly ClientSpec[] = CLIENTS.slice(0, 2);
const TOLD: readonly ClientSpec[] = [...CLIENTS, consumer("told", {servers: ["n3"], cancelOnFailover: true, prefetch: 3})];
const HOLDING: readonly ClientSpec[] = [...STORED, consumer("holder", {servers: ["n3", "n2"], ack: "none", prefetch: 20})];

function shape(
  name: string,
  count: number,
  clients: readonly ClientSpec[],
  more: Partial<Shape> = {},
  config: Scenario["config"] = {},
): Shape {
  const all = nodes(count);
  const [master = "n1", ...mirrors] = all.map(({id}) => id);
  const known = (servers: unknown) => (servers as readonly string[]).filter((id) => all.some((node) => node.id === id));
  return {
    name,
    config: {net_ticktime: 2, ...config},
    nodes: all,
    initial: tables(all, [standing("q", master, mirrors)]),
    network: {latency: {uniform: [0.2, 6]}},
    machine: FUZZ_MACHINE,
    clients: clients.map((c) => ({...c, args: {...c.args, servers: known(c.args?.servers)}})),
    untilMs: 8000,
    ...more,
  };
}

/** The queue is there before its mirrors `late`, and longer than them: they have its tail only. */
const withLate = (name: string, count: number, old: readonly string[], late: {readonly [node: string]: Partial<NodeArgs>}): Shape => {
  const all = nodes(count, late);
  return shape(name, count, STORED, {nodes: all, initial: tables(all, [standing("q", "n1", old)])});
};

const shapes: readonly Shape[] = [
  shape("three", 3, CLIENTS),
  shape("three, nobody consumes", 3, STORED),
  shape("three, told", 3, TOLD),
  shape("three, held", 3, HOLDING),
  shape("four", 4, STORED),
  shape("five", 5, CLIENTS),
  shape("two", 2, CLIENTS),
  shape("three, far", 3, CLIENTS, {network: {latency: {uniform: [5, 60]}}}),
  shape("three, when-synced", 3, CLIENTS, {}, {"ha-promote-on-failure": "when-synced"}),
  shape("three, synchronising", 3, STORED, {}, {"ha-sync-mode": "automatic", mirroring_sync_batch_size: 20}),
  shape("three, told to stop", 3, CLIENTS, {nodes: nodes(3, {n1: {stopAtMs: 2500}})}),
  shape("three, a queue crashes", 3, CLIENTS, {nodes: nodes(3, {n1: {crashQueueAtMs: 2500}})}),
  shape("three, pausing", 3, CLIENTS, {}, {cluster_partition_handling: "pause_minority"}),
  shape("two, pausing", 2, CLIENTS, {}, {cluster_partition_handling: "pause_minority"}),
  shape("three, healing", 3, CLIENTS, {}, {cluster_partition_handling: "autoheal"}),
  withLate("three, a late mirror", 3, ["n2"], {n1: {stopAtMs: 4500}, n3: {mirrorFromMs: 1500}}),
  withLate("four, late mirrors", 4, ["n2"], {n1: {stopAtMs: 4500}, n3: {mirrorFromMs: 1000}, n4: {mirrorFromMs: 1500}}),
  withLate("five, late mirrors", 5, ["n2"], {
    n1: {stopAtMs: 2500},
    n3: {mirrorFromMs: 800},
    n4: {mirrorFromMs: 1000},
    n5: {mirrorFromMs: 1200},
  }),
  // What n3's channel sends to n2 comes there behind what the master told of it, and when that is dead already; no neighbours in the ring, both.
  shape("four, a channel far from a mirror", 4, STORED, {
    nodes: nodes(4, {n1: {stopAtMs: 2500}}),
    network: {latency: {uniform: [0.2, 6]}, links: [{from: "n3", to: "n2", latency: {uniform: [200, 400]}}]},
  }),
  // What the master has alone dies with it: nobody who lives was taken for dead before.
  shape("three, a master cut off and then without power", 3, STORED, {
    faults: [
      {kind: "cut", nodes: ["n1"], from: ["n2", "n3"], at: 2500},
      {kind: "power-loss", node: "n1", at: 3200},
      {kind: "heal", nodes: ["n1"], from: ["n2", "n3"], at: 3300},
    ],
  }),
];

const events: readonly EventName<RabbitMessage, RabbitNote>[] = [
  ...(["COPY", "ACTIVITY", "CATCHUP", "TRANSACTION", "RECORD", "PUSH", "CONFIRMED", "SETTLE", "SUBSCRIBE"] as const).map(
    (kind) => `send ${kind}` as const,
  ),
  ...(["COPY", "ACTIVITY", "CATCHUP", "RECORD", "PUBLISH", "ACK", "CONFIRMED"] as const).map((kind) => `receive ${kind}` as const),
  ...(["node-down", "saw-deaths", "promoting-mirror", "master", "synchronised", "running"] as const).map((note) => `note ${note}` as const),
  "sync queues",
  "write queues",
];

export const fuzz: Fuzz = {
  shapes: [...shapes, ...quorumShapes(CLIENTS, STORED, HOLDING)],
  events: [...events, ...quorumEvents],
  port: "distribution",
};
