// Fact sheet §11: nodes lose each other.

import type {Fault} from "../../model/fault.ts";
import type {ClientSpec, ScenarioEntry} from "../../model/scenario.ts";
import {at, number, type Values} from "../catalogue.ts";
import {consumer, entry, publisher} from "./scene.ts";

/** A publisher that knows one node only, and publishes again what is in doubt. */
const beside = (p: Values, id: string, server: string): ClientSpec => {
  const {args} = publisher(p, server, {startMs: 0, republish: true, retryMs: 1000});
  return {id, side: server, ...(args ? {args} : {})};
};

const slowly = number("intervalMs", 100, "ms", 1, 60_000, "from one publish to the next, of each publisher");
const heals = number("healAfterMs", 120_000, "ms", 0, 3_600_000, "from the cut to its end");

export const scenarios: readonly ScenarioEntry[] = [
  entry(
    "partition-strategies",
    "The master is cut off from both mirrors; each side has a publisher",
    [
      slowly,
      heals,
      {
        key: "operator",
        default: true,
        unit: "",
        range: null,
        means: "n1 is restarted by hand 10 s after the healing, where nothing else does it",
      },
    ],
    (p) => {
      const fault = at(p, "faultMs");
      const healed = fault + at(p, "healAfterMs");
      const restarted: readonly Fault[] = [
        {kind: "crash", node: "n1", at: healed + 10_000},
        {kind: "restart", node: "n1", at: healed + 11_000},
      ];
      return {
        clients: [beside(p, "minority", "n1"), beside(p, "majority", "n2")],
        faults: [
          {kind: "cut", nodes: ["n1"], from: ["n2", "n3"], at: fault},
          {kind: "heal", nodes: ["n1"], from: ["n2", "n3"], at: healed},
          ...(p.operator === true ? restarted : []),
        ],
        untilMs: healed + 30_000,
      };
    },
  ),
  entry(
    "vanished-mirror-backpressure",
    "A mirror's host vanishes, and nobody is told",
    [number("outstanding", 0, "messages", 0, 10_000, "the publisher waits while so many are unconfirmed; 0: it does not wait")],
    (p) => ({
      clients: [publisher(p, "n2", {outstanding: at(p, "outstanding") || null}), consumer("n2")],
      faults: [{kind: "power-loss", node: "n3", at: at(p, "faultMs")}],
      untilMs: at(p, "faultMs") + 80_000,
    }),
  ),
  entry("partial-partition", "Two of three nodes lose each other, and both see the third", [slowly, heals], (p) => {
    const fault = at(p, "faultMs");
    return {
      clients: [beside(p, "first", "n1"), beside(p, "second", "n2"), beside(p, "third", "n3")],
      faults: [
        {kind: "cut", nodes: ["n1"], from: ["n2"], at: fault},
        {kind: "heal", nodes: ["n1"], from: ["n2"], at: fault + at(p, "healAfterMs")},
      ],
      untilMs: fault + at(p, "healAfterMs") + 30_000,
    };
  }),
];
