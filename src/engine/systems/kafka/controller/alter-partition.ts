// KafkaController.processAlterPartition: a leader asks for another ISR. Rule I5.

import type {ConnId} from "../../../vocabulary.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Altered, Leadership, Partition} from "../messages.ts";
import {answer} from "../serving.ts";
import type {Broker, Ctx, Step} from "../state.ts";
import {isLive} from "./partitions.ts";
import {allLive, tellMetadata} from "./requests.ts";
import {ask, plan, SESSION_OVER} from "./thread.ts";
import {nextState} from "./znodes.ts";

export function alterPartition(b: Broker, {conn, request}: Extract<Step, {do: "alter-partition"}>, ctx: Ctx): void {
  const c = b.controller;
  const refuse = (error: string) => reply(b, conn, request.id, error, [], ctx);
  if (!c.active) return refuse("NOT_CONTROLLER");
  if (!ctx.rules.isRegistered(request.be, c.live.get(request.broker))) return refuse("STALE_BROKER_EPOCH");
  const answers: Altered[] = [];
  const written: {p: Partition; state: Leadership}[] = [];
  for (const asked of request.partitions) {
    const now = c.partitions.get(asked.p)?.state ?? null;
    const error = now === null ? "UNKNOWN_TOPIC_OR_PARTITION" : ctx.rules.answerToIsr(now, asked, (r) => isLive(b, r));
    if (now !== null && error === "") written.push({p: asked.p, state: {...now, isr: asked.isr, pe: asked.pe, ce: c.ce}});
    else answers.push({p: asked.p, error: error === "same" ? "" : error, now});
  }
  const asked = request.partitions.map(({p}) => p);
  ask(
    b,
    written.map(({p, state}) => nextState(p, state, ctx.rules.versionOfState(state.pe), ctx.rules.guard(c.epochZkVersion))),
    {do: "altered", conn, id: request.id, asked, answers, written},
    ctx,
  );
}

/**
 * The epoch of the leader stays: only the state's version rises. A controller that learns here that another was elected says that something is
 * wrong and goes on as one, until its watch tells it, too: the exception ends in this handler (processAlterPartition).
 */
export function altered(b: Broker, step: Extract<Step, {do: "altered"}>, found: readonly Answer[], ctx: Ctx): void {
  const refused = found.find(({error, result}) => error !== "" && result === "0");
  if (refused) {
    ctx.note({kind: "controller-write-refused", error: refused.error});
    return reply(b, step.conn, step.id, "UNKNOWN_SERVER_ERROR", [], ctx);
  }
  const answers = [...step.answers];
  for (const [i, {p, state}] of step.written.entries()) {
    const led = b.controller.partitions.get(p);
    const error = found[i]?.error ?? "";
    if (!led || error !== "") {
      answers.push({p, error: error === SESSION_OVER ? "UNKNOWN_SERVER_ERROR" : "INVALID_UPDATE_VERSION", now: null});
      if (error === SESSION_OVER) ctx.note({kind: "controller-write-refused", error});
      continue;
    }
    const now = {...state, pe: state.pe + 1};
    led.state = now;
    ctx.note({kind: "state-written", scope: p, leader: now.leader, e: now.e, pe: now.pe, isr: now.isr, how: "isr"});
    answers.push({p, error: "", now});
  }
  // Of all that it was asked about, changed or not.
  tellMetadata(b, allLive(b), step.asked);
  reply(b, step.conn, step.id, "", answers, ctx);
  const moving = step.written.flatMap(({p}): Step[] => (b.controller.partitions.get(p)?.moving ? [{do: "reassign-on", p}] : []));
  plan(b, {do: "send"}, ...moving);
}

function reply(b: Broker, conn: ConnId, id: number, error: string, partitions: readonly Altered[], ctx: Ctx): void {
  answer(b, conn, {kind: "ALTER_PARTITION_REPLY", id, error, partitions}, ctx);
}
