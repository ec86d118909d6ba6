import type {Fault} from "../../engine/model/fault.ts";
import {ENGINE} from "../../engine/version.ts";
import type {Json} from "../../engine/vocabulary.ts";
import type {Playhead} from "../../views/playhead.ts";
import type {PlayheadBar} from "../../views/playhead-bar.ts";
import type {Words} from "../../words/words.ts";
import type {Cell, Control, Controls} from "../cells/cell.ts";
import {cellName} from "../cells/told-by.ts";
import {type LinkState, linkOf, mismatch, plainLink, type RefusedPart, readLink} from "./link.ts";
import {faultProblem} from "./link-faults.ts";

/** What a link needs of its page. */
export interface LinkedPage {
  readonly document: Document;
  readonly words: Words;
  /** The cells as they are now. */
  readonly cells: () => readonly Cell[];
  readonly watch: (id: string) => void;
  /** Brings to life what depends on a cell. */
  readonly follow: (id: string) => void;
  /** Shows code that came with a link, unrun. */
  readonly offer: (code: LinkState["code"]) => void;
  /** Called with what of a link was refused, and whether its run differs; again whenever that changes. */
  readonly arrived: (what: Arrival) => void;
}

export interface Arrival {
  readonly refused: readonly RefusedPart[];
  readonly mismatch: string | null;
  /** Cells whose code came with the link and has not run. */
  readonly code: readonly string[];
}

/** The state of a page, as links carry it. */
export interface PageState {
  /** Inputs that a cell shows anew, before anybody has read them: they take what a link has for them. */
  readonly met: (id: string, controls: Controls) => void;
  /** A cell shows this now. */
  readonly seen: (id: string, output: Element) => void;
  readonly failed: (id: string) => void;
  readonly edited: (code: LinkState["code"]) => void;
  /** The fragment for what the page holds now. */
  readonly link: () => Promise<string>;
  /** Takes in what a fragment carries. */
  readonly arrive: (fragment: string) => Promise<void>;
  /** All inputs where their author has them. */
  readonly reset: () => void;
}

/** A live input. */
interface Known {
  readonly cell: string;
  readonly control: Control;
  /** Its author's value. */
  readonly author: string;
}

/** A run goes on changing for a while after its inputs were set: only then is it certain to be another one, ms. */
const SETTLES_MS = 1000;
/** How many characters of a refused value are shown. */
const LONGEST = 80;

const viewing = ({inputs}: Cell): boolean => inputs.includes("view");
const isFaults = ({inputs}: Cell): boolean => inputs.includes("view") && inputs.includes("faults");

