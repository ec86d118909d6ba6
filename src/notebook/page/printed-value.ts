import {formatLocale} from "d3-format";
import type {Proportion} from "../../engine/analysis/wilson.ts";
import type {Words} from "../../words/words.ts";

/** How a value stands in a sentence: a format of d3-format (`.0f`, `,`, `.1%`), and a unit behind it. */
export interface OutFormat {
  readonly format?: string | undefined;
  readonly unit?: string | undefined;
}

/**
 * A cell's value as words. What is no number is printed as it is; what there is not is a dash. Of a share with its interval, as `wilson` makes
 * it, none and all say what they are worth.
 */
export function printed(value: unknown, {format = "", unit = ""}: OutFormat, words: Words): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (isProportion(value)) {
    const tenths = (one: number) => printed(one, {format: ".1%"}, words);
    const share = printed(value.share, {format}, words);
    if (value.share === 0) return words.say("components.out.none", {share, most: tenths(value.high)});
    if (value.share === 1) return words.say("components.out.all", {share, least: tenths(value.low)});
    return share;
  }
  const text = typeof value === "number" ? localeOf(words).format(format === "" ? "," : format)(value) : String(value);
  // A number and its unit stay on one line.
  return unit === "" ? text : `${text}\u00a0${unit}`;
}

/** Into its place in the prose; where the value is one of several options, by the option's words. */
export function printInto(place: HTMLElement, value: unknown, words: Words): void {
  const {format, unit, options} = place.dataset;
  const text = printed(value, {format, unit}, words);
  if (options !== undefined) place.dataset.value = text;
  place.textContent = (options === undefined ? undefined : (JSON.parse(options) as {[value: string]: string})[text]) ?? text;
}

const isProportion = (value: unknown): value is Proportion =>
  typeof value === "object" && value !== null && "share" in value && "low" in value && "high" in value;

/** Whether a number is printed as none or all of something, without what that is worth: `0%`, `100%`. */
export const isBare = (value: unknown, text: string): boolean => typeof value === "number" && /^(?:0|100)(?:\.0+)?%$/.test(text);

/** The language's signs between digits; it groups them by three. */
function localeOf({language}: Words): ReturnType<typeof formatLocale> {
  const parts = new Intl.NumberFormat(language).formatToParts(1_234_567.8);
  const sign = (type: "decimal" | "group") => parts.find((part) => part.type === type)?.value ?? "";
  return formatLocale({decimal: sign("decimal"), thousands: sign("group"), grouping: [3], currency: ["", ""]});
}
