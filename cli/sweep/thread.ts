/** A thread of `npm run sweep`: makes the rows it is asked for, one by one. */
import {parentPort, workerData} from "node:worker_threads";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {loadSystem} from "../systems.ts";
import {type Description, lineAt, sweepOf} from "./description.ts";
import type {Answer} from "./threads.ts";

const {engine, description} = workerData as {readonly engine: string; readonly description: Description};
const system = await loadSystem(description.system);
const sweep = sweepOf(system, description);

function answer(i: number): Answer {
  try {
    return {line: lineAt(engine, description, system, sweep, i)};
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {refused: error.message};
  }
}

parentPort?.on("message", (i: number) => parentPort?.postMessage(answer(i)));
