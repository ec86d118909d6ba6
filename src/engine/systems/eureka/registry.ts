import {assert, type NodeId} from "../../vocabulary.ts";
import {invalidate} from "./cache.ts";
import type {Ctx} from "./http.ts";
import type {InstanceInfo} from "./messages.ts";
import type {Lease, Server} from "./state.ts";

/** Heartbeats expected of so many clients from now on (S11). */
export function expectClients(s: Server, expected: number, ctx: Ctx): void {
  const {expectedInterval, share} = ctx.config;
  s.renewals.expected = expected;
  s.renewals.threshold = ctx.rules.renewThreshold(expected, expectedInterval / 1_000_000, share);
}

function changed(s: Server, lease: Lease, ctx: Ctx): void {
  s.changes.push({at: ctx.wall(), lease});
  invalidate(s);
}

/** A registration, by a client or as a peer tells it: always a new lease, and the newer of the two records (S3, S4). */
export function register(s: Server, info: InstanceInfo, replicated: boolean, ctx: Ctx): void {
  const existing = s.registry.get(info.id);
  const ignored = existing !== undefined && ctx.rules.keepsStored(existing.info.dirty, info.dirty);
  if (!existing && s.renewals.expected > 0) expectClients(s, s.renewals.expected + 1, ctx);
  const kept = ignored ? existing.info : info;
  const duration = ctx.rules.leaseLength(info.duration, ctx.config.duration);
  const lease: Lease = {info: {...kept, action: "ADDED"}, lastUpdate: ctx.wall(), duration};
  s.registry.set(info.id, lease);
  changed(s, lease, ctx);
  ctx.note({kind: "registered", id: info.id, dirty: kept.dirty, replicated, ignored});
}

/** A heartbeat: first the lease is renewed, then the records are compared (S5). */
export function renew(s: Server, id: string, dirty: InstanceInfo["dirty"], replicated: boolean, ctx: Ctx): 200 | 404 | 409 {
  const lease = s.registry.get(id);
  if (!lease) return 404;
  s.renewals.thisMinute++;
  lease.lastUpdate = ctx.rules.renewedUntil(ctx.wall(), lease.duration);
  return ctx.rules.renewAnswer(lease.info.dirty, dirty, replicated);
}

/** Nothing remembers the instance afterwards, but the deltas (S6, S9). */
function remove(s: Server, id: string, ctx: Ctx): void {
  const lease = s.registry.get(id);
  assert(lease !== undefined, `${id} is removed and is not there`);
  s.registry.delete(id);
  lease.info = {...lease.info, action: "DELETED"};
  if (s.renewals.expected > 0) expectClients(s, s.renewals.expected - 1, ctx);
  changed(s, lease, ctx);
}

export function cancel(s: Server, id: string, replicated: boolean, ctx: Ctx): 200 | 404 {
  if (!s.registry.has(id)) return 404;
  remove(s, id, ctx);
  ctx.note({kind: "cancelled", id, replicated});
  return 200;
}

/** A look for expired leases: at most a share of the registry goes, chosen by chance, and no peer is told (S12 to S14). */
export function evict(s: Server, ctx: Ctx): void {
  const now = ctx.monotonic();
  const late = ctx.rules.compensation(
    s.lastTick === null ? ctx.config.evictEvery : ((now - s.lastTick) as typeof now),
    ctx.config.evictEvery,
  );
  s.lastTick = now;
  const {lastMinute, threshold} = s.renewals;
  if (!ctx.rules.mayEvict(ctx.config.selfPreservation, lastMinute, threshold)) return;
  const wall = ctx.wall();
  const expired: NodeId[] = [];
  for (const [id, {lastUpdate, duration}] of s.registry) if (ctx.rules.isExpired(wall, lastUpdate, duration, late)) expired.push(id);
  if (expired.length === 0) return;
  const size = s.registry.size;
  const count = Math.min(expired.length, ctx.rules.evictionLimit(size, ctx.config.share));
  for (let i = 0; i < count; i++) {
    const other = ctx.random(i, expired.length - 1);
    [expired[i], expired[other]] = [expired[other] as NodeId, expired[i] as NodeId];
  }
  const taken = expired.slice(0, count);
  for (const id of taken) remove(s, id, ctx);
  ctx.note({kind: "evicting", size, expired: expired.length, taken, lastMinute, threshold});
}

/** The number of clients is counted anew (S15): by what the client inside has fetched, or without peers by the registry itself. */
export function recount(s: Server, ctx: Ctx): void {
  const count = s.embedded ? (s.embedded.seats[0]?.copy?.size ?? 0) : s.registry.size;
  const {share, selfPreservation} = ctx.config;
  if (ctx.rules.takesCount(count, s.renewals.expected, share, selfPreservation)) expectClients(s, count, ctx);
  ctx.note({kind: "recounted", count, expected: s.renewals.expected});
}
