// KafkaApis and ReplicaManager on what a controller says: who leads, whom to follow, what to stop. Rules C8, R1, R10, R14.

import type {ConnId} from "../../vocabulary.ts";
import {pump} from "./controller-link.ts";
import {create, cut, leoOf, remove, syncEpochs} from "./disk.ts";
import {follow, isFetchedFrom, unfollow} from "./fetcher.ts";
import type {ControlRequest, Partition, PartitionState} from "./messages.ts";
import {beginReign, lead, refresh} from "./partition.ts";
import {releaseFetches, settleProduces} from "./purgatory.ts";
import {answer} from "./serving.ts";
import {type Broker, type Changing, type Ctx, type Replica, turn} from "./state.ts";

/** Requests that change what replicas are come one after the other: the next waits while new leaders write their epoch down. */
export function control(b: Broker, conn: ConnId, request: ControlRequest, ctx: Ctx): void {
  b.control.push({conn, request});
  nextControl(b, ctx);
}

function nextControl(b: Broker, ctx: Ctx): void {
  while (b.changing === null) {
    const next = b.control.shift();
    if (!next) return;
    obey(b, next.conn, next.request, ctx);
  }
}

/** C8: first who speaks, and to whom. */
function obey(b: Broker, conn: ConnId, m: ControlRequest, ctx: Ctx): void {
  const reply = (error: string) => answer(b, conn, {kind: `${m.kind}_REPLY`, id: m.id, error}, ctx);
  if (!ctx.rules.isMeant(m.be, b.be)) return reply("STALE_BROKER_EPOCH");
  if (!ctx.rules.obeys(m.ce, b.ce)) {
    ctx.note({kind: "refused-controller", ce: m.ce});
    return reply("STALE_CONTROLLER_EPOCH");
  }
  if (m.ce !== b.ce) ctx.note({kind: "controller-epoch", ce: m.ce});
  b.ce = m.ce;
  if (m.kind === "LEADER_AND_ISR") return leaderAndIsr(b, conn, m, ctx);
  if (m.kind === "UPDATE_METADATA") updateMetadata(b, m, ctx);
  else stopReplicas(b, m, ctx);
  turn(b);
  reply("");
}

type LeaderAndIsr = Extract<ControlRequest, {kind: "LEADER_AND_ISR"}>;

/** The thread that handles it takes its time; whatever else asks to change states waits behind it. */
function leaderAndIsr(b: Broker, conn: ConnId, request: LeaderAndIsr, ctx: Ctx): void {
  b.changing = {from: {conn, id: request.id}, leads: [], follows: []};
  ctx.submit("changes", {changes: request} as never);
}

/** The same from the metadata log, where nobody waits for an answer: who applies that goes on when all have changed. */
export function takeStates(b: Broker, partitions: readonly PartitionState[], ctx: Ctx): void {
  b.changing = {from: null, leads: [], follows: []};
  ctx.submit("changes", {changes: {partitions}} as never);
}

/** C8: what is newer. Those that it leads come first; none of them is fetched any more from then on. */
export function changeStates(b: Broker, m: Pick<LeaderAndIsr, "partitions">, ctx: Ctx): void {
  const {changing} = b;
  if (changing === null) return;
  for (const state of m.partitions) {
    if (!state.replicas.includes(b.id)) continue;
    const r = b.replicas.get(state.p) ?? create(b, state.p, ctx);
    if (ctx.rules.isNewer(state.e, r.e)) (state.leader === b.id ? changing.leads : changing.follows).push(state);
    // Of the epoch that it is in a broker of ZooKeeper mode takes nothing more, not even a newer ISR (ReplicaManager.becomeLeaderOrFollower).
    else if (b.kraft !== null && r.role === "leader" && state.e === r.e) refresh(b, r, state, ctx);
  }
  for (const {p} of changing.leads) unfollow(b, p);
  if (changing.leads.length > 0) ctx.work("stopFetchers", "stopped");
  else nextLead(b, ctx);
}

/** R1: one after the other leads, its epoch written down with an fsync of its own; after them come those that follow. */
export function nextLead(b: Broker, ctx: Ctx): void {
  const {changing} = b;
  if (changing === null) return;
  const [state] = changing.leads;
  if (state) {
    const r = b.replicas.get(state.p) as Replica;
    ctx.note({kind: "reign-begins", scope: r.p, e: state.e});
    // §14.1: a fetch that asks for it now waits; one that came before, while another partition was written down, is refused.
    r.held = [];
    return ctx.work("lead", {lead: r.p});
  }
  for (const one of changing.follows) becomeFollower(b, b.replicas.get(one.p) as Replica, one, ctx);
  // A leader from whom it has fetched already needs no other thread and no other connection.
  const isNew = changing.follows.some(({leader}) => !isFetchedFrom(b, leader));
  if (isNew) ctx.work("startFetchers", "fetchers");
  else startFetchers(b, ctx);
}

