import type {HistoryOperation} from "../engine/checking/consistency/history.ts";
import type {DrawnOperation, Timeline} from "../engine/checking/consistency/timeline.ts";
import {type Json, ticks, toMs} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {type Child, type Markup, markup} from "./markup.ts";
import {wordWidth} from "./text-width.ts";

export interface HistoryOptions {
  /** Where to draw. */
  readonly document: Document;
  readonly words: Words;
  /** What to see; the verdict unless said. */
  readonly title?: string;
  /** Where the history is from; nothing unless said. */
  readonly caption?: string;
  /** Its times are ticks, as those of a run: the table has them in ms. */
  readonly inTicks?: boolean;
}

/** Where a history is drawn: across for its times, down for its processes. */
export interface HistoryLayout {
  readonly width: number;
  readonly height: number;
  /** Left and right end of an operation; one of unknown outcome has an open end. */
  readonly ends: (drawn: DrawnOperation) => {readonly from: number; readonly to: number};
  readonly top: (lane: number) => number;
}

const GUTTER = 64;
export const BAR = 22;
const LANE = 44;
const SIZE = 12;

/** The operations of a history over time, the order in which they took effect as a line through them, and the one that breaks it. */
export function historyTimeline(timeline: Timeline, options: HistoryOptions): HTMLElement {
  const {words} = options;
  const make = markup(options);
  const {html} = make;
  const title = options.title ?? titleOf(timeline, words);
  const at = layoutOf(timeline);
  const about = {class: "picture", role: "group", "aria-label": words.say("views.history.picture"), tabindex: 0, "data-key": "picture"};
  return html(
    "figure",
    {class: `figure history ${timeline.verdict}`, "aria-label": title},
    html("p", {class: "figure-title"}, title),
    html("div", about, historyPicture(timeline, at, title, make)),
    operationTable(timeline, make, options),
    html("figcaption", {}, [...captionOf(timeline, words), ...(options.caption === undefined ? [] : [options.caption])].join(" ")),
  );
}

/** The drawing alone. `children` go into it last. */
export function historyPicture(timeline: Timeline, at: HistoryLayout, name: string, make: Markup, ...children: Child[]): SVGSVGElement {
  const {svg} = make;
  const {operations} = timeline;
  const course = courseOf(timeline, at, make);
  const lanes = [...new Set(operations.map(({lane}) => lane))].sort((a, b) => a - b);
  return svg(
    "svg",
    {
      viewBox: `0 0 ${at.width} ${at.height}`,
      width: at.width,
      height: at.height,
      role: children.length === 0 ? "img" : "group",
      "aria-label": name,
    },
    svg("g", {class: "lanes"}, ...lanes.flatMap((lane) => laneOf(lane, timeline, at, make))),
    course.line,
    ...operations.map((drawn) => bar(drawn, at, make)),
    course.points,
    ...children,
  );
}

/** Wide enough for every operation's words, and no event before the one that came before it. */
function layoutOf({operations, lanes}: Timeline): HistoryLayout {
  const count = Math.max(0, ...operations.map(({call, end}) => Math.max(call, end ?? 0))) + 1;
  const byEnd = new Map(operations.flatMap((o) => (o.end === null ? [] : [[o.end, o] as const])));
  const need = ({operation}: DrawnOperation) => wordWidth(saysOf(operation), SIZE) + 14;
  const x: number[] = [];
  const open = new Map<number, number>();
  const byCall = new Map(operations.map((o) => [o.call, o]));
  for (let i = 0; i < count; i++) {
    const least = i === 0 ? GUTTER : (x[i - 1] as number) + 9;
    const ending = byEnd.get(i);
    const begun = byCall.get(i);
    // Who comes after one whose outcome is unknown leaves room for it.
    const clear = begun === undefined ? 0 : (open.get(begun.lane) ?? 0) + 8;
    x[i] = Math.max(least, clear, ending === undefined ? 0 : (x[ending.call] as number) + need(ending));
    if (begun !== undefined && begun.end === null) open.set(begun.lane, (x[i] as number) + need(begun) + 12);
  }
  const right = Math.max(GUTTER, x.at(-1) ?? 0, ...open.values());
  return {
    width: Math.ceil(right) + 12,
    height: lanes * LANE + 26,
    ends: (o) => {
      const from = x[o.call] as number;
      return {from, to: o.end === null ? from + need(o) + 12 : (x[o.end] as number)};
    },
    top: (lane) => 18 + lane * LANE,
  };
}

function laneOf(lane: number, {operations}: Timeline, at: HistoryLayout, {svg}: Markup): SVGElement[] {
  const names = [...new Set(operations.flatMap((o) => (o.lane === lane ? [o.operation.process] : [])))];
  const name = names.length > 1 ? `${names[0]} …` : (names[0] ?? "");
  const y = at.top(lane) + BAR / 2;
  return [
    svg("line", {x1: GUTTER - 8, x2: at.width, y1: y, y2: y}),
    svg("text", {x: 2, y: y + 4}, svg("title", {}, names.join(", ")), name.length > 9 ? `${name.slice(0, 8)}…` : name),
  ];
}

