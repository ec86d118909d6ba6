import type {Scenario} from "../engine/model/scenario.ts";
import type {Told} from "../words/message.ts";
import type {Words} from "../words/words.ts";
import {type Markup, markup, type Surface} from "./markup.ts";
import {inputEvent} from "./playhead.ts";

/** A scenario in a tree of them; the first is the root, and each comes after the one it began at. */
export interface Twig {
  /** Unique in its tree. */
  readonly name: string;
  readonly of: string | null;
  /** Why it cannot be chosen now; null, or unless said: it can. */
  readonly lacks?: Told | null;
  readonly scenario: Scenario;
}

export interface BranchesOptions extends Surface {
  /** Name of the one that is selected to begin with; the last unless said. */
  readonly selected?: string;
  readonly label?: string;
}

/**
 * An input: its `value` is the scenario of the branch that is selected, and it fires `input` when that is another. Deleting a branch takes it and
 * what began at it out of the input, and fires `remove` with its name as `detail`, for whoever keeps the tree.
 */
export type BranchesInput = HTMLElement & {readonly value: Scenario; readonly selected: string};

interface Item {
  readonly twig: Twig;
  readonly depth: number;
  readonly element: HTMLElement;
}

interface State {
  items: Item[];
  selected: string;
  /** The item that has the focus. */
  focused: string;
  readonly closed: Set<string>;
}

/** A tree of scenarios to choose from: arrows go through it, Enter selects, Delete deletes. */
export function branches(tree: readonly Twig[], options: BranchesOptions): BranchesInput {
  const make = markup(options);
  const {html, words} = make;
  const label = options.label ?? words.say("views.branches.label");
  const selected = (tree.find(({name}) => name === options.selected) ?? tree.at(-1))?.name ?? "";
  const state: State = {items: itemsOf(tree, make), selected, focused: selected, closed: new Set()};
  const list = html("ul", {role: "tree", "aria-label": label}, ...state.items.map((item) => item.element));
  const remove = html("button", {type: "button", "data-key": "delete"});
  const input = html("div", {class: "branches"}, html("p", {class: "label", "aria-hidden": "true"}, label), list, remove);
  const fire = () => input.dispatchEvent(inputEvent(options.document));
  const draw = () => show(state, remove, words);
  const select = (name: string) => {
    if (state.items.some(({twig}) => twig.name === name && lacking(twig))) return;
    const before = state.selected;
    state.selected = name;
    state.focused = name;
    draw();
    if (name !== before) fire();
  };
  const drop = () => {
    const {detail, reselected} = without(state, state.focused);
    if (detail === null) return;
    draw();
    focus(state);
    input.dispatchEvent(new (customEventOf(options.document))("remove", {bubbles: true, detail}));
    if (reselected) fire();
  };
  list.addEventListener("click", ({target}) => {
    const hit = state.items.find(({element}) => element.contains(target as Node));
    if (hit) select(hit.twig.name);
  });
  list.addEventListener("focusin", ({target}) => {
    const hit = state.items.find(({element}) => element === target);
    if (hit) state.focused = hit.twig.name;
    draw();
  });
  list.addEventListener("keydown", (event) => {
    const known = keyed(state, event.key, {select, drop});
    if (!known) return;
    event.preventDefault();
    draw();
    focus(state);
  });
  remove.addEventListener("click", drop);
  draw();
  return Object.defineProperties(input as HTMLElement, {
    value: {get: () => state.items.find(({twig}) => twig.name === state.selected)?.twig.scenario},
    selected: {get: () => state.selected},
  }) as BranchesInput;
}

const lacking = ({lacks = null}: Twig): boolean => lacks !== null;

const customEventOf = (document: Document): typeof CustomEvent => document.defaultView?.CustomEvent ?? CustomEvent;

