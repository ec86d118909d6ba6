/** What a worker of the page does: it prepares once what it is told, then computes the runs it is given until it is ended. */

import {evidence} from "../../engine/analysis/claim.ts";
import {rowAt, scenarioAt} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";
import type {Told} from "../../words/message.ts";
import {chapterCells} from "../cells/chapter-module.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {toldBy} from "../cells/told-by.ts";
import {findClaim} from "./claims.ts";
import type {AskedHistory} from "./history-check.ts";
import type {SeedSearch} from "./seed-search.ts";
import {captureSweep, type Slice} from "./slice.ts";

/** What many runs are made for. It contains no function: a worker gets its own from the chapter's cells, or from a system's claims. */
export type Task =
  | {readonly kind: "sweep"; readonly slice: Slice}
  | {readonly kind: "claim"; readonly id: string}
  | {readonly kind: "history"; readonly asked: AskedHistory}
  | {readonly kind: "seeds"; readonly asked: SeedSearch}
  | {readonly kind: "shrink"; readonly asked: SeedSearch; readonly seed: number};

export type Order = {readonly kind: "task"; readonly task: Task} | {readonly kind: "runs"; readonly from: number; readonly to: number};

export type Answer =
  | {readonly kind: "ready"}
  | {readonly kind: "made"; readonly from: number; readonly made: readonly unknown[]; readonly tookMs: number}
  | {readonly kind: "failed"; readonly says: Told};

/** Makes what the i-th run leaves. */
type Job = (i: number) => unknown;

let job: Promise<Job> | null = null;

export async function hear(order: Order, answer: (says: Answer) => void): Promise<void> {
  try {
    if (order.kind === "task") job = jobOf(order.task);
    const work = await job;
    if (work === null) throw new Error("Interregnum is wrong: a worker was given runs before its task");
    if (order.kind === "task") return answer({kind: "ready"});
    const start = performance.now();
    const made = Array.from({length: order.to - order.from}, (_, i) => work(order.from + i));
    answer({kind: "made", from: order.from, made, tookMs: performance.now() - start});
  } catch (error) {
    answer({kind: "failed", says: toldBy(error)});
  }
}

/** Systems, each fetched when a claim or a search is about it. */
const systems = import.meta.glob<{system: System}>("../../engine/systems/*/index.ts");

async function jobOf(task: Task): Promise<Job> {
  if (task.kind === "sweep") return sweepJob(task.slice);
  if (task.kind === "claim") {
    const claim = await findClaim(task.id);
    const system = await shipped(task.id.split("/")[0] ?? "");
    return (i) => evidence(system, claim, i + 1);
  }
  if (task.kind === "history") {
    const {historyReport} = await import("./history-check.ts");
    return () => historyReport(task.asked);
  }
  // What makes schedules smaller is larger than the engine: only a search fetches it.
  const {seedJob, shrinkJob} = await import("./seed-search.ts");
  const system = await shipped(task.asked.scenario.system);
  return task.kind === "seeds" ? seedJob(system, task.asked) : shrinkJob(system, task.asked, task.seed);
}

async function shipped(name: string): Promise<System> {
  const module = await systems[`../../engine/systems/${name}/index.ts`]?.();
  if (module === undefined) throw new Refusal(said("cells.no-system", {system: name}));
  return module.system;
}

async function sweepJob(slice: Slice): Promise<Job> {
  const {cells, systems: named} = await chapterCells(slice.chapter);
  const {sweep, systems: known} = await captureSweep(cells, named, slice);
  return (i) => rowAt(systemNamed(known, scenarioAt(sweep, i).system), sweep, i);
}
