import {assert, type ConnId, type Ticks, ticks} from "../vocabulary.ts";

/** What an event is; the numbers enter the trace hash. */
export const Kind = {
  BOOT: 1,
  TIMER: 2,
  ARRIVE: 3,
  SYN: 4,
  CONNECTED: 5,
  ACCEPTED: 6,
  DISCONNECTED: 7,
  RETRY: 8,
  SERVE: 9,
  DONE: 10,
  FSYNC: 11,
  FAULT: 12,
  LOCAL: 13,
  /** A message that the host's kernel has and the process has not yet read. */
  RECEIVE: 14,
  /** A SYN that arrives at its host. */
  SYN_ARRIVED: 15,
  KEEPALIVE: 16,
  /** Lost in a cut on its way. */
  LOST: 17,
  /** A datagram that arrives at its host. */
  ARRIVE_DATAGRAM: 18,
  /** A datagram that the host's kernel has and the process has not yet read. */
  RECEIVE_DATAGRAM: 19,
  /** A thread of a resumed process has its turn. */
  TURN: 20,
} as const;

/** One shape for all events, so that the hot path stays monomorphic. */
export interface Event {
  kind: number;
  /** Index of the process, −1 for none. */
  proc: number;
  incarnation: number;
  conn: ConnId;
  thread: number;
  n: number;
  data: unknown;
}

/**
 * A hierarchical timing wheel (Varghese and Lauck, 1987) on six digits of five bits: an event waits in the slot of its highest digit that differs
 * from the time of the event taken out last. The first slot of the lowest digit in use has the next event; when that is taken out, what shares
 * its slot goes down some digits. What differs above those digits (some 18 minutes) waits apart. A slot is a list in the order of scheduling, of
 * the lowest digit in the order of time first: events of one time leave in the order in which they were scheduled.
 */
export interface Queue {
  size: number;
  /** Time of the event taken out last: nothing that waits is earlier. Its digits; what is above them. */
  now: number;
  low: number;
  high: number;
  /** Time of the next event; negative: not looked up yet. */
  next: number;
  /** A word for each digit, with a bit for each of its slots that is not empty; the last word for what waits apart. */
  words: Int32Array;
  /** The first and the last place in the list of each slot; −1: none. */
  heads: Int32Array;
  tails: Int32Array;
  /**
   * By place: when, what, and the place behind it in its list. The places that are free are a list, too. Times lie in a plain array: out of an
   * array of doubles each would come as one, and every field in which the run keeps an instant would then be a box of its own.
   */
  times: number[];
  items: (Event | null)[];
  behind: Int32Array;
  free: number;
}

const BITS = 5;
const DIGITS = 6;
const SLOTS = 1 << BITS;
const SPAN = 1 << (BITS * DIGITS);
/** The slot of what waits apart. */
const APART = DIGITS * SLOTS;

export function createQueue(capacity = 256): Queue {
  const q: Queue = {
    size: 0,
    now: 0,
    low: 0,
    high: 0,
    next: -1,
    words: new Int32Array(DIGITS + 1),
    heads: new Int32Array(APART + 1).fill(-1),
    tails: new Int32Array(APART + 1).fill(-1),
    times: [],
    items: [],
    behind: new Int32Array(0),
    free: -1,
  };
  grow(q, capacity);
  return q;
}

/** More places; only when none is free. */
function grow(q: Queue, capacity: number): void {
  const behind = new Int32Array(capacity);
  behind.set(q.behind);
  q.free = q.times.length;
  for (let i = q.free; i < capacity; i++) {
    behind[i] = i + 1 < capacity ? i + 1 : -1;
    q.items.push(null);
    q.times.push(0);
  }
  q.behind = behind;
}

export function push(q: Queue, time: Ticks, item: Event): void {
  if (!(time >= q.now)) assert(false, `an event is due at ${time} µs, and it is ${q.now} µs`);
  if (q.free < 0) grow(q, q.times.length * 2);
  const place = q.free;
  q.free = q.behind[place] as number;
  q.times[place] = time;
  q.items[place] = item;
  q.size++;
  if (time < q.next) q.next = time;
  file(q, place, time);
}

