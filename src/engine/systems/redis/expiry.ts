// Writes and their expiry: only a master writes, and deletes expired keys (expire.c); replicas are told of both.

import {later, ms, NO_TIME, plus, ticks, toMs} from "../../vocabulary.ts";
import {store} from "./dataset.ts";
import {type Command, newestOf, type Stored} from "./history.ts";
import {feed} from "./replication.ts";
import type {Redis, Server} from "./state.ts";

const wallMs = (ctx: Redis): number => Math.floor(toMs(ctx.wall()));

/** Executes a write and hands it to all that are attached, in one turn (R1). */
export function write(s: Server, command: Command, ctx: Redis): void {
  if (!s.selected) feed(s, {do: "SELECT"}, ctx);
  s.selected = true;
  store(s, feed(s, command, ctx));
  if (command.do === "SETPXAT") awaitExpiry(s, ctx);
}

/** A SET that lives for so long goes down the stream with the end of its time. */
export const expiring = (key: string, value: Stored["value"], px: number, ctx: Redis): Command => ({
  do: "SETPXAT",
  key,
  value,
  at: wallMs(ctx) + px,
});

/** A key's value for a reader; null: there is none, or it has expired (R11). A master that finds that deletes the key. */
export function read(s: Server, key: string, ctx: Redis): Stored["value"] {
  const found = newestOf(s.data, key);
  if (!found) return null;
  if (!ctx.rules.isExpired(wallMs(ctx), found.until)) return found.value;
  if (s.master === null && !s.stopping) remove(s, key, ctx);
  return null;
}

/** deleteExpiredKeyAndPropagate */
function remove(s: Server, key: string, ctx: Redis): void {
  ctx.note({kind: "expired", key});
  write(s, {do: "DEL", key}, ctx);
}

const TENTH = ms(100);

/** activeExpireCycle runs ten times a second: a key is gone within that of the end of its time. */
export function awaitExpiry(s: Server, ctx: Redis): void {
  if (s.master !== null || s.volatile.size === 0) return;
  const next = Math.min(...s.volatile.values());
  ctx.setTimer("expire", plus(later(NO_TIME, ms(next - wallMs(ctx))), ticks(ctx.random(1, TENTH))));
}

export function expire(s: Server, ctx: Redis): void {
  if (s.master !== null) return;
  // While it waits for its replicas nothing more goes down the stream.
  const now = wallMs(ctx);
  if (!s.stopping) for (const [key, until] of [...s.volatile]) if (ctx.rules.isExpired(now, until)) remove(s, key, ctx);
  awaitExpiry(s, ctx);
}
