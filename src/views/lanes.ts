import type {Operation} from "../engine/model/operation.ts";
import type {NodeId, Ticks} from "../engine/vocabulary.ts";
import {earlier, later, minus, ms, ticks, toMs} from "../engine/vocabulary.ts";
import {axisName, foldSpan} from "./clock.ts";
import {type Markup, set} from "./markup.ts";
import type {Band, FaultMark, Story} from "./story.ts";
import {wordWidth} from "./text-width.ts";
import {looks, type RoleLook} from "./theme.ts";
import {FOLD_WIDTH, type Timeline, timeline} from "./timeline.ts";

/** Where things stand: the row of each process, the place of each instant. */
export interface Layout extends Timeline {
  readonly width: number;
  readonly height: number;
  /** Left of time: names. */
  readonly gutter: number;
  readonly row: (node: NodeId) => number;
  /** Rectangles already taken by words; a label that would cover one looks elsewhere. */
  readonly taken: Box[];
}

export interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

export interface LanesOptions {
  readonly width: number;
  readonly gutter: number;
  /** Where the middle of the first row is, and how far the next. */
  readonly first: number;
  readonly gap: number;
  /** Draw quiet stretches short. */
  readonly folded: boolean;
}

export const BAND = 18;
export const FOOT = 34;
/** From here down to the axis time is drawn. */
const TOP = 30;
/** From the end of the axis to the picture's right edge. */
export const EDGE = 12;
/** Axes that are longer are numbered in seconds. */
const LONG = ms(20_000);

