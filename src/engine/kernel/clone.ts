import type {Log} from "./disk.ts";

const isLog = (value: object): value is Log => "entries" in value && "length" in value && "shared" in value;

/**
 * Deep copy of plain data (with Map, Set, typed arrays and random streams), for checkpoints. A log's entries are shared: they are only
 * ever appended to, and whoever appends below the shared end copies first.
 */
export function clone<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  return cloneObject(value as object) as T;
}

function cloneObject(value: object): object {
  if (Array.isArray(value)) return value.map(clone);
  if (value instanceof Float64Array) return value.slice();
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, clone(v)]));
  if (value instanceof Set) return new Set(value);
  if ("clone" in value && typeof value.clone === "function") return value.clone();
  if (isLog(value)) {
    value.shared = true;
    return {entries: value.entries, length: value.length, shared: true} satisfies Log;
  }
  if (Object.isFrozen(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = clone((value as Record<string, unknown>)[key]);
  return copy;
}
