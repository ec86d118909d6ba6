// rabbit_variable_queue as far as it matters: positions, pending acks, and what of them is on disk.

import type {Reader} from "../../model/process.ts";
import type {Body} from "./messages.ts";
import type {Backing, Broker, Entry, Rabbit, Replica, Stored} from "./state.ts";

export const emptyBacking = (): Backing => ({ready: [], pending: new Map(), ids: new Set(), next: 0});

export const depthOf = ({ready, pending}: Backing): number => ready.length + pending.size;

/** Appends a message; `pending`: it has gone to a consumer at once. */
export function enqueue(
  s: Broker,
  r: Replica,
  body: Body,
  as: {readonly delivered: boolean; readonly pending: boolean},
  ctx: Rabbit,
): Entry {
  ctx.note({kind: "enqueued", queue: r.queue, id: body.id, twice: r.store.ids.has(body.id)});
  r.store.ids.add(body.id);
  const entry: Entry = {num: r.store.next++, body, delivered: as.delivered || as.pending};
  if (as.pending) r.store.pending.set(body.id, entry);
  else r.store.ready.push(entry);
  if (!body.persistent) return entry;
  write(s, {do: "publish", queue: r.queue, num: entry.num, body, delivered: entry.delivered}, ctx);
  s.disk.waiting.push({queue: r.queue, id: body.id, at: s.disk.length});
  if (ctx.rules.confirmsAfterFsync(ctx.config.indexVersion)) sync(s, ctx);
  else ctx.submit("vm", {do: "written", upTo: s.disk.length});
  return entry;
}

/** Takes the head; `keep`: until it is acknowledged. */
export function fetch(s: Broker, r: Replica, keep: boolean, ctx: Rabbit): Entry | null {
  const entry = r.store.ready.shift();
  if (!entry) return null;
  if (keep) r.store.pending.set(entry.body.id, entry);
  else r.store.ids.delete(entry.body.id);
  if (entry.body.persistent) write(s, {do: keep ? "deliver" : "ack", queue: r.queue, id: entry.body.id}, ctx);
  return entry;
}

/** Forgets those that wait for it; returns how many it knew. */
export function acknowledge(s: Broker, r: Replica, ids: readonly string[], ctx: Rabbit): number {
  const known = ids.filter((id) => r.store.pending.has(id));
  for (const id of known) {
    const entry = r.store.pending.get(id);
    r.store.pending.delete(id);
    r.store.ids.delete(id);
    if (entry?.body.persistent) write(s, {do: "ack", queue: r.queue, id}, ctx);
    ctx.note({kind: "acked", queue: r.queue, id});
  }
  return known.length;
}

/** Puts those that wait for an ack back into their positions. */
export function requeue(r: Replica, ids: readonly string[]): void {
  const back = ids.flatMap((id) => r.store.pending.get(id) ?? []);
  for (const entry of back) {
    entry.delivered = true;
    r.store.pending.delete(entry.body.id);
  }
  // They go to the head, nearly all: the rest of a long queue stays where it is.
  for (const entry of back.sort((a, b) => b.num - a.num)) {
    let at = 0;
    while (at < r.store.ready.length && (r.store.ready[at] as Entry).num < entry.num) at++;
    r.store.ready.splice(at, 0, entry);
  }
}

function write(s: Broker, stored: Stored, ctx: Rabbit): void {
  ctx.append("queues", stored);
  s.disk.length++;
}

/** One fsync at a time; what comes meanwhile waits for the next (P7). */
export function sync(s: Broker, ctx: Rabbit): void {
  if (s.disk.syncing || s.disk.waiting.length === 0) return;
  s.disk.syncing = true;
  ctx.sync(["queues"], {do: "synced", upTo: s.disk.length});
}

/** What a master sends to a mirror of its queue, in its order; messages that consumers hold are among them (M7). */
export const allOf = ({ready, pending}: Backing): readonly (Entry & {readonly unacked: boolean})[] =>
  [...[...pending.values()].map((e) => ({...e, unacked: true})), ...ready.map((e) => ({...e, unacked: false}))].sort(
    (a, b) => a.num - b.num,
  );

/** A message that a mirror gets from its master outside the ring keeps its place (M7). */
export function place(
  s: Broker,
  r: Replica,
  entry: {readonly num: number; readonly body: Body; readonly unacked: boolean},
  ctx: Rabbit,
): void {
  const {num, body, unacked} = entry;
  ctx.note({kind: "enqueued", queue: r.queue, id: body.id, twice: r.store.ids.has(body.id)});
  r.store.ids.add(body.id);
  r.store.next = Math.max(r.store.next, num + 1);
  const placed: Entry = {num, body, delivered: true};
  if (unacked) r.store.pending.set(body.id, placed);
  else r.store.ready.push(placed);
  if (body.persistent) write(s, {do: "publish", queue: r.queue, num, body, delivered: true}, ctx);
}

/** A mirror's contents are gone (M7, M8). */
export function purge(s: Broker, r: Replica, ctx: Rabbit): void {
  r.store = {...emptyBacking(), next: r.store.next};
  reset(s, r.queue, ctx);
}

/** A mirror starts empty, whatever its disk holds (M2). */
export function reset(s: Broker, queue: string, ctx: Rabbit): void {
  s.disk.waiting = s.disk.waiting.filter((w) => w.queue !== queue);
  write(s, {do: "reset", queue}, ctx);
}

/** What a restarted master finds: its persistent messages, those that were delivered flagged (S2). */
export function recovered(disk: Reader, queue: string): Backing {
  const log = disk.log("queues");
  const found = new Map<string, Entry>();
  let next = 0;
  for (let i = 0; i < log.length; i++) {
    const stored = log.entries[i] as Stored;
    if (stored.queue !== queue) continue;
    if (stored.do === "reset") {
      found.clear();
      next = 0;
    } else if (stored.do === "publish") {
      next = Math.max(next, stored.num + 1);
      found.set(stored.body.id, {num: stored.num, body: stored.body, delivered: stored.delivered});
    } else if (stored.do === "ack") found.delete(stored.id);
    else {
      const entry = found.get(stored.id);
      if (entry) entry.delivered = true;
    }
  }
  return {ready: [...found.values()].sort((a, b) => a.num - b.num), pending: new Map(), ids: new Set(found.keys()), next};
}
