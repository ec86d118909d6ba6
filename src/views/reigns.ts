import {mainScope, reignSpans} from "../engine/analysis/spans.ts";
import type {Run} from "../engine/model/run.ts";
import {later, minus, NO_TIME, plus, type Ticks} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {type Clock, onAxis, span} from "./clock.ts";
import {type Figure, type FrameOptions, frame, headFor} from "./frame.ts";
import {across, type BandWords, faultMark, ground, headOf, type Layout, lanes, namesOf, process} from "./lanes.ts";
import {type Markup, markup} from "./markup.ts";
import type {Stop} from "./playhead.ts";
import {playheadBar} from "./playhead-bar.ts";
import {scrub} from "./scrub.ts";
import {legend} from "./space-time.ts";
import {stage} from "./stage.ts";
import {type Story, story} from "./story.ts";
import {wordWidth} from "./text-width.ts";

interface Span {
  readonly from: Ticks;
  readonly to: Ticks;
}

interface Strip {
  readonly name: string;
  /** A class: its shading. */
  readonly kind: string;
  readonly spans: readonly Span[];
}

const WIDTH = 640;
/** Room for the names of the strips, at least. */
const GUTTER = 88;
/** Top of the first strip. */
const FIRST = 36;
const STRIP = 20;

/** Who believed to lead in which term, and when with effect; above it when nobody could write, when two believed to lead, and when two could write. */
export function reigns(run: Run, options: FrameOptions): Figure {
  const make = markup(options);
  const {html, svg, words} = make;
  const told = {...story(run, {...options, kinds: [], terms: true}), flights: []};
  const head = headFor(run, options);
  const strips = stripsOf(run, told, words);
  const gutter = Math.max(GUTTER, ...strips.map(({name}) => wordWidth(name, 12) + 8));
  const layout = lanes(told, {width: WIDTH, gutter, first: FIRST + strips.length * STRIP + 34, gap: 50, folded: false});
  layout.taken.push({x0: 0, x1: WIDTH, y0: FIRST, y1: FIRST + strips.length * STRIP});
  const faults = told.faults.map((f) => faultMark(f, layout, make));
  const moved = headOf(layout, make);
  const title = options.title ?? titleOf(strips, words);
  const {fault} = told.clock;
  const counted = fault === null ? [] : [words.say("views.clock.counted", {fault})];
  const lines = [...strips.map((strip) => wordsOf(strip, told.clock, words)), reignWords(run, told.clock, words)];
  const name = [title, ...counted, ...lines].join(words.say("views.between-sentences"));
  const picture = svg(
    "svg",
    {viewBox: `0 0 ${WIDTH} ${layout.height}`, width: WIDTH, height: layout.height, role: "img", "aria-label": name},
    ground(told, layout, make),
    ...strips.map((strip, i) => stripElement(strip, FIRST + i * STRIP, layout, make)),
    ...told.nodes.map((node) => process(node, told, layout, make, bandWords(words))),
    svg("g", {class: "faults"}, ...faults),
  );
  const rows = strips.map(({name}, i) => [name, FIRST + i * STRIP + 11] as const);
  const about = {class: "picture", role: "group", "aria-label": words.say("views.reigns.label"), tabindex: 0, "data-key": "picture"};
  const scroll = html("div", about, picture, moved.element, namesOf(rows, told, layout, make));
  const caption = words.say("views.reigns.caption");
  const inSight = scrub(scroll, head, () => layout);
  const show = (stop: Stop | null) => {
    moved.move(stop?.at ?? null);
    inSight(stop);
    set.show(stop);
  };
  const set = stage(run, () => told, make, [scroll, playheadBar({head, run, axis: () => layout}, make)]);
  const body = [legend(told, make), set.element];
  return frame(run, options, make, {kind: "reigns", title, caption, head, body, show});
}

const bandWords =
  (words: Words): BandWords =>
  ({role, term, leads}, {letter}, hollow) => {
    if (!leads) return [role, letter];
    const believes = [words.say("views.reign.believes-to-lead", {term}), words.say("views.reign.believes", {term})];
    return [...(hollow ? believes : [words.say("views.reign.leads", {role, term})]), words.say("views.reign.term", {term}), letter];
  };

