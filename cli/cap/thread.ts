/** A thread of `npm run cap -- --run`: makes the rows of one system that it is asked for, one by one. */
import {parentPort, workerData} from "node:worker_threads";
import {cardSweep} from "../../src/engine/analysis/card.ts";
import {rowAt} from "../../src/engine/analysis/sweep.ts";
import {Refusal} from "../../src/engine/vocabulary.ts";
import type {Answer} from "../sweep/threads.ts";
import {loadCompared} from "../systems.ts";

const {name, runs, seed} = workerData as {readonly name: string; readonly runs: number; readonly seed: number};
const compared = await loadCompared(name);
const own = cardSweep(compared, {runs, seed});

function answer(i: number): Answer {
  try {
    return {line: JSON.stringify(rowAt(compared.system, own, i))};
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {refused: error.message};
  }
}

parentPort?.on("message", (i: number) => parentPort?.postMessage(answer(i)));
