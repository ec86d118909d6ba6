import {groupBy} from "../engine/analysis/group-by.ts";
import {isOpen, lengthOf, mainScope, vacancies} from "../engine/analysis/spans.ts";
import type {Run} from "../engine/model/run.ts";
import {later, NO_TIME} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {fewKinds} from "./bundles.ts";
import {span} from "./clock.ts";
import {type Diagram, diagram} from "./diagram.ts";
import {type EventList, eventList, SAVED_ROWS} from "./event-list.ts";
import {type Figure, type FrameOptions, frame, headFor} from "./frame.ts";
import {type Markup, markup, say, set} from "./markup.ts";
import {kindsControl} from "./message-kinds.ts";
import type {Playhead, Stop} from "./playhead.ts";
import {playheadBar} from "./playhead-bar.ts";
import {scrub} from "./scrub.ts";
import {stage} from "./stage.ts";
import {countWhile, type Flight, type Story, story} from "./story.ts";
import {looks} from "./theme.ts";

export interface SpaceTimeOptions extends FrameOptions {
  /** What stands on the arrow of a message: the value of that field, or what a function says (null: nothing). Its kind unless said. */
  readonly label?: string | ((flight: Flight) => string | null);
  /** Width of the picture in pixels; 640 unless said. It scrolls where there is less room, and the names stay. */
  readonly width?: number;
}

/** What is drawn now: another choice of kinds makes another. */
interface Drawn {
  readonly told: Story;
  readonly picture: Diagram;
  readonly list: EventList;
}

/**
 * A run as processes over time with their messages between them, a playhead, and the list of its events.
 * Takes a run with a trace; draws with the document it is given.
 */
export function spaceTime(run: Run, options: SpaceTimeOptions): Figure {
  const make = markup(options);
  const {html, words} = make;
  const title = options.title ?? titleOf(run, words);
  const head = headFor(run, options);
  const about = {class: "picture", role: "group", "aria-label": words.say("views.space-time.label"), tabindex: 0, "data-key": "picture"};
  const scroll = html("div", about);
  const rows = html("div");
  let stop: Stop | null = null;
  const draw = (kinds: readonly string[] | undefined): Drawn => {
    const told = story(run, {...options, kinds: kinds as readonly string[]});
    const name = words.say("views.space-time.picture", {title, nodes: told.nodes.length, messages: told.flights.length});
    const picture = diagram(told, make, {width: options.width ?? 640, label: labelOf(options.label), name});
    const list = eventList(told, make, {most: SAVED_ROWS, open: false, chosen: (order) => head.seek(order)});
    scroll.replaceChildren(picture.element, picture.head.element, picture.names);
    rows.replaceChildren(list.element);
    return {told, picture, list};
  };
  const kinds = options.kinds ?? fewKinds(story(run, options));
  let drawn = draw(kinds);
  const goes = () => options.playhead === undefined && head.load(run, drawn.told.moments);
  goes();
  const axis = () => drawn.picture.layout;
  const bar = playheadBar({head, run, axis}, make);
  const inSight = scrub(scroll, head, axis);
  const set = stage(run, () => drawn.told, make, [scroll, bar]);
  const show = (to: Stop | null) => {
    stop = to;
    point(drawn, to, make);
    inSight(to);
    set.show(to);
  };
  const first = drawn.told.flights;
  const saidOf = (kind: string) =>
    wordsOn(
      first.filter((flight) => flight.kind === kind),
      labelOf(options.label),
    );
  const filter = kindsControl(run, {...options, kinds: kinds as readonly string[]}, make, saidOf, (chosen) => {
    drawn = draw(chosen);
    goes();
    bar.show();
    set.again();
    point(drawn, stop, make);
  });
  listen(scroll, bar.querySelector("output") as Element, () => drawn, head);
  const caption = words.say("views.space-time.caption", {messages: drawn.told.flights.length, folds: axis().folds.length});
  return frame(run, options, make, {
    kind: "space-time",
    title,
    caption,
    head,
    body: [legend(drawn.told, make), set.element, filter, rows],
    show,
  });
}

function labelOf(label: SpaceTimeOptions["label"]): (flight: Flight) => string | null {
  if (typeof label === "function") return label;
  return ({kind, message}) => (label !== undefined && label in message ? String(message[label]) : kind);
}

/** As many words as a line of a list has room for. */
const MOST_WORDS = 3;

