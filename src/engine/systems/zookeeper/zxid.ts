/** High and low 32 bits of the 64-bit number: compared field by field, never as one float. */
export interface Zxid {
  readonly epoch: number;
  readonly counter: number;
}

export const zxid = (epoch: number, counter: number): Zxid => ({epoch, counter});
export const ZERO: Zxid = zxid(0, 0);
/** The counter at which a leader stops (B2). */
export const LAST_COUNTER = 0xffffffff;

export const compareZxid = (a: Zxid, b: Zxid): number => a.epoch - b.epoch || a.counter - b.counter;
export const sameZxid = (a: Zxid, b: Zxid): boolean => a.epoch === b.epoch && a.counter === b.counter;

export const greaterZxid = (a: Zxid, b: Zxid): Zxid => (compareZxid(a, b) >= 0 ? a : b);

/** A set of zxids: the counters of each epoch. */
export type Zxids = Map<number, Set<number>>;

export const hasZxid = (set: Zxids, at: Zxid): boolean => set.get(at.epoch)?.has(at.counter) ?? false;

/** @returns false: it was there already. */
export function addZxid(set: Zxids, {epoch, counter}: Zxid): boolean {
  const counters = set.get(epoch);
  if (!counters) {
    set.set(epoch, new Set([counter]));
    return true;
  }
  const before = counters.size;
  return counters.add(counter).size > before;
}

/** As the logs print it: sixteen hexadecimal digits without leading zeros. */
export function printZxid({epoch, counter}: Zxid): string {
  return epoch === 0 ? `0x${counter.toString(16)}` : `0x${epoch.toString(16)}${counter.toString(16).padStart(8, "0")}`;
}
