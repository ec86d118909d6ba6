import {formatLocale} from "d3-format";
import type {Words} from "../../words/words.ts";

/** How a value stands in a sentence: a format of d3-format (`.0f`, `,`, `.1%`), and a unit behind it. */
export interface OutFormat {
  readonly format?: string | undefined;
  readonly unit?: string | undefined;
}

/** A cell's value as words. What is no number is printed as it is; what there is not is a dash. */
export function printed(value: unknown, {format = "", unit = ""}: OutFormat, words: Words): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
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

/** The language's signs between digits; it groups them by three. */
function localeOf({language}: Words): ReturnType<typeof formatLocale> {
  const parts = new Intl.NumberFormat(language).formatToParts(1_234_567.8);
  const sign = (type: "decimal" | "group") => parts.find((part) => part.type === type)?.value ?? "";
  return formatLocale({decimal: sign("decimal"), thousands: sign("group"), grouping: [3], currency: ["", ""]});
}
