import type {Run, TraceEvent} from "../engine/model/run.ts";

/** A fault, or a process that comes or goes; and its place in the trace. */
export interface Upheaval {
  readonly order: number;
  readonly event: Extract<TraceEvent, {kind: "fault" | "status"}>;
}

const known = new WeakMap<Run, readonly Upheaval[]>();

/**
 * The upheavals of a run's trace in the order of time. They are a handful among thousands of messages and notes, and every view of the run
 * asks for them, several times for each step of a fault that is dragged: they are looked for once.
 */
export function upheavalsOf(run: Run): readonly Upheaval[] {
  const before = known.get(run);
  if (before !== undefined) return before;
  const found = (run.trace ?? []).flatMap((event, order) => (event.kind === "fault" || event.kind === "status" ? [{order, event}] : []));
  known.set(run, found);
  return found;
}
