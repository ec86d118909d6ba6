// This file is long because it is the whole catalogue of fact sheet §12, in its order. Instantaneous disks and 10 ms from host to host, unless a
// parameter says otherwise. A scenario that needs a running ensemble first lets one form; its fault comes at `faultMs`.

import type {Fault} from "../../model/fault.ts";
import type {ClientSpec, Machine, NodeSpec, Parameter, ScenarioEntry} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {around, at, type Made, number, type Values, withCommon, word} from "../catalogue.ts";
import type {ClientArgs} from "./client-args.ts";
import {VERSIONS} from "./config.ts";
import type {Initial} from "./model.ts";

const DISKS = ["ram", "nvme-plp", "nvme-consumer", "cloud-ssd", "cloud-old", "hdd"];

const COMMON: readonly Parameter[] = [
  number("latencyMs", 10, "ms", 0, 2000, "one-way latency between any two hosts"),
  number("jitter", 0, "ratio", 0, 1, "how far the latency of a message may lie from that, up and down, as a part of it"),
  number("startSpreadMs", 0, "ms", 0, 10_000, "each server is late by up to this when it starts, drawn by the seed"),
  {key: "disk", default: "ram", unit: "", range: DISKS, means: "how long an fsync takes: a class of device (transport D7); ram takes none"},
  {key: "linksUp", default: true, unit: "", range: null, means: "election links stand already when a server starts"},
  {key: "version", default: VERSIONS[0], unit: "", range: VERSIONS, means: "version of ZooKeeper"},
];

/** A host that takes no time at all. */
const INSTANT: Machine = {
  name: "instant",
  processStart: {constant: 0},
  teardown: {constant: 0},
  fsync: {constant: 0},
  service: {},
  work: {},
};

/** Only a restart draws how long its process takes to start: so the first start becomes one. */
function startedLate(scenario: Made): Made {
  const starts = scenario.nodes.flatMap((n): Fault[] => (n.startMs === null ? [] : [{kind: "restart", node: n.id, at: n.startMs ?? 0}]));
  return {...scenario, nodes: scenario.nodes.map((n) => ({...n, startMs: null})), faults: [...starts, ...scenario.faults]};
}

/** Hosts that take time to start a process and to sync a disk; none is said where both are instantaneous. */
function hosts({startSpreadMs, disk}: Values): {machine?: Machine} {
  if (startSpreadMs === 0 && disk === "ram") return {};
  return {machine: {...INSTANT, processStart: {uniform: [0, startSpreadMs as number]}, fsync: disk as string}};
}

const faultMs = (at: number): Parameter => number("faultMs", at, "ms", 0, 600_000, "when the fault comes");

function entry(
  name: string,
  title: string,
  own: readonly Parameter[],
  make: (p: Values) => Partial<Made> & Pick<Made, "nodes" | "untilMs">,
): ScenarioEntry {
  return {
    name,
    title,
    parameters: withCommon(own, COMMON),
    make(values) {
      const made = make(values);
      const nodes = made.nodes.map((n) => ({...n, args: {linksUp: values.linksUp as boolean, ...n.args}}));
      const network = {latency: around(values.latencyMs as number, values.jitter as number)};
      const scenario = {version: values.version as string, config: {}, network, ...hosts(values), faults: [], ...made, nodes};
      return values.startSpreadMs === 0 ? scenario : startedLate(scenario);
    },
  };
}

const voters = (n: number): NodeSpec[] => Array.from({length: n}, (_, i) => ({id: `z${i + 1}`}));

/** Those that never start, and those that start later. */
function starting(nodes: readonly NodeSpec[], startMs: {readonly [id: string]: number | null}): NodeSpec[] {
  return nodes.map((n) => (n.id in startMs ? {...n, startMs: startMs[n.id] as number | null} : n));
}

function client(id: string, args: Partial<ClientArgs>, more: Partial<ClientSpec> = {}): ClientSpec {
  return {id, args: args as {readonly [key: string]: Json}, ...more};
}

/** A log of one epoch, counters from–to, each a node of its own. */
const log = (epoch: number, to: number, from = 1): NonNullable<Initial["log"]> =>
  Array.from({length: to - from + 1}, (_, i) => [epoch, from + i, `/n-${epoch}-${from + i}`] as const);

