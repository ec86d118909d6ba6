import {lookIn} from "../engine/model/look.ts";
import type {Run} from "../engine/model/run.ts";
import {minus, type NodeId, type Ticks, toMs} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {instant} from "./clock.ts";
import {type Markup, say, set} from "./markup.ts";
import type {Past, Since} from "./past.ts";
import type {Stop} from "./playhead.ts";
import {link, type Place, type Ring, ring, type Size, wayOf} from "./ring.ts";
import {spansAt} from "./spans-at.ts";
import {countWhile, type Story, toldUntil, turns} from "./story.ts";
import {looks} from "./theme.ts";

/** The moment of a run that is drawn: the world after this event. */
interface Now {
  readonly at: Ticks;
  readonly index: number;
  readonly order: number;
}

/** Everything that scrubbing looks up. */
interface Scene {
  readonly run: Run;
  readonly told: Story;
  readonly past: Past;
  readonly beliefs: {readonly [id: NodeId]: readonly Since<Run["beliefs"][number]>[]};
  readonly ring: Ring;
}

/** What of a run is drawn, from which past, and how large. */
export interface ClusterPictureOptions {
  readonly run: Run;
  readonly told: Story;
  readonly past: Past;
  readonly size: Size;
  readonly title: string;
}

export interface ClusterPicture {
  readonly element: SVGSVGElement;
  /** Draws a moment, and says in a line who would accept a write then. */
  readonly show: (stop: Stop | null) => string;
}

