/** A thread of `npm run sweeps`: sets one recording beside the model. */
import {parentPort, workerData} from "node:worker_threads";
import {compare} from "./recorded.ts";

parentPort?.postMessage(await compare(workerData as string));
