import type {Log} from "../model/log.ts";
import {assert} from "../vocabulary.ts";
import {isPlain} from "./hash.ts";

const isLog = (value: object): value is Log => "isLog" in value;

/**
 * Deep copy of plain data (with Map, Set, typed arrays and random streams), for checkpoints. Frozen values are shared, because they never
 * change. So are a log's entries: they are only ever appended to, and the second to append copies first. An object that occurs twice is
 * copied once. Anything else is our own mistake: a copy would lack its hidden state.
 */
export function clone<T>(value: T): T {
  return copyOf(value, new Map()) as T;
}

function copyOf(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Object.isFrozen(value)) return value;
  const known = copies.get(value);
  if (known) return known;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (let i = 0; i < value.length; i++) copy.push(copyOf(value[i], copies));
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    copies.set(value, copy);
    for (const [key, item] of value) copy.set(key, copyOf(item, copies));
    return copy;
  }
  const leaf = leafCopy(value);
  if (leaf) {
    copies.set(value, leaf);
    return leaf;
  }
  if (!isPlain(value)) assert(false, `a ${value.constructor.name} is no plain data`);
  const copy: Record<string, unknown> = {};
  copies.set(value, copy);
  for (const key in value) copy[key] = copyOf((value as Record<string, unknown>)[key], copies);
  return copy;
}

/** A copy of what holds nothing that could change, or null. */
function leafCopy(value: object): object | null {
  if (value instanceof Float64Array || value instanceof Int32Array) return value.slice();
  if (value instanceof Set) return new Set(value);
  if ("clone" in value && typeof value.clone === "function") return value.clone();
  if (!isLog(value)) return null;
  return {entries: value.entries, length: value.length, isLog: true} satisfies Log;
}
