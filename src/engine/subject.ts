import type {Scenario} from "./model/scenario.ts";
import type {System} from "./model/system.ts";
import {scenarioOf} from "./run.ts";

/** Parameters of a scenario by key, in their own units, and its seed (1 unless given). An undefined one counts as not given. */
export type Parameters = {readonly seed?: number; readonly [key: string]: number | string | boolean | undefined};

/** Scenarios under their names as JavaScript writes them. Each refuses unknown parameters and values outside their range. */
export type Scenarios = {readonly [name: string]: (parameters?: Parameters) => Scenario};

/** A system as one names it in a cell or a program: `zookeeper.scenarios.coldStart({seed: 7})` is a scenario as plain data. */
export interface Subject<S extends System = System, N = Scenarios> {
  readonly name: string;
  readonly scenarios: N;
  /** Field names by kind of message. */
  readonly messages: S["messages"];
  /** The decisions of the real system as pure functions; `rules` of a run's options puts others in their place. */
  readonly rules: S["rules"];
  /** The whole system: configuration keys, scenarios with their titles, invariants, ablations. `run` takes it. */
  readonly system: S;
}

/** `cold-start` is `coldStart`. */
export const camelCase = (name: string): string => name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());

/** What a cell or a program sees of a system. */
export function subjectOf(system: System): Subject {
  const scenarios = system.scenarios.map(({name}) => [
    camelCase(name),
    (parameters: Parameters = {}) => scenarioOf(system, name, given(parameters), parameters.seed),
  ]);
  return {name: system.name, scenarios: Object.fromEntries(scenarios), messages: system.messages, rules: system.rules, system};
}

/** The parameters that have a value, without the seed. */
export function given({seed: _seed, ...values}: Parameters): {readonly [key: string]: number | string | boolean} {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
