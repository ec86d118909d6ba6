/** Holm's correction: each p as it counts among so many tests, in the order given. To be the smallest of many by chance alone is no surprise. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const corrected = new Array<number>(values.length);
  let greatest = 0;
  order.forEach((i, rank) => {
    greatest = Math.max(greatest, Math.min(1, (values.length - rank) * (values[i] as number)));
    corrected[i] = greatest;
  });
  return corrected;
}
