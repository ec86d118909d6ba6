import type {Run} from "../engine/model/run.ts";
import {clusterPicture} from "./cluster-picture.ts";
import {type Figure, type FrameOptions, frame, headFor} from "./frame.ts";
import {markup, say} from "./markup.ts";
import {pastOf} from "./past.ts";
import type {Stop} from "./playhead.ts";
import {evenAxis, playheadBar} from "./playhead-bar.ts";
import {story} from "./story.ts";

export interface ClusterOptions extends FrameOptions {
  /** What to write beside a server besides role and term, from its state; what the system says of it unless said. */
  readonly tells?: (state: never, home: string) => string;
}

/**
 * The servers of a run at the playhead, in a ring: what each believes, what is on its way between them, which timers run.
 * Takes a run with a trace that was made here.
 */
export function cluster(run: Run, options: ClusterOptions): Figure {
  const make = markup(options);
  const {html, words} = make;
  const told = story(run, options);
  const head = headFor(run, options);
  const title = options.title ?? words.say("views.cluster.title");
  const past = pastOf(run, options.tells ?? (() => ""));
  const picture = clusterPicture({run, told, past, size: "large", title}, make);
  const says = html("p", {class: "says"});
  const show = (stop: Stop | null) => say(says, picture.show(stop));
  const scroll = html("div", {class: "picture"}, picture.element);
  const axis = evenAxis(told);
  const bar = playheadBar({head, run, axis: () => axis}, make);
  const caption = words.say("views.cluster.caption");
  return frame(run, options, make, {kind: "cluster", title, caption, head, body: [says, scroll, bar], show});
}
