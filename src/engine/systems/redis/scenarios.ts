// This file is long because it is the whole catalogue of fact sheet §11, in its order. Unless a parameter says otherwise: n1 is the master, n2 and
// n3 follow it, a sentinel beside each; quorum 2, nothing on disk, 0.3 ms from host to host. The sentinels begin at random moments of the first ten
// seconds, so that their timers have any phase; the fault comes at `faultMs`.

import type {Fault} from "../../model/fault.ts";
import type {ClientSpec, NodeSpec, Parameter, Scenario, ScenarioEntry} from "../../model/scenario.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {around, at, type Made, number, type Values, withCommon, word} from "../catalogue.ts";
import type {ClientArgs} from "./client.ts";

const COMMON: readonly Parameter[] = [
  number("latencyMs", 0.3, "ms", 0, 2000, "one-way latency between any two hosts"),
  number("jitter", 0, "ratio", 0, 1, "how far the latency of a message may lie from that, up and down, as a part of it"),
  number("spreadMs", 10_000, "ms", 0, 60_000, "each sentinel begins at a random moment of this time; 0: all at once"),
  number("faultMs", 15_000, "ms", 0, 600_000, "when the fault comes"),
  number("intervalMs", 5, "ms", 0, 60_000, "pause of each client after an answer"),
];

const DEFAULTS: Scenario["config"] = {
  "down-after-milliseconds": 1000,
  "failover-timeout": 10_000,
  "repl-diskless-sync-delay": 0,
};

/** Servers of which the first is the master. */
export const servers = (n: number, args: {readonly [id: string]: NodeSpec["args"]} = {}): NodeSpec[] =>
  Array.from({length: n}, (_, i) => ({id: `n${i + 1}`, args: {...(i > 0 ? {replicaof: "n1"} : {}), ...args[`n${i + 1}`]}}));

/** Sentinels, beside a server each or on hosts of their own. */
export const sentinels = (n: number, beside: readonly NodeId[]): NodeSpec[] =>
  Array.from({length: n}, (_, i) => {
    const host = beside[i];
    return {id: `s${i + 1}`, process: "sentinel", ...(host ? {host} : {})};
  });

const trio = (args: {readonly [id: string]: NodeSpec["args"]} = {}): NodeSpec[] => [
  ...servers(3, args),
  ...sentinels(3, ["n1", "n2", "n3"]),
];
/** Sentinels that a cut between two servers does not touch. */
const apart = (args: {readonly [id: string]: NodeSpec["args"]} = {}): NodeSpec[] => [...servers(3, args), ...sentinels(3, [])];
const many = (count: number): NodeSpec[] => [...servers(3), ...sentinels(count, ["n1", "n2", "n3"])];

/** What every sentinel has in its file before it begins: the others, and the replicas. */
export function known(nodes: readonly NodeSpec[], spreadMs: number): {[id: string]: Json} {
  const ids = nodes.filter((n) => n.process === "sentinel").map((n) => n.id);
  const slaves = nodes.filter((n) => n.args?.replicaof !== undefined).map((n) => n.id);
  return Object.fromEntries(ids.map((id) => [id, {slaves, sentinels: ids.filter((other) => other !== id), spreadMs}]));
}

type Client = Partial<ClientArgs>;

function entry(
  name: string,
  title: string,
  own: readonly Parameter[],
  make: (p: Values) => Partial<Made> & Pick<Made, "nodes" | "untilMs">,
  config: Scenario["config"] = {},
): ScenarioEntry {
  return {
    name,
    title,
    parameters: withCommon(own, COMMON),
    make(p) {
      const made = make(p);
      return {
        network: {latency: around(at(p, "latencyMs"), at(p, "jitter"))},
        initial: known(made.nodes, at(p, "spreadMs")),
        faults: [],
        ...made,
        config: {...DEFAULTS, ...config, ...made.config},
      };
    },
  };
}

function client(id: string, p: Values, args: Client, where: {host?: string; side?: string} = {}): ClientSpec {
  const common: Client = {startMs: Math.max(0, at(p, "faultMs") - 2000), intervalMs: at(p, "intervalMs")};
  return {id, ...where, args: {...common, ...args} as {[key: string]: Json}};
}

/** Asks the sentinels for the master; on a host of its own. */
const aware = (p: Values, args: Client = {}): ClientSpec => client("aware", p, args, {side: "outside"});
/** Holds on to n1, beside it. */
const holder = (p: Values, args: Client = {}): ClientSpec =>
  client("holder", p, {policy: "pinned", servers: ["n1"], ...args}, {host: "n1", side: "old master"});

