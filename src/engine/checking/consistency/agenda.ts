/** What a search still has to look at, and in which order. */
export interface Agenda<T> {
  add(some: readonly T[]): void;
  take(): T | undefined;
}

/** Last in, first out; of items added together the first one comes first. */
export function depthFirst<T>(): Agenda<T> {
  const stack: T[] = [];
  return {
    add(some) {
      for (let i = some.length - 1; i >= 0; i--) stack.push(some[i] as T);
    },
    take: () => stack.pop(),
  };
}

/** The smallest comes first, equal ones in any order: a binary heap. */
export function breadthFirst<T>(compare: (a: T, b: T) => number): Agenda<T> {
  const heap: T[] = [];
  const isLess = (i: number, j: number) => compare(heap[i] as T, heap[j] as T) < 0;
  const swap = (i: number, j: number) => {
    [heap[i], heap[j]] = [heap[j] as T, heap[i] as T];
  };
  const push = (one: T) => {
    heap.push(one);
    for (let i = heap.length - 1; i > 0 && isLess(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
  };
  return {
    add: (some) => some.forEach(push),
    take() {
      const least = heap[0];
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return least;
      heap[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let smallest = left < heap.length && isLess(left, i) ? left : i;
        if (right < heap.length && isLess(right, smallest)) smallest = right;
        if (smallest === i) return least;
        swap(i, smallest);
        i = smallest;
      }
    },
  };
}
