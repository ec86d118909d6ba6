/** A thread of `npm run sweeps`: evaluates a slice up to its sweep, then computes the runs it is given. */
import {pathToFileURL} from "node:url";
import {parentPort, workerData} from "node:worker_threads";
import {rowAt, scenarioAt} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import type {Cell} from "../cells/cell.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {captureSweep, type Slice} from "../workers/slice.ts";

const {file, slice} = workerData as {file: string; slice: Slice};
const {cells, systems} = (await import(pathToFileURL(file).href)) as {cells: Cell[]; systems: System[]};
const {sweep, systems: known} = await captureSweep(cells, systems, slice);
parentPort?.on("message", ({from, to}: {from: number; to: number}) => {
  const made = Array.from({length: to - from}, (_, i) => rowAt(systemNamed(known, scenarioAt(sweep, from + i).system), sweep, from + i));
  parentPort?.postMessage({from, made});
});
