/** Which questions to answer: `from` up to but not including `to`, with at most `ahead` of them under way or waiting for an earlier one. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly ahead: number;
  readonly stop: AbortSignal;
}

/**
 * Yields answers in the order of their questions, in whatever order they arrive: each time all that are ready. Answers that arrive early
 * wait here; since at most `ahead` are asked for, a slow answer or a slow reader holds up the rest instead of filling the memory.
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
