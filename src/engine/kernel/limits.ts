import {said} from "../../words/en/engine.ts";
import {type NodeId, Refusal, type Ticks, toMs} from "../vocabulary.ts";
import type {Kernel} from "./state.ts";

/** A run-away run ends here. */
export const EVENT_BUDGET = 20_000_000;
/** The same of a run whose trace is kept: that is what fills the memory then. */
export const RECORDED_BUDGET = 2_000_000;
/** Most that may wait in one place: the largest that a scenario of ours was seen to need is some thousands. */
export const MOST_WAITING = 200_000;

/** Refuses to go on past the budget of events. */
export function overBudget(k: Kernel, budget: number, until: Ticks): never {
  throw new Refusal(said("engine.stopped.events", {budget, nowMs: toMs(k.s.now), untilMs: toMs(until), scenario: k.scenario.name}));
}

/** Refuses to let more wait: where each thing that is handled brings two, the budget of events alone would not end before the memory does. */
export function crowded(k: Kernel, where: "at" | "answer" | "time", node: NodeId): never {
  const values = {most: MOST_WAITING, node, nowMs: toMs(k.s.now), scenario: k.scenario.name};
  throw new Refusal(said(`engine.stopped.waiting-${where}`, values));
}
