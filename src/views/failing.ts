import {deciding, messagesBefore} from "../engine/analysis/deciding.ts";
import {mainScope} from "../engine/analysis/spans.ts";
import type {Run} from "../engine/model/run.ts";
import {toMs} from "../engine/vocabulary.ts";
import {compare} from "./compare.ts";
import {markup, type Surface} from "./markup.ts";
import {inputEvent, playhead} from "./playhead.ts";
import {type SpaceTimeOptions, spaceTime} from "./space-time.ts";

export interface FailingOptions extends Surface, Pick<SpaceTimeOptions, "fields"> {
  /** Which run fails, and which does not. */
  readonly title: string;
}

/** What a page calls once it has it: where a picture is wider than its place, it scrolls to the playhead. */
export type Failing = HTMLElement & {readonly inSight: () => void};

/** As many messages as can be told apart. */
const MOST = 40;

/**
 * A run that fails, beside one that does not where there is one. The playhead stands at the event that decided it, and of the messages those are
 * drawn that can have had a part in that. Takes runs with a trace.
 */
export function failing(failed: Run, passed: Run | null, {title, ...options}: FailingOptions): Failing {
  const {html} = markup(options);
  const trace = failed.trace ?? [];
  const place = deciding(failed, passed);
  const shown = {...options, ...around(failed, place)};
  const head = playhead(failed, shown);
  if (place !== null) head.value = trace[place]?.index ?? failed.events;
  const picture = spaceTime(failed, {...shown, title, playhead: head});
  const beside = passed === null ? null : compare(passed, failed, {...options, playhead: head});
  const element = html("div", {class: "failing", role: "group", "aria-label": title}, picture, beside);
  return Object.assign(element, {inSight: () => void head.dispatchEvent(inputEvent(options.document))});
}

/**
 * From what first befell the run, or the first message that counts, to a little after what decided it and after whoever took over then: a write
 * that is lost was acknowledged before that.
 */
function around(run: Run, place: number | null): Pick<SpaceTimeOptions, "fromMs" | "toMs" | "only"> {
  const trace = run.trace ?? [];
  const decided = place === null ? undefined : trace[place];
  if (place === null || decided === undefined) return {};
  const next = run.effective.find(({scope, nodes, from}) => scope === mainScope(run) && nodes.length > 0 && from > decided.at);
  const over = next === undefined ? place : trace.findLastIndex((e) => e.at <= next.from);
  const only = new Set([...messagesBefore(trace, place, MOST / 2), ...messagesBefore(trace, over, MOST / 2)]);
  const times = trace.flatMap((e, i) => {
    const counts = i === place || i === over || (e.kind === "fault" && i <= over) || (e.kind === "send" && only.has(e.id));
    return counts ? [toMs(e.at)] : [];
  });
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const margin = Math.max(20, 0.08 * (to - from));
  return {only, fromMs: Math.max(0, from - margin), toMs: to + margin};
}
