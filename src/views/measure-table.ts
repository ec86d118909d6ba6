import {columns, MEASURES, type Measure, measureNames} from "../engine/analysis/columns.ts";
import type {Run} from "../engine/model/run.ts";
import type {Words} from "../words/words.ts";
import type {Markup} from "./markup.ts";

/** A measure of two runs, ready to be read. */
export interface Delta {
  readonly measure: Measure;
  readonly name: string;
  readonly unit: "ms" | null;
  readonly was: string;
  readonly now: string;
  /** `+120 (+41 %)`; "" where nothing can be subtracted, `=` where nothing changed. */
  readonly difference: string;
  readonly same: boolean;
}

/** Every measure of two runs, in the order of the columns of a sweep. */
export function deltas(was: Run, now: Run, words: Words): Delta[] {
  const [before, after] = [columns(was), columns(now)];
  return measureNames.map((measure) => {
    const [a, b] = [before[measure], after[measure]];
    const {says, unit} = MEASURES[measure];
    return {
      measure,
      name: words.of(`measure.${measure}`, says),
      unit,
      was: written(a, words),
      now: written(b, words),
      difference: differenceOf(a, b, words),
      same: a === b,
    };
  });
}

function written(value: number | string | null, words: Words): string {
  if (value === null) return words.say("views.none");
  return typeof value === "number" ? words.number(value, {digits: 1}) : value;
}

function differenceOf(was: number | string | null, now: number | string | null, words: Words): string {
  if (was === now) return "=";
  if (typeof was !== "number" || typeof now !== "number") return "";
  const difference = words.number(now - was, {digits: 1, signed: true});
  if (was === 0) return difference;
  return words.say("views.measures.with-share", {difference, share: words.number(((now - was) / was) * 100, {digits: 0, signed: true})});
}

const COLUMNS = ["views.measures.measure", "views.was", "views.now", "views.measures.difference"] as const;

/** What changed as a table, what did not folded away below it. */
export function measureTable(all: readonly Delta[], {html, words}: Markup): HTMLElement {
  const table = (rows: readonly Delta[], which: "changed" | "same") =>
    html(
      "div",
      {class: "measures", role: "group", "aria-label": words.say(`views.measures.${which}`), tabindex: 0, "data-key": `measures-${which}`},
      html(
        "table",
        {},
        html("thead", {}, html("tr", {}, ...COLUMNS.map((key) => html("th", {scope: "col"}, words.say(key))))),
        html("tbody", {}, ...rows.map((d) => rowOf(d))),
      ),
    );
  const rowOf = ({name, unit, was, now, difference}: Delta) =>
    html(
      "tr",
      {},
      html("th", {scope: "row"}, unit === null ? name : words.say("views.measures.in-ms", {measure: name})),
      ...[was, now, difference].map((text) => html("td", {}, text)),
    );
  const [same, changed] = [all.filter((d) => d.same), all.filter((d) => !d.same)];
  const first = changed.length === 0 ? html("p", {}, words.say("views.measures.none-differs")) : table(changed, "changed");
  const summary = html("summary", {"data-key": "same"}, words.say("views.measures.same-count", {n: same.length}));
  const rest = html("details", {}, summary, table(same, "same"));
  return html("div", {}, first, same.length === 0 ? null : rest);
}
