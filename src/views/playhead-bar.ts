import type {Run} from "../engine/model/run.ts";
import {NO_TIME, type Ticks, ticks} from "../engine/vocabulary.ts";
import {type Markup, say, set} from "./markup.ts";
import {type Axis, follow, type Playhead} from "./playhead.ts";

/** What a playhead is moved by, under a picture of its run. */
export type PlayheadBar = HTMLElement & {
  readonly head: Playhead;
  /** Shows where the head is, and what it goes through: for when that has changed and the head has not moved. */
  readonly show: () => void;
  /** Goes where the bar stood that this one replaces. */
  readonly keep: (from: Element) => void;
};

export interface BarOptions {
  readonly head: Playhead;
  readonly run: Run;
  /** How time lies along the picture above. */
  readonly axis: () => Axis & {readonly width: number};
}

/** Places along a picture that a pointer can tell apart. */
const PLACES = 1000;
const SPEEDS = [0.25, 0.5, 1, 2, 4];

/** Where a view has no axis of its own: the whole of it from edge to edge. */
export const evenAxis = ({from, to}: {readonly from: Ticks; readonly to: Ticks}): Axis & {readonly width: number} => ({
  x: (at) => (at - from) / Math.max(1, to - from),
  at: (x) => from + x * (to - from),
  x0: 0,
  x1: 1,
  width: 1,
});

/**
 * A slider whose thumb stands under the picture's own line, buttons to either side of an event, and one that plays. The arrow keys go by
 * event, Home and End to either end, and the space bar plays.
 */
export function playheadBar({head, run, axis}: BarOptions, {html, words}: Markup): PlayheadBar {
  const {x0, x1, width} = axis();
  const range = html("input", {
    type: "range",
    min: 0,
    max: PLACES,
    step: 0.1,
    "aria-label": words.say("views.playhead.label"),
    "data-key": "playhead",
  });
  const button = (key: "back" | "forth" | "play", sign: string) =>
    html("button", {type: "button", "aria-label": words.say(`views.playhead.${key}`), "data-key": key}, sign);
  const [play, back, forth] = [button("play", "▶"), button("back", "‹"), button("forth", "›")];
  const speed = html(
    "select",
    {"aria-label": words.say("views.playhead.speed"), "data-key": "speed"},
    ...SPEEDS.map((value) => html("option", {value, selected: value === 1}, `${words.number(value)} ×`)),
  );
  const says = html("output", {"aria-live": "off"});
  const style = `--x0:${(x0 / width).toFixed(4)};--x1:${(x1 / width).toFixed(4)}`;
  const bar = html("div", {class: "playhead", style}, range, html("div", {class: "transport"}, play, back, forth, speed), says);
  const show = () => {
    const {x, x0, x1} = axis();
    const {stop, playing, says: told} = head;
    const part = stop === null ? 1 : (x(stop.at) - x0) / (x1 - x0);
    range.value = String(Math.round(Math.max(0, Math.min(1, part)) * PLACES * 10) / 10);
    range.setAttribute("aria-valuetext", told.place);
    say(says, told.event);
    say(play, playing ? "‖" : "▶");
    set(play, "aria-label", words.say(playing ? "views.playhead.pause" : "views.playhead.play"));
  };
  const act = {
    play: () => (head.playing ? head.pause() : head.play(axis(), () => bar.isConnected)),
    back: () => by(head, -1),
    forth: () => by(head, 1),
  };
  range.addEventListener("input", (event) => {
    // The head tells of it: once, and in every view.
    event.stopPropagation();
    along(head, axis(), Number(range.value) / PLACES);
  });
  range.addEventListener("keydown", (event) => void (keyed(event, head, act.play) && event.preventDefault()));
  play.addEventListener("click", act.play);
  back.addEventListener("click", act.back);
  forth.addEventListener("click", act.forth);
  speed.addEventListener("input", (event) => {
    event.stopPropagation();
    head.speed = Number(speed.value);
  });
  follow(head, {run, view: bar, show});
  const keep = (from: Element) => {
    const old = (from as Partial<PlayheadBar>).head;
    if (old === undefined || old === head) return;
    head.speed = old.speed;
    speed.value = String(old.speed);
    if (old.stop === null) return;
    if (old.run?.hash === run.hash) head.seek(old.stop.order);
    else head.moveTo(old.stop.at);
  };
  return Object.assign(bar, {head, show, keep});
}

/** A bar over the whole of a head's run, under no picture; of a head that has none yet only a word. */
export function wholeBar(head: Playhead, make: Markup): HTMLElement {
  const {run} = head;
  if (run === null) return make.html("p", {}, make.words.say("views.playhead.no-run"));
  return playheadBar({head, run, axis: () => evenAxis({from: NO_TIME, to: run.end})}, make);
}

/** Takes a head so far along a picture: before everything to the first event, behind everything to the end. */
export function along(head: Playhead, {at, x0, x1}: Axis, part: number): void {
  head.pause();
  if (part <= 0) head.seek(Number.NEGATIVE_INFINITY);
  else head.moveTo(part >= 1 ? null : ticks(at(x0 + part * (x1 - x0))));
}

function by(head: Playhead, events: 1 | -1): void {
  head.pause();
  head.step(events);
}

/** Whether it was a key of a playhead's. */
export function keyed({key, ctrlKey, altKey, metaKey}: KeyboardEvent, head: Playhead, play: () => void): boolean {
  if (ctrlKey || altKey || metaKey) return false;
  const step = key === "ArrowRight" || key === "ArrowUp" ? 1 : key === "ArrowLeft" || key === "ArrowDown" ? -1 : null;
  if (step !== null) by(head, step);
  else if (key === " ") play();
  else if (key === "Home" || key === "End") {
    head.pause();
    if (key === "End") head.moveTo(null);
    else head.seek(Number.NEGATIVE_INFINITY);
  } else return false;
  return true;
}
