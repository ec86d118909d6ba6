import {type ConnId, type Ticks, ticks} from "../vocabulary.ts";

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
  /** A message that the host's kernel has and the process has not read yet. */
  RECEIVE: 14,
  /** A SYN at the host it was sent to. */
  SYN_ARRIVED: 15,
  KEEPALIVE: 16,
  /** Lost in a cut on its way. */
  LOST: 17,
  /** A datagram at the host it was sent to. */
  ARRIVE_DATAGRAM: 18,
  /** A datagram that the host's kernel has and the process has not read yet. */
  RECEIVE_DATAGRAM: 19,
} as const;

/** One shape for all events, so that the hot path stays monomorphic. */
export interface Event {
  kind: number;
  /** Index of the process it happens to, −1 for none. */
  proc: number;
  incarnation: number;
  conn: ConnId;
  thread: number;
  n: number;
  data: unknown;
}

/**
 * A 4-ary heap in parallel arrays of numbers; ties go to the event that was scheduled first. Events lie still in `items`; what moves is the
 * number of their place, for moving an object costs the garbage collector's note. Behind `size` the places that are free wait in `places`.
 */
export interface Queue {
  size: number;
  seq: number;
  times: Float64Array;
  seqs: Float64Array;
  places: Int32Array;
  items: (Event | null)[];
}

export function createQueue(capacity = 256): Queue {
  const q = {size: 0, seq: 0, times: new Float64Array(0), seqs: new Float64Array(0), places: new Int32Array(0), items: []};
  grow(q, capacity);
  return q;
}

function grow(q: Queue, capacity: number): void {
  const times = new Float64Array(capacity);
  const seqs = new Float64Array(capacity);
  const places = new Int32Array(capacity);
  times.set(q.times);
  seqs.set(q.seqs);
  places.set(q.places);
  for (let i = q.times.length; i < capacity; i++) {
    places[i] = i;
    q.items.push(null);
  }
  q.times = times;
  q.seqs = seqs;
  q.places = places;
}

export function push(q: Queue, time: Ticks, item: Event): void {
  if (q.size === q.times.length) grow(q, q.size * 2);
  const {times, seqs, places} = q;
  const seq = q.seq++;
  let i = q.size++;
  const place = places[i] as number;
  q.items[place] = item;
  while (i > 0) {
    const parent = (i - 1) >> 2;
    const t = times[parent] as number;
    if (t <= time) break; // an older event of the same time goes first: its seq is smaller by construction
    times[i] = t;
    seqs[i] = seqs[parent] as number;
    places[i] = places[parent] as number;
    i = parent;
  }
  times[i] = time;
  seqs[i] = seq;
  places[i] = place;
}

/** Time of the next event; only when there is one. */
export const nextTime = (q: Queue): Ticks => ticks(q.times[0] as number);

/** Takes out the next event; only when there is one. */
export function pop(q: Queue): Event {
  const {places, items} = q;
  const first = places[0] as number;
  const top = items[first] as Event;
  items[first] = null;
  const last = --q.size;
  sink(q, last);
  places[last] = first;
  return top;
}

/** Puts what stood at `last` where the top was, and lets it sink. */
function sink(q: Queue, last: number): void {
  const {times, seqs, places} = q;
  const time = times[last] as number;
  const seq = seqs[last] as number;
  const place = places[last] as number;
  let i = 0;
  for (;;) {
    const first = (i << 2) + 1;
    if (first >= last) break;
    const end = first + 4 < last ? first + 4 : last;
    let best = first;
    let bestTime = times[first] as number;
    for (let c = first + 1; c < end; c++) {
      const t = times[c] as number;
      if (t < bestTime || (t === bestTime && (seqs[c] as number) < (seqs[best] as number))) {
        best = c;
        bestTime = t;
      }
    }
    if (bestTime > time || (bestTime === time && (seqs[best] as number) > seq)) break;
    times[i] = bestTime;
    seqs[i] = seqs[best] as number;
    places[i] = places[best] as number;
    i = best;
  }
  times[i] = time;
  seqs[i] = seq;
  places[i] = place;
}

/** The events that wait, in no order. */
export const pending = (q: Queue): Event[] => q.items.filter((e) => e !== null);
