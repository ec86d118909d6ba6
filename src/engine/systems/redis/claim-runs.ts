// What the claims of this system share: scenarios of the catalogue at any phase, and what is read off their runs.
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {ms, type NodeId, type Ticks} from "../../vocabulary.ts";
import type {Values} from "../catalogue.ts";
import {made} from "../claims.ts";
import {scenarios} from "./scenarios.ts";

/** The fault comes 37 ms later from seed to seed: it falls on any part of a second, in which Redis counts. */
export const anyPhase = (seed: number): number => 15_000 + ((seed * 37) % 1000);

/** A scenario of the catalogue with parameters and keys of the configuration changed; messages take from half to one and a half of their latency. */
export function of(
  name: string,
  seed: number,
  values: Values = {},
  config: Scenario["config"] = {},
  ablate: readonly string[] = [],
): Scenario {
  const scenario = made(scenarios, name, {jitter: 0.5, intervalMs: 20, faultMs: anyPhase(seed), ...values});
  return {...scenario, system: "redis", name, seed, config: {...scenario.config, ...config}, ...(ablate.length > 0 ? {ablate} : {})};
}

export const wasRead = (run: Run): boolean => run.read !== null && run.violations.length === 0;
export const fault = (run: Run): Ticks => ms(anyPhase(run.scenario.seed));

/** The servers that were masters at some time of the scenario, in order. */
export const masters = (run: Run): readonly NodeId[] => run.beliefs.filter((b) => b.leads && b.from < run.end).map((b) => b.node);
