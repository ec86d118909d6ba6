import type {Rate} from "./measure.ts";

export interface Entry {
  readonly time: number;
  readonly seq: number;
}

const before = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.seq < b.seq);

export function push(heap: Entry[], entry: Entry): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent] as Entry;
    if (!before(entry, above)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = entry;
}

export function pop(heap: Entry[]): Entry {
  const top = heap[0] as Entry;
  const last = heap.pop() as Entry;
  const size = heap.length;
  if (size === 0) return top;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= size) break;
    if (child + 1 < size && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
    if (!before(heap[child] as Entry, last)) break;
    heap[i] = heap[child] as Entry;
    i = child;
  }
  heap[i] = last;
  return top;
}

/** The baseline: a binary heap of `{time, seq}` objects, in the hold model: take the first, put back a later one. Operations a second. */
export function bareHeap(pending: number): Rate {
  const heap: Entry[] = [];
  let seq = 0;
  let random = 1;
  const later = () => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
    return (random >>> 8) % 1000;
  };
  for (let i = 0; i < pending; i++) push(heap, {time: later(), seq: seq++});
  return (operations) => {
    for (let i = 0; i < operations; i++) push(heap, {time: pop(heap).time + later(), seq: seq++});
  };
}
