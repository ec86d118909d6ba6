// rabbit_mirror_queue_sync: a master sends mirrors what its queue has, in batches, and does nothing else until the slowest has it all (M7). A mirror
// throws away what it has first; if its master dies on the way, what it got since, too (M8).

import {allOf, place, purge} from "./backing.ts";
import {policyOf} from "./config.ts";
import {broadcast} from "./gm.ts";
import {nodeOf, type Pid, type QueueMessage} from "./messages.ts";
import {type Broker, isUp, post, type Rabbit, type Replica} from "./state.ts";
import {submit} from "./table.ts";

type Of<K extends QueueMessage["kind"]> = Extract<QueueMessage, {readonly kind: K}>;

/** M6: with ha-sync-mode automatic, whenever a mirror is added or one is promoted. */
export function syncIfAsked(s: Broker, r: Replica, ctx: Rabbit): void {
  const record = s.records.get(r.queue);
  if (r.role !== "master" || !record || policyOf(record, ctx.config).syncMode !== "automatic") return;
  if (r.sync) {
    if (!r.sync.waiting.some(({is}) => is === "sync")) r.sync.waiting.push({is: "sync"});
    return;
  }
  const mirrors = record.slaves.filter((pid) => isUp(s, ctx, nodeOf(pid)));
  if (mirrors.length === 0) return;
  const round = ++s.made;
  ctx.note({kind: "syncing", scope: r.queue, messages: allOf(r.store).length});
  broadcast(s, r, {do: "sync_start", round, mirrors}, ctx);
  r.sync = {round, awaited: new Set(mirrors), mirrors: new Set(), at: 0, master: r.pid, waiting: []};
}

/** A mirror is asked: one that lacks nothing declines. */
export function asked(s: Broker, r: Replica, master: Pid, round: number, ctx: Rabbit): void {
  const denied = ctx.rules.declinesSync(r.delta);
  post(s, nodeOf(master), {kind: "SYNCREADY", queue: r.queue, to: master, from: r.pid, round, denied}, ctx);
  if (denied) return;
  purge(s, r, ctx);
  r.delta = null;
  r.sync = {round, awaited: new Set(), mirrors: new Set(), at: 0, master, waiting: []};
}

/** True: the synchronisation is over. */
export function answered(s: Broker, r: Replica, m: Of<"SYNCREADY">, ctx: Rabbit): boolean {
  const {sync} = r;
  if (sync?.round !== m.round || !sync.awaited.delete(m.from)) return false;
  if (!m.denied) sync.mirrors.add(m.from);
  return sync.awaited.size === 0 && batch(s, r, ctx);
}

/** The next batch, to all; the one after it when all have said so, and when the throughput allows. True: there is none. */
function batch(s: Broker, r: Replica, ctx: Rabbit): boolean {
  const {sync} = r;
  if (!sync) return false;
  const entries = allOf(r.store)
    .slice(sync.at, sync.at + ctx.config.syncBatch)
    .map(({num, body, unacked}) => ({num, body, unacked}));
  if (entries.length === 0 || sync.mirrors.size === 0) return complete(s, r, ctx);
  sync.at += entries.length;
  for (const to of sync.mirrors) {
    sync.awaited.add(to);
    post(s, nodeOf(to), {kind: "SYNCMSGS", queue: r.queue, to, round: sync.round, entries}, ctx);
  }
  // Both must be over: the pause, and the mirrors' credit.
  sync.awaited.add(r.pid);
  ctx.setTimer(`sync ${r.queue}`, ctx.rules.syncPause(entries.length, ctx.config.syncThroughput));
  return false;
}

/** A mirror has taken a batch, or the pause is over. */
export function credited(s: Broker, r: Replica, from: Pid, ctx: Rabbit): boolean {
  return r.sync?.awaited.delete(from) === true && r.sync.awaited.size === 0 && batch(s, r, ctx);
}

function complete(s: Broker, r: Replica, ctx: Rabbit): boolean {
  const {round, mirrors} = r.sync as NonNullable<Replica["sync"]>;
  for (const to of mirrors) post(s, nodeOf(to), {kind: "SYNCCOMPLETE", queue: r.queue, to, round}, ctx);
  ctx.note({kind: "sync-over", scope: r.queue, mirrors: mirrors.size});
  return true;
}

/** A batch at a mirror. */
export function taken(s: Broker, r: Replica, m: Of<"SYNCMSGS">, ctx: Rabbit): void {
  if (r.sync?.round !== m.round) return;
  for (const entry of m.entries) place(s, r, entry, ctx);
  const to = r.sync.master;
  post(s, nodeOf(to), {kind: "SYNCCREDIT", queue: r.queue, to, from: r.pid, round: m.round}, ctx);
}

/** It has all: it is synchronised. */
export function completed(s: Broker, r: Replica, m: Of<"SYNCCOMPLETE">, ctx: Rabbit): boolean {
  if (r.sync?.round !== m.round) return false;
  r.delta = 0;
  ctx.note({kind: "depth-delta", scope: r.queue, delta: 0});
  ctx.note({kind: "synchronised", scope: r.queue});
  submit(s, {do: "synced", queue: r.queue, by: r.pid}, ctx);
  return true;
}

/** M8: a process is dead. A mirror whose master died throws away what it has; a master goes on with the other mirrors. True: it is over. */
export function lostAmid(s: Broker, r: Replica, isDead: (pid: Pid) => boolean, ctx: Rabbit): boolean {
  const {sync} = r;
  if (!sync) return false;
  if (r.role === "mirror") {
    if (!isDead(sync.master)) return false;
    purge(s, r, ctx);
    ctx.note({kind: "sync-failed", scope: r.queue});
    return true;
  }
  const dead = [...sync.awaited, ...sync.mirrors].filter((pid) => pid !== r.pid && isDead(pid));
  for (const pid of dead) {
    sync.mirrors.delete(pid);
    sync.awaited.delete(pid);
  }
  return dead.length > 0 && sync.awaited.size === 0 && batch(s, r, ctx);
}
