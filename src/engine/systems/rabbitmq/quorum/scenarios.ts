// Fact sheet §11: what happens to a quorum queue. Its leader is on n1, its members on n1, n2 and n3; a publisher with confirms at n3, a consumer at n2.

import type {Fault} from "../../../model/fault.ts";
import type {ClientSpec, NodeSpec, Parameter, Scenario, ScenarioEntry} from "../../../model/scenario.ts";
import type {Json, NodeId} from "../../../vocabulary.ts";
import {at, type Made, number, type Values, word} from "../../catalogue.ts";
import {consumer, crash, entry, NODES, nodes, publisher} from "../scene.ts";
import {type InitialMember, standingQuorum} from "./initial.ts";

/** What each node has as it begins: no mirrored queue, and a member of this one. */
export const quorumTables = (all: readonly NodeSpec[], member: InitialMember): {readonly [node: NodeId]: Json} =>
  Object.fromEntries(all.map(({id}) => [id, {records: [], quorum: [member]} as unknown as Json]));

const quorum = (
  name: string,
  title: string,
  own: readonly Parameter[],
  make: (p: Values) => Partial<Made> & Pick<Made, "untilMs">,
  config: Scenario["config"] = {},
): ScenarioEntry =>
  entry(
    name,
    title,
    own,
    (p) => ({
      initial: quorumTables(nodes(3), standingQuorum("q", "n1", NODES)),
      clients: [publisher(p, "n3"), consumer("n2")],
      ...make(p),
    }),
    config,
  );

const cut = (which: readonly NodeId[], from: readonly NodeId[], when: number, forMs: number): Fault[] => [
  {kind: "cut", nodes: which, from, at: when},
  {kind: "heal", nodes: which, from, at: when + forMs},
];

export const quorumScenarios: readonly ScenarioEntry[] = [
  quorum(
    "quorum-kill-leader",
    "The leader's node of a quorum queue is killed; both clients are elsewhere",
    [
      word("killNode", ["n1", "n2", "n3"], "the node that is killed: the leader's, or a follower's"),
      word("publisherNode", ["n3", "n1", "n2"], "where the publisher is"),
      word("consumerNode", ["n2", "n1", "n3"], "where the consumer is"),
    ],
    (p) => ({
      clients: [publisher(p, p.publisherNode as string), consumer(p.consumerNode as string)],
      faults: [crash(p.killNode as string, at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
  ),
  quorum(
    "quorum-leader-cut",
    "The leader is cut off from the other nodes; a publisher stays with it, another is on the other side",
    [
      number("cutMs", 90_000, "ms", 0, 600_000, "for how long"),
      number("intervalMs", 100, "ms", 1, 60_000, "from one publish to the next"),
      number("insideMs", 500, "ms", 1, 60_000, "the same of the publisher at the old leader"),
    ],
    (p) => {
      const fault = at(p, "faultMs");
      const inside: ClientSpec = {...publisher(p, "n1", {intervalMs: at(p, "insideMs")}), id: "inside", side: "with the old leader"};
      return {
        clients: [{...publisher(p, "n3"), side: "with the majority"}, inside, consumer("n2")],
        faults: cut(["n1"], ["n2", "n3"], fault, at(p, "cutMs")),
        untilMs: fault + at(p, "cutMs") + 15_000,
      };
    },
  ),
  quorum(
    "quorum-flap",
    "A follower is cut off for less time than it takes to be missed, and comes back",
    [word("cutNode", ["n1", "n3"], "who is cut off: the leader, or a follower"), number("cutMs", 3000, "ms", 0, 600_000, "for how long")],
    (p) => {
      const node = p.cutNode as string;
      return {
        clients: [publisher(p, "n2"), consumer("n2")],
        faults: cut(
          [node],
          NODES.filter((id) => id !== node),
          at(p, "faultMs"),
          at(p, "cutMs"),
        ),
        untilMs: at(p, "faultMs") + at(p, "cutMs") + 12_000,
      };
    },
  ),
  quorum(
    "quorum-minority",
    "Both followers are killed; one comes back",
    [number("returnMs", 80_000, "ms", 0, 600_000, "when one of them comes back, after the fault")],
    (p) => {
      const fault = at(p, "faultMs");
      const late: ClientSpec = {...publisher(p, "n1", {startMs: fault + 2000, messages: 1}), id: "late"};
      return {
        clients: [publisher(p, "n1"), late, consumer("n1")],
        faults: [crash("n2", fault), crash("n3", fault), {kind: "restart", node: "n2", at: fault + at(p, "returnMs")}],
        untilMs: fault + at(p, "returnMs") + 10_000,
      };
    },
  ),
];
