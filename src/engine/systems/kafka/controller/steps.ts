// The controller's thread: what each of its steps does, and the loop that takes one after the other. Rule C4.

import {minus, NO_TIME, type Ticks, ticks} from "../../../vocabulary.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Broker, Ctx, Step, ZkBatch} from "../state.ts";
import {altered, alterPartition} from "./alter-partition.ts";
import {
  brokerChange,
  brokersFailed,
  brokersStarted,
  changedBrokers,
  changedIds,
  electLeaderless,
  removeGone,
  replicasOnline,
} from "./brokers.ts";
import {
  abandon,
  controllerChange,
  controllerRead,
  elect,
  electDoubted,
  electEpoch,
  electKnown,
  electSeen,
  electTried,
  expire,
  foundRegistered,
  register,
  registered,
} from "./election.ts";
import {
  brokersOnline,
  failOver,
  loadedAssignments,
  loadedBrokers,
  loadedIds,
  loadedStates,
  loadedTopics,
  ready,
  startPartitions,
} from "./failover.ts";
import {created, electPartitions, electWrite, electWritten, removed, removeReplica, removeWrite} from "./partitions.ts";
import {bumpEpoch, bumped, bumpWrite, deleteReplicas, movedOn, reassign, reassignOn, reassignWritten, writeMoved} from "./reassignment.ts";
import {sendOutbox} from "./requests.ts";
import {controlledShutdown, rebalance, shutdownAnswer} from "./shutdown.ts";
import {ask, SESSION_OVER} from "./thread.ts";
import {changedAssignments, changedTopics, topicChange, topicCreated} from "./topics.ts";
import {EPOCH_PATH, read} from "./znodes.ts";

type Do = Step["do"];
type StepOf<K extends Do> = Extract<Step, {readonly do: K}>;

const STEPS: {readonly [K in Do]: (b: Broker, step: StepOf<K>, answers: readonly Answer[], ctx: Ctx) => void} = {
  register: (b, _, __, ctx) => register(b, ctx),
  registered: (b, _, answers, ctx) => registered(b, answers, ctx),
  "found-registered": (b, _, answers, ctx) => foundRegistered(b, answers, ctx),
  elect: (b, _, __, ctx) => elect(b, ctx),
  "elect-seen": (b, _, answers, ctx) => electSeen(b, answers, ctx),
  "elect-known": (b, _, answers, ctx) => electKnown(b, answers, ctx),
  "elect-epoch": (b, _, answers, ctx) => electEpoch(b, answers, ctx),
  // Whoever made it, it is there: its version is asked for.
  "elect-made": (b, _, __, ctx) => ask(b, [read(EPOCH_PATH)], {do: "elect-epoch"}, ctx),
  "elect-tried": electTried,
  "elect-doubted": electDoubted,
  "controller-change": (b, _, __, ctx) => controllerChange(b, ctx),
  "controller-read": (b, _, answers, ctx) => controllerRead(b, answers, ctx),
  "fail-over": (b, _, __, ctx) => failOver(b, ctx),
  "loaded-ids": (b, _, answers, ctx) => loadedIds(b, answers, ctx),
  "loaded-brokers": loadedBrokers,
  "loaded-topics": (b, _, answers, ctx) => loadedTopics(b, answers, ctx),
  "loaded-assignments": loadedAssignments,
  "loaded-states": loadedStates,
  "brokers-online": brokersOnline,
  "start-partitions": startPartitions,
  "broker-change": (b, _, __, ctx) => brokerChange(b, ctx),
  "changed-ids": (b, _, answers, ctx) => changedIds(b, answers, ctx),
  "changed-brokers": changedBrokers,
  "brokers-started": brokersStarted,
  "brokers-failed": brokersFailed,
  "remove-gone": removeGone,
  "replicas-online": replicasOnline,
  "elect-leaderless": electLeaderless,
  "topic-change": (b, _, __, ctx) => topicChange(b, ctx),
  "changed-topics": (b, _, answers, ctx) => changedTopics(b, answers, ctx),
  "changed-assignments": changedAssignments,
  "elect-partitions": (b, step, _, ctx) => electPartitions(b, step, ctx),
  created,
  "elect-write": electWrite,
  "elect-written": electWritten,
  "remove-replica": (b, step, _, ctx) => removeReplica(b, step, ctx),
  "remove-write": removeWrite,
  removed,
  send: (b, _, __, ctx) => sendOutbox(b, ctx),
  ready: (b, _, __, ctx) => ready(b, ctx),
  "alter-partition": (b, step, _, ctx) => alterPartition(b, step, ctx),
  altered,
  "controlled-shutdown": (b, step, _, ctx) => controlledShutdown(b, step, ctx),
  "shutdown-answer": (b, step, _, ctx) => shutdownAnswer(b, step, ctx),
  reassign: (b, step, _, ctx) => reassign(b, step, ctx),
  "reassign-written": reassignWritten,
  "reassign-on": (b, step) => reassignOn(b, step),
  "bump-epoch": (b, step, _, ctx) => bumpEpoch(b, step, ctx),
  "bump-write": bumpWrite,
  bumped,
  "delete-replicas": (b, step) => deleteReplicas(b, step),
  "write-moved": (b, step, _, ctx) => writeMoved(b, step, ctx),
  moved: movedOn,
  rebalance: (b, _, __, ctx) => rebalance(b, ctx),
  expire: (b, _, __, ctx) => expire(b, ctx),
  "topic-created": topicCreated,
};

