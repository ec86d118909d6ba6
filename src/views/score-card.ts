import type {CardSummary} from "../engine/analysis/card-summary.ts";
import {FAULT_TITLES} from "../engine/analysis/verdict.ts";
import type {StandardFault} from "../engine/model/standard-faults.ts";
import type {Words} from "../words/words.ts";
import {type Child, type Markup, markup, type Surface} from "./markup.ts";

export interface ScoreCardOptions extends Surface {
  /** What to see; how many cells are without a fault unless said. */
  readonly title?: string;
  /** What was run. */
  readonly caption?: string;
  /** Says neither how a cell is read nor what the names stand for: a card above does. */
  readonly brief?: boolean;
  /** What each setup sets, in a sentence. */
  readonly setups?: readonly {readonly system: string; readonly name: string; readonly says: string}[];
}

/** The cell that a reader asks for, as `detail` of an event `card-cell`: its runs, and the column that is worst in them. */
export interface CardPlace {
  readonly system: string;
  readonly setup: string;
  readonly fault: string;
  readonly column: "lost" | "stale" | "elsewhereMs";
}

/** What a cell says first: what was lost counts more than what was stale. */
type Grade = "lost" | "wrong" | "open" | "right";

const gradeOf = ({of, verdict}: CardSummary): Grade =>
  of.losing > 0 ? "lost" : of.wrong + of.stale > 0 ? "wrong" : verdict === "unknown" ? "open" : "right";

/**
 * All setups under all faults: a row a setup, a column a fault. Of each the worst of its runs, and how long clients were without an answer beside
 * what was struck and elsewhere. A cell that is pressed asks for its runs by the event `card-cell`.
 */
export function scoreCard(cells: readonly CardSummary[], options: ScoreCardOptions): HTMLElement {
  const {html, words} = markup(options);
  const faults = [...new Set(cells.map(({fault}) => fault))];
  const clean = cells.filter((cell) => gradeOf(cell) === "right").length;
  const title = options.title ?? words.say("views.card.title", {clean, cells: cells.length});
  const head = faults.map((fault) => html("th", {scope: "col"}, faultName(fault)));
  const bodies = [...new Set(cells.map(({system}) => system))].map((system) => bodyOf(system, faults, cells, options));
  const corner = html("th", {scope: "col"}, words.say("views.card.setup"));
  const table = html("table", {}, html("thead", {}, html("tr", {}, corner, ...head)), ...bodies);
  const about = {class: "score-card-table", role: "group", tabindex: 0, "aria-label": words.say("views.card.label"), "data-key": "card"};
  const reading = options.brief ? [] : [words.say("views.card.reading"), bound(cells, words)];
  const caption = [options.caption ?? "", ...reading].filter((part) => part !== "");
  return html(
    "figure",
    {class: "figure score-card", "aria-label": title},
    html("p", {class: "figure-title"}, title),
    html("div", about, table),
    options.brief ? null : legend(faults, options),
    html("figcaption", {}, caption.join(" ")),
  );
}

/** As a column has room for it: its hyphens are places to break. */
export const faultName = (fault: string): string => fault.replaceAll("-", " ");

function bodyOf(system: string, faults: readonly string[], cells: readonly CardSummary[], options: ScoreCardOptions): HTMLElement {
  const make = markup(options);
  const {html} = make;
  const own = cells.filter((cell) => cell.system === system);
  const setups = [...new Set(own.map(({configuration}) => configuration))];
  const lines = setups.map((setup) => {
    const line = faults.map((fault) => {
      const cell = own.find((one) => one.configuration === setup && one.fault === fault);
      return html("td", {}, cell === undefined ? null : buttonOf(cell, make));
    });
    return html("tr", {}, html("th", {scope: "row"}, setup), ...line);
  });
  const name = html("tr", {}, html("th", {scope: "rowgroup", colspan: faults.length + 1}, system));
  return html("tbody", {}, name, ...lines);
}

const COLUMN: {readonly [grade in Grade]: CardPlace["column"]} = {lost: "lost", wrong: "stale", open: "elsewhereMs", right: "elsewhereMs"};

function buttonOf(cell: CardSummary, {html, words}: Markup): HTMLElement {
  const grade = gradeOf(cell);
  const {system, configuration: setup, fault, longestOutageMs: outage} = cell;
  const [first, ...more] = said(cell, words);
  const also = more.length === 0 ? null : html("i", {}, words.list(more, "each"));
  const sides = words.say("views.card.sides", {beside: side(outage.beside, words), elsewhere: side(outage.elsewhere, words)});
  const children: Child[] = [html("b", {}, first ?? ""), also, html("span", {}, sides)];
  const button = html("button", {type: "button", class: grade, "data-key": `${system} ${setup} ${fault}`}, ...children);
  button.addEventListener("click", () => {
    const detail: CardPlace = {system, setup, fault, column: COLUMN[grade]};
    const {CustomEvent: Made} = button.ownerDocument.defaultView ?? globalThis;
    button.dispatchEvent(new Made("card-cell", {bubbles: true, detail}));
  });
  return button;
}

/** What the worst of its runs shows, the gravest first. */
function said({of, lost, stale, duplicates, verdict}: CardSummary, words: Words): string[] {
  const found = [
    of.losing > 0 ? words.say("views.card.lost", {lost: lost ?? 0}) : "",
    of.stale > 0 ? words.say("views.card.stale", {stale}) : "",
    of.wrong > 0 && of.stale + of.losing === 0 ? words.say("views.card.wrong") : "",
    of.doubling > 0 ? words.say("views.card.twice", {duplicates: duplicates ?? 0}) : "",
    verdict === "unknown" ? words.say("views.card.open") : "",
    of.unread > 0 ? words.say("views.card.unread") : "",
  ].filter((part) => part !== "");
  const graver = of.losing + of.stale + of.wrong > 0 || verdict === "unknown";
  return graver ? found : [words.say("views.card.right"), ...found];
}

const side = (ms: number | null, words: Words): string => (ms === null ? "–" : words.number(ms / 1000, {digits: ms < 9950 ? 1 : 0}));

/** What runs without a loss and without a wrong history leave possible. */
function bound(cells: readonly CardSummary[], words: Words): string {
  const clean = cells.filter(({of}) => of.losing + of.wrong === 0);
  const [first] = clean;
  if (first === undefined) return "";
  const least = Math.min(...clean.map(({runs}) => runs));
  const most = Math.max(...clean.map((cell) => cell.bound));
  return words.say("views.card.bound", {runs: least, share: words.number(100 * most, {digits: 1})});
}

/** What the short names of rows and columns stand for. */
function legend(faults: readonly string[], options: ScoreCardOptions): HTMLElement {
  const {html, words} = markup(options);
  const told = faults.flatMap((fault) => {
    const title = FAULT_TITLES[fault as StandardFault];
    return [html("dt", {}, faultName(fault)), html("dd", {}, words.tell(title({leads: "leader", follows: "follower"})))];
  });
  const set = (options.setups ?? []).flatMap(({system, name, says}) => [
    html("dt", {}, words.say("views.card.of", {system, setup: name})),
    html("dd", {}, words.of(`setup.${system}.${name}`, says)),
  ]);
  return html("details", {}, html("summary", {"data-key": "names"}, words.say("views.card.names")), html("dl", {}, ...told, ...set));
}
