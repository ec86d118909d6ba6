import type {Words} from "../../words/words.ts";
import type {CellElement} from "./cell-element.ts";
import {badge, type CellStatus} from "./status.ts";

/** Sets a cell's badge and the line beside it; null: the line stays. */
export function showStatus(
  cell: CellElement,
  {status, line, words}: {readonly status: CellStatus; readonly line: string | null; readonly words: Words},
): void {
  const shown = cell.querySelector(".badge");
  const made = cell.querySelector(".made");
  if (shown !== null) {
    const text = badge(status, words);
    if (shown.textContent !== text) shown.textContent = text;
  }
  cell.dataset.status = status.kind;
  if (status.kind === "stale") showFormer(cell, words.say("notebook.cell.former", {changed: status.changed}));
  else if (status.kind !== "running" || line !== null) showFormer(cell, null);
  if (made !== null && line !== null) made.textContent = line;
}

/** Says over what a cell shows that it is of something else than what stands above it now; null: it is of that. */
export function showFormer(cell: CellElement, says: string | null): void {
  const {output} = cell;
  const shown = cell.querySelector<HTMLElement>(".cell-former");
  if (says === null || output === null || output.childElementCount === 0) return shown?.remove();
  const note = shown ?? document.createElement("p");
  note.className = "cell-former";
  note.textContent = says;
  if (shown === null) output.before(note);
}

/** Shows how far the runs of a cell have come; null: none are being made. */
export function showProgress(
  cell: CellElement,
  at: {readonly done: number; readonly total: number; readonly perSecond: number} | null,
  words: Words,
): void {
  const find = <E extends HTMLElement = HTMLElement>(selector: string) => cell.querySelector<E>(selector);
  const running = at !== null && cell.dataset.status === "running";
  const [run, stop, bar, rate] = [find(".run"), find(".stop"), find<HTMLProgressElement>("progress"), find(".rate")];
  if (run === null || stop === null || bar === null || rate === null) return;
  // The button that disappears passes its focus to the one that appears.
  const [comes, goes] = running ? [stop, run] : [run, stop];
  const focused = document.activeElement === goes;
  comes.hidden = false;
  goes.hidden = true;
  if (focused) comes.focus({preventScroll: true});
  bar.hidden = !running;
  if (at === null) {
    rate.textContent = "";
    return;
  }
  bar.max = at.total;
  bar.value = at.done;
  rate.textContent = words.say("notebook.cell.rate", {done: at.done, total: at.total, rate: Math.round(at.perSecond)});
}

/** Resolves when the reader has asked for the runs of a cell, with what Stop aborts; null: `until` was aborted before. */
export function whenAsked(cell: CellElement, until: AbortSignal): Promise<AbortSignal | null> {
  return new Promise((done) => {
    const begin = () => {
      cell.removeEventListener("run", begin);
      cell.wanted = false;
      const stop = new AbortController();
      cell.querySelector(".stop")?.addEventListener("click", () => stop.abort(), {once: true});
      done(until.aborted ? null : stop.signal);
    };
    if (cell.wanted || until.aborted) return begin();
    cell.addEventListener("run", begin);
    until.addEventListener("abort", begin);
  });
}
