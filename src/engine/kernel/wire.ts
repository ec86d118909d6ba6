import {type ConnId, NO_TIME, type Ticks, times} from "../vocabulary.ts";
import {draw} from "./latency.ts";
import {isCut, linkOf} from "./links.ts";
import {push} from "./queue.ts";
import type {Kernel, Link} from "./state.ts";

export const hostOf = (k: Kernel, proc: number): number => (k.s.procs[proc] as {host: number}).host;

export const isUp = (k: Kernel, host: number): boolean => (k.s.hosts[host] as {up: boolean}).up;

/** Whether a packet sent now from one host to another arrives. Loopback is never cut (T27). */
export function passes(k: Kernel, from: number, to: number): boolean {
  if (k.s.blocked === 0) return true;
  return isUp(k, from) && (from === to || (isUp(k, to) && !isCut(k, from, to)));
}

/** Packets pass both ways between two hosts. */
export const linked = (k: Kernel, a: number, b: number): boolean => passes(k, a, b) && passes(k, b, a);

/** Draws how long a packet takes. */
export function wire(k: Kernel, from: number, to: number): Ticks {
  return from === to ? NO_TIME : travel(linkOf(k, from, to));
}

/** The same, for a link already looked up. */
export function travel(link: Link): Ticks {
  if (link.from === link.to) return NO_TIME;
  const value = draw(link.latency, link.stream);
  return link.factor === 1 ? value : times(value, link.factor);
}

/** Puts an event into the queue, for a process (−1: none) as it now is. */
export function schedule(k: Kernel, at: Ticks, kind: number, proc: number, conn: ConnId, n: number, data: unknown): void {
  const incarnation = proc < 0 ? 0 : (k.s.procs[proc] as {incarnation: number}).incarnation;
  push(k.s.queue, at, {kind, proc, incarnation, conn, thread: 0, n, data});
}
