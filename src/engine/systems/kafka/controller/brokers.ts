// KafkaController: brokers that come, go and come back as others. Rules C4, C6, C7.

import type {NodeId} from "../../../vocabulary.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Partition} from "../messages.ts";
import type {Broker, Ctx, Step} from "../state.ts";
import {isLive} from "./partitions.ts";
import {allLive, closeChannel, tellMetadata, tellState, tellStop} from "./requests.ts";
import {ask, plan} from "./thread.ts";
import {epochOf, IDS, idPath, list, namesOf, read} from "./znodes.ts";

export const brokerChange = (b: Broker, ctx: Ctx): void => ask(b, [list(IDS)], {do: "changed-ids"}, ctx);

export function changedIds(b: Broker, [ids]: readonly Answer[], ctx: Ctx): void {
  const names = namesOf(ids?.result ?? "");
  ask(
    b,
    names.map((id) => read(idPath(id))),
    {do: "changed-brokers", ids: names},
    ctx,
  );
}

/** C4: new ones, those that are gone, and those whose node is another than it was: gone and come back. */
export function changedBrokers(b: Broker, {ids}: Extract<Step, {do: "changed-brokers"}>, answers: readonly Answer[], ctx: Ctx): void {
  const c = b.controller;
  const now = new Map(ids.flatMap((id, i): [NodeId, number][] => (answers[i]?.error === "" ? [[id, epochOf(answers[i]?.stats[0])]] : [])));
  const added = [...now.keys()].filter((id) => !c.live.has(id));
  const gone = [...c.live.keys()].filter((id) => !now.has(id));
  const bounced = [...now].flatMap(([id, be]) => (c.live.has(id) && be > (c.live.get(id) ?? 0) ? [id] : []));
  if (added.length + gone.length + bounced.length === 0) return;
  ctx.note({kind: "broker-change", added, gone, bounced});
  const steps: Step[] = [];
  for (const id of [...gone, ...bounced]) closeChannel(b, id, ctx);
  if (bounced.length > 0) {
    for (const id of bounced) c.live.delete(id);
    steps.push({do: "brokers-failed", brokers: bounced}, {do: "brokers-started", brokers: bounced});
  }
  for (const id of gone) c.live.delete(id);
  for (const [id, be] of now) if (!bounced.includes(id)) c.live.set(id, be);
  if (gone.length > 0) steps.push({do: "brokers-failed", brokers: gone});
  if (added.length > 0) steps.unshift({do: "brokers-started", brokers: added});
  c.epochs = now;
  plan(b, ...steps);
}

/** C6: partitions that they led are elected, then their replicas leave the ISR. */
export function brokersFailed(b: Broker, {brokers}: Extract<Step, {do: "brokers-failed"}>): void {
  const c = b.controller;
  for (const id of brokers) c.stopping.delete(id);
  const leaving = new Map<NodeId, Partition[]>();
  for (const [p, led] of c.partitions) {
    const {state, replicas} = led;
    if (state?.leader && brokers.includes(state.leader)) led.status = "offline";
    for (const id of brokers) if (replicas.includes(id) && state !== null) leaving.set(id, [...(leaving.get(id) ?? []), p]);
  }
  tellMetadata(b, allLive(b), []);
  const removals = [...leaving].map(([replica, partitions]): Step => ({do: "remove-gone", replica, partitions}));
  plan(b, {do: "elect-leaderless"}, ...removals, {do: "send"});
}

/** The second half of C6: what the election has not moved yet, and to all others once more what stands. */
export function removeGone(b: Broker, {replica, partitions}: Extract<Step, {do: "remove-gone"}>): void {
  const {partitions: all} = b.controller;
  const inIsr = partitions.filter((p) => all.get(p)?.state?.isr.includes(replica));
  for (const p of partitions) {
    const led = all.get(p);
    tellStop(b, replica, p);
    if (led && !inIsr.includes(p))
      tellState(
        b,
        led.replicas.filter((r) => r !== replica && isLive(b, r)),
        p,
      );
  }
  if (inIsr.length > 0) plan(b, {do: "remove-replica", replica, partitions: inIsr});
}

/** C7: the others learn of it, it learns of everything, its replicas get their states, and whoever has no leader is elected. */
export function brokersStarted(b: Broker, {brokers}: Extract<Step, {do: "brokers-started"}>): void {
  const c = b.controller;
  for (const id of brokers) {
    const be = c.epochs.get(id);
    if (be !== undefined) c.live.set(id, be);
    c.stopping.delete(id);
  }
  const others = allLive(b).filter((id) => !brokers.includes(id));
  tellMetadata(b, others, []);
  tellMetadata(b, brokers, [...c.partitions.keys()]);
  plan(b, {do: "send"}, {do: "replicas-online", brokers}, {do: "send"}, {do: "elect-leaderless"});
}

/** Their replicas get the states that stand. */
export function replicasOnline(b: Broker, {brokers}: Extract<Step, {do: "replicas-online"}>): void {
  for (const [p, {replicas, state}] of b.controller.partitions) {
    const own = brokers.filter((id) => replicas.includes(id));
    if (own.length > 0 && state !== null) tellState(b, own, p);
  }
}

/** Whatever nobody leads may have a leader now. */
export function electLeaderless(b: Broker): void {
  const partitions = [...b.controller.partitions].flatMap(([p, {status}]) => (status === "online" ? [] : [p]));
  plan(b, {do: "elect-partitions", partitions, strategy: "offline"});
}
