import type {Setup} from "../model/setup.ts";

/** How whoever leads goes: its process alone, of which its host tells everybody, or the host with it. */
export const FALLS = ["leader-crash", "leader-vanishes"] as const;
export type Fall = (typeof FALLS)[number];

/** How long a system waits before it takes somebody silent for gone, s. */
export const PATIENCES = [1, 2, 3, 5, 8, 12, 18, 30, 45, 60] as const;

/** What a strip shows of a run, around its fault. */
export const STRIP_MS = {before: 5000, after: 90_000} as const;

/** A run in a strip: times in ms, counted from its fault. */
export interface Strip {
  readonly system: string;
  readonly patience: number;
  readonly fault: Fall;
  readonly seed: number;
  /** The settings that make it so patient. */
  readonly settings: Setup["shape"]["config"];
  /** Who would have acknowledged a write, in whatever order they came; null: nobody leads there. */
  readonly writers: readonly {readonly ids: readonly string[]; readonly from: number; readonly to: number}[] | null;
  /** When a client that may ask whomever it likes waited for an answer to a write. */
  readonly waits: readonly {readonly from: number; readonly to: number}[];
}
