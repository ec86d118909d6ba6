import type {Stage} from "../model/note.ts";
import type {EffectiveSpan, Run} from "../model/run.ts";
import {type NodeId, toMs} from "../vocabulary.ts";
import {type Measures, measures, stages} from "./measures.ts";
import {isOpen, lengthOf, until, vacancies} from "./spans.ts";

// No interface: that would be no Row, as others could add to it.
/** The columns of a sweep that says of no others: what `columns` gives. */
export type Columns = {
  readonly leader: NodeId | null;
  readonly term: number | null;
  readonly reigns: number;
  readonly interregnumMs: number;
  readonly detectMs: number | null;
  readonly agreeMs: number | null;
  readonly electMs: number | null;
  readonly syncMs: number | null;
  readonly publishMs: number | null;
  readonly noticeMs: number | null;
  readonly dualReignMs: number;
  readonly dualWriteMs: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly lostWrites: number | null;
  readonly duplicates: number | null;
  readonly staleReads: number;
  readonly longestOutageMs: number;
  readonly violations: number;
  readonly events: number;
};

/** The name of a measure that is one value. */
export type Measure = keyof Columns;

/** What the measures of a run are computed from, worked out once for all of them. */
interface Account {
  readonly run: Run;
  readonly all: Measures;
  /** The longest time in which nobody would have acknowledged a write, after the first fault if there is one. */
  readonly longest: {readonly ms: number; readonly stages: {readonly [stage in Stage]: number | null}} | null;
}

/** A measure that is one value: a column of every sweep, a line of every comparison of two runs. */
interface MeasureEntry<V> {
  /** Its name in English; a translation has it as `measure.<name>`. */
  readonly says: string;
  /** Null: a count, or a name. */
  readonly unit: "ms" | null;
  /**
   * When the command line prints it: for every run, or only if clients asked for something; null: in a line of its own, beside what it is
   * about.
   */
  readonly told: "always" | "with clients" | null;
  of(account: Account): V;
}

/** Every measure, in the order in which they are shown. */
export const MEASURES: {readonly [M in Measure]: MeasureEntry<Columns[M]>} = {
  leader: {says: "leader at the end", unit: null, told: null, of: ({all}) => all.final.leader},
  term: {says: "its term", unit: null, told: null, of: ({all}) => all.final.term},
  reigns: {says: "reigns", unit: null, told: null, of: ({all}) => all.reigns.length},
  interregnumMs: {says: "longest interregnum", unit: "ms", told: null, of: ({longest}) => longest?.ms ?? 0},
  detectMs: {says: "of it, to detect", unit: "ms", told: null, of: ({longest}) => longest?.stages.detect ?? null},
  agreeMs: {says: "of it, to agree", unit: "ms", told: null, of: ({longest}) => longest?.stages.agree ?? null},
  electMs: {says: "of it, to elect", unit: "ms", told: null, of: ({longest}) => longest?.stages.elect ?? null},
  syncMs: {says: "of it, to sync", unit: "ms", told: null, of: ({longest}) => longest?.stages.sync ?? null},
  publishMs: {says: "of it, to publish", unit: "ms", told: null, of: ({longest}) => longest?.stages.publish ?? null},
  noticeMs: {says: "until clients notice", unit: "ms", told: null, of: ({longest}) => longest?.stages.notice ?? null},
  dualReignMs: {says: "dual reign", unit: "ms", told: "always", of: ({all}) => all.dualReignMs},
  dualWriteMs: {says: "dual write", unit: "ms", told: "always", of: ({all}) => all.dualWriteMs},
  ok: {says: "operations acknowledged", unit: null, told: "with clients", of: ({all}) => all.operations.ok},
  fail: {says: "operations failed", unit: null, told: "with clients", of: ({all}) => all.operations.fail},
  info: {says: "operations in doubt", unit: null, told: "with clients", of: ({all}) => all.operations.info},
  lostWrites: {says: "lost writes", unit: null, told: "with clients", of: ({all}) => all.lostWrites},
  duplicates: {says: "duplicate writes", unit: null, told: "with clients", of: ({all}) => all.duplicates},
  staleReads: {says: "stale reads", unit: null, told: "with clients", of: ({all}) => all.staleReads},
  longestOutageMs: {says: "longest outage of a client", unit: "ms", told: null, of: ({all}) => all.longestOutageMs},
  violations: {says: "violations", unit: null, told: null, of: ({run}) => run.violations.length},
  events: {says: "events", unit: null, told: null, of: ({run}) => run.events},
};

/** The names of all measures, in their order. */
export const measureNames = Object.keys(MEASURES) as readonly Measure[];

/**
 * The measures of a run as columns: those that are one value. `interregnumMs` is the longest time in which nobody would have acknowledged a
 * write, after the first fault if there is one, and `detectMs` to `noticeMs` are its stages. Times in ms; null: it did not come to that.
 */
export function columns(run: Run): Columns {
  const account: Account = {run, all: measures(run), longest: longestInterregnum(run)};
  return Object.fromEntries(measureNames.map((name) => [name, MEASURES[name].of(account)])) as Columns;
}

function longestInterregnum(run: Run): Account["longest"] {
  const {end} = run;
  // What came before the first fault is how the cluster first came up.
  const fault = Math.min(...run.faults.map(({at}) => at));
  const after = vacancies(run).filter((s) => run.faults.length === 0 || isOpen(s, end) || until(s, end) > fault);
  const longest = after.reduce<EffectiveSpan | null>(
    (best, one) => (best === null || lengthOf(one, end) > lengthOf(best, end) ? one : best),
    null,
  );
  return longest && {ms: toMs(lengthOf(longest, end)), stages: stages(run, longest)};
}