const crash = (node: NodeId, at: number): Fault => ({kind: "crash", node, at});
const MIN_REPLICAS = {"min-replicas-to-write": 1, "down-after-milliseconds": 2000};

/** Cut off the master with its sentinel and its client, then heal. */
const split = (p: Values, nodes: readonly NodeId[]): Fault[] => [
  {kind: "cut", nodes, at: at(p, "faultMs")},
  {kind: "heal", at: at(p, "faultMs") + at(p, "cutMs")},
];

const CUT = number("cutMs", 15_000, "ms", 0, 600_000, "how long the cut lasts");

export const scenarios: readonly ScenarioEntry[] = [
  entry("master-crash", "The master's process dies", [], (p) => ({
    nodes: trio(),
    clients: [aware(p)],
    faults: [crash("n1", at(p, "faultMs"))],
    untilMs: at(p, "faultMs") + 10_000,
  })),
  entry("master-vanishes", "The master's host is gone, and its sentinel with it: nothing answers, nothing refuses", [], (p) => ({
    nodes: trio(),
    clients: [aware(p)],
    faults: [{kind: "power-loss", node: "n1", at: at(p, "faultMs")}],
    untilMs: at(p, "faultMs") + 10_000,
  })),
  entry(
    "master-pause",
    "The master stops for a while and goes on as if nothing had been",
    [number("pauseMs", 5000, "ms", 0, 600_000, "length of the pause")],
    (p) => ({
      nodes: trio(),
      clients: [aware(p), holder(p)],
      faults: [{kind: "pause", node: "n1", forMs: at(p, "pauseMs"), at: at(p, "faultMs")}],
      untilMs: at(p, "faultMs") + at(p, "pauseMs") + 20_000,
    }),
  ),
  entry(
    "split-brain",
    "The master is cut off with one sentinel and one client",
    [CUT],
    (p) => ({
      nodes: trio(),
      clients: [aware(p, {servers: ["s2", "s3"]}), holder(p)],
      faults: split(p, ["n1"]),
      untilMs: at(p, "faultMs") + at(p, "cutMs") + 20_000,
    }),
    {"down-after-milliseconds": 2000},
  ),
  entry(
    "split-brain-min-replicas",
    "The same cut; the master refuses writes when no replica has been heard of for a while",
    [CUT],
    (p) => ({
      nodes: trio(),
      clients: [aware(p, {servers: ["s2", "s3"]}), holder(p)],
      faults: split(p, ["n1"]),
      untilMs: at(p, "faultMs") + at(p, "cutMs") + 20_000,
    }),
    MIN_REPLICAS,
  ),
  entry(
    "stranded-replica",
    "One replica is cut off together with the old master, and keeps it writable",
    [CUT],
    (p) => ({
      nodes: [...servers(3), ...sentinels(3, ["n1"])],
      clients: [aware(p, {servers: ["s2", "s3"]}), holder(p)],
      faults: split(p, ["n1", "n2"]),
      untilMs: at(p, "faultMs") + at(p, "cutMs") + 30_000,
    }),
    {...MIN_REPLICAS, "min-replicas-max-lag": 2},
  ),
  entry(
    "no-majority",
    "Two of three sentinels are dead when the master dies; a quorum of one lets the third try for ever",
    [],
    (p) => ({
      nodes: trio(),
      clients: [aware(p)],
      faults: [crash("s2", at(p, "faultMs") - 2000), crash("s3", at(p, "faultMs") - 2000), crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 30_000,
    }),
    {quorum: 1, "failover-timeout": 5000},
  ),
  entry(
    "no-quorum",
    "Sentinels are dead when the master dies, and the rest is no quorum",
    [
      number("sentinels", 3, "sentinels", 1, 15, "how many there are"),
      number("dead", 2, "sentinels", 0, 15, "how many of them, the last ones, are dead"),
    ],
    (p) => ({
      nodes: many(at(p, "sentinels")),
      clients: [aware(p)],
      faults: [...lastDie(p), crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 30_000,
    }),
  ),
  entry(
    "split-vote",
    "Far from each other all sentinels notice before they hear of a vote",
    [
      number("latencyMs", 100, "ms", 0, 2000, "one-way latency between any two hosts"),
      number("sentinels", 3, "sentinels", 1, 15, "how many there are"),
    ],
    (p) => ({
      nodes: [...servers(3), ...sentinels(at(p, "sentinels"), [])],
      clients: [aware(p, {connectTimeoutMs: 1000, readTimeoutMs: 1000, discoveryTimeoutMs: 1000})],
      faults: [crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 40_000,
    }),
    {"failover-timeout": 5000},
  ),
  entry(
    "selection-order",
    "Two replicas differ in priority and in how far they have come",
    [
      number("n2Priority", 100, "", 0, 1000, "replica-priority of n2"),
      number("n3Priority", 100, "", 0, 1000, "replica-priority of n3"),
      number("n2LagMs", 0, "ms", 0, 10_000, "for how long before the crash the stream no longer reaches n2"),
      number("n3LagMs", 0, "ms", 0, 10_000, "for how long before the crash the stream no longer reaches n3"),
    ],
    (p) => ({
      nodes: apart({n2: {priority: at(p, "n2Priority")}, n3: {priority: at(p, "n3Priority")}}),
      clients: [aware(p)],
      faults: [...lagging(p, "n2"), ...lagging(p, "n3"), crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 10_000,
    }),
  ),
  entry(
    "priority-zero",
    "No replica may be promoted",
    [number("raisedMs", 0, "ms", 0, 600_000, "so long after the fault n3 is given priority 100; 0: never")],
    (p) => {
      const raised = at(p, "raisedMs") > 0 ? {raiseAtMs: at(p, "faultMs") + at(p, "raisedMs"), raiseTo: 100} : {};
      return {
        nodes: trio({n2: {priority: 0}, n3: {priority: 0, ...raised}}),
        clients: [aware(p)],
        faults: [crash("n1", at(p, "faultMs"))],
        untilMs: at(p, "faultMs") + 45_000,
      };
    },
  ),
  entry(
    "stale-replica",
    "The only replica has been without its master for a while when the master dies",
    [
      number("faultMs", 45_000, "ms", 0, 600_000, "when the fault comes"),
      number("brokenMs", 30_000, "ms", 0, 600_000, "for how long its link has been broken then"),
    ],
    (p) => {
      const broken = at(p, "faultMs") - at(p, "brokenMs");
      return {
        nodes: apart(),
        clients: [aware(p)],
        faults: [
          {kind: "cut", nodes: ["n2"], from: ["n1"], at: broken},
          {kind: "reset-connection", node: "n2", peer: "n1", port: "replication", at: broken},
          crash("n3", at(p, "faultMs")),
          crash("n1", at(p, "faultMs")),
        ],
        untilMs: at(p, "faultMs") + 30_000,
      };
    },
  ),
  entry(
    "empty-restart",
    "The master restarts before anybody holds it for down, with nothing on disk",
    [number("restartAfterMs", 300, "ms", 0, 600_000, "how long it is away")],
    (p) => ({
      nodes: trio(),
      clients: [aware(p)],
      faults: [crash("n1", at(p, "faultMs")), {kind: "restart", node: "n1", at: at(p, "faultMs") + at(p, "restartAfterMs")}],
      untilMs: at(p, "faultMs") + 15_000,
    }),
    {"down-after-milliseconds": 5000},
  ),
  entry(
    "leader-crash",
    "The elected sentinel dies in the middle of its fail-over",
    [
      word("crashAt", ["elected", "noone", "promoted"], "after which step it dies"),
      number("restartMs", 0, "ms", 0, 600_000, "it comes back so long after; 0: never"),
    ],
    (p) => {
      const event = `note ${{elected: "+elected-leader", noone: "slaveof-noone", promoted: "+promoted-slave"}[p.crashAt as string]}`;
      const fromMs = at(p, "faultMs");
      const back: Fault[] =
        at(p, "restartMs") > 0 ? [{kind: "restart", node: "@self", when: {event, fromMs, plusMs: at(p, "restartMs")}}] : [];
      return {
        nodes: apart(),
        clients: [aware(p)],
        // By then everything written in that turn has been sent.
        faults: [
          crash("n1", fromMs),
          {kind: "crash", node: "@self", when: {event, fromMs, ...(p.crashAt === "noone" ? {plusMs: 1} : {})}},
          ...back,
        ],
        untilMs: fromMs + 45_000,
      };
    },
  ),
  entry(
    "promoted-replica-dies",
    "The new master dies before anything but its promotion is known",
    [number("killAfterMs", 50, "ms", 0, 60_000, "how long after +promoted-slave")],
    (p) => ({
      nodes: apart(),
      clients: [aware(p)],
      faults: [
        crash("n1", at(p, "faultMs")),
        {kind: "crash", node: "@leader", when: {event: "note +promoted-slave", fromMs: at(p, "faultMs"), plusMs: at(p, "killAfterMs")}},
      ],
      untilMs: at(p, "faultMs") + 20_000,
    }),
  ),
  entry(
    "tilt",
    "Two sentinels stop for a while and no longer trust their clocks; then the master dies",
    [number("pauseMs", 3000, "ms", 0, 60_000, "how long they stop")],
    (p) => ({
      nodes: trio(),
      clients: [aware(p)],
      faults: [
        ...["s1", "s2"].map((node): Fault => ({kind: "pause", node, forMs: at(p, "pauseMs"), at: at(p, "faultMs") - 5000})),
        crash("n1", at(p, "faultMs")),
      ],
      untilMs: at(p, "faultMs") + 45_000,
    }),
  ),
  entry("spurious-second-failover", "The new master is held for down in the very tick in which it is first dialled", [], (p) => ({
    nodes: trio(),
    clients: [aware(p)],
    faults: [crash("n1", at(p, "faultMs"))],
    untilMs: at(p, "faultMs") + 12_000,
  })),
  entry("one-way-cut", "Two sentinels no longer hear the master, whom all others hear", [CUT], (p) => ({
    nodes: apart(),
    clients: [aware(p)],
    faults: [
      {kind: "cut", nodes: ["n1"], from: ["s2", "s3"], oneWay: true, at: at(p, "faultMs")},
      {kind: "heal", at: at(p, "faultMs") + at(p, "cutMs")},
    ],
    untilMs: at(p, "faultMs") + at(p, "cutMs") + 15_000,
  })),
  entry(
    "quorum-all",
    "All five sentinels must agree, and one of them is dead",
    [
      number("sentinels", 5, "sentinels", 1, 15, "how many there are"),
      number("dead", 1, "sentinels", 0, 15, "how many of them, the last ones, are dead"),
    ],
    (p) => ({
      nodes: many(at(p, "sentinels")),
      clients: [aware(p)],
      faults: [...lastDie(p), crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 15_000,
    }),
    {quorum: 5},
  ),
  entry(
    "wait-not-enough",
    "A write waits for a replica that will not be promoted",
    [
      number("waitReplicas", 1, "replicas", 1, 2, "for how many replicas each write waits"),
      number("n3LagMs", 500, "ms", 0, 10_000, "for how long before the crash the stream no longer reaches n3"),
    ],
    (p) => ({
      nodes: apart({n2: {priority: 0}}),
      clients: [aware(p, {waitReplicas: at(p, "waitReplicas"), waitMs: 100})],
      faults: [...lagging(p, "n3"), crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 10_000,
    }),
  ),
  entry(
    "two-node-min-replicas",
    "With one replica and min-replicas-to-write 1 the new master has nobody to write for",
    [number("restartAfterMs", 20_000, "ms", 0, 600_000, "when the old master comes back")],
    (p) => ({
      nodes: [...servers(2), ...sentinels(3, ["n1", "n2"])],
      clients: [aware(p)],
      faults: [crash("n1", at(p, "faultMs")), {kind: "restart", node: "n1", at: at(p, "faultMs") + at(p, "restartAfterMs")}],
      untilMs: at(p, "faultMs") + at(p, "restartAfterMs") + 20_000,
    }),
    {"min-replicas-to-write": 1},
  ),
  entry(
    "backlog-overrun",
    "A replica's link is broken for longer than the backlog reaches back",
    [
      number("brokenMs", 3000, "ms", 0, 60_000, "how long the link is broken"),
      number("intervalMs", 1.6, "ms", 0, 60_000, "pause of each client after an answer"),
    ],
    (p) => ({
      nodes: apart(),
      clients: [aware(p)],
      faults: [
        {kind: "cut", nodes: ["n2"], from: ["n1"], at: at(p, "faultMs")},
        {kind: "reset-connection", node: "n2", peer: "n1", port: "replication", at: at(p, "faultMs")},
        {kind: "heal", nodes: ["n2"], from: ["n1"], at: at(p, "faultMs") + at(p, "brokenMs")},
      ],
      untilMs: at(p, "faultMs") + at(p, "brokenMs") + 5000,
    }),
    {"repl-backlog-size": 16_384},
  ),
];

function lastDie(p: Values): Fault[] {
  const count = at(p, "sentinels");
  const dead = Math.min(at(p, "dead"), count);
  return Array.from({length: dead}, (_, i) => crash(`s${count - i}`, at(p, "faultMs") - 2000));
}

/** What the master sends that replica vanishes from then on. Only their own link goes that way. */
function lagging(p: Values, node: NodeId): Fault[] {
  const lag = at(p, `${node}LagMs`);
  return lag > 0 ? [{kind: "cut", nodes: ["n1"], from: [node], oneWay: true, at: at(p, "faultMs") - lag}] : [];
}
