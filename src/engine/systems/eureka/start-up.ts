// How a server comes into service (EurekaBootStrap, PeerAwareInstanceRegistryImpl): it copies what a peer shows, waits a while if there is
// nothing, and opens for traffic. A server that opens has counted no heartbeat yet, so it evicts nobody in its first minute.

import {plus, type Ticks, ticks} from "../../vocabulary.ts";
import {armCache} from "./cache.ts";
import {begin} from "./client.ts";
import type {Ctx} from "./http.ts";
import {counted, expectClients, register} from "./registry.ts";
import type {Server} from "./state.ts";
import {shuffled} from "./transport.ts";

const MINUTE = ticks(60_000_000);
/** Each start has its own order of the two timers of a minute (§15: 10 of 22 servers looked for expired leases before they changed the minute). */
const APART = 1000;

export function startUp(s: Server, ctx: Ctx): void {
  armCache(ctx);
  ctx.setTimer("purge", ctx.config.purgeEvery);
  ctx.setTimer("recount", ctx.config.recountEvery);
  const {warm} = s;
  s.warm = null;
  if (warm && ctx.endings() === 0) {
    for (const info of warm.known) {
      const duration = ctx.rules.leaseLength(info.duration, ctx.config.duration);
      s.registry.set(info.id, {info, lastUpdate: ctx.rules.renewedUntil(ctx.wall(), duration), duration});
    }
    open(s, warm.known.length, warm.expected, ctx);
  }
  if (!s.embedded) return s.openedAt === null ? listenAndCopy(s, ctx) : undefined;
  const [seat] = s.embedded.seats;
  if (seat) seat.list = shuffled(s.embedded.args.servers, ctx);
  // Where it renews its own lease at peers, it has long been doing so, at moments of its own.
  if (s.openedAt !== null && s.embedded.args.registers) ctx.setTimer("begin:0", ctx.random(0, ctx.config.renewalInterval) as Ticks, 0);
  else begin(s.embedded, 0, ctx);
}

/** Spring opens its port before it copies a registry, Netflix's server afterwards (S17; §15.4: reads are answered meanwhile). */
function listenAndCopy(s: Server, ctx: Ctx): void {
  if (ctx.config.spring) listen(ctx);
  synchronise(s, ctx);
}

function listen(ctx: Ctx): void {
  ctx.listen("http");
  ctx.note({kind: "listening"});
}

/** The first fetch of the client inside is over, with or without an answer: now the registry is copied. */
export function afterFirstFetch(s: Server, ctx: Ctx): void {
  if (s.openedAt === null && s.syncTries === 0 && s.embedded?.seats[0]?.fetchedOnce) listenAndCopy(s, ctx);
}

/** One try to copy what the client inside has; the next one comes later if it has nothing (S17). */
export function synchronise(s: Server, ctx: Ctx): void {
  s.syncTries++;
  const found = counted(s, ctx);
  for (const info of found) register(s, info, true, ctx);
  if (found.length === 0 && s.syncTries < ctx.config.syncTries) ctx.setTimer("sync", ctx.config.syncWait);
  else open(s, found.length, null, ctx);
}

/** What was counted before is forgotten: those who registered meanwhile are not expected (S18; §15 saw it). */
function open(s: Server, found: number, expected: number | null, ctx: Ctx): void {
  expectClients(s, expected ?? (found > 0 ? found : ctx.config.openCount), ctx);
  s.openedAt = ctx.wall();
  // One that has been open for long refuses nothing, however few it knows.
  s.foundNone = s.syncTries > 0 && found === 0 && ctx.config.openCount === 0;
  s.renewals.thisMinute = 0;
  ctx.setTimer("minute", plus(MINUTE, ctx.random(0, APART) as Ticks));
  ctx.setTimer("evict", plus(ctx.config.evictEvery, ctx.random(0, APART) as Ticks));
  if (!ctx.config.spring || s.syncTries === 0) listen(ctx);
  ctx.note({kind: "opened", found, expected: s.renewals.expected});
}
