import type {Run} from "../engine/model/run.ts";
import {minus, NO_TIME, type Ticks, toMs} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {FAULT_LOOKS, faultName} from "./fault-looks.ts";

/** Counts a run's time as its pictures do: from the first fault that strikes a process or a link, from the start where none does. */
export interface Clock {
  readonly zero: Ticks;
  /** The name of that fault; null: there is none. */
  readonly fault: string | null;
}

/** The clock of a run. What befalls single messages is not counted from: it is often part of what leads up to the fault. */
export function clockOf({faults, end}: Run, words: Words): Clock {
  const first = faults.find(({kind, at}) => at <= end && counts(kind));
  return first === undefined ? {zero: NO_TIME, fault: null} : {zero: first.at, fault: faultName(first.kind, words)};
}

function counts(kind: string): boolean {
  const look = Object.entries(FAULT_LOOKS).find(([name]) => name === kind)?.[1];
  return look?.marks === "process" && look.sign.name === "break";
}

/** `1,760 ms` below ten seconds, seconds above. */
export function span(ticks: Ticks, words: Words): string {
  const milliseconds = toMs(ticks);
  if (Math.abs(milliseconds) >= 10_000) return inSeconds(milliseconds, words);
  return words.say("views.ms", {value: words.number(milliseconds, {digits: Math.abs(milliseconds) < 10 ? 1 : 0})});
}

const inSeconds = (milliseconds: number, words: Words): string =>
  words.say("views.s", {value: words.number(milliseconds / 1000, {digits: 1, fixed: true})});

/** A fold is narrow: a second and more in tenths. */
export const foldSpan = (ticks: Ticks, words: Words): string => (ticks >= 1_000_000 ? inSeconds(toMs(ticks), words) : span(ticks, words));

/** The same as a picture's axis has it: `410 ms`, `−60 ms`. */
export const onAxis = (at: Ticks, {zero}: Clock, words: Words): string => span(minus(at, zero), words);

/** An instant in a sentence: `410 ms after the crash`, `12.3 s`. */
export function instant(at: Ticks, {zero, fault}: Clock, words: Words): string {
  if (fault === null) return span(at, words);
  return at < zero
    ? words.say("views.clock.before", {time: span(minus(zero, at), words), fault})
    : words.say("views.clock.after", {time: span(minus(at, zero), words), fault});
}

/** Name and unit of an axis of it: `ms since the crash`. */
export const axisName = (unit: "ms" | "s", {fault}: Clock, words: Words): string =>
  fault === null ? words.say(`views.clock.${unit}-from-start`) : words.say(`views.clock.${unit}-since`, {fault});
