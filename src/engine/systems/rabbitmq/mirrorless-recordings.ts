// How q4 is replayed: queues whose mirrors come when they have messages already, each under a policy of its own; their master is killed or stopped.

import type {Fault} from "../../model/fault.ts";
import type {Figures, Recording, Replay} from "../../model/recorded.ts";
import type {ClientSpec, NodeSpec, Scenario} from "../../model/scenario.ts";
import {type Json, minus, ms, type NodeId} from "../../vocabulary.ts";
import type {Policy} from "./config.ts";
import type {RabbitNote} from "./notes.ts";
import {nodes as named, standing, tables} from "./scene.ts";

/** When the recorder's first step is, the mirrors, the second publish, and the fault. */
const BEGIN = 100;
const MIRRORS = 2000;
const AGAIN = 4000;
const FAULT = 6000;
/** The recorder waits for the process to end, then that long. */
const PROBE = 2500;

type When = Policy["promoteOnFailure"];

function policyOf(of: {readonly [key: string]: Json}): Partial<Policy> {
  const [failure, shutdown] = [of["ha-promote-on-failure"], of["ha-promote-on-shutdown"]] as (When | undefined)[];
  return {...(failure ? {promoteOnFailure: failure} : {}), ...(shutdown ? {promoteOnShutdown: shutdown} : {})};
}

const argsOf = (args: object) => args as {readonly [key: string]: Json};

const publishing = (id: string, queue: string, server: NodeId, startMs: number, messages: number): ClientSpec => ({
  id: `${id} ${queue}`,
  args: argsOf({servers: [server], queues: [queue], startMs, intervalMs: 0, messages, outstanding: null}),
});

const draining = (queue: string, server: NodeId, startMs: number): ClientSpec => ({
  id: `drain ${queue}`,
  process: "consumer",
  args: argsOf({servers: [server], queue, startMs, ack: "auto", prefetch: 0}),
});

/** One run: the master of all queues and, the older first, where their mirrors come. */
export function mirrorless(recording: Recording, index: number, master: NodeId, mirrors: readonly NodeId[]): Replay<RabbitNote> {
  const policies = recording.config.policies as {readonly [queue: string]: {readonly [key: string]: Json}};
  const queues = Object.keys(policies);
  const count = (key: string) => Number(recording.config[key]);
  const [survivor] = mirrors as [NodeId];
  const isStop = recording.plan.faults.some(({kind}) => kind === "term");
  const specs: NodeSpec[] = named(mirrors.length + 1, {
    ...Object.fromEntries(mirrors.map((id, i) => [id, {mirrorFromMs: MIRRORS + 100 * i}])),
    [master]: isStop ? {stopAtMs: FAULT} : {},
  });
  // Each queue that does not answer takes its time.
  const back = FAULT + PROBE + 100 + queues.length * 6100;
  const drained = back + 6000;
  const faults: Fault[] = [
    ...(isStop ? [] : [{kind: "crash", node: master, at: FAULT} as const]),
    {kind: "restart", node: master, at: back},
  ];
  const scenario: Scenario = {
    system: "rabbitmq",
    name: recording.scenario,
    version: "3.10.8",
    config: {},
    nodes: specs,
    initial: tables(
      specs,
      queues.map((queue, i) => ({...standing(queue, master, [], `.q${i}`), policy: policyOf(policies[queue] ?? {})})),
    ),
    clients: [
      ...queues.flatMap((queue) => [
        publishing("old", queue, master, BEGIN, count("messages_before_mirrors_exist")),
        publishing("new", queue, master, AGAIN, count("messages_after")),
        draining(queue, survivor, drained),
      ]),
      {id: "probe", process: "prober", args: argsOf({servers: [survivor], queues, startMs: FAULT + PROBE + 30, timeoutMs: 6000})},
    ],
    faults,
    untilMs: drained + 2000,
    network: {latency: "lab-bridge", neighbourDiscovery: true},
    machine: "recorded",
    settle: false,
    seed: index + 1,
  };
  return {
    scenario,
    figures: ({notes, history}) => [Object.assign({}, ...queues.map((queue) => figuresOf(queue, mirrors, notes, history)))],
  };
}

type Told = Parameters<Replay<RabbitNote>["figures"]>[0];

/** What the recorder says of one queue, its name before each figure. */
function figuresOf(queue: string, mirrors: readonly NodeId[], notes: Told["notes"], history: Told["history"]): Figures {
  const own = notes.filter((n) => ("scope" in n ? n.scope : "queue" in n ? n.queue : null) === queue);
  const before = own.filter((n) => minus(n.at, ms(FAULT)) < 0);
  const after = own.filter((n) => minus(n.at, ms(FAULT)) >= 0);
  const drained = notes.flatMap((n) => (n.kind === "received" && n.node === `drain ${queue}` ? [n] : []));
  const known = new Set(drained.map(({value}) => value));
  const lost = (id: string) =>
    history.filter((o) => o.process === `${id} ${queue}` && o.f === "write" && !known.has(o.value as string)).length;
  const answer = after.find((n) => n.kind === "declared");
  const messages = answer?.kind === "declared" ? answer.messages : null;
  const figures: Figures = {
    mirrors_before: mirrors.length,
    synchronised_mirrors_before: before.filter((n) => n.kind === "synchronised").length,
    messages_before: history.filter((o) => o.f === "write" && o.key === queue).length,
    available_while_master_down: messages !== null,
    messages_while_master_down: messages,
    error: messages === null ? "no answer to a passive declare within 6 s" : null,
    promoted: after.find((n) => n.kind === "promoting-mirror")?.node ?? null,
    messages_after_return: drained.length,
    old_lost: lost("old"),
    new_lost: lost("new"),
    redelivered_flags: drained.filter((n) => n.redelivered).length,
    master_after_return: own.filter((n) => n.kind === "master").at(-1)?.node ?? null,
  };
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [`${queue}.${name}`, figure]));
}
