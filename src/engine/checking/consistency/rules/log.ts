import type {Json} from "../../../vocabulary.ts";
import {canonical, grouped, type HistoryOperation, isDone, sameValue} from "../history.ts";
import {byKey} from "../model.ts";
import type {Finding} from "./finding.ts";

/** A record as somebody saw it: where it stands, and what it says. */
export type LogRecord = readonly [offset: number, value: Json];

/** What a log promises. The offset is the order, so that no search is needed. */
export const LOG_RULES = {
  divergence: "one offset holds one value, whoever looks",
  duplicate: "one value stands at one offset",
  disorder: "an append that began when another had been acknowledged stands behind it",
  "step-back": "within a poll, and from one poll of a consumer to its next, offsets rise",
  skip: "no consumer skips an offset that somebody has seen",
  lost: "what was acknowledged, and lies below the highest offset anybody read, has been read by somebody",
  "aborted-read": "nobody reads what was refused",
  phantom: "nobody reads what nobody appended",
} as const;

/**
 * What a history of appends and reads of a log breaks. `append` v → its offset (null: not told); `read` → the records, in the order in which
 * they came; `seek`: the process may read from anywhere next. Values are taken to be unique within a key. O(n log n).
 */
export function logFindings(history: readonly HistoryOperation[]): Finding[] {
  return [...grouped(history, byKey)].flatMap(([part, own]) => {
    const log = seenLog(own);
    return [...divergences(log), ...disorders(log), ...polls(own, log), ...losses(log), ...strangers(log)].map(
      ([rule, breaks, ...because]): Finding => ({rule, part, breaks, because}),
    );
  });
}

type Broken = readonly [rule: keyof typeof LOG_RULES, breaks: HistoryOperation, ...because: HistoryOperation[]];

/** All that the operations show of one log. */
interface SeenLog {
  readonly appends: readonly HistoryOperation[];
  readonly byValue: ReadonlyMap<string, HistoryOperation>;
  /** Each record with the operation that shows it: a read, or the append that was told its offset. Rising by offset. */
  readonly sights: readonly {readonly offset: number; readonly value: Json; readonly by: HistoryOperation}[];
  /** Offsets that somebody has seen, rising. */
  readonly offsets: readonly number[];
}

export const recordsOf = (o: HistoryOperation): readonly LogRecord[] => (o.result ?? []) as unknown as readonly LogRecord[];
const offsetOf = (append: HistoryOperation): number | null => (isDone(append) ? (append.result as number | null) : null);

function seenLog(history: readonly HistoryOperation[]): SeenLog {
  const appends = history.filter(({f}) => f === "append");
  const told = appends.flatMap((by) => {
    const offset = offsetOf(by);
    return offset === null ? [] : [{offset, value: by.value, by}];
  });
  const read = history
    .filter((o) => o.f === "read" && isDone(o))
    .flatMap((by) => recordsOf(by).map(([offset, value]) => ({offset, value, by})));
  const sights = [...told, ...read].sort((a, b) => a.offset - b.offset);
  const offsets = [...new Set(sights.map(({offset}) => offset))];
  return {appends, byValue: new Map(appends.map((o) => [canonical(o.value), o])), sights, offsets};
}

/** One offset with two values, and one value with two offsets. */
function divergences({sights}: SeenLog): Broken[] {
  const found: Broken[] = [];
  const byValue = new Map<string, SeenLog["sights"][number]>();
  let first = sights[0];
  for (const sight of sights) {
    if (first === undefined || first.offset !== sight.offset) first = sight;
    else if (!sameValue(first.value, sight.value)) found.push(["divergence", sight.by, first.by]);
    const name = canonical(sight.value);
    const known = byValue.get(name);
    if (known === undefined) byValue.set(name, sight);
    else if (known.offset !== sight.offset) found.push(["duplicate", sight.by, known.by]);
  }
  return found;
}

