// KafkaController.elect, processStartup, processExpire, onControllerResignation, and the broker's own node. Rules C1, C2, C9.

import {type ConnId, NO_TIME} from "../../../vocabulary.ts";
import type {Operation, Request} from "../../zookeeper/messages.ts";
import * as session from "../../zookeeper/session.ts";
import {answer} from "../serving.ts";
import {type Broker, CONTROLLER, type Ctx, type Step, turn, type ZkAsked} from "../state.ts";
import {zkExpired} from "../zk-requests.ts";
import {closeChannel, emptyOutbox} from "./requests.ts";
import {ask, CLEANUP, fail, failed, plan} from "./thread.ts";
import {CONTROLLER_PATH, EPOCH_PATH, epochOf, IDS, idPath, make, read, TOPICS} from "./znodes.ts";

/** C1: the paths that are always there, then the broker's own node, ephemeral, made and filled in one transaction. */
export function register(b: Broker, ctx: Ctx): void {
  const above = ["/brokers", IDS, TOPICS].map((path) => make(path, ""));
  const path = idPath(b.id);
  const own: Request = {
    op: "multi",
    operations: [
      {op: "create", path, data: b.id, ephemeral: true, sequential: false},
      {op: "set", path, data: b.id, version: -1},
    ],
  };
  ask(b, [...above, own], {do: "registered", again: b.be >= 0}, ctx);
}

/**
 * Who finds its node there does not start, unless it is that of its own session: the answer was lost. (A session of this process that has
 * expired has taken its node with it in this model, so CheckedEphemeral's second exception does not arise.)
 */
export function registered(b: Broker, answers: readonly session.Answer[], ctx: Ctx): void {
  const last = answers[answers.length - 1];
  if (last?.error !== "") return ask(b, [read(idPath(b.id))], {do: "found-registered"}, ctx);
  return begun(b, epochOf(last?.stats[0] ?? last?.stats[1]), ctx);
}

export function foundRegistered(b: Broker, [found]: readonly session.Answer[], ctx: Ctx): void {
  const stat = found?.stats[0];
  if (stat && stat.owner === b.zk.session.id) return begun(b, epochOf(stat), ctx);
  // It went just now.
  if (!stat) return plan(b, {do: "register"});
  ctx.note({kind: "refused-to-register"});
  if (b.restart === null) ctx.exit();
  else ctx.setTimer("register", b.restart);
}

function begun(b: Broker, be: number, ctx: Ctx): void {
  b.be = be;
  ctx.note({kind: "registered", be});
  if (b.stage === "starting") {
    b.stage = "running";
    if (b.openAfter === 0) open(ctx);
    else ctx.setTimer("open", b.openAfter);
  }
  plan(b, {do: "elect"});
}

/** SocketServer.enableRequestProcessing: the last of its start. */
export function open(ctx: Ctx): void {
  ctx.listen("kafka");
  ctx.note({kind: "started"});
}

/** C2: watches /controller, whether it is there or not. */
export const elect = (b: Broker, ctx: Ctx): void => ask(b, [{op: "exists", path: CONTROLLER_PATH, watch: true}], {do: "elect-seen"}, ctx);

export function electSeen(b: Broker, [seen]: readonly session.Answer[], ctx: Ctx): void {
  if (seen?.error === "") return ask(b, [read(CONTROLLER_PATH)], {do: "elect-known"}, ctx);
  ask(b, [read(EPOCH_PATH)], {do: "elect-epoch"}, ctx);
}

/** Somebody is the controller. It may have gone between the two questions: then the watch has told so. */
export function electKnown(b: Broker, [found]: readonly session.Answer[], ctx: Ctx): void {
  if (found?.error === "" && found.result !== b.id && b.controller.active) resign(b, ctx);
}

export function electEpoch(b: Broker, [found]: readonly session.Answer[], ctx: Ctx): void {
  if (found?.error !== "") return ask(b, [make(EPOCH_PATH, "0")], {do: "elect-made"}, ctx);
  const version = found?.stats[0]?.version ?? 0;
  const ce = Number(found?.result) + 1;
  ask(b, [candidacy(b, ce, version)], {do: "elect-tried", ce, version}, ctx);
}

/** C2: both or none: the node that makes one controller, and the epoch that nobody has raised since it was read. */
function candidacy(b: Broker, ce: number, version: number): Request {
  const operations: Operation[] = [
    {op: "create", path: CONTROLLER_PATH, data: b.id, ephemeral: true, sequential: false},
    {op: "set", path: EPOCH_PATH, data: String(ce), version},
  ];
  return {op: "multi", operations};
}

export function electTried(
  b: Broker,
  {ce, version}: Extract<Step, {do: "elect-tried"}>,
  [answer]: readonly session.Answer[],
  ctx: Ctx,
): void {
  if (answer?.error === "") return won(b, ce, version + 1, ctx);
  ask(b, [read(CONTROLLER_PATH), read(EPOCH_PATH)], {do: "elect-doubted", ce, version}, ctx);
}