function stripsOf(run: Run, told: Story, words: Words): Strip[] {
  return [
    {name: words.say("views.reigns.interregnum"), kind: "none", spans: joined(told.effective.filter((e) => e.nodes.length === 0))},
    {name: words.say("views.reigns.dual-reign"), kind: "two", spans: overlaps(run, told)},
    {name: words.say("views.reigns.dual-write"), kind: "both", spans: joined(told.effective.filter((e) => e.nodes.length > 1))},
  ];
}

/** Spans that border on each other are one. */
function joined(spans: readonly Span[]): Span[] {
  const found: {from: Ticks; to: Ticks}[] = [];
  for (const {from, to} of spans) {
    const last = found.at(-1);
    if (last && last.to >= from) last.to = later(last.to, to);
    else found.push({from, to});
  }
  return found;
}

/** When more than one believed to lead. */
function overlaps(run: Run, {bands}: Story): Span[] {
  const led = bands.filter((b) => b.leads && run.ids.includes(b.node));
  const edges = [...new Set(led.flatMap((b) => [b.from, b.to]))].sort((a, b) => a - b);
  const pieces = edges.flatMap((from, i) => {
    const to = edges[i + 1] ?? from;
    const leaders = new Set(led.filter((b) => b.from <= from && b.to >= to).map((b) => b.node));
    return leaders.size > 1 && to > from ? [{from, to}] : [];
  });
  return joined(pieces);
}

const total = (spans: readonly Span[]): Ticks => spans.reduce((sum, {from, to}) => plus(sum, minus(to, from)), NO_TIME);

function titleOf([nobody, two, both]: readonly Strip[], words: Words): string {
  const time = (strip: Strip) => ({time: span(total(strip.spans), words)});
  if (both && both.spans.length > 0) return words.say("views.reigns.title-both", time(both));
  if (two && two.spans.length > 0) return words.say("views.reigns.title-two", time(two));
  return nobody && nobody.spans.length > 0 ? words.say("views.reigns.title-nobody", time(nobody)) : words.say("views.reigns.title-always");
}

function wordsOf({name: strip, spans}: Strip, clock: Clock, words: Words): string {
  const at = (time: Ticks) => onAxis(time, clock, words);
  const all = spans.map(({from, to}) => words.say("views.reigns.span", {from: at(from), to: at(to)}));
  return words.say("views.reigns.strip", {strip, spans: all.length === 0 ? [words.say("views.never")] : all});
}

function reignWords(run: Run, clock: Clock, words: Words): string {
  const at = (time: Ticks) => onAxis(time, clock, words);
  const led = reignSpans(run).filter((r) => r.scope === mainScope(run));
  const all = led.map(({id: node, term, from, to}) => {
    const reign = {node, term, from: at(from)};
    return to === null ? words.say("views.reigns.leads", reign) : words.say("views.reigns.led", {...reign, to: at(to)});
  });
  return words.list(all, "each");
}

function stripElement({name, kind, spans}: Strip, y: number, layout: Layout, {svg, words}: Markup): SVGElement {
  const bars = spans.map((s) => {
    const place = across(s, layout);
    const length = span(minus(s.to, s.from), words);
    const room = wordWidth(length, 11.5);
    const inside = room <= place.width - 6;
    const x = inside ? place.x + 4 : Math.min(place.x + place.width + 3, layout.width - room);
    const clear = inside || spans.every((other) => other === s || layout.x(other.from) > x + room || layout.x(other.to) < x - 4);
    return [svg("rect", {...place, y, height: 14}), clear ? svg("text", {x, y: y + 11}, length) : null];
  });
  const never = svg("text", {class: "never", x: layout.gutter + 4, y: y + 11}, words.say("views.never"));
  const line = svg("line", {x1: layout.gutter, x2: layout.width - 12, y1: y + 14.5, y2: y + 14.5});
  const parts = spans.length === 0 ? [never] : bars.flat();
  return svg("g", {class: `strip ${kind}`}, line, svg("text", {x: 2, y: y + 11}, name), ...parts.filter((part) => part !== null));
}
