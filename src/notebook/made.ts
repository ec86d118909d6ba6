/** `seed 42 · 1,118 events · 3.1 ms`: the runs of a cell in one line; wall time only where it was measured here. */
export function madeLine(made: readonly {readonly seed: number; readonly events: number; readonly wallMs?: number}[]): string {
  const [first] = made;
  if (first === undefined) return "";
  const events = made.reduce((sum, run) => sum + run.events, 0);
  const wall = first.wallMs === undefined ? null : made.reduce((sum, run) => sum + (run.wallMs ?? 0), 0);
  const seeds = made.every(({seed}) => seed === first.seed) ? `seed ${first.seed}` : `${made.length} runs`;
  return [seeds, `${events.toLocaleString("en")} events`, ...(wall === null ? [] : [`${wall.toFixed(1)} ms`])].join(" · ");
}
