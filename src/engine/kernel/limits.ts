import {Refusal, type Ticks, toMs} from "../vocabulary.ts";
import type {Kernel} from "./state.ts";

/** A run-away run ends here. */
export const EVENT_BUDGET = 20_000_000;
/** The same of a run whose trace is kept: that is what fills the memory then. */
export const RECORDED_BUDGET = 2_000_000;
/** Most that may wait in one place: the largest that a scenario of ours was seen to need is some thousands. */
export const MOST_WAITING = 200_000;

/** Refuses to go on past the budget of events. */
export function overBudget(k: Kernel, budget: number, until: Ticks): never {
  throw new Refusal(
    `stopped: ${grouped(budget)} events at ${toMs(k.s.now)} ms of ${toMs(until)} ms; scenario ${k.scenario.name} does not come to rest`,
  );
}

/** Refuses to let more wait: where each thing that is handled brings two, the budget of events alone would not end before the memory does. */
export function crowded(k: Kernel, where: string): never {
  throw new Refusal(
    `stopped: more than ${grouped(MOST_WAITING)} wait ${where} at ${toMs(k.s.now)} ms; scenario ${k.scenario.name} brings more than it can handle`,
  );
}

/** 1000000 as 1,000,000. */
const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
