// Of fact sheet §11. Unless a parameter says otherwise: the master is on n1, its mirrors on n2 and n3, the older first, both synchronised; a
// publisher with confirms at n3, a consumer that acknowledges by hand at n2; 1 ms from host to host. The fault comes at `faultMs`.

import type {Fault} from "../../model/fault.ts";
import type {ClientSpec, NodeSpec, Parameter, Scenario, ScenarioEntry} from "../../model/scenario.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {around, at, type Made, number, type Values, withCommon, word} from "../catalogue.ts";
import type {ConsumerArgs} from "./consumer.ts";
import type {QueueRecord} from "./messages.ts";
import type {PublisherArgs} from "./publisher.ts";

const COMMON: readonly Parameter[] = [
  number("latencyMs", 1, "ms", 0, 2000, "one-way latency between any two hosts"),
  number("jitter", 0, "ratio", 0, 1, "how far the latency of a message may lie from that, up and down, as a part of it"),
  number("faultMs", 3000, "ms", 0, 600_000, "when the fault comes"),
  number("intervalMs", 10, "ms", 1, 60_000, "from one publish to the next"),
];

export const nodes = (n: number): NodeSpec[] => Array.from({length: n}, (_, i) => ({id: `n${i + 1}`}));

/** A queue that stands as a run begins: its replicas by their nodes, the oldest mirror first; all are synchronised. */
export function standing(queue: string, master: NodeId, mirrors: readonly NodeId[]): QueueRecord {
  const pid = (node: NodeId) => `${node}#0`;
  const members = [master, ...mirrors].map((node) => ({pid: pid(node), dead: false}));
  return {
    queue,
    version: 1,
    by: master,
    master: pid(master),
    slaves: mirrors.map(pid),
    synced: mirrors.map(pid),
    gms: members.map((m) => m.pid),
    view: {version: 1, members},
    reign: 1,
  };
}

/** What each node has in Mnesia as it begins. */
export const tables = (all: readonly NodeSpec[], records: readonly QueueRecord[]): {readonly [node: NodeId]: Json} =>
  Object.fromEntries(all.map(({id}) => [id, {records} as unknown as Json]));

function entry(
  name: string,
  title: string,
  own: readonly Parameter[],
  make: (p: Values) => Partial<Made> & Pick<Made, "untilMs">,
  config: Scenario["config"] = {},
): ScenarioEntry {
  return {
    name,
    title,
    parameters: withCommon(own, COMMON),
    make(p) {
      const trio = nodes(3);
      return {
        network: {latency: around(at(p, "latencyMs"), at(p, "jitter"))},
        nodes: trio,
        initial: tables(trio, [standing("q", "n1", ["n2", "n3"])]),
        machine: "plain",
        faults: [],
        ...make(p),
        config,
      };
    },
  };
}

const publisher = (p: Values, server: string, args: Partial<PublisherArgs> = {}): ClientSpec => ({
  id: "publisher",
  args: {servers: [server], intervalMs: at(p, "intervalMs"), startMs: Math.max(0, at(p, "faultMs") - 2000), ...args} as {
    [key: string]: Json;
  },
});

const consumer = (server: string, args: Partial<ConsumerArgs> = {}): ClientSpec => ({
  id: "consumer",
  process: "consumer",
  args: {servers: [server], workMs: 4, ...args} as {[key: string]: Json},
});

const crash = (node: NodeId, when: number): Fault => ({kind: "crash", node, at: when});
const NODES = ["n1", "n2", "n3"];

export const scenarios: readonly ScenarioEntry[] = [
  entry(
    "mirrored-kill-master",
    "The master's node is killed; both clients are elsewhere",
    [
      word("killNode", ["n1", "n2", "n3"], "the node that is killed: the master's, or a mirror's"),
      word("publisherNode", ["n3", "n1", "n2"], "where the publisher is"),
      word("consumerNode", ["n2", "n1", "n3"], "where the consumer is"),
    ],
    (p) => ({
      clients: [publisher(p, p.publisherNode as string), consumer(p.consumerNode as string)],
      faults: [crash(p.killNode as string, at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry(
    "ack-lost-in-flight",
    "The consumer's last acks do not reach the mirrors before the master dies",
    [number("ackDelayMs", 5, "ms", 0, 1000, "from the end of the consumer's work to its ack")],
    (p) => ({
      clients: [publisher(p, "n3"), consumer("n2", {ackDelayMs: at(p, "ackDelayMs")})],
      faults: [crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry(
    "publisher-on-killed-node",
    "The publisher is connected to the node that dies",
    [
      {key: "confirms", default: true, unit: "", range: null, means: "the publisher waits for confirms"},
      {key: "republish", default: true, unit: "", range: null, means: "it goes to another node and publishes again what is unconfirmed"},
    ],
    (p) => ({
      clients: [
        publisher(p, "n1", {
          servers: p.republish === true ? NODES : ["n1"],
          confirms: p.confirms === true,
          republish: p.republish === true,
        }),
        consumer("n2"),
      ],
      faults: [crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  entry("oldest-wins", "The master dies, comes back empty as the youngest mirror, and then its successor dies", [], (p) => {
    const trio = nodes(3);
    const fault = at(p, "faultMs");
    return {
      initial: tables(trio, [standing("q", "n1", ["n3", "n2"])]),
      clients: [publisher(p, "n2", {republish: true, servers: NODES})],
      faults: [crash("n1", fault), {kind: "restart", node: "n1", at: fault + 1000}, crash("n3", fault + 4000)],
      untilMs: fault + 6000,
    };
  }),
  entry(
    "consumer-crash",
    "A consumer crashes on a full queue",
    [
      word("ackMode", ["auto", "manual"], "whether it acknowledges by hand"),
      number("prefetch", 20, "messages", 0, 65_535, "how many it may hold unacknowledged; 0: any number"),
      number("backlog", 2000, "messages", 0, 20_000, "messages that wait as it comes"),
      number("workMs", 2, "ms", 0, 1000, "what it needs for a message"),
      number("crashAfterMs", 400, "ms", 0, 60_000, "from its subscription to its end"),
    ],
    (p) => {
      const fault = at(p, "faultMs");
      return {
        clients: [
          publisher(p, "n1", {startMs: 0, intervalMs: 0, outstanding: null, messages: at(p, "backlog")}),
          consumer("n2", {
            ack: p.ackMode as ConsumerArgs["ack"],
            prefetch: at(p, "prefetch"),
            workMs: at(p, "workMs"),
            startMs: Math.max(0, fault - at(p, "crashAfterMs")),
            crashMs: fault,
          }),
        ],
        untilMs: fault + 2000,
      };
    },
  ),
];
