import type {Run} from "../engine/run.ts";
import type {Markup} from "./markup.ts";
import {kindsOf, type StoryOptions} from "./story.ts";

/** A box to tick for each kind of message that is sent in the window, folded away; null where there is nothing to choose. */
export function kindsControl(
  run: Run,
  options: StoryOptions,
  {html}: Markup,
  changed: (kinds: readonly string[]) => void,
): HTMLElement | null {
  const counts = [...kindsOf(run, options)];
  if (counts.length < 2) return null;
  const boxes = counts.map(([kind]) => {
    const checked = options.kinds?.includes(kind) ?? true;
    return html("input", {type: "checkbox", value: kind, checked, "data-key": `kind-${kind}`});
  });
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const summary = html("summary", {"data-key": "kinds"});
  const count = () => {
    summary.textContent = `Kinds of message: ${chosen().length} of ${counts.length} shown`;
  };
  count();
  const labels = counts.map(([kind, sent], i) => html("label", {}, boxes[i] ?? null, ` ${kind}, ${sent}`));
  const element = html("details", {class: "kinds"}, summary, html("div", {role: "group", "aria-label": "Kinds of message"}, ...labels));
  element.addEventListener("input", (event) => {
    // Not a move of the playhead, which is what a figure's `input` says.
    event.stopPropagation();
    count();
    changed(chosen());
  });
  return element;
}
