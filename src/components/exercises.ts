/** What answers the predictions and exercises of a page, fetched with the first answer. */
import {inAnyLanguage} from "../notebook/cells/chapter-name.ts";
import {type Asked, isDone, progressBook} from "../notebook/page/progress.ts";
import {wordsIn} from "../words/languages.ts";
import {PROGRESS} from "./kept.ts";

const shelf = (): Storage | null => {
  try {
    return localStorage;
  } catch {
    return null;
  }
};

const own = progressBook(shelf());

const chapter = (): string => inAnyLanguage(document.querySelector<HTMLElement>("[data-chapter]")?.dataset.chapter ?? location.pathname);

const asked = (): Asked => ({
  predictions: [...document.querySelectorAll<HTMLElement>("[data-predict]")].map(({dataset}) => dataset.predict ?? ""),
  exercises: [...document.querySelectorAll<HTMLElement>("[data-exercise]")].map(({dataset}) => dataset.exercise ?? ""),
});

/** Marks what is solved, and the chapter once it is done. */
export function mark(): void {
  own.begin(chapter());
  for (const exercise of document.querySelectorAll<HTMLElement>("[data-exercise]")) {
    const solved = own.now().exercises[exercise.dataset.exercise ?? ""]?.solved ?? false;
    const state = exercise.querySelector<HTMLElement>(".exercise-state");
    if (state !== null) state.textContent = solved ? (state.dataset.solved ?? "") : "";
  }
  if (isDone(own.now(), asked())) own.finish(chapter());
  document.dispatchEvent(new Event(PROGRESS));
}

/** A prediction is graded by the value that the cell has in the page, whatever the words for it: it stands at `.predict-answer`. */
export async function predict(asked: HTMLElement): Promise<void> {
  const says = asked.querySelector<HTMLElement>(".predict-says");
  const chosen = asked.querySelector<HTMLInputElement>(".predict-form :checked");
  const then = asked.querySelector<HTMLDetailsElement>(".predict-then");
  if (says === null || then === null) return;
  const words = await wordsIn(document.documentElement.lang);
  if (chosen === null) {
    says.textContent = words.say("notebook.predict.first");
    asked.querySelector("input")?.focus();
    return;
  }
  const found = asked.querySelector<HTMLElement>(".predict-answer");
  if (found === null) return;
  const right = chosen.value === found.dataset.value;
  const answer = worded(chosen.closest("label"));
  if (!committed.has(asked)) watchAnswer(asked, found, says);
  committed.set(asked, {answer, right, of: found.dataset.value});
  says.textContent = words.say(right ? "notebook.predict.right" : "notebook.predict.wrong", {answer, found: worded(found)});
  asked.dataset.answered = "";
  then.open = true;
  own.predict(asked.dataset.predict ?? "", chosen.value, right);
  mark();
}

const worded = (element: Element | null): string => element?.textContent?.trim() ?? "";

/** What was predicted last, in words, and for which outcome it was judged. */
const committed = new WeakMap<HTMLElement, {readonly answer: string; readonly right: boolean; readonly of: string | undefined}>();

/**
 * Who changes what a prediction was about is no longer told whether it was right: it was made for something else. Set back, it is judged as
 * before.
 */
function watchAnswer(asked: HTMLElement, found: HTMLElement, says: HTMLElement): void {
  const tell = async () => {
    const words = await wordsIn(document.documentElement.lang);
    const was = committed.get(asked);
    if (was === undefined) return;
    const key = found.dataset.value !== was.of ? "changed" : was.right ? "right" : "wrong";
    says.textContent = words.say(`notebook.predict.${key}`, {answer: was.answer, found: worded(found)});
  };
  new MutationObserver(() => void tell()).observe(found, {attributes: true, attributeFilter: ["data-value"]});
}

/** Keeps how many hints of an exercise are open. */
export function hint(exercise: HTMLElement): void {
  own.hint(exercise.dataset.exercise ?? "", exercise.querySelectorAll(".hint[open]").length);
}

/** A new grade that appears in an exercise counts as an attempt. */
export function graded(changes: readonly MutationRecord[]): void {
  for (const node of changes.flatMap(({addedNodes}) => [...addedNodes])) {
    const grade = node instanceof Element ? (node.matches(".grade") ? node : node.querySelector(".grade")) : null;
    const exercise = grade?.closest<HTMLElement>("[data-exercise]") ?? null;
    const {solved} = (grade as HTMLElement | null)?.dataset ?? {};
    if (exercise === null || solved === undefined) continue;
    own.attempt(exercise.dataset.exercise ?? "", solved === "true");
    mark();
  }
}
