import type {Ticks} from "../vocabulary.ts";
import {ms} from "../vocabulary.ts";
import type {Conn, Kernel} from "./state.ts";
import {between} from "./streams.ts";
import {linkOf} from "./wire.ts";

// Address resolution on a shared layer-2 segment (T3, T13). Only where a scenario says `neighbourDiscovery`.

/** How long after the last proof an entry is usable, drawn; then how long a doubted one takes to fail. */
const LASTS = [ms(15_000), ms(45_000)] as const;
const FAILS_AFTER = ms(8_000);

/** The two hosts have heard of each other at `when`: both their entries are good for a while. */
export function proveNeighbours(k: Kernel, a: number, b: number, when: Ticks): void {
  if (!k.scenario.network.neighbourDiscovery || a === b) return;
  for (const link of [linkOf(k, a, b), linkOf(k, b, a)]) {
    link.neighbourUntil = Math.max(link.neighbourUntil, when + between(link.stream, LASTS[0], LASTS[1]));
    link.neighbourDoubted = -1;
  }
}

/** A packet is to be sent into a cut: does the entry still let it leave the host? The first use of an old entry puts it in doubt. */
export function neighbourUsable(k: Kernel, from: number, to: number): boolean {
  if (!k.scenario.network.neighbourDiscovery) return true;
  const link = linkOf(k, from, to);
  if (link.neighbourUntil < 0) return false;
  if (k.s.now <= link.neighbourUntil) return true;
  if (link.neighbourDoubted < 0) link.neighbourDoubted = k.s.now;
  if (k.s.now < link.neighbourDoubted + FAILS_AFTER) return true;
  link.neighbourUntil = -1;
  return false;
}

/** A link is about to be cut: what was sent over it of late was the latest proof. */
export function rememberContact(k: Kernel, a: number, b: number): void {
  if (!k.scenario.network.neighbourDiscovery) return;
  let contact = -1;
  for (const conn of k.s.conns.values()) {
    if (joins(conn, a, b)) for (const half of conn.halves) contact = Math.max(contact, half.lastSent, Math.min(half.floor, k.s.now));
  }
  if (contact > 0) proveNeighbours(k, a, b, contact);
}

function joins(conn: Conn, a: number, b: number): boolean {
  const [x, y] = conn.hosts;
  return (x === a && y === b) || (x === b && y === a);
}
