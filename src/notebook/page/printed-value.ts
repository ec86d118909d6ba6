import {format as number} from "d3-format";

/** How a value stands in a sentence: a format of d3-format (`.0f`, `,`, `.1%`), and a unit behind it. */
export interface OutFormat {
  readonly format?: string | undefined;
  readonly unit?: string | undefined;
}

/** A cell's value as words. What is no number is printed as it is; what there is not is a dash. */
export function printed(value: unknown, {format = "", unit = ""}: OutFormat): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const text = typeof value === "number" ? number(format === "" ? "," : format)(value) : String(value);
  // A number and its unit stay on one line.
  return unit === "" ? text : `${text}\u00a0${unit}`;
}
