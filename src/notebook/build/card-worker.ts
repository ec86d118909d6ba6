/** A thread of `npm run sweeps`: computes the runs that it is given of a system's part of the card, or of its fail-overs. */
import {parentPort, workerData} from "node:worker_threads";
import {rowAt} from "../../engine/analysis/sweep.ts";
import {cardSet, comparedSystem, failOverSet} from "./committed-card.ts";

const {system, of} = workerData as {readonly system: string; readonly of: "card" | "fail-overs"};
const {compared, sweep} = {card: cardSet, "fail-overs": failOverSet}[of](await comparedSystem(system));
parentPort?.on("message", ({from, to}: {from: number; to: number}) => {
  const made = Array.from({length: to - from}, (_, i) => rowAt(compared.system, sweep, from + i));
  parentPort?.postMessage({from, made});
});
