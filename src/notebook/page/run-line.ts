import type {Words} from "../../words/words.ts";
import type {CellRun} from "../cells/cell.ts";

/** `seed 42 · 1,118 events · 3.1 ms`: what a cell ran, in one line; wall time only where it was measured here. */
export function runLine(made: readonly CellRun[], words: Words): string {
  const swept = made.find((one) => one.kind === "sweep");
  if (swept?.kind === "sweep") {
    const {points, runs, seed} = swept;
    const whole = {runs: points * runs, points, first: seed, last: seed + runs - 1};
    return words.say(points === 1 ? "notebook.run-line.sweep" : "notebook.run-line.sweep-points", whole);
  }
  const runs = made.filter((one) => one.kind === "run");
  const [first] = runs;
  if (first === undefined) return "";
  const {seed} = first;
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  const wall = first.wallMs === undefined ? null : runs.reduce((sum, run) => sum + (run.wallMs ?? 0), 0);
  const alike = runs.every((run) => run.seed === seed);
  return [
    alike ? words.say("notebook.run-line.seed", {seed}) : words.say("notebook.run-line.runs", {runs: runs.length}),
    words.say("notebook.run-line.events", {events}),
    ...(wall === null ? [] : [words.say("notebook.run-line.ms", {ms: words.number(wall, {digits: 1, fixed: true})})]),
  ].join(" · ");
}
