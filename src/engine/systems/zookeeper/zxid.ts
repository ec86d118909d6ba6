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

/** As the logs print it: sixteen hexadecimal digits without leading zeros. */
export function printZxid({epoch, counter}: Zxid): string {
  return epoch === 0 ? `0x${counter.toString(16)}` : `0x${epoch.toString(16)}${counter.toString(16).padStart(8, "0")}`;
}