/** The servers of a run in a ring: what each believes, what is on its way between them. Moving it changes attributes; nothing is rebuilt. */
export function clusterPicture({run, told, past, size, title}: ClusterPictureOptions, make: Markup): ClusterPicture {
  const {svg, words} = make;
  const scene: Scene = {run, told, past, beliefs: beliefsOf(run), ring: ring(run.ids, size)};
  const {width, height} = scene.ring;
  const links = linksOf(scene, make);
  const servers = run.ids.map((id) => serverOf(id, scene, make));
  const mail = mailOf(scene, make);
  const element = svg(
    "svg",
    {viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`, width, height, role: "img", "aria-label": title},
    svg("g", {class: "links"}, ...links.elements),
    svg("g", {class: "servers"}, ...servers.map(({element}) => element)),
    mail.element,
  );
  const last = run.trace?.[toldUntil(run, told.to) - 1]?.index ?? 0;
  const end: Now = {at: told.to, index: told.to < run.end ? last : past.last, order: Number.POSITIVE_INFINITY};
  const show = (stop: Stop | null): string => {
    const now = stop ?? end;
    const effective = told.effective[countWhile(told.effective, (e) => e.from <= now.at) - 1]?.nodes ?? [];
    links.show(now);
    const beliefs = servers.map((server) => server.show(now, effective)).join(words.say("views.between-sentences"));
    const flying = mail.show(now);
    const nodes = effective.length === 0 ? words.say("views.nobody") : words.list(effective, "and");
    const line = words.say("views.cluster.accepted", {time: instant(now.at, told.clock, words), nodes});
    const parts = {title, line, servers: beliefs};
    const quiet = flying.length === 0;
    const name = quiet
      ? words.say("views.cluster.picture-quiet", parts)
      : words.say("views.cluster.picture", {...parts, messages: words.list(flying, "each")});
    element.setAttribute("aria-label", name);
    return line;
  };
  return {element, show};
}

const since = <T>(list: readonly Since<T>[] | undefined, index: number): T | undefined =>
  list?.[countWhile(list, (s) => s.index <= index) - 1]?.value;

/** The beliefs of each process, by the event from which they hold. */
const beliefsOf = (run: Run): Scene["beliefs"] => {
  const all = turns(run, run.trace ?? []);
  return Object.fromEntries(
    run.ids.map((id) => [id, all.flatMap(({index, belief}) => (belief.node === id ? [{index, value: belief}] : []))]),
  );
};

interface Server {
  readonly element: SVGElement;
  /** Draws the present state, and describes it in words. */
  readonly show: (now: Now, effective: readonly NodeId[]) => string;
}

const signs = {down: "✕", starting: "…", paused: "‖"} as const;

function serverOf(id: NodeId, {run: {roles}, past, beliefs, ring: {places, scale}}: Scene, {svg, words}: Markup): Server {
  const {x, y, anchor, above} = places.get(id) as Place;
  const disc = svg("circle", {r: scale.disc});
  const letter = svg("text", {class: "letter", y: 6, "text-anchor": "middle"});
  const arcs = Array.from({length: scale.arcs}, (_, i) =>
    svg("circle", {class: "arc", r: scale.disc + 4.5 + i * 4.5, pathLength: 100, transform: "rotate(-90)"}),
  );
  const tx = anchor === "start" ? -10 : anchor === "end" ? 10 : 0;
  const first = above ? -scale.disc - 14 - 16 * (scale.lines - 1) : scale.disc + 28;
  const lines = Array.from({length: scale.lines}, (_, i) => svg("text", {x: tx, y: first + i * 16, "text-anchor": anchor}));
  const element = svg("g", {transform: `translate(${Math.round(x)},${Math.round(y)})`}, ...arcs, disc, letter, ...lines);
  const running = spansAt(past.timers[id] ?? [], {from: (t) => t.index, to: (t) => t.end});
  const show = ({at, index}: Now, effective: readonly NodeId[]): string => {
    const status = since(past.status[id], index) ?? "down";
    const own = beliefs[id] ?? [];
    // If several events share its starting time, which of them made the first belief is unknown.
    const belief = since(own, index) ?? own.find(({value}) => value.from <= at)?.value;
    const believes = status === "up" || status === "paused" ? belief : undefined;
    const look = believes && looks[lookIn(roles, believes)];
    const hollow = believes?.leads && !effective.includes(id);
    set(element, "class", `server ${status} ${look?.name ?? ""}${hollow ? " hollow" : ""}`);
    say(letter, status === "up" ? (look?.letter ?? "·") : signs[status]);
    // The next one due first.
    const timers = status === "up" || status === "paused" ? running(index).sort((a, b) => a.due - b.due) : [];
    arcs.forEach((arc, i) => {
      const t = timers[i];
      const share = t === undefined ? 0 : Math.max(0, Math.min(1, (t.due - at) / Math.max(1, t.due - t.from)));
      set(arc, "stroke-dasharray", `${Math.round(share * 1000) / 10} 100`);
    });
    const [soonest] = timers;
    const {role, term} = believes ?? {role: "", term: 0};
    const told = [
      believes ? (scale.sideways ? words.say("views.cluster.role", {role, term}) : role) : words.say(`views.status.${status}`),
      believes ? (since(past.tells[id], index) ?? "") : "",
      soonest ? words.say("views.cluster.timer", {timer: soonest.name, left: left(minus(soonest.due, at), words)}) : "",
    ].filter((line) => line !== "");
    const name = status === "paused" ? words.say("views.cluster.paused", {node: id}) : id;
    // Above a server the lines end at it, below they begin there.
    const empty = above ? lines.length - 1 - told.length : 0;
    lines.forEach((line, i) => void say(line, (i === empty ? name : told[i - empty - 1]) ?? ""));
    lines.forEach((line, i) => void set(line, "class", i === empty ? "name" : "line"));
    return words.list([name, ...told], "each");
  };
  return {element, show};
}

const left = (ticks: Ticks, words: Words): string =>
  ticks <= 0
    ? words.say("views.cluster.overdue")
    : words.say("views.ms", {value: words.number(toMs(ticks), {digits: ticks < 10_000 ? 1 : 0})});

function linksOf({run, past, ring: {places}}: Scene, make: Markup): {elements: SVGElement[]; show: (now: Now) => void} {
  const links = run.ids.flatMap((a, i) =>
    run.ids.slice(i + 1).map((b) => ({pair: `${a} ${b}`, element: link(places.get(a) as Place, places.get(b) as Place, make)})),
  );
  const show = ({index}: Now) => {
    const cut = since(past.cuts, index) ?? [];
    for (const {pair, element} of links) set(element, "class", cut.includes(pair) ? "link cut" : "link");
  };
  return {elements: links.map(({element}) => element), show};
}

interface Arrow {
  readonly element: SVGElement;
  readonly tail: SVGElement;
  readonly tip: SVGElement;
  readonly words: SVGElement;
}

/** Messages that are on their way, as many arrows as there ever are at once. */
function mailOf({run, told, ring: {places, scale}}: Scene, {svg}: Markup): {element: SVGElement; show: (now: Now) => string[]} {
  const flights = told.flights.filter((f) => f.from !== f.to && places.has(f.from) && places.has(f.to));
  const ways = new Map(
    run.ids.flatMap((a) =>
      run.ids.flatMap((b) => (a === b ? [] : [[`${a} ${b}`, wayOf(places.get(a) as Place, places.get(b) as Place, scale)]])),
    ),
  );
  const sent = spansAt(flights, {from: (f) => f.sent, to: (f) => f.ended});
  const element = svg("g", {class: "mail"});
  const arrows: Arrow[] = [];
  const arrow = (i: number): Arrow => {
    const known = arrows[i];
    if (known) return known;
    const parts = [svg("line", {class: "tail"}), svg("path", {class: "tip"}), svg("text")] as const;
    const made = {element: svg("g", {}, ...parts), tail: parts[0], tip: parts[1], words: parts[2]};
    element.append(made.element);
    arrows.push(made);
    return made;
  };
  const show = (now: Now): string[] => {
    const flying = sent(now.order).slice(0, MOST_ARROWS);
    const spoken: {x: number; y: number; words: string}[] = [];
    flying.forEach((f, i) => {
      const way = ways.get(`${f.from} ${f.to}`);
      const lost = f.arrivedAt === null;
      const part = lost ? 0.5 : Math.min(1, (now.at - f.sentAt) / Math.max(1, (f.arrivedAt ?? 0) - f.sentAt));
      if (way) draw(arrow(i), {way, part, lost, words: f.kind, spoken});
    });
    for (const spare of arrows.slice(flying.length)) set(spare.element, "visibility", "hidden");
    return flying.map((f) => `${f.kind} ${f.from} → ${f.to}`);
  };
  return {element, show};
}

/** More arrows at once than anybody could tell apart. */
const MOST_ARROWS = 40;

interface Drawing {
  readonly way: ReturnType<typeof wayOf>;
  readonly part: number;
  readonly lost: boolean;
  readonly words: string;
  readonly spoken: {x: number; y: number; words: string}[];
}

function draw({element, tail, tip, words}: Arrow, {way, part, lost, words: kind, spoken}: Drawing): void {
  const [from, to] = [way.at(-0.06), way.at(part)];
  set(element, "class", lost ? "lost" : "");
  set(element, "visibility", "visible");
  const ends = {x1: from.x, y1: from.y, x2: to.x, y2: to.y};
  for (const [name, value] of Object.entries(ends)) set(tail, name, value.toFixed(1));
  set(tip, "d", lost ? "M-5,-5L5,5M5,-5L-5,5" : "M0,0L-9,4V-4Z");
  set(tip, "transform", `translate(${to.x.toFixed(1)},${to.y.toFixed(1)})rotate(${way.angle.toFixed(0)})`);
  const told = spoken.some((s) => s.words === kind && Math.abs(s.x - to.x) < 40 && Math.abs(s.y - to.y) < 24);
  const clash = spoken.filter((s) => Math.abs(s.x - to.x) < 60 && Math.abs(s.y - to.y) < 13).length;
  say(words, told ? "" : kind);
  if (told) return;
  const place = {x: to.x, y: to.y - 8 - 13 * clash};
  spoken.push({...place, words: kind});
  set(words, "x", place.x.toFixed(1));
  set(words, "y", place.y.toFixed(1));
}