/** What stands on the arrows of a kind beside its name; nothing where it is a number that differs from arrow to arrow. */
function wordsOn(flights: readonly Flight[], label: (flight: Flight) => string | null): string[] {
  const labels = [...new Set(flights.map(label))].filter((text) => text !== null && text !== "" && text !== flights[0]?.kind);
  return labels.length > MOST_WORDS ? [] : (labels as string[]).filter((text) => /\p{L}/u.test(text));
}

function titleOf(run: Run, words: Words): string {
  const ended = vacancies(run, mainScope(run)).filter((s) => !isOpen(s, run.end));
  const longest = ended.map((s) => lengthOf(s, run.end)).reduce(later, NO_TIME);
  return ended.length === 0 ? words.say("views.space-time.title-never") : words.say("views.space-time.title", {time: span(longest, words)});
}

/** Only the roles that occur, each with its letter; those that are drawn alike are told together. */
export function legend(told: Story, {html, words}: Markup): HTMLElement {
  const seen = groupBy([...new Map(told.bands.map((b) => [b.role, b.look]))], ([, look]) => look);
  const swatch = (name: string, letter: string) => html("span", {class: `swatch ${name}`, "aria-hidden": "true"}, letter);
  const items = [...seen].map(([look, roles]) =>
    html("li", {}, swatch(look, looks[look].letter), ` ${roles.map(([role]) => role).join(", ")}`),
  );
  const leads = told.bands.some((b) => b.leads);
  const hollow = html("li", {}, swatch("leader hollow", "L"), ` ${words.say("views.space-time.hollow")}`);
  return html("ul", {class: "legend", "aria-label": words.say("views.space-time.roles")}, ...items, leads ? hollow : null);
}

/** Moves the head to a stop. What comes later lies under the veil, but for the message in question. */
function point({told, picture, list}: Drawn, stop: Stop | null, make: Markup): void {
  picture.head.move(stop?.at ?? null);
  const moment = stop === null ? undefined : told.moments[countWhile(told.moments, (m) => m.order <= stop.order) - 1];
  const flight = moment?.order === stop?.order && moment?.at === stop?.at ? picture.arrowOf(moment?.flight ?? -1) : undefined;
  raise(picture.head.front, flight, make);
  list.mark(stop?.order ?? null);
}

/** Shows a message above the veil, by one element whose parts take the look of each in turn. */
function raise(front: SVGGElement, flight: ReturnType<Diagram["arrowOf"]>, {svg}: Markup): void {
  const known = front.firstElementChild;
  if (flight === undefined) return known === null ? undefined : set(front, "visibility", "hidden");
  set(front, "visibility", "visible");
  const copy = known ?? front.appendChild(svg("g", {}, svg("line"), svg("path"), svg("text")));
  set(copy, "class", flight.element.getAttribute("class") ?? "");
  for (const part of copy.children) {
    const model = part.localName === "text" ? flight.said : flight.element.querySelector(`${part.localName}:not(.reach)`);
    set(part, "visibility", model === null ? "hidden" : "inherit");
    say(part, model?.textContent ?? "");
    for (const {name, value} of model?.attributes ?? []) set(part, name, value);
  }
}

/** Arrows go through the messages, from the first one that Tab reaches; a message that is chosen moves the head to its sending. */
function listen(scroll: HTMLElement, says: Element, drawn: () => Drawn, head: Playhead): void {
  const numberOf = (target: EventTarget | null) => drawn().picture.arrows.findIndex(({element}) => element.contains(target as Node));
  const tell = ({target}: Event) => {
    const told = drawn().picture.arrows[numberOf(target)]?.element.getAttribute("aria-label");
    if (told && !head.playing) says.textContent = told;
  };
  const choose = ({target}: Event) => {
    const {told, picture} = drawn();
    const arrow = picture.arrows[numberOf(target)]?.bundle;
    if (arrow === undefined) return;
    head.pause();
    // What was sent before the window begins is first seen arriving.
    head.seek(Math.max(arrow.first.sent, told.moments.find((m) => m.flight === arrow.members[0])?.order ?? 0));
  };
  scroll.addEventListener("pointerover", tell);
  scroll.addEventListener("focusin", tell);
  scroll.addEventListener("click", choose);
  scroll.addEventListener("keydown", (event) => {
    const {arrows} = drawn().picture;
    const at = numberOf(event.target);
    if (at < 0) return;
    if (event.key === "Enter") return choose(event);
    const [own, next] = [arrows[at]?.element, arrows[at + (event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0)]?.element];
    if (next === undefined || next === own) return;
    event.preventDefault();
    own?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}
