/**
 * All that a chapter loads up front for its questions, exercises and claims: it shows their buttons, listens, and fetches the code that
 * answers.
 */
import {kept} from "./kept.ts";

const questions = () => import("./exercises.ts");

/** The element that was touched, if it matches the one selector within the other. */
function touched({target}: Event, what: string, within: string): HTMLElement | null {
  const found = target instanceof Element ? target.closest(what) : null;
  return found?.closest<HTMLElement>(within) ?? null;
}

document.addEventListener("submit", (event) => {
  const asked = touched(event, ".predict-form", "[data-predict]");
  if (asked === null) return;
  event.preventDefault();
  questions().then(({predict}) => predict(asked));
});

document.addEventListener("click", (event) => {
  const claim = touched(event, ".claim-check", "button") as HTMLButtonElement | null;
  if (claim !== null) return void import("../notebook/page/claim-check.ts").then(({checkClaim}) => checkClaim(claim));
  // A reader who opens the run before answering is asked for an answer.
  const asked = touched(event, ".predict-then > summary", "[data-predict]");
  if (asked === null || asked.dataset.answered !== undefined) return;
  event.preventDefault();
  questions().then(({predict}) => predict(asked));
});

document.addEventListener(
  "toggle",
  (event) => {
    const exercise = touched(event, ".hint", "[data-exercise]");
    if (exercise !== null) questions().then(({hint}) => hint(exercise));
  },
  true,
);

const grades = new MutationObserver((changes) => void questions().then(({graded}) => graded(changes)));
for (const exercise of document.querySelectorAll("[data-exercise]")) grades.observe(exercise, {childList: true, subtree: true});
// They are hidden in the HTML, because without a script they would do nothing.
for (const hidden of document.querySelectorAll<HTMLElement>(".predict-commit, .claim-check")) {
  hidden.hidden = false;
  // Many buttons say the same: by its name each says of what.
  const {claim} = hidden.dataset;
  if (claim !== undefined) hidden.setAttribute("aria-label", `${hidden.textContent}: ${claim}`);
}
if (kept() && document.querySelector("[data-predict], [data-exercise]")) questions().then(({mark}) => mark());
