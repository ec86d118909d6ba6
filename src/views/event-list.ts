import {toMs} from "../engine/vocabulary.ts";
import type {Markup} from "./markup.ts";
import type {Moment, Story} from "./story.ts";

/** The run as a table: the primary object, of which the picture is a view. */
export interface EventList {
  readonly element: HTMLElement;
  /** Marks the row of a moment; null: none. */
  readonly mark: (moment: number | null) => void;
}

interface Row {
  /** The moments it tells of: a message's sending and its arrival. */
  readonly moments: readonly number[];
  readonly cells: readonly [time: string, what: string, fields: string];
}

/** A page holds at most this many rows before it is touched. */
export const SAVED_ROWS = 60;

/** A row a message, a fault and a change of role, in the order of time. `all` when the page is live: more rows on demand. */
export function eventList(story: Story, {html}: Markup, chosen: (moment: number) => void): EventList {
  const rows = rowsOf(story);
  const made = rows.slice(0, SAVED_ROWS).map((row) => rowElement(row, html));
  const body = html("tbody", {}, ...made);
  const head = html("tr", {}, ...["ms", "event", "fields"].map((name) => html("th", {scope: "col"}, name)));
  const table = html("table", {}, html("thead", {}, head), body);
  const scroll = html("div", {class: "rows", role: "group", "aria-label": "Events of this run, in order", tabindex: 0}, table);
  const rest = rows.length - made.length;
  const more = rest > 0 ? html("button", {type: "button", class: "more", "data-key": "more"}, `Show ${rest} more`) : null;
  const showAll = () => {
    for (const row of rows.slice(made.length)) {
      const element = rowElement(row, html);
      made.push(element);
      body.append(element);
    }
    more?.remove();
  };
  more?.addEventListener("click", showAll);
  body.addEventListener("click", (event) => {
    const index = made.findIndex((row) => row.contains(event.target as Node));
    const [moment] = rows[index]?.moments ?? [];
    if (moment !== undefined) chosen(moment);
  });
  const count = `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "event" : "events"} as a list`;
  const element = html("details", {class: "events", open: true}, html("summary", {"data-key": "list"}, count), scroll, more);
  let marked: Element | null = null;
  const mark = (moment: number | null): void => {
    marked?.removeAttribute("aria-current");
    const index = moment === null ? -1 : rows.findIndex((row) => row.moments.includes(moment));
    if (index >= made.length) showAll();
    marked = made[index] ?? null;
    marked?.setAttribute("aria-current", "true");
    if (marked) bringIntoView(scroll, marked as HTMLElement);
  };
  return {element, mark};
}

/** Scrolls the list, and never the page. */
function bringIntoView(scroll: HTMLElement, row: HTMLElement): void {
  const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
  if (top < scroll.scrollTop + 32 || bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top - scroll.clientHeight / 2;
}

function rowElement({cells: [time, what, fields]}: Row, html: Markup["html"]): HTMLTableRowElement {
  return html("tr", {}, html("td", {}, time), html("td", {}, what), html("td", {}, fields));
}

function rowsOf({moments, flights}: Story): Row[] {
  const ofFlight = new Map<number, number[]>();
  moments.forEach((m, i) => {
    if (m.flight !== null) ofFlight.set(m.flight, [...(ofFlight.get(m.flight) ?? []), i]);
  });
  return moments.flatMap((m, i): Row[] => {
    if (m.flight === null) return [{moments: [i], cells: [clock(m), m.says, ""]}];
    const own = ofFlight.get(m.flight) ?? [i];
    const f = flights[m.flight];
    if (own[0] !== i || f === undefined) return [];
    const end = f.arrivedAt !== null ? "" : f.lostAt !== null ? " ✕ lost" : " (not arrived)";
    return [{moments: own, cells: [clock(m), `${f.from} → ${f.to} ${f.kind}${end}`, f.fields]}];
  });
}

const clock = (m: Moment): string => toMs(m.at).toLocaleString("en", {minimumFractionDigits: 1, maximumFractionDigits: 1});
