import type {Run} from "../engine/run.ts";
import type {Scenario} from "../engine/vocabulary.ts";

type Values = {readonly [key: string]: number | string | boolean};

/** What things of a page were made of, for who takes them away. Nothing is kept longer than the thing itself. */
const parameters = new WeakMap<Scenario, Values>();
const scenarios = new WeakMap<Run, Scenario>();
const runs = new WeakMap<Element, Run>();

/** A scenario of the catalogue, and the parameters that it was made with. */
export function rememberParameters(scenario: Scenario, values: Values): Scenario {
  parameters.set(scenario, values);
  return scenario;
}

export function rememberScenario(run: Run, scenario: Scenario): void {
  scenarios.set(run, scenario);
}

export function rememberRun<E extends Element>(figure: E, run: Run): E {
  runs.set(figure, run);
  return figure;
}

/** The run that a figure shows; null: it shows none. */
export const runOf = (figure: Element): Run | null => runs.get(figure) ?? null;

/** The parameters that a run's scenario, or a scenario, was made with; none if it was changed since, which a command then tells whole. */
export const parametersOf = (of: Run | Scenario): Values => parameters.get("hash" in of ? (scenarios.get(of) ?? of.scenario) : of) ?? {};
