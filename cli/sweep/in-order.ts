/** Which answers are wanted: of the questions `from` to before `to`, at most `ahead` at a time under way or waiting for one before them. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly ahead: number;
  readonly stop: AbortSignal;
}

/**
 * Answers in the order of their questions, whatever the order in which they come: each time all that are ready. What is ahead of its turn
 * waits here; since no more than `ahead` are asked for, one slow answer or a slow reader holds the rest up instead of filling the memory.
 */
export async function* inOrder<T>({from, to, ahead, stop}: Wanted, ask: (i: number) => Promise<T>): AsyncGenerator<T[]> {
  const early = new Map<number, T>();
  let next = from;
  let asked = from;
  let wake = () => {};
  stop.addEventListener("abort", () => wake());
  const put = async (i: number) => {
    early.set(i, await ask(i));
    if (i === next) wake();
  };
  while (next < to && !stop.aborted) {
    while (asked < Math.min(to, next + ahead)) put(asked++);
    if (!early.has(next)) await new Promise<void>((done) => (wake = done));
    const ready: T[] = [];
    for (; early.has(next); next++) {
      ready.push(early.get(next) as T);
      early.delete(next);
    }
    if (ready.length > 0) yield ready;
  }
}
