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

function mixString(h: Hash, s: string): void {
  mix(h, s.length);
  for (let i = 0; i < s.length; i++) mix(h, s.charCodeAt(i));
}

/** What stands before a value that is no number, so that nothing is taken for something else. */
const TAG = {
  true: 0x7f000001,
  false: 0x7f000002,
  null: 0x7f000003,
  undefined: 0x7f000004,
  text: 0x71000000,
  list: 0x72000000,
  object: 0x73000000,
};

/** Mixes plain data. Field order is that of the literal that made it, which is the same in every run. */
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
    default:
      return mix(h, TAG.undefined);
  }
}

function mixList(h: Hash, list: readonly unknown[]): void {
  mix(h, TAG.list + list.length);
  for (let i = 0; i < list.length; i++) mixValue(h, list[i]);
}

function mixObject(h: Hash, object: object): void {
  let fields = 0;
  for (const key in object) {
    mix(h, numberOf(key));
    mixValue(h, (object as Record<string, unknown>)[key]);
    fields++;
  }
  mix(h, TAG.object + fields);
}

/** Numbers of field names met so far, for they come again and again. */
const numbers = new Map<string, number>();
const NUMBERS = 4096;

function numberOf(name: string): number {
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
