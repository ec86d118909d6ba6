/** Editing cells in their places. Fetched when a reader presses Edit, and not before: with it come the editor, its parser and the compiler. */

import type {Words} from "../../words/words.ts";
import type {Cell, InputValues} from "../cells/cell.ts";
import {type CellText, cellFromText, withCell} from "../cells/cell-text.ts";
import type {ChapterModule} from "../cells/chapter-module.ts";
import {cellName} from "../cells/told-by.ts";
import {libraryNames} from "../library/library.ts";
import {editedCell, type Problem} from "./edited-cell.ts";
import {type Editor, editorOf} from "./editor.ts";
import {guardOf} from "./guard.ts";
import {type Bench, LIMIT_MS, tryOut, webBench} from "./sandbox.ts";

/** The page, as far as editing touches it. */
export interface EditedPage {
  readonly document: Document;
  readonly chapter: string;
  readonly module: ChapterModule;
  readonly words: Words;
  /** The values of the inputs that a cell depends on, as they are now. */
  readonly inputs: (cell: string) => InputValues;
  /** Puts a cell in the place of the one of that id, and has what depends on it run again. */
  readonly replace: (cell: Cell) => void;
  /** Has the runs of a cell made anew, if it makes many. */
  readonly runs: (cell: string) => void;
  /** Told while a cell's editor holds another text than the one that ran, and when it no longer does. */
  readonly typed: (cell: string, differs: boolean) => void;
  /** Called with what is edited now, for marks, links and workers, before it takes effect. */
  readonly told: (edited: {readonly [cell: string]: string}, cells: readonly CellText[]) => void;
}

export interface Editing {
  /** Opens a cell's source for editing. */
  readonly edit: (cell: HTMLElement) => void;
  /** Shows code that came with a link, unrun. */
  readonly offer: (code: {readonly [cell: string]: string}) => void;
  /** The author's cell again. */
  readonly reset: (id: string) => void;
  readonly resetAll: () => void;
}

/** An open cell. */
interface Open {
  readonly editor: Editor;
  readonly close: () => void;
  readonly say: (problem: string, line: number | null) => void;
}

/**
 * Editing for one page. `limitMs`: how long an edited cell may take in its trial, and how long it may block the page when it runs there.
 */
export function editing(page: EditedPage, limitMs: number = LIMIT_MS): Editing {
  const {module, chapter, document, words} = page;
  const sources = new Map<string, {readonly source: string; readonly cell: CellText}>();
  const open = new Map<string, Open>();
  let cells: readonly Cell[] = module.cells;
  const guard = (id: string) =>
    guardOf({
      limitMs,
      clock: () => performance.now(),
      later: (turned) => void setTimeout(turned),
      told: (why) => open.get(id)?.say(words.tell(why), null),
    });
  const names = [...libraryNames, ...module.systems.map(({name}) => name)];
  const put = (cell: Cell) => {
    cells = withCell(cells, cell);
    document.getElementById(cell.id)?.toggleAttribute("data-edited", sources.has(cell.id));
    const texts = [...sources.values()].map((one) => one.cell);
    page.told(Object.fromEntries([...sources].map(([id, {source}]) => [id, source])), texts);
    page.replace(cell);
  };
  // A worker takes a while to start: one is started as soon as something has been changed.
  let spare: Bench | null = null;
  /** The latest press of Run wins. */
  const turns = new Map<string, number>();
  const run = async (id: string, source: string, opened: Open): Promise<void> => {
    const turn = (turns.get(id) ?? 0) + 1;
    turns.set(id, turn);
    const cell = editedCell(id, source, {cells, names});
    if ("says" in cell) return opened.say(worded(page, id, {cell: id, problem: cell}), cell.line);
    opened.say(words.say("notebook.edit.trying"), null);
    const others = [...sources.values()].map((one) => one.cell).filter((one) => one.id !== id);
    const place = spare ?? webBench();
    spare = null;
    const found = await tryOut({chapter, edited: [...others, cell], cell: id, inputs: page.inputs(id)}, place, limitMs);
    spare ??= webBench();
    if (turns.get(id) !== turn) return;
    if (found !== null) return opened.say(worded(page, id, found), found.cell === id ? found.problem.line : null);
    sources.set(id, {source, cell});
    put(cellFromText(cell, guard(id)));
    page.runs(id);
    opened.say(words.say("notebook.edit.ran"), null);
  };
  const reset = (id: string): void => {
    const author = module.cells.find((cell) => cell.id === id);
    const element = document.getElementById(id);
    if (author === undefined || element === null) return;
    turns.set(id, (turns.get(id) ?? 0) + 1);
    open.get(id)?.editor.write(authored(element));
    open.get(id)?.say("", null);
    if (!sources.delete(id)) return;
    put(author);
  };
  const show = (element: HTMLElement, source: string): Open => {
    const known = open.get(element.id);
    if (known !== undefined) return known;
    const opened = panel(page, element, source, {
      run: (text) => run(element.id, text, opened),
      reset: () => reset(element.id),
      changed: (text) => {
        spare ??= webBench();
        page.typed(element.id, text !== (sources.get(element.id)?.source ?? authored(element)));
      },
      closed: () => {
        open.delete(element.id);
        page.typed(element.id, false);
      },
    });
    open.set(element.id, opened);
    return opened;
  };
  return {
    edit: (element) => show(element, sources.get(element.id)?.source ?? authored(element)).editor.focus(),
    offer: (code) => {
      for (const [id, source] of Object.entries(code)) {
        const element = document.getElementById(id);
        if (element === null) continue;
        const opened = show(element, source);
        opened.editor.write(source);
        opened.say(words.say("notebook.edit.offered"), null);
      }
    },
    reset,
    resetAll: () => {
      for (const {id} of module.cells) reset(id);
    },
  };
}

