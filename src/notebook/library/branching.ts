import {differences} from "../../engine/analysis/differences.ts";
import type {Parameter, Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {type BranchesInput, branches} from "../../views/branches.ts";
import {adder} from "../../views/faults.ts";
import {around, HOLE, type Markup, markup, type Surface} from "../../views/markup.ts";
import {inputEvent, type Playhead} from "../../views/playhead.ts";
import type {Words} from "../../words/words.ts";
import {type Branches, branch, branchNamed, type Change, deleteBranch, plant, renameBranch, replant, standing} from "./branches.ts";
import {checkLinkedScenario} from "./linked-scenario.ts";

/** The branch that a reader is on, and the one it is compared with. */
export interface Line {
  readonly name: string;
  readonly scenario: Scenario;
  /** Null: the root, with nothing to compare it with. */
  readonly was: Scenario | null;
}

export interface BranchingOptions extends Surface {
  readonly system: System;
  /** New faults come at its time. */
  readonly playhead?: Playhead;
  readonly label?: string;
}

/** An input whose `value` is the line of history that is selected. One that a link brings stands beside the root, alone with what it is compared with. */
export type Branching = HTMLElement & {
  value: Line;
  /** Takes over what the reader has grown in the one that stood in its place, when the root is another. */
  readonly keep: (from: Element) => void;
};

interface State {
  tree: Branches;
  selected: string;
  /** "": the one that the selected began at. */
  against: string;
}

/** What each input holds, for the one that comes after it. */
const states = new WeakMap<Element, State>();

/**
 * A run's history that branches: a fault at the playhead, or a setting of another value, begins a new line and keeps the old one. The lines
 * form a tree to walk, name, compare and delete. Fires `input` when its value is another.
 */
export function branching(root: Scenario, options: BranchingOptions): Branching {
  const {document, words, playhead, label = words.say("notebook.branching.label")} = options;
  const make = markup(options);
  const {html} = make;
  const state: State = {tree: plant(root), selected: "main", against: ""};
  const says = html("output", {"aria-live": "polite"});
  const place = html("div");
  const compared = html("select", {"data-key": "against"});
  const fire = () => void element.dispatchEvent(inputEvent(document));
  const redraw = () => {
    place.replaceChildren(treeOf());
    compare(state, compared, make);
  };
  const attempt = (act: () => string) => {
    try {
      says.textContent = act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      says.textContent = words.tell(error.told);
    }
  };
  const treeOf = (): BranchesInput => {
    const input = branches(state.tree, {document, words, selected: state.selected, label});
    input.addEventListener("input", () => {
      state.selected = input.selected;
      compare(state, compared, make);
    });
    input.addEventListener("remove", (event) => {
      const name = String((event as CustomEvent).detail);
      state.tree = deleteBranch(state.tree, name);
      if (!state.tree.some((one) => one.name === state.against)) state.against = "";
      says.textContent = words.say("notebook.branching.deleted", {branch: name});
      compare(state, compared, make);
      // What was compared with may be gone, though the selected one stays.
      if (input.selected === state.selected) fire();
    });
    return input;
  };
  const grow = (change: Change) =>
    attempt(() => {
      const {tree, name} = branch(state.tree, state.selected, change, words);
      Object.assign(state, {tree, selected: name, against: ""});
      redraw();
      fire();
      return words.say("notebook.branching.new", {branch: name});
    });
  const rename = (to: string) =>
    attempt(() => {
      const from = state.selected;
      state.tree = renameBranch(state.tree, from, to);
      Object.assign(state, {selected: to.trim(), against: state.against === from ? to.trim() : state.against});
      redraw();
      fire();
      return words.say("notebook.branching.renamed", {from, to: to.trim()});
    });
  compared.addEventListener("input", () => {
    state.against = compared.value;
  });
  const faultAt = adder(root, playhead === undefined ? {} : {playhead}, make, ({at, ...fault}) => grow({kind: "fault", fault, atMs: at}));
  const element = html(
    "div",
    {class: "branching", role: "group", "aria-label": label},
    place,
    html("div", {class: "faults-input"}, html("p", {}, words.say("notebook.branching.fault")), faultAt),
    settings(options.system, () => branchNamed(state.tree, state.selected).scenario, grow, make),
    naming(rename, make),
    html("label", {class: "row"}, ...around(words.say("notebook.branching.compare", {input: HOLE}), compared)),
    says,
  );
  redraw();
  states.set(element, state);
  const keep = (from: Element) => {
    const before = states.get(from);
    if (before === undefined) return;
    const {tree, selected, against} = before;
    const keys = options.system.config.map(({key}) => key);
    state.tree = replant(tree, root, keys, words);
    state.selected = standing(state.tree, selected).name;
    state.against = against !== "" && branchNamed(state.tree, against).lacks === null ? against : "";
    redraw();
    says.textContent = keptWords(state, words);
    fire();
  };
  const take = (line: Line) => {
    Object.assign(state, grown(root, line, options));
    says.textContent = "";
    redraw();
  };
  return Object.defineProperties(element as HTMLElement, {value: {get: () => lineOf(state), set: take}, keep: {value: keep}}) as Branching;
}

/** What has become of the branches on another root; nothing where there were none. */
function keptWords({tree, selected}: State, words: Words): string {
  if (tree.length === 1) return "";
  const out = tree
    .filter(({lacks}) => lacks !== null)
    .map(({name: left, lacks}) => words.say("notebook.branching.out", {branch: left, why: words.tell(lacks ?? "")}));
  const rest = tree.length - 1 - out.length;
  const followed = words.say("notebook.branching.followed", {rest, all: tree.length - 1});
  return [followed, ...out, words.say("notebook.branching.on", {branch: selected})].join(words.say("notebook.branching.between"));
}

/** The tree that a line of elsewhere makes. */
function grown(root: Scenario, {name, scenario, was}: Line, {system, words}: BranchingOptions): State {
  const differs = (from: Scenario) => differences(root, from).length > 0;
  const add = (tree: Branches, says: string, other: Scenario) => {
    checkLinkedScenario(other, system);
    return branch(tree, tree.at(-1)?.name ?? "", {kind: "scenario", scenario: other, says}, words);
  };
  const plain = {tree: plant(root, differs(scenario) ? "main" : name), name: ""};
  const compared = was !== null && differs(was) ? add(plain.tree, words.say("notebook.branching.compared"), was) : plain;
  if (!differs(scenario)) return {tree: compared.tree, selected: name, against: compared.name};
  const {tree, name: selected} = add(compared.tree, name, scenario);
  return {tree, selected, against: ""};
}

function lineOf({tree, selected, against}: State): Line {
  const {name, of, scenario} = branchNamed(tree, selected);
  const other = against === "" || against === name ? of : against;
  return {name, scenario, was: other === null ? null : branchNamed(tree, other).scenario};
}

/** Fills the choice of what to compare with. */
function compare({tree, selected, against}: State, select: HTMLSelectElement, {html, words}: Markup): void {
  const others = tree.filter(({name, lacks}) => name !== selected && lacks === null);
  const option = (value: string, text: string) => html("option", {value, selected: value === against}, text);
  select.replaceChildren(option("", words.say("notebook.branching.root")), ...others.map(({name}) => option(name, name)));
}

/** A setting of another value from the beginning on. */
function settings(system: System, scenario: () => Scenario, grow: (change: Change) => void, make: Markup): HTMLElement {
  const {html, words} = make;
  const known = system.config;
  const select = html(
    "select",
    {"aria-label": words.say("notebook.branching.key"), "data-key": "setting"},
    ...known.map(({key}) => html("option", {value: key}, key)),
  );
  const place = html("span");
  const one = (): Parameter | undefined => known.find(({key}) => key === select.value);
  const show = () => {
    const parameter = one();
    if (parameter !== undefined) place.replaceChildren(field(parameter, scenario().config[parameter.key] ?? parameter.default, make));
  };
  const go = html("button", {type: "button", "data-key": "set"}, words.say("notebook.branching.set"));
  go.addEventListener("click", () => {
    const [parameter, input] = [one(), place.firstElementChild as HTMLInputElement | HTMLSelectElement | null];
    if (parameter === undefined || input === null || !input.reportValidity()) return;
    grow({kind: "setting", key: parameter.key, value: typed(parameter, input.value)});
  });
  select.addEventListener("input", show);
  show();
  const row = html(
    "div",
    {class: "row"},
    ...around(words.say("notebook.branching.setting", {setting: HOLE, value: HOLE, button: HOLE}), select, place, go),
  );
  // What is chosen here is no branch yet.
  row.addEventListener("input", (event) => event.stopPropagation());
  return row;
}

function typed({default: usual}: Parameter, text: string): number | string | boolean {
  return typeof usual === "number" ? Number(text) : typeof usual === "boolean" ? text === "true" : text;
}

function field({key, default: usual, range}: Parameter, now: unknown, {html, words}: Markup): HTMLElement {
  const about = {"aria-label": words.say("notebook.branching.value", {key}), "data-key": "value", required: true};
  const choices = typeof usual === "boolean" ? ["true", "false"] : typeof usual === "string" ? range : null;
  if (choices !== null)
    return html("select", about, ...choices.map((word) => html("option", {selected: word === String(now)}, String(word))));
  if (typeof usual === "string") return html("input", {...about, type: "text", value: String(now)});
  const [min = null, max = null] = range ?? [];
  return html("input", {...about, type: "number", step: "any", min, max, value: String(now)});
}

function naming(rename: (to: string) => void, {html, words}: Markup): HTMLElement {
  const name = html("input", {type: "text", "aria-label": words.say("notebook.branching.name"), "data-key": "name", maxlength: 60});
  const go = html("button", {type: "button", "data-key": "rename"}, words.say("notebook.branching.rename"));
  go.addEventListener("click", () => {
    rename(name.value);
    name.value = "";
  });
  const row = html("div", {class: "row"}, name, " ", go);
  row.addEventListener("input", (event) => event.stopPropagation());
  return row;
}
