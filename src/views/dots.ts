import * as Plot from "@observablehq/plot";
import type {Words} from "../words/words.ts";

/** A run as a dot stands for it: its seed, and whatever else its row says. */
export type DotRow = {readonly seed: number; readonly [column: string]: unknown};

/** What a chart asks for when one of its dots is chosen: the runs behind it, as `detail` of an event `runs`. */
export interface ChosenRuns {
  readonly rows: readonly DotRow[];
  /** The column that is drawn; null: the chart draws something that is made of columns. */
  readonly column: string | null;
}

/** The part of a mark that is used here; Plot's types leave it out. */
interface Drawing {
  initialize: (...given: unknown[]) => {readonly data: readonly unknown[]};
  render: (...given: unknown[]) => Element | null;
}

/**
 * Listens while marks are drawn, and tells afterwards which rows stand behind an element: Plot leaves its place in the mark's data on it,
 * and data that were grouped are lists of rows.
 */
export function listening(marks: Plot.Markish | undefined): (element: Element) => readonly DotRow[] {
  const behind = new WeakMap<Element, unknown>();
  for (const mark of ([marks] as readonly unknown[]).flat(9)) {
    if (!(mark instanceof Plot.Dot)) continue;
    const drawing = mark as unknown as Drawing;
    const {initialize, render} = drawing;
    let data: readonly unknown[] = [];
    drawing.initialize = (...given) => {
      const made = initialize.apply(drawing, given);
      data = made.data ?? [];
      return made;
    };
    drawing.render = (...given) => {
      const drawn = render.apply(drawing, given);
      for (const element of drawn?.querySelectorAll("circle, path") ?? []) behind.set(element, data[Reflect.get(element, "__data__")]);
      return drawn;
    };
  }
  return (element) => [behind.get(element)].flat().filter(isRow);
}

const isRow = (row: unknown): row is DotRow => typeof row === "object" && row !== null && "seed" in row && Number.isSafeInteger(row.seed);

/** A dot is smaller than a finger: the nearest one within half of 44 pixels is meant. */
const REACH = 22;

function distance(dot: Element, x: number, y: number): number {
  const {left, right, top, bottom} = dot.getBoundingClientRect();
  return Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y);
}

/**
 * Makes the dots of a picture that stand for runs things to choose: by a click, or by the arrow keys and Enter once the picture has focus.
 * Nothing of that is written into a saved picture: dots are many.
 */
export function choosing(
  picture: HTMLElement,
  rowsOf: (element: Element) => readonly DotRow[],
  {column, words}: {readonly column: (dot: Element) => string | null; readonly words: Words},
): void {
  const dots = [...picture.querySelectorAll<SVGElement>("circle, path")].filter((element) => rowsOf(element).length > 0);
  if (dots.length === 0) return;
  const {document} = picture.ownerDocument.defaultView ?? {document: picture.ownerDocument};
  picture.classList.add("of-runs");
  picture.setAttribute("aria-label", words.say("views.chart.dots"));
  const choose = (dot: Element) => {
    const detail: ChosenRuns = {rows: rowsOf(dot), column: column(dot)};
    const {CustomEvent: Made} = document.defaultView ?? globalThis;
    dot.dispatchEvent(new Made("runs", {bubbles: true, detail}));
  };
  const reach = (dot: SVGElement) => {
    const rows = rowsOf(dot);
    const first = rows[0];
    // What is inside a picture that is one image, no screen reader finds.
    dot.closest("svg[role=img]")?.setAttribute("role", "group");
    for (const [name, value] of Object.entries({
      tabindex: "-1",
      role: "button",
      "aria-label":
        dot.querySelector("title")?.textContent ??
        (rows.length === 1 ? words.say("views.chart.run", {seed: first?.seed ?? 0}) : words.say("views.chart.runs", {runs: rows.length})),
    }))
      dot.setAttribute(name, value);
    dot.focus();
  };
  picture.addEventListener("click", ({clientX, clientY}) => {
    const near = dots.map((dot) => ({dot, far: distance(dot, clientX, clientY)})).sort((one, other) => one.far - other.far)[0];
    if (near && near.far <= REACH) choose(near.dot);
  });
  picture.addEventListener("keydown", (event) => {
    const at = dots.indexOf(event.target as SVGElement);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const dot = dots[at];
    if (event.key === "Enter" && dot) return choose(dot);
    const next = step === 0 ? undefined : dots[at < 0 ? 0 : at + step];
    if (next === undefined) return;
    event.preventDefault();
    reach(next);
  });
}
