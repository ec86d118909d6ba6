import type {Run} from "../engine/model/run.ts";
import type {Scenario} from "../engine/model/scenario.ts";
import type {Ticks} from "../engine/vocabulary.ts";
import {ms} from "../engine/vocabulary.ts";
import {span} from "./lanes.ts";
import {markup, type Surface, say} from "./markup.ts";
import {countWhile, type Moment, type StoryOptions, story} from "./story.ts";

/** A position of the playhead: a time, and the place in the trace up to which everything has happened. */
export type Stop = Pick<Moment, "at" | "index" | "order">;

/** An element whose `value` is the index of the event at which it stands, and which fires `input` when it moves. */
export type Playhead = HTMLElement & {
  value: number;
  /** Null: at the end, with everything to be seen. */
  readonly stop: Stop | null;
  /** The run that it goes through; null: one is still to come. */
  readonly run: Run | null;
  /** It was made before its run: whatever run its views show it goes through. */
  readonly loads: boolean;
  /** Goes to the last stop that is not after that place in the trace, and fires `input`. */
  seek(order: number): void;
  /** Takes the stops of a run, and stays at its time; at the end it stays at the end. */
  load(run: Run, moments?: readonly Moment[]): void;
};

export interface PlayheadOptions extends StoryOptions, Surface {}

/**
 * A slider with a stop at every event, and a button to either side, for several views to share. The keys are those of any slider.
 * Of a scenario: it takes the stops of the first run that a view of it shows, and of each that comes after; so a fault editor can
 * follow it, though the run depends on the editor.
 */
export function playhead(of: Run | Scenario, options: PlayheadOptions): Playhead {
  const {html, words} = markup(options);
  const range = html("input", {type: "range", min: 0, step: 1, "aria-label": words.say("views.playhead.label"), "data-key": "playhead"});
  const back = html("button", {type: "button", "aria-label": words.say("views.playhead.back"), "data-key": "back"}, "‹");
  const forth = html("button", {type: "button", "aria-label": words.say("views.playhead.forth"), "data-key": "forth"}, "›");
  const says = html("output", {"aria-live": "off"});
  let run: Run | null = null;
  let moments: readonly Moment[] = [];
  const place = () => Number(range.value);
  const show = () => {
    const moment = moments[place()];
    const n = moments.length;
    const told = moment && words.say("views.playhead.moment", {time: span(moment.at, words), event: moment.says});
    say(says, told ?? words.say("views.playhead.begin", {n}));
    const value = told
      ? words.say("views.playhead.place", {place: place() + 1, all: n, moment: told})
      : words.say("views.playhead.end", {n});
    range.setAttribute("aria-valuetext", value);
  };
  const set = (to: number) => {
    range.value = String(Math.max(0, Math.min(moments.length, to)));
    show();
  };
  const element = Object.defineProperties(html("div", {class: "playhead"}, back, range, forth, says) as HTMLElement, {
    value: {
      get: () => moments[place()]?.index ?? run?.events ?? 0,
      set: (to: number) => set(run === null || to >= run.events ? moments.length : countWhile(moments, (m) => m.index <= to) - 1),
    },
    stop: {get: () => moments[place()] ?? null},
    run: {get: () => run},
    loads: {value: !("hash" in of)},
  }) as Playhead;
  const tell = () => element.dispatchEvent(inputEvent(options.document));
  element.seek = (order) => {
    set(countWhile(moments, (m) => m.order <= order) - 1);
    tell();
  };
  element.load = (next, stops = story(next, options).moments) => {
    const before = moments[place()];
    const same = next === run;
    run = next;
    moments = stops;
    range.max = String(stops.length);
    set(before === undefined ? stops.length : countWhile(stops, (m) => (same ? m.order <= before.order : m.at <= before.at)) - 1);
  };
  range.addEventListener("input", show);
  back.addEventListener("click", () => {
    set(place() - 1);
    tell();
  });
  forth.addEventListener("click", () => {
    set(place() >= moments.length ? 0 : place() + 1);
    tell();
  });
  if ("hash" in of) element.load(of);
  else range.max = "0";
  show();
  return element;
}

/** Created by the document's own window: jsdom refuses events of another one. */
export const inputEvent = ({defaultView}: Document): Event => new (defaultView?.Event ?? Event)("input", {bubbles: true});

/** The time at which a head stands; half-way through the scenario while it stands at the end, where nothing could follow. */
export const timeOf = (head: Playhead | undefined, scenario: Scenario): Ticks => head?.stop?.at ?? ms(scenario.untilMs / 2);

/** Has a view follow a head, from now until it is taken out of the page. A head of another run is followed by its time. */
export function follow(head: Playhead, {run, view, show}: {run: Run; view: Element; show: (stop: Stop | null) => void}): void {
  let seen = false;
  const heard = () => {
    if (seen && !view.isConnected) return head.removeEventListener("input", heard);
    seen = view.isConnected;
    show(stopOf(head, run));
  };
  head.addEventListener("input", heard);
  show(stopOf(head, run));
}

function stopOf({stop, run: other}: Playhead, run: Run): Stop | null {
  if (stop === null || other === run) return stop;
  const trace = run.trace ?? [];
  const place = countWhile(trace, (e) => e.at <= stop.at) - 1;
  return {at: stop.at, index: trace[place]?.index ?? 0, order: place};
}
