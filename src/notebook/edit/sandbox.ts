import {said} from "../../words/en/cells.ts";
import type {InputValues} from "../cells/cell.ts";
import type {CellText} from "../cells/cell-text.ts";
import type {Problem} from "./edited-cell.ts";

/** What a worker is sent: which cells are edited, and which of them is to be tried. */
export interface CellTrial {
  readonly chapter: string;
  readonly edited: readonly CellText[];
  readonly cell: string;
  readonly inputs: InputValues;
}

/** Its answer: that it is ready, that all went well, or what went wrong, in which cell. */
export type CellTrialAnswer =
  | {readonly kind: "ready"}
  | {readonly kind: "ended"}
  | {readonly kind: "failed"; readonly cell: string; readonly problem: Problem};

/** Where edited code is tried: a Web Worker, or what stands in for one in a test. */
export interface Bench {
  readonly send: (trial: CellTrial) => void;
  readonly heard: (told: (verdict: CellTrialAnswer) => void) => void;
  /** Ends it at once, whatever it is doing. */
  readonly end: () => void;
}

/** How long an edited cell, with all that depends on it, may take unless said. */
export const LIMIT_MS = 2000;
/** How long the worker's own code may take to arrive, on a poor network. */
const LOADING_MS = 30_000;

export function webBench(): Bench {
  const worker = new Worker(new URL("./sandbox-worker.ts", import.meta.url), {type: "module"});
  return {
    send: (trial) => worker.postMessage(trial),
    heard: (told) => {
      worker.onmessage = ({data}: MessageEvent<CellTrialAnswer>) => told(data);
      worker.onerror = ({message}) => told({kind: "failed", cell: "", problem: {line: null, says: message || said("cells.worker")}});
    },
    end: () => worker.terminate(),
  };
}

/** Ends a trial that did not end by itself. */
const late = (limitMs: number): Problem => ({
  line: null,
  says: said("cells.late", {seconds: limitMs / 1000}),
});

/**
 * Tries an edited cell where it can do no harm, for `limitMs` after its worker is ready. Null: it ended by itself, and may run in the page.
 */
export function tryOut(
  trial: CellTrial,
  bench: Bench,
  limitMs: number,
): Promise<{readonly cell: string; readonly problem: Problem} | null> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => end({cell: trial.cell, problem: {line: null, says: said("cells.trial-worker")}}), LOADING_MS);
    const end = (found: {readonly cell: string; readonly problem: Problem} | null) => {
      clearTimeout(timer);
      bench.end();
      resolve(found);
    };
    bench.heard((verdict) => {
      if (verdict.kind === "ready") {
        clearTimeout(timer);
        timer = setTimeout(() => end({cell: trial.cell, problem: late(limitMs)}), limitMs);
      } else end(verdict.kind === "failed" ? {cell: verdict.cell || trial.cell, problem: verdict.problem} : null);
    });
    bench.send(trial);
  });
}
