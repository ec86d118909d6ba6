import {quantile} from "../../engine/analysis/quantile.ts";
import type {System} from "../../engine/model/system.ts";
import {run} from "../../engine/run.ts";
import type {ChosenRuns, DotRow} from "../../views/dots.ts";
import {type Markup, markup} from "../../views/markup.ts";
import {spaceTime} from "../../views/space-time.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {rememberRun, scenarioOfRow} from "../cells/provenance.ts";
import {pageWords, wordsFor} from "./page-words.ts";
import {count, fill} from "./status.ts";

/** So many runs of a dot are listed; nobody reads more, and the seeds of the rest are those between. */
const MOST = 300;

/**
 * The runs behind a dot, in a dialog over the page: the least, the median and the greatest, and a list of all. Each opens as the run that it is,
 * made again from its scenario and seed. A dot of one run opens it at once.
 */
export async function openRuns(figure: HTMLElement, {rows, column}: ChosenRuns, systems: readonly System[]): Promise<void> {
  const document = figure.ownerDocument;
  const words = await pageWords(document);
  const word = wordsFor("runs", words);
  const make = markup(document);
  const {html} = make;
  const back = document.activeElement;
  const place = html("div", {class: "opened"});
  const says = html("p", {role: "status"});
  const take = html("button", {type: "button", class: "take"}, wordsFor("take", words)("title"));
  take.addEventListener(
    "click",
    () => void import("../export/menu.ts").then(({takeAway}) => takeAway({of: place, systems, words, slice: () => []})),
  );
  const open = (row: DotRow) => {
    try {
      place.replaceChildren(runOfRow(row, document, systems), take);
      says.textContent = fill(word("below"), {seed: String(row.seed)});
      place.scrollIntoView({block: "nearest"});
    } catch (error) {
      says.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  const close = html("button", {type: "button", class: "close"}, word("close"));
  const title = html("h2", {}, rows.length === 1 ? word("one") : fill(word("many"), {count: count(rows.length)}));
  const body = rows.length === 1 ? [] : [marked(rows, column, {open, word, make}), listed(rows, column, {open, word, make})];
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

interface Means {
  readonly open: (row: DotRow) => void;
  readonly word: (key: string) => string;
  readonly make: Markup;
}

function runOfRow(row: DotRow, document: Document, systems: readonly System[]): HTMLElement {
  const scenario = scenarioOfRow(row);
  if (scenario === null) throw new Error("This row does not tell which run it is of: it lacks parameters of its sweep.");
  const system = systemNamed(systems, scenario.system);
  const made = run(system, scenario, {record: true});
  return rememberRun(spaceTime(made, {document, fields: system.messages, window: "interregnum"}), made);
}

const numberIn = (row: DotRow, column: string): number => (typeof row[column] === "number" ? (row[column] as number) : Number.NaN);

/** The run at the least, at the median and at the greatest value. */
function marked(rows: readonly DotRow[], column: string | null, {open, word, make: {html}}: Means): HTMLElement | null {
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
    const button = html("button", {type: "button", "data-key": name}, `${word(name)}: ${shown(row?.[column])}`);
    button.addEventListener("click", () => row && open(row));
    return button;
  });
  return html("p", {class: "marked"}, ...buttons);
}

const shown = (value: unknown): string =>
  typeof value === "number"
    ? value.toLocaleString("en", {maximumFractionDigits: 3})
    : value === null || value === undefined
      ? ""
      : String(value);

function listed(rows: readonly DotRow[], column: string | null, {open, word, make: {html}}: Means): HTMLElement {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== "seed");
  const columns = column === null ? names : [column, ...names.filter((name) => name !== column)];
  const line = (row: DotRow) => {
    const button = html("button", {type: "button"}, fill(word("seed"), {seed: String(row.seed)}));
    button.addEventListener("click", () => open(row));
    return html("tr", {}, html("td", {}, button), ...columns.map((name) => html("td", {}, shown(row[name]))));
  };
  const head = html("tr", {}, ...[word("run"), ...columns].map((name) => html("th", {scope: "col"}, name)));
  const table = html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows.slice(0, MOST).map(line)));
  return html("div", {class: "rows", role: "group", tabindex: 0, "aria-label": word("list")}, table);
}
