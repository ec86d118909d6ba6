import type {Formats} from "./message.ts";

/**
 * How English writes, without `Intl`: a JavaScript engine may lack it, and a refusal must read the same in each.
 * A test holds it to what `Intl` says.
 */
export const english: Formats = {
  number(value) {
    const rounded = thousandths(Math.abs(value));
    const [whole = "", part] = String(rounded).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return `${value < 0 && rounded > 0 ? "−" : ""}${grouped}${part === undefined ? "" : `.${part}`}`;
  },
  plural: (value) => (value === 1 ? "one" : "other"),
  ordinal(value) {
    const teen = value % 100 >= 11 && value % 100 <= 13;
    return (teen ? undefined : ["other", "one", "two", "few"][value % 10]) ?? "other";
  },
  list: (items, kind) => {
    if (kind === "each" || items.length < 2) return items.join(", ");
    return `${items.slice(0, -1).join(", ")} ${kind} ${items.at(-1)}`;
  },
};

/** To three places, by the digits one reads: 1.0005 becomes 1.001, though its binary value lies just below. */
function thousandths(value: number): number {
  if (!(value < 1e15)) return value;
  return value < 1e-6 ? 0 : Math.round(Number(`${value}e3`)) / 1000;
}