export function pageState(page: LinkedPage): PageState {
  const {document, words} = page;
  const known = new Map<string, Known>();
  /** What a link has for inputs, by name; an input keeps it also when its cell is evaluated again. */
  let wanted = new Map<string, Json>();
  /** Names that a cell should show as inputs, and has not yet. */
  const awaited = new Map<string, Set<string>>();
  let arrival: {refused: RefusedPart[]; mismatch: string | null} = {refused: [], mismatch: null};
  let offered = new Map<string, string>();
  let code: LinkState["code"] = {};
  /** The link whose run has not yet been made. */
  let sought: LinkState | null = null;
  /** The cell whose playhead was moved last. */
  let looked: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => page.arrived({...arrival, code: [...offered.keys()]});
  const refuse = (part: string, why: string) => {
    arrival.refused = [...arrival.refused.filter((one) => one.part !== part), {part, why}];
    tell();
  };
  const faultsName = () => faultsOf(page.cells(), known);
  const partOf = (name: string) => (name === faultsName() ? "run.faults" : name);
  const give = (name: string, control: Control): boolean => {
    const why = setValue(control, wanted.get(name) as Json, words);
    if (why === null) return true;
    wanted.delete(name);
    refuse(partOf(name), why);
    return false;
  };
  const search = (output: Element) => {
    if (sought === null || offered.size > 0) return;
    const link = sought;
    clearTimeout(timer);
    const [first, ...rest] = [...output.querySelectorAll<HTMLElement>("[data-trace-hash]")];
    const hashes = [first, ...rest].map((one) => one?.dataset.traceHash ?? "");
    if (link.trace === null || hashes.includes(link.trace)) {
      sought = null;
      place(output, link);
      if (arrival.mismatch === null) return;
      arrival.mismatch = null;
      return tell();
    }
    timer = setTimeout(() => {
      arrival.mismatch = mismatch(link, {engine: ENGINE, trace: hashes[0] || words.say("notebook.link.no-trace")}, words);
      tell();
    }, SETTLES_MS);
  };
  const look = ({target}: Event) => {
    const head = target instanceof Element ? target.closest(".playhead, .picture, .light") : null;
    if (head !== null) looked = head.closest("notebook-cell")?.id ?? looked;
  };
  for (const gesture of ["input", "pointerdown", "keydown"]) document.addEventListener(gesture, look, {capture: true});

  return {
    met(id, controls) {
      for (const [name, one] of known) if (one.cell === id) known.delete(name);
      let set = false;
      for (const [name, control] of controls) {
        known.set(name, {cell: id, control, author: printed(control)});
        if (wanted.has(name)) set = give(name, control) || set;
        awaited.get(id)?.delete(name);
      }
      for (const name of awaited.get(id) ?? []) refuse(partOf(name), words.say("notebook.link.no-input-shown"));
      awaited.delete(id);
      if (set) page.follow(id);
    },
    seen: (id, output) => {
      if (sought?.cell === id) search(output);
    },
    failed(id) {
      for (const name of awaited.get(id) ?? []) refuse(partOf(name), words.say("notebook.link.failed", {cell: cellName(id)}));
      awaited.delete(id);
    },
    edited(now) {
      code = now;
      const before = offered.size;
      offered = new Map([...offered].filter(([id, source]) => now[id] !== source));
      if (offered.size < before) tell();
    },
    link: () => linkOf(stateOf(page, {known, code, faultsName: faultsName(), looked}), words),
    async arrive(fragment) {
      const names = page
        .cells()
        .filter(viewing)
        .flatMap(({outputs}) => outputs);
      const {state, refused} = await readLink(fragment, {
        inputs: Object.fromEntries(names.map((name) => [name, () => null])),
        cells: page.cells().map(({id}) => id),
        words,
      });
      arrival = {refused: [...refused], mismatch: null};
      offered = new Map(Object.entries(state.code));
      wanted = new Map(Object.entries(state.inputs));
      if (state.seed !== null)
        names.includes("seed") ? wanted.set("seed", state.seed) : refuse("seed", words.say("notebook.link.no-input"));
      const faults = faultsName();
      if (state.faults !== null)
        faults === null ? refuse("run.faults", words.say("notebook.link.no-faults")) : wanted.set(faults, state.faults as unknown as Json);
      sought = state.trace === null && state.playhead === null ? null : state;
      if (sought !== null && state.cell === null) {
        refuse(state.trace === null ? "run.playhead" : "run.trace", words.say("notebook.link.which-cell"));
        sought = null;
      }
      tell();
      if (offered.size > 0) page.offer(state.code);
      for (const name of wanted.keys()) {
        const live = known.get(name);
        const cell = live?.cell ?? page.cells().find((one) => viewing(one) && one.outputs.includes(name))?.id;
        if (live !== undefined) {
          if (give(name, live.control)) tellChange(live.control);
        } else if (cell !== undefined) {
          awaited.set(cell, (awaited.get(cell) ?? new Set()).add(name));
          page.watch(cell);
        }
      }
      if (sought?.cell == null) return;
      page.watch(sought.cell);
      const output = document.querySelector(`#${CSS.escape(sought.cell)} .cell-output[data-live]`);
      if (output !== null) search(output);
    },
    reset() {
      wanted = new Map();
      sought = null;
      clearTimeout(timer);
      arrival = {refused: [], mismatch: null};
      offered = new Map();
      for (const {control, author} of known.values()) {
        if (printed(control) === author) continue;
        setValue(control, JSON.parse(author) as Json, words);
        tellChange(control);
      }
    },
  };
}

