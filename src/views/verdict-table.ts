import {MEASURES, type Spread, TRIALS, type TrialVerdict, USUAL} from "../engine/analysis/verdict.ts";
import type {Nouns} from "../engine/model/config-file.ts";
import {markup} from "./markup.ts";

export interface VerdictTableOptions {
  readonly document: Document;
  /** The file's name, which heads its column. */
  readonly file: string;
  /** The words of the file's system. */
  readonly nouns: Nouns;
  /** Keys of the file that could change what is measured and that the runs went without. */
  readonly without?: readonly string[];
  /** No server would start with the file: there is no verdict. */
  readonly stops?: boolean;
}

/** So many are named, the rest is counted. */
const NAMED = 4;

/**
 * What a configuration does under each standard fault, beside the usual one, and what each of its changes does alone.
 * Medians with their 95 % bootstrap intervals; a change whose interval holds zero is said to show none.
 */
export function verdictTable(
  verdicts: readonly TrialVerdict[],
  {document, file, nouns, without = [], stops = false}: VerdictTableOptions,
): HTMLElement {
  const {html} = markup(document);
  const names = [...new Set(verdicts.flatMap(({changes}) => changes.map(({name}) => name)))];
  const columns = [USUAL, file, ...names.map((name) => `${name} alone`)].map((text) => html("th", {scope: "col"}, text));
  const head = [html("td"), ...columns];
  const bodies = TRIALS.flatMap(({name, title}) => {
    const own = verdicts.filter(({trial}) => trial === name);
    if (own.length === 0) return [];
    const group = html("tr", {}, html("th", {scope: "rowgroup", colspan: head.length}, title(nouns)));
    return [html("tbody", {}, group, ...own.map((verdict) => rowOf(verdict, names, html)))];
  });
  const runs = Math.min(...verdicts.map((verdict) => verdict.runs));
  const says = "Medians with 95 % bootstrap intervals. The columns at the right hold differences from the usual settings, seed by seed.";
  const name = `${file}${inWords(without)}`;
  const caption = stops
    ? html("caption", {}, `No verdict: ${file} makes no cluster that could be judged. What is wrong stands beside its lines.`)
    : verdicts.length === 0
      ? html("caption", {}, "No runs yet.")
      : html("caption", {}, `${name} under ${TRIALS.length} standard faults, ${runs} ${runs === 1 ? "run" : "runs"} each. ${says}`);
  const table = html("table", {}, caption, html("thead", {}, html("tr", {}, ...head)), ...bodies);
  // Wider than a phone: it scrolls by itself, and by the keyboard.
  return html(
    "div",
    {class: "verdict-table", role: "group", tabindex: 0, "aria-label": `${name} under standard faults`, "data-key": "verdict"},
    table,
  );
}

/** What the title owes to whoever set something that the runs do not have. */
function inWords(without: readonly string[]): string {
  if (without.length === 0) return "";
  const rest = without.length - NAMED;
  return ` without ${without.slice(0, NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}, which could change it,`;
}

type Html = ReturnType<typeof markup>["html"];

function rowOf({measure, usual, file, changes}: TrialVerdict, names: readonly string[], html: Html): HTMLElement {
  const {means = measure, unit = ""} = MEASURES[measure] ?? {};
  const cells = names.map((name) => {
    const found = changes.find((change) => change.name === name);
    return html("td", {}, found === undefined ? "–" : difference(found.difference));
  });
  return html(
    "tr",
    {},
    html("th", {scope: "row"}, `${means}, ${unit}`),
    html("td", {}, spread(usual)),
    html("td", {}, spread(file)),
    ...cells,
  );
}

const number = (value: number): string =>
  value.toLocaleString("en", {maximumFractionDigits: value < 10 && value > -10 ? 1 : 0}).replace("-", "−");
const spread = ({median, low, high}: Spread): string =>
  low === high ? number(median) : `${number(median)} (${number(low)} to ${number(high)})`;
const signed = (value: number): string => (value > 0 ? `+${number(value)}` : number(value));

function difference({median, low, high}: Spread): string {
  if (low <= 0 && high >= 0) return low === high ? "none" : `none seen (${signed(low)} to ${signed(high)})`;
  return low === high ? signed(median) : `${signed(median)} (${signed(low)} to ${signed(high)})`;
}
