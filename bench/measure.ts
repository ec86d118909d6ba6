/** Does so many operations. */
export type Rate = (operations: number) => void;

/** Operations a second over one stretch. */
export function perSecond(rate: Rate, operations: number): number {
  const start = performance.now();
  rate(operations);
  return operations / ((performance.now() - start) / 1000);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** One line of the bench. A ratio is to the baseline of the same run; `holds` null: nothing was promised. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly holds: boolean | null;
  readonly detail: string;
}
