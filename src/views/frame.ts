import type {Run} from "../engine/model/run.ts";
import type {Child, Markup, Surface} from "./markup.ts";
import {follow, inputEvent, type Playhead, playhead, type Stop} from "./playhead.ts";
import type {StoryOptions} from "./story.ts";

/** What every view of a run may be told. */
export interface FrameOptions extends StoryOptions, Surface {
  /** What to see; computed unless said. */
  readonly title?: string;
  /** What was run; system, scenario and seed unless said. */
  readonly caption?: string;
  /** The head that this view follows and moves, together with others; one of its own unless said. */
  readonly playhead?: Playhead;
}

/** A view of a run: an element with `value`, the index of the event at the playhead, which fires `input` when that moves. */
export type Figure = HTMLElement & {value: number};

export interface FrameParts {
  /** A class by which to style and find it. */
  readonly kind: string;
  readonly title: string;
  readonly caption: string;
  readonly head: Playhead;
  readonly body: readonly Child[];
  readonly show: (stop: Stop | null) => void;
}

/** The playhead to follow. One made before its run takes this run's events. */
export function headFor(run: Run, options: FrameOptions): Playhead {
  const shared = options.playhead;
  if (shared === undefined) return playhead(run, options);
  if (shared.run !== run && shared.loads) shared.load(run);
  return shared;
}

/** Title, body and caption as one figure that follows its head. */
export function frame(
  run: Run,
  options: FrameOptions,
  {html, words}: Markup,
  {kind, title, caption, head, body, show}: FrameParts,
): Figure {
  const {system, name: scenario, seed} = run.scenario;
  const what = {system, scenario, seed};
  const computed = caption === "" ? words.say("views.caption-bare", what) : words.say("views.caption", {...what, caption});
  const figure = html(
    "figure",
    {class: `figure ${kind}`, "aria-label": title, "data-trace-hash": run.hash},
    html("p", {class: "figure-title"}, title),
    ...body,
    html("figcaption", {}, options.caption ?? computed),
  );
  Object.defineProperty(figure, "value", {
    get: () => head.value,
    set: (to: number) => {
      head.value = to;
    },
  });
  follow(head, {run, view: figure, show});
  // The head is no part of the figure, so its events do not pass here.
  follow(head, {run, view: figure, show: () => void (figure.isConnected && figure.dispatchEvent(inputEvent(options.document)))});
  return figure as Figure;
}
