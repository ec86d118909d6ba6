// The entry of a worker that computes runs. It holds nothing that another module could want: WebKit evaluates a worker's entry once more for
// a module that imports it, and then a second listener, which was told no task, answers, too.

import type {Order} from "./runs.ts";

const runs = import("./runs.ts");
// What fails to arrive is an error of the worker's, which its page hears.
runs.catch(reportError);

addEventListener("message", async ({data}: MessageEvent<Order>) => (await runs).hear(data, (says) => postMessage(says)));
