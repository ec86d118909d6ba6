import {minus, toMs} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {axisName, type Clock} from "./clock.ts";
import {type Markup, say} from "./markup.ts";
import {countWhile, type Moment, type Story} from "./story.ts";

/** The run as a table: the primary object, of which the picture is a view. */
export interface EventList {
  readonly element: HTMLElement;
  /** Marks the row of the last event up to that place in the trace; null: none. */
  readonly mark: (order: number | null) => void;
}

export interface EventListOptions {
  /** Rows to begin with. */
  readonly most: number;
  /** Whether it is unfolded to begin with. */
  readonly open: boolean;
  /** A row was chosen, with its place in the trace. */
  readonly chosen: (order: number) => void;
}

interface Row {
  /** Where it begins in the trace. */
  readonly order: number;
  readonly cells: readonly [time: string, who: string, what: string, fields: string];
}

/** A page holds at most this many rows before it is touched. */
export const SAVED_ROWS = 12;

const COLUMNS = ["way", "event", "fields"] as const;

/**
 * A row a message, a fault and a change of role, in the order of time. Of a long run so many rows as `most` says, those around the
 * playhead once it is moved, and all of them on demand. Up and down go through the rows, and take the playhead along.
 */
export function eventList(story: Story, {html, words}: Markup, {most, open, chosen}: EventListOptions): EventList {
  const {rows, byMoment} = rowsOf(story, words);
  let first = 0;
  const shown: HTMLTableRowElement[] = [];
  let marked: Element | null = null;
  let size = Math.min(most, SAVED_ROWS);
  const body = html("tbody");
  // The rows stay and their words change: elements that come and go have a browser look through the whole page for what they match.
  const show = (from: number) => {
    first = Math.max(0, Math.min(from, rows.length - size));
    rows.slice(first, first + size).forEach(({cells}, i) => {
      const row = shown[i] ?? body.appendChild(html("tr", {}, ...cells.map(() => html("td"))));
      shown[i] = row;
      cells.forEach((cell, column) => void say(row.cells[column] as HTMLElement, cell));
    });
  };
  show(0);
  const heads = [axisName("ms", story.clock, words), ...COLUMNS.map((column) => words.say(`views.events.${column}`))];
  const head = html("tr", {}, ...heads.map((text) => html("th", {scope: "col"}, text)));
  const table = html("table", {}, html("thead", {}, head), body);
  const about = {class: "rows", role: "group", "aria-label": words.say("views.events.label"), tabindex: 0, "data-key": "rows"};
  const scroll = html("div", about, table);
  const bring = onceAFrame(scroll.ownerDocument, () => marked && bringIntoView(scroll, marked as HTMLElement));
  const rest = rows.length - shown.length;
  const more =
    rest > 0 ? html("button", {type: "button", class: "more", "data-key": "more"}, words.say("views.events.more", {rest})) : null;
  const mark = (order: number | null): void => {
    marked?.removeAttribute("aria-current");
    const index = order === null ? -1 : (byMoment[countWhile(story.moments, (m) => m.order <= order) - 1] ?? -1);
    if (index >= 0 && shown[index - first] === undefined) show(index - Math.floor(size / 2));
    marked = shown[index - first] ?? null;
    marked?.setAttribute("aria-current", "true");
    bring();
  };
  more?.addEventListener("click", () => {
    const current = marked === null ? -1 : first + shown.indexOf(marked as HTMLTableRowElement);
    size = rows.length;
    show(0);
    marked = shown[current] ?? null;
    marked?.setAttribute("aria-current", "true");
    more.remove();
    scroll.focus();
  });
  const go = (index: number) => {
    const row = rows[index];
    if (row) chosen(row.order);
    return row !== undefined;
  };
  body.addEventListener("click", ({target}) => void go(first + shown.findIndex((row) => row.contains(target as Node))));
  scroll.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const from = marked === null ? (step > 0 ? -1 : 0) : first + shown.indexOf(marked as HTMLTableRowElement);
    if (!go(from + step)) return;
    const row = shown[from + step - first];
    // Focus has a screen reader read the row.
    row?.setAttribute("tabindex", "-1");
    row?.focus({preventScroll: true});
  });
  const summary = html("summary", {"data-key": "list"}, words.say("views.events.summary", {events: rows.length}));
  return {element: html("details", {class: "events", open}, summary, scroll, more), mark};
}

/** Once before the next frame, however often it is asked for: reading positions between changes forces a layout each time. */
function onceAFrame({defaultView}: Document, act: () => void): () => void {
  let asked = false;
  return () => {
    if (asked || !defaultView?.requestAnimationFrame) return;
    asked = true;
    defaultView.requestAnimationFrame(() => {
      asked = false;
      act();
    });
  };
}

/** Scrolls the list, and never the page. */
function bringIntoView(scroll: HTMLElement, row: HTMLElement): void {
  const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
  if (top < scroll.scrollTop + 32 || bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top - scroll.clientHeight / 2;
}

/** The rows, and for each moment the row that tells of it: a message's sending and its arrival have one. */
function rowsOf({moments, flights, clock}: Story, words: Words): {rows: Row[]; byMoment: number[]} {
  const ofFlight = new Map<number, number>();
  const rows: Row[] = [];
  const byMoment = moments.map((m) => {
    const known = m.flight === null ? undefined : ofFlight.get(m.flight);
    if (known !== undefined) return known;
    if (m.flight !== null) ofFlight.set(m.flight, rows.length);
    return rows.push({order: m.order, cells: cellsOf(m, flights[m.flight ?? -1], clock, words)}) - 1;
  });
  return {rows, byMoment};
}

function cellsOf(m: Moment, f: Story["flights"][number] | undefined, {zero}: Clock, words: Words): Row["cells"] {
  const time = words.number(toMs(minus(m.at, zero)), {digits: 1, fixed: true});
  if (f === undefined) return [time, m.who, m.does, ""];
  const end = f.lostAt !== null ? "views.events.lost" : "views.events.not-arrived";
  return [time, `${f.from} → ${f.to}`, f.arrivedAt !== null ? f.kind : words.say(end, {message: f.kind}), f.fields];
}
