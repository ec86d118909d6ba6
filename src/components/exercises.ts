/** Predictions and exercises of a page. Loaded with it, so it is short: the book of progress comes with the first answer. */
import type {ProgressBook} from "../notebook/progress.ts";
import {PROGRESS} from "./marks.ts";

const shelf = (): Storage | null => {
  try {
    return localStorage;
  } catch {
    return null;
  }
};

let opened: Promise<ProgressBook> | null = null;
/** The reader's book, fetched when something is to be written. */
function book(): Promise<ProgressBook> {
  opened ??= import("../notebook/progress.ts").then(({progressBook}) => progressBook(shelf()));
  return opened;
}

const chapter = (): string => document.querySelector<HTMLElement>("[data-chapter]")?.dataset.chapter ?? location.pathname;

/** Marks what is solved; a chapter whose exercises all are is done. */
async function mark(): Promise<void> {
  const own = await book();
  own.begin(chapter());
  const exercises = [...document.querySelectorAll<HTMLElement>("[data-exercise]")];
  let open = exercises.length === 0;
  for (const exercise of exercises) {
    const solved = own.now().exercises[exercise.dataset.exercise ?? ""]?.solved ?? false;
    const state = exercise.querySelector<HTMLElement>(".exercise-state");
    if (state !== null) state.textContent = solved ? (state.dataset.solved ?? "") : "";
    if (!solved) open = true;
  }
  if (!open) own.finish(chapter());
  document.dispatchEvent(new Event(PROGRESS));
}

/** A prediction is graded by what the cell's value is in the page, which stands in `.predict-answer`. */
async function predict(asked: HTMLElement): Promise<void> {
  const says = asked.querySelector<HTMLElement>(".predict-says");
  const answer = asked.querySelector<HTMLInputElement>(".predict-form :checked")?.value;
  const then = asked.querySelector<HTMLDetailsElement>(".predict-then");
  if (says === null || then === null) return;
  if (answer === undefined) {
    says.textContent = says.dataset.first ?? "";
    asked.querySelector("input")?.focus();
    return;
  }
  const found = asked.querySelector(".predict-answer")?.textContent?.trim() ?? "";
  const right = answer === found;
  const words = (right ? says.dataset.right : says.dataset.wrong) ?? "";
  says.textContent = words.replace("{answer}", answer).replace("{found}", found);
  asked.dataset.answered = "";
  then.open = true;
  (await book()).predict(asked.dataset.predict ?? "", answer, right);
  await mark();
}

const closest = (target: EventTarget | null, selector: string): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null;

document.addEventListener("submit", (event) => {
  const asked = closest(event.target, ".predict-form") && closest(event.target, "[data-predict]");
  if (!asked) return;
  event.preventDefault();
  predict(asked);
});

// Who opens the run before an answer is asked for one.
document.addEventListener("click", (event) => {
  const asked = closest(event.target, ".predict-then > summary") && closest(event.target, "[data-predict]");
  if (!asked || asked.dataset.answered !== undefined) return;
  event.preventDefault();
  predict(asked);
});

document.addEventListener(
  "toggle",
  async ({target}) => {
    const exercise = closest(target, ".hint") && closest(target, "[data-exercise]");
    if (exercise) (await book()).hint(exercise.dataset.exercise ?? "", exercise.querySelectorAll(".hint[open]").length);
  },
  true,
);

/** A grade that comes into the page is an attempt. */
const grades = new MutationObserver((changes) => {
  for (const {addedNodes} of changes) {
    for (const node of addedNodes) {
      const grade = node instanceof Element ? (node.matches(".grade") ? node : node.querySelector(".grade")) : null;
      const exercise = closest(grade, "[data-exercise]");
      const {solved} = (grade as HTMLElement | null)?.dataset ?? {};
      if (exercise !== null && solved !== undefined) {
        book().then((own) => {
          own.attempt(exercise.dataset.exercise ?? "", solved === "true");
          return mark();
        });
      }
    }
  }
});
for (const exercise of document.querySelectorAll("[data-exercise]")) grades.observe(exercise, {childList: true, subtree: true});
for (const hidden of document.querySelectorAll<HTMLElement>(".predict-commit")) hidden.hidden = false;
// Only who has a book already needs it read.
if (shelf()?.getItem("interregnum") != null) mark();
