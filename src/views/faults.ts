import {befallen, type Fault, type FaultAct} from "../engine/model/fault.ts";
import type {Scenario} from "../engine/model/scenario.ts";
import type {NodeId} from "../engine/vocabulary.ts";
import {toMs} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {FAULT_LOOKS, type FaultButton, faultWords} from "./fault-looks.ts";
import {around, HOLE, type Markup, markup, type Surface} from "./markup.ts";
import {inputEvent, type Playhead, timeOf} from "./playhead.ts";

export interface FaultsOptions extends Surface {
  /** New faults come at its time; half-way through the scenario unless said, or while it stands at the end. */
  readonly playhead?: Playhead;
  readonly title?: string;
}

/** An input whose `value` is the faults of a scenario, as data: `{...scenario, faults: value}` is the scenario with them. */
export type FaultsInput = HTMLFormElement & {value: readonly Fault[]};

export type Timed = FaultAct & {readonly at: number};

/** Nobody could tell more apart. */
const MOST = 30;

/**
 * The faults of a scenario as marks on its time line, to be dragged, stepped by the arrow keys, typed, removed (Delete) and added.
 * It begins with those that the scenario has.
 */
export function faults(scenario: Scenario, options: FaultsOptions): FaultsInput {
  const make = markup(options);
  const {html, words} = make;
  let value: readonly Fault[] = scenario.faults;
  const title = options.title ?? words.say("views.faults.title");
  const list = html("ol", {"aria-label": words.say("views.faults.list")});
  const says = html("output", {"aria-live": "polite"});
  const form = html("form", {class: "faults-input", "aria-label": title}, html("p", {class: "figure-title"}, title), list);
  const change = (next: readonly Fault[], told: string) => {
    value = next;
    says.textContent = told;
    form.dispatchEvent(inputEvent(options.document));
  };
  const redraw = () => list.replaceChildren(...value.map((fault, i) => row(fault, i, scenario, make, {set, remove})));
  const set = (i: number, fault: Fault) => {
    value = value.map((other, k) => (k === i ? fault : other));
  };
  const remove = (i: number) => {
    const gone = value[i];
    if (gone === undefined) return;
    const rest = value.filter((_, k) => k !== i);
    value = rest;
    redraw();
    const neighbour = list.children[Math.min(i, rest.length - 1)] ?? form;
    (neighbour.querySelector("input, button, select") as HTMLElement | null)?.focus();
    change(rest, words.say("views.faults.removed", partsOf(gone, words)));
  };
  const add = (fault: Timed) => {
    if (value.length >= MOST) {
      says.textContent = words.say("views.faults.most", {most: MOST});
      return;
    }
    value = [...value, fault];
    redraw();
    list.lastElementChild?.querySelector<HTMLElement>("input[type=range]")?.focus();
    change(value, words.say("views.faults.added", {...partsOf(fault, words), ms: shown(fault.at)}));
  };
  redraw();
  form.append(axis(scenario, make), adder(scenario, options, make, add), says);
  form.addEventListener("submit", (event) => event.preventDefault());
  Object.defineProperty(form, "value", {
    get: () => value,
    set: (to: readonly Fault[]) => {
      value = to;
      redraw();
    },
  });
  return form as FaultsInput;
}

interface Hands {
  readonly set: (i: number, fault: Fault) => void;
  readonly remove: (i: number) => void;
}

/** One fault: what and on whom, its mark on the line, its time as a number, and a way to be rid of it. */
function row(fault: Fault, i: number, scenario: Scenario, {html, words}: Markup, {set, remove}: Hands): HTMLElement {
  const name = words.say("views.faults.fault", partsOf(fault, words));
  const sign = html("span", {class: "sign", "aria-hidden": "true"}, FAULT_LOOKS[fault.kind].sign.sign);
  const label = html("span", {class: "what"}, sign, ` ${name}`);
  const about = {type: "button", "aria-label": words.say("views.faults.remove", {fault: name}), "data-key": `fault-${i}-remove`};
  const gone = html("button", about, "✕");
  gone.addEventListener("click", () => remove(i));
  if (!("at" in fault)) return html("li", {}, label, html("span", {class: "when"}, whenWords(fault, words)), gone);
  const limits = {min: 0, max: scenario.untilMs, step: 1};
  const range = html("input", {
    type: "range",
    ...limits,
    "aria-label": words.say("views.faults.slider", {fault: name}),
    "data-key": `fault-${i}`,
  });
  const number = html("input", {
    type: "number",
    ...limits,
    step: "any",
    "aria-label": words.say("views.faults.number", {fault: name}),
    "data-key": `fault-${i}-at`,
  });
  let now: Timed = fault;
  const show = () => {
    range.value = String(now.at);
    number.value = shown(now.at);
    range.setAttribute("aria-valuetext", words.say("views.ms", {value: shown(now.at)}));
  };
  show();
  const moved = (from: HTMLInputElement) => (event: Event) => {
    // An invalid time is ignored, and no event is fired.
    if (!from.checkValidity() || from.value === "") return event.stopPropagation();
    now = {...now, at: from.valueAsNumber};
    set(i, now);
    if (from === range) number.value = shown(now.at);
    else range.value = String(now.at);
    range.setAttribute("aria-valuetext", words.say("views.ms", {value: shown(now.at)}));
  };
  const length =
    "forMs" in fault
      ? html("input", {
          type: "number",
          min: 1,
          max: scenario.untilMs,
          step: "any",
          value: fault.forMs ?? null,
          "aria-label": words.say("views.faults.length", {fault: name}),
          "data-key": `fault-${i}-for`,
        })
      : null;
  length?.addEventListener("input", (event) => {
    if (!length.checkValidity() || length.value === "" || now.kind !== "pause") return event.stopPropagation();
    now = {...now, forMs: length.valueAsNumber};
    set(i, now);
  });
  range.addEventListener("input", moved(range));
  number.addEventListener("input", moved(number));
  range.addEventListener("keydown", (event) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    remove(i);
  });
  const lasts = length && html("span", {class: "at for"}, ...around(words.say("views.faults.for-ms", {input: HOLE}), length));
  const time = html("span", {class: "at"}, ...around(words.say("views.faults.at-ms", {input: HOLE}), number));
  return html("li", {}, label, range, time, gone, lasts);
}

