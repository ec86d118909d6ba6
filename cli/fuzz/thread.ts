/** A thread of `npm run fuzz` over several seeds: makes the rows of the seeds it is asked for, one by one. */
import {parentPort, workerData} from "node:worker_threads";
import {Refusal} from "../../src/engine/vocabulary.ts";
import type {Answer} from "../sweep/threads.ts";
import {loadBreakable} from "../systems.ts";
import {type Campaign, lineAt} from "./campaign.ts";

const campaign = workerData as Campaign;
const system = await loadBreakable(campaign.system);

function answer(i: number): Answer {
  try {
    return {line: lineAt(campaign, system, i)};
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {refused: error.message};
  }
}

parentPort?.on("message", (i: number) => parentPort?.postMessage(answer(i)));
