import type {LivePage} from "./live.ts";
import type {Cell} from "./runtime.ts";
import {badge, count, fill, type Status} from "./status.ts";

/** The module that the build makes of a chapter's cells. */
export interface ChapterModule {
  readonly cells: readonly Cell[];
  readonly systems: readonly import("../engine/kernel/system.ts").System[];
}

const chapters = import.meta.glob<ChapterModule>("../content/docs/**/*.mdx", {query: "?cells"});

/** Resolved when the page is live, or null before somebody has reached for a control. */
let waking: Promise<LivePage> | null = null;

/** Fetches the engine, the views and the chapter's cells, once a page. */
function wake(chapter: string): Promise<LivePage> {
  const failed = (error: unknown) => {
    // The next touch may find a better network.
    waking = null;
    throw error;
  };
  waking ??= Promise.all([import("./live.ts"), chapters[`../content/docs/${chapter}.mdx`]?.()]).then(([{open}, module]) => {
    if (module === undefined) throw new Error(`no compiled cells for chapter ${chapter}`);
    return open(document, chapter, module);
  }, failed);
  return waking;
}

/** What a reader can take hold of. */
const controls = "input, select, textarea, button, summary, [tabindex]";

/**
 * A cell of a chapter. Its light DOM is the output that the build saved: the page is whole before any script.
 * This much is loaded with the page: it listens for the first touch, and remembers what was done until the live output can take over.
 */
export class CellElement extends HTMLElement {
  /** Buttons of the saved output that were pressed before there was anything to answer them. */
  clicks: Element[] = [];
  /** A pointer or a key is down on a control of this cell. */
  held = false;
  /** The reader has asked for the runs of this cell, and nobody has begun them yet. */
  wanted = false;

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.touch(event, true));
    this.addEventListener("keydown", (event) => this.touch(event, true));
    this.addEventListener("focusin", (event) => this.touch(event, this.held));
    // What helps people use a page may set a control without a pointer, a key or focus.
    this.addEventListener("input", (event) => this.touch(event, this.held));
    this.addEventListener("click", ({target}) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button !== null && this.output?.contains(button) && !button.closest("[data-live]")) this.clicks.push(button);
    });
    for (const kind of ["pointerup", "pointercancel", "keyup"]) addEventListener(kind, () => this.release());
    // Without a script nothing would answer the button.
    const work = this.find(".cell-work");
    if (work !== null) work.hidden = false;
    this.find(".run")?.addEventListener("click", () => this.run());
    const edit = this.find(".edit");
    if (edit !== null) edit.hidden = false;
    edit?.addEventListener("click", () => this.wake((page) => page.edit(this)));
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.target as Element).matches(".cell-source pre")) return;
      event.preventDefault();
      this.wake((page) => page.edit(this));
    });
  }

  /** Asks for the runs of this cell. */
  run(): void {
    this.wanted = true;
    this.wake();
    this.dispatchEvent(new CustomEvent("run"));
  }

  private find<E extends HTMLElement = HTMLElement>(selector: string): E | null {
    return this.querySelector<E>(selector);
  }

  get output(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".cell-output");
  }

  private touch({target}: Event, held: boolean): void {
    if (!(target instanceof Element) || !this.output?.contains(target) || target.closest(controls) === null) return;
    this.held = held;
    this.wake();
  }

  /** Brings the page to life, and then does with it what is asked. */
  wake(then: (page: LivePage) => void = (page) => page.watch(this.id)): void {
    const {chapter = ""} = this.dataset;
    wake(chapter).then(then, (error: unknown) =>
      this.say({kind: "error"}, `This cell could not be brought to life: ${error instanceof Error ? error.message : error}`),
    );
  }

  private release(): void {
    if (!this.held) return;
    this.held = false;
    this.dispatchEvent(new CustomEvent("release"));
  }

  /** Resolves when the reader has asked for the runs, with what Stop aborts; null: `until` was aborted before. */
  asked(until: AbortSignal): Promise<AbortSignal | null> {
    return new Promise((done) => {
      const begin = () => {
        this.removeEventListener("run", begin);
        this.wanted = false;
        const stop = new AbortController();
        this.find(".stop")?.addEventListener("click", () => stop.abort(), {once: true});
        done(until.aborted ? null : stop.signal);
      };
      if (this.wanted || until.aborted) return begin();
      this.addEventListener("run", begin);
      until.addEventListener("abort", begin);
    });
  }

  /** Shows how far the runs have come; null: none are being made. */
  progress(at: {readonly done: number; readonly total: number; readonly perSecond: number} | null): void {
    const running = at !== null && this.dataset.status === "running";
    const [run, stop, bar, rate] = [this.find(".run"), this.find(".stop"), this.find<HTMLProgressElement>("progress"), this.find(".rate")];
    if (run === null || stop === null || bar === null || rate === null) return;
    // The one that goes hands its focus to the one that comes.
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
    const numbers = {done: count(at.done), total: count(at.total), rate: count(Math.round(at.perSecond))};
    rate.textContent = fill(rate.dataset.words ?? "{done}", numbers);
  }

  /** Sets the badge, whose words the page brings in its own language, and the line beside it; null: the line stays. */
  say(status: Status, line: string | null): void {
    const shown = this.find(".badge");
    const made = this.find(".made");
    if (shown !== null) {
      const words = badge(status, document.querySelector<HTMLElement>(".badge[data-live]")?.dataset ?? {});
      if (shown.textContent !== words) shown.textContent = words;
    }
    this.dataset.status = status.kind;
    if (made !== null && line !== null) made.textContent = line;
  }
}

customElements.define("notebook-cell", CellElement);

/** What the address carries beside a place of the page comes with a link. */
function arrive(): void {
  const {hash} = location;
  if (/=|^#~/.test(hash)) document.querySelector<CellElement>("notebook-cell")?.wake((page) => page.arrive(hash));
}

arrive();
addEventListener("hashchange", arrive);
