import {minus, plus, type Ticks, ticks} from "../vocabulary.ts";
import type {Host} from "./state.ts";

const MILLION = 1_000_000;

/** The host's monotonic clock: never steps, runs `ppm` fast or slow. */
export function monotonic(host: Host, now: Ticks): Ticks {
  const passed = now - host.since;
  return ticks(host.monoBase + passed + (host.ppm === 0 ? 0 : Math.floor((passed * host.ppm) / MILLION)));
}

export const wall = (host: Host, now: Ticks): Ticks => plus(monotonic(host, now), host.wallOffset);

/** The instant of virtual time at which the host's monotonic clock shows `deadline`, if nothing changes its rate. */
export function whenShows(host: Host, deadline: Ticks): Ticks {
  const left = minus(deadline, host.monoBase);
  if (host.ppm === 0) return plus(host.since, left);
  return plus(host.since, ticks(Math.ceil((left * MILLION) / (MILLION + host.ppm))));
}

/** Changes the clock's rate from now on. */
export function setDrift(host: Host, now: Ticks, ppm: number): void {
  host.monoBase = monotonic(host, now);
  host.since = now;
  host.ppm = ppm;
}
