import type {Grid, Sweep, SweepOptions} from "../../engine/analysis/sweep.ts";
import {sweepOf} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {Surface} from "../../views/markup.ts";
import {said} from "../../words/en/cells.ts";
import type {Words} from "../../words/words.ts";
import {type Cell, type CellRun, sweepRun} from "../cells/cell.ts";
import {type CellText, errorLine} from "../cells/cell-text.ts";
import type {ChapterModule} from "../cells/chapter-module.ts";
import {inAnyLanguage} from "../cells/chapter-name.ts";
import {systemsOf} from "../cells/chapter-systems.ts";
import {downstream, upstream} from "../cells/graph.ts";
import {rememberedRows, rememberSweep} from "../cells/provenance.ts";
import {type Recorded, recordedFrom} from "../cells/recorded.ts";
import {type CellObserver, type Evaluation, type Notebook, notebook} from "../cells/runtime.ts";
import {cellName, toldBy} from "../cells/told-by.ts";
import type {Editing} from "../edit/editing.ts";
import {offerTakeaway} from "../export/offer.ts";
import {simulator} from "../library/computing.ts";
import {library} from "../library/library.ts";
import type {CellElement} from "./cell-element.ts";
import {normaliseOutput} from "./normalise-output.ts";
import {type PageBar, pageBar} from "./page-bar.ts";
import {type PageState, pageState} from "./page-state.ts";
import {runLine} from "./run-line.ts";
import {type Queue, queueOf} from "./run-queue.ts";
import type {CellStatus} from "./status.ts";
import {showFormer, showProgress, showStatus, whenAsked} from "./status-line.ts";
import {swapOutput} from "./swap-output.ts";
import {sweepRows} from "./sweep-rows.ts";

/** A chapter of a page that is coming alive. */
interface Page {
  readonly document: Document;
  readonly chapter: string;
  readonly systems: readonly System[];
  readonly book: Notebook;
  /** State of the rows that a cell depends on, by the cell that sweeps. */
  readonly rowStatus: Map<string, CellStatus>;
  readonly queue: Queue;
  readonly state: PageState;
  /** Cells that read otherwise than the author's. */
  readonly edited: Map<string, CellText>;
  readonly words: Words;
  readonly watch: (id: string) => void;
  /** Makes all cells live that depend on one. */
  readonly follow: (id: string) => void;
}

/** What a page that has come alive can be asked for. */
export interface LivePage {
  /** Makes one cell live, with what it depends on; the others keep what was saved. */
  readonly watch: (id: string) => void;
  /** Opens the source of a cell for editing. */
  readonly edit: (cell: HTMLElement) => void;
  /** Takes in the state that a fragment carries. */
  readonly arrive: (fragment: string) => void;
}

/** Makes a page's chapter live. */
export function openPage(surface: Surface, chapter: string, module: ChapterModule): LivePage {
  const {document, words} = surface;
  const {cells} = module;
  const {all: systems, define} = systemsOf(module.systems);
  const watched = new Set<string>();
  // Called at each step of a playhead: what is done once must not be looked up again.
  const watch = (id: string) => {
    if (watched.has(id)) return;
    watched.add(id);
    book.watch(id);
    tellValues(surface, book, book.cells().find((cell) => cell.id === id)?.outputs ?? []);
  };
  // Only a change wakes the cells that depend on this one: while an input stands at its default, what was saved is what they show.
  const follow = (id: string) => {
    for (const other of book.dependents(id)) watch(other);
  };
  const withEditing = (act: (editing: Editing) => void) =>
    void edits().then(act, (error: unknown) => cellSays(surface, cells[0]?.id, error));
  const queue = queueOf(document);
  const state = pageState({
    document,
    words,
    cells: () => book.cells(),
    watch,
    follow,
    offer: (code) => withEditing((editing) => editing.offer(code)),
    arrived: (what) => bar.arrived(what),
  });
  const bar: PageBar = pageBar(document, words, {
    run: () => {
      for (const {id} of book.cells()) watch(id);
      queue.all(book.cells().map(({id}) => id));
    },
    stop: queue.stop,
    link: state.link,
    reset: () => {
      state.reset();
      if (page.edited.size > 0 || document.querySelector(".cell-editor") !== null) withEditing((editing) => editing.resetAll());
      history.replaceState(history.state, "", location.pathname + location.search);
    },
  });
  const page: Page = {
    document,
    chapter,
    systems,
    get book() {
      return book;
    },
    rowStatus: new Map(),
    queue,
    state,
    edited: new Map(),
    words,
    watch,
    follow,
  };
  const book: Notebook = notebook(cells, {
    document,
    patience: patienceIn(document, cells),
    library: library({surface, systems, recorded: (name) => recorded(name, words)}),
    own: {
      simulate: ({made}) => simulator(systems, () => performance.now())(made),
      sweep: (turn) => sweep(page, turn),
      defineSystem: () => define,
    },
    observe: (cell) => observer(page, cell),
  });
  const edits = once(() => editingOf(page, module));
  return {
    watch,
    edit: (cell) => withEditing((editing) => editing.edit(cell)),
    arrive: (fragment) => void state.arrive(fragment),
  };
}

