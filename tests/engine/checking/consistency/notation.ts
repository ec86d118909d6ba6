import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import type {Json} from "../../../../src/engine/vocabulary.ts";

/** When an operation was called, and when it ended; null: nobody knows how. */
type Interval = readonly [invokedAt: number, completedAt: number | null];

/** Operations in the fewest words, each by a process of its own unless said: `op("write", 1, [0, 10])`. */
export const op = (f: string, value: Json, [invokedAt, completedAt]: Interval, more: Partial<HistoryOperation> = {}): HistoryOperation => ({
  process: `${f} ${invokedAt}`,
  f,
  key: "",
  value,
  result: null,
  type: completedAt === null ? "info" : "ok",
  invokedAt,
  completedAt,
  ...more,
});
export const write = (value: Json, interval: Interval, more: Partial<HistoryOperation> = {}) => op("write", value, interval, more);
export const cas = (from: Json, to: Json, interval: Interval, more: Partial<HistoryOperation> = {}) =>
  op("cas", [from, to], interval, more);
export const read = (result: Json, interval: Interval, more: Partial<HistoryOperation> = {}) =>
  op("read", null, interval, {result, ...more});