export function writeReign(b: Broker, p: Partition, ctx: Ctx): void {
  const state = b.changing?.leads[0];
  const r = b.replicas.get(p);
  if (!state || !r) return;
  if (beginReign(r, state.e, ctx)) syncEpochs(r, {led: p}, ctx);
  else led(b, p, ctx);
}

/** Fetching begins last, when all have their roles. A broker that has been told to stop does not begin (ReplicaManager.makeFollowers). */
export function startFetchers(b: Broker, ctx: Ctx): void {
  const {changing} = b;
  if (changing === null) return;
  for (const {p, e} of changing.follows) {
    const r = b.replicas.get(p);
    if (r?.role === "follower" && r.e === e && b.stage !== "stopping") follow(b, r, ctx);
  }
  changed(b, changing, ctx);
}

function changed(b: Broker, {from}: Changing, ctx: Ctx): void {
  b.changing = null;
  turn(b);
  if (from === null) return ctx.submit("main", {changed: true});
  answer(b, from.conn, {kind: "LEADER_AND_ISR_REPLY", id: from.id, error: ""}, ctx);
  nextControl(b, ctx);
}

/** The new leader's epoch is on the disk. */
export function led(b: Broker, p: Partition, ctx: Ctx): void {
  const {changing} = b;
  const r = b.replicas.get(p);
  if (changing === null || !r) return;
  leads(b, r, changing, ctx);
  nextLead(b, ctx);
}

function leads(b: Broker, r: Replica, changing: Changing, ctx: Ctx): void {
  const state = changing.leads.shift();
  if (!state) return;
  lead(b, r, state, ctx);
  turn(b);
  settleProduces(b, r, ctx);
  releaseFetches(b, r.p, ctx);
  const {held} = r;
  r.held = null;
  for (const one of held ?? []) ctx.submit("main", {held: one} as never);
}

/** R14: only now a leader that was one learns of it. */
function becomeFollower(b: Broker, r: Replica, {leader, e, isr, pe, replicas}: PartitionState, ctx: Ctx): void {
  // S4: while it stops, a replica that is not in sync, or has nobody to follow, is stopped.
  if (b.kraft?.stage === "stopping" && (leader === null || !isr.includes(b.id))) return stopReplica(b, r, e, ctx);
  // C8: without a live leader to follow, role and fetcher stay as they were.
  if (b.kraft === null && (leader === null || !b.metadata.live.includes(leader))) return;
  Object.assign(r, {role: "follower", leader, e, pe, replicas, isr, asked: null, remotes: new Map(), answered: false});
  ctx.note({kind: "follower", scope: r.p, e, leader});
  const kept = ctx.rules.cutAtFollowing(r.hw, leoOf(r, ctx));
  if (kept < leoOf(r, ctx)) cut(r, kept, "high-watermark", ctx);
  unfollow(b, r.p);
  settleProduces(b, r, ctx);
  releaseFetches(b, r.p, ctx);
}

function updateMetadata(b: Broker, m: Extract<ControlRequest, {kind: "UPDATE_METADATA"}>, ctx: Ctx): void {
  ctx.note({kind: "metadata-updated", controller: m.controller, ce: m.ce});
  b.metadata.controller = m.controller;
  b.metadata.live = m.live;
  for (const {p, ...state} of m.partitions) b.metadata.partitions.set(p, state);
  pump(b, ctx);
}

function stopReplicas(b: Broker, m: Extract<ControlRequest, {kind: "STOP_REPLICA"}>, ctx: Ctx): void {
  for (const {p, e, deleted} of m.partitions) {
    const r = b.replicas.get(p);
    if (!r || e < r.e) continue;
    stopReplica(b, r, e, ctx);
    if (deleted) remove(b, r, ctx);
  }
}

function stopReplica(b: Broker, r: Replica, e: number, ctx: Ctx): void {
  Object.assign(r, {role: "none", e});
  unfollow(b, r.p);
  ctx.note({kind: "stopped", scope: r.p, e});
  settleProduces(b, r, ctx);
  releaseFetches(b, r.p, ctx);
}
