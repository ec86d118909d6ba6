import type {Told} from "../words/message.ts";
import {inEnglish} from "../words/said.ts";

/**
 * An instant or a span of virtual time in whole microseconds. Milliseconds exist only at the surface: scenarios, configuration keys, what is
 * printed. `ms` and `ticks` make one, `plus`, `minus` and `times` reckon with them; `unit` keeps other numbers out and is not there at run time.
 */
export type Ticks = number & {readonly unit: "ticks"};
/** Name of a process of the cluster or of a client: `z1`, `writer`. Never digits alone (object keys would be reordered). */
export type NodeId = string;
/** What can be led: an ensemble, a controller, a partition, a queue, a master's name. */
export type Scope = string;
/** A connection, as the processes at its two ends name it. */
export type ConnId = number;
/** What JSON can hold: the form of all that travels to workers, links and files. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/** What one process sends another: plain data, told apart by its kind. */
export interface Message {
  readonly kind: string;
}

/** What one process thinks about one scope. `term` is the system's own number of the reign: epoch, config epoch, term. */
export interface Belief {
  readonly scope: Scope;
  readonly role: string;
  readonly term: number;
  readonly leads: boolean;
}

/**
 * An error a reader sees: one line that says what was wrong, where, and what would be right. Its `message` is that line in English; a page
 * says `told` in its own language.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly told: Told;
  constructor(told: Told) {
    super(inEnglish(told));
    this.told = told;
  }
}

/** Stops at what can never be, with its stack: our own bug, not the reader's. In a hot path ask first: the reason is put together each time. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(`Interregnum is wrong: ${why}`);
}

/** Ends a `switch` over a union: adding a member makes the type checker name every such place. */
export function unreachable(x: never): never {
  throw new Error(`Interregnum is wrong: unexpected ${JSON.stringify(x)}`);
}

/** A whole number of microseconds as a time: for what was computed as a plain number. */
export const ticks = (microseconds: number): Ticks => microseconds as Ticks;

/** Milliseconds as a time, to the nearest microsecond. */
export const ms = (milliseconds: number): Ticks => ticks(Math.round(milliseconds * 1000));

/** A time in milliseconds, for eyes. */
export const toMs = (time: Ticks): number => time / 1000;

/** No time, and the beginning of every run. */
export const NO_TIME = ticks(0);

/** The one time after the other. */
export const plus = (a: Ticks, b: Ticks): Ticks => ticks(a + b);

/** From `b` to `a`: below 0 where `b` is the later. */
export const minus = (a: Ticks, b: Ticks): Ticks => ticks(a - b);

/** So many times as long, to the nearest microsecond. */
export const times = (time: Ticks, factor: number): Ticks => ticks(Math.round(time * factor));

/** The later of two instants, the longer of two spans. */
export const later = (a: Ticks, b: Ticks): Ticks => (a > b ? a : b);

/** The earlier of two instants, the shorter of two spans. */
export const earlier = (a: Ticks, b: Ticks): Ticks => (a < b ? a : b);
