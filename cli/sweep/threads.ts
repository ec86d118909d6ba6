import {Worker as Thread} from "node:worker_threads";

/** What a thread returns for a run: its line, why it was refused, or our own bug. */
export type Answer = {readonly line: string} | {readonly refused: string} | {readonly bug: Error};

/** What a thread runs, and all that it needs to make any row. */
export interface Worker {
  readonly file: URL;
  readonly data: unknown;
}

export interface Threads {
  /** Never rejects: what went wrong is an answer. */
  readonly ask: (i: number) => Promise<Answer>;
  readonly end: () => Promise<unknown>;
}

/** Runs queued per thread: with a second one it does not wait for its next question. */
const IN_HAND = 2;

interface Question {
  readonly i: number;
  readonly answer: (answer: Answer) => void;
}

/** So many threads; whichever is free takes the next run. */
export function startThreads(count: number, {file, data}: Worker): Threads {
  const waiting: Question[] = [];
  const started = Array.from({length: count}, () => {
    const worker = new Thread(file, {workerData: data});
    const hand: Question[] = [];
    const take = () => {
      while (hand.length < IN_HAND) {
        const question = waiting.shift();
        if (question === undefined) return;
        hand.push(question);
        worker.postMessage(question.i);
      }
    };
    worker.on("message", (answer: Answer) => {
      hand.shift()?.answer(answer);
      take();
    });
    // The first queued run is the one that failed; the sweep ends there.
    worker.on("error", (bug) => hand.shift()?.answer({bug: bug as Error}));
    return {worker, take};
  });
  const ask = (i: number) =>
    new Promise<Answer>((answer) => {
      waiting.push({i, answer});
      for (const {take} of started) take();
    });
  return {ask, end: () => Promise.all(started.map(({worker}) => worker.terminate()))};
}
