import type {Fault} from "../model/fault.ts";
import type {Run} from "../model/run.ts";
import type {Scenario} from "../model/scenario.ts";
import type {Json} from "../vocabulary.ts";

/** One thing in which two scenarios differ. `was` or `now` undefined: only the other one has it. */
export interface Difference {
  /** What of the scenario it belongs to: `config`, `faults`, `network`, …; `rules` of runs. */
  readonly of: string;
  /** Which one of the part: the key of a setting, the place of a fault; "" for a part without parts of its own. */
  readonly key: string;
  readonly was: Json | undefined;
  readonly now: Json | undefined;
}

/** How two scenarios differ, part by part: settings and nodes by name, faults one by one. An empty list: they make the same run. */
export function differences(was: Scenario, now: Scenario): Difference[] {
  const [before, after] = [was, now] as unknown as readonly {readonly [part: string]: Json | undefined}[];
  const parts = keysOf(before, after).filter((part) => part !== "faults");
  return [...parts.flatMap((part) => compared(part, before?.[part], after?.[part])), ...faults(was.faults, now.faults)];
}

/** The same for two runs: rules that a cell overrides count, too. */
export function differencesOfRuns(was: Run, now: Run): Difference[] {
  return [...differences(was.scenario, now.scenario), ...compared("rules", was.overridden, now.overridden)];
}

type Plain = {readonly [key: string]: Json | undefined} | undefined;

const keysOf = (a: Plain, b: Plain): string[] => [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];

const equal = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Objects with the same fields are equal, whatever the order of their fields. */
function sorted(value: Json | undefined): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item) ?? null);
  const object = value as {readonly [key: string]: Json};
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, sorted(object[key]) ?? null]),
  );
}

/** Compares objects field by field and lists of named things name by name, down to values that are neither. */
function compared(of: string, was: Json | undefined, now: Json | undefined, key = ""): Difference[] {
  if (equal(was, now)) return [];
  const [a, b] = [fields(was), fields(now)];
  if ((a === null && b === null) || (a === null && was !== undefined) || (b === null && now !== undefined)) return [{of, key, was, now}];
  if (key !== "" && (was === undefined || now === undefined)) return [{of, key, was, now}];
  return keysOf(a ?? {}, b ?? {}).flatMap((field) => compared(of, a?.[field], b?.[field], key === "" ? field : `${key}.${field}`));
}

function fields(value: Json | undefined): {readonly [key: string]: Json} | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value)) return value as {readonly [key: string]: Json};
  const items = value as readonly Json[];
  const ids = items.map((item) => (typeof item === "object" && item !== null && "id" in item ? String(item.id) : null));
  if (items.length === 0 || ids.includes(null)) return null;
  return Object.fromEntries(items.map((item, i) => [ids[i] as string, item]));
}

/** Lists of equal length are compared place by place; of others, what only one of them has is listed. */
function faults(was: readonly Fault[], now: readonly Fault[]): Difference[] {
  const [before, after] = [was, now] as unknown as readonly (readonly Json[])[];
  if (before === undefined || after === undefined) return [];
  const place = (i: number) => String(i + 1);
  if (before.length === after.length)
    return before.flatMap((f, i) => (equal(f, after[i]) ? [] : [{of: "faults", key: place(i), was: f, now: after[i]}]));
  const left = [...after];
  const gone = before.flatMap((f, i) => {
    const twin = left.findIndex((other) => equal(f, other));
    if (twin < 0) return [{of: "faults", key: place(i), was: f, now: undefined}];
    left.splice(twin, 1);
    return [];
  });
  return [...gone, ...left.map((f) => ({of: "faults", key: place(after.indexOf(f)), was: undefined, now: f}))];
}
