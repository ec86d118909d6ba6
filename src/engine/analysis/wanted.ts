import {said} from "../../words/en/analysis.ts";
import type {Run} from "../model/run.ts";
import {ms, Refusal, unreachable} from "../vocabulary.ts";
import {measures} from "./measures.ts";
import {isOpen, lengthOf, mainScope, reignSpans, type Span, vacancies} from "./spans.ts";

/** What a search for a bad seed looks for, as plain data. Times in ms. */
export type Wanted =
  | {readonly kind: "dual-write"}
  | {readonly kind: "lost-write"}
  | {readonly kind: "no-leader"; readonly forMs: number}
  | {readonly kind: "flapping"; readonly reigns: number; readonly withinMs: number};

/** The test that `search` applies to each run. Refuses numbers that every run would satisfy. */
export function showing(wanted: Wanted): (run: Run) => boolean {
  switch (wanted.kind) {
    case "dual-write":
      return (run) => measures(run).dualWriteMs > 0;
    case "lost-write":
      return (run) => (measures(run).lostWrites ?? 0) > 0;
    case "no-leader":
      atLeast(wanted.forMs, 1, "forMs");
      return (run) => vacancies(run, mainScope(run)).some((s) => !isBirth(s, run) && lengthOf(s, run.end) >= ms(wanted.forMs));
    case "flapping":
      atLeast(wanted.reigns, 2, "reigns");
      atLeast(wanted.withinMs, 1, "withinMs");
      return (run) => flaps(run, wanted.reigns, wanted.withinMs);
    default:
      return unreachable(wanted);
  }
}

/** The time until a cluster first comes up is no outage, unless it never does. */
const isBirth = (span: Span, {end}: Run): boolean => span.from === 0 && !isOpen(span, end);

function atLeast(value: number, least: number, name: string): void {
  if (!(value >= least)) throw new Refusal(said("analysis.wanted.least", {name, value, least}));
}

/** Whether so many reigns of the main scope begin within a window of that length. */
function flaps(run: Run, count: number, withinMs: number): boolean {
  const scope = mainScope(run);
  const begins = reignSpans(run)
    .filter((r) => r.scope === scope)
    .map((r) => r.from)
    .sort((a, b) => a - b);
  return begins.some((from, i) => (begins[i + count - 1] ?? Number.POSITIVE_INFINITY) - from <= ms(withinMs));
}
