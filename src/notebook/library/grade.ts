import type {Row} from "../../engine/analysis/sweep.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {around, HOLE, markup, type Surface} from "../../views/markup.ts";
import {said} from "../../words/en/cells.ts";
import type {Words} from "../../words/words.ts";

/** Runs of an exercise, judged: its predicate stands in the column `holds` of a sweep. */
export interface Grade {
  readonly runs: number;
  readonly held: number;
  /** Null while not all runs are made. */
  readonly solved: boolean | null;
  /** The first runs in which it did not hold, each with one in which it did that is most like it; null: it never did. */
  readonly failing: readonly FailingRow[];
}

/** What a report asks for when a run of it is chosen, as `detail` of an event `failing`. */
export interface FailingRow {
  readonly failed: Row;
  readonly passed: Row | null;
}

interface GradeOptions {
  /** Runs that the exercise asks for; 200 unless said. */
  readonly runs?: number;
  /** Share of the runs in which it must hold; all unless given. */
  readonly atLeast?: number;
}

/** Judges an attempt by the runs it made. Enough failures decide it before all are there. */
export function grade(rows: readonly Row[], {runs = 200, atLeast = 1}: GradeOptions = {}): Grade {
  const odd = rows.find(({holds}) => typeof holds !== "boolean");
  if (odd !== undefined) throw new Refusal(said("cells.grade-holds", {holds: JSON.stringify(odd.holds) ?? "undefined"}));
  if (!(atLeast > 0 && atLeast <= 1)) throw new Refusal(said("cells.grade-part", {atLeast}));
  const failed = rows.filter(({holds}) => holds === false);
  const passed = rows.filter(({holds}) => holds === true);
  const held = passed.length;
  const lost = failed.length > runs * (1 - atLeast);
  return {
    runs: rows.length,
    held,
    solved: lost ? false : rows.length >= runs ? true : null,
    failing: failed.slice(0, SHOWN).map((row) => ({failed: row, passed: likest(row, passed)})),
  };
}

const SHOWN = 5;

/** The row of the same point that has the nearest seed. */
function likest(row: Row, others: readonly Row[]): Row | null {
  const own = pointOf(row).join();
  const far = (other: Row) => Math.abs(Number(row.seed) - Number(other.seed));
  const same = others.filter((other) => pointOf(other).join() === own);
  return same.reduce<Row | null>((best, other) => (best === null || far(other) < far(best) ? other : best), null);
}

/** What tells its point from others of its sweep: the parameters stand before the seed. A word speaks for itself, a number needs its name. */
function pointOf(row: Row): string[] {
  const columns = Object.entries(row);
  const parameters = columns.slice(
    0,
    columns.findIndex(([name]) => name === "seed"),
  );
  return parameters.map(([name, value]) => (typeof value === "string" ? value : `${name} ${value}`));
}

/** A run by its seed, and by its point where there are several. */
export function runName(row: Row, words: Words): string {
  const values = pointOf(row);
  return values.length === 0 ? String(row.seed) : words.say("notebook.grade.seed-of", {seed: String(row.seed), values});
}

/**
 * The grade in words, for a page and for a screen reader, with a button for each failing run, which fires `failing`. It fires `graded` at its
 * parent once it is in the page and decided.
 */
export function gradeReport(surface: Surface, {runs, held, solved, failing}: Grade): HTMLElement {
  const {html, words} = markup(surface);
  const grade = words.say(`notebook.grade.${solved === null ? "open" : solved ? "solved" : "not-yet"}`, {held, runs});
  const more = runs - held > failing.length ? "notebook.grade.fails-more" : "notebook.grade.fails";
  const told = failing.length === 0 ? grade : words.say(more, {grade, seeds: failing.map(() => HOLE)});
  const says = html("p", {role: "status"}, ...around(told, ...failing.map((one, i) => button(one, i, surface))));
  return html("div", {class: "grade", "data-solved": solved === null ? null : String(solved)}, says);
}

function button(failing: FailingRow, i: number, surface: Surface): HTMLElement {
  const {html, words} = markup(surface);
  const text = runName(failing.failed, words);
  const about = {type: "button", "data-key": `failing-${i}`, "aria-label": words.say("notebook.grade.show", {seed: text})};
  const made = html("button", about, text);
  made.addEventListener("click", () => {
    const {CustomEvent: Made} = surface.document.defaultView ?? globalThis;
    made.dispatchEvent(new Made("failing", {bubbles: true, detail: failing}));
  });
  return made;
}
