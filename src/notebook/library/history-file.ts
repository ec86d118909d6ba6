import {FILE_MODELS, type FileModel} from "../../engine/checking/histories/check-file.ts";
import type {Json} from "../../engine/vocabulary.ts";
import {historyTimeline} from "../../views/history.ts";
import {type Markup, markup} from "../../views/markup.ts";
import {inputEvent} from "../../views/playhead.ts";
import type {Words} from "../../words/words.ts";
import {toldBy} from "../cells/told-by.ts";
import type {AskedHistory, HistoryReport} from "../workers/history-check.ts";
import {type Hand, webWorkers, work} from "../workers/pool.ts";

interface HistoryFileOptions {
  readonly document: Document;
  readonly words: Words;
  /** Who checks; a worker of this page unless said. */
  readonly hands?: (total: number) => Hand[];
}

/** What was found of a file; null: there is none, or it could not be read. */
export type HistoryFile = HTMLFormElement & {value: HistoryReport | null};

/**
 * A place for a history of the reader's own: a file chosen or dropped, and the model it is held against. It is read and checked in this page
 * and goes nowhere. Fires `input` when there is a verdict.
 */
export function historyFile({document, words, hands = webWorkers}: HistoryFileOptions): HistoryFile {
  const {say} = words;
  const make = markup({document, words});
  const {html} = make;
  const asks = controls(make, words);
  const stop = html("button", {type: "button", hidden: true, "data-key": "stop"}, say("notebook.history.stop"));
  const says = html("output", {"aria-live": "polite"}, say("notebook.history.none"));
  const result = html("div");
  const form = Object.assign(html("form", {class: "history-file"}, asks.element, stop, says, result), {
    value: null as HistoryReport | null,
  });
  let halt: AbortController | null = null;

  const found = (report: HistoryReport | null, text: string) => {
    stop.hidden = true;
    form.value = report;
    says.textContent = text;
    result.replaceChildren(
      ...(report === null
        ? []
        : [historyTimeline(report.timeline, {document, words, caption: say("notebook.history.of", {file: report.file})})]),
    );
    form.dispatchEvent(inputEvent(document));
  };
  const check = async () => {
    const file = asks.file();
    if (file === null) return;
    halt?.abort();
    const own = new AbortController();
    halt = own;
    stop.hidden = false;
    says.textContent = say("notebook.history.checking", {file: file.name});
    try {
      const asked = {...asks.asked(), text: await file.text(), file: file.name};
      for await (const {made} of work<HistoryReport>({kind: "history", asked}, 1, own.signal, hands(1))) {
        const [report] = made;
        if (halt === own && report !== undefined) found(report, say(`notebook.history.${report.timeline.verdict}`, report.counts));
        else if (halt === own) found(null, say("notebook.history.stopped"));
      }
    } catch (error) {
      if (halt === own) found(null, words.tell(toldBy(error)));
    }
  };
  stop.addEventListener("click", () => halt?.abort());
  form.addEventListener("submit", (event) => event.preventDefault());
  asks.element.addEventListener("change", (event) => {
    event.stopPropagation();
    void check();
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    asks.take(event.dataTransfer?.files[0] ?? null);
    void check();
  });
  return form;
}

interface Asks {
  readonly element: HTMLElement;
  readonly file: () => File | null;
  readonly take: (file: File | null) => void;
  readonly asked: () => Pick<AskedHistory, "model" | "initial">;
}

function controls({html}: Markup, {say}: Words): Asks {
  const input = html("input", {type: "file", "data-key": "file"});
  const model = html(
    "select",
    {"data-key": "model"},
    ...FILE_MODELS.map((name) => html("option", {value: name, selected: name === "cas-register"}, name)),
  );
  const initial = html("input", {type: "text", "data-key": "initial", size: 6, placeholder: "nil"});
  let dropped: File | null = null;
  input.addEventListener("change", () => {
    dropped = null;
  });
  const element = html(
    "div",
    {class: "asks"},
    html("label", {}, `${say("notebook.history.file")} `, input),
    html("label", {}, `${say("notebook.history.model")} `, model),
    html("label", {}, `${say("notebook.history.initial")} `, initial),
  );
  // What is chosen here counts only once it has been checked.
  element.addEventListener("input", (event) => event.stopPropagation());
  return {
    element,
    file: () => dropped ?? input.files?.[0] ?? null,
    take: (file) => {
      dropped = file;
    },
    asked: () => ({model: model.value as FileModel, initial: initialOf(initial.value, model.value as FileModel)}),
  };
}

/** As the command line reads it: a number or a text, nothing for what the model has of itself. */
function initialOf(text: string, model: FileModel): Json | undefined {
  if (text === "") return undefined;
  if (model === "kv") return text;
  if (text === "nil") return null;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}
