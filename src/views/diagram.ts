import {type NodeId, type Ticks, toMs} from "../engine/vocabulary.ts";
import type {Markup} from "./markup.ts";
import type {Band, Flight, Mark, Story} from "./story.ts";
import {lookOf} from "./theme.ts";
import {FOLD_WIDTH, type Timeline, timeline} from "./timeline.ts";

export interface DiagramOptions {
  readonly width: number;
  /** A word or two for a message's arrow; null: none. */
  readonly label: (flight: Flight) => string | null;
  /** What the figure is, for who cannot see it. */
  readonly name: string;
}

/** What the playhead moves: elements by the number of their flight, and where time is. */
export interface Diagram {
  readonly element: SVGSVGElement;
  readonly flights: readonly SVGGElement[];
  readonly head: SVGGElement;
  /** Over what is still to come, under the messages. */
  readonly veil: SVGRectElement;
  readonly x: (at: Ticks) => number;
}

const GUTTER = 42;
const TOP = 64;
const BAND = 18;
const FOOT = 34;

/** Where things stand: the row of each process, the place of each instant. */
interface Layout extends Timeline {
  readonly width: number;
  readonly height: number;
  readonly row: (node: NodeId) => number;
  /** Rectangles already taken by words; a label that would cover one looks elsewhere. */
  readonly taken: Box[];
  /** What is written on arrows, and where. */
  readonly spoken: {readonly words: string; readonly x: number; readonly y: number}[];
}

interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** Processes as bands over time, messages as arrows between them. */
export function diagram(story: Story, make: Markup, {width, label, name}: DiagramOptions): Diagram {
  const at = layout(story, width);
  const {svg} = make;
  for (const node of story.nodes) at.taken.push({x0: 0, x1: width, y0: at.row(node) - BAND / 2 - 1, y1: at.row(node) + BAND / 2 + 1});
  const faults = story.faults.map((f) => fault(f, at, make));
  const flights = story.flights.map((f) => flight(f, story, at, make));
  const labels = story.flights.map((f) => arrowLabel(label(f), f, story, at, make));
  labels.forEach((words, i) => {
    if (words) flights[i]?.append(words);
  });
  const head = svg(
    "g",
    {class: "head", visibility: "hidden"},
    svg("line", {y1: 18, y2: at.height - FOOT + 6}),
    svg("path", {d: "M-5,12H5L0,19Z"}),
  );
  const veil = svg("rect", {class: "veil", y: 30, width, height: at.height - FOOT - 24, visibility: "hidden"});
  const element = svg(
    "svg",
    {viewBox: `0 0 ${width} ${at.height}`, width, height: at.height, role: "group", "aria-label": name},
    svg("g", {class: "ground"}, ...ground(story, at, make)),
    svg("g", {class: "lane"}, ...lane(story, at, make)),
    ...story.nodes.map((node) => svg("g", {class: "process"}, ...process(node, story, at, make))),
    veil,
    svg("g", {class: "flights"}, ...flights),
    svg("g", {class: "faults"}, ...faults),
    head,
  );
  return {element, flights, head, veil, x: at.x};
}

