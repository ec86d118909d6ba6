/** One step of a distribution: `share` of the values are `value` or less. */
export interface Step {
  readonly value: number;
  readonly share: number;
}

/** The empirical distribution function, one step a distinct value, rising: a plot draws it as stairs. */
export function ecdf(values: readonly number[]): Step[] {
  const sorted = Float64Array.from(values).sort();
  const steps: Step[] = [];
  sorted.forEach((value, i) => {
    if (value !== sorted[i + 1]) steps.push({value, share: (i + 1) / sorted.length});
  });
  return steps;
}
