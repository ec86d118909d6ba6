import type {Grid, Sweep, SweepOptions} from "../engine/analysis/sweep.ts";
import type {System} from "../engine/kernel/system.ts";
import {Refusal} from "../engine/vocabulary.ts";
import {dearRows} from "./dear.ts";
import type {CellElement, ChapterModule} from "./element.ts";
import {finish} from "./finish.ts";
import {downstream, upstream} from "./graph.ts";
import {hand} from "./handover.ts";
import {library, simulator} from "./library.ts";
import {madeLine} from "./made.ts";
import {rememberSweep} from "./provenance.ts";
import {type Recorded, type RecordedFile, recordedFrom} from "./recorded.ts";
import type {Artefact} from "./rows.ts";
import {type Cell, type CellObserver, type Made, type Notebook, notebook, type Turn} from "./runtime.ts";
import {madeOf, sweepOf} from "./slice.ts";
import type {Status} from "./status.ts";
import {offerTakeaway} from "./takeaway/offer.ts";

/** Committed rows, each fetched when a live cell asks for it. */
const data = import.meta.glob<Artefact>(["../../data/**/*.json", "!../../data/recordings/*"], {import: "default"});
const recordings = import.meta.glob<RecordedFile>("../../data/recordings/*.json", {import: "default"});

/** A chapter of a page that is coming alive. */
interface Page {
  readonly document: Document;
  readonly chapter: string;
  readonly systems: readonly System[];
  readonly cells: readonly Cell[];
  /** How the rows stand that a cell hangs on, by the cell that sweeps. */
  readonly dear: Map<string, Status>;
  readonly watch: (id: string) => void;
  /** Brings all cells to life that hang on one. */
  readonly follow: (id: string) => void;
}

/** Makes a page's chapter live. The answer makes one cell live, with what it depends on; the others keep what was saved. */
export function open(document: Document, chapter: string, {cells, systems}: ChapterModule): (id: string) => void {
  const page: Page = {
    document,
    chapter,
    systems,
    cells,
    dear: new Map(),
    watch: (id) => {
      book.watch(id);
      tellValues(document, book, cells.find((cell) => cell.id === id)?.outputs ?? []);
    },
    // Only a change wakes the cells that hang on this one: while an input stands at its default, what was saved is what they show.
    follow: (id) => {
      for (const other of book.dependents(id)) page.watch(other);
    },
  };
  const book: Notebook = notebook(cells, {
    document,
    patience: patienceIn(document, cells),
    library: library({document, systems, recorded}),
    own: {
      simulate: ({made}) => simulator(systems, () => performance.now())(made),
      sweep: (turn) => sweep(page, turn),
    },
    observe: (cell) => observer(page, cell),
  });
  return page.watch;
}

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

async function recorded(name: string): Promise<Recorded> {
  const file = await recordings[`../../data/recordings/${name}.json`]?.();
  if (file === undefined) throw new Refusal(`recorded("${name}"): this site has no such recording`);
  return recordedFrom(file);
}

const elementOf = (document: Document, id: string): CellElement | null => document.getElementById(id) as CellElement | null;

/** `sweep` for one evaluation of a cell. */
function sweep(page: Page, {cell, inputs, made, signal}: Turn) {
  const {document, chapter, cells, dear, follow} = page;
  return (make: Sweep["make"], grid: Grid, options: SweepOptions) => {
    const asked = sweepOf(make, grid, options);
    rememberSweep(cell.id, asked);
    made(madeOf(asked));
    const element = elementOf(document, cell.id);
    return dearRows({
      slice: {chapter, cell: cell.id, inputs: inputs()},
      plan: asked.plan,
      cells,
      signal,
      kept: async () => (await data[`../../data/${chapter}/${cell.rows}.json`]?.()) ?? null,
      wanted: () => element?.wanted ?? false,
      asked: async (until) => {
        const stop = (await element?.asked(until)) ?? null;
        if (stop !== null) follow(cell.id);
        return stop;
      },
      tell: (status, progress, error) => {
        dear.set(cell.id, status);
        if (error !== undefined) return reject(page, cell.id, error);
        element?.say(status, madeLine([madeOf(asked)]));
        element?.progress(progress === null ? null : {done: progress.made.length, total: progress.total, perSecond: progress.perSecond});
        // Those that show the rows have shown the last of them, or wait for others.
        for (const id of downstream(cells, cell.id)) {
          const below = elementOf(document, id);
          if (status.kind === "stale" || below?.dataset.status === "running") below?.say(status, null);
        }
      },
    });
  };
}

function observer(page: Page, {id, inputs}: Cell): CellObserver {
  // A playhead is no value of its cell, yet the views in other cells follow it.
  const changed = () => ["view", "playhead"].some((name) => inputs.includes(name)) && page.follow(id);
  return {
    shown(nodes, made) {
      const element = elementOf(page.document, id);
      if (element === null) return;
      const output = outputOf(page.document);
      output.append(...nodes);
      finish(output, id);
      output.addEventListener("input", changed);
      hand(element, output);
      offerTakeaway(element, page.systems, () => page.cells);
      element.say(statusOf(page, id, made), madeLine(made));
    },
    rejected: (error) => reject(page, id, error),
  };
}

/** A cell that shows a part of its rows says so. */
function statusOf({cells, dear}: Page, id: string, made: readonly Made[]): Status {
  const partial = upstream(cells, id).flatMap((cell) => {
    const status = cell.id === id ? undefined : dear.get(cell.id);
    return status?.kind === "running" || status?.kind === "stopped" ? [status] : [];
  });
  return made.some(({kind}) => kind === "sweep") ? (dear.get(id) ?? {kind: "live"}) : (partial[0] ?? {kind: "live"});
}

function reject({document}: Page, id: string, error: unknown): void {
  const element = elementOf(document, id);
  if (element === null) return;
  const says = document.createElement("p");
  says.className = "cell-error";
  says.setAttribute("role", "alert");
  says.textContent = error instanceof Error ? error.message : String(error);
  const output = outputOf(document);
  output.append(says);
  element.output?.replaceWith(output);
  element.say({kind: "error"}, "");
  element.progress(null);
}

function outputOf(document: Document): HTMLElement {
  const output = document.createElement("div");
  output.className = "cell-output";
  output.dataset.live = "";
  return output;
}

/** Values that stand in the prose follow those of the cells. */
function tellValues(document: Document, book: Notebook, names: readonly string[]): void {
  for (const name of names) {
    const places = [...document.querySelectorAll<HTMLElement>(`.out[data-of="${CSS.escape(name)}"]:not([data-live])`)];
    if (places.length === 0) continue;
    for (const place of places) place.dataset.live = "";
    const words = import("./out.ts");
    book.value(name, async (value) => {
      const {printed} = await words;
      for (const place of places) place.textContent = printed(value, {format: place.dataset.format, unit: place.dataset.unit});
    });
  }
}
