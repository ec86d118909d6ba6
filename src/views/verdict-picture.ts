import type {Spread} from "../engine/analysis/verdict.ts";
import type {DotRow} from "./dots.ts";
import {type Markup, markup, type Surface} from "./markup.ts";
import {linesOf, wordWidth} from "./text-width.ts";

interface Labelled {
  readonly trial: string;
  readonly measure: string;
  /** What is measured, and beside it what it was and is. */
  readonly label: string;
  readonly says: string;
}

/** A measure under a fault: a time, of which both sides have a median and an interval, or losses, which some runs have and others not. */
export type Line = Labelled & ({readonly kind: "time"; readonly usual: Spread; readonly file: Spread} | {readonly kind: "loss"});

/** A fault, and what changes under it. */
export interface Block {
  readonly says: string;
  readonly lines: readonly Line[];
}

/** The runs of both sides under a fault. */
interface Runs {
  readonly usual: readonly DotRow[];
  readonly file: readonly DotRow[];
}

/** The runs behind a dot, and what it is of them. */
export interface Behind {
  readonly rows: readonly DotRow[];
  readonly measure: string;
}

/** Places across are parts of the whole, so that the picture is as wide as its column and its words keep their size; this wide it is saved. */
const WIDTH = 640;
/** Words are broken for the narrowest phone. */
const NARROW = 318;
const [LEFT, RIGHT] = [2, 97];
/** A number in the middle of this place would be cut at the picture's edge. */
const ALMOST_RIGHT = 93;
const [AXIS, TITLE, LABEL, TRACK, GAP] = [24, 19, 17, 26, 12];
/** More runs than this would be one on the other. */
const MOST_DOTS = 60;

interface Scale {
  readonly at: (value: number) => string;
  readonly ticks: readonly number[];
}

/** A line for each measure that changes, under the fault under which it does, all times on one axis. */
export function verdictPicture(
  blocks: readonly Block[],
  runsOf: (line: Line) => Runs,
  {title, ...surface}: Surface & {readonly title: string},
): {element: SVGSVGElement; behind: Map<Element, Behind>} {
  const make = markup(surface);
  const {svg, words} = make;
  const behind = new Map<Element, Behind>();
  const scale = scaleOf(blocks);
  const parts: SVGElement[] = [];
  let y = scale.ticks.length > 0 ? AXIS : 0;
  for (const {says, lines} of blocks) {
    for (const line of linesOf(says, (text) => wordWidth(text, 14) <= NARROW)) {
      y += TITLE;
      parts.push(svg("text", {class: "fault", x: 0, y: y - 5}, line));
    }
    for (const line of lines) {
      const apart = wordWidth(line.label, 12) + wordWidth(line.says, 12) > NARROW;
      y += apart ? 2 * LABEL : LABEL;
      parts.push(
        svg("text", {x: 0, y: y - 4 - (apart ? LABEL : 0)}, line.label),
        svg("text", {class: "says", x: "100%", y: y - 4, "text-anchor": "end"}, line.says),
        ...(line.kind === "time"
          ? time(line, runsOf(line), y, {scale, behind, make})
          : losses(line, runsOf(line), y, {scale, behind, make})),
      );
      const bare = line.kind === "loss" && runsOf(line).file.length > MOST_DOTS;
      y += bare ? 0 : TRACK;
    }
    y += GAP;
  }
  const name = words.say("views.verdict.picture", {title});
  const about = {width: WIDTH, height: y, style: `height: ${y}px`, role: "img", "aria-label": name};
  return {element: svg("svg", about, axis(scale, make), ...parts), behind};
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000];

/** From nothing to beyond the longest interval. No time at all: no axis. */
function scaleOf(blocks: readonly Block[]): Scale {
  const times = blocks.flatMap(({lines}) => lines.flatMap((line) => (line.kind === "time" ? [line.usual.high, line.file.high] : [])));
  const most = Math.max(1, ...times);
  const step = STEPS.find((one) => most / one <= 5) ?? 1_000_000;
  const at = (value: number) => `${place(LEFT + (value / most) * (RIGHT - LEFT))}%`;
  const ticks = times.length === 0 ? [] : Array.from({length: Math.floor(most / step) + 1}, (_, i) => i * step);
  return {at, ticks};
}

const place = (percent: number): number => Math.round(percent * 100) / 100;

function axis({at, ticks}: Scale, {svg, words}: Markup): SVGElement {
  const texts = ticks.map((tick, i) => {
    const says = words.number(tick);
    const anchor = i === 0 ? "start" : Number.parseFloat(at(tick)) > ALMOST_RIGHT ? "end" : "middle";
    return svg("text", {x: at(tick), y: 13, "text-anchor": anchor}, i === 0 ? words.say("views.ms", {value: says}) : says);
  });
  return svg("g", {class: "ground"}, ...texts);
}

interface Drawing {
  readonly scale: Scale;
  readonly behind: Map<Element, Behind>;
  readonly make: Markup;
}

/** Two dots with their intervals, the usual one above, over the grid of the axis. */
function time(
  {usual, file, measure}: Line & {readonly kind: "time"},
  runs: Runs,
  y: number,
  {scale, behind, make: {svg}}: Drawing,
): SVGElement[] {
  const grid = scale.ticks.map((tick) => svg("line", {x1: scale.at(tick), x2: scale.at(tick), y1: y, y2: y + TRACK - 2}));
  const side = (kind: "usual" | "file", {median, low, high}: Spread, middle: number) => {
    const dot = svg("circle", {cx: scale.at(median), cy: middle, r: 5});
    behind.set(dot, {rows: runs[kind], measure});
    const ends = [low, high].map((end) => svg("line", {x1: scale.at(end), x2: scale.at(end), y1: middle - 4, y2: middle + 4}));
    const whisker = svg("line", {x1: scale.at(low), x2: scale.at(high), y1: middle, y2: middle});
    return svg("g", {class: kind}, whisker, ...ends, dot);
  };
  return [svg("g", {class: "ground"}, ...grid), side("usual", usual, y + 6), side("file", file, y + 18)];
}

/** A dot a run, the usual ones above: those that lose are filled. */
function losses({measure}: Line, runs: Runs, y: number, {behind, make: {svg}}: Drawing): SVGElement[] {
  return (["usual", "file"] as const).map((kind) => {
    const own = runs[kind].length > MOST_DOTS ? [] : runs[kind];
    const dots = own.map((row, i) => {
      const lost = typeof row[measure] === "number" && row[measure] > 0;
      const x = `${place(LEFT + (i / Math.max(own.length, 20)) * (RIGHT - LEFT))}%`;
      const dot = svg("circle", {class: lost ? "lost" : null, cx: x, cy: y + (kind === "usual" ? 6 : 18), r: own.length > 25 ? 2 : 4});
      behind.set(dot, {rows: [row], measure});
      return dot;
    });
    return svg("g", {class: `${kind} each`}, ...dots);
  });
}
