// KafkaController.onPartitionReassignment: a partition moves to other brokers. Rule P6.

import type {NodeId} from "../../../vocabulary.ts";
import type {Request} from "../../zookeeper/messages.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Partition} from "../messages.ts";
import {answer} from "../serving.ts";
import type {Broker, Ctx, Led, Step} from "../state.ts";
import {moved} from "./election.ts";
import {movingTo} from "./failover.ts";
import {isLive} from "./partitions.ts";
import {allLive, tellDelete, tellMetadata, tellState} from "./requests.ts";
import {ask, plan} from "./thread.ts";
import {assignmentText, nextState, read, stateOf, statePath, topicOf, topicPath} from "./znodes.ts";

const ledOf = (b: Broker, p: Partition): Led => b.controller.partitions.get(p) as Led;

/** The topic's node with what the controller has of it, but of one partition something else. */
function topicWith(b: Broker, p: Partition, of: Pick<Led, "replicas" | "moving">, ctx: Ctx): Request {
  const topic = topicOf(p);
  const all = [...b.controller.partitions].filter(([other]) => topicOf(other) === topic);
  const assignment = all.map(([other, led]) => {
    const {replicas, moving} = other === p ? of : led;
    return {replicas, count: led.count, ...(moving ? {target: moving.target} : {})};
  });
  const operations = [
    ...ctx.rules.guard(b.controller.epochZkVersion),
    {op: "set", path: topicPath(topic), data: assignmentText(assignment), version: -1} as const,
  ];
  return {op: "multi", operations};
}

/** All that it shall have, then those that it has: with all of them it goes on until the new ones are in sync. */
export function reassign(b: Broker, {conn, request}: Extract<Step, {do: "reassign"}>, ctx: Ctx): void {
  const {id, p, replicas: target} = request;
  const led = b.controller.partitions.get(p);
  const error = !b.controller.active ? "NOT_CONTROLLER" : led ? "" : "UNKNOWN_TOPIC_OR_PARTITION";
  if (error !== "" || !led) return answer(b, conn, {kind: "REASSIGN_REPLY", id, error}, ctx);
  const replicas = union(target, led.replicas);
  ask(b, [topicWith(b, p, {replicas, moving: movingTo(target, replicas)}, ctx)], {do: "reassign-written", conn, id, p, target}, ctx);
}

const union = (target: readonly NodeId[], replicas: readonly NodeId[]): readonly NodeId[] => [
  ...target,
  ...replicas.filter((r) => !target.includes(r)),
];

export function reassignWritten(b: Broker, step: Extract<Step, {do: "reassign-written"}>, [done]: readonly Answer[], ctx: Ctx): void {
  const {conn, id, p, target} = step;
  if (done?.error !== "") {
    answer(b, conn, {kind: "REASSIGN_REPLY", id, error: "NOT_CONTROLLER"}, ctx);
    return moved(b, done?.error ?? "", ctx);
  }
  const led = ledOf(b, p);
  led.replicas = union(target, led.replicas);
  led.moving = movingTo(target, led.replicas);
  answer(b, conn, {kind: "REASSIGN_REPLY", id, error: ""}, ctx);
  plan(b, {do: "reassign-on", p});
}

/**
 * (A) Until all of the target are in sync: a higher epoch tells everybody of the new ones. (B) Then the others go: another of the target leads if
 * the leader is none of it, the others leave the ISR and lose their logs, and the topic's node forgets them.
 */
export function reassignOn(b: Broker, {p}: Extract<Step, {do: "reassign-on"}>): void {
  const led = ledOf(b, p);
  const {moving, state} = led;
  if (moving === null || state === null) return;
  const complete = moving.target.every((r) => state.isr.includes(r));
  const all = led.replicas;
  if (!complete) return isTold(b, p) ? undefined : plan(b, {do: "bump-epoch", p, recipients: all});
  led.replicas = moving.target;
  const leads = state.leader !== null && moving.target.includes(state.leader) && isLive(b, state.leader);
  plan(
    b,
    leads ? {do: "bump-epoch", p, recipients: all} : {do: "elect-partitions", partitions: [p], strategy: "reassigned"},
    ...moving.leaving.map((replica): Step => ({do: "remove-replica", replica, partitions: [p]})),
    {do: "delete-replicas", p},
    {do: "send"},
    {do: "write-moved", p},
  );
}

/** Whether the replicas have heard of the move: its first epoch was written by this controller, or nobody is missing yet. */
const isTold = (b: Broker, p: Partition): boolean => b.controller.told.has(p);

export const bumpEpoch = (b: Broker, {p, recipients}: Extract<Step, {do: "bump-epoch"}>, ctx: Ctx): void =>
  ask(b, [read(statePath(p))], {do: "bump-write", p, recipients}, ctx);

/** Leader and ISR as they stand, in the next epoch (updateLeaderEpoch). */
export function bumpWrite(b: Broker, {p, recipients}: Extract<Step, {do: "bump-write"}>, [found]: readonly Answer[], ctx: Ctx): void {
  if (found?.error !== "") return;
  const {ce, epochZkVersion} = b.controller;
  const now = stateOf(found.result, found.stats[0]?.version ?? 0);
  if (now.ce > ce) return;
  const state = {...now, e: now.e + 1, ce};
  const write = nextState(p, state, ctx.rules.versionOfState(now.pe), ctx.rules.guard(epochZkVersion));
  ask(b, [write], {do: "bumped", p, recipients, state}, ctx);
}

export function bumped(b: Broker, step: Extract<Step, {do: "bumped"}>, [done]: readonly Answer[], ctx: Ctx): void {
  const {p, recipients, state} = step;
  if (done?.error !== "") {
    if (done?.result === "0") return moved(b, done.error, ctx);
    return done?.error === "BadVersion" ? plan(b, {do: "bump-epoch", p, recipients}) : undefined;
  }
  const led = ledOf(b, p);
  led.state = {...state, pe: state.pe + 1};
  b.controller.told.add(p);
  const {leader, e, pe, isr} = led.state;
  ctx.note({kind: "state-written", scope: p, leader, e, pe, isr, how: "bumped"});
  tellState(
    b,
    recipients.filter((r) => isLive(b, r)),
    p,
  );
  plan(b, {do: "send"});
}

export function deleteReplicas(b: Broker, {p}: Extract<Step, {do: "delete-replicas"}>): void {
  for (const replica of ledOf(b, p).moving?.leaving ?? []) tellDelete(b, replica, p);
}

export const writeMoved = (b: Broker, {p}: Extract<Step, {do: "write-moved"}>, ctx: Ctx): void =>
  ask(b, [topicWith(b, p, {replicas: ledOf(b, p).replicas, moving: null}, ctx)], {do: "moved", p}, ctx);

export function movedOn(b: Broker, {p}: Extract<Step, {do: "moved"}>, [done]: readonly Answer[], ctx: Ctx): void {
  if (done?.error !== "") return moved(b, done?.error ?? "", ctx);
  ledOf(b, p).moving = null;
  b.controller.told.delete(p);
  tellMetadata(b, allLive(b), [p]);
  plan(b, {do: "send"});
}
