import type {Json} from "../../vocabulary.ts";

export type Fields = {readonly [field: string]: Json};

interface Row {
  readonly line: number;
  readonly fields: Fields;
}

/** A whole number too large to be kept exactly is kept as its digits: two such values must not become one. */
export const exact = (_: string, value: unknown, {source}: {readonly source?: string} = {}): unknown =>
  typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && source !== undefined ? source : value;

const TIMES = ["time", "invokedAt", "completedAt"] as const;

/** Nanoseconds since 1970 are too large to be kept exactly; those since the first time in the file are not. */
export function withinReach(rows: readonly Row[]): readonly Row[] {
  const isLarge = (value: Json | undefined): value is string => typeof value === "string" && /^-?\d{16,}$/.test(value);
  const times = rows.flatMap(({fields}) => TIMES.map((name) => fields[name]).filter(isLarge)).map(BigInt);
  if (times.length === 0) return rows;
  const first = times.reduce((least, time) => (time < least ? time : least));
  const near = (value: Json | undefined) => (isLarge(value) ? Number(BigInt(value) - first) : (value ?? null));
  return rows.map(({line, fields}) => ({
    line,
    fields: {...fields, ...Object.fromEntries(TIMES.filter((name) => name in fields).map((name) => [name, near(fields[name])]))},
  }));
}
