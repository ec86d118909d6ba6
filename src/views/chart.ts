import * as Plot from "@observablehq/plot";
import {wilson} from "../engine/analysis/wilson.ts";
import type {Words} from "../words/words.ts";
import {choosing, listening} from "./dots.ts";
import {markup, type Surface} from "./markup.ts";
import {mergeLines} from "./merge-lines.ts";
import {wordWidth} from "./text-width.ts";

/** Plot's own options, and what every figure of the house has: a title that says what to see, a caption that says what was run. */
export interface ChartOptions extends Surface, Omit<Plot.PlotOptions, "title" | "caption" | "subtitle" | "document"> {
  readonly title: string;
  readonly caption: string;
  /** The column of which the dots tell, for the list of the runs behind one. */
  readonly column?: string;
}

const centred = {labelAnchor: "center", labelArrow: "none"} as const;

/** A plot as a figure with title and caption. Positions are whole pixels: more digits only make a saved figure longer. */
export function chart({document, words, title, caption, column, ...options}: ChartOptions): HTMLElement {
  const {html} = markup({document, words});
  const rowsOf = listening(options.marks);
  const scale = (own: Plot.ScaleOptions | undefined) => ({...own, ...centred, round: true});
  const drawn = Plot.plot({
    marginBottom: 46,
    ...options,
    style: {fontSize: "13px"},
    x: scale(options.x as Plot.ScaleOptions),
    y: scale(options.y as Plot.ScaleOptions),
    document,
  });
  mergeLines(drawn);
  // The rules for all plots are in figure.css.
  drawn.querySelector("style")?.remove();
  // A picture says what it is as a whole; what Plot says of its parts nobody would hear.
  for (const part of drawn.querySelectorAll("[role], [aria-hidden]")) {
    part.removeAttribute("role");
    part.removeAttribute("aria-hidden");
  }
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", title);
  const name = html("p", {class: "figure-title"}, title);
  const scroll = html("div", {class: "picture", role: "group", "aria-label": words.say("views.picture"), tabindex: 0}, drawn);
  choosing(scroll, rowsOf, {column: () => column ?? null, words});
  return html("figure", {class: "figure chart", "aria-label": title}, name, scroll, html("figcaption", {}, caption));
}

/** A figure of many runs: rows of a sweep by one column, drawn by another; `fx` sets panels side by side. */
export interface SpreadOptions extends Surface {
  readonly title: string;
  /** What was run; what dots and bars are is said behind it. */
  readonly caption: string;
  readonly x: string;
  readonly y: string;
  readonly fx?: string;
  /** Name and unit of each. */
  readonly across: string;
  readonly up: string;
  readonly panels?: string;
  /** A dashed line to compare with: at that height, or at that height for each x. */
  readonly guide?: number | ((x: number) => number);
}

type Rows = readonly {readonly [column: string]: unknown}[];
type Reducer = Plot.Reducer | ((values: boolean[]) => number);

const byNumber = (one: unknown, other: unknown): number => Number(one) - Number(other);

/** Pixels that all panels together have for their axes. */
const ROOM = 540;
const GAP = 8;

/** An axis of the values that were run: to scale where their numbers have room for it, else by powers, which is said, else one beside the other. */
function along(places: readonly unknown[], label: string, room: number, words: Words): Plot.ScaleOptions {
  if (!places.every((place) => typeof place === "number")) return {label, type: "point"};
  const ticks = [...places].sort(byNumber);
  const [least = 0, most = 0] = [ticks[0], ticks.at(-1)];
  const tickFormat = (value: number) => words.number(value);
  const fits = (scale: (value: number) => number) => {
    const whole = scale(most) - scale(least);
    return ticks.every((tick, i) => {
      const next = ticks[i + 1];
      if (next === undefined) return true;
      const between = ((scale(next) - scale(tick)) / whole) * (room - 40);
      return between >= (wordWidth(tickFormat(tick), 13) + wordWidth(tickFormat(next), 13)) / 2 + GAP;
    });
  };
  const axis = {ticks, tickFormat, inset: 14};
  if (ticks.length < 2) return {label, type: "point", tickFormat};
  if (fits((value) => value)) return {...axis, label, type: "linear"};
  if (least > 0 && fits(Math.log)) return {...axis, label: words.say("views.chart.logarithmic", {label}), type: "log"};
  return {label: words.say("views.chart.not-to-scale", {label}), type: "point", tickFormat};
}

const bar = {strokeWidth: 6, strokeOpacity: 0.35};

function spread(rows: Rows, o: SpreadOptions, [low, middle, high]: readonly [Reducer, Reducer, Reducer], percent: boolean): HTMLElement {
  const {document, words, title, caption, x, y, fx, across, up, panels, guide} = o;
  const at = {x, y, ...(fx === undefined ? {} : {fx})};
  const places = [...new Set(rows.map((row) => row[x] as number))];
  const facets = fx === undefined ? [] : [...new Set(rows.map((row) => row[fx]))];
  const dashed = {strokeDasharray: "4 3"};
  return chart({
    document,
    words,
    title,
    caption,
    column: y,
    height: fx === undefined ? 230 : 260,
    marginTop: fx === undefined ? 12 : 46,
    marginLeft: 64,
    // In the order of the grid: neighbours have the same on the same side. Their name stands at the left, where a phone begins.
    fx: {
      label: panels ?? null,
      labelAnchor: "left",
      domain: facets.every((one) => typeof one === "number") ? facets.sort(byNumber) : facets,
    },
    x: along(places, across, ROOM / Math.max(1, facets.length), words),
    // Without a run there is nothing to number.
    y: {label: up, labelOffset: 56, zero: true, nice: true, grid: true, percent, ...(rows.length === 0 ? {domain: [0, 1], ticks: []} : {})},
    marks: [
      Plot.ruleY([0]),
      typeof guide === "number" ? Plot.ruleY([guide], dashed) : null,
      typeof guide === "function" ? Plot.line(places, {x: (place) => place, y: guide, ...dashed}) : null,
      Plot.ruleX(rows, Plot.groupX({y1: low, y2: high} as Plot.GroupOutputs, {...at, y1: y, y2: y, ...bar})),
      Plot.dot(rows, Plot.groupX({y: middle} as Plot.GroupOutputs, {...at, fill: "currentColor"})),
    ],
  });
}

/** How a number is spread over the runs of each point: the median, and the bar that holds nine tenths of them. */
export function medians(rows: Rows, options: SpreadOptions): HTMLElement {
  const caption = options.words.say("views.chart.medians", {caption: options.caption});
  return spread(rows, {...options, caption}, ["p05", "median", "p95"], false);
}

/** The share of the runs of each point in which something holds, and the interval of that share. */
export function shares(rows: Rows, options: SpreadOptions): HTMLElement {
  const of = (values: readonly boolean[]) => wilson(values.filter(Boolean).length, values.length);
  const caption = options.words.say("views.chart.shares", {caption: options.caption});
  return spread(
    rows,
    {...options, caption},
    [(v: boolean[]) => of(v).low, (v: boolean[]) => of(v).share, (v: boolean[]) => of(v).high],
    true,
  );
}
