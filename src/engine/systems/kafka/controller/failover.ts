// KafkaController.onControllerFailover, in its order. Rule C3.

import {ms, type NodeId} from "../../../vocabulary.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Partition} from "../messages.ts";
import {type Broker, CONTROLLER, type Ctx, type Led, type Step} from "../state.ts";
import {isLive} from "./partitions.ts";
import {allLive, emptyOutbox, tellMetadata, tellState} from "./requests.ts";
import {ask, plan} from "./thread.ts";
import {assignmentOf, epochOf, IDS, idPath, list, namesOf, partitionOf, read, stateOf, statePath, TOPICS, topicPath} from "./znodes.ts";

/** Watches are set with the reads, so no change is missed. */
export const failOver = (b: Broker, ctx: Ctx): void => ask(b, [list(IDS)], {do: "loaded-ids"}, ctx);

export function loadedIds(b: Broker, [ids]: readonly Answer[], ctx: Ctx): void {
  const names = namesOf(ids?.result ?? "");
  ask(
    b,
    names.map((id) => read(idPath(id))),
    {do: "loaded-brokers", ids: names},
    ctx,
  );
}

export function loadedBrokers(b: Broker, {ids}: Extract<Step, {do: "loaded-brokers"}>, answers: readonly Answer[], ctx: Ctx): void {
  const c = b.controller;
  c.live = new Map(ids.flatMap((id, i): [string, number][] => (answers[i]?.error === "" ? [[id, epochOf(answers[i]?.stats[0])]] : [])));
  c.epochs = new Map(c.live);
  c.stopping = new Set();
  c.partitions = new Map();
  c.outbox = emptyOutbox();
  ask(b, [list(TOPICS)], {do: "loaded-topics"}, ctx);
}

export function loadedTopics(b: Broker, [topics]: readonly Answer[], ctx: Ctx): void {
  const names = namesOf(topics?.result ?? "");
  ask(
    b,
    names.map((topic) => read(topicPath(topic), true)),
    {do: "loaded-assignments", topics: names},
    ctx,
  );
}

/** The state of every partition: what a fail-over's time grows with. */
export function loadedAssignments(
  b: Broker,
  {topics}: Extract<Step, {do: "loaded-assignments"}>,
  answers: readonly Answer[],
  ctx: Ctx,
): void {
  const partitions = topics.flatMap((topic, i) => known(b, topic, answers[i]));
  ask(
    b,
    partitions.map((p) => read(statePath(p))),
    {do: "loaded-states", partitions},
    ctx,
    standing(b, partitions),
  );
}

/** Partitions of a topic that it did not know. */
export function known(b: Broker, topic: string, answer: Answer | undefined): readonly Partition[] {
  if (answer?.error !== "") return [];
  return assignmentOf(answer.result).flatMap(({replicas, count, target}, i) => {
    const p = partitionOf(topic, i);
    if (b.controller.partitions.has(p)) return [];
    b.controller.partitions.set(p, {replicas, count, moving: target ? movingTo(target, replicas) : null, state: null, status: "new"});
    return [p];
  });
}

export const movingTo = (target: readonly NodeId[], replicas: readonly NodeId[]): NonNullable<Led["moving"]> => ({
  target,
  leaving: replicas.filter((r) => !target.includes(r)),
});

/** How many real partitions these stand for. */
export const standing = (b: Broker, partitions: readonly Partition[]): number =>
  partitions.reduce((sum, p) => sum + (b.controller.partitions.get(p)?.count ?? 1), 0);

export function loadedStates(b: Broker, {partitions}: Extract<Step, {do: "loaded-states"}>, answers: readonly Answer[]): void {
  const c = b.controller;
  partitions.forEach((p, i) => {
    const led = c.partitions.get(p);
    const answer = answers[i];
    if (led && answer?.error === "") led.state = stateOf(answer.result, answer.stats[0]?.version ?? 0);
  });
  // (8): brokers need to know who is alive before they are told whom to follow.
  tellMetadata(b, allLive(b), []);
  // (9): the replica machine: those on live brokers first, then those that are gone leave the ISR.
  const withState = [...c.partitions].filter(([, {state}]) => state !== null);
  const gone = new Map<string, Partition[]>();
  const leaving: Step[] = [];
  for (const [p, {replicas, state}] of withState)
    for (const r of replicas) if (!isLive(b, r) && state?.isr.includes(r)) gone.set(r, [...(gone.get(r) ?? []), p]);
  for (const [replica, of] of gone) leaving.push({do: "remove-replica", replica, partitions: of});
  plan(b, {do: "send"}, {do: "brokers-online"}, {do: "send"}, ...leaving, {do: "start-partitions"});
}

/** Every partition's state to its live replicas. */
export function brokersOnline(b: Broker): void {
  for (const [p, {replicas, state}] of b.controller.partitions)
    if (state !== null)
      tellState(
        b,
        replicas.filter((r) => isLive(b, r)),
        p,
      );
}

/** (10): the partition machine: who has a live leader is online; all others are elected. */
export function startPartitions(b: Broker): void {
  const due: Partition[] = [];
  for (const [p, led] of b.controller.partitions) {
    const {state} = led;
    led.status = state === null ? "new" : state.leader !== null && isLive(b, state.leader) ? "online" : "offline";
    if (led.status !== "online") due.push(p);
  }
  // (11): what was moving goes on.
  const moving = [...b.controller.partitions].flatMap(([p, led]): Step[] => (led.moving ? [{do: "reassign-on", p}] : []));
  plan(b, {do: "elect-partitions", partitions: due, strategy: "offline"}, ...moving, {do: "ready"});
}

/** (12) */
export function ready(b: Broker, ctx: Ctx): void {
  ctx.note({kind: "controller-ready", ce: b.controller.ce, scope: CONTROLLER});
  if (ctx.config.rebalances) ctx.setTimer("rebalance", ms(5000));
}
