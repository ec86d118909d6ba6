import type {CellElement} from "./cell-element.ts";
import type {Status} from "./status.ts";

/** Has the cells of a page that sweep run, one after the other: each has all of the machine while it does. */
export interface Queue {
  /** Asks for the runs of these cells, as far as their rows are stale or not whole. */
  readonly all: (ids: readonly string[]) => void;
  readonly stop: () => void;
  /** How the rows of a cell stand now. */
  readonly told: (id: string, status: Status) => void;
}

export function queueOf(document: Document): Queue {
  /** Those of which it is not known yet whether there is anything to compute. */
  const asked = new Set<string>();
  const ready = new Set<string>();
  let running: string | null = null;
  const cell = (id: string) => document.getElementById(id) as CellElement | null;
  const next = () => {
    if (running !== null) return;
    const [id] = ready;
    if (id === undefined) return;
    ready.delete(id);
    running = id;
    cell(id)?.run();
  };
  return {
    all(ids) {
      for (const id of ids) {
        const status = cell(id)?.dataset.status;
        if (status === "stale" || status === "stopped") ready.add(id);
        else if (status === "saved") asked.add(id);
      }
      next();
    },
    stop() {
      asked.clear();
      ready.clear();
      running = null;
      for (const button of document.querySelectorAll<HTMLElement>(".cell-work .stop:not([hidden])")) button.click();
    },
    told(id, {kind}) {
      if (kind === "running") return;
      if (kind === "stale" && asked.has(id)) ready.add(id);
      asked.delete(id);
      if (running === id) running = null;
      // Who tells this begins to listen for Run only afterwards.
      queueMicrotask(next);
    },
  };
}
