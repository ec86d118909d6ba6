// The two layers of prepared answers (ResponseCacheImpl), and the queue of changes that a delta is made of.

import {minus, type Ticks} from "../../vocabulary.ts";
import type {Ctx} from "./http.ts";
import type {CacheKey, Payload, Server} from "./state.ts";

/** A change makes both answers be loaded anew when next asked for; the read-only copies stay as they are (S22). */
export function invalidate(s: Server): void {
  s.readWrite.full = null;
  s.readWrite.delta = null;
}

function load(s: Server, key: CacheKey, ctx: Ctx): Payload {
  const all = [...s.registry.values()].map(({info}) => info);
  const records = key === "full" ? all : s.changes.map(({lease}) => lease.info);
  return {records, hash: ctx.rules.reconcileHash(all), loadedAt: ctx.monotonic()};
}

function fresh(s: Server, key: CacheKey, ctx: Ctx): Payload {
  const known = s.readWrite[key];
  if (known && minus(ctx.monotonic(), known.loadedAt) < ctx.config.cacheExpiry) return known;
  const loaded = load(s, key, ctx);
  s.readWrite[key] = loaded;
  return loaded;
}

/** What a read is answered (S20). */
export function answer(s: Server, key: CacheKey, ctx: Ctx): Payload {
  if (!ctx.config.readOnlyCache) return fresh(s, key, ctx);
  const known = s.readOnly[key] ?? fresh(s, key, ctx);
  s.readOnly[key] = known;
  return known;
}

/** Every answer that was ever asked for is copied again. The timer goes by the time of day: all servers copy at one moment (S21). */
export function copyCache(s: Server, ctx: Ctx): void {
  for (const key of ["full", "delta"] as const) if (s.readOnly[key]) s.readOnly[key] = fresh(s, key, ctx);
  armCache(ctx);
}

export function armCache(ctx: Ctx): void {
  const every = ctx.config.cacheEvery;
  ctx.setTimer("cache", (every - (ctx.wall() % every)) as Ticks);
}

/** Old changes leave the queue; a delta that is prepared still has them (S23). */
export function purge(s: Server, ctx: Ctx): void {
  const oldest = minus(ctx.wall(), ctx.config.deltaRetention);
  s.changes = s.changes.filter(({at}) => at >= oldest);
  ctx.setTimer("purge", ctx.config.purgeEvery);
}
