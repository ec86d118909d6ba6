import {said} from "../../words/en/engine.ts";
import {type NodeId, Refusal, type Ticks, toMs} from "../vocabulary.ts";
import type {Kernel} from "./state.ts";

/** A run-away run ends here. */
export const EVENT_BUDGET = 20_000_000;
/** The same for a run whose trace is kept: there the trace fills the memory. */
export const RECORDED_BUDGET = 2_000_000;
/** Most events that may wait in one place: the largest number seen in our scenarios is some thousands. */
export const MOST_WAITING = 200_000;

/** Refuses to go on past the budget of events. */
export function overBudget(k: Kernel, budget: number, until: Ticks): never {
  throw new Refusal(said("engine.stopped.events", {budget, nowMs: toMs(k.s.now), untilMs: toMs(until), scenario: k.scenario.name}));
}

/** Refuses to let more wait: if each event handled brings two more, memory ends before the budget of events does. */
export function crowded(k: Kernel, where: "at" | "answer" | "time", node: NodeId): never {
  const values = {most: MOST_WAITING, node, nowMs: toMs(k.s.now), scenario: k.scenario.name};
  throw new Refusal(said(`engine.stopped.waiting-${where}`, values));
}
