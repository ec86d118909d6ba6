import type {ConnId, Ticks} from "../vocabulary.ts";

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
  KNOCK: 15,
  KEEPALIVE: 16,
  /** Lost in a cut on its way. */
  LOST: 17,
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

/** A 4-ary heap in parallel arrays; ties go to the event that was scheduled first. */
export interface Queue {
  size: number;
  seq: number;
  times: Float64Array;
  seqs: Float64Array;
  items: Event[];
}

export function createQueue(capacity = 1024): Queue {
  return {size: 0, seq: 0, times: new Float64Array(capacity), seqs: new Float64Array(capacity), items: []};
}

function grow(q: Queue): void {
  const times = new Float64Array(q.times.length * 2);
  const seqs = new Float64Array(q.times.length * 2);
  times.set(q.times);
  seqs.set(q.seqs);
  q.times = times;
  q.seqs = seqs;
}

export function push(q: Queue, time: Ticks, item: Event): void {
  if (q.size === q.times.length) grow(q);
  const {times, seqs, items} = q;
  const seq = q.seq++;
  let i = q.size++;
  while (i > 0) {
    const parent = (i - 1) >> 2;
    const t = times[parent] as number;
    if (t <= time) break; // an older event of the same time goes first: its seq is smaller by construction
    times[i] = t;
    seqs[i] = seqs[parent] as number;
    items[i] = items[parent] as Event;
    i = parent;
  }
  times[i] = time;
  seqs[i] = seq;
  items[i] = item;
}

/** Time of the next event; only when there is one. */
export const nextTime = (q: Queue): Ticks => q.times[0] as number;

/** Takes out the next event; only when there is one. */
export function pop(q: Queue): Event {
  const {times, seqs, items} = q;
  const top = items[0] as Event;
  const last = --q.size;
  if (last > 0) {
    const time = times[last] as number;
    const seq = seqs[last] as number;
    const item = items[last] as Event;
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
      items[i] = items[best] as Event;
      i = best;
    }
    times[i] = time;
    seqs[i] = seq;
    items[i] = item;
  }
  items.length = last;
  return top;
}
