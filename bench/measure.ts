/** Does so many operations. */
export type Rate = (operations: number) => void;

/** One line of the bench: `value` is what the target is about, `ratio` relates it to the bare heap of the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Relative to the bare heap: events per operation, or operations in the same time. */
  readonly ratio: number;
  readonly target: string | null;
  /** Null: nothing was promised. */
  readonly holds: boolean | null;
  readonly detail: string;
}

/** Milliseconds that this takes. */
export function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Operations a second over one stretch. */
export const perSecond = (rate: Rate, operations: number): number => operations / (time(() => rate(operations)) / 1000);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Three digits: 1.98 M, 12.3 k, 1000, 8.41. */
export function short(n: number): string {
  if (n >= 1e6) return `${(n / 1e6).toPrecision(3)} M`;
  if (n >= 1e4) return `${(n / 1e3).toPrecision(3)} k`;
  return n >= 100 ? String(Math.round(n)) : n.toPrecision(3);
}
