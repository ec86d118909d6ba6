import type {Json} from "../../vocabulary.ts";

/** A value of a JSON text with its place, the keys that lead to it, and the line in which it begins. */
export interface PlacedValue {
  readonly path: readonly (string | number)[];
  readonly value: Json;
  readonly from: number;
  readonly to: number;
}

/** Every value of a text, those within after those around them; null: no JSON. */
export function placedValues(text: string): PlacedValue[] | null {
  if (!isJson(text)) return null;
  const found: PlacedValue[] = [];
  valueAt(text, skip(text, 0), [], found);
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const BLANKS = " \t\r\n";

function skip(text: string, from: number): number {
  let at = from;
  while (BLANKS.includes(text[at] ?? "x")) at++;
  return at;
}

/** Reads the value that begins there, and says where it ends. The text is known to be JSON. */
function valueAt(text: string, from: number, path: PlacedValue["path"], found: PlacedValue[]): number {
  const place = found.length;
  found.push({path, value: null, from, to: from});
  const sign = text[from];
  const to = sign === "{" || sign === "[" ? partsAt(text, from, path, found) : scalarEnd(text, from);
  found[place] = {path, value: JSON.parse(text.slice(from, to)) as Json, from, to};
  return to;
}

function partsAt(text: string, from: number, path: PlacedValue["path"], found: PlacedValue[]): number {
  const isObject = text[from] === "{";
  let at = skip(text, from + 1);
  for (let i = 0; text[at] !== "}" && text[at] !== "]"; i++) {
    let key: string | number = i;
    if (isObject) {
      const end = scalarEnd(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = skip(text, skip(text, end) + 1);
    }
    at = skip(text, valueAt(text, at, [...path, key], found));
    if (text[at] === ",") at = skip(text, at + 1);
  }
  return at + 1;
}

function scalarEnd(text: string, from: number): number {
  let at = from + 1;
  if (text[from] !== '"') {
    while (/[-+.\w]/.test(text[at] ?? "")) at++;
    return at;
  }
  for (; text[at] !== '"'; at++) if (text[at] === "\\") at++;
  return at + 1;
}
