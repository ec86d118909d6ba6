// The catalogue of fact sheet §11, in its order.

import type {Parameter, ScenarioEntry} from "../../model/scenario.ts";
import {around, at, type Made, number, type Values} from "../catalogue.ts";
import {brokerIds, brokers, consuming, producing, single, topic, zookeepers} from "./cluster.ts";

const COMMON: readonly Parameter[] = [
  number("latencyMs", 1, "ms", 0, 2000, "one-way latency between any two hosts"),
  number("jitter", 0, "ratio", 0, 1, "how far the latency of a message may lie from that, up and down, as a part of it"),
  number("writeEveryMs", 10, "ms", 1, 10_000, "a record every so often"),
];

function entry(name: string, title: string, own: readonly Parameter[], make: (p: Values) => Partial<Made> & Pick<Made, "untilMs">): ScenarioEntry {
  return {
    name,
    title,
    parameters: [...own, ...COMMON],
    make(values) {
      const network = {latency: around(at(values, "latencyMs"), at(values, "jitter"))};
      const nodes = [...zookeepers(3), ...brokers(3, "b2")];
      return {config: {}, nodes, network, faults: [], clients: clients(values), ...make(values)};
    },
  };
}

const clients = (values: Values) => [
  topic(single(brokerIds(3))),
  producing("producer", {intervalMs: at(values, "writeEveryMs")}),
  consuming("consumer"),
];

const FAULT_MS = 5000;

export const scenarios: readonly ScenarioEntry[] = [
  entry(
    "leader-crash",
    "The leader of the partition is killed",
    [number("killAtMs", FAULT_MS, "ms", 0, 600_000, "when it is killed")],
    ({killAtMs}) => ({faults: [{kind: "crash", node: "b1", at: killAtMs as number}], untilMs: (killAtMs as number) + 30_000}),
  ),
];
