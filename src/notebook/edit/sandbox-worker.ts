// The entry of a worker in which an edited cell is tried out before the page runs it. It holds nothing else, for the reason that
// `workers/worker.ts` gives.

import type {CellTrial} from "./sandbox.ts";

const rehearsal = import("./rehearsal.ts");
rehearsal.catch(reportError);

addEventListener("message", async ({data}: MessageEvent<CellTrial>) => (await rehearsal).rehearse(data, (verdict) => postMessage(verdict)));
