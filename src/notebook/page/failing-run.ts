import {failing} from "../../views/failing.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {rememberRun} from "../cells/provenance.ts";
import {toldBy} from "../cells/told-by.ts";
import {type FailingRow, runName} from "../library/grade.ts";
import {type RunsOptions, runOfRow} from "./row-run.ts";

/** Shows a run that an exercise failed with at the end of its report, beside one that passed. Both are made again from their rows. */
export function showFailing(report: HTMLElement, {failed, passed}: FailingRow, options: RunsOptions): void {
  const {words, systems} = options;
  const document = report.ownerDocument;
  const place = report.querySelector(".shown") ?? report.appendChild(Object.assign(document.createElement("div"), {className: "shown"}));
  try {
    const bad = runOfRow(failed, options);
    const good = passed === null ? null : runOfRow(passed, options);
    const own = runName(failed, words);
    const title =
      passed === null
        ? words.say("notebook.failing.alone", {failed: own})
        : words.say("notebook.failing.title", {failed: own, passed: runName(passed, words)});
    const shown = failing(bad, good, {document, words, fields: systemNamed(systems, bad.system).messages, title});
    for (const figure of shown.querySelectorAll("figure")) rememberRun(figure, bad);
    place.replaceChildren(shown);
    shown.inSight();
  } catch (error) {
    place.textContent = words.tell(toldBy(error));
  }
}
