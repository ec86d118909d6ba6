// The words of a line of redis.conf or sentinel.conf and the values in them, as Redis reads them.
import {said} from "../../../words/en/redis-files.ts";
import type {Said} from "../../../words/message.ts";
import {beyond, type Finding, refused, taken as takenAs} from "../findings.ts";
import {KEYS} from "./config.ts";

export type Key = (typeof KEYS)[number];

export const known = (name: string): Key => KEYS.find(({key}) => key === name) as Key;

/** What Redis answers to the line before it gives up, and what people often meant by such a line. */
export function wouldNotStart(error: string, words: readonly string[] = []): Finding {
  if (words.includes("#")) return refused(said("redis.file.stopped.hint", {error, hint: said("redis.file.hint.comment")}));
  return refused(said("redis.file.stopped", {error}));
}
export const hinted = (error: string, hint: Said): Finding => refused(said("redis.file.stopped.hint", {error, hint}));

/** What C's isspace takes for a blank; JavaScript's \s has U+00A0 and others besides. */
const isBlank = (sign: string | undefined): boolean => sign !== undefined && " \t\n\v\f\r".includes(sign);
const SIGNS: {readonly [letter: string]: string} = {n: "\n", r: "\r", t: "\t", b: "\b", a: "\u0007"};

/** The words of a line, or null: quotes that do not close, or that go on behind the closing one. Source: redis/redis@f35f36a, src/sds.c sdssplitargs. */
export function wordsOf(line: string): string[] | null {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(line[at])) at++;
    if (at >= line.length) return words;
    const word = wordAt(line, at);
    if (word === null) return null;
    words.push(word.text);
    at = word.end;
  }
}

/** A word ends at a blank (not every one that isspace knows) or with a closing quote. */
function wordAt(line: string, start: number): {readonly text: string; readonly end: number} | null {
  let text = "";
  for (let at = start; at <= line.length; at++) {
    const sign = line[at];
    if (sign === undefined || " \n\r\t".includes(sign)) return {text, end: at};
    if (sign !== '"' && sign !== "'") {
      text += sign;
      continue;
    }
    const quoted = sign === '"' ? doubleQuoted(line, at + 1) : singleQuoted(line, at + 1);
    if (quoted === null || (quoted.end < line.length && !isBlank(line[quoted.end]))) return null;
    return {text: text + quoted.text, end: quoted.end};
  }
  return null;
}

type Quoted = {readonly text: string; readonly end: number} | null;

function doubleQuoted(line: string, start: number): Quoted {
  let text = "";
  for (let at = start; at < line.length; at++) {
    const sign = line[at] as string;
    if (sign === '"') return {text, end: at + 1};
    const byte = /^\\x([\da-f]{2})/i.exec(line.slice(at, at + 4))?.[1];
    if (byte !== undefined) {
      text += String.fromCharCode(Number.parseInt(byte, 16));
      at += 3;
    } else if (sign === "\\" && at + 1 < line.length) {
      const next = line[++at] as string;
      text += SIGNS[next] ?? next;
    } else text += sign;
  }
  return null;
}

function singleQuoted(line: string, start: number): Quoted {
  let text = "";
  for (let at = start; at < line.length; at++) {
    if (line[at] === "'") return {text, end: at + 1};
    if (line[at] === "\\" && line[at + 1] === "'") at++;
    text += line[at];
  }
  return null;
}

const MOST = 9_223_372_036_854_775_808n;
const UNITS: {readonly [unit: string]: bigint} = {
  ...{"": 1n, b: 1n, k: 1000n, kb: 1024n, m: 1_000_000n, mb: 1_048_576n},
  ...{g: 1_000_000_000n, gb: 1_073_741_824n},
};

/**
 * Digits (none count as 0) and a unit, of which k is a thousand and kb 1024; null: neither. Source: redis/redis@f35f36a, src/util.c
 * memtoull.
 */
export function memory(word: string): bigint | null {
  const [, digits, unit = ""] = /^(\d{0,127})(\D*)$/.exec(word) ?? [];
  const times = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()] : undefined;
  if (digits === undefined || times === undefined) return null;
  // A number beyond 64 bits becomes the largest of them, times the unit, of which 64 bits are kept.
  const number = BigInt(`0${digits}`);
  return BigInt.asIntN(64, (number < 2n * MOST ? number : 2n * MOST - 1n) * times);
}

/** A whole number and nothing else; null: not one. Source: redis/redis@f35f36a, src/util.c string2ll. */
export function whole(word: string): bigint | null {
  if (word.length > 20 || !/^(0|-?[1-9]\d*)$/.test(word)) return null;
  const number = BigInt(word);
  return number >= -MOST && number < MOST ? number : null;
}

/**
 * C's strtoll where it must take the whole word: leading blanks and a plus are fine, and so is an empty word, which is 0. Null: something
 * follows the number.
 */
export function strtoll(word: string, base: 8 | 10 = 10): bigint | null {
  const [, sign, digits] = (base === 8 ? /^[ \t\n\v\f\r]*([+-]?)([0-7]+)$/ : /^[ \t\n\v\f\r]*([+-]?)(\d+)$/).exec(word) ?? [];
  if (digits === undefined) return word === "" ? 0n : null;
  const number = BigInt(base === 8 ? `0o${digits}` : digits) * (sign === "-" ? -1n : 1n);
  return number < -MOST ? -MOST : number >= MOST ? MOST - 1n : number;
}

/**
 * C's atoi, with which Sentinel reads its numbers: the leading digits, 0 if there are none. The rest is ignored, and of a number too long
 * for 64 bits the lower 32 are left.
 */
export function atoi(word: string): number {
  const number = strtoll(/^[ \t\n\v\f\r]*[+-]?\d+/.exec(word)?.[0] ?? "");
  return Number(BigInt.asIntN(32, number ?? 0n));
}

export const isWithin = ({range}: Key, value: number): boolean => {
  const [low, high] = range as readonly number[];
  return value >= (low as number) && value <= (high as number);
};

/** Takes a number that Redis has accepted into the model, or says the model's limit. */
export function take(own: Key, value: number, config: {[key: string]: number | boolean}): Finding {
  if (!isWithin(own, value)) {
    const [low, high] = own.range as readonly number[];
    const limits = {low: String(low), high: String(high), usual: Number(own.default)};
    return beyond(own.unit === "" ? said("redis.file.limit.bare", limits) : said("redis.file.limit", {...limits, unit: own.unit}));
  }
  config[own.key] = value;
  return taken(own, value);
}

export function taken({key, unit, means}: Key, value: number | boolean): Finding {
  const meaning: Said = {key: `redis.config.${key}`, english: means, values: {}};
  if (typeof value === "boolean") return takenAs(said("redis.file.taken.bare", {key, value: value ? "yes" : "no", means: meaning}));
  if (unit === "") return takenAs(said("redis.file.taken.bare", {key, value, means: meaning}));
  if (unit === "replicas") return takenAs(said("redis.file.taken.replicas", {key, value, means: meaning}));
  if (unit === "sentinels") return takenAs(said("redis.file.taken.sentinels", {key, value, means: meaning}));
  return takenAs(said("redis.file.taken", {key, value, unit, means: meaning}));
}
