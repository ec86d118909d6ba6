import type {Row} from "../../engine/analysis/sweep.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {Surface} from "../../views/markup.ts";
import {said} from "../../words/en/cells.ts";

/** Runs of an exercise, judged: its predicate stands in the column `holds` of a sweep. */
export interface Grade {
  readonly runs: number;
  readonly held: number;
  /** Null while not all runs are made. */
  readonly solved: boolean | null;
  /** Seeds of the first runs in which it did not hold: each can be opened. */
  readonly failing: readonly number[];
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
  const held = rows.length - failed.length;
  const lost = failed.length > runs * (1 - atLeast);
  return {
    runs: rows.length,
    held,
    solved: lost ? false : rows.length >= runs ? true : null,
    failing: failed.slice(0, 5).map(({seed}) => Number(seed)),
  };
}

/** The grade in words, for a page and for a screen reader. It fires `graded` at its parent once it is in the page and decided. */
export function gradeReport({document, words}: Surface, {runs, held, solved, failing}: Grade): HTMLElement {
  const says = document.createElement("p");
  says.className = "grade";
  says.setAttribute("role", "status");
  const grade = words.say(`notebook.grade.${solved === null ? "open" : solved ? "solved" : "not-yet"}`, {held, runs});
  const more = runs - held > failing.length ? "notebook.grade.fails-more" : "notebook.grade.fails";
  says.textContent = failing.length === 0 ? grade : words.say(more, {grade, seeds: failing.map(String)});
  if (solved !== null) says.dataset.solved = String(solved);
  return says;
}