/** The author's source, as the page shows it. */
const authored = (cell: Element): string => cell.querySelector(".cell-source code")?.textContent?.replace(/\n$/, "") ?? "";

/** `cell 5, line 3: …`; of the cell itself only what is wrong and where. */
function worded({words}: EditedPage, id: string, {cell, problem}: {readonly cell: string; readonly problem: Problem}): string {
  const {line} = problem;
  const what = words.tell(problem.says);
  if (cell === id) return line === null ? what : words.say("notebook.edit.line", {line, problem: what});
  const other = {cell: cellName(cell), problem: what};
  return line === null ? words.say("notebook.edit.cell", other) : words.say("notebook.edit.cell-line", {...other, line});
}

interface PanelOptions {
  readonly run: (source: string) => void;
  readonly reset: () => void;
  readonly changed: (source: string) => void;
  readonly closed: () => void;
}

/** The editor of a cell with its controls; it replaces the source. */
function panel({document, words}: EditedPage, cell: HTMLElement, source: string, {run, reset, changed, closed}: PanelOptions): Open {
  const fold = cell.querySelector<HTMLDetailsElement>(".cell-source");
  const code = fold?.querySelector<HTMLElement>("pre");
  if (!fold || !code) throw new Error(`${cell.id} shows no source to edit`);
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const made = document.createElement("button");
    Object.assign(made, {type: "button", textContent: text});
    made.addEventListener("click", act);
    return made;
  };
  const says = document.createElement("p");
  says.className = "cell-problem";
  says.setAttribute("role", "status");
  const bar = document.createElement("p");
  bar.className = "cell-edit-bar";
  const box = document.createElement("div");
  box.className = "cell-editor";
  const close = () => {
    const focused = box.contains(document.activeElement);
    editor.close();
    box.remove();
    code.hidden = false;
    cell.toggleAttribute("data-editing", false);
    closed();
    // Focus goes back to where Enter opens it again.
    if (focused) code.focus();
  };
  const editor = editorOf({
    source,
    label: words.say("notebook.edit.editor", {cell: cellName(cell.id)}),
    run: () => run(editor.source()),
    leave: close,
    changed: () => changed(editor.source()),
  });
  bar.append(
    button(words.say("notebook.edit.run"), () => run(editor.source())),
    " ",
    button(words.say("notebook.edit.reset"), reset),
    " ",
    button(words.say("notebook.edit.done"), close),
  );
  box.append(editor.element, bar, says);
  fold.open = true;
  code.hidden = true;
  code.after(box);
  // The editor's Run is the one: another, of the code before, would run under the text that stands here.
  cell.toggleAttribute("data-editing", true);
  const say = (text: string, line: number | null) => {
    says.textContent = text;
    editor.blame(line);
  };
  return {editor, close, say};
}
