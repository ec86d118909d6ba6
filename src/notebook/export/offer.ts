import type {System} from "../../engine/model/system.ts";
import type {Words} from "../../words/words.ts";
import type {Cell} from "../cells/cell.ts";
import {upstream} from "../cells/graph.ts";

interface OfferOptions {
  readonly systems: readonly System[];
  readonly words: Words;
  readonly cells: () => readonly Cell[];
}

/** Adds the button for taking a live cell's figures away at its foot, once. What it opens is fetched when it is pressed. */
export function offerTakeaway(element: HTMLElement, {systems, words, cells}: OfferOptions): void {
  const foot = element.querySelector(".cell-foot");
  const shows = element.querySelector(".cell-output :is(figure, svg)") !== null;
  const known = foot?.querySelector<HTMLButtonElement>(".take") ?? null;
  if (known !== null) known.hidden = !shows;
  if (foot === null || known !== null || !shows) return;
  const button = element.ownerDocument.createElement("button");
  Object.assign(button, {type: "button", className: "take", textContent: words.say("notebook.take.title")});
  button.addEventListener("click", async () => {
    const {takeAway} = await import("./menu.ts");
    const of = element.querySelector<HTMLElement>(".cell-output");
    if (of !== null)
      takeAway({
        of,
        systems,
        words,
        slice: () => upstream(cells(), element.id).map(({id}) => ({id, source: sourceOf(element.ownerDocument, id)})),
      });
  });
  foot.querySelector(".cell-status")?.before(button);
}

/** As it stands in the page now: the editor's text while it is open. */
function sourceOf(document: Document, id: string): string {
  const lines = document.querySelectorAll(`#${CSS.escape(id)} .cm-line`);
  if (lines.length > 0) return [...lines].map((line) => line.textContent).join("\n");
  return document.querySelector(`#${CSS.escape(id)} .cell-source code`)?.textContent?.trimEnd() ?? "";
}
