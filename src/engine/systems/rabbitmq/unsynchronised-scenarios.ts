// Fact sheet §11: mirrors that have not all that their queue has, and a power loss of all nodes.

import type {Fault} from "../../model/fault.ts";
import type {ClientSpec, Parameter, ScenarioEntry} from "../../model/scenario.ts";
import {at, number, type Values} from "../catalogue.ts";
import {QUEUE_TYPE, queueOf} from "./quorum/queue-type.ts";
import {consumer, crash, entry, NODES, nodes, publisher, standing, tables} from "./scene.ts";

const trio = nodes(3);
/** A queue that has no mirrors yet. */
const alone = {initial: tables(trio, [standing("q", "n1", [])])};

/** Published at once as the run begins. */
const backlog = (messages: number): ClientSpec => ({
  id: "old",
  args: {servers: ["n1"], startMs: 0, intervalMs: 0, outstanding: null, messages},
});

/** The master's node starts again so long after the fault; its machine needs a second to start. */
const restartAfter = (value: number): Parameter => number("restartAfterMs", value, "ms", 0, 600_000, "from the fault to the restart of n1");

const HEAD = number("headMessages", 300, "messages", 0, 20_000, "published before there are mirrors");
const TAIL = number("tail", 50, "messages", 0, 20_000, "published after that");

/** Mirrors come two seconds before the fault, n2 first; then `tail` messages are published. */
const late = (p: Values, n1: {readonly stopAtMs?: number} = {}) => ({
  ...alone,
  nodes: nodes(3, {
    n1,
    n2: {mirrorFromMs: Math.max(0, at(p, "faultMs") - 2000)},
    n3: {mirrorFromMs: Math.max(0, at(p, "faultMs") - 1900)},
  }),
  clients: [backlog(at(p, "headMessages")), publisher(p, "n3", {startMs: Math.max(0, at(p, "faultMs") - 1500), messages: at(p, "tail")})],
});

const restart = (p: Values): Fault => ({kind: "restart", node: "n1", at: at(p, "faultMs") + at(p, "restartAfterMs")});

export const scenarios: readonly ScenarioEntry[] = [
  entry(
    "unsynchronised-kill",
    "The master dies, and its mirrors have only the tail of the queue",
    [HEAD, TAIL, restartAfter(4000)],
    (p) => ({
      ...late(p),
      faults: [crash("n1", at(p, "faultMs")), restart(p)],
      untilMs: at(p, "faultMs") + at(p, "restartAfterMs") + 4000,
    }),
  ),
  entry(
    "one-synced-one-not",
    "The older mirror lost its contents in a failed synchronisation, the younger one has all",
    [number("messages", 100, "messages", 1, 20_000, "published before that")],
    (p) => ({
      nodes: nodes(3, {n2: {purgeAtMs: Math.max(1, at(p, "faultMs") - 200)}}),
      clients: [publisher(p, "n3", {startMs: Math.max(0, at(p, "faultMs") - 2000), messages: at(p, "messages"), intervalMs: 0})],
      faults: [crash("n1", at(p, "faultMs"))],
      untilMs: at(p, "faultMs") + 2000,
    }),
    {"ha-promote-on-failure": "when-synced"},
  ),
  entry(
    "graceful-stop-unsynced",
    "The master's node is stopped in good order, and no mirror is synchronised",
    [HEAD, TAIL, restartAfter(6000)],
    (p) => {
      const {clients, ...rest} = late(p, {stopAtMs: at(p, "faultMs")});
      return {
        ...rest,
        // Somebody asks for the queue while it is down.
        clients: [...clients, consumer("n3", {startMs: at(p, "faultMs") + 500, prefetch: 0})],
        faults: [restart(p)],
        untilMs: at(p, "faultMs") + at(p, "restartAfterMs") + 5000,
      };
    },
  ),
  entry(
    "drain-to-sync",
    "A new mirror is synchronised when all is consumed that was there before it",
    [
      number("backlog", 1000, "messages", 0, 20_000, "messages that wait as the mirror joins"),
      number("consumeRate", 200, "1/s", 1, 1000, "messages that the consumer takes"),
      number("killAfterMs", 2500, "ms", 0, 600_000, "from the joining to the master's end"),
    ],
    (p) => {
      const fault = at(p, "faultMs");
      return {
        ...alone,
        nodes: nodes(3, {n2: {mirrorFromMs: fault}, n3: {mirrorFromMs: null}}),
        clients: [
          backlog(at(p, "backlog")),
          publisher(p, "n3", {startMs: fault}),
          consumer("n3", {startMs: Math.max(0, fault - 20), workMs: 1000 / at(p, "consumeRate"), prefetch: 20}),
        ],
        faults: [crash("n1", fault + at(p, "killAfterMs"))],
        untilMs: fault + at(p, "killAfterMs") + 1000,
      };
    },
  ),
  entry(
    "eager-sync-blocks",
    "A new mirror is sent what the queue has, and meanwhile it does nothing else",
    [
      number("messages", 5000, "messages", 0, 100_000, "messages that wait as the mirror joins"),
      {key: "killMidway", default: false, unit: "", range: null, means: "the master dies half-way"},
    ],
    (p) => {
      const fault = at(p, "faultMs");
      return {
        ...alone,
        nodes: nodes(3, {n2: {mirrorFromMs: fault}, n3: {mirrorFromMs: null}}),
        clients: [
          backlog(at(p, "messages")),
          publisher(p, "n3", {startMs: Math.max(0, fault - 500)}),
          consumer("n2", {startMs: Math.max(0, fault - 400)}),
        ],
        faults: p.killMidway === true ? [crash("n1", fault + at(p, "messages") / 4)] : [],
        untilMs: fault + at(p, "messages") + 2000,
      };
    },
    {"ha-sync-mode": "automatic", mirroring_sync_batch_size: 500, mirroring_sync_max_throughput: 2_000_000},
  ),
  entry(
    "power-loss-all",
    "All nodes lose their power soon after a confirm",
    [
      number("confirmed", 100, "messages", 1, 10_000, "messages that are confirmed before"),
      number("afterMs", 10, "ms", 0, 60_000, "from the last of these confirms to the power loss"),
      number("downMs", 1000, "ms", 0, 60_000, "until the power is back"),
      QUEUE_TYPE,
    ],
    (p) => {
      const when = {event: "receive CONFIRM", node: "publisher", nth: at(p, "confirmed"), side: "after"} as const;
      return {
        ...queueOf(p),
        clients: [publisher(p, "n3", {startMs: 100})],
        faults: NODES.flatMap((node): Fault[] => [
          {kind: "power-loss", node, when: {...when, plusMs: at(p, "afterMs")}},
          {kind: "restart", node, when: {...when, plusMs: at(p, "afterMs") + at(p, "downMs")}},
        ]),
        untilMs: 100 + at(p, "confirmed") * at(p, "intervalMs") + at(p, "afterMs") + at(p, "downMs") + 5000,
      };
    },
  ),
];
