import {FALLEN, type Side, type Spread, type Trial, type TrialVerdict, VERDICT_MEASURES} from "../engine/analysis/verdict.ts";
import type {Words} from "../words/words.ts";
import {type Markup, markup, type Surface} from "./markup.ts";

export interface VerdictTableOptions extends Surface {
  /** The file's name, which heads its column. */
  readonly file: string;
  /** What the settings were tried with. */
  readonly trials: readonly Trial[];
  /** Keys of the file that could change what is measured and that the runs went without. */
  readonly without?: readonly string[];
}

/** How many are named; the rest is counted. */
const NAMED = 4;

/**
 * What a configuration does under each standard fault, beside the usual one, and what each of its changes does alone.
 * Medians with their 95 % bootstrap intervals; a change whose interval holds zero is said to show none.
 */
export function verdictTable(
  verdicts: readonly TrialVerdict[],
  {file, trials, without = [], ...surface}: VerdictTableOptions,
): HTMLElement {
  const make = markup(surface);
  const {html, words} = make;
  const names = [...new Set(verdicts.flatMap(({changes}) => changes.map(({name}) => name)))];
  const columns = [words.say("views.verdict.usual"), file, ...names.map((change) => words.say("views.verdict.alone", {change}))].map(
    (text) => html("th", {scope: "col"}, text),
  );
  const head = [html("td"), ...columns];
  const bodies = trials.flatMap(({name, title}) => {
    const own = verdicts.filter(({trial}) => trial === name);
    if (own.length === 0) return [];
    const group = html("tr", {}, html("th", {scope: "rowgroup", colspan: head.length}, words.tell(title)));
    return [html("tbody", {}, group, ...own.map((verdict) => rowOf(verdict, names, make)))];
  });
  const runs = Math.min(...verdicts.map((verdict) => verdict.runs));
  const name = nameOf(file, without, words);
  const caption = words.say("views.verdict.caption", {file: name, trials: trials.length, runs});
  const table = html("table", {}, html("caption", {}, caption), html("thead", {}, html("tr", {}, ...head)), ...bodies);
  // Wider than a phone: it scrolls by itself, and by the keyboard.
  return html(
    "div",
    {
      class: "verdict-table",
      role: "group",
      tabindex: 0,
      "aria-label": words.say("views.verdict.label", {file: name}),
      "data-key": "verdict",
    },
    table,
  );
}

/** The warning in the title about settings that the runs do not have. */
function nameOf(file: string, without: readonly string[], words: Words): string {
  const rest = without.length - NAMED;
  const names = without.slice(0, NAMED);
  if (names.length === 0) return file;
  return rest > 0 ? words.say("views.verdict.without-more", {file, names, rest}) : words.say("views.verdict.without", {file, names});
}

function rowOf({measure, usual, file, changes}: TrialVerdict, names: readonly string[], {html, words}: Markup): HTMLElement {
  const {means = measure, unit = ""} = VERDICT_MEASURES[measure] ?? {};
  const named = {measure: words.of(`engine.trial.${measure}`, means), unit: words.of(`engine.unit.${unit}`, unit)};
  const head = measure === FALLEN ? words.say("views.verdict.fallen") : words.say("views.verdict.measure", named);
  const cells = names.map((name) => {
    const found = changes.find((change) => change.name === name);
    return html("td", {}, found === undefined ? "–" : difference(found.difference, words));
  });
  return html("tr", {}, html("th", {scope: "row"}, head), html("td", {}, side(usual, words)), html("td", {}, side(file, words)), ...cells);
}

const number = (value: number, words: Words, signed = false): string =>
  words.number(value, {digits: value < 10 && value > -10 ? 1 : 0, signed});

const spread = ({median, low, high}: Spread, words: Words, signed = false): string => {
  const [middle, ...ends] = [median, low, high].map((value) => number(value, words, signed));
  return low === high ? (middle ?? "") : words.say("views.verdict.spread", {median: middle ?? "", low: ends[0] ?? "", high: ends[1] ?? ""});
};

/** A loss that only some runs have is not hidden by their median, nor are runs that cannot say. */
function side({worst, unsaid, ...values}: Side, words: Words): string {
  if (Number.isNaN(values.median)) return words.say("views.verdict.unknown");
  const told = spread(values, words);
  const all =
    worst && worst.most > values.high ? words.say("views.verdict.worst", {told, most: number(worst.most, words), runs: worst.runs}) : told;
  return unsaid === undefined ? all : words.say("views.verdict.unsaid", {told: all, runs: unsaid});
}

function difference(of: Spread, words: Words): string {
  const {low, high} = of;
  if (low > 0 || high < 0) return spread(of, words, true);
  if (low === high) return words.say("views.none");
  return words.say("views.verdict.none-seen", {low: number(low, words, true), high: number(high, words, true)});
}
