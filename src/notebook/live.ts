import type {CellElement, ChapterModule} from "./element.ts";
import {finish} from "./finish.ts";
import {hand} from "./handover.ts";
import {library, simulator} from "./library.ts";
import {madeLine} from "./made.ts";
import {type CellObserver, type Notebook, notebook} from "./runtime.ts";

/** Makes a page's chapter live. The answer makes one cell live, with what it depends on; the others keep what was saved. */
export function open(document: Document, {cells, systems}: ChapterModule): (id: string) => void {
  const book: Notebook = notebook(cells, {
    document,
    library: library({document, systems}),
    simulator: simulator(systems, () => performance.now()),
    observe: ({id, inputs}) => observer(document, id, () => inputs.includes("view") && follow(id)),
  });
  // Only a change wakes the cells that hang on this one: while an input stands at its default, what was saved is what they show.
  const follow = (id: string) => {
    for (const other of book.dependents(id)) book.watch(other);
  };
  return book.watch;
}

function observer(document: Document, id: string, changed: () => void): CellObserver {
  const element = document.getElementById(id) as CellElement | null;
  return {
    shown(nodes, made) {
      if (element === null) return;
      const output = document.createElement("div");
      output.className = "cell-output";
      output.dataset.live = "";
      output.append(...nodes);
      finish(output, id);
      output.addEventListener("input", changed);
      hand(element, output);
      element.say("live", madeLine(made));
    },
    rejected(error) {
      if (element === null) return;
      const says = document.createElement("p");
      says.className = "cell-error";
      says.setAttribute("role", "alert");
      says.textContent = error instanceof Error ? error.message : String(error);
      const output = document.createElement("div");
      output.className = "cell-output";
      output.dataset.live = "";
      output.append(says);
      element.output?.replaceWith(output);
      element.say("error", "");
    },
  };
}
