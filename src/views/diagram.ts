import {later, minus} from "../engine/vocabulary.ts";
import {type Bundle, bundlesOf} from "./bundles.ts";
import {span} from "./clock.ts";
import {BAND, faultMark, ground, type Head, headOf, type Layout, lanes, namesOf, overlap, process, short} from "./lanes.ts";
import type {Markup} from "./markup.ts";
import type {Flight, Story} from "./story.ts";
import {wordWidth} from "./text-width.ts";

export interface DiagramOptions {
  readonly width: number;
  /** A word or two for a message's arrow; null: none. */
  readonly label: (flight: Flight) => string | null;
  /** What the figure is, for who cannot see it. */
  readonly name: string;
}

/** The picture, its row names, what the playhead moves, and the arrows. */
export interface Diagram {
  readonly layout: Layout;
  readonly element: SVGSVGElement;
  readonly names: SVGSVGElement;
  readonly arrows: readonly {readonly element: SVGGElement; readonly bundle: Bundle}[];
  /** The arrow of each message, and what is written on it. */
  readonly arrowOf: (flight: number) => {readonly element: SVGGElement; readonly said: SVGElement | null} | undefined;
  readonly head: Head;
}

/** Processes as bands over time, messages as arrows between them. */
export function diagram(story: Story, make: Markup, {width, label, name}: DiagramOptions): Diagram {
  const layout = lanes(story, {width, gutter: gutterOf(story), first: 98, gap: story.nodes.length > 4 ? 74 : 96, folded: true});
  const {svg} = make;
  // Above them all stands who would acknowledge a write.
  layout.taken.push({x0: 0, x1: width, y0: 0, y1: 52});
  const faults = story.faults.map((f) => faultMark(f, layout, make));
  const back = ground(story, layout, make);
  const bundles = bundlesOf(story);
  const arrows = bundles.map((bundle) => ({bundle, element: flight(bundle, story, layout, make)}));
  arrows[0]?.element.setAttribute("tabindex", "0");
  const spoken: Spoken[] = [];
  for (const {first} of bundles) {
    const {x1: x, y1: y} = course(first, story, layout);
    if (first.lostAt !== null) layout.taken.push({x0: x - 5, x1: x + 5, y0: y - 5, y1: y + 5});
  }
  const texts = bundles.map(({first, members}) => {
    const own = label(first);
    return own !== null && members.length > 1 ? make.words.say("views.flight.times", {message: own, n: members.length}) : own;
  });
  const often = new Map<string | null, number>();
  for (const {first} of bundles) often.set(label(first), (often.get(label(first)) ?? 0) + 1);
  // What is said once, a promotion say, finds its place before what is said at every turn.
  const said: (SVGElement | null)[] = bundles.map(() => null);
  const inTurn = bundles.map(({first}, i) => ({first, i, often: often.get(label(first)) ?? 0})).sort((a, b) => a.often - b.often);
  for (const {first, i} of inTurn) said[i] = arrowLabel(texts[i] ?? null, first, story, layout, spoken, make);
  const numbers = new Map(bundles.flatMap(({members}, i) => members.map((member) => [member, i] as const)));
  const head = headOf(layout, make);
  const element = svg(
    "svg",
    {viewBox: `0 0 ${width} ${layout.height}`, width, height: layout.height, role: "group", "aria-label": name},
    back,
    svg("g", {class: "lane"}, ...lane(story, layout, make)),
    ...story.nodes.map((node) => process(node, story, layout, make, ({role}, look) => [role, look.letter])),
    svg("g", {class: "flights"}, ...arrows.map(({element}) => element)),
    // Above all arrows: those that come later would be drawn across the words.
    svg("g", {class: "said"}, ...said),
    svg("g", {class: "faults"}, ...faults),
  );
  const arrowOf = (number: number) => {
    const place = numbers.get(number) ?? -1;
    const arrow = arrows[place];
    return arrow && {element: arrow.element, said: said[place] ?? null};
  };
  return {layout, element, names: namesOf([], story, layout, make), arrows, arrowOf, head};
}

/** Room for the longest name. */
const gutterOf = ({nodes}: Story): number => Math.max(42, ...nodes.map((node) => wordWidth(node, 14) + 8));

/** Who would acknowledge a write: the truth, above the beliefs. A system without a leader has none to tell. */
function lane(story: Story, layout: Layout, {svg, words}: Markup): SVGElement[] {
  if (story.effective.length === 0) return [];
  const title = svg("text", {x: 2, y: 26}, words.say("views.lane.title"));
  const spans = story.effective.map((e) => {
    const [x0, x1] = [layout.x(e.from), layout.x(e.to)];
    const nobody = e.nodes.length === 0;
    const who = nobody ? words.say("views.nobody") : words.list(e.nodes, "and");
    const length = words.say("views.lane.span", {who, time: span(minus(e.to, e.from), words)});
    const text = wordWidth(length, 12) <= x1 - x0 - 8 && nobody ? length : who;
    const bar = svg("rect", {x: x0, y: 34, width: Math.max(1, x1 - x0), height: 16});
    const fits = wordWidth(text, 12) <= x1 - x0 - 6;
    return svg("g", {class: nobody ? "vacant" : "reign"}, bar, fits ? svg("text", {x: x0 + 5, y: 46}, text) : null);
  });
  return [title, ...spans];
}

interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** From the edge of one band to the edge of the other; a lost message ends on the way. */
function course(f: Flight, story: Story, layout: Layout): Line {
  const down = layout.row(f.to) > layout.row(f.from);
  const half = BAND / 2 + 1;
  const y0 = layout.row(f.from) + (down ? half : -half);
  const full = layout.row(f.to) + (down ? -half - 1 : half + 1);
  const x0 = layout.x(later(story.from, f.sentAt));
  const limit = layout.width - 12;
  if (f.arrivedAt !== null) return {x0, y0, x1: Math.min(limit, layout.x(f.arrivedAt)), y1: full};
  return {x0, y0, x1: Math.min(limit, x0 + 26), y1: y0 + (full - y0) * endOf(f, story)};
}

/** How far a message is drawn that does not arrive: to half-way between two rows, never onto the bar of a process that it passes. */
function endOf(f: Flight, {nodes}: Story): number {
  const part = f.lostAt === null ? 0.35 : 0.5;
  const rows = Math.abs(nodes.indexOf(f.to) - nodes.indexOf(f.from));
  return rows < 2 ? part : (Math.max(0, Math.floor(part * rows - 0.5)) + 0.5) / rows;
}

function flight({first: f, members}: Bundle, story: Story, layout: Layout, {svg, words}: Markup): SVGGElement {
  const one = `${f.kind} ${f.from} → ${f.to}`;
  const message = members.length === 1 ? one : words.say("views.flight.bundle", {message: one, n: members.length});
  const lost = f.lostAt !== null ? "views.flight.lost" : "views.flight.not-arrived";
  const told = f.arrivedAt !== null ? message : words.say(lost, {message});
  const says = f.fields === "" ? told : words.say("views.story.fields", {event: told, fields: f.fields});
  const attributes = {
    class: ["flight", f.arrivedAt === null ? "lost" : "", members.length > 1 ? "many" : ""].filter((name) => name !== "").join(" "),
    role: "img",
    "aria-label": says,
    tabindex: -1,
    "data-key": `m${f.id}`,
  };
  if (f.from === f.to) return svg("g", attributes, loop(f, layout, svg));
  const {x0, y0, x1, y1} = course(f, story, layout);
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

/** A process's own message to itself: a small loop under its band. */
function loop(f: Flight, layout: Layout, svg: Markup["svg"]): SVGElement {
  const y = layout.row(f.from) + BAND / 2;
  const x0 = layout.x(f.sentAt);
  const x1 = Math.max(x0 + 7, layout.x(f.arrivedAt ?? f.sentAt));
  return svg("path", {class: "loop", d: `M${short(x0)},${short(y)}c0,9 ${short(x1 - x0)},9 ${short(x1 - x0)},0`});
}

/** What is written on arrows, and where. */
interface Spoken {
  readonly words: string;
  readonly x: number;
  readonly y: number;
}

const SIZE = 11.5;

/** The words on an arrow, where they cover no other words; rather none than two on top of each other. */
function arrowLabel(words: string | null, f: Flight, story: Story, layout: Layout, spoken: Spoken[], {svg}: Markup): SVGElement | null {
  if (words === null || words === "" || f.from === f.to) return null;
  const line = course(f, story, layout);
  const half = wordWidth(words, SIZE) / 2 + 2;
  const rows = Math.abs(story.nodes.indexOf(f.to) - story.nodes.indexOf(f.from));
  // Between two bars that a long arrow passes there is mostly room.
  const between = Array.from({length: rows}, (_, i) => (i + 0.5) / rows).sort((a, b) => Math.abs(a - 0.5) - Math.abs(b - 0.5));
  for (const part of [0.5, 0.36, 0.64, 0.24, 0.76, ...between]) {
    const x = line.x0 + (line.x1 - line.x0) * part;
    const y = line.y0 + (line.y1 - line.y0) * part;
    const box = {x0: x - half, x1: x + half, y0: y - 7, y1: y + 6};
    if (box.x0 < layout.gutter || box.x1 > layout.width || layout.taken.some((b) => overlap(b, box))) continue;
    // In a row of equal arrows only the first has a label.
    if (
      words.length > 3 &&
      spoken.some((said) => said.words === words && Math.abs(said.x - x) < 2 * half + 40 && Math.abs(said.y - y) < 60)
    )
      return null;
    spoken.push({words, x, y});
    layout.taken.push(box);
    return svg("text", {x, y: y + 4, "text-anchor": "middle"}, words);
  }
  return null;
}
