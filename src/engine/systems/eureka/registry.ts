import {assert, later, minus, type NodeId, type Ticks} from "../../vocabulary.ts";
import {invalidate} from "./cache.ts";
import type {Ctx} from "./http.ts";
import type {InstanceInfo, Status, Told} from "./messages.ts";
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

/** What an operator has put in place of an instance's status; null: nothing, or it was not asked for in an hour. */
function overrideOf(s: Server, id: string, ctx: Ctx): Status | null {
  const found = s.overrides.get(id);
  if (!found) return null;
  const now = ctx.monotonic();
  if (ctx.rules.forgetsOverride(minus(now, found.asked))) {
    s.overrides.delete(id);
    return null;
  }
  found.asked = now;
  return found.status;
}

/** A registration, by a client or as a peer tells it: always a new lease, and the newer of the two records (S3, S4). */
export function register(s: Server, info: InstanceInfo, replicated: boolean, ctx: Ctx): InstanceInfo {
  const existing = s.registry.get(info.id);
  const ignored = existing !== undefined && ctx.rules.keepsStored(existing.info.dirty, info.dirty);
  if (!existing && s.renewals.expected > 0) expectClients(s, s.renewals.expected + 1, ctx);
  const kept = ignored ? existing.info : info;
  if (kept.overridden !== "UNKNOWN" && overrideOf(s, info.id, ctx) === null) setOverride(s, info.id, kept.overridden, ctx);
  const override = overrideOf(s, info.id, ctx);
  const status = ctx.rules.resolvedStatus(kept.status, override, existing?.info.status ?? null, replicated);
  const duration = ctx.rules.leaseLength(info.duration, ctx.config.duration);
  const lease: Lease = {
    info: {...kept, status, overridden: override ?? kept.overridden, action: "ADDED"},
    lastUpdate: ctx.wall(),
    duration,
  };
  s.registry.set(info.id, lease);
  changed(s, lease, ctx);
  ctx.note({kind: "registered", id: info.id, dirty: kept.dirty, replicated, ignored});
  return ignored ? info : lease.info;
}

const setOverride = (s: Server, id: string, status: Status, ctx: Ctx): void => void s.overrides.set(id, {status, asked: ctx.monotonic()});

/** A heartbeat: first the lease is renewed, then the records are compared (S5). An override that was taken back makes the instance register. */
export function renew(s: Server, id: string, dirty: Ticks, replicated: boolean, ctx: Ctx): 200 | 404 | 409 {
  const lease = s.registry.get(id);
  if (!lease) return 404;
  const {info} = lease;
  const status = ctx.rules.resolvedStatus(info.status, overrideOf(s, id, ctx), info.status, replicated);
  if (status === "UNKNOWN") return 404;
  // No cache is dropped, and no delta tells of it.
  if (status !== info.status) lease.info = {...info, status};
  s.renewals.thisMinute++;
  lease.lastUpdate = ctx.rules.renewedUntil(ctx.wall(), lease.duration);
  return ctx.rules.renewAnswer(info.dirty, dirty, replicated);
}

/** A peer's heartbeat: one that is newer than the record brings the override that the peer has (S5). */
export function renewForPeer(s: Server, {id, dirty, overridden}: Told, ctx: Ctx): 200 | 404 | 409 {
  const answer = renew(s, id, dirty, true, ctx);
  const lease = s.registry.get(id);
  const newer = answer === 404 && lease !== undefined && lease.info.status !== "UNKNOWN";
  if (newer && overridden !== "UNKNOWN") adoptOverride(s, lease, overridden, ctx);
  return answer;
}

function adoptOverride(s: Server, lease: Lease, overridden: Status, ctx: Ctx): void {
  if (overrideOf(s, lease.info.id, ctx) === overridden) return;
  setOverride(s, lease.info.id, overridden, ctx);
  lease.info = {...lease.info, overridden};
}

/** A peer has the newer record (409): it is taken as if the peer had told of it, with its override. */
export function learn(s: Server, info: InstanceInfo, ctx: Ctx): void {
  const lease = s.registry.get(info.id);
  if (lease && info.overridden !== "UNKNOWN") adoptOverride(s, lease, info.overridden, ctx);
  register(s, info, true, ctx);
}

