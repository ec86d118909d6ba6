import type {CellElement} from "./cell-element.ts";
import type {CellStatus} from "./status.ts";

/** Runs the sweeps of a page's cells one after the other: each gets the whole machine. */
export interface Queue {
  /** Asks for the runs of these cells, as far as their rows are stale or not whole. */
  readonly all: (ids: readonly string[]) => void;
  readonly stop: () => void;
  /** Reports the state of a cell's rows. */
  readonly told: (id: string, status: CellStatus) => void;
}

export function queueOf(document: Document): Queue {
  /** Cells of which it is not yet known whether there is anything to compute. */
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
      // The caller starts listening for Run only after this report.
      queueMicrotask(next);
    },
  };
}
