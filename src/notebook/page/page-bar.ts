import type {Words} from "../../words/words.ts";
import {cellName, toldBy} from "../cells/told-by.ts";
import type {Arrival} from "./page-state.ts";

export interface PageBarOptions {
  readonly run: () => void;
  readonly stop: () => void;
  readonly reset: () => void;
  /** The fragment for what the page holds; rejects with the reason why there can be none. */
  readonly link: () => Promise<string>;
}

/** What concerns the whole page: its buttons, and a place where results are said politely. */
export interface PageBar {
  /** The result of reading a link. */
  readonly arrived: (arrival: Arrival) => void;
}

/** Puts the bar at the end of the chapter, where it stays in sight. */
export function pageBar(document: Document, words: Words, {run, stop, reset, link}: PageBarOptions): PageBar {
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, attributes: {readonly [name: string]: string} = {}) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const bar = make("section", {class: "page-bar not-content", "aria-label": words.say("notebook.page.title")});
  const buttons = make("p");
  const says = make("div", {class: "page-notice", role: "status"});
  const address = make("input", {class: "page-link", readonly: "", "aria-label": words.say("notebook.page.link")});
  const say = (...texts: readonly string[]) => {
    address.hidden = true;
    const old = [...says.children].map(({textContent}) => textContent);
    // What was said once is not said again.
    if (old.join("\n") === texts.join("\n")) return;
    says.replaceChildren(
      ...texts.map((text) => {
        const line = make("p");
        line.textContent = text;
        return line;
      }),
    );
  };
  const handOut = async () => {
    try {
      const {history, location} = document.defaultView as Window;
      const fragment = await link();
      history.replaceState(history.state, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
      const copied = await copy(location.href);
      say(words.say(copied ? "notebook.page.copied" : "notebook.page.linked"));
      address.hidden = false;
      address.value = location.href;
      address.focus();
      address.select();
    } catch (error) {
      say(words.tell(toldBy(error)));
    }
  };
  const button = (key: "run" | "stop" | "link" | "reset", act: () => void) => {
    const made = make("button", {type: "button", class: `page-${key}-button`});
    made.textContent = words.say(`notebook.page.${key}`);
    made.addEventListener("click", act);
    return made;
  };
  buttons.append(
    button("run", run),
    button("stop", stop),
    button("link", () => void handOut()),
    button("reset", () => {
      reset();
      say(words.say("notebook.page.reset.done"));
    }),
  );
  address.hidden = true;
  bar.append(says, address, buttons);
  document.documentElement.classList.add("has-page-bar");
  (document.querySelector("notebook-cell")?.closest(".sl-markdown-content") ?? document.body).append(bar);
  return {
    arrived: ({refused, mismatch, code}) =>
      say(
        ...(refused.length === 0 && mismatch === null && code.length === 0 ? [words.say("notebook.page.arrived")] : []),
        ...(refused.length === 0 ? [] : [words.say("notebook.page.refused", {parts: partsOf(refused, words)})]),
        ...(mismatch === null ? [] : [mismatch]),
        ...(code.length === 0 ? [] : [words.say("notebook.page.code", {cells: code.map(cellName)})]),
      ),
  };
}

const partsOf = (refused: Arrival["refused"], words: Words): string =>
  refused.map((one) => words.say("notebook.page.part", one)).join(words.say("notebook.page.between-parts"));

/** Whether the browser let it be copied: it may refuse, and at an insecure address it has no clipboard. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