/** The first answer, for all who ask; one that failed is asked for again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

/** Fetches the editor and the compiler. */
async function editingOf(page: Page, module: ChapterModule): Promise<Editing> {
  const {document, words, chapter, edited, state} = page;
  const {book} = page;
  const {editing} = await import("../edit/editing.ts");
  return editing({
    document,
    chapter,
    module,
    words,
    inputs: (id) => Object.assign({}, ...[id, ...book.dependents(id)].map(book.inputsOf)),
    replace: (cell) => {
      book.replace(cell);
      page.watch(cell.id);
      page.follow(cell.id);
    },
    // An exercise grades what has just been run, without being asked for twice.
    runs: (id) => {
      const element = elementOf(document, id);
      if (element?.closest("[data-exercise]") && element.querySelector(".run")) element.run();
    },
    typed: (id, differs) => {
      for (const one of [id, ...downstream(book.cells(), id)]) showTyping(elementOf(document, one), differs, page.words);
    },
    told: (sources, texts) => {
      edited.clear();
      for (const cell of texts) edited.set(cell.id, cell);
      state.edited(sources);
      for (const {id} of book.cells()) mark(document, id, edited.has(id) ? words.say("notebook.edit.edited") : null);
    },
  });
}

/** The word beside a cell's badge that it is not its author's. */
function mark(document: Document, id: string, word: string | null): void {
  const badge = document.querySelector(`#${CSS.escape(id)} .badge`);
  const old = badge?.parentElement?.querySelector(".edited") ?? null;
  if ((old === null) === (word === null)) return;
  old?.remove();
  if (word === null) return;
  const made = document.createElement("span");
  made.className = "edited";
  made.textContent = word;
  badge?.before(made, " ");
}

function cellSays({document, words}: Surface, id: string | undefined, error: unknown): void {
  const element = elementOf(document, id ?? "");
  if (element !== null) showStatus(element, {status: {kind: "error"}, line: words.tell(toldBy(error)), words});
}

/** `code of cell 3`, for the reason why rows are stale. */
const codeOf = ({words}: Page, edited: readonly CellText[]): string[] =>
  edited.map(({id}) => words.say("notebook.edit.code", {cell: cellName(id)}));

/** How long a cell out of sight waits, ms: under a slider that is held, those in sight come first. */
const OUT_OF_SIGHT_MS = 150;

/** Cells that nobody sees, and on which nothing hangs that is seen, are evaluated a few times a second and not with every frame. */
function patienceIn(document: Document, cells: readonly Cell[]): (cell: Cell) => Promise<void> | null {
  const unseen = new Set<string>();
  const sight = new IntersectionObserver(
    (entries) => {
      for (const {target, isIntersecting} of entries) isIntersecting ? unseen.delete(target.id) : unseen.add(target.id);
    },
    {rootMargin: "25%"},
  );
  for (const {id} of cells) {
    const element = document.getElementById(id);
    if (element !== null) sight.observe(element);
  }
  const needed = new Map(cells.map(({id}) => [id, [id, ...downstream(cells, id)]]));
  return ({id}) => (needed.get(id)?.every((one) => unseen.has(one)) ? new Promise((done) => setTimeout(done, OUT_OF_SIGHT_MS)) : null);
}

async function recorded(name: string, words: Words): Promise<Recorded> {
  const {committedRecording} = await import("../cells/committed-recordings.ts");
  const file = await committedRecording(name);
  if (file === null) throw new Refusal(said("cells.no-recording", {name}));
  return recordedFrom(file, words);
}

const elementOf = (document: Document, id: string): CellElement | null => document.getElementById(id) as CellElement | null;

