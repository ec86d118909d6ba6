// Fact sheet §11: what happens to a quorum queue. Its leader is on n1, its members on n1, n2 and n3; a publisher with confirms at n3, a consumer at n2.

import type {Fault} from "../../../model/fault.ts";
import type {ClientSpec, Parameter, Scenario, ScenarioEntry} from "../../../model/scenario.ts";
import type {NodeId} from "../../../vocabulary.ts";
import {at, type Made, number, type Values, word} from "../../catalogue.ts";
import type {ConsumerArgs} from "../consumer.ts";
import {consumer, crash, entry, NODES, publisher} from "../scene.ts";
import {standingAtN1} from "./queue-type.ts";

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
      ...standingAtN1(),
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
      word("ackMode", ["manual", "auto"], "whether the consumer acknowledges by hand"),
      {key: "confirms", default: true, unit: "", range: null, means: "the publisher waits for confirms"},
      {key: "republish", default: false, unit: "", range: null, means: "it goes to another node and publishes again what is unconfirmed"},
    ],
    (p) => ({
      clients: [
        publisher(p, p.publisherNode as string, {
          servers:
            p.republish === true
              ? [p.publisherNode as string, ...NODES.filter((id) => id !== p.publisherNode)]
              : [p.publisherNode as string],
          confirms: p.confirms === true,
          republish: p.republish === true,
        }),
        consumer(p.consumerNode as string, {ack: p.ackMode as ConsumerArgs["ack"]}),
      ],
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
  quorum(
    "poison-message",
    "A consumer crashes on one message, again and again",
    [
      word("version", ["4.0", "4.3", "3.10.8"], "of RabbitMQ: from 4.3 on a message that is given back does not count"),
      number("deliveryLimit", 20, "deliveries", -1, 1000, "x-delivery-limit; -1: none, as in 3.x unless set"),
      word("onPoison", ["crash", "nack"], "what the consumer does with it"),
      number("prefetch", 1, "messages", 1, 1000, "how many messages it may hold: all of them come back when it crashes"),
    ],
    (p) => ({
      version: p.version as string,
      config: {"x-delivery-limit": at(p, "deliveryLimit")},
      clients: [
        publisher(p, "n3", {messages: 30}),
        consumer("n2", {
          prefetch: at(p, "prefetch"),
          poison: "publisher:10",
          onPoison: p.onPoison as ConsumerArgs["onPoison"],
          reconnect: true,
        }),
      ],
      untilMs: at(p, "faultMs") + 3000,
    }),
  ),
  quorum(
    "whole-node-suspected",
    "A node loses its connections to the others for a moment: all its consumers are passed over",
    [
      word("version", ["3.10.8", "4.3"], "of RabbitMQ: from 4.3 on each process is waited for by itself"),
      number("cutMs", 0, "ms", 0, 600_000, "for how long no packet passes; 0: the connections are reset"),
      number("workMs", 3000, "ms", 0, 60_000, "what a consumer there needs for a message"),
      number("faultMs", 3300, "ms", 0, 600_000, "when the fault comes"),
    ],
    (p) => {
      const [fault, lasts] = [at(p, "faultMs"), at(p, "cutMs")];
      const slow = (id: string): ClientSpec => ({...consumer("n2", {prefetch: 5, workMs: at(p, "workMs")}), id});
      const other = {...consumer("n3", {startMs: Math.max(0, fault - 1000), prefetch: 50}), id: "other"} satisfies ClientSpec;
      const reset = (peer: NodeId): Fault => ({kind: "reset-connection", node: "n2", peer, port: "distribution", at: fault});
      return {
        version: p.version as string,
        clients: [publisher(p, "n3"), slow("first"), slow("second"), other],
        faults: lasts > 0 ? cut(["n2"], ["n1", "n3"], fault, lasts) : [reset("n1"), reset("n3")],
        untilMs: fault + lasts + 10_000,
      };
    },
  ),
];
