// Who plays in the scenarios: servers, instances, readers, and a partition of them.

import type {Fault} from "../../model/fault.ts";
import type {ClientSpec, NodeSpec, Parameter, ScenarioEntry} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {at, type Made, number, type Values, withCommon} from "../catalogue.ts";
import type {ClientArgs} from "./client-state.ts";
import type {OperatorArgs} from "./operator.ts";

const COMMON = [number("latencyMs", 0.5, "ms", 0, 1000, "one-way latency of each message")];

/** Nothing settles: minutes are a scenario's own time, and a lost registration is what comes back by a heartbeat. */
export function entry<const N extends string>(
  name: N,
  title: string,
  own: readonly Parameter[],
  make: (p: Values) => Omit<Made, "network" | "config" | "faults" | "settle"> & Partial<Pick<Made, "config" | "faults">>,
): ScenarioEntry & {readonly name: N} {
  return {
    name,
    title,
    parameters: withCommon(own, COMMON),
    make: (p) => ({network: {latency: {constant: at(p, "latencyMs")}}, config: {}, faults: [], settle: false, ...make(p)}),
  };
}

export const servers = (n: number, args: NodeSpec["args"] = {}): NodeSpec[] => Array.from({length: n}, (_, i) => ({id: `s${i + 1}`, args}));

export const client = (id: string, args: Partial<ClientArgs>, startMs = 0): ClientSpec => ({
  id,
  startMs,
  args: args as {readonly [key: string]: Json},
});

export const operator = (id: string, server: string, requests: OperatorArgs["requests"]): ClientSpec => ({
  id,
  process: "operator",
  args: {server, requests} as unknown as {readonly [key: string]: Json},
});

export const reader = (startMs: number, watches: readonly string[], asks: readonly string[], every = 1000): ClientSpec =>
  client("reader", {registers: false, fetches: true, watches, servers: asks, lookupMs: every}, startMs);

/** Instances that renew all the time and are no part of the story. */
export const crowd = (count: number, asks?: readonly string[]): ClientSpec =>
  client("crowd", {count, enrolled: true, spreadMs: 30_000, tellsRenewals: false, ...(asks ? {servers: asks, ordered: true} : {})});

/** An instance that renews a moment after each full half minute. */
export const punctual = (id: string, asks?: readonly string[]): ClientSpec =>
  client(id, {enrolled: true, ...(asks ? {servers: asks} : {})});

export const crash = (node: string, ms: number): Fault => ({kind: "crash", node, at: ms});

export const mortals = (n: number) => Array.from({length: n}, (_, i) => `mortal-${i + 1}`);

export const CUT = [
  number("cutMs", 300_000, "ms", 1000, 3_600_000, "when the two sides are parted"),
  number("healAfterMs", 600_000, "ms", 0, 3_600_000, "for how long"),
];

/** One server a side, and instances that ask their own server first; readers of both are called left-reader and right-reader. `far`: who else is on the right. */
export function parted(
  p: Values,
  left: number,
  right: number,
  more: readonly ClientSpec[] = [],
  watches: readonly string[] = [],
  far: readonly string[] = [],
): Made {
  const side = (id: string, count: number, asks: readonly string[]): ClientSpec[] => [
    client(id, {count, enrolled: true, spreadMs: 30_000, tellsRenewals: false, servers: asks, ordered: true}),
    client(`${id}-reader`, {registers: false, fetches: true, servers: asks.slice(0, 1), watches}, 10_000),
  ];
  const [cutMs, healMs] = [at(p, "cutMs"), at(p, "cutMs") + at(p, "healAfterMs")];
  return {
    network: {latency: {constant: at(p, "latencyMs")}},
    config: {},
    nodes: servers(2),
    clients: [...side("left", left, ["s1", "s2"]), ...side("right", right, ["s2", "s1"]), ...more],
    faults: [
      {kind: "cut", nodes: ["s2", "right", "right-reader", ...far], at: cutMs},
      {kind: "heal", at: healMs},
    ],
    untilMs: healMs + 300_000,
  };
}

export const crowdSize = (usual: number) => number("crowd", usual, "instances", 0, 20_000, "other instances, which go on renewing");
