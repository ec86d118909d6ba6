import {type CardCell, type CardRow, cardOf} from "../engine/analysis/card.ts";
import type {Row} from "../engine/analysis/sweep.ts";
import {FAULT_TITLES} from "../engine/analysis/verdict.ts";
import type {StandardFault} from "../engine/model/standard-faults.ts";
import type {Words} from "../words/words.ts";
import type {ChosenRuns, DotRow} from "./dots.ts";
import {markup, type Surface} from "./markup.ts";

export interface ScoreCardOptions extends Surface {
  readonly title: string;
  readonly caption: string;
}

/** What a cell says first: what was lost counts more than what was stale. */
type Grade = "lost" | "wrong" | "open" | "right";

const gradeOf = ({lost, verdict}: CardCell): Grade =>
  (lost ?? 0) > 0 ? "lost" : verdict === "illegal" ? "wrong" : verdict === "unknown" || lost === null ? "open" : "right";

/**
 * All setups under all faults: a row a setup, a column a fault. Of each the worst of its runs, and how long clients were without an answer beside
 * what was struck and elsewhere. A cell opens its runs.
 */
export function scoreCard(rows: readonly (Row & CardRow)[], {title, caption, ...surface}: ScoreCardOptions): HTMLElement {
  const {html, words} = markup(surface);
  const cells = cardOf(rows);
  const faults = [...new Set(cells.map(({fault}) => fault))];
  const head = faults.map((fault) => html("th", {scope: "col", title: faultTitle(fault, words)}, fault.replace("-", " ")));
  const systems = [...new Set(cells.map(({system}) => system))];
  const bodies = systems.map((system) => {
    const own = cells.filter((cell) => cell.system === system);
    const name = html("tr", {}, html("th", {scope: "rowgroup", colspan: faults.length + 1}, system));
    const setups = [...new Set(own.map(({configuration}) => configuration))];
    const lines = setups.map((setup) => {
      const of = (fault: string) => own.find((cell) => cell.configuration === setup && cell.fault === fault);
      const behind = (fault: string) => rows.filter((row) => row.system === system && row.setup === setup && row.fault === fault);
      return html("tr", {}, html("th", {scope: "row"}, setup), ...faults.map((fault) => cellOf(of(fault), behind(fault), surface)));
    });
    return html("tbody", {}, name, ...lines);
  });
  const table = html("table", {}, html("thead", {}, html("tr", {}, html("td"), ...head)), ...bodies);
  const scrolling = html("div", {class: "score-card-table", role: "group", tabindex: 0, "aria-label": title, "data-key": "card"}, table);
  return html(
    "figure",
    {class: "figure score-card", "aria-label": title},
    html("p", {class: "figure-title"}, title),
    scrolling,
    html("figcaption", {}, caption),
  );
}

const faultTitle = (fault: string, words: Words): string =>
  words.tell(FAULT_TITLES[fault as StandardFault]({leads: "leader", follows: "follower"}));

function cellOf(cell: CardCell | undefined, rows: readonly Row[], surface: Surface): HTMLElement {
  const {html, words} = markup(surface);
  if (cell === undefined) return html("td");
  const grade = gradeOf(cell);
  const says = grade === "lost" ? words.say("views.card.lost", {lost: cell.lost ?? 0}) : words.say(`views.card.${grade}`);
  const side = (ms: number | null) => (ms === null ? "–" : words.number(ms / 1000, {digits: 1}));
  const {beside, elsewhere} = cell.longestOutageMs;
  const button = html(
    "button",
    {type: "button", class: grade},
    html("b", {}, says),
    html("span", {}, `${side(beside)} | ${side(elsewhere)}`),
  );
  button.addEventListener("click", () => {
    const detail: ChosenRuns = {
      rows: rows as readonly DotRow[],
      column: grade === "lost" ? "lost" : grade === "wrong" ? "stale" : "elsewhereMs",
    };
    const {CustomEvent: Made} = button.ownerDocument.defaultView ?? globalThis;
    button.dispatchEvent(new Made("runs", {bubbles: true, detail}));
  });
  return html("td", {}, button);
}
