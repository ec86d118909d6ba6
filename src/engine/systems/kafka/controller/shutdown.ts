// KafkaController.doControlledShutdown and the rebalance that undoes what it leaves behind. Rules S2, S5, P7, P8.

import type {Partition} from "../messages.ts";
import {answer} from "../serving.ts";
import type {Broker, Ctx, Step} from "../state.ts";
import {isLive} from "./partitions.ts";
import {tellStop} from "./requests.ts";
import {plan} from "./thread.ts";

export function controlledShutdown(b: Broker, {conn, request}: Extract<Step, {do: "controlled-shutdown"}>, ctx: Ctx): void {
  const c = b.controller;
  const {id, broker} = request;
  const error = !c.active ? "NOT_CONTROLLER" : ctx.rules.isRegistered(request.be, c.live.get(broker)) ? "" : "STALE_BROKER_EPOCH";
  if (error !== "") return answer(b, conn, {kind: "CONTROLLED_SHUTDOWN_REPLY", id, error, remaining: 0}, ctx);
  c.stopping.add(broker);
  const led: Partition[] = [];
  const followed: Partition[] = [];
  for (const [p, {replicas, state}] of c.partitions) {
    if (replicas.length < 2 || !replicas.includes(broker) || state === null) continue;
    (state.leader === broker ? led : followed).push(p);
  }
  for (const p of followed) tellStop(b, broker, p);
  const leaving = followed.filter((p) => c.partitions.get(p)?.state?.isr.includes(broker));
  plan(
    b,
    {do: "elect-partitions", partitions: led, strategy: "shutdown"},
    ...(leaving.length > 0 ? [{do: "remove-replica", replica: broker, partitions: leaving} as const] : []),
    {do: "send"},
    {do: "shutdown-answer", conn, id, broker},
  );
}

/** How many it still leads: with others left it may go at once. */
export function shutdownAnswer(b: Broker, {conn, id, broker}: Extract<Step, {do: "shutdown-answer"}>, ctx: Ctx): void {
  const all = [...b.controller.partitions.values()];
  const remaining = all.filter(({replicas, state}) => replicas.length > 1 && state?.leader === broker).length;
  answer(b, conn, {kind: "CONTROLLED_SHUTDOWN_REPLY", id, error: "", remaining}, ctx);
}

/** S5: a broker of whose partitions too many are led by others gets back those that it can lead. */
export function rebalance(b: Broker, ctx: Ctx): void {
  const c = b.controller;
  if (!c.active) return;
  ctx.setTimer("rebalance", ctx.config.rebalanceEvery);
  const due: Partition[] = [];
  for (const broker of c.live.keys()) {
    const preferred = [...c.partitions].filter(([, {replicas}]) => replicas[0] === broker);
    const elsewhere = preferred.filter(([, {state}]) => state !== null && state.leader !== broker);
    if (elsewhere.length * 100 <= ctx.config.imbalance * preferred.length) continue;
    for (const [p, {state}] of elsewhere) if (isLive(b, broker) && state?.isr.includes(broker)) due.push(p);
  }
  if (due.length > 0) plan(b, {do: "elect-partitions", partitions: due, strategy: "preferred"});
}
