/** A thread of `npm run sweeps`: computes the runs that it is given of a system's part of the card. */
import {parentPort, workerData} from "node:worker_threads";
import {rowAt} from "../../engine/analysis/sweep.ts";
import {cardSet, comparedSystem} from "./committed-card.ts";

const {system} = workerData as {readonly system: string};
const {compared, sweep} = cardSet(await comparedSystem(system));
parentPort?.on("message", ({from, to}: {from: number; to: number}) => {
  const made = Array.from({length: to - from}, (_, i) => rowAt(compared.system, sweep, from + i));
  parentPort?.postMessage({from, made});
});
