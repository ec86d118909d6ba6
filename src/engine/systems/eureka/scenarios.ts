import {at, number} from "../catalogue.ts";
import {CUT, client, crash, crowd, crowdSize, entry, mortals, parted, punctual, reader, servers} from "./cast.ts";
import {divergences} from "./divergences.ts";

export const scenarios = [
  entry(
    "cold-start",
    "An instance registers, and a reader sees it one cache and one fetch later",
    [
      number("registerMs", 100, "ms", 0, 600_000, "when the instance starts"),
      number("readerMs", 10_000, "ms", 0, 600_000, "when the reader starts"),
    ],
    (p) => ({
      nodes: servers(1),
      clients: [
        client("i1", {}, at(p, "registerMs")),
        reader(at(p, "readerMs"), ["i1"], ["s1"]),
        client("early", {registers: false, fetches: true, servers: ["s1"]}),
      ],
      untilMs: Math.max(at(p, "registerMs"), at(p, "readerMs")) + 100_000,
    }),
  ),
  entry(
    "graceful-exit",
    "An instance cancels at one server, and readers of the other one see it go",
    [number("exitMs", 100_000, "ms", 1000, 600_000, "when the instance leaves")],
    (p) => ({
      nodes: servers(2),
      clients: [crowd(19), client("i1", {enrolled: true, servers: ["s1"], stopMs: at(p, "exitMs")}), reader(10_000, ["i1"], ["s2"])],
      untilMs: at(p, "exitMs") + 100_000,
    }),
  ),
  entry(
    "single-crash-in-a-crowd",
    "One of twenty dies, and is listed for minutes",
    [crowdSize(19), number("crashMs", 300_200, "ms", 1000, 3_600_000, "when it dies")],
    (p) => ({
      nodes: servers(1),
      clients: [crowd(at(p, "crowd")), punctual("mortal"), reader(10_000, ["mortal"], ["s1"])],
      faults: [crash("mortal", at(p, "crashMs"))],
      untilMs: at(p, "crashMs") + 400_000,
    }),
  ),
  entry(
    "crash-before-first-heartbeat",
    "An instance that never renewed is given half the time",
    [crowdSize(19), number("crashMs", 5000, "ms", 0, 25_000, "how long after its registration it dies")],
    (p) => ({
      nodes: servers(1),
      clients: [crowd(at(p, "crowd")), client("mortal", {}, 60_000), reader(10_000, ["mortal"], ["s1"])],
      faults: [crash("mortal", 60_000 + at(p, "crashMs"))],
      untilMs: 400_000,
    }),
  ),
  entry(
    "small-mass-death",
    "Three of twenty die at once, and none is ever evicted",
    [
      crowdSize(17),
      number("dying", 3, "instances", 1, 100, "how many die"),
      number("crashMs", 300_200, "ms", 1000, 3_600_000, "when they die"),
      number("backAfterMs", 600_000, "ms", 0, 3_600_000, "when the first of them is started again, from their death"),
      number("restMs", 300_000, "ms", 0, 3_600_000, "how long the run goes on after that"),
    ],
    (p) => {
      const dying = mortals(at(p, "dying"));
      return {
        nodes: servers(1),
        clients: [crowd(at(p, "crowd")), ...dying.map((id) => punctual(id)), reader(10_000, dying, ["s1"])],
        faults: [
          ...dying.map((id) => crash(id, at(p, "crashMs"))),
          {kind: "restart", node: dying[0] as string, at: at(p, "crashMs") + at(p, "backAfterMs")},
        ],
        untilMs: at(p, "crashMs") + at(p, "backAfterMs") + at(p, "restMs"),
      };
    },
  ),
  entry(
    "slow-bleed",
    "The same three die one after the other, and each is evicted",
    [
      crowdSize(17),
      number("dying", 3, "instances", 1, 100, "how many die"),
      number("crashMs", 300_200, "ms", 1000, 3_600_000, "when the first one dies"),
      number("everyMs", 300_000, "ms", 1000, 3_600_000, "from one death to the next"),
    ],
    (p) => {
      const dying = mortals(at(p, "dying"));
      return {
        nodes: servers(1),
        clients: [crowd(at(p, "crowd")), ...dying.map((id) => punctual(id)), reader(10_000, dying, ["s1"])],
        faults: dying.map((id, i) => crash(id, at(p, "crashMs") + i * at(p, "everyMs"))),
        untilMs: at(p, "crashMs") + dying.length * at(p, "everyMs") + 60_000,
      };
    },
  ),
  entry(
    "server-crash-and-fail-over",
    "The server of all instances dies, and nobody is lost",
    [
      number("instances", 30, "instances", 1, 20_000, "how many there are"),
      number("crashMs", 100_000, "ms", 1000, 3_600_000, "when the server dies"),
      number("backAfterMs", 120_000, "ms", 0, 3_600_000, "how long it is away"),
      number("restMs", 180_000, "ms", 0, 7_200_000, "how long the run goes on after that"),
    ],
    (p) => ({
      nodes: servers(3),
      clients: [crowd(at(p, "instances"), ["s1", "s2", "s3"]), reader(10_000, ["crowd-1"], ["s1", "s2", "s3"])],
      faults: [crash("s1", at(p, "crashMs")), {kind: "restart", node: "s1", at: at(p, "crashMs") + at(p, "backAfterMs")}],
      untilMs: at(p, "crashMs") + at(p, "backAfterMs") + at(p, "restMs"),
    }),
  ),
  entry("even-zone-partition", "Two halves are parted, and both keep all that they know", CUT, (p) =>
    parted(p, 10, 10, [client("newcomer", {servers: ["s1"]}, at(p, "cutMs") + 200_000)], ["newcomer"]),
  ),
  entry("lopsided-partition", "The larger side evicts the smaller one, which keeps all", CUT, (p) => parted(p, 18, 2)),
  entry("partition-protection-off", "Without self-preservation each half evicts the other, which lives", CUT, (p) => ({
    ...parted(p, 10, 10),
    config: {"eureka.enableSelfPreservation": false},
  })),
  entry("lost-cancel", "A cancellation is lost in a partition, and the instance stays listed on the other side", CUT, (p) => {
    const stopMs = at(p, "cutMs") + 200_000;
    return parted(p, 9, 10, [client("leaver", {enrolled: true, servers: ["s1"], stopMs})], ["leaver"]);
  }),
  entry(
    "everything-restarts",
    "All servers are started again at once, and clients live on what they have",
    [
      number("instances", 20, "instances", 1, 20_000, "how many there are"),
      number("crashMs", 100_000, "ms", 1000, 3_600_000, "when the servers die"),
      number("backAfterMs", 60_000, "ms", 0, 3_600_000, "how long they are away"),
    ],
    (p) => ({
      nodes: servers(2),
      clients: [crowd(at(p, "instances")), reader(10_000, ["crowd-1"], ["s1", "s2"])],
      faults: [
        crash("s1", at(p, "crashMs")),
        crash("s2", at(p, "crashMs")),
        {kind: "restart", node: "s1", at: at(p, "crashMs") + at(p, "backAfterMs")},
        {kind: "restart", node: "s2", at: at(p, "crashMs") + at(p, "backAfterMs")},
      ],
      untilMs: at(p, "crashMs") + at(p, "backAfterMs") + 540_000,
    }),
  ),
  entry(
    "hash-blind-spot",
    "One leaves and one joins while a reader is away, and it never learns of either",
    [number("awayMs", 420_000, "ms", 1000, 3_600_000, "for how long the reader reaches no server")],
    (p) => ({
      nodes: servers(1),
      clients: [
        crowd(9),
        client("leaver", {enrolled: true, stopMs: 310_000}),
        client("joiner", {}, 310_000),
        reader(10_000, ["leaver", "joiner"], ["s1"]),
      ],
      faults: [
        {kind: "cut", nodes: ["reader"], at: 300_000},
        {kind: "heal", at: 300_000 + at(p, "awayMs")},
      ],
      untilMs: 300_000 + at(p, "awayMs") + 400_000,
    }),
  ),
  entry(
    "chain-of-peers",
    "What is told to one server goes one hop, and no farther",
    [number("crashMs", 200_000, "ms", 1000, 3_600_000, "when the first server dies")],
    (p) => ({
      nodes: [
        {id: "s1", args: {peers: ["s2"]}},
        {id: "s2", args: {peers: ["s1", "s3"]}},
        {id: "s3", args: {peers: ["s2"]}},
      ],
      clients: [client("i1", {servers: ["s1", "s2"], ordered: true}, 10_000)],
      faults: [crash("s1", at(p, "crashMs"))],
      untilMs: at(p, "crashMs") + 120_000,
    }),
  ),
  entry(
    "server-pause",
    "A server that stood still gives every lease the time for which it stood",
    [number("pauseMs", 400_000, "ms", 1000, 3_600_000, "when it stops"), number("forMs", 300_000, "ms", 0, 3_600_000, "for how long")],
    (p) => ({
      nodes: servers(1),
      config: {"eureka.enableSelfPreservation": false},
      clients: [crowd(20)],
      faults: [{kind: "pause", node: "s1", forMs: at(p, "forMs"), at: at(p, "pauseMs")}],
      untilMs: at(p, "pauseMs") + at(p, "forMs") + 300_000,
    }),
  ),
  entry(
    "starving-on-a-dead-prefix",
    "The first three servers of a client's list are dead, and it never comes to the fourth",
    [number("untilMs", 900_000, "ms", 1000, 3_600_000, "how long the run goes on")],
    (p) => ({
      nodes: [...servers(3).map((one) => ({...one, startMs: null})), {id: "s4"}],
      clients: [client("i1", {servers: ["s1", "s2", "s3", "s4"], ordered: true})],
      untilMs: at(p, "untilMs"),
    }),
  ),
  ...divergences,
] as const;
