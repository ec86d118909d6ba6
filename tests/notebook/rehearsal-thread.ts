/** A thread of Node that stands in for the page's worker. */
import {parentPort} from "node:worker_threads";
import type {System} from "../../src/engine/kernel/system.ts";
import {system} from "../../src/engine/systems/zookeeper/index.ts";
import {editedCell} from "../../src/notebook/edited.ts";
import {libraryNames} from "../../src/notebook/library.ts";
import {hear} from "../../src/notebook/rehearsal-room.ts";
import type {Cell} from "../../src/notebook/runtime.ts";
import type {Trial} from "../../src/notebook/sandbox.ts";

/** The chapter's own cells come as text, a line of `---` between two. */
parentPort?.on("message", async (trial: Trial) => {
  let cells: Cell[] = [];
  trial.chapter.split("\n---\n").forEach((source, i) => {
    const cell = editedCell(`cell-${i + 1}`, source, {cells, names: [...libraryNames, "zookeeper"], guard: () => {}});
    if ("says" in cell) throw new Error(cell.says);
    cells = [...cells, cell];
  });
  await hear(trial, {cells, systems: [system as unknown as System]}, (verdict) => parentPort?.postMessage(verdict));
});
