import {interregna, mainScope} from "../engine/analysis/measures.ts";
import type {Run} from "../engine/run.ts";
import {ms} from "../engine/vocabulary.ts";
import {diagram, span} from "./diagram.ts";
import {eventList} from "./event-list.ts";
import {type Markup, markup} from "./markup.ts";
import {playhead} from "./playhead.ts";
import {type Flight, type Story, type StoryOptions, story} from "./story.ts";
import {lookOf} from "./theme.ts";

export interface SpaceTimeOptions extends StoryOptions {
  /** Where to draw. */
  readonly document: Document;
  /** What to see; computed unless said: how long nobody led. */
  readonly title?: string;
  /** What was run; system, scenario and seed unless said. */
  readonly caption?: string;
  /** What stands on the arrow of a message: the value of that field, or what a function says (null: nothing). Its kind unless said. */
  readonly label?: string | ((flight: Flight) => string | null);
  /** Width of the picture in pixels; 640 unless said. It scrolls where there is less room. */
  readonly width?: number;
}

/** The figure: an element with `value`, the index of the event at the playhead, which fires `input` when that moves. */
export type SpaceTime = HTMLElement & {value: number};

/**
 * A run as processes over time with their messages between them, a playhead, and the list of its events.
 * Takes a run with a trace; draws with the document it is given.
 */
export function spaceTime(run: Run, options: SpaceTimeOptions): SpaceTime {
  const make = markup(options.document);
  const told = story(run, options);
  const title = options.title ?? titleOf(run);
  const picture = diagram(told, make, {
    width: options.width ?? 640,
    label: labelOf(options.label),
    name: `${title}. ${told.nodes.length} processes, ${told.flights.length} messages; the list below holds the same.`,
  });
  const list = eventList(told, make, (moment) => head.move(moment));
  const show = (moment: number): void => {
    point(picture, told, moment);
    list.mark(moment < 0 ? null : moment);
    figure.value = told.moments[moment]?.index ?? run.events;
  };
  const head = playhead(told.moments, make, (moment) => {
    show(moment);
    figure.dispatchEvent(new (eventOf(options.document))("input", {bubbles: true}));
  });
  const {html} = make;
  const scroll = html("div", {class: "picture", role: "group", "aria-label": "Picture of the run", tabindex: 0}, picture.element);
  const parts = [html("p", {class: "figure-title"}, title), legend(told, make), scroll, head.element, list.element];
  const caption = html("figcaption", {}, options.caption ?? captionOf(run, told));
  const figure = Object.assign(html("figure", {class: "space-time", "aria-label": title, "data-trace-hash": run.hash}, ...parts, caption), {
    value: run.events,
  });
  listen(picture, scroll, told, head);
  return figure;
}

function labelOf(label: SpaceTimeOptions["label"]): (flight: Flight) => string | null {
  if (typeof label === "function") return label;
  return ({kind, message}) => (label !== undefined && label in message ? String(message[label]) : kind);
}

/** The event constructor of the document's own window: another one's events are refused by jsdom. */
const eventOf = (document: Document): typeof Event => document.defaultView?.Event ?? Event;

function titleOf(run: Run): string {
  const scope = mainScope(run);
  const ended = interregna(run, scope).filter((i) => i.toMs !== null);
  const longest = Math.max(0, ...ended.map((i) => (i.toMs ?? 0) - i.fromMs));
  return ended.length === 0 ? "Nobody ever accepts a write" : `For ${span(ms(longest))} nobody leads`;
}

function captionOf(run: Run, told: Story): string {
  const {system, name, seed} = run.scenario;
  const folded = "Time runs from left to right, to scale except where a grey stretch says how much was left out.";
  return `${system}, scenario ${name}, seed ${seed}: ${told.flights.length} messages. ${folded}`;
}

/** Only the roles that occur, each with its letter. */
function legend(told: Story, {html}: Markup): HTMLElement {
  const seen = new Map(told.bands.map((b) => [b.role, lookOf(b)]));
  const items = [...seen].map(([role, look]) =>
    html("li", {}, html("span", {class: `swatch ${look.name}`, "aria-hidden": "true"}, look.letter), ` ${role}`),
  );
  const leads = told.bands.some((b) => b.leads);
  const hollow = html(
    "li",
    {},
    html("span", {class: "swatch leader hollow", "aria-hidden": "true"}, "L"),
    " believes to lead, without effect",
  );
  return html("ul", {class: "legend", "aria-label": "Roles"}, ...items, leads ? hollow : null);
}

type Picture = ReturnType<typeof diagram>;

/** Moves the head to a moment; what comes later fades. */
function point(picture: Picture, told: Story, moment: number): void {
  const now = told.moments[moment];
  for (const part of [picture.head, picture.veil]) {
    part.setAttribute("visibility", now ? "visible" : "hidden");
    if (now) part.setAttribute("transform", `translate(${Math.round(picture.x(now.at) * 10) / 10},0)`);
  }
  picture.flights.forEach((element, i) => {
    const f = told.flights[i];
    element.classList.toggle(
      "future",
      now !== undefined && f !== undefined && (f.sentAt > now.at || (f.sentAt === now.at && sentAfter(told, moment, i))),
    );
    element.classList.toggle("now", now?.flight === i);
  });
}

/** Whether a message sent at the very instant of the playhead comes after it in order. */
function sentAfter(told: Story, moment: number, flight: number): boolean {
  return told.moments.findIndex((m) => m.flight === flight) > moment;
}

/** Arrows go through the messages, from the first one that Tab reaches; pointing at the ground moves the head. */
function listen(picture: Picture, scroll: HTMLElement, told: Story, head: ReturnType<typeof playhead>): void {
  const {flights, element} = picture;
  flights[0]?.setAttribute("tabindex", "0");
  const tell = (target: EventTarget | null) => {
    const found = flights.findIndex((f) => f.contains(target as Node));
    const moment = told.moments.findIndex((m) => m.flight === found);
    const says = scroll.parentElement?.querySelector(".playhead output");
    if (found >= 0 && moment >= 0 && says) says.textContent = flights[found]?.getAttribute("aria-label") ?? "";
    return moment;
  };
  element.addEventListener("pointerover", (event) => void tell(event.target));
  element.addEventListener("focusin", (event) => void tell(event.target));
  element.addEventListener("click", (event) => {
    const moment = tell(event.target);
    if (moment >= 0) head.move(moment);
  });
  element.addEventListener("keydown", (event) => {
    const at = flights.findIndex((f) => f.contains(event.target as Node));
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = flights[at + step];
    if (event.key === "Enter") return void (tell(event.target) >= 0 && head.move(tell(event.target)));
    if (step === 0 || at < 0 || next === undefined) return;
    event.preventDefault();
    flights[at]?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}