/** Processes one below the other, time from left to right. */
export function lanes(story: Story, {width, gutter, first, gap, folded}: LanesOptions): Layout {
  const usual = median(story.flights.flatMap((f) => (f.arrivedAt === null ? [] : [f.arrivedAt - f.sentAt])));
  const line = timeline({
    ...story.axis,
    zero: story.clock.zero,
    x0: gutter,
    x1: width - EDGE,
    instants: [...story.moments.map((m) => m.at), ...story.effective.map((e) => e.from)],
    // A stretch in which two messages could have come and gone is worth a fold.
    least: folded && !story.fixed ? 2.5 * usual : Number.POSITIVE_INFINITY,
    // A message that was held up for seconds must not keep those seconds open.
    spans: story.flights.flatMap((f) =>
      f.arrivedAt !== null && f.arrivedAt - f.sentAt <= 5 * usual ? [[f.sentAt, f.arrivedAt] as const] : [],
    ),
  });
  const rows = new Map(story.nodes.map((node, i) => [node, first + i * gap]));
  const height = first + (story.nodes.length - 1) * gap + BAND + FOOT + 4;
  const row = (node: NodeId) => rows.get(node) ?? 0;
  const taken = story.nodes.map((node) => ({x0: 0, x1: width, y0: row(node) - BAND / 2 - 1, y1: row(node) + BAND / 2 + 1}));
  return {...line, width, height, gutter, row, taken};
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export const short = (value: number): string => String(Math.round(value * 10) / 10);

export const overlap = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** Time's axis, the folds, and the shadow in which nobody leads. */
export function ground(story: Story, layout: Layout, {svg, words}: Markup): SVGElement {
  const bottom = layout.height - FOOT;
  const top = layout.row(story.nodes[0] ?? "") - 40;
  const shadows = story.effective
    .filter((e) => e.nodes.length === 0)
    .map((e) => svg("rect", {class: "interregnum", ...across(e, layout), y: TOP + 4, height: bottom - TOP}));
  const {zero} = story.clock;
  const unit = unitOf(story) === "s" ? 1000 : 1;
  const axis = layout.ticks.flatMap(({at, x}) => [
    svg("line", {class: at === zero ? "zero" : null, x1: x, x2: x, y1: top, y2: bottom + 4}),
    svg(
      "text",
      {x, y: bottom + 17, "text-anchor": x > layout.width - 30 ? "end" : "middle"},
      words.number(toMs(minus(ticks(at), zero)) / unit),
    ),
  ]);
  const name = svg("text", {x: 2, y: bottom + 31}, nameOfAxis(story, words));
  const folds = layout.folds.flatMap((fold) => {
    const text = foldSpan(ticks(fold.to - fold.from), words);
    const middle = (fold.x0 + fold.x1) / 2;
    layout.taken.push({x0: fold.x0, x1: fold.x1, y0: top, y1: top + 15});
    return [
      svg("rect", {class: "fold", x: fold.x0 + 3, y: top, width: FOLD_WIDTH - 6, height: bottom - top + 4}),
      svg("text", {class: "fold", x: middle, y: top + 11, "text-anchor": "middle"}, text),
    ];
  });
  return svg("g", {class: "ground"}, ...shadows, ...axis, name, ...folds);
}

const unitOf = ({axis: {from, to}}: Story): "ms" | "s" => (minus(to, from) >= LONG ? "s" : "ms");

const nameOfAxis = (story: Story, words: Markup["words"]): string => axisName(unitOf(story), story.clock, words);

/** Place and length of a span; what is there at all can be seen. */
export const across = (span: {readonly from: Ticks; readonly to: Ticks}, layout: Timeline): {x: number; width: number} => ({
  x: layout.x(span.from),
  width: Math.max(1, layout.x(span.to) - layout.x(span.from)),
});

/** What the playhead moves, in a picture of its own over the first one: its line, a veil over what is still to come, and what stands above that. */
export interface Head {
  readonly element: SVGSVGElement;
  readonly front: SVGGElement;
  /** Moves to a time; null: out of sight. */
  readonly move: (to: Ticks | null) => void;
}

/** The large picture is not painted again while the head moves. */
export function headOf(layout: Layout, {svg}: Markup): Head {
  const bottom = layout.height - FOOT + 6;
  const line = svg("line", {y1: 10, y2: bottom});
  const grip = svg(
    "g",
    {class: "grip"},
    svg("line", {y1: 0, y2: bottom}),
    svg("rect", {x: -7, y: 1, width: 14, height: 17, rx: 4}),
    svg("path", {d: "M-2,6v7M2,6v7"}),
  );
  const head = svg("g", {class: "head", visibility: "hidden"}, line);
  const veil = svg("rect", {class: "veil", y: TOP, width: layout.width, height: layout.height - FOOT - 24, visibility: "hidden"});
  const front = svg("g", {class: "front"});
  const element = svg(
    "svg",
    {class: "over", viewBox: `0 0 ${layout.width} ${layout.height}`, "aria-hidden": "true"},
    veil,
    front,
    head,
    grip,
  );
  const move = (to: Ticks | null) => {
    // A layer of its own only while there is something to move: forty of them cost as much as one picture.
    set(element, "class", to === null ? "over" : "over moving");
    const x = to === null ? layout.x1 : Math.max(layout.x0, Math.min(layout.x1, layout.x(to)));
    set(grip, "transform", `translate(${short(x)},0)`);
    for (const part of [head, veil]) {
      set(part, "visibility", to === null ? "hidden" : "visible");
      if (to !== null) set(part, "transform", `translate(${short(x)},0)`);
    }
  };
  return {element, front, move};
}

/**
 * The names of the rows, and of strips above them, in a picture of their own over the first one's left edge, where they stay while it is
 * scrolled. `axes`: where each axis of time begins, from the top. Below it only its name is covered: the first number may reach in here.
 */
export function namesOf(
  strips: readonly (readonly [name: string, y: number])[],
  story: Story,
  layout: Layout,
  {svg, words}: Markup,
  axes: readonly number[] = [layout.height - FOOT],
): SVGSVGElement {
  const name = nameOfAxis(story, words);
  const backs = axes.flatMap((axis, i) => {
    const y = i === 0 ? TOP : (axes[i - 1] as number) + FOOT;
    return [
      svg("rect", {y, width: layout.gutter - 2, height: axis + 4 - y}),
      svg("rect", {y: axis + 20, width: short(wordWidth(name, 12) + 4), height: FOOT - 20}),
    ];
  });
  const quiet = [...strips, ...axes.map((axis) => [name, axis + 31] as const)].map(([words, y]) =>
    svg("text", {class: "quiet", x: 2, y}, words),
  );
  const names = story.nodes.map((node) => svg("text", {x: 2, y: layout.row(node) + 5}, node));
  const size = {viewBox: `0 0 ${short(layout.gutter)} ${layout.height}`, width: `${((100 * layout.gutter) / layout.width).toFixed(3)}%`};
  return svg("svg", {class: "names", ...size, "aria-hidden": "true"}, ...backs, ...quiet, ...names);
}

/** One process: its life, what it believed, and when it was not there. */
export function process(node: NodeId, story: Story, layout: Layout, make: Markup, words: BandWords): SVGElement {
  const {svg} = make;
  const y = layout.row(node);
  const line = svg("line", {class: "life", x1: layout.gutter, x2: layout.x(story.to), y1: y, y2: y});
  const absent = story.downs
    .filter((d) => d.node === node)
    .map(({paused, from, to}) => {
      // Under the word of the band, which still says what the paused process believes.
      const level = paused ? y + BAND / 2 - 2 : y;
      return svg("line", {class: paused ? "paused" : "down", x1: layout.x(from), x2: layout.x(to), y1: level, y2: level});
    });
  const bands = story.bands.filter((b) => b.node === node).flatMap((b) => band(b, story, layout, make, words));
  const asked = operations(
    story.operations.filter((o) => o.process === node),
    story,
    layout,
    make,
  );
  return svg("g", {class: "process"}, svg("text", {class: "name", x: 2, y: y + 5}, node), line, ...bands, ...asked, ...absent);
}

/** What may be written on a band, from the longest to the shortest. */
export type BandWords = (band: Band, look: RoleLook, hollow: boolean) => readonly string[];

/** A belief as a bar: colour, and its word or at least its letter. A leader without effect is an outline: it thinks so, and is wrong or early. */
function band(b: Band, story: Story, layout: Layout, {svg}: Markup, words: BandWords): SVGElement[] {
  const y = layout.row(b.node) - BAND / 2;
  const look = looks[b.look];
  const rings = story.faults.filter((f) => f.node === b.node).map((f) => layout.x(f.at));
  const pieces = b.leads ? reignPieces(b, story) : [{from: b.from, to: b.to, hollow: false}];
  return pieces.map(({from, to, hollow}) => {
    const [x0, x1] = [layout.x(from), layout.x(to)];
    const bar = svg("rect", {x: x0, y, width: Math.max(0.5, x1 - x0), height: BAND});
    // A fault's ring may cover the beginning of the word, or stand before its end: then it stands behind the ring.
    const within = rings.filter((x) => x > x0 - 9 && x < x1 + 9).sort((a, b) => a - b);
    const rooms = [x0, ...within.map((x) => x + 9)].map((from, i) => ({from, room: Math.min(x1, (within[i] ?? x1 + 9) - 9) - from}));
    const all = words(b, look, hollow);
    const fitting = (room: number) => all.find((w) => wordWidth(w, 12.5) <= room - 6);
    const {from: start, room} = rooms.find((one) => fitting(one.room) === all[0]) ??
      rooms.find((one) => fitting(one.room)) ?? {from: x0, room: 0};
    const fits = fitting(room);
    const name = `role ${look.name}${hollow ? " hollow" : ""}`;
    const places = fits === undefined ? [] : wordPlaces(start + 4, start + room - wordWidth(fits, 12.5) - 6);
    const said = places.map((x, i) => svg("text", {class: i === 0 ? null : "again", x: short(x), y: y + 13.5}, fits ?? ""));
    return svg("g", {class: name}, bar, ...said);
  });
}

/** Less than a phone shows of a picture. */
const AGAIN = 250;

/** Where the word of a bar stands: at its beginning, and again and again for a page so narrow that the beginning may be out of sight. */
const wordPlaces = (first: number, last: number): number[] => [
  first,
  ...Array.from({length: Math.max(0, Math.floor((last - first) / AGAIN))}, (_, i) => first + (i + 1) * AGAIN),
];

interface Piece {
  readonly from: Ticks;
  readonly hollow: boolean;
  to: Ticks;
}

/** A reign cut where it gains or loses effect. */
function reignPieces(b: Band, story: Story): Piece[] {
  const pieces: Piece[] = [];
  for (const e of story.effective) {
    const [from, to] = [later(b.from, e.from), earlier(b.to, e.to)];
    const hollow = !e.nodes.includes(b.node);
    const last = pieces.at(-1);
    if (to <= from) continue;
    if (last?.hollow === hollow) last.to = to;
    else pieces.push({from, to, hollow});
  }
  return pieces;
}

const outcomes = {ok: "✓", fail: "✕", info: "?", invoke: "?"} as const;

/**
 * What a client asked for, from its call to the answer, with the sign of how it ended. One that asks before it is answered has bars on top of
 * each other: then a word stands only where the next bar leaves it room, and the list of events makes that good.
 */
function operations(asked: readonly Operation[], story: Story, layout: Layout, {svg}: Markup): SVGElement[] {
  const places = asked
    .map((o) => ({o, ...across({from: later(story.from, o.invokedAt), to: earlier(story.to, o.completedAt ?? story.to)}, layout)}))
    .sort((a, b) => a.x - b.x);
  const y = layout.row(asked[0]?.process ?? "");
  return places.map(({o, x, width}, i) => {
    const room = Math.min(x + width, places[i + 1]?.x ?? layout.width) - x;
    const sign = outcomes[o.type];
    const words = [`${o.f} ${sign}`, sign].find((w) => wordWidth(w, 11) <= room - 4);
    const bar = svg("rect", {x, width, y: y - 7, height: 14});
    return svg("g", {class: `operation ${o.type}`}, bar, words === undefined ? null : svg("text", {x: x + 3, y: y + 4}, words));
  });
}

/**
 * A cross in a ring (a tick, where something is mended), with its word above the band, higher or to a side where another word stands; without
 * it where there is no room at all, which the list of events makes good.
 */
export function faultMark(mark: FaultMark, layout: Layout, {svg}: Markup): SVGElement {
  const x = layout.x(mark.at);
  const row = layout.row(mark.node);
  const places = [...new Set([mark.atLength, mark.says])].flatMap((says) => {
    const room = wordWidth(says, 12.5);
    return [15, 29, 43].flatMap((above) =>
      [
        {anchor: "middle", at: x, x0: x - room / 2},
        {anchor: "start", at: x - 6, x0: x - 6},
        {anchor: "end", at: x + 6, x0: x + 6 - room},
      ].map((place) => ({...place, says, x1: place.x0 + room, y: row - above, y0: row - above - 8.5, y1: row - above + 3})),
    );
  });
  const free = places.find(
    (place) =>
      place.x0 >= layout.gutter - 8 && place.x1 <= layout.width && place.y0 >= 0 && !layout.taken.some((taken) => overlap(taken, place)),
  );
  if (free !== undefined) layout.taken.push(free);
  const words = free === undefined ? null : svg("text", {x: free.at, y: free.y, "text-anchor": free.anchor}, free.says);
  const ring = svg("circle", {cx: x, cy: row, r: 8});
  return svg("g", {class: mark.sign.name === "mend" ? "fault mend" : "fault"}, ring, svg("path", {d: mark.sign.path(x, row)}), words);
}
