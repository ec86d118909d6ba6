import {availableParallelism} from "node:os";
import {Worker} from "node:worker_threads";
import type {Row} from "../../engine/analysis/sweep.ts";

/** How many runs a worker makes before it reports them. */
const CHUNK = 20;

/** So many rows in their order, each computed by whichever core is free, in workers that are told what they are for. */
export async function computedRows(count: number, worker: URL, workerData: unknown): Promise<Row[]> {
  const rows: Row[] = new Array(count);
  let next = 0;
  const one = () =>
    new Promise<void>((done, fail) => {
      const thread = new Worker(worker, {workerData});
      const give = () => {
        if (next >= count) return void thread.terminate().then(() => done());
        const from = next;
        next = Math.min(count, next + CHUNK);
        thread.postMessage({from, to: next});
      };
      thread.on("error", fail);
      thread.on("message", ({from, made}: {from: number; made: readonly Row[]}) => {
        made.forEach((row, i) => {
          rows[from + i] = row;
        });
        give();
      });
      give();
    });
  await Promise.all(Array.from({length: Math.min(availableParallelism(), Math.ceil(count / CHUNK))}, one));
  return rows;
}