function layout(story: Story, width: number): Layout {
  const gap = story.nodes.length > 4 ? 74 : 96;
  const usual = median(story.flights.flatMap((f) => (f.arrivedAt === null ? [] : [f.arrivedAt - f.sentAt])));
  const line = timeline({
    from: story.from,
    to: story.to,
    x0: GUTTER,
    x1: width - 12,
    instants: [...story.moments.map((m) => m.at), ...story.effective.map((e) => e.from)],
    // A stretch in which two messages could have come and gone is worth a fold.
    least: 2.5 * usual,
    // A message that was held up for seconds must not keep those seconds open.
    spans: story.flights.flatMap((f) =>
      f.arrivedAt !== null && f.arrivedAt - f.sentAt <= 5 * usual ? [[f.sentAt, f.arrivedAt] as const] : [],
    ),
  });
  const rows = new Map(story.nodes.map((node, i) => [node, TOP + 34 + i * gap]));
  const height = TOP + 34 + (story.nodes.length - 1) * gap + BAND + FOOT + 4;
  return {...line, width, height, row: (node) => rows.get(node) ?? 0, taken: [], spoken: []};
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** About what a word takes in the figures' face at this size. */
const wordWidth = (text: string, size: number): number => text.length * size * 0.56;

/** `1,760 ms` below ten seconds, seconds above. */
export function span(ticks: Ticks): string {
  const milliseconds = toMs(ticks);
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const digits = milliseconds < 10 ? 1 : 0;
  return `${milliseconds.toLocaleString("en", {maximumFractionDigits: digits})} ms`;
}

/** A fold is narrow: a second and more in tenths. */
const foldSpan = (ticks: Ticks): string => (ticks >= 1_000_000 ? `${(toMs(ticks) / 1000).toFixed(1)} s` : span(ticks));

/** Time's axis, the folds, and the shadow in which nobody leads. */
function ground(story: Story, at: Layout, {svg}: Markup): SVGElement[] {
  const bottom = at.height - FOOT;
  const shadows = story.effective
    .filter((e) => e.nodes.length === 0)
    .map((e) =>
      svg("rect", {class: "interregnum", x: at.x(e.from), y: 34, width: Math.max(1, at.x(e.to) - at.x(e.from)), height: bottom - 30}),
    );
  const axis = at.ticks.flatMap(({at: t, x}) => [
    svg("line", {class: "tick", x1: x, x2: x, y1: TOP - 6, y2: bottom + 4}),
    svg("text", {class: "tick", x, y: bottom + 17, "text-anchor": x > at.width - 30 ? "end" : "middle"}, toMs(t).toLocaleString("en")),
  ]);
  const unit = svg("text", {class: "tick", x: 2, y: bottom + 17}, "ms");
  const folds = at.folds.flatMap((fold) => {
    const middle = (fold.x0 + fold.x1) / 2;
    return [
      svg("rect", {class: "fold", x: fold.x0 + 3, y: TOP - 6, width: FOLD_WIDTH - 6, height: bottom - TOP + 10}),
      svg("text", {class: "fold", x: middle, y: bottom + 17, "text-anchor": "middle"}, foldSpan(fold.to - fold.from)),
    ];
  });
  return [...shadows, ...axis, unit, ...folds];
}

/** Who would acknowledge a write: what is true, above what each of them thinks. */
function lane(story: Story, at: Layout, make: Markup): SVGElement[] {
  const {svg} = make;
  const title = svg("text", {class: "lane-name", x: 2, y: 26}, "A write would be accepted by");
  const spans = story.effective.flatMap((e) => {
    const [x0, x1] = [at.x(e.from), at.x(e.to)];
    const nobody = e.nodes.length === 0;
    const name = nobody ? "nobody" : e.nodes.join(" and ");
    const length = `${name}, ${span(e.to - e.from)}`;
    const words = wordWidth(length, 12) <= x1 - x0 - 8 && nobody ? length : name;
    const bar = svg("rect", {class: nobody ? "vacant" : "reign", x: x0, y: 34, width: Math.max(1, x1 - x0), height: 16});
    const fits = wordWidth(words, 12) <= x1 - x0 - 6;
    return [bar, ...(fits ? [svg("text", {class: nobody ? "vacant" : "reign", x: x0 + 5, y: 46}, words)] : [])];
  });
  return [title, ...spans];
}

function process(node: NodeId, story: Story, at: Layout, make: Markup): SVGElement[] {
  const {svg} = make;
  const y = at.row(node);
  const line = svg("line", {class: "life", x1: GUTTER, x2: at.x(story.to), y1: y, y2: y});
  const absent = story.downs
    .filter((d) => d.node === node)
    .map(({paused, from, to}) => {
      // Under the word of the band, which still says what the paused process believes.
      const level = paused ? y + BAND / 2 - 2 : y;
      return svg("line", {class: paused ? "paused" : "down", x1: at.x(from), x2: at.x(to), y1: level, y2: level});
    });
  const bands = story.bands.filter((b) => b.node === node).flatMap((b) => band(b, story, at, make));
  return [svg("text", {class: "name", x: 2, y: y + 5}, node), line, ...bands, ...absent];
}

/** A belief as a bar: colour, and its word or at least its letter. A leader without effect is an outline: it thinks so, and is wrong or early. */
function band(b: Band, story: Story, at: Layout, {svg}: Markup): SVGElement[] {
  const y = at.row(b.node) - BAND / 2;
  const look = lookOf(b);
  const rings = story.faults.filter((f) => f.node === b.node).map((f) => at.x(f.at));
  const pieces = b.leads ? reignPieces(b, story) : [{from: b.from, to: b.to, hollow: false}];
  return pieces.flatMap(({from, to, hollow}) => {
    const [x0, x1] = [at.x(from), at.x(to)];
    const name = `role ${look.name}${hollow ? " hollow" : ""}`;
    const bar = svg("rect", {class: name, x: x0, y, width: Math.max(0.5, x1 - x0), height: BAND});
    // A fault's ring may cover the beginning, or come before the word would end.
    const start = rings.some((x) => Math.abs(x - x0) < 9) ? x0 + 9 : x0;
    const room = Math.min(x1, ...rings.filter((x) => x >= start).map((x) => x - 9)) - start;
    const words = [b.role, look.letter].find((w) => wordWidth(w, 12.5) <= room - 6);
    return words === undefined ? [bar] : [bar, svg("text", {class: name, x: start + 4, y: y + 13.5}, words)];
  });
}

/** A reign cut where it gains or loses effect. */
function reignPieces(b: Band, story: Story): {from: Ticks; to: Ticks; hollow: boolean}[] {
  return story.effective.flatMap((e) => {
    const [from, to] = [Math.max(b.from, e.from), Math.min(b.to, e.to)];
    return to > from ? [{from, to, hollow: !e.nodes.includes(b.node)}] : [];
  });
}

interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** From the edge of one band to the edge of the other; of a lost message as far as it came. */
function course(f: Flight, story: Story, at: Layout): Line {
  const down = at.row(f.to) > at.row(f.from);
  const half = BAND / 2 + 1;
  const y0 = at.row(f.from) + (down ? half : -half);
  const full = at.row(f.to) + (down ? -half - 1 : half + 1);
  const x0 = at.x(Math.max(story.from, f.sentAt));
  const limit = at.width - 12;
  if (f.arrivedAt !== null) return {x0, y0, x1: Math.min(limit, at.x(f.arrivedAt)), y1: full};
  const part = f.lostAt === null ? 0.35 : 0.5;
  return {x0, y0, x1: Math.min(limit, x0 + 26), y1: y0 + (full - y0) * part};
}

function flight(f: Flight, story: Story, at: Layout, {svg}: Markup): SVGGElement {
  const outcome = f.arrivedAt !== null ? "" : f.lostAt !== null ? ", lost" : ", not arrived";
  const says = `${f.kind} ${f.from} → ${f.to}${outcome}${f.fields ? `: ${f.fields}` : ""}`;
  const attributes = {
    class: f.arrivedAt === null ? "flight lost" : "flight",
    role: "img",
    "aria-label": says,
    tabindex: -1,
    "data-key": `m${f.id}`,
  };
  if (f.from === f.to) return svg("g", attributes, loop(f, at, svg));
  const {x0, y0, x1, y1} = course(f, story, at);
  const angle = Math.atan2(y1 - y0, x1 - x0);
  const back = (turn: number, length: number) =>
    [x1 - length * Math.cos(angle + turn), y1 - length * Math.sin(angle + turn)].map(short).join(",");
  const end =
    f.arrivedAt !== null
      ? svg("path", {class: "tip", d: `M${short(x1)},${short(y1)}L${back(0.42, 7)}L${back(-0.42, 7)}Z`})
      : f.lostAt !== null
        ? svg("path", {class: "cross", d: `M${short(x1 - 4)},${short(y1 - 4)}l8,8m0,-8l-8,8`})
        : null;
  return svg(
    "g",
    attributes,
    svg("line", {class: "reach", x1: x0, y1: y0, x2: x1, y2: y1}),
    svg("line", {x1: x0, y1: y0, x2: x1, y2: y1}),
    end,
  );
}

const short = (value: number): string => String(Math.round(value * 10) / 10);

/** A process's own message to itself: a small loop under its band. */
function loop(f: Flight, at: Layout, svg: Markup["svg"]): SVGElement {
  const y = at.row(f.from) + BAND / 2;
  const x0 = at.x(f.sentAt);
  const x1 = Math.max(x0 + 7, at.x(f.arrivedAt ?? f.sentAt));
  return svg("path", {class: "loop", d: `M${short(x0)},${short(y)}c0,9 ${short(x1 - x0)},9 ${short(x1 - x0)},0`});
}

const SIZE = 11.5;

/** The words on an arrow, where they cover no other words; rather none than two on top of each other. */
function arrowLabel(words: string | null, f: Flight, story: Story, at: Layout, {svg}: Markup): SVGElement | null {
  if (words === null || words === "" || f.from === f.to) return null;
  const line = course(f, story, at);
  const half = wordWidth(words, SIZE) / 2 + 2;
  for (const part of [0.5, 0.36, 0.64, 0.24, 0.76]) {
    const x = line.x0 + (line.x1 - line.x0) * part;
    const y = line.y0 + (line.y1 - line.y0) * part;
    const box = {x0: x - half, x1: x + half, y0: y - 7, y1: y + 6};
    if (box.x0 < GUTTER || box.x1 > at.width || at.taken.some((b) => overlap(b, box))) continue;
    // Of a row of like arrows the first one speaks for those beside it.
    if (
      words.length > 3 &&
      at.spoken.some((said) => said.words === words && Math.abs(said.x - x) < 2 * half + 40 && Math.abs(said.y - y) < 60)
    )
      return null;
    at.spoken.push({words, x, y});
    at.taken.push(box);
    return svg("text", {x, y: y + 4, "text-anchor": "middle"}, words);
  }
  return null;
}

const overlap = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** A cross in a ring (a tick, where something is mended), with its word above the band, or higher where another word stands. */
function fault(mark: Mark, at: Layout, {svg}: Markup): SVGElement {
  const x = at.x(mark.at);
  const row = at.row(mark.node);
  const room = wordWidth(mark.says, 12.5);
  const anchor = x + room / 2 > at.width - 4 ? "end" : x - GUTTER < room / 2 ? "start" : "middle";
  const place = anchor === "start" ? x - 6 : anchor === "end" ? x + 6 : x;
  const x0 = anchor === "start" ? place : anchor === "end" ? place - room : place - room / 2;
  const boxes = [15, 29, 43].map((above) => ({x0, x1: x0 + room, y0: row - above - 11, y1: row - above + 4}));
  const box = boxes.find((b) => !at.taken.some((taken) => overlap(taken, b))) ?? (boxes[0] as Box);
  at.taken.push(box);
  const words = svg("text", {x: place, y: box.y1 - 4, "text-anchor": anchor}, mark.says);
  const sign = mark.mends ? `M${short(x - 4)},${row}l3,3l5,-6` : `M${short(x - 4)},${row - 4}l8,8m0,-8l-8,8`;
  const ring = svg("circle", {cx: x, cy: row, r: 8});
  return svg("g", {class: mark.mends ? "fault mend" : "fault"}, ring, svg("path", {d: sign}), words);
}
