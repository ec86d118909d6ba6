// Helpers with which every system's catalogue of scenarios is written.

import type {LatencySpec, Parameter, ScenarioEntry} from "../model/scenario.ts";

/** Values of a scenario's parameters, by key. */
export type Values = {readonly [key: string]: number | string | boolean};

export type Made = ReturnType<ScenarioEntry["make"]>;

/** A parameter that is a number from `low` to `high`. */
export const number = (key: string, value: number, unit: string, low: number, high: number, means: string): Parameter => ({
  key,
  default: value,
  unit,
  range: [low, high],
  means,
});

/** A parameter that is one of some words, the first unless said. */
export const word = (key: string, choices: readonly [string, ...string[]], means: string): Parameter => ({
  key,
  default: choices[0],
  unit: "",
  range: choices,
  means,
});

/** A scenario's own parameters, then those of all scenarios of its system; where both have a key, it is its own. */
export const withCommon = (own: readonly Parameter[], common: readonly Parameter[]): readonly Parameter[] => [
  ...own,
  ...common.filter(({key}) => !own.some((one) => one.key === key)),
];

/** The value of a parameter that is a number. */
export const at = (p: Values, key: string): number => p[key] as number;

/** A latency, and how far a message's may deviate from it either way, as a share of it. */
export const around = (latencyMs: number, jitter: number): LatencySpec =>
  jitter === 0 ? {constant: latencyMs} : {uniform: [latencyMs * (1 - jitter), latencyMs * (1 + jitter)]};