/** Compares each append with the highest offset that had been acknowledged when it was called. */
function disorders({appends}: SeenLog): Broken[] {
  const told = appends.filter((o) => offsetOf(o) !== null);
  const ended = [...told].sort((a, b) => (a.completedAt as number) - (b.completedAt as number));
  const called = [...told].sort((a, b) => a.invokedAt - b.invokedAt);
  const found: Broken[] = [];
  let highest: HistoryOperation | null = null;
  let behind = 0;
  for (const append of called) {
    for (; behind < ended.length; behind++) {
      const other = ended[behind] as HistoryOperation;
      if ((other.completedAt as number) >= append.invokedAt) break;
      if (highest === null || (offsetOf(other) as number) > (offsetOf(highest) as number)) highest = other;
    }
    if (highest !== null && (offsetOf(highest) as number) >= (offsetOf(append) as number)) found.push(["disorder", append, highest]);
  }
  return found;
}

/** Whether each consumer continues where it was. */
function polls(history: readonly HistoryOperation[], {offsets}: SeenLog): Broken[] {
  const place = new Map(offsets.map((offset, i) => [offset, i]));
  const found: Broken[] = [];
  for (const own of grouped(history, ({process}) => process).values()) {
    let last: {readonly offset: number; readonly by: HistoryOperation} | null = null;
    for (const o of [...own].sort((a, b) => a.invokedAt - b.invokedAt)) {
      if (o.f === "seek") last = null;
      if (o.f !== "read" || !isDone(o)) continue;
      for (const [offset] of recordsOf(o)) {
        if (last !== null && offset <= last.offset) found.push(["step-back", o, last.by]);
        else if (last !== null && (place.get(offset) as number) > (place.get(last.offset) as number) + 1) found.push(["skip", o, last.by]);
        last = {offset, by: o};
      }
    }
  }
  return found;
}

/** Acknowledged, below the highest offset read, and read by nobody. Records above it may only not have been read yet. */
function losses({appends, sights}: SeenLog): Broken[] {
  const read = sights.filter(({by}) => by.f === "read");
  const highest = read.at(-1);
  if (highest === undefined) return [];
  const seen = new Set(read.map(({value}) => canonical(value)));
  return appends.flatMap((o): Broken[] => {
    const offset = offsetOf(o);
    return offset === null || offset > highest.offset || seen.has(canonical(o.value)) ? [] : [["lost", o, highest.by]];
  });
}

/** Read, although its append was refused, or nobody appended it. */
function strangers({sights, byValue}: SeenLog): Broken[] {
  return sights.flatMap(({value, by}): Broken[] => {
    if (by.f !== "read") return [];
    const append = byValue.get(canonical(value));
    if (append === undefined || append.invokedAt > (by.completedAt as number)) return [["phantom", by]];
    return append.type === "fail" ? [["aborted-read", by, append]] : [];
  });
}

/**
 * Reads from the end of a log that missed what had been acknowledged before they began. A consumer that goes on where it was has seen all that it
 * read before: that nothing is new is no miss. Not one of the rules above: a log read from a follower, or from a leader that does not know it
 * was deposed, promises no fresh end.
 */
export function staleTails(history: readonly HistoryOperation[]): Finding[] {
  return [...grouped(history, byKey)].flatMap(([part, own]) => {
    const ended = own
      .filter((o) => o.f === "append" && offsetOf(o) !== null)
      .sort((a, b) => (a.completedAt as number) - (b.completedAt as number));
    const looks = own.filter((o) => o.f === "seek" || (o.f === "read" && isDone(o))).sort((a, b) => a.invokedAt - b.invokedAt);
    const reached = new Map<string, number>();
    let highest: HistoryOperation | null = null;
    let behind = 0;
    const found: Finding[] = [];
    for (const look of looks) {
      for (; behind < ended.length && ((ended[behind] as HistoryOperation).completedAt as number) < look.invokedAt; behind++) {
        const other = ended[behind] as HistoryOperation;
        if (highest === null || (offsetOf(other) as number) > (offsetOf(highest) as number)) highest = other;
      }
      const isSought = look.f === "seek";
      const last = isSought
        ? placeBefore(look.value)
        : Math.max(reached.get(look.process) ?? -1, ...recordsOf(look).map(([offset]) => offset));
      reached.set(look.process, last);
      if (!isSought && highest !== null && (offsetOf(highest) as number) > last)
        found.push({rule: "stale-tail", part, breaks: look, because: [highest]});
    }
    return found;
  });
}

/** The last offset that lies behind whoever has moved there. */
const placeBefore = (to: Json): number => (typeof to === "number" ? to - 1 : -1);