const printed = ({value}: Control): string => JSON.stringify(value) ?? "null";

const tellChange = (control: Control): void => void control.dispatchEvent(new Event("input", {bubbles: true}));

/** The name of the page's first list of faults; null: it has none. */
function faultsOf(cells: readonly Cell[], known: ReadonlyMap<string, Known>): string | null {
  const live = [...known].find(([, {control}]) => control.matches(".faults-input"));
  const cell = cells.find(isFaults);
  // Beside the list stands its playhead, if anything: that has its name before it.
  return live?.[0] ?? cell?.outputs.at(-1) ?? null;
}

/** Sets an input as if its reader had. What it does not take it is not given: the answer says so. */
function setValue(control: Control, value: Json, words: Words): string | null {
  const before = control.value;
  if (control.matches(".faults-input")) {
    const faults: readonly Json[] = Array.isArray(value) ? value : [null];
    const why = faults.map((fault) => faultProblem(fault, words)).find((one) => one !== null);
    if (why != null) return why;
  }
  try {
    control.value = value;
    if (printed(control) === JSON.stringify(value)) return null;
    control.value = before;
  } catch {
    // An input that chokes on a value does not take it.
  }
  const text = JSON.stringify(value);
  return words.say("notebook.link.not-taken", {value: text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text});
}

interface Now {
  readonly known: ReadonlyMap<string, Known>;
  readonly code: LinkState["code"];
  readonly faultsName: string | null;
  readonly looked: string | null;
}

function stateOf({document}: LinkedPage, {known, code, faultsName, looked}: Now): LinkState {
  const moved = new Map(
    [...known].filter(([, {control, author}]) => printed(control) !== author).map(([name, {control}]) => [name, control.value]),
  );
  const inputs = Object.fromEntries([...moved].filter(([name]) => name !== "seed" && name !== faultsName)) as LinkState["inputs"];
  const seed = typeof moved.get("seed") === "number" ? (moved.get("seed") as number) : null;
  const faults = faultsName === null ? null : ((moved.get(faultsName) as readonly Fault[] | undefined) ?? null);
  return {...plainLink, inputs, seed, faults, code, ...runOf(document, looked)};
}

/** The run that is looked at: that whose playhead was moved last, else the live one nearest to the middle of the window. */
function runOf(document: Document, looked: string | null): Partial<LinkState> {
  const figures = [...document.querySelectorAll<HTMLElement>("notebook-cell .cell-output[data-live] [data-trace-hash]")];
  const middle = (document.defaultView?.innerHeight ?? 0) / 2;
  const away = (figure: Element) => {
    const {top, bottom} = figure.getBoundingClientRect();
    return Math.abs((top + bottom) / 2 - middle);
  };
  const cellOf = (figure: Element) => figure.closest("notebook-cell")?.id ?? null;
  const figure = figures.find((one) => cellOf(one) === looked) ?? figures.sort((a, b) => away(a) - away(b))[0];
  if (figure === undefined) return {};
  const trace = figure.dataset.traceHash ?? null;
  const cell = cellOf(figure);
  const head = headOf(document.querySelector(`#${cell} .cell-output`), trace);
  return {cell, trace, engine: ENGINE, playhead: head?.stop == null ? null : head.value};
}

/** The playhead of that run among those that a cell shows. */
function headOf(output: Element | null, trace: string | null): Playhead | undefined {
  const heads = [...(output?.querySelectorAll<PlayheadBar>(".playhead") ?? [])].map(({head}) => head);
  return heads.find(({run}) => run?.hash === trace) ?? heads[0];
}

function place(output: Element, {playhead, trace}: LinkState): void {
  const head = headOf(output, trace);
  if (playhead === null || head === undefined) return;
  head.value = playhead;
  head.dispatchEvent(new Event("input", {bubbles: true}));
}
