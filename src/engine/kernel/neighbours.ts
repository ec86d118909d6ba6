import type {Ticks} from "../vocabulary.ts";
import {earlier, later, ms, plus, ticks} from "../vocabulary.ts";
import {covers, isCut, keyOf, type LinkFault, linkOf} from "./links.ts";
import type {Kernel} from "./state.ts";
import {between} from "./streams.ts";

// Address resolution on a shared layer-2 segment (T3, T13). Only where a scenario says `neighbourDiscovery`.

/** How long an entry stays usable after its last confirmation (drawn), and then how long one in doubt takes to fail. */
const LASTS = [ms(15_000), ms(45_000)] as const;
const FAILS_AFTER = ms(8_000);

/** The two hosts heard from each other at `when`: both their entries stay usable for a while. */
export function proveNeighbours(k: Kernel, a: number, b: number, when: Ticks): void {
  if (!k.scenario.network.neighbourDiscovery || a === b) return;
  for (const link of [linkOf(k, a, b), linkOf(k, b, a)]) {
    link.neighbourUntil = later(link.neighbourUntil, plus(when, ticks(between(link.stream, LASTS[0], LASTS[1]))));
    link.neighbourDoubted = ticks(-1);
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
  link.neighbourUntil = ticks(-1);
  return false;
}

/** Links are about to be cut: where nothing was cut before, the last packet over each was its latest confirmation. */
export function rememberContacts(k: Kernel, fault: LinkFault): void {
  if (!k.scenario.network.neighbourDiscovery) return;
  const contacts = new Map<number, {a: number; b: number; at: Ticks}>();
  for (const conn of k.s.conns.values()) {
    const [a, b] = conn.hosts[0] < conn.hosts[1] ? conn.hosts : [conn.hosts[1], conn.hosts[0]];
    if (!(covers(fault, a, b) || covers(fault, b, a)) || isCut(k, a, b) || isCut(k, b, a)) continue;
    const key = keyOf(k.s.hosts.length, a, b);
    let at = contacts.get(key)?.at ?? ticks(-1);
    for (const half of conn.halves) at = later(at, later(half.lastSent, earlier(half.floor, k.s.now)));
    contacts.set(key, {a, b, at});
  }
  for (const {a, b, at} of contacts.values()) if (at > 0) proveNeighbours(k, a, b, at);
}
