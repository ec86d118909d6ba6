// KafkaController.processAlterPartition: a leader asks for another ISR. Rule I5.

import type {ConnId} from "../../../vocabulary.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Altered, Leadership, Partition} from "../messages.ts";
import {answer} from "../serving.ts";
import type {Broker, Ctx, Step} from "../state.ts";
import {moved} from "./election.ts";
import {isLive} from "./partitions.ts";
import {allLive, tellMetadata} from "./requests.ts";
import {ask, plan} from "./thread.ts";
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
  ask(
    b,
    written.map(({p, state}) => nextState(p, state, ctx.rules.versionOfState(state.pe), ctx.rules.guard(c.epochZkVersion))),
    {do: "altered", conn, id: request.id, answers, written},
    ctx,
  );
}

/** The epoch of the leader stays: only the state's version rises. */
export function altered(b: Broker, step: Extract<Step, {do: "altered"}>, found: readonly Answer[], ctx: Ctx): void {
  const refused = found.find(({error, result}) => error !== "" && result === "0");
  if (refused) {
    reply(b, step.conn, step.id, "NOT_CONTROLLER", [], ctx);
    return moved(b, refused.error, ctx);
  }
  const answers = [...step.answers];
  for (const [i, {p, state}] of step.written.entries()) {
    const led = b.controller.partitions.get(p);
    if (!led || found[i]?.error !== "") {
      answers.push({p, error: "INVALID_UPDATE_VERSION", now: null});
      continue;
    }
    const now = {...state, pe: state.pe + 1};
    led.state = now;
    ctx.note({kind: "state-written", scope: p, leader: now.leader, e: now.e, pe: now.pe, isr: now.isr, how: "isr"});
    tellMetadata(b, allLive(b), [p]);
    answers.push({p, error: "", now});
  }
  reply(b, step.conn, step.id, "", answers, ctx);
  plan(b, {do: "send"});
}

function reply(b: Broker, conn: ConnId, id: number, error: string, partitions: readonly Altered[], ctx: Ctx): void {
  answer(b, conn, {kind: "ALTER_PARTITION_REPLY", id, error, partitions}, ctx);
}
