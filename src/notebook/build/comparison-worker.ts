/** A thread of `npm run sweeps`: compares one recording with the model. */
import {parentPort, workerData} from "node:worker_threads";
import {compare} from "./committed-comparisons.ts";

parentPort?.postMessage(await compare(workerData as string));