function bar({operation, lane, end, role, ...drawn}: DrawnOperation, at: HistoryLayout, {svg}: Markup): SVGElement {
  const {from, to} = at.ends({operation, lane, end, role, ...drawn});
  const y = at.top(lane);
  const says = saysOf(operation);
  const fits = wordWidth(says, SIZE) <= to - from - 6;
  return svg(
    "g",
    {class: `call ${role}${end === null ? " open" : ""}`, "data-call": drawn.call},
    svg("rect", {x: from, y, width: Math.max(2, to - from), height: BAR, rx: 3}),
    end === null ? svg("path", {class: "end", d: `M${to},${y}l5,${BAR / 4}l-5,${BAR / 4}l5,${BAR / 4}l-5,${BAR / 4}`}) : null,
    svg(
      "text",
      {class: fits ? null : "outside", x: from + 7, y: fits ? y + 15 : y - 4},
      svg("title", {}, `${operation.process}: ${wholeOf(operation)}`),
      says,
    ),
    role === "breaks" ? svg("path", {class: "cross", d: `M${to - 5},${y - 6}l10,10m0,-10l-10,10`}) : null,
  );
}

/** A line under the bars from one operation to the next in their order: each takes effect as early as it can, between its ends. */
function courseOf({operations}: Timeline, at: HistoryLayout, {svg}: Markup): {readonly line: SVGElement; readonly points: SVGElement} {
  const ordered = operations.filter(({place}) => place !== null).sort((a, b) => (a.place as number) - (b.place as number));
  let least = 0;
  const points = ordered.map((one) => {
    const {from, to} = at.ends(one);
    least = Math.max(least + 3, from + 3);
    // Where times are to scale two may be called at once, and there is too little room.
    return {x: Math.min(least, Math.max(to, from + 3)), y: at.top(one.lane) + BAR, place: one.place as number};
  });
  const d = points.map(({x, y}, i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)},${y}`).join("");
  const marks = points.flatMap(({x, y, place}) => [svg("circle", {cx: x, cy: y, r: 3}), svg("text", {x: x + 2, y: y + 13}, String(place))]);
  return {line: svg("g", {class: "order"}, d === "" ? null : svg("path", {d})), points: svg("g", {class: "order"}, ...marks)};
}

/** `write 3`, `read → 3`, `cas 1 → 4`. */
export function saysOf(operation: HistoryOperation): string {
  return words(operation, 14);
}

const wholeOf = (operation: HistoryOperation): string => words(operation, 400);

function words({f, value, result, type}: HistoryOperation, most: number): string {
  if (f === "cas" && Array.isArray(value)) return `${f} ${valueText(value[0] as Json, most)} → ${valueText(value[1] as Json, most)}`;
  const asked = value === null ? "" : ` ${valueText(value, most)}`;
  const isRead = value === null && type === "ok" && !["empty", "acquire", "release", "deregister"].includes(f);
  return `${f}${asked}${isRead || (result !== null && type === "ok") ? ` → ${valueText(result, most)}` : ""}`;
}

/** Of a long text the end says most: that is where the last append is. */
export function valueText(value: Json, most = 14): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length <= most ? (text === "" ? '""' : text) : `…${text.slice(1 - most)}`;
}

/** What a history's picture shows, in a sentence. */
export function titleOf({verdict, steps, part, operations, hidden, rule}: Timeline, {say}: Words): string {
  const odd = operations.find(({role}) => role === "breaks")?.operation;
  const count = operations.length + hidden;
  if (odd === undefined) {
    if (count === 0) return say("views.history.empty");
    return part === "" ? say("views.history.ok", {count}) : say("views.history.ok-part", {count, part});
  }
  const who = {operation: saysOf(odd), process: odd.process};
  if (rule !== null) return say(`views.history.rule.${rule}` as "views.history.rule.lost", who);
  return verdict === "unknown" ? say("views.history.unknown", {...who, steps}) : say("views.history.illegal", who);
}

/** What the line is, where it leads, and what is left out. */
export function captionOf({verdict, states, isLongest, rule, hidden, operations}: Timeline, {say}: Words): string[] {
  if (operations.length === 0) return [];
  const line = verdict === "ok" ? "whole" : isLongest ? "longest" : "so-far";
  const after = verdict === "ok" || states === null ? [] : states.slice(0, 6).map((state) => valueText(state));
  return [
    rule !== null ? say("views.history.rule-caption") : states === null ? "" : say(`views.history.${line}`),
    after.length === 0 ? "" : say("views.history.states", {states: after}),
    hidden === 0 ? "" : say("views.history.hidden", {hidden}),
  ].filter((sentence) => sentence !== "");
}

/** All that the picture shows, as a table: for who cannot see it, and for who wants to read it. */
export function operationTable({operations}: Timeline, {html}: Markup, {words, inTicks = false}: HistoryOptions): HTMLElement {
  const {say} = words;
  const time = (at: number) => (inTicks ? say("views.history.ms", {ms: toMs(ticks(at))}) : String(at));
  const columns = ["process", "operation", "from", "to", "place"] as const;
  const head = columns.map((column) => html("th", {scope: "col"}, say(`views.history.${column}`)));
  const rows = operations.map(({operation, place, role}) =>
    html(
      "tr",
      {class: role},
      html("th", {scope: "row"}, operation.process),
      html("td", {}, valueText(wholeOf(operation), 60)),
      html("td", {}, time(operation.invokedAt)),
      html("td", {}, operation.type === "ok" ? time(operation.completedAt as number) : say("views.history.never")),
      html("td", {}, place !== null ? String(place) : say(role === "breaks" ? "views.history.breaks" : "views.history.no-place")),
    ),
  );
  return html(
    "details",
    {class: "operations"},
    html("summary", {"data-key": "operations"}, say("views.history.table")),
    html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows)),
  );
}
