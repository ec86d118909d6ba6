import type {LatencySpec} from "../model/scenario.ts";
import type {Ticks} from "../vocabulary.ts";
import {assert, ms, NO_TIME, plus, ticks} from "../vocabulary.ts";
import {next32, type Stream} from "./streams.ts";

/**
 * A compiled quantile table: probability scaled to 2³², value in ticks. A draw is one linear interpolation in exact integers, so that it
 * is the same in every engine (transport §9); no logarithm is ever taken.
 */
export interface Latency {
  readonly q: readonly number[];
  readonly x: readonly Ticks[];
  /** The middle value, for round-trip estimates. */
  readonly median: Ticks;
}

const SCALE = 0x100000000;
const CENTILES = [0, 0.5, 0.9, 0.99, 0.999, 1];

/** One-way latency profiles, µs at p0, p50, p90, p99, p99.9 and max (transport §9). */
export const PROFILES: {readonly [name: string]: readonly number[]} = {
  "lab-bridge": [15, 40, 70, 200, 1_000, 4_000],
  "same-rack": [20, 50, 90, 300, 2_000, 10_000],
  "same-zone": [80, 130, 220, 670, 6_000, 25_000],
  "cross-zone": [250, 500, 750, 1_500, 8_000, 40_000],
  "cross-zone-far": [1_200, 1_700, 2_000, 3_500, 12_000, 50_000],
  "cross-region": [10_000, 12_000, 12_800, 15_000, 30_000, 150_000],
  continent: [30_000, 35_000, 36_000, 40_000, 80_000, 250_000],
  wan: [70_000, 78_000, 80_000, 95_000, 150_000, 400_000],
};

/** Duration of an fsync by class of device, with the same columns (transport D7). */
export const DISKS: {readonly [name: string]: readonly number[]} = {
  ram: [0, 0, 0, 0, 0, 0],
  "nvme-plp": [10, 25, 60, 200, 1_000, 10_000],
  "nvme-consumer": [500, 1_000, 2_500, 5_000, 10_000, 50_000],
  "cloud-ssd": [330, 680, 1_000, 1_500, 4_000, 20_000],
  "cloud-old": [480, 1_250, 2_200, 2_700, 10_000, 30_000],
  hdd: [4_000, 9_000, 15_000, 30_000, 100_000, 1_000_000],
};

function compile(rows: readonly (readonly [number, number])[]): Latency {
  const q = rows.map(([p]) => Math.floor(p * SCALE));
  const x = rows.map(([, v]) => ticks(Math.round(v)));
  // Frozen: all links share it, and so do checkpoints.
  return Object.freeze({q, x, median: valueAt({q, x, median: NO_TIME}, SCALE / 2)});
}

/** Reads a latency as a scenario writes it, which has been checked before. */
export function latency(spec: LatencySpec): Latency {
  if (typeof spec === "string") {
    const row = PROFILES[spec] ?? DISKS[spec];
    assert(row !== undefined, `there is no latency ${spec}`);
    return compile(row.map((v, i) => [CENTILES[i] ?? 1, v] as const));
  }
  if ("constant" in spec) {
    return compile([[0, ms(spec.constant)]]);
  }
  if ("uniform" in spec) {
    const [low, high] = spec.uniform;
    return compile([
      [0, ms(low)],
      [1, ms(high)],
    ]);
  }
  const {table} = spec;
  return compile(table);
}

function valueAt(l: Latency, u: number): Ticks {
  let i = 0;
  while (i + 1 < l.q.length && (l.q[i + 1] as number) <= u) i++;
  const x0 = l.x[i] as Ticks;
  if (i + 1 >= l.q.length) return x0;
  const q0 = l.q[i] as number;
  const x1 = l.x[i + 1] as Ticks;
  return plus(x0, ticks(Math.floor(((u - q0) * (x1 - x0)) / ((l.q[i + 1] as number) - q0))));
}

/** Draws a value; a constant takes nothing from the stream. */
export function draw(l: Latency, stream: Stream): Ticks {
  return l.q.length === 1 ? (l.x[0] as Ticks) : valueAt(l, next32(stream));
}
