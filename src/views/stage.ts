import type {Run} from "../engine/model/run.ts";
import {clusterPicture} from "./cluster-picture.ts";
import type {Markup} from "./markup.ts";
import type {Stop} from "./playhead.ts";
import type {Story} from "./story.ts";
import {pastOfTrace} from "./trace-past.ts";

/** A picture over time with its bar, and the cluster at the playhead: beside it, or below where there is no room. */
export interface Stage {
  readonly element: HTMLElement;
  /** Takes another choice of messages. */
  readonly tell: (told: Story) => void;
  readonly show: (stop: Stop | null) => void;
}

export function stage(run: Run, told: Story, make: Markup, parts: readonly Element[]): Stage {
  const {html, words} = make;
  const past = pastOfTrace(run);
  const title = words.say("views.cluster.title");
  const drawn = (of: Story) => clusterPicture({run, told: of, past, size: "small", title}, make);
  let picture = drawn(told);
  let now: Stop | null = null;
  const moment = html("div", {class: "moment cluster"}, picture.element);
  return {
    element: html("div", {class: "stage"}, html("div", {class: "time"}, ...parts), moment),
    tell(next) {
      picture = drawn(next);
      moment.replaceChildren(picture.element);
      picture.show(now);
    },
    show(stop) {
      now = stop;
      picture.show(stop);
    },
  };
}