/** It may have been the answer to its own first try that was lost. */
export function electDoubted(
  b: Broker,
  {ce, version}: Extract<Step, {do: "elect-doubted"}>,
  answers: readonly session.Answer[],
  ctx: Ctx,
): void {
  const [who, epoch] = answers;
  if (who?.error === "" && who.result === b.id && who.stats[0]?.owner === b.zk.session.id && Number(epoch?.result) === ce)
    return won(b, ce, version + 1, ctx);
  if (b.controller.active) resign(b, ctx);
  // It has gone meanwhile: the watch was set before, and has told.
}

function won(b: Broker, ce: number, epochZkVersion: number, ctx: Ctx): void {
  Object.assign(b.controller, {active: true, ce, epochZkVersion});
  turn(b);
  ctx.note({kind: "controller-elected", ce, scope: CONTROLLER});
  plan(b, {do: "fail-over"});
}

export const controllerChange = (b: Broker, ctx: Ctx): void =>
  ask(b, [{op: "exists", path: CONTROLLER_PATH, watch: true}, read(CONTROLLER_PATH)], {do: "controller-read"}, ctx);

/** C9: another is the controller, or nobody. Whoever was it resigns. */
export function controllerRead(b: Broker, answers: readonly session.Answer[], ctx: Ctx): void {
  const [, found] = answers;
  if (b.controller.active && !(found?.error === "" && found.result === b.id)) resign(b, ctx);
  if (found?.error !== "") plan(b, {do: "elect"});
}

/** C5: ZooKeeper has refused a write, because another was elected. What the event had planned is dropped. */
export function moved(b: Broker, error: string, ctx: Ctx): void {
  ctx.note({kind: "controller-write-refused", error});
  abandon(b, b.controller.plan, ctx);
  b.controller.plan = [];
  resign(b, ctx);
}

/** Whoever waits for what will not be done learns that this is no controller. */
export function abandon(b: Broker, steps: readonly Step[], ctx: Ctx): void {
  for (const step of steps) {
    if (step.do === "alter-partition") refuse(b, step.conn, step.request.id, "ALTER_PARTITION_REPLY", ctx);
    if (step.do === "altered") refuse(b, step.conn, step.id, "ALTER_PARTITION_REPLY", ctx);
    if (step.do === "controlled-shutdown") refuse(b, step.conn, step.request.id, "CONTROLLED_SHUTDOWN_REPLY", ctx);
    if (step.do === "shutdown-answer") refuse(b, step.conn, step.id, "CONTROLLED_SHUTDOWN_REPLY", ctx);
    if (step.do === "reassign") answer(b, step.conn, {kind: "REASSIGN_REPLY", id: step.request.id, error: "NOT_CONTROLLER"}, ctx);
    if (step.do === "reassign-written") answer(b, step.conn, {kind: "REASSIGN_REPLY", id: step.id, error: "NOT_CONTROLLER"}, ctx);
    if (step.do === "topic-created") answer(b, step.conn, {kind: "CREATE_TOPIC_REPLY", id: step.id, error: "NOT_CONTROLLER"}, ctx);
  }
}

function refuse(b: Broker, conn: ConnId, id: number, kind: "ALTER_PARTITION_REPLY" | "CONTROLLED_SHUTDOWN_REPLY", ctx: Ctx): void {
  const error = "NOT_CONTROLLER";
  answer(b, conn, kind === "ALTER_PARTITION_REPLY" ? {kind, id, error, partitions: []} : {kind, id, error, remaining: 0}, ctx);
}

/**
 * C9: the session is over. Events that wait are dropped, and the next one says so; the handler at hand goes on to its end, with errors for
 * answers, by what it knew before. Another client of ZooKeeper, with another session, comes then.
 */
export function sessionLost(b: Broker, ctx: Ctx): void {
  const {controller: c, zk} = b;
  const current = c.waits === null ? undefined : zk.batches.get(c.waits);
  const others = [...zk.batches.values()].filter((batch) => batch !== current);
  abandon(b, [...c.events, ...others.map(({after}) => after)], ctx);
  c.events = [{do: "expire"}];
  if (current) {
    const left = [...zk.inFlight, ...zk.waiting].filter(({batch}) => batch === c.waits);
    const answers = current.answers.map((answer, i) => answer ?? failed((left.find(({index}) => index === i) as ZkAsked).request));
    fail(b, answers, current.after, CLEANUP, ctx);
  }
  zkExpired(b);
  zk.over = true;
  session.end(zk.session);
}

/** C9: what it knew is dropped, and what it still wanted to say. */
export function resign(b: Broker, ctx: Ctx): void {
  const {controller: c} = b;
  if (!c.active) return;
  for (const id of [...c.channels.keys()]) closeChannel(b, id, ctx);
  c.active = false;
  c.outbox = emptyOutbox();
  c.partitions.clear();
  c.live.clear();
  c.stopping.clear();
  c.told.clear();
  ctx.cancelTimer("rebalance");
  ctx.note({kind: "controller-resigned", ce: c.ce, scope: CONTROLLER});
  turn(b);
}

/** C9: the session is over. It resigns, makes its node anew and stands again as soon as there is another session. */
export function expire(b: Broker, ctx: Ctx): void {
  b.zk.over = false;
  session.open(b.zk.session, NO_TIME, session.zookeeperOf(ctx));
  resign(b, ctx);
  plan(b, {do: "register"});
}
