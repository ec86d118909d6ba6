import type {Run} from "../engine/model/run.ts";
import {eventList, SAVED_ROWS} from "./event-list.ts";
import {type Figure, type FrameOptions, frame, headFor} from "./frame.ts";
import {markup} from "./markup.ts";
import {evenAxis, playheadBar} from "./playhead-bar.ts";
import {story} from "./story.ts";

export interface MessagesOptions extends FrameOptions {
  /** Rows to begin with, 60 at most; 60 unless said. */
  readonly rows?: number;
}

/** A run as a table of its messages, faults and changes of role, linked with the other views by the playhead. Takes a run with a trace. */
export function messages(run: Run, options: MessagesOptions): Figure {
  const make = markup(options);
  const told = story(run, options);
  const head = headFor(run, options);
  const list = eventList(told, make, {most: options.rows ?? SAVED_ROWS, open: true, chosen: (order) => head.seek(order)});
  const axis = evenAxis(told);
  const title = options.title ?? make.words.say("views.messages.title", {n: told.flights.length});
  const show = (stop: {readonly order: number} | null) => list.mark(stop?.order ?? null);
  return frame(run, options, make, {
    kind: "messages",
    title,
    caption: "",
    head,
    body: [playheadBar({head, run, axis: () => axis}, make), list.element],
    show,
  });
}
