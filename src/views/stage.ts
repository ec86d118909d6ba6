import type {Run} from "../engine/model/run.ts";
import {type ClusterPicture, clusterPicture} from "./cluster-picture.ts";
import type {Markup} from "./markup.ts";
import type {Stop} from "./playhead.ts";
import type {Story} from "./story.ts";
import {pastOfTrace} from "./trace-past.ts";

/** A picture over time with its bar, and the cluster at the playhead: beside it, or below where there is no room. */
export interface Stage {
  readonly element: HTMLElement;
  readonly show: (stop: Stop | null) => void;
  /** Draws the messages that are to be seen now. */
  readonly again: () => void;
}

/**
 * The cluster comes with the first move of the playhead: at the end, where a picture stands at first, there is nothing on its way, and a
 * saved page does without it.
 */
export function stage(run: Run, told: () => Story, make: Markup, parts: readonly Element[]): Stage {
  const {html, words} = make;
  const element = html("div", {class: "stage"}, html("div", {class: "time"}, ...parts));
  const moment = html("div", {class: "moment cluster"});
  let picture: ClusterPicture | null = null;
  let now: Stop | null = null;
  const draw = () => {
    const title = words.say("views.cluster.title");
    picture = clusterPicture({run, told: told(), past: pastOfTrace(run), size: "small", title}, make);
    moment.replaceChildren(picture.element);
    picture.show(now);
    if (moment.parentElement !== null) return;
    element.append(moment);
    element.closest(".figure")?.classList.add("played");
  };
  return {
    element,
    show(stop) {
      now = stop;
      if (picture !== null) picture.show(stop);
      else if (stop !== null) draw();
    },
    again: () => void (picture !== null && draw()),
  };
}
