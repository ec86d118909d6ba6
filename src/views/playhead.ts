import type {Run} from "../engine/model/run.ts";
import type {Scenario} from "../engine/model/scenario.ts";
import {ms, type Ticks, ticks} from "../engine/vocabulary.ts";
import {type Clock, clockOf, instant} from "./clock.ts";
import {markup, type Surface} from "./markup.ts";
import {countWhile, type Moment, type StoryOptions, story} from "./story.ts";

/** A position of the playhead: a time, and the place in the trace up to which everything has happened. */
export type Stop = Pick<Moment, "at" | "index" | "order">;

/** How time lies along a picture: what a playhead is played over. */
export interface Axis {
  readonly x: (at: number) => number;
  readonly at: (x: number) => number;
  readonly x0: number;
  readonly x1: number;
}

/** An element whose `value` is the index of the event at which it stands, and which fires `input` when it moves, begins to play or stops. */
export type Playhead = HTMLElement & {
  value: number;
  /** Null: at the end, with everything to be seen. */
  readonly stop: Stop | null;
  /** What happened there last, and which of how many events that was, in words. */
  readonly says: {readonly event: string; readonly place: string};
  /** The run that it goes through; null: one is still to come. */
  readonly run: Run | null;
  /** It was made before its run: whatever run its views show it goes through. */
  readonly loads: boolean;
  readonly playing: boolean;
  /** Times as fast as usual. */
  speed: number;
  /** Goes to an instant, between two events or at one; null: to the end. */
  moveTo(at: Ticks | null): void;
  /** To the event before or after; from the end on to the first. */
  step(by: 1 | -1): void;
  /** Goes to the last stop that is not after that place in the trace. */
  seek(order: number): void;
  /** Takes the stops of a run, and stays at its time; at the end it stays at the end. */
  load(run: Run, moments?: readonly Moment[]): void;
  /** Moves along a picture at the picture's own pace, as long as there is somebody to look; event by event for who wants no motion. */
  play(axis: Axis, seen: () => boolean): void;
  pause(): void;
};

export interface PlayheadOptions extends StoryOptions, Surface {}

/** Milliseconds for the whole of a picture, and for one event where nothing may move. */
const SWEEP = 16_000;
const BEAT = 900;

/**
 * The one moment of a run that several views show: its time, and whether it plays. It is not seen itself; each view has a bar to move it by.
 * Of a scenario: it takes the stops of the first run that a view of it shows, and of each that comes after; so a fault editor can
 * follow it, though the run depends on the editor.
 */
export function playhead(of: Run | Scenario, options: PlayheadOptions): Playhead {
  const {html, words} = markup(options);
  let run: Run | null = null;
  let moments: readonly Moment[] = [];
  let clock: Clock | null = null;
  let stop: Stop | null = null;
  const element = html("div", {hidden: true}) as HTMLElement as Playhead;
  const tell = () => void element.dispatchEvent(inputEvent(options.document));
  /** Number of the last event that has happened; −1: none has. */
  const place = () => (stop === null ? moments.length : countWhile(moments, (m) => m.order <= (stop as Stop).order) - 1);
  const to = (number: number) => {
    stop = moments[Math.max(0, number)] ?? null;
  };
  const goTo = (at: Ticks) => {
    const {index, order} = moments[countWhile(moments, (m) => m.at <= at) - 1] ?? before(moments[0]);
    stop = {at, index, order};
  };
  const player = playing(element, options.document);
  const methods: Pick<Playhead, "moveTo" | "step" | "seek" | "load" | "play" | "pause"> = {
    moveTo(at) {
      if (at === null) stop = null;
      else goTo(at);
      tell();
    },
    step(by) {
      const now = place();
      const late = stop !== null && stop.at > (moments[now]?.at ?? stop.at);
      if (stop === null) to(by > 0 ? 0 : moments.length - 1);
      else to(by < 0 && late ? now : now + by);
      tell();
    },
    seek(order) {
      to(countWhile(moments, (m) => m.order <= order) - 1);
      tell();
    },
    load(next, stops = story(next, options).moments) {
      const same = next === run;
      run = next;
      moments = stops;
      clock = clockOf(next, words);
      if (stop === null) return;
      if (same) to(place());
      else goTo(stop.at);
    },
    play: (axis, seen) => player.play(axis, seen),
    pause() {
      if (player.stop()) tell();
    },
  };
  Object.defineProperties(Object.assign(element, methods), {
    value: {
      get: () => stop?.index ?? run?.events ?? 0,
      set: (index: number) => to(run === null || index >= run.events ? moments.length : countWhile(moments, (m) => m.index <= index) - 1),
    },
    stop: {get: () => stop},
    says: {
      get(): Playhead["says"] {
        const n = moments.length;
        if (stop === null || clock === null)
          return {event: words.say("views.playhead.begin", {n}), place: words.say("views.playhead.end", {n})};
        const moment = moments[place()];
        const event = moment?.says ?? words.say("views.playhead.nothing");
        const told = words.say("views.playhead.moment", {time: instant(moment?.at ?? stop.at, clock, words), event});
        return {event: told, place: words.say("views.playhead.place", {place: place() + 1, all: n, moment: told})};
      },
    },
    run: {get: () => run},
    loads: {value: !("hash" in of)},
    playing: {get: player.on},
    speed: {value: 1, writable: true},
  });
  if ("hash" in of) element.load(of);
  return element;
}

/** Where nothing has happened yet. */
const before = (first: Moment | undefined): Pick<Stop, "index" | "order"> =>
  first === undefined ? {index: 0, order: -1} : {index: Math.max(0, first.index - 1), order: first.order - 1};

interface Player {
  readonly on: () => boolean;
  readonly play: Playhead["play"];
  /** Answers whether it played. */
  readonly stop: () => boolean;
}

/** Moves a head frame by frame. Begun anew, it forgets what it played before. */
function playing(head: Playhead, {defaultView: view}: Document): Player {
  let turn = 0;
  let on = false;
  const stop = (): boolean => {
    const was = on;
    on = false;
    return was;
  };
  const play: Player["play"] = (axis, seen) => {
    if (!view?.requestAnimationFrame) return;
    const mine = ++turn;
    const calm = view.matchMedia("(prefers-reduced-motion:reduce)").matches;
    on = true;
    let x = head.stop === null ? axis.x0 : axis.x(head.stop.at);
    let last: number | null = null;
    let waited = 0;
    const frame = (now: number) => {
      if (!on || mine !== turn) return;
      if (!seen()) return void stop();
      const passed = (now - (last ?? now)) * head.speed;
      last = now;
      waited += passed;
      x += (passed / SWEEP) * (axis.x1 - axis.x0);
      if (calm ? waited >= BEAT : passed > 0) {
        waited = 0;
        if (calm) head.step(1);
        else head.moveTo(x < axis.x1 ? ticks(axis.at(x)) : null);
      }
      if (head.stop === null) return head.pause();
      view.requestAnimationFrame(frame);
    };
    head.moveTo(ticks(axis.at(x)));
    view.requestAnimationFrame(frame);
  };
  return {on: () => on, play, stop};
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
