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

/** Milliseconds on the clock that this takes. */
export function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Milliseconds of CPU time that this takes, with the threads that compile and collect for it: what else the machine does counts little. */
export function cpuTime(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Operations a second of CPU time over one stretch. */
export const perSecond = (rate: Rate, operations: number): number => operations / (cpuTime(() => rate(operations)) / 1000);

/** The quarters of some values: a quarter of them is below the first, half below the second. */
export function quarters(values: readonly number[]): readonly [number, number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
  return [at(0.25), median(values), at(0.75)];
}

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
