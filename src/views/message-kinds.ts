import type {Run} from "../engine/model/run.ts";
import type {Words} from "../words/words.ts";
import type {Markup} from "./markup.ts";
import {kindsOf, type StoryOptions} from "./story.ts";

/**
 * A box to tick for each kind of message that is sent in the window, made when its fold is opened; null where there is nothing to choose.
 * `says`: what stands on the arrows of a kind, where that is something else.
 */
export function kindsControl(
  run: Run,
  options: StoryOptions & {readonly words: Words},
  {html, words}: Markup,
  says: (kind: string) => readonly string[],
  changed: (kinds: readonly string[]) => void,
): HTMLElement | null {
  const counts = [...kindsOf(run, options)];
  if (counts.length < 2) return null;
  let chosen = counts.map(([kind]) => kind).filter((kind) => options.kinds?.includes(kind) ?? true);
  const summary = html("summary", {"data-key": "kinds"});
  const count = () => {
    summary.textContent = words.say("views.kinds.summary", {chosen: chosen.length, all: counts.length});
  };
  count();
  // Hidden without a script: a box that does nothing would be a lie.
  const named = ([kind, sent]: readonly [string, number]) => {
    const labels = says(kind);
    return labels.length === 0 ? words.say("views.kinds.kind", {kind, sent}) : words.say("views.kinds.kind-said", {kind, sent, labels});
  };
  const all = html("p", {}, counts.map(named).join(" · "));
  const element = html("details", {class: "kinds"}, summary, all);
  const open = () => {
    const boxes = counts.map(([kind]) =>
      html("input", {type: "checkbox", value: kind, checked: chosen.includes(kind), "data-key": `kind-${kind}`}),
    );
    const labels = counts.map((count, i) => html("label", {}, boxes[i] ?? null, ` ${named(count)}`));
    all.replaceWith(html("div", {role: "group", "aria-label": words.say("views.kinds.label")}, ...labels));
    element.addEventListener("input", (event) => {
      // Not a move of the playhead, which is what a figure's `input` says.
      event.stopPropagation();
      chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      count();
      changed(chosen);
    });
  };
  element.addEventListener("toggle", open, {once: true});
  return element;
}
