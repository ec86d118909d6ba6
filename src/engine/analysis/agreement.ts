// Whether a model agrees with a recording of a real cluster, metric by metric (design §3).
import type {Figure, Figures, Metric, Recording} from "../model/recorded.ts";
import {bootstrap} from "./bootstrap.ts";
import {multinomial} from "./multinomial.ts";
import {median} from "./quantile.ts";

/** How often each value came; null: it did not happen. */
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
}

/** A recording against the figures of the model, a row a metric. */
export const agreement = (recording: Recording, figures: readonly Figures[]): Row[] =>
  Object.keys(recording.metrics).map((metric) => compareMetric(recording, metric, figures));

function compareMetric(recording: Recording, metric: string, rows: readonly Figures[]): Row {
  const {role, relativeTo} = recording.metrics[metric] as Recording["metrics"][string];
  const reals = recording.runs.map((r) => relative(r.metrics, metric, relativeTo) ?? null);
  const known = rows.flatMap((r) => {
    const figure = relative(r, metric, relativeTo);
    return figure === undefined ? [] : [figure];
  });
  const words = [...reals, ...known].some((x) => x !== null && typeof x !== "number") || role === "outcome";
  const inWords = words || reals.every((x) => x === null);
  const base = {
    recording: recording.scenario,
    metric,
    role,
    real: inWords ? count(reals) : summary(reals),
    model: known.length === 0 ? null : words || known.every((x) => x === null) ? count(known) : summary(known),
  };
  if (role === "input" || role === "host") return {...base, ratio: null, agrees: null, by: null};
  if (known.length === 0) return {...base, ratio: null, agrees: false, by: null};
  return {...base, ...(words ? outcomes(reals, known) : medians(recording.scenario, reals, known))};
}

/** A figure of one run, less that of the metric to which it is relative; undefined: the run has none. */
export function relative(figures: Figures, metric: string, to: string | undefined): Figure | undefined {
  const figure = figures[metric];
  const origin = to === undefined ? 0 : figures[to];
  return typeof figure === "number" && typeof origin === "number" ? figure - origin : figure;
}

type Judged = Pick<Row, "ratio" | "agrees" | "by">;

/** Every real outcome must occur, and the real counts be likely enough under the model's frequencies. */
function outcomes(reals: readonly Figure[], models: readonly Figure[]): Judged {
  const real = count(reals).counts;
  const model = count(models).counts;
  const values = [...new Set([...Object.keys(real), ...Object.keys(model)])];
  const occurs = Object.keys(real).every((value) => value in model);
  const p = () =>
    multinomial(
      values.map((v) => real[v] ?? 0),
      values.map((v) => model[v] ?? 0),
    );
  return {ratio: null, agrees: occurs && (values.length === 1 || p() >= 0.01), by: "multinomial"};
}

function medians(scenario: string, reals: readonly Figure[], models: readonly Figure[]): Judged {
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
