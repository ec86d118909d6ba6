import * as Plot from "@observablehq/plot";
import {quantile} from "../engine/analysis/quantile.ts";
import {wilson} from "../engine/analysis/wilson.ts";
import type {Words} from "../words/words.ts";
import {choosing, type DotRow, listening} from "./dots.ts";
import {markup, type Surface} from "./markup.ts";
import {mergeLines} from "./merge-lines.ts";
import {linesOf, wordWidth} from "./text-width.ts";

/** Plot's own options, and what every figure of the house has: a title that says what to see, a caption that says what was run. */
export interface ChartOptions extends Surface, Omit<Plot.PlotOptions, "title" | "caption" | "subtitle" | "document"> {
  readonly title: string;
  readonly caption: string;
  /** The column of which the dots tell, for the list of the runs behind one. */
  readonly column?: string;
  /** A line for a dot, to be read where a pointer rests on it: of the rows behind it. */
  readonly told?: (rows: readonly DotRow[]) => string;
}

const centred = {labelAnchor: "center", labelArrow: "none"} as const;

/** Width of one panel of several: a phone's. On a wider page two stand side by side. */
const PANEL = 336;
/** Right of a panel's axis: less than Plot's own, so that there is room to the left. */
const PANEL_EDGE = 10;

/**
 * A plot as a figure with title and caption, or a plot for each panel that `fx` names: on a narrow page they stand one below the other.
 * Positions are whole pixels: more digits only make a saved figure longer.
 */
export function chart({document, words, title, caption, column, told, ...options}: ChartOptions): HTMLElement {
  const {html, svg} = markup({document, words});
  const rowsOf = listening(options.marks);
  const scale = (own: Plot.ScaleOptions | undefined) => ({...own, ...centred, round: true});
  const plot = (own: Plot.PlotOptions) =>
    Plot.plot({
      marginBottom: 46,
      ...own,
      style: {fontSize: "13px"},
      x: scale(own.x as Plot.ScaleOptions),
      y: scale(own.y as Plot.ScaleOptions),
      document,
    });
  const facets = options.fx && "domain" in options.fx && options.fy === undefined ? [...(options.fx.domain ?? [])] : [];
  const drawn = facets.length < 2 ? [plot(options)] : panels(facets, options, plot);
  const dotsOf = (one: Element) => [...one.querySelectorAll("circle")].map((dot) => ({dot, rows: rowsOf(dot)}));
  for (const [i, one] of drawn.entries()) {
    mergeLines(one);
    // The rules for all plots are in figure.css.
    one.querySelector("style")?.remove();
    // A picture says what it is as a whole; what Plot says of its parts nobody would hear.
    for (const part of one.querySelectorAll("[role], [aria-hidden]")) {
      part.removeAttribute("role");
      part.removeAttribute("aria-hidden");
    }
    one.setAttribute("role", "img");
    one.setAttribute("aria-label", facets.length < 2 ? title : words.say("views.chart.panel", {title, panel: String(facets[i])}));
    for (const {dot, rows} of told ? dotsOf(one) : []) if (rows.length > 0 && told) dot.append(svg("title", {}, told(rows)));
  }
  const name = html("p", {class: "figure-title"}, title);
  const about = {role: "group", "aria-label": words.say("views.picture"), tabindex: 0};
  const narrow = drawn.length > 1 || (options.width ?? ROOM) <= PANEL;
  const scroll = html("div", {class: narrow ? "picture panels" : "picture", ...about}, ...drawn);
  choosing(scroll, rowsOf, {column: () => column ?? null, words});
  const under = scroll.classList.contains("of-runs") ? words.say("views.chart.pressed", {caption}) : caption;
  return html("figure", {class: "figure chart", "aria-label": title}, name, scroll, html("figcaption", {}, under));
}

/** A plot for each facet, all with the axes that they have together. */
function panels(facets: readonly unknown[], options: Plot.PlotOptions, plot: (own: Plot.PlotOptions) => ReturnType<typeof Plot.plot>) {
  const {fx, x, y} = options as {readonly [scale: string]: Plot.ScaleOptions | undefined};
  const whole = plot(options);
  const domain = (name: "x" | "y") => ({domain: whole.scale(name)?.domain});
  const left = options.marginLeft ?? 40;
  const label = x?.label == null ? [] : linesOf(x.label, (line) => wordWidth(line, 13) <= PANEL - left - PANEL_EDGE);
  const below = LINE * Math.max(0, label.length - 1);
  return facets.map((facet) =>
    plot({
      ...options,
      width: PANEL,
      height: (options.height ?? 400) + below,
      marginRight: PANEL_EDGE,
      marginBottom: (options.marginBottom ?? 46) + below,
      fx: {...fx, domain: [facet]} as Plot.ScaleOptions,
      x: {...x, ...domain("x"), ...(label.length > 1 ? {label: label.join("\n")} : {})} as Plot.ScaleOptions,
      y: {...y, ...domain("y")} as Plot.ScaleOptions,
    }),
  );
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

/** Pixels that an axis has in a plot that stands alone, and in a panel of several. */
const ROOM = 540;
const PANEL_ROOM = PANEL - 64 - PANEL_EDGE;
const GAP = 8;
/** From one line of an axis's name to the next. */
const LINE = 15;

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

const named = (value: unknown, words: Words): string => (typeof value === "number" ? words.number(value, {digits: 2}) : String(value));

const bar = {strokeWidth: 6, strokeOpacity: 0.35};

interface Bars {
  readonly bars: readonly [low: Reducer, middle: Reducer, high: Reducer];
  /** What a dot stands for, in words. */
  readonly says: (values: readonly unknown[]) => string;
  readonly percent: boolean;
}

function spread(rows: Rows, o: SpreadOptions, {bars: [low, middle, high], says, percent}: Bars): HTMLElement {
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
    told: (own) => words.say("views.chart.point", {at: named(own[0]?.[x], words), value: says(own.map((row) => row[y])), runs: own.length}),
    height: fx === undefined ? 230 : 260,
    marginTop: fx === undefined ? 12 : 46,
    marginLeft: 64,
    // In the order of the grid: neighbours have the same on the same side. Their name stands at the left.
    fx: {
      label: panels ?? null,
      labelAnchor: "left",
      domain: facets.every((one) => typeof one === "number") ? facets.sort(byNumber) : facets,
    },
    x: along(places, across, facets.length > 1 ? PANEL_ROOM : ROOM, words),
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
  const {words} = options;
  const says = (values: readonly unknown[]) => {
    const numbers = values.filter((value) => typeof value === "number" && !Number.isNaN(value)) as number[];
    return words.say("views.chart.median", {value: named(quantile(numbers, 0.5), words)});
  };
  return spread(rows, {...options, caption}, {bars: ["p05", "median", "p95"], says, percent: false});
}

/** The share of the runs of each point in which something holds, and the interval of that share. */
export function shares(rows: Rows, options: SpreadOptions): HTMLElement {
  const of = (values: readonly boolean[]) => wilson(values.filter(Boolean).length, values.length);
  const caption = options.words.say("views.chart.shares", {caption: options.caption});
  const says = (values: readonly unknown[]) =>
    options.words.say("views.chart.share", {value: options.words.number(of(values as boolean[]).share * 100, {digits: 1})});
  const bars = [(v: boolean[]) => of(v).low, (v: boolean[]) => of(v).share, (v: boolean[]) => of(v).high] as const;
  return spread(rows, {...options, caption}, {bars, says, percent: true});
}
