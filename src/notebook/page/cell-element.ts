import type {LivePage} from "./live-page.ts";

/** Resolved when the page is live, or null before somebody has reached for a control. */
let waking: Promise<LivePage> | null = null;

/** Fetches the engine, the views and the chapter's cells, once a page. */
function wake(chapter: string): Promise<LivePage> {
  const failed = (error: unknown) => {
    // The next touch may find a better network.
    waking = null;
    throw error;
  };
  waking ??= import("./open-chapter.ts").then(({openChapter}) => openChapter(document, chapter)).catch(failed);
  return waking;
}

/** What a reader can take hold of. */
const controls = "input, select, textarea, button, summary, [tabindex]";

/**
 * A cell of a chapter. Its light DOM is the output that the build saved: the page is whole before any script.
 * This much is loaded with the page: it listens for the first touch, and remembers what was done until the live output can take over.
 */
export class CellElement extends HTMLElement {
  /** Clicks and key presses in the saved output, before any code could handle them. */
  done: Event[] = [];
  /** A pointer or a key is down on a control of this cell. */
  held = false;
  /** On what: a finger takes hold without giving it the focus. */
  grip: Element | null = null;
  /** The reader has asked for the runs of this cell, and nobody has begun them yet. */
  wanted = false;

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.touch(event, true));
    this.addEventListener("keydown", (event) => this.touch(event, true));
    this.addEventListener("focusin", (event) => this.touch(event, this.held));
    // Assistive technology may set a control without a pointer, a key or focus.
    this.addEventListener("input", (event) => this.touch(event, this.held));
    for (const kind of ["click", "keydown"]) this.addEventListener(kind, (event) => this.remember(event));
    // Enter in a field of a saved form would leave the page.
    this.addEventListener("submit", (event) => event.preventDefault());
    // A click that ends a gesture comes after its pointer is up.
    for (const kind of ["pointerup", "pointercancel", "keyup"]) addEventListener(kind, () => setTimeout(() => this.release()));
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

  private find(selector: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(selector);
  }

  get output(): HTMLElement | null {
    return this.find(".cell-output");
  }

  private touch({target, isTrusted}: Event, held: boolean): void {
    if (!(target instanceof Element) || !this.output?.contains(target) || target.closest(controls) === null) return;
    // Replaying an event must not count as holding a control.
    this.held = held && isTrusted;
    this.grip = target.closest(controls);
    this.wake();
  }

  private remember(event: Event): void {
    const {target} = event;
    if (target instanceof Element && this.output?.contains(target) && !target.closest("[data-live]")) this.done.push(event);
  }

  /** Brings the page to life, and then does with it what is asked. */
  wake(then: (page: LivePage) => void = (page) => page.watch(this.id)): void {
    const {chapter = ""} = this.dataset;
    wake(chapter).then(then, (error: unknown) => this.fail(error));
  }

  /** Reports it without the code that reports on live cells, which may be what failed to load. */
  private fail(error: unknown): void {
    this.dataset.status = "error";
    const [made, badge] = [this.find(".made"), this.find(".badge")];
    // Texts already in the page: those of its language may be what failed to load.
    const {error: word = "", failed = ""} = document.querySelector<HTMLElement>(".badge[data-failed]")?.dataset ?? {};
    const why = error instanceof Error ? error.message : String(error);
    if (made !== null) made.textContent = failed.replace("{error}", why);
    if (badge !== null) badge.textContent = word;
  }

  private release(): void {
    if (!this.held) return;
    this.held = false;
    this.dispatchEvent(new CustomEvent("release"));
  }
}

customElements.define("notebook-cell", CellElement);

/** A fragment that is more than an anchor comes from a shared link. */
function arrive(): void {
  const {hash} = location;
  if (/=|^#~/.test(hash)) document.querySelector<CellElement>("notebook-cell")?.wake((page) => page.arrive(hash));
}

arrive();
addEventListener("hashchange", arrive);
