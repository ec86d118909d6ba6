import {said} from "../../words/en/outside.ts";
import type {Parameter} from "../model/scenario.ts";
import {Refusal} from "../vocabulary.ts";

/** Real configuration keys take whole numbers, and so does every count; ratios and durations of a scenario need not be whole. */
const isWhole = (p: Parameter): boolean => p.unit !== "ratio" && (p.unit !== "ms" || "source" in p);

/** Refuses a value of another type than the parameter's, outside its range, or with a fraction where it counts something. */
export function checkParameter(p: Parameter, value: unknown, where: string): void {
  const got = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  const at = {where, key: p.key, got, default: String(p.default)};
  if (typeof value !== typeof p.default || Number.isNaN(value))
    throw new Refusal(said("outside.parameter-type", {...at, type: typeof p.default}));
  if (typeof value === "number") {
    const [low, high] = (p.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) as readonly [number, number];
    const unit = p.unit === "" ? "" : ` ${p.unit}`;
    if (!(value >= low && value <= high)) throw new Refusal(said("outside.parameter-range", {...at, low, high, unit}));
    if (isWhole(p) && !Number.isInteger(value)) throw new Refusal(said("outside.parameter-whole", {...at, low, high, unit}));
  } else if (p.range && !p.range.includes(value as string)) {
    throw new Refusal(said("outside.parameter-word", {...at, words: p.range.map(String)}));
  }
}
