// The words of a line of redis.conf or sentinel.conf and the values in them, as Redis reads them.
import {KEYS} from "./config.ts";

export type Key = (typeof KEYS)[number];

/** What is said of an entry. */
export type Said =
  | {readonly kind: "taken"; readonly as: string}
  | {readonly kind: "idle" | "refused"; readonly why: string}
  | {readonly kind: "unknown"};

export const idle = (why: string): Said => ({kind: "idle", why});
export const refused = (why: string): Said => ({kind: "refused", why});
/** What the real one answers to the line before it gives up, and what would be right. */
export const wouldNotStart = (line: string, error: string, right: string): Said =>
  refused(`${line}: Redis would not start (${error}); right is ${right}`);

export const known = (name: string): Key => KEYS.find(({key}) => key === name) as Key;

/** Reasons by the names that have them. */
export const named = (why: string, names: string): {readonly [name: string]: string} =>
  Object.fromEntries(names.split(" ").map((name) => [name, why]));

// Bare signs, and then what is in quotes, which must end the word: foo"bar baz" is one, "foo"bar none.
const WORD = /[ \t]*(?=\S)([^\s"']*)(?:"((?:\\[\s\S]|[^"\\])*)"|'((?:\\'|\\(?!')|[^'\\])*)')?(?=\s|$)/y;
const SIGNS: {readonly [letter: string]: string} = {n: "\n", r: "\r", t: "\t", b: "\b", a: "\u0007"};

/** The words of a line, or null: quotes that do not close. Source: redis/redis@f35f36a, src/sds.c sdssplitargs. */
export function wordsOf(text: string): string[] | null {
  const words: string[] = [];
  const line = text.trimEnd();
  WORD.lastIndex = 0;
  while (WORD.lastIndex < line.length) {
    const found = WORD.exec(line);
    if (found === null) return null;
    const [, bare = "", double = "", single = ""] = found;
    const unescaped = double.replace(/\\x([0-9a-f]{2})|\\([\s\S])/gi, (_all, hex?: string, sign = "") =>
      hex === undefined ? (SIGNS[sign] ?? sign) : String.fromCharCode(Number.parseInt(hex, 16)),
    );
    words.push(bare + unescaped + single.replaceAll("\\'", "'"));
  }
  return words;
}

const MEMORY: {readonly [unit: string]: number} = {"": 1, b: 1, k: 1000, kb: 1024, m: 1e6, mb: 1_048_576, g: 1e9, gb: 1_073_741_824};

/** Digits and a unit, of which k is a thousand and kb 1024; NaN: neither. Source: redis/redis@f35f36a, src/util.c memtoull. */
export function memory(word: string): number {
  const [, digits, unit = ""] = /^(\d+)([a-z]*)$/i.exec(word) ?? [];
  return digits === undefined ? Number.NaN : Number(digits) * (MEMORY[unit.toLowerCase()] ?? Number.NaN);
}

/** A whole number and nothing else; NaN: not one. Source: redis/redis@f35f36a, src/util.c string2ll. */
export const whole = (word: string): number => (/^(0|-?[1-9]\d*)$/.test(word) ? Number(word) : Number.NaN);

/** C's atoi, with which Sentinel reads its numbers: the digits at the beginning, 0 if there are none. What comes after them is not looked at. */
export const atoi = (word: string): number => Number(/^\s*([+-]?\d+)/.exec(word)?.[1] ?? 0);

/** "from 0 to 1000 replicas (default: 0)". */
export const rangeOf = ({range, unit, default: usual}: Key): string => {
  const [low, high] = range as readonly number[];
  return `${low} to ${high}${unit === "" ? "" : ` ${unit}`} (default: ${usual})`;
};

export const isWithin = ({range}: Key, value: number): boolean => {
  const [low, high] = range as readonly number[];
  return value >= (low as number) && value <= (high as number);
};

export const taken = ({key, unit, means}: Key, value: number | boolean): Said => {
  // One replica, two replicas.
  const counted = value === 1 && unit.length > 2 ? unit.replace(/s$/, "") : unit;
  const shown = typeof value === "boolean" ? (value ? "yes" : "no") : `${value} ${counted}`.trim();
  return {kind: "taken", as: `${key} ${shown}: ${means}`};
};