function itemsOf(tree: readonly Twig[], {html, words}: Markup): Item[] {
  const below = (of: string | null, depth: number): Item[] =>
    tree
      .filter((twig) => twig.of === of)
      .flatMap((twig) => {
        const about = {role: "treeitem", "aria-level": depth, "data-key": `branch-${twig.name}`, style: `--depth: ${depth - 1}`};
        const element = lacking(twig)
          ? html("li", {...about, "aria-disabled": "true"}, html("span", {}, html("s", {}, twig.name), `: ${words.tell(twig.lacks ?? "")}`))
          : html("li", about, twig.name);
        return [{twig, depth, element}, ...below(twig.name, depth + 1)];
      });
  return below(null, 1);
}

const childrenOf = ({items}: State, name: string): Item[] => items.filter(({twig}) => twig.of === name);

/** Items of which no ancestor is closed. */
function visible(state: State): Item[] {
  const hidden = new Set<string>();
  return state.items.filter(({twig}) => {
    const isHidden = twig.of !== null && (hidden.has(twig.of) || state.closed.has(twig.of));
    if (isHidden) hidden.add(twig.name);
    return !isHidden;
  });
}

/** What an item shows, and tells a screen reader. Tab reaches one item only. */
function show(state: State, remove: HTMLButtonElement, words: Words): void {
  const seen = new Set(visible(state));
  for (const item of state.items) {
    const {element, twig} = item;
    element.hidden = !seen.has(item);
    element.setAttribute("aria-selected", String(twig.name === state.selected));
    element.setAttribute("tabindex", twig.name === state.focused ? "0" : "-1");
    if (childrenOf(state, twig.name).length > 0) element.setAttribute("aria-expanded", String(!state.closed.has(twig.name)));
    else element.removeAttribute("aria-expanded");
  }
  const [root] = state.items;
  remove.disabled = root === undefined || state.focused === root.twig.name;
  remove.textContent = remove.disabled
    ? words.say("views.branches.delete")
    : words.say("views.branches.delete-one", {branch: state.focused});
}

function focus({items, focused}: State): void {
  items.find(({twig}) => twig.name === focused)?.element.focus();
}

/** The keys of a tree, as ARIA's authoring practices have them. False: not one of them. */
function keyed(state: State, key: string, act: {select: (name: string) => void; drop: () => void}): boolean {
  const all = visible(state);
  const at = all.findIndex(({twig}) => twig.name === state.focused);
  const twig = all[at]?.twig;
  if (twig === undefined) return false;
  const go = (to: Item | undefined) => {
    if (to) state.focused = to.twig.name;
    return true;
  };
  const inner = childrenOf(state, twig.name);
  switch (key) {
    case "ArrowDown":
      return go(all[at + 1]);
    case "ArrowUp":
      return go(all[at - 1]);
    case "Home":
      return go(all[0]);
    case "End":
      return go(all.at(-1));
    case "ArrowRight":
      if (state.closed.delete(twig.name)) return true;
      return go(inner[0]);
    case "ArrowLeft":
      if (inner.length === 0 || state.closed.has(twig.name)) return go(all.find((item) => item.twig.name === twig.of));
      state.closed.add(twig.name);
      return true;
    case "Enter":
    case " ":
      act.select(twig.name);
      return true;
    case "Delete":
      act.drop();
      return true;
    default:
      return false;
  }
}

/** Takes a branch and what began at it out of the list; focus, and the selection if it was in there, go to where it began. */
function without(state: State, name: string): {detail: string | null; reselected: boolean} {
  const twig = state.items.find((item) => item.twig.name === name)?.twig;
  if (twig === undefined || twig.of === null) return {detail: null, reselected: false};
  const gone = new Set([name]);
  for (const item of state.items) if (item.twig.of !== null && gone.has(item.twig.of)) gone.add(item.twig.name);
  for (const item of state.items) if (gone.has(item.twig.name)) item.element.remove();
  state.items = state.items.filter((item) => !gone.has(item.twig.name));
  state.focused = twig.of;
  const reselected = gone.has(state.selected);
  if (reselected) state.selected = twig.of;
  return {detail: name, reselected};
}
