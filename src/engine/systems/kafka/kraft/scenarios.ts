// The scenarios of fact sheet §11 that only KRaft mode has. The quorum's leader is c101, the partition's b1.

import type {Fault} from "../../../model/fault.ts";
import type {ClientSpec, NodeSpec, ScenarioEntry} from "../../../model/scenario.ts";
import {at, number, type Values} from "../../catalogue.ts";
import {brokers, controllers} from "../cluster.ts";
import {entry, faultAt, load, type Parts, whenItStands} from "../entry.ts";
import {FAULT_MS, vanish} from "../losses.ts";

const nodes = (n = 3): NodeSpec[] => [...controllers(3), ...brokers(n, "b1")];

/** A scenario of a quorum: its clients come when that stands. */
const kraft = (
  name: string,
  title: string,
  own: ScenarioEntry["parameters"],
  make: (p: Values) => Partial<Parts> & Pick<Parts, "untilMs">,
) =>
  entry(name, title, own, (p) => {
    const made = make(p);
    const clients: readonly ClientSpec[] = made.clients ?? load(p);
    return {nodes: nodes(), ...made, clients: clients.map(whenItStands)};
  });

const cut = (voters: readonly string[], from: readonly string[], when: number, forMs: number): Fault[] => [
  {kind: "cut", nodes: voters, from, at: when},
  {kind: "heal", nodes: voters, from, at: when + forMs},
];

export const kraftScenarios: readonly ScenarioEntry[] = [
  kraft(
    "last-replica-standing",
    "Two of three stop, and the last one loses its power and what it had not flushed",
    [
      {key: "elr", default: true, unit: "", range: null, means: "eligible.leader.replicas.version: 1, or 0"},
      {key: "clean", default: true, unit: "", range: null, means: "the second one is stopped in good order, not killed"},
    ],
    (p) => ({
      config: {"min.insync.replicas": 2, "eligible.leader.replicas.version": p.elr ? 1 : 0},
      nodes: [...controllers(3), ...brokers(3, "b1", p.clean ? {b2: {stopAtMs: FAULT_MS + 15_000}} : {})],
      faults: [
        {kind: "crash", node: "b3", at: FAULT_MS},
        ...(p.clean ? [] : [{kind: "crash", node: "b2", at: FAULT_MS + 15_000} as const]),
        {kind: "power-loss", node: "b1", at: FAULT_MS + 35_000},
        {kind: "restart", node: "b1", at: FAULT_MS + 50_000},
        {kind: "restart", node: "b3", at: FAULT_MS + 60_000},
        {kind: "restart", node: "b2", at: FAULT_MS + 70_000},
      ],
      untilMs: FAULT_MS + 85_000,
    }),
  ),
  kraft(
    "quorum-leader-crash",
    "The active controller is killed",
    [
      faultAt("when it is killed", "killAtMs"),
      {key: "alsoKillBroker", default: false, unit: "", range: null, means: "with it the leader of the partition"},
    ],
    (p) => ({
      faults: [
        {kind: "crash", node: "c101", at: at(p, "killAtMs")},
        ...(p.alsoKillBroker ? [{kind: "crash", node: "b1", at: at(p, "killAtMs")} as const] : []),
      ],
      untilMs: at(p, "killAtMs") + 20_000,
    }),
  ),
  kraft("quorum-leader-stop", "The active controller is stopped in good order", [faultAt("when it is told to stop", "stopAtMs")], (p) => ({
    nodes: [
      ...controllers(3).map((node) => (node.id === "c101" ? {...node, args: {stopAtMs: at(p, "stopAtMs")}} : node)),
      ...brokers(3, "b1"),
    ],
    untilMs: at(p, "stopAtMs") + 10_000,
  })),
  kraft(
    "prevote-rejoin",
    "A voter is cut off, and comes back",
    [faultAt("when it is cut off", "cutAtMs"), number("cutMs", 60_000, "ms", 0, 600_000, "for how long")],
    (p) => ({
      faults: cut(["c103"], ["c101", "c102", "b1", "b2", "b3"], at(p, "cutAtMs"), at(p, "cutMs")),
      untilMs: at(p, "cutAtMs") + at(p, "cutMs") + 10_000,
    }),
  ),
  kraft(
    "check-quorum",
    "The active controller is cut off from the other voters, but not from the brokers",
    [faultAt("when it is cut off", "cutAtMs"), number("cutMs", 20_000, "ms", 0, 600_000, "for how long")],
    (p) => ({
      faults: cut(["c101"], ["c102", "c103"], at(p, "cutAtMs"), at(p, "cutMs")),
      untilMs: at(p, "cutAtMs") + at(p, "cutMs") + 10_000,
    }),
  ),
  kraft(
    "paused-controller",
    "The active controller pauses for longer than a fetch time-out, and wakes",
    [faultAt("when it pauses"), number("pauseMs", 15_000, "ms", 0, 600_000, "for how long")],
    (p) => ({
      faults: [{kind: "pause", node: "c101", at: at(p, "faultMs"), forMs: at(p, "pauseMs")}],
      untilMs: at(p, "faultMs") + at(p, "pauseMs") + 10_000,
    }),
  ),
  kraft("quorum-lost", "Two of three controllers are gone, and then the leader's host", [faultAt("when they go")], (p) => ({
    faults: [
      {kind: "crash", node: "c102", at: at(p, "faultMs")},
      {kind: "crash", node: "c103", at: at(p, "faultMs")},
      vanish("b1", at(p, "faultMs") + 10_000),
      {kind: "restart", node: "c102", at: at(p, "faultMs") + 30_000},
    ],
    untilMs: at(p, "faultMs") + 60_000,
  })),
];
