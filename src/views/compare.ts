import type {Measure} from "../engine/analysis/columns.ts";
import {type Difference, differencesOfRuns} from "../engine/analysis/differences.ts";
import {type Divergence, divergence} from "../engine/analysis/divergence.ts";
import type {Run} from "../engine/model/run.ts";
import {earlier, later, NO_TIME, type Ticks} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {type Clock, onAxis} from "./clock.ts";
import {differenceWords} from "./difference-words.ts";
import {eventSays} from "./event-words.ts";
import {type Figure, type FrameOptions, frame, headFor} from "./frame.ts";
import {type BandWords, EDGE, FOOT, faultMark, ground, headOf, type Layout, namesOf, process, short} from "./lanes.ts";
import {type Markup, markup} from "./markup.ts";
import {type Delta, deltas, measureTable} from "./measure-table.ts";
import {inputEvent, type Playhead, type Stop} from "./playhead.ts";
import {playheadBar} from "./playhead-bar.ts";
import {scrub} from "./scrub.ts";
import {legend} from "./space-time.ts";
import {type Story, story} from "./story.ts";
import {type Timeline, timeline} from "./timeline.ts";

const WIDTH = 640;
/** A fixed part of the width, so that the names beside it have the same scale. */
const GUTTER = 48;
const GAP = 34;
/** The middle of the first process, from the top of its band. */
const FIRST = 72;

/**
 * Two runs that differ in one thing, on one axis of time: what differs, both as bands of belief one above the other, the first event at
 * which they part, and every measure as it was and as it is. Takes runs with a trace; the playhead goes through the second.
 */
export function compare(was: Run, now: Run, options: FrameOptions): Figure {
  const make = markup(options);
  const {html, words} = make;
  const parts = divergence(was, now);
  const measured = deltas(was, now, words);
  const head = headFor(now, options);
  const [before, after] = told([was, now], options);
  const {clock} = after;
  const title = options.title ?? titleOf(measured, parts, clock, words);
  const picture = draw([before, after], parts, make, title);
  const about = {class: "picture", role: "group", "aria-label": words.say("views.compare.label"), tabindex: 0, "data-key": "picture"};
  const scroll = html("div", about, picture.element, picture.over, picture.names);
  const axis = () => picture.layout;
  const inSight = scrub(scroll, head, axis);
  const body = [
    changes(differencesOfRuns(was, now), make),
    legend({...after, bands: [...before.bands, ...after.bands]}, make),
    scroll,
    playheadBar({head, run: now, axis}, make),
    parting(parts, {now, head, clock}, make),
    measureTable(measured, make),
  ];
  const show = (stop: Stop | null) => {
    picture.move(stop?.at ?? null);
    inSight(stop);
  };
  const caption = words.say("views.compare.caption", {folds: picture.layout.folds.length});
  return frame(now, options, make, {kind: "compare", title, caption, head, body, show});
}

/** Both on one axis: the shorter run is over before the other, and time is counted from the fault only if that struck both at once. */
function told(runs: readonly [Run, Run], options: FrameOptions): [Story, Story] {
  // Each has interregna and a fault of its own: a window around these would be another for the other run.
  const {window: _window, sinceFaultMs: _since, ...rest} = options;
  const of = (run: Run): Story => ({...story(run, {...rest, kinds: [], terms: true}), flights: []});
  const [was, now] = [of(runs[0]), of(runs[1])];
  const clock = was.clock.zero === now.clock.zero ? now.clock : {zero: NO_TIME, fault: null};
  const axis = {from: earlier(was.from, now.from), to: later(was.to, now.to)};
  return [
    {...was, clock, axis},
    {...now, clock, axis},
  ];
}

/** What is worth a title, the worst first. */
const headline: readonly Measure[] = ["lostWrites", "dualWriteMs", "interregnumMs", "longestOutageMs", "reigns", "leader"];

function titleOf(measured: readonly Delta[], parts: Divergence | null, clock: Clock, words: Words): string {
  if (parts === null) return words.say("views.compare.title-same");
  const first = headline.flatMap((measure) => measured.filter((d) => d.measure === measure && !d.same))[0];
  if (first === undefined) return words.say("views.compare.title-parted", {time: onAxis(parts.at, clock, words)});
  const value = (text: string) => (first.unit === null || text === words.say("views.none") ? text : words.say("views.ms", {value: text}));
  const name = `${first.name[0]?.toLocaleUpperCase(words.language)}${first.name.slice(1)}`;
  return words.say("views.compare.title", {measure: name, was: value(first.was), now: value(first.now)});
}

/** In what they differ, as a list: one thing, if the reader wants to know what it does. */
function changes(all: readonly Difference[], {html, words}: Markup): HTMLElement {
  if (all.length === 0) return html("p", {class: "changes"}, words.say("views.compare.no-difference"));
  return html(
    "ul",
    {class: "changes", "aria-label": words.say("views.compare.differences")},
    ...all.map((d) => html("li", {}, differenceWords(d, words))),
  );
}

