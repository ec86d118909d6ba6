import type {Scenario} from "../../engine/model/scenario.ts";
import type {Surface} from "../../views/markup.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import type {BadSeed, BadSeedOptions} from "./bad-seed.ts";
import type {Branching, BranchingOptions, Line} from "./branching.ts";
import type {Drawn} from "./view-names.ts";

/** Inputs whose value is a scenario, or more than one. */
export interface ScenarioInputs {
  /** Looks for a seed that goes wrong; its value is the scenario until then, and the smallest found from then on. */
  readonly badSeed: (scenario: Scenario, options?: Omit<BadSeedOptions, keyof Surface | "system" | "hands">) => BadSeed;
  /** A history that branches; its value is the line that is selected. */
  readonly branching: (scenario: Scenario, options?: Omit<BranchingOptions, keyof Surface | "system">) => Branching;
}

export const scenarioInputs: Drawn<ScenarioInputs> = {
  badSeed: async ({document, words, systems}) => {
    const {badSeed} = await import("./bad-seed.ts");
    return (scenario, options) => badSeed(scenario, {document, words, system: systemNamed(systems, scenario.system), ...options});
  },
  branching: async ({document, words, systems}) => {
    const {branching} = await import("./branching.ts");
    return (scenario, options) => branching(scenario, {document, words, system: systemNamed(systems, scenario.system), ...options});
  },
};

/** The same without a display: they have their initial values. */
export const unseenScenarioInputs: {readonly [K in keyof ScenarioInputs]: (scenario: Scenario) => {readonly value: unknown}} = {
  badSeed: (scenario) => ({value: scenario}),
  branching: (scenario) => ({value: {name: "main", scenario, was: null} satisfies Line}),
};
