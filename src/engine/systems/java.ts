// How Java reads the values of a configuration: for systems whose files say "whatever Integer.parseInt takes".

/** `String.trim`: all signs up to the blank, of which U+00A0 is none. */
export function trim(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 32) from++;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return text.slice(from, to);
}

/** `String.split` at a sign: empty parts at the end are left out, but an empty text is one empty part. */
export function split(text: string, sign: string): string[] {
  const parts = text.split(sign);
  while (parts.length > 0 && parts.at(-1) === "") parts.pop();
  return text === "" ? [""] : parts;
}

const INT = 2_147_483_648n;
const LONG = 9_223_372_036_854_775_808n;

const within = (value: bigint, limit: bigint): number | null => (value >= -limit && value < limit ? Number(value) : null);

/** `Integer.parseInt`: a sign, digits and nothing else. Null: it throws. */
export const parseInt32 = (word: string): number | null => (/^[+-]?\d+$/.test(word) ? within(BigInt(word.replace("+", "")), INT) : null);

/** `Long.parseLong`. Above 2^53 it is no longer exact. Null: it throws. */
export const parseInt64 = (word: string): number | null => (/^[+-]?\d+$/.test(word) ? within(BigInt(word.replace("+", "")), LONG) : null);

/** `Integer.getInteger` of a property, which reads by `decode`: also 0x10, #10 and the octal 010. Null: the default is taken, without a word. */
export const getInteger = (word: string): number | null => decoded(word, INT);

/** `Long.getLong` of a property. */
export const getLong = (word: string): number | null => decoded(word, LONG);

function decoded(word: string, limit: bigint): number | null {
  const [, sign, hexadecimal, octal, decimal] = /^([+-]?)(?:(?:0[xX]|#)([\da-fA-F]+)|0([0-7]+)|([1-9]\d*|0))$/.exec(word) ?? [];
  const digits = hexadecimal !== undefined ? `0x${hexadecimal}` : octal !== undefined ? `0o${octal}` : decimal;
  if (digits === undefined) return null;
  return within(sign === "-" ? -BigInt(digits) : BigInt(digits), limit);
}

/** `Double.parseDouble` of a number as people write it; its hexadecimal form is left out. Null: it throws. */
export function parseDouble(word: string): number | null {
  const [, number, name] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?$|^([+-]?(?:NaN|Infinity))$/.exec(trim(word)) ?? [];
  return number === undefined && name === undefined ? null : Number(number ?? name);
}

/** `Boolean.parseBoolean`, `Boolean.getBoolean`: everything else is false. */
export const isTrue = (word: string): boolean => word.toLowerCase() === "true";

/** The exception for text that is not a number. */
export const notANumber = (word: string): string => `NumberFormatException: For input string: "${word}"`;
