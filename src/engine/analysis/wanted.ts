import type {Run} from "../run.ts";
import {Refusal, toMs, unreachable} from "../vocabulary.ts";
import {type Interregnum, interregna, mainScope, measures, reigns} from "./measures.ts";

/** What a search for a bad seed looks for, as plain data. Times in ms. */
export type Wanted =
  | {readonly kind: "dual-write"}
  | {readonly kind: "lost-write"}
  | {readonly kind: "no-leader"; readonly forMs: number}
  | {readonly kind: "flapping"; readonly reigns: number; readonly withinMs: number};

/** The test that `search` puts to each run. Refuses numbers that any run would fulfil. */
export function showing(wanted: Wanted): (run: Run) => boolean {
  switch (wanted.kind) {
    case "dual-write":
      return (run) => measures(run).dualWriteMs > 0;
    case "lost-write":
      return (run) => (measures(run).lostWrites ?? 0) > 0;
    case "no-leader":
      atLeast(wanted.forMs, 1, "forMs");
      return (run) => interregna(run, mainScope(run)).some((i) => !isBirth(i) && (i.toMs ?? toMs(run.end)) - i.fromMs >= wanted.forMs);
    case "flapping":
      atLeast(wanted.reigns, 2, "reigns");
      atLeast(wanted.withinMs, 1, "withinMs");
      return (run) => flaps(run, wanted.reigns, wanted.withinMs);
    default:
      return unreachable(wanted);
  }
}

/** How a cluster first comes up is no outage; one that never does is. */
const isBirth = ({fromMs, toMs: to}: Interregnum): boolean => fromMs === 0 && to !== null;

function atLeast(value: number, least: number, name: string): void {
  if (!(value >= least)) throw new Refusal(`search: ${name} is ${value}: must be ${least} or more`);
}

/** So many reigns of the main scope begin within a window of that length. */
function flaps(run: Run, count: number, withinMs: number): boolean {
  const scope = mainScope(run);
  const begins = reigns(run)
    .filter((r) => r.scope === scope)
    .map((r) => r.fromMs)
    .sort((a, b) => a - b);
  return begins.some((from, i) => (begins[i + count - 1] ?? Number.POSITIVE_INFINITY) - from <= withinMs);
}
