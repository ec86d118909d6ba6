// How the scenarios of the catalogue are written: what they have in common, and who loads their cluster.

import type {ClientSpec, NodeSpec, Parameter, ScenarioEntry} from "../../model/scenario.ts";
import type {NodeId} from "../../vocabulary.ts";
import {around, at, type Made, number, type Values, withCommon, word} from "../catalogue.ts";
import {brokerIds, brokers, consuming, producing, quorumOf, single, topic} from "./cluster.ts";
import {FAULT_MS} from "./losses.ts";

const COMMON: readonly Parameter[] = [
  number("latencyMs", 1, "ms", 0, 2000, "one-way latency between any two hosts"),
  number("jitter", 0, "ratio", 0, 1, "how far the latency of a message may lie from that, up and down, as a part of it"),
  number("writeEveryMs", 50, "ms", 1, 10_000, "a record every so often"),
  number("fsyncMs", 0, "ms", 0, 1000, "how long an fsync takes"),
];

/** Where both modes apply. */
export const MODE: Parameter = word(
  "mode",
  ["zk", "kraft"],
  "zk: a broker is the controller, by ZooKeeper; kraft: a quorum of controllers",
);

export type Parts = Partial<Made> & Pick<Made, "untilMs">;

export function entry(name: string, title: string, own: readonly Parameter[], make: (p: Values) => Parts): ScenarioEntry {
  return {
    name,
    title,
    parameters: withCommon(own, COMMON),
    make(values) {
      const network = {latency: around(at(values, "latencyMs"), at(values, "jitter"))};
      const fsync = at(values, "fsyncMs");
      const machine = {
        name: "steady",
        processStart: {constant: 0},
        teardown: {constant: 0},
        fsync: {constant: fsync},
        service: {},
        work: {},
      };
      const made = {config: {}, nodes: cluster(values), network, faults: [], clients: load(values), ...make(values)};
      const clients = values.mode === "kraft" ? made.clients.map(whenItStands) : made.clients;
      return {...made, ...(fsync > 0 ? {machine} : {}), clients};
    },
  };
}

/** A quorum takes up to two seconds to elect its first leader, and its brokers register after that. */
const STANDS_MS = 1500;

/** A client that comes so much later. */
export const whenItStands = ({args = {}, ...client}: ClientSpec): ClientSpec => ({
  ...client,
  args: {...args, startMs: STANDS_MS + ((args.startMs ?? 0) as number)},
});

export const cluster = (p: Values, controller: NodeId = "b2", n = 3): NodeSpec[] => [...quorumOf(p.mode), ...brokers(n, controller)];

/** The topic, a producer with acks=all and a consumer. */
export const load = (values: Values, more: readonly ClientSpec[] = []): ClientSpec[] => [
  topic(single(brokerIds(3))),
  producing("producer", {intervalMs: at(values, "writeEveryMs")}),
  consuming("consumer"),
  ...more,
];

/** A second producer that waits for the leader alone. */
export const hasty = (values: Values, args: Parameters<typeof producing>[1] = {}): ClientSpec =>
  producing("hasty", {acks: 1, intervalMs: at(values, "writeEveryMs"), ...args});

export const faultAt = (means: string, key = "faultMs"): Parameter => number(key, FAULT_MS, "ms", 0, 600_000, means);
