import * as Plot from "@observablehq/plot";
import {median, quantile} from "../engine/analysis/quantile.ts";
import type {Words} from "../words/words.ts";
import {chart} from "./chart.ts";
import type {Surface} from "./markup.ts";
import {wordWidth} from "./text-width.ts";

/** A recording of a real cluster and the model's runs of the same plan, metric by metric. */
export interface Comparison {
  readonly recording: string;
  readonly metrics: readonly {
    readonly metric: string;
    readonly role: string;
    readonly agrees: boolean | null;
    readonly real: readonly unknown[];
    readonly model: readonly unknown[];
  }[];
}

export interface BesideOptions extends Surface {
  readonly title: string;
}

interface Line {
  readonly line: string;
  readonly real: readonly number[];
  readonly model: readonly number[];
}

/** A logarithmic axis has no place for what took no time. */
const above = (values: readonly unknown[]): number[] => values.filter((value): value is number => typeof value === "number" && value > 0);

/** `unavailable_client_on_leader_ms` as words. */
const plain = (metric: string, words: Words): string => words.of(`metric.${metric}`, metric.replace(/_ms$/, "").replaceAll("_", " "));

/** Room for the names of the metrics, at least. */
const MARGIN = 246;

/** The times of recordings beside those of the model, a line a metric under the name of its recording. What does not agree has a cross. */
export function beside(comparisons: readonly Comparison[], {document, words, title}: BesideOptions): HTMLElement {
  const lines = comparisons.flatMap((comparison) => linesOf(comparison, words));
  const own = lines.filter(({real}) => real.length > 0);
  const names = new Set(comparisons.map(({recording}) => recording));
  const word = (line: string) => (names.has(line) ? `${line}:` : line.slice(line.indexOf(" ") + 1));
  const values = own.flatMap(({real, model}) => [...real, quantile(model, 0.05), quantile(model, 0.95)]);
  const ticks = ticksOf(Math.min(...values), Math.max(...values));
  const agreeing = own.filter(({line}) => !line.includes("✕")).length;
  return chart({
    document,
    words,
    title: words.say("views.beside.title", {title, agreeing, all: own.length}),
    caption: words.say("views.beside.caption"),
    marginLeft: Math.max(MARGIN, ...lines.map(({line}) => wordWidth(word(line), 12) + 12)),
    marginRight: 16,
    marginTop: 4,
    height: 50 + 17 * lines.length,
    y: {label: null, domain: lines.map(({line}) => line), tickSize: 0, tickFormat: word},
    x: {label: words.say("views.unit.ms"), type: "log", grid: true, tickFormat: ",", ticks},
    marks: [
      Plot.ruleY(own, {
        y: "line",
        x1: ({model}: Line) => quantile(model, 0.05),
        x2: ({model}: Line) => quantile(model, 0.95),
        strokeWidth: 9,
        strokeOpacity: 0.25,
      }),
      Plot.tickX(own, {y: "line", x: ({model}: Line) => median(model), strokeWidth: 2, inset: 2}),
      Plot.ruleY(own, {y: "line", x1: ({real}: Line) => Math.min(...real), x2: ({real}: Line) => Math.max(...real)}),
      Plot.dot(own, {y: "line", x: ({real}: Line) => median(real), r: 3.5, fill: "var(--sl-color-bg)", stroke: "currentColor"}),
    ],
  });
}

/** Powers of ten; where there are fewer than three of them also twice and five times as much, and where that gives one, whatever is round. */
function ticksOf(least: number, most: number): number[] {
  const all = (steps: readonly number[]) =>
    [1, 10, 100, 1000, 10_000].flatMap((power) => steps.map((step) => step * power)).filter((tick) => tick >= least && tick <= most);
  const tens = all([1]);
  if (tens.length > 2) return tens;
  const few = all([1, 2, 5]);
  return few.length > 1 ? few : all([1, 1.5, 2, 3, 4, 5, 6, 8]);
}

function linesOf({recording, metrics}: Comparison, words: Words): Line[] {
  const times = metrics.filter(
    ({agrees, role, real, model}) => agrees !== null && role === "time" && above(real).length > 0 && above(model).length > 0,
  );
  const lines = times.map(({metric, agrees, real, model}) => ({
    line: `${recording} ${agrees ? "" : "✕ "}${plain(metric, words)}`,
    real: above(real),
    model: above(model),
  }));
  return [{line: recording, real: [], model: []}, ...lines];
}
