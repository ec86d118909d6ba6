import {quantile} from "../../engine/analysis/quantile.ts";
import type {ChosenRuns, DotRow} from "../../views/dots.ts";
import {type Markup, markup, type Surface} from "../../views/markup.ts";
import {spaceTime} from "../../views/space-time.ts";
import type {Words} from "../../words/words.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {rememberRun} from "../cells/provenance.ts";
import {toldBy} from "../cells/told-by.ts";
import {type RunsOptions, runOfRow} from "./row-run.ts";

/** Most runs of a dot to list; nobody reads more. */
const MOST = 300;

/**
 * The runs behind a dot, in a dialog over the page: the least, the median and the greatest, and a list of all. Each opens as the run that it is,
 * made again from its scenario and seed. A dot of one run opens it at once.
 */
export async function openRuns(figure: HTMLElement, {rows, column}: ChosenRuns, {systems, words}: RunsOptions): Promise<void> {
  const document = figure.ownerDocument;
  const make = markup({document, words});
  const {html} = make;
  const back = document.activeElement;
  const place = html("div", {class: "opened"});
  const says = html("p", {role: "status"});
  const take = html("button", {type: "button", class: "take"}, words.say("notebook.take.title"));
  take.addEventListener(
    "click",
    () => void import("../export/menu.ts").then(({takeAway}) => takeAway({of: place, systems, words, slice: () => []})),
  );
  const open = (row: DotRow) => {
    try {
      place.replaceChildren(figureOf(row, {document, words}, {systems, words}), take);
      says.textContent = words.say("notebook.runs.below", {seed: row.seed});
      place.scrollIntoView({block: "nearest"});
    } catch (error) {
      says.textContent = words.tell(toldBy(error));
    }
  };
  const close = html("button", {type: "button", class: "close"}, words.say("notebook.runs.close"));
  const title = html("h2", {}, titleOf(rows, words));
  const body = rows.length === 1 ? [] : [marked(rows, column, {open, make}), listed(rows, column, {open, make})];
  const dialog = html("dialog", {class: "runs not-content", "aria-label": title.textContent}, title, close, ...body, says, place);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement || back instanceof SVGElement) back.focus({preventScroll: true});
  });
  document.body.append(dialog);
  dialog.showModal();
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) open(only);
}

/** How many runs, and of which point of their sweep: what they have in common of its parameters, which stand before the seed. */
function titleOf(rows: readonly DotRow[], words: Words): string {
  const columns = Object.keys(rows[0] ?? {});
  const point = columns
    .slice(0, Math.max(0, columns.indexOf("seed")))
    .filter((name) => rows.every((row) => row[name] === rows[0]?.[name]))
    .map((name) => words.say("notebook.runs.parameter", {name, value: shown(rows[0]?.[name], words)}));
  const count = {runs: rows.length};
  return point.length === 0 ? words.say("notebook.runs.title", count) : words.say("notebook.runs.title-of", {...count, point});
}

interface Means {
  readonly open: (row: DotRow) => void;
  readonly make: Markup;
}

function figureOf(row: DotRow, surface: Surface, options: RunsOptions): HTMLElement {
  const made = runOfRow(row, options);
  const {messages: fields} = systemNamed(options.systems, made.system);
  return rememberRun(spaceTime(made, {...surface, fields, window: "interregnum"}), made);
}

const numberIn = (row: DotRow, column: string): number => (typeof row[column] === "number" ? (row[column] as number) : Number.NaN);

/** The run at the least, at the median and at the greatest value. */
function marked(rows: readonly DotRow[], column: string | null, {open, make: {html, words}}: Means): HTMLElement | null {
  if (column === null) return null;
  const ordered = rows.filter((row) => !Number.isNaN(numberIn(row, column))).sort((a, b) => numberIn(a, column) - numberIn(b, column));
  const values = ordered.map((row) => numberIn(row, column));
  if (values.length === 0) return null;
  const middle = quantile(values, 0.5);
  const nearest = ordered.reduce((best, row) => (distance(row) < distance(best) ? row : best));
  function distance(row: DotRow): number {
    return Math.abs(numberIn(row, column as string) - middle);
  }
  const buttons = (
    [
      ["min", ordered[0]],
      ["median", nearest],
      ["max", ordered.at(-1)],
    ] as const
  ).map(([name, row]) => {
    const button = html(
      "button",
      {type: "button", "data-key": name},
      words.say(`notebook.runs.${name}`, {value: rounded(row?.[column], words), median: rounded(middle, words)}),
    );
    button.addEventListener("click", () => row && open(row));
    return button;
  });
  return html("p", {class: "marked"}, ...buttons);
}

/** As exact as a figure tells it: the median is one of the middle two runs, or lies between them. */
const rounded = (value: unknown, words: Words): string =>
  typeof value === "number" ? words.number(value, {digits: Math.abs(value) < 100 ? 2 : 0}) : shown(value, words);

const shown = (value: unknown, words: Words): string =>
  typeof value === "number" ? words.number(value) : value === null || value === undefined ? "" : String(value);

function listed(rows: readonly DotRow[], column: string | null, {open, make: {html, words}}: Means): HTMLElement {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== "seed");
  const columns = column === null ? names : [column, ...names.filter((name) => name !== column)];
  const line = (row: DotRow) => {
    const button = html("button", {type: "button"}, words.say("notebook.runs.seed", {seed: row.seed}));
    button.addEventListener("click", () => open(row));
    return html("tr", {}, html("td", {}, button), ...columns.map((name) => html("td", {}, shown(row[name], words))));
  };
  const head = html("tr", {}, ...[words.say("notebook.runs.run"), ...columns].map((name) => html("th", {scope: "col"}, name)));
  const table = html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows.slice(0, MOST).map(line)));
  return html("div", {class: "rows", role: "group", tabindex: 0, "aria-label": words.say("notebook.runs.list")}, table);
}