const disk = (d: Initial): Json => d as unknown as Json;

const same = (nodes: readonly NodeSpec[], d: Initial): {[id: string]: Json} => Object.fromEntries(nodes.map((n) => [n.id, disk(d)]));

/** One node `/x` that all servers have from epoch 1. */
const WITH_X: Initial = {acceptedEpoch: 1, currentEpoch: 1, log: [[1, 1, "/x", "0"]]};

export const scenarios: readonly ScenarioEntry[] = [
  entry(
    "cold-start",
    "Servers 1 and 2 start with empty disks, server 3 comes later",
    [
      number("thirdStartsMs", 2000, "ms", 0, 60_000, "when server 3 starts"),
      number("servers", 3, "servers", 3, 21, "how many there are; those after the third start with the first two"),
    ],
    (p) => ({
      nodes: starting(voters(at(p, "servers")), {z3: at(p, "thirdStartsMs")}),
      untilMs: at(p, "thirdStartsMs") + 1000 + Math.max(0, 20 * (at(p, "latencyMs") - 10)),
    }),
  ),
  entry(
    "leader-loss",
    "The leader dies right after a commit that server 3 has not heard of",
    [
      number("writes", 123, "writes", 1, 2000, "how many writes the client makes; the session is a transaction, too"),
      word("dies", ["leader", "power"], "what dies: the leader's process, or the power of all three for a second"),
      number("afterMs", 0, "ms", 0, 10_000, "how long after the commit it dies"),
      number("watchMs", 3000, "ms", 0, 600_000, "how long is looked on then"),
      {key: "thirdHas", default: false, unit: "", range: null, means: "server 3 has logged the last write as well"},
    ],
    (p) => {
      const last = at(p, "writes") + 1;
      const commit = {event: "note committed", node: "z2", nth: last, ...(at(p, "afterMs") > 0 ? {plusMs: at(p, "afterMs")} : {})};
      const death: Fault[] =
        p.dies === "leader"
          ? [{kind: "crash", node: "z2", when: commit}]
          : ["z1", "z2", "z3"].flatMap((node): Fault[] => [
              {kind: "power-loss", node, when: commit},
              {kind: "restart", node, when: {...commit, plusMs: at(p, "afterMs") + 1000}},
            ]);
      // The segment that carries it is lost, and the process that would send it again is gone.
      const late: Fault = {
        kind: "drop",
        message: "PROPOSAL",
        node: "z2",
        peer: "z3",
        when: {event: "note proposed", node: "z2", nth: last},
      };
      return {
        nodes: starting(voters(3), {z3: 1000}),
        clients: [client("writer", {does: "create", path: "/a", servers: ["z2", "z1", "z3"], startMs: 2000, intervalMs: 0})],
        faults: p.thirdHas === true ? death : [late, ...death],
        untilMs: 2500 + last * 4 * at(p, "latencyMs") + at(p, "watchMs"),
      };
    },
  ),
  entry("epoch-beats-zxid", "A long tail of an old epoch against a short log of a newer one", [], () => ({
    nodes: starting(voters(3), {z3: null}),
    initial: {
      z1: disk({acceptedEpoch: 2, currentEpoch: 2, log: log(1, 2)}),
      z2: disk({acceptedEpoch: 1, currentEpoch: 1, log: log(1, 5)}),
      z3: disk({acceptedEpoch: 2, currentEpoch: 2, log: log(1, 2)}),
    },
    untilMs: 3000,
  })),
  entry(
    "late-better-server",
    "The server with the largest id starts while the others are electing",
    [
      number("delayMs", 150, "ms", 0, 60_000, "when server 5 starts"),
      {key: "nearTwoAndThree", default: false, unit: "", range: null, means: "servers 2 and 3 hear server 5 in a fifth of the time"},
    ],
    (p) => {
      const sooner = p.nearTwoAndThree === true ? ["z2", "z3"] : [];
      const latency = around(at(p, "latencyMs") / 5, at(p, "jitter"));
      return {
        nodes: starting(voters(5), {z5: at(p, "delayMs")}),
        network: {latency: around(at(p, "latencyMs"), at(p, "jitter")), links: sooner.map((to) => ({from: "z5", to, latency}))},
        untilMs: Math.max(26_000, at(p, "delayMs") + 3000),
      };
    },
  ),
  entry(
    "leader-crash-sessions",
    "The leader is lost under load; a session on a follower survives it",
    [
      faultMs(5000),
      number("servers", 5, "servers", 3, 15, "how many there are"),
      word("how", ["crash", "cut"], "its process dies, or its host can no longer be reached"),
    ],
    (p) => ({
      nodes: voters(at(p, "servers")),
      clients: [
        client("owner", {does: "ephemeral", path: "/e", servers: ["z2", "z3", "z1"], startMs: 1000, sessionTimeoutMs: 10_000}),
        client("writer", {
          does: "create",
          path: "/a",
          servers: voters(Math.min(4, at(p, "servers") - 1)).map((n) => n.id),
          startMs: 1000,
          intervalMs: 50,
        }),
      ],
      faults: [
        p.how === "crash"
          ? {kind: "crash", node: "@leader", at: at(p, "faultMs")}
          : {kind: "cut", nodes: ["@leader"], at: at(p, "faultMs")},
      ],
      untilMs: at(p, "faultMs") + 20_000,
    }),
  ),
  entry("quorum-loss", "Two of three servers die one after the other; one comes back a minute later", [faultMs(5000)], (p) => ({
    nodes: voters(3),
    clients: [client("writer", {does: "create", path: "/a", servers: ["z3", "z2", "z1"], startMs: 1000, intervalMs: 200})],
    faults: [
      {kind: "crash", node: "z1", at: at(p, "faultMs")},
      {kind: "crash", node: "z2", at: at(p, "faultMs") + 5000},
      {kind: "restart", node: "z1", at: at(p, "faultMs") + 60_000},
    ],
    untilMs: at(p, "faultMs") + 66_000,
  })),
  entry(
    "minority-leader",
    "The leader and one follower are cut off from the other three",
    [faultMs(5000), number("healAfterMs", 40_000, "ms", 0, 600_000, "how long the cut lasts")],
    (p) => ({
      nodes: voters(5),
      initial: same(voters(5), WITH_X),
      clients: [
        client(
          "inside-reader",
          {does: "get", path: "/x", servers: ["z4"], startMs: 1000, intervalMs: 100, policy: "pinned"},
          {host: "z4", side: "minority"},
        ),
        client(
          "inside-syncer",
          {does: "sync-get", path: "/x", servers: ["z4"], startMs: 1000, intervalMs: 100, policy: "pinned"},
          {host: "z4", side: "minority"},
        ),
        client(
          "inside-writer",
          {does: "create", path: "/i", servers: ["z5"], startMs: 1000, intervalMs: 200, policy: "pinned", sessionTimeoutMs: 40_000},
          {host: "z5", side: "minority"},
        ),
        client(
          "outside-writer",
          {does: "set", path: "/x", servers: ["z1", "z2", "z3"], startMs: 1000, intervalMs: 100},
          {side: "majority"},
        ),
      ],
      faults: [
        {kind: "cut", nodes: ["z4", "z5"], at: at(p, "faultMs")},
        {kind: "heal", at: at(p, "faultMs") + at(p, "healAfterMs")},
      ],
      untilMs: at(p, "faultMs") + at(p, "healAfterMs") + 45_000,
    }),
  ),
  entry(
    "leader-pause",
    "The leader's process stops for a while and goes on as if nothing had been",
    [faultMs(5000), number("pauseMs", 15_000, "ms", 0, 600_000, "length of the pause")],
    (p) => ({
      nodes: voters(3),
      initial: same(voters(3), WITH_X),
      clients: [
        client(
          "reader",
          {does: "get", path: "/x", servers: ["z3"], startMs: 1000, intervalMs: 20, policy: "pinned", sessionTimeoutMs: 40_000},
          {side: "old leader"},
        ),
        client("writer", {does: "set", path: "/x", servers: ["z1", "z2"], startMs: 1000, intervalMs: 50}, {side: "majority"}),
      ],
      faults: [{kind: "pause", node: "@leader", forMs: at(p, "pauseMs"), at: at(p, "faultMs")}],
      untilMs: at(p, "faultMs") + at(p, "pauseMs") + 5000,
    }),
  ),
  entry("partial-partition", "A follower restarts that can reach its peer, but not the leader", [faultMs(5000)], (p) => ({
    nodes: voters(3),
    initial: {
      z1: disk({acceptedEpoch: 1, currentEpoch: 1, log: log(1, 2)}),
      ...same(voters(3).slice(1), {acceptedEpoch: 1, currentEpoch: 1, log: log(1, 1)}),
    },
    clients: [client("writer", {does: "create", path: "/a", servers: ["z1"], startMs: 1000, intervalMs: 200, policy: "pinned"})],
    faults: [
      {kind: "cut", nodes: ["z3"], from: ["z1"], at: at(p, "faultMs")},
      {kind: "restart", node: "z3", at: at(p, "faultMs")},
      {kind: "heal", nodes: ["z3"], from: ["z1"], at: at(p, "faultMs") + 30_000},
    ],
    untilMs: at(p, "faultMs") + 65_000,
  })),
  entry("stuck-disk", "A follower's disk stops answering; it goes on answering pings", [faultMs(5000)], (p) => ({
    nodes: voters(3),
    clients: [
      client("writer", {does: "create", path: "/a", servers: ["z3", "z1"], startMs: at(p, "faultMs") + 1000, count: 1, intervalMs: 1000}),
    ],
    faults: [
      {kind: "slow-disk", node: "z2", factor: null, at: at(p, "faultMs")},
      {kind: "heal-disk", node: "z2", at: at(p, "faultMs") + 20_000},
    ],
    untilMs: at(p, "faultMs") + 25_000,
  })),
  entry(
    "observer",
    "An observer has the largest zxid and the largest id",
    [number("observerAccepted", 1, "epoch", 0, 1000, "acceptedEpoch of the observer")],
    (p) => ({
      nodes: [...voters(3), {id: "z9", args: {observer: true}}],
      initial: {
        ...same(voters(3), {acceptedEpoch: 1, currentEpoch: 1, log: log(1, 3)}),
        z9: disk({acceptedEpoch: at(p, "observerAccepted"), currentEpoch: Math.min(1, at(p, "observerAccepted")), log: log(1, 5)}),
      },
      untilMs: 5000,
    }),
  ),
  entry("hierarchical-quorum", "Nine servers in three groups lose five, then two more", [faultMs(5000)], (p) => ({
    nodes: voters(9).map((n, i) => ({...n, args: {group: ["a", "b", "c"][Math.floor(i / 3)] as string}})),
    clients: [client("writer", {does: "create", path: "/a", servers: ["z1", "z4"], startMs: 1000, intervalMs: 100})],
    faults: [
      ...["z7", "z8", "z9", "z3", "z6"].map((node): Fault => ({kind: "crash", node, at: at(p, "faultMs")})),
      ...["z2", "z5"].map((node): Fault => ({kind: "crash", node, at: at(p, "faultMs") + 10_000})),
    ],
    untilMs: at(p, "faultMs") + 20_000,
  })),
  entry("burnt-epochs", "A leader dies right after one follower has promised its epoch", [], () => ({
    nodes: voters(3),
    initial: same(voters(3), {acceptedEpoch: 3, currentEpoch: 3, log: [[3, 1, "/x", "0"]]}),
    faults: [
      {kind: "drop", message: "LEADERINFO", node: "z3", peer: "z2", when: {event: "send LEADERINFO", node: "z3", peer: "z2"}},
      {kind: "crash", node: "z3", when: {event: "send LEADERINFO", node: "z3", peer: "z1"}},
    ],
    untilMs: 5000,
  })),
  entry(
    "four-syncs",
    "Five learners with five different logs join one leader",
    [number("logFactor", -1, "ratio", -1, 1000, "snapshotSizeFactor: negative switches syncing from the log off")],
    (p) => ({
      nodes: starting(voters(6), {z2: 1500}),
      config: {snapshotSizeFactor: at(p, "logFactor")},
      initial: {
        z1: disk({acceptedEpoch: 1, currentEpoch: 1, log: log(1, 40)}),
        z2: disk({acceptedEpoch: 1, currentEpoch: 1, log: log(1, 605)}),
        z3: disk({acceptedEpoch: 1, currentEpoch: 1, log: log(1, 590)}),
        z4: disk({acceptedEpoch: 1, currentEpoch: 1, log: log(1, 600)}),
        z5: disk({acceptedEpoch: 1, currentEpoch: 1, log: log(1, 600)}),
        z6: disk({acceptedEpoch: 1, currentEpoch: 1, log: []}),
      },
      untilMs: 4000,
    }),
  ),
  entry("zxid-rollover", "A leader uses up the 32 bits of its counter", [], () => ({
    nodes: voters(3).map((n) => ({...n, args: {startCounter: 0xfffffffc}})),
    clients: [client("writer", {does: "create", path: "/a", servers: ["z3", "z2", "z1"], startMs: 1000, intervalMs: 100})],
    untilMs: 6000,
  })),
  entry(
    "controller-race",
    "Three clients contend for an ephemeral node; its holder pauses",
    [
      faultMs(6000),
      number("pauseMs", 20_000, "ms", 0, 600_000, "length of the pause"),
      number("sessionTimeoutMs", 6000, "ms", 1000, 600_000, "session time-out that each asks for"),
    ],
    (p) => ({
      nodes: voters(3),
      clients: ["a", "b", "c"].map((id, i) =>
        client(id, {
          does: "contend",
          path: "/controller",
          servers: [`z${i + 1}`],
          startMs: 1000 + i * 100,
          sessionTimeoutMs: at(p, "sessionTimeoutMs"),
          pauseMs: 100,
        }),
      ),
      faults: [{kind: "pause", node: "a", forMs: at(p, "pauseMs"), at: at(p, "faultMs")}],
      untilMs: at(p, "faultMs") + at(p, "pauseMs") + 5000,
    }),
  ),
  entry("rejoin", "A follower loses its connection to the leader for a moment", [faultMs(5000)], (p) => ({
    nodes: voters(3),
    clients: [client("writer", {does: "create", path: "/a", servers: ["z3"], startMs: 1000, intervalMs: 50, policy: "pinned"})],
    faults: [{kind: "reset-connection", node: "z3", peer: "z1", port: "quorum", at: at(p, "faultMs")}],
    untilMs: at(p, "faultMs") + 3000,
  })),
  entry(
    "resurrected-tail",
    "A write only the leader has logged; all crash, and two come back",
    [word("first", ["2 and 3", "1 and 2"], "who comes back first")],
    (p) => {
      const when = (plusMs: number) => ({when: {event: "note proposed", node: "z3", nth: 5, side: "before" as const, plusMs}});
      const first = p.first === "1 and 2" ? ["z1", "z2"] : ["z2", "z3"];
      return {
        nodes: voters(3),
        clients: [
          client("writer", {does: "create", path: "/a", servers: ["z3"], startMs: 1000, intervalMs: 100, policy: "pinned", count: 4}),
        ],
        faults: [
          {kind: "cut", nodes: ["z3"], from: ["z1", "z2"], when: {event: "note proposed", node: "z3", nth: 5, side: "before"}},
          ...["z1", "z2", "z3"].map((node): Fault => ({kind: "crash", node, ...when(100)})),
          {kind: "heal", ...when(200)},
          ...first.map((node): Fault => ({kind: "restart", node, ...when(1000)})),
        ],
        untilMs: 8000,
      };
    },
  ),
  entry("bare-quorum-blip", "Two of three servers are up; their connection is reset once", [faultMs(5000)], (p) => ({
    nodes: starting(voters(3), {z3: null}),
    clients: [client("writer", {does: "create", path: "/a", servers: ["z2", "z1"], startMs: 1000, intervalMs: 50, pauseMs: 20})],
    faults: [{kind: "reset-connection", node: "z2", peer: "z1", port: "quorum", at: at(p, "faultMs")}],
    untilMs: at(p, "faultMs") + 6000,
  })),
  entry("phantom-ack", "A follower leaves before its leader serves, and its ack still counts", [], () => ({
    nodes: starting(voters(5), {z4: null, z5: null}),
    initial: {
      ...same(voters(5), {acceptedEpoch: 1, currentEpoch: 1, log: log(1, 10)}),
      z2: disk({acceptedEpoch: 1, currentEpoch: 1, log: []}),
    },
    config: {snapshotSizeFactor: -1},
    faults: [
      {kind: "slow-disk", node: "z2", factor: null, when: {event: "send ACKEPOCH", node: "z2"}},
      {kind: "heal-disk", node: "z2", when: {event: "send ACKEPOCH", node: "z2", plusMs: 15_000}},
    ],
    untilMs: 20_000,
  })),
];
