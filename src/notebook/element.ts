import type {Cell} from "./runtime.ts";

/** The module that the build makes of a chapter's cells. */
export interface ChapterModule {
  readonly cells: readonly Cell[];
  readonly systems: readonly import("../engine/kernel/system.ts").System[];
}

const chapters = import.meta.glob<ChapterModule>("../content/docs/**/*.mdx", {query: "?cells"});

/** Resolved when the page is live, or null before somebody has reached for a control. */
let waking: Promise<(id: string) => void> | null = null;

/** Fetches the engine, the views and the chapter's cells, once a page. */
function wake(chapter: string): Promise<(id: string) => void> {
  const failed = (error: unknown) => {
    // The next touch may find a better network.
    waking = null;
    throw error;
  };
  waking ??= Promise.all([import("./live.ts"), chapters[`../content/docs/${chapter}.mdx`]?.()]).then(([{open}, module]) => {
    if (module === undefined) throw new Error(`no compiled cells for chapter ${chapter}`);
    return open(document, module);
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

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.touch(event, true));
    this.addEventListener("keydown", (event) => this.touch(event, true));
    this.addEventListener("focusin", (event) => this.touch(event, this.held));
    this.addEventListener("click", ({target}) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button !== null && this.output?.contains(button) && !button.closest("[data-live]")) this.clicks.push(button);
    });
    for (const kind of ["pointerup", "pointercancel", "keyup"]) addEventListener(kind, () => this.release());
  }

  get output(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".cell-output");
  }

  private touch({target}: Event, held: boolean): void {
    if (!(target instanceof Element) || !this.output?.contains(target) || target.closest(controls) === null) return;
    this.held = held;
    const {chapter = ""} = this.dataset;
    wake(chapter).then(
      (watch) => watch(this.id),
      (error: unknown) => this.say("error", `This cell could not be brought to life: ${error instanceof Error ? error.message : error}`),
    );
  }

  private release(): void {
    if (!this.held) return;
    this.held = false;
    this.dispatchEvent(new CustomEvent("release"));
  }

  /** Sets the badge, whose words the page brings in its own language, and the line beside it. */
  say(status: "live" | "error", line: string): void {
    const badge = this.querySelector<HTMLElement>(".badge");
    const made = this.querySelector(".made");
    const word = badge?.dataset[status] ?? status;
    if (badge !== null && badge.textContent !== word) badge.textContent = word;
    this.dataset.status = status;
    if (made !== null) made.textContent = line;
  }
}

customElements.define("notebook-cell", CellElement);
