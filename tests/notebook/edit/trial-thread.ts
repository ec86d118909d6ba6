/** A thread of Node that stands in for the page's worker. */
import {parentPort} from "node:worker_threads";
import type {System} from "../../../src/engine/model/system.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import type {Cell} from "../../../src/notebook/cells/cell.ts";
import {type CellText, cellFromText} from "../../../src/notebook/cells/cell-text.ts";
import type {CellTrial} from "../../../src/notebook/edit/sandbox.ts";
import {runTrial} from "../../../src/notebook/edit/sandbox-trial.ts";

/** The chapter's own cells come as data, where a page has them in a module. */
parentPort?.on("message", async (trial: CellTrial) => {
  const cells: readonly Cell[] = (JSON.parse(trial.chapter) as CellText[]).map((cell) => cellFromText(cell, () => {}));
  await runTrial(
    trial,
    {cells, systems: [system as unknown as System], recorded: () => Promise.reject(new Error("no recordings here"))},
    (verdict) => parentPort?.postMessage(verdict),
  );
});
