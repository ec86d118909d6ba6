import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import type {Told} from "../../words/message.ts";
import type {Answer, Order, Task} from "./runs.ts";

/** How far many runs have come. `made` has what was made so far, in the order of the runs. */
export interface Progress<T> {
  readonly made: readonly T[];
  readonly total: number;
  readonly perSecond: number;
}

/** A worker's interface: a Web Worker, or a test's stand-in. */
export interface Hand {
  readonly order: (order: Order) => void;
  readonly heard: (told: (answer: Answer) => void) => void;
  readonly end: () => void;
}

/** The number of runs a worker takes first, and how long each later portion should last. */
const FIRST = 2;
const CHUNK_MS = 100;
/** Shortest time between two drawings of a picture. */
const TELL_MS = 200;

/** One worker a core, and no more than there are runs. */
export function webWorkers(total: number): Hand[] {
  return Array.from({length: Math.min(navigator.hardwareConcurrency || 2, total)}, () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {type: "module"});
    return {
      order: (order) => worker.postMessage(order),
      heard: (told) => {
        worker.onmessage = ({data}: MessageEvent<Answer>) => told(data);
        worker.onerror = ({message}) => told({kind: "failed", says: message || said("cells.worker")});
      },
      end: () => worker.terminate(),
    };
  });
}

/**
 * Makes many runs in workers, each taking the next few when it is free. Reports progress a few times a second and at the end; when `signal`
 * is aborted it ends the workers at once and reports a last time what there is.
 */
export async function* work<T>(task: Task, total: number, signal: AbortSignal, hands: readonly Hand[]): AsyncGenerator<Progress<T>> {
  const made: T[] = new Array(total);
  const start = performance.now();
  let [next, done, failed] = [0, 0, null as Told | null];
  let wake = () => {};
  const give = (hand: Hand, size: number) => {
    if (next >= total) return;
    const from = next;
    next = Math.min(total, next + size);
    hand.order({kind: "runs", from, to: next});
  };
  for (const hand of hands) {
    hand.heard((answer) => {
      if (answer.kind === "failed") failed = answer.says;
      if (answer.kind === "ready") return give(hand, FIRST);
      if (answer.kind === "made") {
        answer.made.forEach((one, i) => {
          made[answer.from + i] = one as T;
        });
        done += answer.made.length;
        give(hand, Math.max(1, Math.min(1000, Math.round((answer.made.length * CHUNK_MS) / Math.max(1, answer.tookMs)))));
      }
      wake();
    });
    hand.order({kind: "task", task});
  }
  const stopped = () => wake();
  signal.addEventListener("abort", stopped);
  try {
    let told = Number.NEGATIVE_INFINITY;
    while (true) {
      const over = done === total || signal.aborted || failed !== null;
      const now = performance.now();
      if (failed !== null) throw new Refusal(failed);
      if (over || (done > 0 && now - told >= TELL_MS)) {
        told = now;
        // Places of runs that are not made yet are holes, which `filter` leaves out.
        yield {made: made.filter(() => true), total, perSecond: (done / (now - start)) * 1000};
        if (over) return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener("abort", stopped);
    for (const hand of hands) hand.end();
  }
}