/** One instance as a read by its id finds it (S16). */
export function readById(s: Server, id: string, ctx: Ctx): InstanceInfo | null {
  const lease = s.registry.get(id);
  if (!lease) return null;
  const {lastMinute, threshold} = s.renewals;
  const evicts = ctx.rules.mayEvict(ctx.config.selfPreservation, lastMinute, threshold);
  const expired = ctx.rules.isExpired(ctx.wall(), lease.lastUpdate, lease.duration, 0 as Ticks);
  return ctx.rules.hidesFromReads(evicts, expired) ? null : lease.info;
}

/** An operator's status is put in place of the instance's, or taken back (`value` null). The instance's own time stays, unless a peer's is later (S7). */
export function override(s: Server, id: string, value: Status | null, dirty: Ticks | null, replicated: boolean, ctx: Ctx): 200 | 404 {
  const lease = readById(s, id, ctx) === null ? undefined : s.registry.get(id);
  if (!lease) return 404;
  lease.lastUpdate = ctx.rules.renewedUntil(ctx.wall(), lease.duration);
  const {info} = lease;
  const taken = value === null && s.overrides.delete(id);
  if (value === null ? !taken : info.status === value) return 200;
  if (value !== null) setOverride(s, id, value, ctx);
  const status = value ?? "UNKNOWN";
  lease.info = {...info, status, overridden: status, dirty: dirty === null ? info.dirty : later(dirty, info.dirty), action: "MODIFIED"};
  changed(s, lease, ctx);
  ctx.note({kind: "overridden", id, status, replicated});
  return 200;
}

/** Nothing remembers the instance afterwards, but the deltas (S6, S9). */
function remove(s: Server, id: string, ctx: Ctx): void {
  const lease = s.registry.get(id);
  assert(lease !== undefined, `${id} is removed and is not there`);
  s.registry.delete(id);
  s.overrides.delete(id);
  lease.info = {...lease.info, action: "DELETED"};
  if (s.renewals.expected > 0) expectClients(s, s.renewals.expected - 1, ctx);
  changed(s, lease, ctx);
}

export function cancel(s: Server, id: string, replicated: boolean, ctx: Ctx): 200 | 404 {
  if (!s.registry.has(id)) {
    s.overrides.delete(id);
    return 404;
  }
  remove(s, id, ctx);
  ctx.note({kind: "cancelled", id, replicated});
  return 200;
}

/** A look for expired leases: at most a share of the registry goes, chosen by chance, and no peer is told (S12 to S14). */
export function evict(s: Server, ctx: Ctx): readonly NodeId[] {
  const now = ctx.monotonic();
  const late = ctx.rules.compensation(s.lastTick === null ? ctx.config.evictEvery : minus(now, s.lastTick), ctx.config.evictEvery);
  s.lastTick = now;
  const {lastMinute, threshold} = s.renewals;
  const may = ctx.rules.mayEvict(ctx.config.selfPreservation, lastMinute, threshold);
  ctx.note({kind: "ticked", late, may});
  if (!may) return [];
  const wall = ctx.wall();
  const expired: NodeId[] = [];
  for (const [id, {lastUpdate, duration}] of s.registry) if (ctx.rules.isExpired(wall, lastUpdate, duration, late)) expired.push(id);
  if (expired.length === 0) return [];
  const size = s.registry.size;
  const count = Math.min(expired.length, ctx.rules.evictionLimit(size, ctx.config.share));
  const order = expired.map((id) => (s.registry.get(id) as Lease).info);
  const taken = ctx.rules.victims(order, count, (low, high) => ctx.random(low, high));
  for (const id of taken) remove(s, id, ctx);
  ctx.note({kind: "evicting", size, expired: expired.length, taken, lastMinute, threshold});
  return taken;
}

/** Those that the server counts and copies; Spring's own client shows it only who is UP (S15, S17). */
export function counted(s: Server, ctx: Ctx): InstanceInfo[] {
  const all = [...(s.embedded?.seats[0]?.copy?.values() ?? [])];
  return ctx.config.spring ? all.filter(({status}) => status === "UP") : all;
}

/** The number of clients is counted anew (S15): by what the client inside has fetched, or without peers by the registry itself. */
export function recount(s: Server, ctx: Ctx): void {
  const count = s.embedded ? counted(s, ctx).length : s.registry.size;
  const {share, selfPreservation} = ctx.config;
  if (ctx.rules.takesCount(count, s.renewals.expected, share, selfPreservation)) expectClients(s, count, ctx);
  ctx.note({kind: "recounted", count, expected: s.renewals.expected});
}