const shown = (milliseconds: number): string => String(Math.round(milliseconds * 1000) / 1000);

const roles = {
  "@leader": "views.faults.leader",
  "@follower": "views.faults.follower",
  "@followers": "views.faults.followers",
  "@self": "views.faults.self",
} as const;

const isRole = (id: NodeId): id is keyof typeof roles => id in roles;
const nameOf = (id: NodeId, words: Words): string => (isRole(id) ? words.say(roles[id]) : id.replace("@", ""));

/** What, and on whom, for the sentences about a fault. */
const partsOf = (fault: Fault, words: Words) => ({fault: faultWords(fault, words), subjects: subjectsOf(fault, words)});

/** On whom, in words: `z1`, `the leader`, `z1 – z2`. */
function subjectsOf(fault: Fault, words: Words): string {
  const others = "from" in fault ? (fault.from ?? []) : "peer" in fault && fault.peer ? [fault.peer] : [];
  const named = (ids: readonly NodeId[]) =>
    words.list(
      ids.map((id) => nameOf(id, words)),
      "each",
    );
  const [left, right] = [named(befallen(fault)), named(others)];
  if (left === "" && right === "") return words.say("views.faults.all-links");
  return right === "" ? left : words.say("views.faults.link", {left: left === "" ? words.say("views.faults.all") : left, right});
}

function whenWords({when}: Extract<Fault, {when: unknown}>, words: Words): string {
  const [verb = "", what = ""] = when.event.split(" ");
  const node = when.node === undefined ? words.say("views.faults.one") : nameOf(when.node, words);
  const once = isVerb(verb) ? words.say(`views.faults.${verb}`, {node, what}) : when.event;
  const event = when.nth === undefined || when.nth === 1 ? once : words.say("views.faults.nth", {event: once, nth: when.nth});
  return words.say(`views.faults.${when.side ?? "after"}`, {event});
}

const triggers = ["send", "receive", "note", "write", "sync"] as const;
const isVerb = (verb: string): verb is (typeof triggers)[number] => (triggers as readonly string[]).includes(verb);

/** Time below the marks, at the scale of their sliders. */
function axis({untilMs}: Scenario, {html, words}: Markup): HTMLElement {
  const ends = [0, untilMs / 2, untilMs].map((at) => html("span", {}, words.number(at, {digits: 0})));
  return html(
    "div",
    {class: "axis", "aria-hidden": "true"},
    html("span", {class: "unit"}, words.say("views.clock.ms-from-start")),
    html("div", {}, ...ends),
  );
}

/** What the adder offers, by kind of fault. */
const offered: readonly (FaultButton & {readonly kind: string})[] = Object.entries(FAULT_LOOKS).flatMap(([kind, {button}]) =>
  button === null ? [] : {...button, kind},
);

/** What, on whom, when: the time is the playhead's unless another is typed. */
export function adder(
  scenario: Scenario,
  {playhead}: Pick<FaultsOptions, "playhead">,
  {html, words}: Markup,
  add: (fault: Timed) => void,
): HTMLElement {
  const ids = scenario.nodes.map(({id}) => id);
  const option = (value: string, label: string) => html("option", {value}, label);
  const servers = ["@leader", ...ids].map((id) => option(id, nameOf(id, words)));
  const links = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => option(`${a} ${b}`, `${a} – ${b}`)));
  const groups = [
    html("optgroup", {label: words.say("views.faults.server")}, ...servers),
    html("optgroup", {label: words.say("views.faults.pair")}, ...links),
  ];
  const target = html("select", {"aria-label": words.say("views.faults.target"), "data-key": "fault-target"}, ...groups);
  const time = {"aria-label": words.say("views.faults.time"), "data-key": "fault-time"};
  const at = html("input", {type: "number", min: 0, max: scenario.untilMs, step: "any", ...time});
  const buttons = offered.map(({kind, says}) => html("button", {type: "button", "data-key": `fault-${kind}`}, words.say(says)));
  const allow = () =>
    buttons.forEach((button, i) => void button.toggleAttribute("disabled", target.value.includes(" ") && !offered[i]?.links));
  const follow = () => {
    at.value = shown(toMs(timeOf(playhead, scenario)));
  };
  follow();
  playhead?.addEventListener("input", follow);
  target.addEventListener("input", allow);
  offered.forEach(({on}, i) => {
    buttons[i]?.addEventListener("click", () => {
      const [node = "", peer] = target.value.split(" ");
      if (at.reportValidity() && at.value !== "") add({...on(node, peer), at: at.valueAsNumber});
    });
  });
  const group = html(
    "div",
    {class: "adder", role: "group", "aria-label": words.say("views.faults.add")},
    target,
    html("span", {class: "at"}, ...around(words.say("views.faults.add-at-ms", {input: HOLE}), at)),
    ...buttons,
  );
  // What is chosen here is no fault yet.
  group.addEventListener("input", (event) => event.stopPropagation());
  return group;
}
