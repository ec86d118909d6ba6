// Partition as its leader has it: in-sync replicas, high watermark, waiting producers. Rules I1–I4, I6, R1, R7, A3.

import {minus, NO_TIME, type NodeId, times} from "../../vocabulary.ts";
import {askForIsr} from "./controller-link.ts";
import {beginEpoch, leoOf} from "./disk.ts";
import {mayBeInSync} from "./kraft/records.ts";
import type {Altered, IsrChange, Leadership, PartitionState} from "./messages.ts";
import {releaseConsumers, settleProduces, waitsFor} from "./purgatory.ts";
import type {Broker, Ctx, Remote, Replica} from "./state.ts";

/** R1, the first half: the reign is written down where it begins; who leads syncs the file before it does. True: there is something to sync. */
export const beginReign = (r: Replica, e: number, ctx: Ctx): boolean => ctx.rules.remembersReign() && beginEpoch(r, e, ctx);

/** R1: leads from now on. Followers are taken to be caught up if they are in sync. */
export function lead(b: Broker, r: Replica, {leader, e, isr, pe, replicas}: PartitionState, ctx: Ctx): void {
  const leo = leoOf(r, ctx);
  const now = ctx.wall();
  Object.assign(r, {role: "leader", leader, e, pe, isr, replicas, asked: null, epochStart: leo});
  r.remotes = new Map(
    replicas
      .filter((id) => id !== b.id)
      .map((id): [NodeId, Remote] => [
        id,
        {leo: -1, leaderLeo: 0, be: -1, fetchedAt: NO_TIME, caughtUpAt: isr.includes(id) ? now : minus(NO_TIME, ctx.config.lag)},
      ]),
  );
  ctx.note({kind: "leader", scope: r.p, e, leo, hw: r.hw});
  raise(b, r, ctx);
}

/** KRaft mode: the controller takes whom it fences out of the ISR without a new leader epoch, so that the mark may rise. */
export function refresh(b: Broker, r: Replica, {pe, isr}: Leadership, ctx: Ctx): void {
  if (pe <= r.pe) return;
  Object.assign(r, {pe, isr, asked: null});
  ctx.note({kind: "isr", scope: r.p, e: r.e, pe, isr});
  raise(b, r, ctx);
}

/** R7: tries to raise the high watermark; then whoever waited for it is answered. */
export function raise(b: Broker, r: Replica, ctx: Ctx): void {
  const {rules, config} = ctx;
  if (!rules.freezes(r.isr.length, config.minIsr, r.replicas.length)) {
    const leo = leoOf(r, ctx);
    const maximal = waitsFor(r, ctx);
    const now = ctx.wall();
    const others: number[] = [];
    for (const [id, {leo: theirs, caughtUpAt, be}] of r.remotes)
      if (maximal.includes(id) || (rules.isCaughtUp(theirs, leo, caughtUpAt, now, config.lag) && isEligible(b, id, be, ctx)))
        others.push(Math.max(0, theirs));
    const hw = rules.highWatermark(r.hw, leo, others);
    if (hw > r.hw) {
      r.hw = hw;
      ctx.note({kind: "high-watermark", scope: r.p, e: r.e, hw, leo, isr: r.isr.length, maximal});
      releaseConsumers(b, r.p, ctx);
    }
  }
  settleProduces(b, r, ctx);
}

/** I1: in ZooKeeper mode whoever the leader knows to be alive may join, in KRaft mode whoever is active in the life that it fetches in. */
const isEligible = (b: Broker, id: NodeId, be: number, ctx: Ctx): boolean =>
  b.kraft === null ? b.metadata.live.includes(id) : mayBeInSync(b.kraft.image, id, be, ctx.rules.isThisLife);

/** R5, I2: a follower has asked from there, so it has all before. */
export function fetched(b: Broker, r: Replica, from: NodeId, be: number, offset: number, ctx: Ctx): void {
  const remote = r.remotes.get(from);
  if (!remote) return;
  const now = ctx.wall();
  const leo = leoOf(r, ctx);
  if (offset >= leo) remote.caughtUpAt = now;
  else if (offset >= remote.leaderLeo) remote.caughtUpAt = remote.fetchedAt > remote.caughtUpAt ? remote.fetchedAt : remote.caughtUpAt;
  const moved = remote.leo !== offset;
  Object.assign(remote, {leo: offset, leaderLeo: leo, fetchedAt: now, be});
  if (r.asked === null && !r.isr.includes(from) && isEligible(b, from, be, ctx) && ctx.rules.mayJoin(offset, r.hw, r.epochStart))
    ask(b, r, [...r.isr, from], ctx);
  if (moved) raise(b, r, ctx);
}

/** I3: every half lag, from the broker's start on, all partitions that it leads are looked at. */
export function shrinkAll(b: Broker, ctx: Ctx): void {
  ctx.setTimer("shrink", times(ctx.config.lag, 0.5));
  for (const r of b.replicas.values()) if (r.role === "leader" && r.asked === null) shrink(b, r, ctx);
}

/** Who has not caught up for too long is to leave. A follower with all the records stays, dead or alive. */
function shrink(b: Broker, r: Replica, ctx: Ctx): void {
  const leo = leoOf(r, ctx);
  const now = ctx.wall();
  const isr = r.isr.filter((id) => {
    const remote = r.remotes.get(id);
    return remote === undefined || ctx.rules.isCaughtUp(remote.leo, leo, remote.caughtUpAt, now, ctx.config.lag);
  });
  if (isr.length < r.isr.length) ask(b, r, isr, ctx);
}

function ask(b: Broker, r: Replica, isr: readonly NodeId[], ctx: Ctx): void {
  r.asked = isr;
  ctx.note({kind: "isr-asked", scope: r.p, e: r.e, isr, maximal: waitsFor(r, ctx)});
  askForIsr(b, changeTo(b, r, isr), ctx);
}

/** B5: in KRaft mode with the life of each member that its leader has heard. */
function changeTo(b: Broker, {p, e, pe, remotes}: Replica, isr: readonly NodeId[]): IsrChange {
  const change = {p, e, isr, pe};
  return b.kraft === null ? change : {...change, epochs: isr.map((id) => (id === b.id ? b.be : (remotes.get(id)?.be ?? -1)))};
}

/** Answers after which the change stays in doubt until there is newer metadata. */
const PENDING = new Set([
  "FENCED_LEADER_EPOCH",
  "INVALID_UPDATE_VERSION",
  "UNKNOWN_TOPIC_OR_PARTITION",
  "INVALID_REQUEST",
  "NEW_LEADER_ELECTED",
]);

/** I6: what the controller says to a change. */
export function altered(b: Broker, r: Replica, {error, now}: Altered, ctx: Ctx): void {
  if (r.role !== "leader" || r.asked === null) return;
  if (error === "") {
    if (now === null || now.e !== r.e || now.pe < r.pe) return;
    Object.assign(r, {isr: now.isr, pe: now.pe, asked: null});
    ctx.note({kind: "isr", scope: r.p, e: r.e, pe: r.pe, isr: r.isr});
    return raise(b, r, ctx);
  }
  ctx.note({kind: "isr-refused", scope: r.p, error});
  if (error === "INELIGIBLE_REPLICA" || error === "OPERATION_NOT_ATTEMPTED") r.asked = null;
  else if (!PENDING.has(error)) askForIsr(b, changeTo(b, r, r.asked), ctx);
}
