import {span} from "./diagram.ts";
import type {Markup} from "./markup.ts";
import type {Moment} from "./story.ts";

/** A control over the moments of a run: an element whose `value` is the number of the moment and which fires `input`. */
export interface Playhead {
  readonly element: HTMLElement;
  /** −1: at the end, with everything to be seen. */
  value: () => number;
  /** Moves it and tells who listens. */
  move: (to: number) => void;
}

/** `210.3 ms: z1 sends …` */
export const momentSays = (moment: Moment | undefined): string => (moment ? `${span(moment.at)}: ${moment.says}` : "");

/**
 * A slider with a stop at every moment, and a button to either side.
 * The arrow keys of a slider step by one, which is one event: no key handling of our own.
 */
export function playhead(moments: readonly Moment[], {html}: Markup, changed: (value: number) => void): Playhead {
  const last = moments.length;
  const range = html("input", {
    type: "range",
    min: 0,
    max: last,
    step: 1,
    value: last,
    "aria-label": "Playhead, by event",
    "data-key": "playhead",
  });
  const back = html("button", {type: "button", "aria-label": "One event back", "data-key": "back"}, "‹");
  const forth = html("button", {type: "button", "aria-label": "One event forth", "data-key": "forth"}, "›");
  const says = html("output", {"aria-live": "off"});
  const element = html("div", {class: "playhead"}, back, range, forth, says);
  const value = () => (Number(range.value) >= last ? -1 : Number(range.value));
  const show = () => {
    const moment = moments[value()];
    const text = moment ? momentSays(moment) : `${last} events; move the playhead to step through them`;
    says.textContent = text;
    range.setAttribute("aria-valuetext", moment ? `${value() + 1} of ${last}. ${text}` : `the end, all ${last} events shown`);
  };
  const move = (to: number) => {
    range.value = String(Math.max(0, Math.min(last, to)));
    show();
    changed(value());
  };
  range.addEventListener("input", () => {
    show();
    changed(value());
  });
  back.addEventListener("click", () => move(Number(range.value) - 1));
  forth.addEventListener("click", () => move(Number(range.value) >= last ? 0 : Number(range.value) + 1));
  show();
  return {element, value, move};
}