/** Events that mean something to the active controller alone. */
const OF_ACTIVE: ReadonlySet<Do> = new Set(["broker-change", "topic-change", "rebalance"]);

/** What goes on for the other partitions when one fails. */
const BY_PARTITION: ReadonlySet<Do> = new Set(["created", "elect-write", "elect-written", "remove-write", "removed", "bumped", "altered"]);

function perform(b: Broker, step: Step, answers: readonly Answer[], ctx: Ctx): void {
  const run = STEPS[step.do] as (b: Broker, step: Step, answers: readonly Answer[], ctx: Ctx) => void;
  run(b, step, answers, ctx);
}

/** Goes on until it waits for ZooKeeper, or has nothing to do. */
export function proceed(b: Broker, ctx: Ctx): void {
  const c = b.controller;
  while (c.waits === null) {
    const step = c.plan.shift() ?? c.events.shift();
    if (!step) return;
    if (c.active || !OF_ACTIVE.has(step.do)) perform(b, step, [], ctx);
  }
}

/** All requests of a batch are answered. Those that stand for more take as much longer as there would be more rounds. */
export function completed(b: Broker, id: number, batch: ZkBatch, ctx: Ctx): void {
  const answers = batch.answers as readonly Answer[];
  if (batch.after.do === "topic-created") return perform(b, batch.after, answers, ctx);
  if (b.controller.waits !== id) return;
  const more = extra(batch, ctx);
  if (more > 0) return ctx.setTimer("batch", more, {after: batch.after, answers} as never);
  goOn(b, batch.after, answers, ctx);
}

export function goOn(b: Broker, after: Step, answers: readonly Answer[], ctx: Ctx): void {
  b.controller.waits = null;
  // Where no partition is there to bear the error, it ends the handler.
  if (answers.some(({error}) => error === SESSION_OVER) && !BY_PARTITION.has(after.do)) {
    abandon(b, [after, ...b.controller.plan], ctx);
    b.controller.plan = [];
  } else perform(b, after, answers, ctx);
  proceed(b, ctx);
}

/** The time of the requests that were not made, by that of those that were: so many at a time are on their way. */
function extra({answers, stands, startedAt}: ZkBatch, ctx: Ctx): Ticks {
  if (stands <= answers.length) return NO_TIME;
  const {maxInFlight} = ctx.config;
  const took = minus(ctx.monotonic(), startedAt);
  const rounds = Math.ceil(answers.length / maxInFlight);
  return ticks(Math.round((took / rounds) * (stands / maxInFlight - rounds)));
}