/** Where they part, with a button that goes there. */
function parting(
  parts: Divergence | null,
  {now, head, clock}: {readonly now: Run; readonly head: Playhead; readonly clock: Clock},
  {html, words}: Markup,
): HTMLElement | null {
  if (parts === null) return null;
  const event = (e: Divergence["was"]) =>
    e === null
      ? words.say("views.compare.ended")
      : words.say("views.compare.event", {event: eventSays(e, words), time: onAxis(e.at, clock, words)});
  const says = words.say("views.compare.first", {was: event(parts.was), now: event(parts.now)});
  const go = html("button", {type: "button", "data-key": "parting"}, words.say("views.compare.go", {time: onAxis(parts.at, clock, words)}));
  go.addEventListener("click", () => {
    const place = parts.now === null ? (now.trace ?? []).length - 1 : parts.order;
    head.value = now.trace?.[place]?.index ?? now.events;
    head.dispatchEvent(inputEvent(head.ownerDocument));
  });
  return html("p", {class: "parting"}, says, " ", go);
}

const bandWords =
  (words: Words): BandWords =>
  ({role, term, leads}, {letter}, hollow) => {
    if (!leads) return [role, letter];
    const whole = hollow ? words.say("views.reign.believes", {term}) : words.say("views.reign.leads", {role, term});
    return [whole, words.say("views.reign.term", {term}), letter];
  };

interface Picture {
  readonly element: SVGSVGElement;
  /** The moving parts, over both pictures. */
  readonly over: SVGSVGElement;
  /** What stands left of time, and stays there while it is scrolled. */
  readonly names: SVGSVGElement;
  readonly layout: Layout;
  readonly move: (to: Ticks | null) => void;
}

function draw(stories: readonly [Story, Story], parts: Divergence | null, make: Markup, title: string): Picture {
  const {svg, words} = make;
  const line = shared(stories, parts);
  const layouts = stories.map((told) => layout(told, line));
  const tops = [0, layouts[0]?.height ?? 0];
  const height = layouts.reduce((sum, layout) => sum + layout.height, 0);
  const bands = stories.map((told, i) =>
    svg(
      "g",
      {class: "run", transform: `translate(0,${tops[i]})`},
      ...band(told, layouts[i] as Layout, words.say(i === 0 ? "views.was" : "views.now"), make),
    ),
  );
  const mark = parts === null ? null : split(parts, stories[1].clock, {...line, height}, make);
  const name = words.say("views.compare.picture", {title});
  const about = {viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: "img", "aria-label": name};
  const whole = {...(layouts[0] as Layout), height};
  const moved = headOf(whole, make);
  const rows = layouts.flatMap((layout, i) => namesIn(stories[i] as Story, layout, tops[i] ?? 0, words));
  const axes = layouts.map((layout, i) => (tops[i] ?? 0) + layout.height - FOOT);
  const names = namesOf([], {...stories[0], nodes: []}, whole, make, axes);
  names.append(...rows.map(([name, y]) => svg("text", {x: 2, y}, name)));
  return {element: svg("svg", about, ...bands, mark), over: moved.element, names, layout: whole, move: moved.move};
}

/** What is written left of a band, and how far down. */
function namesIn({nodes}: Story, layout: Layout, top: number, words: Words): [name: string, y: number][] {
  return [
    [words.say(top === 0 ? "views.was" : "views.now"), top + 20],
    ...nodes.map((node): [string, number] => [node, top + layout.row(node) + 5]),
  ];
}

/** One axis for both: every change of belief of either run must be visible. */
function shared(stories: readonly [Story, Story], parts: Divergence | null): Timeline {
  const {axis, clock} = stories[0];
  const {from, to} = axis;
  const turns = stories.flatMap((s) => [...s.bands.map((b) => b.from), ...s.effective.map((e) => e.from), ...s.faults.map((f) => f.at)]);
  const instants = [...turns, ...(parts === null || parts.at > to ? [] : [parts.at])];
  return timeline({from, to, x0: GUTTER, x1: WIDTH - EDGE, instants, spans: [], least: (to - from) / 20, zero: clock.zero});
}

function layout(told: Story, line: Timeline): Layout {
  const rows = new Map(told.nodes.map((node, i) => [node, FIRST + i * GAP]));
  const row = (node: string) => rows.get(node) ?? 0;
  const taken = told.nodes.map((node) => ({x0: 0, x1: WIDTH, y0: row(node) - 10, y1: row(node) + 10}));
  return {...line, width: WIDTH, height: FIRST + (told.nodes.length - 1) * GAP + 22 + FOOT, gutter: GUTTER, row, taken};
}

/** A run: its name, who of it believed what, and what befell it. */
function band(told: Story, layout: Layout, name: string, make: Markup): SVGElement[] {
  const {svg, words} = make;
  const faults = told.faults.map((f) => faultMark(f, layout, make));
  const rows = told.nodes.map((node) => process(node, told, layout, make, bandWords(words)));
  const title = svg("text", {class: "name", x: 2, y: 20}, name);
  return [ground(told, layout, make), title, ...rows, svg("g", {class: "faults"}, ...faults)];
}

/** A line through both at the first difference, with its time. */
function split(
  parts: Divergence,
  clock: Clock,
  {x: place, height}: Timeline & {readonly height: number},
  {svg, words}: Markup,
): SVGElement {
  const x = place(parts.at);
  const end = x > WIDTH - 150;
  const text = svg(
    "text",
    {x: end ? x - 4 : x + 4, y: 13, "text-anchor": end ? "end" : "start"},
    words.say("views.compare.parted", {time: onAxis(parts.at, clock, words)}),
  );
  return svg("g", {class: "split"}, svg("line", {x1: short(x), x2: short(x), y1: 4, y2: height - FOOT + 6}), text);
}
