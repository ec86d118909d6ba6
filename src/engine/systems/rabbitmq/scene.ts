// What the catalogue's scenarios have in common. Unless a parameter says otherwise: the master is on n1, its mirrors on n2 and n3, the older first, both synchronised; a
// publisher with confirms at n3, a consumer that acknowledges by hand at n2; 1 ms from host to host. The fault comes at `faultMs`.

import type {Fault} from "../../model/fault.ts";
import type {ClientSpec, NodeSpec, Parameter, Scenario, ScenarioEntry} from "../../model/scenario.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {around, at, type Made, number, type Values, withCommon} from "../catalogue.ts";
import type {ConsumerArgs} from "./consumer.ts";
import type {QueueRecord} from "./messages.ts";
import type {NodeArgs} from "./node.ts";
import type {PublisherArgs} from "./publisher.ts";

const COMMON: readonly Parameter[] = [
  number("latencyMs", 1, "ms", 0, 2000, "one-way latency between any two hosts"),
  number("jitter", 0, "ratio", 0, 1, "how far the latency of a message may lie from that, up and down, as a part of it"),
  number("faultMs", 3000, "ms", 0, 600_000, "when the fault comes"),
  number("intervalMs", 10, "ms", 1, 60_000, "from one publish to the next"),
];

/** n1, n2, …, some with arguments of their own. */
export const nodes = (n: number, args: {readonly [node: NodeId]: Partial<NodeArgs>} = {}): NodeSpec[] =>
  Array.from({length: n}, (_, i) => {
    const own = args[`n${i + 1}`];
    return {id: `n${i + 1}`, ...(own ? {args: own as {readonly [key: string]: Json}} : {})};
  });

/**
 * A queue that stands as a run begins: its replicas by their nodes, the oldest mirror first; all are synchronised. Where there are several, `tag` tells
 * the processes of one from those of another.
 */
export function standing(queue: string, master: NodeId, mirrors: readonly NodeId[], tag = ""): QueueRecord {
  const pid = (node: NodeId) => `${node}#0${tag}`;
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

export function entry(
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
        config,
        ...make(p),
      };
    },
  };
}

export const publisher = (p: Values, server: string, args: Partial<PublisherArgs> = {}): ClientSpec => ({
  id: "publisher",
  args: {servers: [server], intervalMs: at(p, "intervalMs"), startMs: Math.max(0, at(p, "faultMs") - 2000), ...args} as {
    [key: string]: Json;
  },
});

export const consumer = (server: string, args: Partial<ConsumerArgs> = {}): ClientSpec => ({
  id: "consumer",
  process: "consumer",
  args: {servers: [server], workMs: 4, ...args} as {[key: string]: Json},
});

export const crash = (node: NodeId, when: number): Fault => ({kind: "crash", node, at: when});
export const NODES = ["n1", "n2", "n3"];
