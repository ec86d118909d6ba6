import * as Plot from "@observablehq/plot";
import {wilson} from "../engine/analysis/wilson.ts";
import {choosing, listening} from "./dots.ts";
import {markup, type Surface} from "./markup.ts";
import {mergeLines} from "./merge-lines.ts";

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

const bar = {strokeWidth: 6, strokeOpacity: 0.35};

function spread(rows: Rows, o: SpreadOptions, [low, middle, high]: readonly [Reducer, Reducer, Reducer], percent: boolean): HTMLElement {
  const {document, words, title, caption, x, y, fx, across, up, panels, guide} = o;
  const at = {x, y, ...(fx === undefined ? {} : {fx})};
  const places = [...new Set(rows.map((row) => row[x] as number))];
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
    fx: {label: panels ?? null},
    x: {label: across, type: "point"},
    y: {label: up, labelOffset: 56, zero: true, grid: true, percent},
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