/** Puts a place into the list of the slot where its time belongs. */
function file(q: Queue, place: number, time: number): void {
  const high = Math.floor(time / SPAN);
  const low = (time - high * SPAN) | 0;
  const digit = high === q.high ? highestDigit(low ^ q.low) : DIGITS;
  const own = digit === DIGITS ? 0 : (low >> (digit * BITS)) & (SLOTS - 1);
  const slot = digit * SLOTS + own;
  q.words[digit] = (q.words[digit] as number) | (1 << own);
  const tail = q.tails[slot] as number;
  if (tail >= 0 && digit === 0 && (q.times[tail] as number) > time) return insert(q, slot, place, time);
  q.behind[place] = -1;
  if (tail < 0) q.heads[slot] = place;
  else q.behind[tail] = place;
  q.tails[slot] = place;
}

/** The place of the highest bit that is set, divided by `BITS`: by a multiplication, which is exact for so few. */
const highestDigit = (bits: number): number => ((31 - Math.clz32(bits | 1)) * 205) >> 10;

/** Before the first in the list that is later; only where one is: fractions of a microsecond share a slot. */
function insert(q: Queue, slot: number, place: number, time: number): void {
  const {heads, behind, times} = q;
  let before = -1;
  let after = heads[slot] as number;
  while ((times[after] as number) <= time) {
    before = after;
    after = behind[after] as number;
  }
  behind[place] = after;
  if (before < 0) heads[slot] = place;
  else behind[before] = place;
}

/** The slot that has the next event; only when there is one. */
function firstSlot({words}: Queue): number {
  for (let digit = 0; ; digit++) {
    const word = words[digit] as number;
    if (word !== 0) return digit * SLOTS + 31 - Math.clz32(word & -word);
  }
}

/** Time of the next event; only when there is one. */
export function nextTime(q: Queue): Ticks {
  if (q.next < 0) q.next = earliest(q, firstSlot(q));
  return ticks(q.next);
}

function earliest({heads, behind, times}: Queue, slot: number): number {
  let place = heads[slot] as number;
  let least = times[place] as number;
  if (slot < SLOTS) return least;
  for (place = behind[place] as number; place >= 0; place = behind[place] as number) {
    const time = times[place] as number;
    if (time < least) least = time;
  }
  return least;
}

/** Takes out the next event; only when there is one. */
export function pop(q: Queue): Event {
  const time = nextTime(q);
  const slot = firstSlot(q);
  q.now = time;
  q.high = Math.floor(time / SPAN);
  q.low = (time - q.high * SPAN) | 0;
  // What is alone in its slot need not go down first.
  if (slot < SLOTS || q.heads[slot] === q.tails[slot]) return take(q, slot);
  spread(q, slot);
  return take(q, q.low & (SLOTS - 1));
}

/** Files anew what waits in a slot. */
function spread(q: Queue, slot: number): void {
  let place = q.heads[slot] as number;
  empty(q, slot);
  while (place >= 0) {
    const next = q.behind[place] as number;
    file(q, place, q.times[place] as number);
    place = next;
  }
}

function empty(q: Queue, slot: number): void {
  const digit = slot >> BITS;
  q.heads[slot] = -1;
  q.tails[slot] = -1;
  q.words[digit] = (q.words[digit] as number) & ~(1 << (slot & (SLOTS - 1)));
}

/** Takes out the first of a slot of the lowest digit, or the only one of another. */
function take(q: Queue, slot: number): Event {
  const {heads, behind, items} = q;
  const place = heads[slot] as number;
  const next = behind[place] as number;
  if (next < 0) {
    empty(q, slot);
    q.next = -1;
  } else {
    heads[slot] = next;
    q.next = q.times[next] as number;
  }
  const event = items[place] as Event;
  items[place] = null;
  behind[place] = q.free;
  q.free = place;
  q.size--;
  return event;
}

/** The events that wait, in no order. */
export const pending = (q: Queue): Event[] => q.items.filter((e) => e !== null);
