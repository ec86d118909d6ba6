import type {CellRun} from "../cells/cell.ts";
import {count} from "./status.ts";

/** `seed 42 · 1,118 events · 3.1 ms`: what a cell ran, in one line; wall time only where it was measured here. */
export function runLine(made: readonly CellRun[]): string {
  const swept = made.find((one) => one.kind === "sweep");
  if (swept?.kind === "sweep") {
    const points = swept.points === 1 ? "" : ` · ${count(swept.points)} points`;
    return `${count(swept.points * swept.runs)} runs${points} · seeds ${swept.seed} to ${swept.seed + swept.runs - 1}`;
  }
  const runs = made.filter((one) => one.kind === "run");
  const [first] = runs;
  if (first === undefined) return "";
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  const wall = first.wallMs === undefined ? null : runs.reduce((sum, run) => sum + (run.wallMs ?? 0), 0);
  const seeds = runs.every(({seed}) => seed === first.seed) ? `seed ${first.seed}` : `${runs.length} runs`;
  return [seeds, `${count(events)} events`, ...(wall === null ? [] : [`${wall.toFixed(1)} ms`])].join(" · ");
}