/** `sweep` for one evaluation of a cell. */
function sweep(page: Page, {cell, inputs, made, signal}: Evaluation) {
  const {document, words, chapter, rowStatus, follow, queue} = page;
  return (make: Sweep["make"], grid: Grid, options: SweepOptions) => {
    const swept = sweepOf(make, grid, options);
    rememberSweep(cell.id, swept);
    made(sweepRun(swept));
    const element = elementOf(document, cell.id);
    const cells = page.book.cells();
    const edited = upstream(cells, cell.id).flatMap(({id}) => page.edited.get(id) ?? []);
    const rows = sweepRows({
      slice: {chapter, cell: cell.id, inputs: inputs(), edited},
      plan: swept.plan,
      cells,
      signal,
      // Committed rows are those of the author's code.
      kept: async () =>
        edited.length > 0 ? null : (await import("./committed-rows.ts")).committedRows(inAnyLanguage(chapter), String(cell.rows)),
      wanted: () => element?.wanted ?? false,
      asked: async (until) => {
        const stop = element === null ? null : await whenAsked(element, until);
        if (stop !== null) follow(cell.id);
        return stop;
      },
      tell: (now, progress, error) => {
        const status = now.kind === "stale" && edited.length > 0 ? {...now, changed: [...codeOf(page, edited), ...now.changed]} : now;
        rowStatus.set(cell.id, status);
        queue.told(cell.id, status);
        if (error !== undefined) return reject(page, cell.id, error);
        if (element !== null) {
          showStatus(element, {status, line: runLine([sweepRun(swept)], words), words});
          const at = progress === null ? null : {done: progress.made.length, total: progress.total, perSecond: progress.perSecond};
          showProgress(element, at, words);
        }
        // The cells that show the rows have shown the last of them, or wait for others.
        for (const id of downstream(cells, cell.id)) {
          const below = elementOf(document, id);
          if (below !== null && (status.kind === "stale" || below.dataset.status === "running"))
            showStatus(below, {status, line: null, words});
        }
      },
    });
    return rememberedRows(swept, rows);
  };
}

/** What is typed and has not run is said over what is shown; where something else is said already, that stays. */
function showTyping(cell: CellElement | null, differs: boolean, words: Words): void {
  const shown = cell?.querySelector(".cell-former") ?? null;
  const own = words.say("notebook.cell.former-text");
  if (cell !== null && (differs ? shown === null : shown?.textContent === own)) showFormer(cell, differs ? own : null);
}

function observer(page: Page, {id, inputs}: Cell): CellObserver {
  // A playhead is no value of its cell, yet the views in other cells follow it.
  const changed = () => ["view", "playhead"].some((name) => inputs.includes(name)) && page.follow(id);
  return {
    shown(nodes, made, controls) {
      const element = elementOf(page.document, id);
      if (element === null) return;
      page.state.met(id, controls);
      const output = outputOf(page.document);
      const status = statusOf(page, id, made);
      // While its runs are being made it grows again from little: what is below must not leap up and down.
      if (status.kind === "running") output.style.minHeight = `${element.output?.offsetHeight ?? 0}px`;
      output.append(...nodes);
      normaliseOutput(output, id);
      output.addEventListener("input", changed);
      swapOutput(element, output);
      offerTakeaway(element, {systems: page.systems, words: page.words, cells: () => page.book.cells()});
      showStatus(element, {status, line: runLine(made, page.words), words: page.words});
      page.state.seen(id, output);
    },
    rejected: (error) => reject(page, id, error),
  };
}

/** A cell that shows a part of its rows says so. */
function statusOf({book, rowStatus}: Page, id: string, made: readonly CellRun[]): CellStatus {
  const partial = upstream(book.cells(), id).flatMap((cell) => {
    const status = cell.id === id ? undefined : rowStatus.get(cell.id);
    return status?.kind === "running" || status?.kind === "stopped" ? [status] : [];
  });
  return made.some(({kind}) => kind === "sweep") ? (rowStatus.get(id) ?? {kind: "live"}) : (partial[0] ?? {kind: "live"});
}

function reject({document, words, state}: Page, id: string, error: unknown): void {
  state.failed(id);
  const element = elementOf(document, id);
  if (element === null) return;
  const says = document.createElement("p");
  says.className = "cell-error";
  says.setAttribute("role", "alert");
  const line = errorLine(error, id);
  const problem = words.tell(toldBy(error));
  says.textContent = line === null ? problem : words.say("notebook.cell.at-line", {line, problem});
  const output = outputOf(document);
  output.append(says);
  swapOutput(element, output);
  showStatus(element, {status: {kind: "error"}, line: "", words});
  showProgress(element, null, words);
}

function outputOf(document: Document): HTMLElement {
  const output = document.createElement("div");
  output.className = "cell-output";
  output.dataset.live = "";
  return output;
}

/** Values that stand in the prose follow those of the cells. */
function tellValues({document, words}: Surface, book: Notebook, names: readonly string[]): void {
  for (const name of names) {
    const places = [...document.querySelectorAll<HTMLElement>(`.out[data-of="${CSS.escape(name)}"]:not([data-live])`)];
    if (places.length === 0) continue;
    for (const place of places) place.dataset.live = "";
    const printing = import("./printed-value.ts");
    book.value(name, async (value) => {
      const {printInto} = await printing;
      for (const place of places) printInto(place, value, words);
    });
  }
}
