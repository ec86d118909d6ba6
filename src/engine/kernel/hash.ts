import {assert} from "../vocabulary.ts";

/** Two 32-bit lanes; together the 64-bit hash of a trace. Mixed integer by integer as events pass. */
export interface Hash {
  a: number;
  b: number;
}

export const createHash = (): Hash => ({a: 0x811c9dc5 | 0, b: 0x9e3779b9 | 0});

/** Mixes one integer of at most 32 bits. */
export function mix(h: Hash, x: number): void {
  const a = Math.imul(h.a ^ x, 0x01000193);
  h.a = a ^ (a >>> 15);
  const b = Math.imul(h.b + x, 0x85ebca6b);
  h.b = ((b ^ (b >>> 13)) + h.a) | 0;
}

/** Mixes a number of up to 53 bits, or a fraction by its text. */
export function mixNumber(h: Hash, x: number): void {
  if ((x | 0) === x) mix(h, x);
  else if (Number.isSafeInteger(x)) {
    mix(h, x | 0);
    mix(h, Math.floor(x / 0x100000000) | 0);
  } else mixString(h, String(x));
}

/** As `mix` for its length and each of its characters. Most of what is mixed are characters, so the lanes stay out of memory meanwhile. */
function mixString(h: Hash, s: string): void {
  mix(h, s.length);
  let {a, b} = h;
  for (let i = 0; i < s.length; i++) {
    const x = s.charCodeAt(i);
    a = Math.imul(a ^ x, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + x, 0x85ebca6b);
    b = ((b ^ (b >>> 13)) + a) | 0;
  }
  h.a = a;
  h.b = b;
}

/** Tags mixed before values that are not numbers, so that no two kinds are confused. */
const TAG = {
  true: 0x7f000001,
  false: 0x7f000002,
  null: 0x7f000003,
  undefined: 0x7f000004,
  text: 0x71000000,
  list: 0x72000000,
  object: 0x73000000,
  map: 0x74000000,
  set: 0x75000000,
};

/** Whether a value has the prototype of a literal: others may hide state that a hash or a copy would miss. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Mixes plain data: what JSON can hold, undefined, Map, Set and typed arrays by their content in its order. Field order is that of the literal
 * that made it, which is the same in every run. What is not plain is our own mistake: two different values would hash alike.
 */
export function mixValue(h: Hash, value: unknown): void {
  switch (typeof value) {
    case "number":
      return mixNumber(h, value);
    case "string":
      mix(h, TAG.text);
      return mixString(h, value);
    case "boolean":
      return mix(h, value ? TAG.true : TAG.false);
    case "object":
      if (value === null) return mix(h, TAG.null);
      return Array.isArray(value) ? mixList(h, value) : mixObject(h, value);
    case "undefined":
      return mix(h, TAG.undefined);
    default:
      return assert(false, `a ${typeof value} is no plain data`);
  }
}

function mixList(h: Hash, list: readonly unknown[]): void {
  mix(h, TAG.list + list.length);
  for (let i = 0; i < list.length; i++) mixValue(h, list[i]);
}

/** Asked of a key that `for in` has just given, this costs nothing: compiled code knows the answer. `Object.hasOwn` it would call. */
const isOwn = Object.prototype.hasOwnProperty;

function mixObject(h: Hash, object: object): void {
  // Nearly all objects answer this, and for their prototype the virtual machine would have to leave compiled code.
  if (object.constructor !== Object && !isPlain(object)) return mixCollection(h, object);
  let fields = 0;
  for (const key in object) {
    if (!isOwn.call(object, key)) assert(false, `an object that inherits ${key} is no plain data`);
    mix(h, numberOf(key));
    mixValue(h, (object as Record<string, unknown>)[key]);
    fields++;
  }
  mix(h, TAG.object + fields);
}

function mixCollection(h: Hash, value: object): void {
  if (value instanceof Map) {
    for (const [key, item] of value) {
      mixValue(h, key);
      mixValue(h, item);
    }
    return mix(h, TAG.map + value.size);
  }
  if (value instanceof Set) {
    for (const item of value) mixValue(h, item);
    return mix(h, TAG.set + value.size);
  }
  if (value instanceof Float64Array || value instanceof Int32Array) {
    for (let i = 0; i < value.length; i++) mixNumber(h, value[i] as number);
    return mix(h, TAG.list + value.length);
  }
  assert(false, `a ${value.constructor.name} is no plain data`);
}

/** Numbers of the field names seen so far, because they recur all the time. */
const numbers = new Map<string, number>();
const NUMBERS = 4096;

/** In front of it a small table by length and first letter, with the latest name of each and its number: the few that recur are found quicker. */
const SHORTCUTS = 256;
const names: string[] = Array.from({length: SHORTCUTS}, () => "");
const theirs = new Int32Array(SHORTCUTS);

function numberOf(name: string): number {
  if (name === "") return knownNumber(name);
  const place = (name.length * 31 + name.charCodeAt(0)) & (SHORTCUTS - 1);
  if (names[place] !== name) {
    theirs[place] = knownNumber(name);
    names[place] = name;
  }
  return theirs[place] as number;
}

function knownNumber(name: string): number {
  let number = numbers.get(name);
  if (number === undefined) {
    number = textHash(name).a;
    if (numbers.size < NUMBERS) numbers.set(name, number);
  }
  return number;
}

/** Hash of a text, for seeding streams and naming rules. */
export function textHash(text: string): Hash {
  const h = createHash();
  mixString(h, text);
  return h;
}

const hex = (x: number) => (x >>> 0).toString(16).padStart(8, "0");

/** The hash as 16 hexadecimal digits. */
export const digest = (h: Hash): string => hex(h.a) + hex(h.b);
