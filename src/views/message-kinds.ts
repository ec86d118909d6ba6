import type {Run} from "../engine/model/run.ts";
import type {Markup} from "./markup.ts";
import {kindsOf, type StoryOptions} from "./story.ts";

/** A box to tick for each kind of message that is sent in the window, made when its fold is opened; null where there is nothing to choose. */
export function kindsControl(
  run: Run,
  options: StoryOptions,
  {html}: Markup,
  changed: (kinds: readonly string[]) => void,
): HTMLElement | null {
  const counts = [...kindsOf(run, options)];
  if (counts.length < 2) return null;
  let chosen = counts.map(([kind]) => kind).filter((kind) => options.kinds?.includes(kind) ?? true);
  const summary = html("summary", {"data-key": "kinds"});
  const count = () => {
    summary.textContent = `Kinds of message: ${chosen.length} of ${counts.length} shown`;
  };
  count();
  // What a page shows without script: a box that nobody answers to would be a lie.
  const words = html("p", {}, counts.map(([kind, sent]) => `${kind}, ${sent}`).join(" · "));
  const element = html("details", {class: "kinds"}, summary, words);
  const open = () => {
    const boxes = counts.map(([kind]) =>
      html("input", {type: "checkbox", value: kind, checked: chosen.includes(kind), "data-key": `kind-${kind}`}),
    );
    const labels = counts.map(([kind, sent], i) => html("label", {}, boxes[i] ?? null, ` ${kind}, ${sent}`));
    words.replaceWith(html("div", {role: "group", "aria-label": "Kinds of message"}, ...labels));
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
