import type {Run} from "../engine/model/run.ts";
import type {ClusterPicture} from "./cluster-picture.ts";
import type {Markup} from "./markup.ts";
import type {Stop} from "./playhead.ts";
import type {Story} from "./story.ts";

/** A picture over time with its bar, and the cluster at the playhead: beside it, or below where there is no room. */
export interface Stage {
  readonly element: HTMLElement;
  readonly show: (stop: Stop | null) => void;
  /** Draws the messages that are to be seen now. */
  readonly again: () => void;
}

/**
 * The cluster comes with the first move of the playhead: at the end, where a picture stands at first, there is nothing on its way, and a
 * saved page does without it. So does the first touch of a page: what draws it comes then, too.
 */
export function stage(run: Run, told: () => Story, make: Markup, parts: readonly Element[]): Stage {
  const {html, words} = make;
  const element = html("div", {class: "stage"}, html("div", {class: "time"}, ...parts));
  const moment = html("div", {class: "moment cluster"});
  let picture: ClusterPicture | null = null;
  let now: Stop | null = null;
  let asked = false;
  const draw = async () => {
    asked = true;
    const [{clusterPicture}, {pastOfTrace}] = await Promise.all([import("./cluster-picture.ts"), import("./trace-past.ts")]);
    const title = words.say("views.cluster.title");
    picture = clusterPicture({run, told: told(), past: pastOfTrace(run), size: "small", title}, make);
    moment.replaceChildren(picture.element);
    picture.show(now);
    if (moment.parentElement !== null) return;
    element.append(moment);
    element.closest(".figure")?.classList.add("played");
  };
  const drawn = () => {
    // The next move may find a better network.
    draw().catch(() => {
      asked = false;
    });
  };
  return {
    element,
    show(stop) {
      now = stop;
      if (picture !== null) picture.show(stop);
      else if (stop !== null && !asked) drawn();
    },
    again() {
      if (picture !== null) drawn();
    },
  };
}
