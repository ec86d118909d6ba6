import {columns} from "../../engine/analysis/columns.ts";
import type {Row} from "../../engine/analysis/sweep.ts";
import {traceJson} from "../../engine/checking/trace-json.ts";
import type {Run} from "../../engine/model/run.ts";
import type {System} from "../../engine/model/system.ts";
import {type Markup, markup} from "../../views/markup.ts";
import type {Words} from "../../words/words.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {isOfCells, parametersOf, rowsOf, runOf} from "../cells/provenance.ts";
import {cellName, toldBy} from "../cells/told-by.ts";
import {commandOfRun} from "./command.ts";
import {csv} from "./csv.ts";
import {shiviz} from "./shiviz.ts";
import {pngOf, svgOf} from "./svg.ts";

/** What can be taken away of a cell, or of a run in a dialog. */
export interface Takeaway {
  /** What holds the figures. */
  readonly of: HTMLElement;
  readonly systems: readonly System[];
  /** Sources of the cell and of all that it depends on, in order, for a run that no command line can make. */
  readonly slice: () => readonly {readonly id: string; readonly source: string}[];
  readonly words: Words;
}

/** Opens the ways to take a cell's figures away, in a dialog over the page. Focus goes back to where it was. */
export function takeAway(takeaway: Takeaway): void {
  const document = takeaway.of.ownerDocument;
  const make = markup({document, words: takeaway.words});
  const {html, words} = make;
  const back = document.activeElement;
  const says = html("p", {role: "status"});
  const say = (text: string) => {
    says.textContent = text;
  };
  const parts = figuresOf(takeaway.of).map((figure) => partOf(figure, takeaway, make, say));
  const close = html("button", {type: "button", class: "close"}, words.say("notebook.take.close"));
  const nothing = parts.length === 0 ? [html("p", {}, words.say("notebook.take.nothing"))] : [];
  const dialog = html(
    "dialog",
    {class: "take-away not-content", "aria-label": words.say("notebook.take.title")},
    ...parts,
    ...nothing,
    says,
    close,
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement) back.focus({preventScroll: true});
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Figures of the house, and plots that an author shows as they are. */
function figuresOf(output: HTMLElement): HTMLElement[] {
  const found = [...output.querySelectorAll<HTMLElement>("figure, svg[class^=plot]")];
  return found.filter((one) => one.parentElement?.closest("figure") === null);
}

function partOf(figure: HTMLElement, takeaway: Takeaway, make: Markup, say: (text: string) => void): HTMLElement {
  const {html, words} = make;
  const name = figure.getAttribute("aria-label") ?? words.say("notebook.take.figure");
  const ways = html("div", {class: "ways", role: "group", "aria-label": name});
  const stem = slug(name);
  const run = runOf(figure);
  const rows = rowsOf(figure) ?? (run === null ? null : [{seed: run.scenario.seed, ...columns(run)}]);
  const way = (form: "svg" | "png" | "csv" | "trace" | "shiviz", file: string, type: string, content: () => string | Promise<Blob>) => {
    const button = html("button", {type: "button", "data-key": `take-${form}`}, words.say(`notebook.take.${form}`));
    button.addEventListener("click", async () => {
      try {
        const made = await content();
        save(figure.ownerDocument, file, typeof made === "string" ? new Blob([made], {type}) : made);
        say(words.say("notebook.take.saved", {file}));
      } catch (error) {
        say(words.tell(toldBy(error)));
      }
    });
    ways.append(button);
  };
  if (figure.matches("svg") || figure.querySelector("svg") !== null) {
    way("svg", `${stem}.svg`, "image/svg+xml", () => svgOf(figure));
    way("png", `${stem}.png`, "image/png", () => pngOf(figure));
  }
  if (rows !== null) way("csv", `${stem}.csv`, "text/csv", () => csv(flat(rows)));
  if (run === null) return html("section", {}, html("h2", {}, name), ways);
  way("trace", `${stem}.json`, "application/json", () => traceJson(run));
  way("shiviz", `${stem}.log`, "text/plain", () => shiviz(run, words));
  return html("section", {}, html("h2", {}, name), ways, ...again(run, takeaway, make));
}

/** How to make the run again: the command, or why there is none, and then the code that makes it. */
function again(run: Run, {systems, slice}: Takeaway, {html, words}: Markup): HTMLElement[] {
  const system = systemNamed(systems, run.system);
  const made = commandOfRun(system, run, {parameters: parametersOf(run.scenario), ofCells: isOfCells(system)});
  if (made.command !== null)
    return [html("p", {}, words.say("notebook.take.command")), html("pre", {class: "command", tabindex: 0}, made.command)];
  const text = slice()
    .map(({id, source}) => `// ${words.tell(cellName(id))}\n${source}`)
    .join("\n\n");
  return [html("p", {}, words.tell(made.why), ` ${words.say("notebook.take.cells")}`), html("pre", {class: "slice", tabindex: 0}, text)];
}

/** Rows that a plot draws may hold more than a table can: what is no plain value is left out. */
function flat(rows: readonly Row[]): Row[] {
  const plain = (value: unknown) => value === null || ["number", "string", "boolean"].includes(typeof value);
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => plain(value))));
}

/** `For 1.2 s nobody leads` is `for-1-2-s-nobody-leads`: a name for a file anywhere. */
const slug = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60) || "figure";

function save(document: Document, name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has started the download by the end of this turn.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
