import {type Choice, meets} from "../engine/analysis/choices.ts";
import type {Words} from "../words/words.ts";
import {markup, type Surface} from "./markup.ts";
import {faultName} from "./score-card.ts";

export interface ChoiceListOptions extends Surface {
  /** How many do what is needed unless said. */
  readonly title?: string;
  readonly caption?: string;
}

/** Which setups do what is needed in every run, and what stands against the others. */
export function choiceList(choices: readonly Choice[], options: ChoiceListOptions): HTMLElement {
  const {html, words} = markup(options);
  const met = choices.filter(meets);
  const title = options.title ?? words.say("views.choice.title", {met: met.length, all: choices.length});
  const ordered = [...met, ...choices.filter((one) => !meets(one)).sort((a, b) => a.failing.length - b.failing.length)];
  const lines = ordered.map((one) =>
    html(
      "tr",
      {class: meets(one) ? "met" : null},
      html("th", {scope: "row"}, words.say("views.card.of", {system: one.system, setup: one.setup})),
      html("td", {}, verdictOn(one, words)),
    ),
  );
  const head = html(
    "tr",
    {},
    ...(["setup", "verdict"] as const).map((name) => html("th", {scope: "col"}, words.say(`views.choice.${name}`))),
  );
  const about = {class: "choices", role: "group", tabindex: 0, "aria-label": words.say("views.choice.label"), "data-key": "choices"};
  return html(
    "figure",
    {class: "figure choice-list", "aria-label": title},
    html("p", {class: "figure-title"}, title),
    html("div", about, html("table", {}, html("thead", {}, head), html("tbody", {}, ...lines))),
    html("figcaption", {}, options.caption ?? words.say("views.choice.caption")),
  );
}

function verdictOn(choice: Choice, words: Words): string {
  if (meets(choice)) return words.say("views.choice.met");
  const {failing, copies} = choice;
  const parts = [
    ...(copies === null ? [] : [words.say("views.choice.copies", {copies})]),
    ...(failing.length === 0 ? [] : [words.say("views.choice.failing", {faults: failing.map(faultName)})]),
  ];
  return words.list(parts, "each");
}
