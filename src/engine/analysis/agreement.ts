// Whether a model agrees with a recording of a real cluster, metric by metric (design §3).
import type {Figure, Figures, Metric, Recording} from "../model/recorded.ts";
import {bootstrap} from "./bootstrap.ts";
import {holm} from "./holm.ts";
import {multinomial} from "./multinomial.ts";
import {median} from "./quantile.ts";
import {type Shape, shape} from "./shape.ts";

/** How often each value occurred; null: it did not happen. */
export interface Counts {
  readonly counts: {readonly [value: string]: number};
}

export interface Summary {
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One metric, real and modelled: the contract of the command (design §3). */
export interface Row {
  readonly recording: string;
  readonly metric: string;
  readonly role: Metric["role"];
  readonly real: Summary | Counts;
  /** Null: the model has no such figure. */
  readonly model: Summary | Counts | null;
  /** Of the medians, model to real. */
  readonly ratio: number | null;
  /** Null: not compared. */
  readonly agrees: boolean | null;
  readonly by: "multinomial" | "ratio" | "bootstrap" | "null" | null;
  /** Of a time or a count: whether the two distributions may be one, beside what their medians say. Null: there is nothing to compare. */
  readonly shape: Shape | null;
}

/** The same before Holm's correction: `p` of an outcome with more than one value, null of everything else. */
export interface Judged extends Row {
  readonly p: number | null;
}

/** Least p at which an outcome agrees. */
export const AGREES = 0.01;

/**
 * Judges the rows of one folder together: among many outcomes one will look odd by chance, so Holm's correction is applied to those with
 * more than one value.
 */
export function corrected(rows: readonly Judged[]): Row[] {
  const tested = rows.flatMap(({p}) => (p === null ? [] : [p]));
  const among = holm(tested).values();
  return rows.map(({p, ...row}) => {
    if (p === null) return row;
    const {value = p} = among.next();
    return {...row, agrees: value >= AGREES && occurs(row)};
  });
}

/** Every real outcome occurs in the model. */
function occurs({real, model}: Pick<Row, "real" | "model">): boolean {
  if (!("counts" in real) || model === null || !("counts" in model)) return true;
  const {counts} = model;
  return Object.keys(real.counts).every((value) => value in counts);
}

/** A recording compared with the model's figures, a row a metric. */
export const agreement = (recording: Recording, figures: readonly Figures[]): Judged[] =>
  Object.keys(recording.metrics).map((metric) => compareMetric(recording, metric, figures));

function compareMetric(recording: Recording, metric: string, rows: readonly Figures[]): Judged {
  const {role, relativeTo} = recording.metrics[metric] as Recording["metrics"][string];
  const reals = recording.runs.map((r) => relative(r.metrics, metric, relativeTo) ?? null);
  const known = rows.flatMap((r) => {
    const figure = relative(r, metric, relativeTo);
    return figure === undefined ? [] : [figure];
  });
  return {recording: recording.scenario, metric, role, ...compareFigures(recording.scenario, role, reals, known)};
}

/** What was recorded of one metric against what the model has of it; no figures of the model: it does not know the metric. */
export function compareFigures(
  scenario: string,
  role: Metric["role"],
  reals: readonly Figure[],
  known: readonly Figure[],
): Omit<Judged, "recording" | "metric" | "role"> {
  const words = [...reals, ...known].some((x) => x !== null && typeof x !== "number") || role === "outcome";
  const inWords = words || reals.every((x) => x === null);
  const base = {
    real: inWords ? count(reals) : summary(reals),
    model: known.length === 0 ? null : words || known.every((x) => x === null) ? count(known) : summary(known),
  };
  const none = {ratio: null, agrees: null, by: null, p: null, shape: null};
  if (role === "input" || role === "host") return {...base, ...none};
  if (known.length === 0) return {...base, ...none, agrees: false};
  if (words) return {...base, ...outcomes(reals, known), shape: null};
  return {...base, ...medians(scenario, reals, known), p: null, shape: shape(numbers(reals), numbers(known), {seed: scenario.length})};
}

/** A figure of one run, minus the one that its metric is relative to; undefined: the run has none. */
export function relative(figures: Figures, metric: string, to: string | undefined): Figure | undefined {
  const figure = figures[metric];
  const origin = to === undefined ? 0 : figures[to];
  return typeof figure === "number" && typeof origin === "number" ? figure - origin : figure;
}

/** Every real outcome must also occur in the model, and the real counts must be likely enough under the model's frequencies. */
function outcomes(reals: readonly Figure[], models: readonly Figure[]): Pick<Judged, "ratio" | "agrees" | "by" | "p"> {
  const [real, model] = [count(reals), count(models)];
  const values = [...new Set([...Object.keys(real.counts), ...Object.keys(model.counts)])];
  const those = (counts: Counts["counts"]) => values.map((v) => counts[v] ?? 0);
  const all = occurs({real, model});
  const p = values.length === 1 ? null : all ? multinomial(those(real.counts), those(model.counts)) : 0;
  return {ratio: null, agrees: all && (p ?? 1) >= AGREES, by: "multinomial", p};
}

function medians(scenario: string, reals: readonly Figure[], models: readonly Figure[]): Pick<Row, "ratio" | "agrees" | "by"> {
  const real = numbers(reals);
  const model = numbers(models);
  if (real.length === 0 || model.length === 0) return {ratio: null, agrees: real.length === model.length, by: "null"};
  const [of, to] = [median(model), median(real)];
  const ratio = of === to ? 1 : to === 0 ? null : of / to;
  if (ratio !== null && ratio >= 0.8 && ratio <= 1.25) return {ratio, agrees: true, by: "ratio"};
  const {low, high} = bootstrap(real, median, {seed: scenario.length});
  return of >= low && of <= high ? {ratio, agrees: true, by: "bootstrap"} : {ratio, agrees: false, by: null};
}

const numbers = (figures: readonly Figure[]): number[] => figures.filter((x) => typeof x === "number");

function summary(figures: readonly Figure[]): Summary {
  const values = numbers(figures).sort((a, b) => a - b);
  return {n: values.length, min: values[0] as number, median: median(values), max: values[values.length - 1] as number};
}

function count(figures: readonly Figure[]): Counts {
  const counts: {[value: string]: number} = {};
  for (const x of figures) counts[String(x)] = (counts[String(x)] ?? 0) + 1;
  return {counts};
}
